"""A chat's heat as a picture, for authors and operators; no chat ever shows one."""

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Final

import resvg_py

from bot.rehearsal.heat.lines import Heated
from bot.sensing.heat import LEVELS

WIDTH: Final = 960
#: Of the plot, in pixels: its place, and its height.
LEFT, RIGHT, TOP, HEIGHT = 64, 24, 56, 260
BOTTOM: Final = 118
FONT: Final = "DejaVu Sans"
#: Ink, grid, the room's line, the two partners'. Told apart by shape as well, since colours are not
#: for everybody.
INK, GRID, LINE = "#20282c", "#d9dfe2", "#20282c"
SEATS: Final = ("#1d6f8a", "#b3541e")
ACTIONS: Final = {"nudge": "a line", "breather": "a breather", "break": "a break, offered"}


def svg(rows: Sequence[Heated], title: str) -> str:
    """The heat of the lines that `heated` gives, of one chat."""
    people = list(dict.fromkeys(row.line["who"] for row in rows))
    parts = [_grid(), _level_lines(), _anger(rows), _curve(rows)]
    parts += [_dot(rows, place, people) for place in range(len(rows))]
    parts += [
        _called(rows, place, order)
        for order, place in enumerate(
            place for place, row in enumerate(rows) if row.line["action"] != "none"
        )
    ]
    parts.append(_legend(people))
    height = TOP + HEIGHT + BOTTOM
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'font-family="{FONT}, sans-serif" font-size="13" fill="{INK}">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n'
        f'<text x="{LEFT}" y="28" font-size="16">{escape(title)}</text>\n{body}\n</svg>\n'
    )


def png(picture: str) -> bytes:
    """The same as pixels, twice as fine."""
    font = str(files("bot.rehearsal.heat") / "sans.ttf")
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=picture, zoom=2, font_files=[font], skip_system_fonts=True, font_family=FONT
        )
    )


def _x(place: int, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (place + 0.5) / max(count, 1)


def _y(level: float) -> float:
    return TOP + HEIGHT * (1 - level)


def _grid() -> str:
    lines = []
    for tenths in (0, 5, 10):
        y = _y(tenths / 10)
        lines.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>')
        lines.append(
            f'<text x="{LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{tenths / 10:g}</text>'
        )
    return "\n".join(lines)


def _level_lines() -> str:
    """From where on something is called for."""
    parts = []
    for name, level in LEVELS.items():
        y = _y(level)
        parts.append(
            f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{INK}" stroke-dasharray="3 5" '
            f'opacity="0.5"/><text x="{LEFT + 4}" y="{y + (12 if level < 0.5 else -4):.1f}" '
            f'font-size="11">{name}</text>'
        )
    return "\n".join(parts)


def _curve(rows: Sequence[Heated]) -> str:
    """The attack, from which all follows."""
    points = _points([row.attack for row in rows])
    return f'<polyline points="{points}" fill="none" stroke="{LINE}" stroke-width="2"/>'


def _anger(rows: Sequence[Heated]) -> str:
    """The number that `heard heat` prints, from which nothing does."""
    points = _points([row.line["heat"] for row in rows])
    return f'<polyline points="{points}" fill="none" stroke="{LINE}" opacity="0.35"/>'


def _points(levels: Sequence[float]) -> str:
    count = len(levels)
    return " ".join(f"{_x(at, count):.1f},{_y(level):.1f}" for at, level in enumerate(levels))


def _dot(rows: Sequence[Heated], place: int, people: Sequence[str]) -> str:
    row = rows[place]
    x, y = _x(place, len(rows)), _y(row.attack)
    who = people.index(row.line["who"]) % len(SEATS)
    shape = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{SEATS[0]}"/>'
        if who == 0
        else f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{SEATS[1]}"/>'
    )
    return f"<g><title>{escape(row.line['who'])}: {row.attack:.2f}</title>{shape}</g>"


def _called(rows: Sequence[Heated], place: int, order: int) -> str:
    """What was called for and why; neighbours stand on two lines."""
    row = rows[place]
    x, bottom = _x(place, len(rows)), TOP + HEIGHT
    anchor = "end" if place > len(rows) / 2 else "start"
    what = ACTIONS[row.line["action"]]
    why = ", ".join(row.line["why"])
    turn = order % 2 * 34
    return (
        f'<path d="M{x:.1f} {_y(row.attack):.1f}V{bottom + 14 + turn}" stroke="{INK}"/>'
        f'<text x="{x:.1f}" y="{bottom + 30 + turn}" text-anchor="{anchor}" font-weight="bold">'
        f'{escape(what)}</text><text x="{x:.1f}" y="{bottom + 46 + turn}" font-size="11" '
        f'text-anchor="{anchor}">{escape(why)}</text>'
    )


def _legend(people: Sequence[str]) -> str:
    y = TOP + HEIGHT + BOTTOM - 12
    parts = []
    for place, who in enumerate(people[: len(SEATS)]):
        x = LEFT + place * 120
        shape = (
            f'<circle cx="{x + 5}" cy="{y - 4}" r="5" fill="{SEATS[0]}"/>'
            if place == 0
            else f'<rect x="{x}" y="{y - 9}" width="10" height="10" fill="{SEATS[1]}"/>'
        )
        parts.append(f'{shape}<text x="{x + 16}" y="{y}">{escape(who[:12])}</text>')
    parts.append(
        f'<text x="{WIDTH - RIGHT}" y="{y}" font-size="11" text-anchor="end">'
        "thick: attack, of both; thin: anger, which calls for nothing</text>"
    )
    return "\n".join(parts)
