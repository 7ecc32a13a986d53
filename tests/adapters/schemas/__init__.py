"""A file of every schema that there ever was, as text, with a couple's evening in it.

`NNNN.sql` was written by the program that had NNNN as its newest schema, and is never changed.
`scripts/store-schema` writes the one of the newest schema.
"""
