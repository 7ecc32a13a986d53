"""Doing what a click means."""

from bot.rehearsal.page import acts
from bot.rehearsal.page.acts import Act, SeatedAct, StageAct
from bot.rehearsal.page.couple import Beginning, Couple
from bot.rehearsal.page.director import Director


def perform(director: Director, act: Act) -> None:
    """Do it. `ImpossibleError` for what cannot be done; then nothing has changed."""
    if isinstance(act, SeatedAct):
        director.play(act)
    else:
        with director.recorder.doing(director.recorder.phrase(act)):
            _on_stage(director, act)


def _on_stage(director: Director, act: StageAct) -> None:
    match act:
        case acts.Move(seconds):
            director.move(seconds)
        case acts.Next():
            director.move_to_due()
        case acts.Restart(kill):
            director.restart(kill=kill)
        case acts.Connect(how):
            director.connect(how)
        case acts.StartOver(owner, kind, alone):
            director.start_over(Beginning(owner, kind), alone=alone)
        case acts.BeginAt(dialogue, step):
            director.begin_at(dialogue, step)
        case acts.OpenFile(name, text):
            director.open_file(name, text)
        case acts.Watch(on):
            director.watch(on=on)
        case acts.Seat(seat, persona):
            director.players.seat(seat, persona)
        case acts.Replay(text):
            director.replay(text)
        case _:
            _as_owner(director.couple, act)


def _as_owner(couple: Couple, act: acts.MakeHeard | acts.Grow | acts.GiveTo) -> None:
    match act:
        case acts.MakeHeard(wanted):
            couple.make_heard(wanted)
        case acts.Grow():
            couple.grow()
        case acts.GiveTo(seat):
            couple.give_to(seat)
