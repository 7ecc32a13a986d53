"""`heard heat`."""

import json
from pathlib import Path
from typing import BinaryIO, TextIO

from bot.rehearsal.heat.lines import Heated, LineTrouble, heated
from bot.sensing.sense import Sense

#: A picture of more messages is not read.
CHART_MAX = 200


def run(file: BinaryIO, out: TextIO, wrong: TextIO, sense: Sense, chart: Path | None) -> int:
    """The exit code: 1 if a line was left out, or the picture cannot be drawn."""
    name = getattr(file, "name", "-")
    name = "standard input" if name in ("-", "<stdin>") else name
    if chart is not None and chart.suffix not in (".svg", ".png"):
        print(f"{chart}: a chart ends in .svg or .png. Name it so", file=wrong)
        return 1
    code, rows = 0, list[Heated]()
    for found in heated(file, sense):
        if isinstance(found, LineTrouble):
            print(f"{name}:{found}", file=wrong)
            code = 1
            continue
        print(json.dumps(found.line, ensure_ascii=False), file=out)
        if chart is not None and len(rows) < CHART_MAX:
            same = not rows or found.line.get("conv") == rows[0].line.get("conv")
            rows += [found] if same else []
    return _draw(rows, name, chart, wrong) or code if chart is not None else code


def _draw(rows: list[Heated], name: str, chart: Path, wrong: TextIO) -> int:
    from bot.rehearsal.heat.chart import png, svg  # noqa: PLC0415 -- only who draws waits for it

    title = str(rows[0].line.get("conv") or Path(name).stem) if rows else ""
    picture = svg(rows, f"Heat: {title}")
    try:
        if chart.suffix == ".png":
            chart.write_bytes(png(picture))
        else:
            chart.write_text(picture, "utf-8")
    except OSError as error:
        print(f"{chart}: {error.strerror}. Name another place", file=wrong)
        return 1
    return 0
