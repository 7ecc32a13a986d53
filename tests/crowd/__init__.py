"""A crowd: couples, strangers and channels who do whatever Telegram lets them, at random."""
