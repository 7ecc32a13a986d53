"""A small chart as SVG: lines over a logarithmic axis, one colour each, in the page's own ink."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from pathlib import Path
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 640, 300, 64, 44, 24, 44
COLOURS = ("#2f6f6a", "#b0563b", "#5b5f97")


@dataclass(frozen=True)
class Line:
    """A name with its unit, and points: x from 1 on, y from 0 on."""

    name: str
    points: Sequence[tuple[float, float]]


def draw(path: Path, title: str, lines: Sequence[Line]) -> None:
    """Write the chart. The y axis begins at 0."""
    xs = sorted({x for line in lines for x, _ in line.points})
    top = 1.15 * max(y for line in lines for _, y in line.points)
    low, high = log10(xs[0]), log10(xs[-1])

    def place(x: float, y: float) -> tuple[float, float]:
        across = (log10(x) - low) / (high - low or 1)
        return (
            LEFT + across * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - y / top * (HEIGHT - TOP - BOTTOM),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="13"><title>{escape(title)}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fbfaf7"/>',
        f'<text x="{LEFT}" y="24" font-weight="bold">{escape(title)}</text>',
        f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#777"/>',
    ]
    for x in xs:
        across, down = place(x, 0)
        parts.append(f'<text x="{across:.0f}" y="{down + 20:.0f}" text-anchor="middle">'
                     f"{x:,.0f}</text>")  # fmt: skip
    for share in (0.0, 0.5, 1.0):
        value = share * top / 1.15
        _, down = place(xs[0], value)
        parts.append(f'<text x="{LEFT - 8}" y="{down + 4:.0f}" text-anchor="end">'
                     f"{value:,.0f}</text>")  # fmt: skip
    for number, line in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        spots = [place(x, y) for x, y in line.points]
        way = " ".join(f"{across:.1f},{down:.1f}" for across, down in spots)
        parts.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{d:.1f}" r="4" fill="{colour}"/>' for a, d in spots]
        parts.append(f'<text x="{WIDTH - RIGHT}" y="{24 + 16 * number}" text-anchor="end" '
                     f'fill="{colour}">{escape(line.name)}</text>')  # fmt: skip
    path.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")
