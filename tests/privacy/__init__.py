"""What is kept, for how long, and who never sees it."""
