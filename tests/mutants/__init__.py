"""Mutation testing: small faults are made in the core, one at a time; each must be noticed."""
