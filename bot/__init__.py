"""Heard: a third seat for two."""
