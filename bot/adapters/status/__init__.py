"""What an operator's tools ask: is it well, and how much of what; on loopback alone."""
