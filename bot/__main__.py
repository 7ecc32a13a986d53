"""`python -m bot` is `heard`."""

from bot.cli import main

main(prog_name="heard")
