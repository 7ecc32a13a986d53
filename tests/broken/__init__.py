"""What breaks around Heard: for each, what the operator reads and what the couple sees."""
