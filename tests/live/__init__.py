"""What a token holder asks the real Bot API, to see where the local one is wrong."""
