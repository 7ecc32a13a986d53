"""Strangers: bots that others wrote, as they are, against the local Bot API."""
