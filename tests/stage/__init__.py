"""How transcripts are read, played and written. See `script` for the grammar."""
