"""Personas: people who take a seat when nobody else does.

Pure: what a persona does, and after how long, is a function of what it sees, of its temperament and
of a seed. `sight` is what it sees, `temperament` what it is like, `acting` the function; `en.yaml`
is what it says, `vocabulary` brings that together with the labels of buttons.
"""
