"""Heard: a third seat for two."""

__version__ = "0.1.0"
