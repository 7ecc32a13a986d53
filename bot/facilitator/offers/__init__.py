"""What a couple may take up beside an exercise, and leave again at any time."""
