"""`heard heat`: lines in, the same with their heat out; what is wrong with a line; the picture."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.adapters.senses import sense
from bot.cli import main
from bot.rehearsal.heat.chart import svg
from bot.rehearsal.heat.lines import LINE_MAX, Heated, LineTrouble, heated

NO_NUMBER = '1: "t" is no number. Write seconds, or leave it out'
TOO_LARGE = '1: "t" is too large. Write seconds, or leave it out'
FIGHT = (
    ("a", "You never listen to me. Never!"),
    ("b", "Oh great, another lecture. Thanks a lot, genius."),
    ("a", "What is wrong with you? You are so selfish!"),
    ("b", "And you are a nightmare to live with."),
    ("a", "You always twist everything. You are pathetic."),
)


def lines(*said: dict[str, Any]) -> list[bytes]:
    return [json.dumps(one).encode() for one in said]


def fight(**more: Any) -> list[bytes]:
    return lines(
        *({"t": 10 * at, "who": who, "text": text, **more} for at, (who, text) in enumerate(FIGHT))
    )


def run(*args: str, given: bytes = b"") -> tuple[int, str, str]:
    found = CliRunner().invoke(main, ["heat", *args], input=given)
    return found.exit_code, found.stdout, found.stderr


def test_the_same_lines_with_their_heat() -> None:
    found = list(heated(fight(extra=[1, {"kept": True}]), sense()))
    for given, each in zip(fight(extra=[1, {"kept": True}]), found, strict=True):
        assert isinstance(each, Heated)
        one = each.line
        assert {**json.loads(given)} == {
            name: value for name, value in one.items() if name not in ("heat", "action", "why")
        }
        assert 0 <= one["heat"] <= 1
        assert one["action"] in ("none", "nudge", "breather", "break")
        assert bool(one["why"]) == (one["action"] != "none")
    assert "breather" in [one.line["action"] for one in found if isinstance(one, Heated)]


def test_chats_do_not_know_each_other() -> None:
    alone = list(heated(fight(conv="x"), sense()))
    others = lines(*[{"who": "a", "text": "ok", "conv": "y"}] * len(FIGHT))
    mixed = [line for pair in zip(fight(conv="x"), others, strict=True) for line in pair]
    found = [
        one for one in heated(mixed, sense()) if isinstance(one, Heated) and one.line["conv"] == "x"
    ]
    assert found == alone


def test_without_times_it_goes_on_as_well() -> None:
    timeless = lines(*({"who": who, "text": text} for who, text in FIGHT))
    actions = [one.line["action"] for one in heated(timeless, sense()) if isinstance(one, Heated)]
    assert "breather" in actions


def test_who_says_back_is_not_hot() -> None:
    said = lines(
        {"who": "a", "text": "You never listen to me and I am so sick of it, you are so selfish!"},
        {"who": "b", "text": "You never listen to me and I am so sick of it, you are so selfish.",
         "role": "listener-reflect"},
        {"who": "b", "text": "So for you it's that I never listen, and you're sick of it.",
         "role": "listener-reflect"},
    )  # fmt: skip
    found = [one for one in heated(said, sense()) if isinstance(one, Heated)]
    assert [one.line["action"] for one in found[1:]] == ["none", "none"]
    assert found[2].line["heat"] < found[0].line["heat"]


def test_a_language_without_a_list_says_so() -> None:
    (found,) = heated(
        lines({"who": "a", "text": "Sinä et koskaan kuuntele", "lang": "fi"}), sense()
    )
    assert isinstance(found, Heated)
    assert found.line["why"] == ["no-word-list"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"you", '1: not JSON. Write it like {"t": 0, "who": "a", "text": "hi"}'),
        (b"\xff", '1: not JSON. Write it like {"t": 0, "who": "a", "text": "hi"}'),
        (b"[" * 5000, '1: not JSON. Write it like {"t": 0, "who": "a", "text": "hi"}'),
        (b"[]", '1: not an object. Write it like {"t": 0, "who": "a", "text": "hi"}'),
        (b'{"who": "a"}', '1: "text" is missing or no string. Say it in every line'),
        (b'{"who": 1, "text": ""}', '1: "who" is missing or no string. Say it in every line'),
        (b'{"who": "a", "text": "", "t": "x"}', NO_NUMBER),
        (b'{"who": "a", "text": "", "t": true}', NO_NUMBER),
        (b'{"who": "a", "text": "", "t": NaN}', TOO_LARGE),
        (b'{"who": "a", "text": "", "t": 1e99}', TOO_LARGE),
        (b'{"who": "a", "text": "", "role": "x"}',
         '1: "role" is unknown. Write "listener-reflect", or leave it out'),
        (b'{"who": "a", "text": "", "lang": 1}',
         '1: "lang" is no string. Write a code such as "en", or leave it out'),
        (b'"' + b"x" * LINE_MAX + b'"', f"1: longer than {LINE_MAX} bytes. A line is one message"),
    ],
)  # fmt: skip
def test_a_line_that_is_wrong_is_one_line_and_loses_no_other(line: bytes, says: str) -> None:
    first, second = heated([line, *lines({"who": "a", "text": "hi"})], sense())
    assert isinstance(first, LineTrouble)
    assert str(first) == says
    assert isinstance(second, Heated)


def test_the_command(tmp_path: Path) -> None:
    code, out, err = run(given=b"\n".join(fight()))
    assert (code, err) == (0, "")
    assert len(out.splitlines()) == len(FIGHT)
    path = tmp_path / "chat.jsonl"
    path.write_bytes(b"\n".join([b"oops", *fight()]))
    code, out, err = run(str(path))
    assert code == 1
    assert err == f'{path}:1: not JSON. Write it like {{"t": 0, "who": "a", "text": "hi"}}\n'
    assert len(out.splitlines()) == len(FIGHT)


def test_a_picture(tmp_path: Path) -> None:
    given = b"\n".join(fight(conv="a & b"))
    assert run("--chart", str(tmp_path / "heat.svg"), given=given)[0] == 0
    assert run("--chart", str(tmp_path / "heat.png"), given=given)[0] == 0
    drawn = ET.fromstring((tmp_path / "heat.svg").read_text("utf-8"))  # noqa: S314 -- our own
    assert "a & b" in "".join(drawn.itertext())
    assert "a breather" in "".join(drawn.itertext())
    assert "never" not in "".join(drawn.itertext())
    pixels = (tmp_path / "heat.png").read_bytes()
    assert pixels.startswith(b"\x89PNG")
    assert len(pixels) > 5_000


def test_a_picture_of_nothing_and_one_that_cannot_be_kept(tmp_path: Path) -> None:
    assert run("--chart", str(tmp_path / "none.svg"))[0] == 0
    code, _, err = run("--chart", str(tmp_path / "heat.gif"), given=b"")
    assert (code, err) == (1, f"{tmp_path}/heat.gif: a chart ends in .svg or .png. Name it so\n")
    code, _, err = run("--chart", str(tmp_path / "no" / "heat.svg"), given=b"")
    assert code == 1
    assert err.endswith("No such file or directory. Name another place\n")


def test_every_text_of_a_picture_is_inside_it() -> None:
    rows = [one for one in heated(fight(conv="x" * 40), sense()) if isinstance(one, Heated)]
    drawn = ET.fromstring(svg(rows, "Heat"))  # noqa: S314 -- our own
    width, height = float(drawn.get("width", 0)), float(drawn.get("height", 0))
    for one in drawn.iter("{http://www.w3.org/2000/svg}text"):
        assert 0 <= float(one.get("x", 0)) <= width
        assert 0 <= float(one.get("y", 0)) <= height
