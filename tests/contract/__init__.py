"""The table of the Bot API, and what the local one answers, against an independent description."""
