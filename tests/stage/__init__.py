"""The three rigs that play transcripts. `bot.rehearsal.transcripts` reads and writes them."""
