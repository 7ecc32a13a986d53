"""A picture as an SVG document. What a shape means is never in its colour alone."""

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from bot.dialogue.diagram.shapes import Arrow, Box, Frame, Lane, Look, Mark, Picture, Text

#: Fonts of one width, so that lines end where they were measured.
FONTS = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"
INK, QUIET, RULE = "#1f2328", "#4d5560", "#7a828c"
FILLS: dict[Look, str] = {
    "group": "#ffffff",
    "first": "#fff6e3",
    "second": "#e8f4f3",
    "end": "#eceef1",
}
GROUNDS: dict[Look, str] = {
    "group": "#f7f8f9",
    "first": "#fdfaf3",
    "second": "#f3f9f8",
    "end": "#ffffff",
}
MARKS: dict[Mark, str] = {
    "lock": "M2.5 6.5h8v6h-8zM4.5 6.5v-2a2 2 0 0 1 4 0v2",
    "bubble": "M1.5 2h10v7h-5l-3 3v-3h-2z",
    "back": "M11.5 11.5v-4a2.5 2.5 0 0 0-2.5-2.5h-7M5 2l-3 3l3 3",
    "phone": "M3.5 1h6v12h-6zM5.5 11h2",
    "loop": "M11 4.5a5 5 0 1 0 .6 4M11.6 1.4v3.4h-3.4",
}
_UNPRINTABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(picture: Picture) -> str:
    """The document; ends in a newline."""
    size = f'width="{_n(picture.width)}" height="{_n(picture.height)}"'
    box = f'viewBox="0 0 {_n(picture.width)} {_n(picture.height)}"'
    names = 'role="img" aria-labelledby="title desc"'
    look = f'font-family="{FONTS}" fill="{INK}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} {names} {look}>',
        f'<title id="title">{_words(picture.title)}</title>',
        f'<desc id="desc">{_words(picture.outline)}</desc>',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        *(_lane(one) for one in picture.lanes),
    ]
    for frame in picture.frames:
        lines += _frame(frame)
    lines += [_arrow(one) for one in picture.arrows]
    for one in picture.boxes:
        lines += _box(one)
    lines += [_text(one) for one in picture.texts]
    return "\n".join([*lines, "</svg>", ""])


def _lane(lane: Lane) -> str:
    return f'<rect {_place(lane)} fill="{GROUNDS[lane.look]}" stroke="#dfe3e8"/>'


def _frame(frame: Frame) -> Iterator[str]:
    yield f'<rect {_place(frame)} rx="4" fill="none" stroke="{RULE}" stroke-width="1.4"/>'
    for y in frame.rules:
        ends = f'x1="{_n(frame.x)}" y1="{_n(y)}" x2="{_n(frame.x + frame.width)}" y2="{_n(y)}"'
        yield f'<line {ends} stroke="{RULE}" stroke-dasharray="2 3"/>'
    if frame.mark and frame.texts:
        yield _mark(frame.mark, frame.x + 9, frame.texts[0].y - 11)
    yield from (_text(one) for one in frame.texts)


def _box(box: Box) -> Iterator[str]:
    dashes = ' stroke-dasharray="5 3"' if box.private else ""
    corner = 7.0 if box.look != "end" else min(14.0, box.height / 2)
    yield (
        f'<rect {_place(box)} rx="{_n(corner)}" fill="{FILLS[box.look]}" stroke="{INK}" '
        f'stroke-width="1.2"{dashes}/>'
    )
    if box.mark:
        x, y = (box.x + 9, box.texts[0].y - 11) if box.texts else (box.x + 10.5, box.y + 2)
        yield _mark(box.mark, x, y)
    yield from (_text(one) for one in box.texts)


def _mark(mark: Mark, x: float, y: float) -> str:
    return (
        f'<path d="{MARKS[mark]}" transform="translate({_n(x)} {_n(y)})" fill="none" '
        f'stroke="{INK}" stroke-width="1.3" stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _arrow(arrow: Arrow) -> str:
    points = [f"{_n(x)} {_n(y)}" for x, y in arrow.points]
    x, y = arrow.points[-1]
    head = f"M{_n(x - 4)} {_n(y - 6)}L{_n(x)} {_n(y - 1)}L{_n(x + 4)} {_n(y - 6)}"
    line = f"M{'L'.join(points)}{head}"
    return f'<path d="{line}" fill="none" stroke="{INK}" stroke-width="1.3"/>'


def _text(text: Text) -> str:
    weight = ' font-weight="bold"' if text.bold else ""
    ink = f' fill="{QUIET}"' if text.quiet else ""
    anchor = ' text-anchor="end"' if text.ends else ""
    place = f'x="{_n(text.x)}" y="{_n(text.y)}" font-size="{_n(text.size)}"'
    return f"<text {place}{weight}{ink}{anchor}>{_words(text.words)}</text>"


def _place(shape: Lane | Frame | Box) -> str:
    return (
        f'x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}"'
    )


def _n(value: float) -> str:
    """A number with one place at most."""
    return f"{value:.1f}".removesuffix(".0")


def _words(words: str) -> str:
    return escape(_UNPRINTABLE.sub("", words))
