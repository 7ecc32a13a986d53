"""The journal in memory, for runs in virtual time: what SQLite's one promises, without a thread and
without a disk.
"""
