"""The shell around the facilitator: asynchronous, names no vendor.

Commit before you speak: state, journal and outbox in one transaction, and only then the chat.
"""
