"""Transcripts: plays in text files. They are tests, and runs of the rehearsal saved and replayed.

`script` reads and writes them, `cast` plays what people do, `eyes` tells what is seen then.
"""
