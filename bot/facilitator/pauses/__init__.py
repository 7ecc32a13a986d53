"""Pauses belong to the room: they work with and without an exercise.

`breather` is short, `breaks` and their `returns` are long, `aside` is for talking about the talk.
"""
