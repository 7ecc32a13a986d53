"""A transcript, played on the page by a new couple."""

from typing import TYPE_CHECKING

from bot.rehearsal.botapi import ImpossibleError
from bot.rehearsal.page.couple import NAMES, SEATS, Beginning
from bot.rehearsal.transcripts.cast import wait
from bot.rehearsal.transcripts.given import GIVEN
from bot.rehearsal.transcripts.script import Line, Script, parse

if TYPE_CHECKING:
    from bot.rehearsal.page.director import Director


def parsed(text: str) -> Script:
    """The transcript. `ImpossibleError` with what is wrong with it."""
    try:
        script = parse(text)
        began, owner, _ = script.began, script.owner, script.pace
    except ValueError as error:
        raise ImpossibleError(f"this is no transcript: {error}") from None
    if not script.lines:
        raise ImpossibleError("this is no transcript: nobody does anything in it")
    if script.given not in GIVEN:
        raise ImpossibleError(f"this is no transcript: there is no beginning {script.given!r}")
    if owner not in NAMES.values():
        raise ImpossibleError(f"this is no transcript: {owner} has no seat, since {began:%Y}")
    return script


async def replay(director: "Director", script: Script) -> str:
    """Play it, line by line, on the moved clock; what there is to say of it then."""
    owner = next(seat for seat in SEATS if NAMES[seat] == script.owner)
    clock = director.stage.clock
    clock.stop_at(script.began)
    try:
        director.replace_couple(Beginning(owner, script.kind), alone=True)
        director.couple.cast.pace = script.pace
        for does in GIVEN[script.given]:
            await _play(director, does)
        for count, line in enumerate(script.lines):
            seen = await _try(director, line)
            if seen is not None:
                return (
                    f"Line {line.number} ({line.does}): {seen} {count} lines before it were alike."
                )
    finally:
        clock.go_on()
    return f"Played {len(script.lines)} lines. Everything was seen as it stands there."


async def _try(director: "Director", line: Line) -> str | None:
    """Play one line; what was otherwise than it stands there."""
    try:
        seen = await _play(director, line.does)
    except (ValueError, ImpossibleError) as error:
        return f"{error}."
    if seen == line.seen:
        return None
    missing = next((one for one in line.seen if one not in seen), "")
    other = next((one for one in seen if one not in line.seen), "")
    return f"expected “{missing.strip()}”, seen “{other.strip()}”."


async def _play(director: "Director", does: str) -> list[str]:
    """One line; what is seen then."""
    stage, cast = director.stage, director.couple.cast
    pause = wait(does)
    if does == "kill":
        await director.start_again(kill=True)
    elif pause is None:
        with director.recorder.doing(does):
            cast.act(does)
    before = cast.look()
    if pause is not None and pause.away:
        await stage.stop(kill=True)
        stage.clock.move(pause.length)
        await stage.start()
    elif pause is not None:
        await stage.wait(pause.length)
    await stage.rest()
    director.audience.changed()
    return cast.difference(before)
