"""The parts of `sensing.py`: what is read, what is counted, how it is written down."""
