"""Bytes from outside, thrown at what reads them. `targets` has the targets, `choices` makes values
of bytes; `scripts/fuzz` is guided by coverage, `test_fuzz` by Hypothesis and by what was found.
"""
