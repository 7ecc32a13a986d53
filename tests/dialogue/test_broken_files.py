"""A broken file of any kind is refused with a finding that is one line, never with a traceback."""

from pathlib import Path

import pytest

from bot.adapters.library import check, of_folder, shipped
from bot.dialogue.kinds import KINDS
from bot.dialogue.lint_library import what
from bot.dialogue.load import load

#: One file of each kind that comes with Heard.
KIND_FILES = {
    kind: path
    for path in reversed(of_folder(shipped()))
    if (first := what(path.read_text("utf-8"))) is not None and (kind := first[0])
}
HEAD = """dialogue: x
edition: 1
title: X
purpose: For tests.
lineage: [ours]
rows: [P46]
need: listen
level: 1
minutes: 5
roles: [speaker, listener]
steps:
"""


def wrong(path: Path) -> list[str]:
    """The codes of what is wrong with a file."""
    items, findings = check([path])
    assert bool(items) != bool(findings)
    for one in findings:
        assert one.path == str(path)
        assert len(str(one).splitlines()) == 1
        str(one).encode()
    return [one.code for one in findings]


BLOCKS = {
    "rounds": "times: 999999999, swap: [speaker, listener]",
    "when": "if: {played: true}, else: [{turn: e%d, floor: listener, text: Go on.}]",
    "choose": "by: either, text: Which?, otherwise: a, options: {a: A, b: {label: B, steps: [%s]}}",
}


def nested(verb: str, depth: int) -> str:
    """A turn inside so many blocks, each of which costs the linter something."""
    text = "{turn: t, floor: speaker, text: Go on.}"
    for number in range(depth):
        fields = BLOCKS[verb].replace("%d", str(number))
        if "%s" in fields:
            text = f"{{{verb}: {verb}{number}, {fields.replace('%s', text)}}}"
        else:
            text = f"{{{verb}: {verb}{number}, {fields}, steps: [{text}]}}"
    return f"  - {text}\n"


BYTES = {
    "empty": b"",
    "nothing but spaces": b"  \n \n",
    "nothing but a comment": b"# a comment\n",
    "binary": bytes(range(256)) * 20,
    "zeros": bytes(10_000),
    "ten megabytes": b"a: b\n" * 2_000_000,
    "ten megabytes of what is not UTF-8": b"\xe4\xf6\xfc\n" * 2_500_000,
    "ten megabytes in one word": b"x" * 10_000_000,
    "ten megabytes of characters of four bytes": "\U0001f600".encode() * 2_500_000,
    "Latin-1": HEAD.replace("For tests.", "Für Proben.").encode("latin-1"),
    "UTF-16": HEAD.encode("utf-16"),
    "UTF-32": HEAD.encode("utf-32"),
    "lists in lists": b"[" * 50_000,
    "mappings in mappings": b"{a: " * 20_000,
    "lists in lines": b"- " * 40_000,
    "an anchor and an alias": b"a: &x 1\nb: *x\n",
    "a bomb of aliases": b"a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\n",
    "an alias of itself": b"a: &a [*a]\n",
    "a merged mapping": b"a: &a {b: c}\nd: {<<: *a}\n",
    "a key twice": b"dialogue: a\ndialogue: b\n",
    "a key twice, far in": HEAD.encode() + b"  - say: a\n    text: b\n    text: c\n",
    "a Python object": b"!!python/object/apply:os.system [echo]\n",
    "two documents": b"dialogue: a\n---\ndialogue: b\n",
    "tabs": b"dialogue:\n\t- x\n",
    "a number of a hundred thousand digits": b"edition: " + b"9" * 90_000,
    "thousands of keys": b"".join(b"k%d: 1\n" % number for number in range(5_000)),
}


@pytest.mark.parametrize("content", BYTES.values(), ids=BYTES.keys())
def test_bytes_that_are_no_file_of_ours(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_bytes(content)
    assert {code[0] for code in wrong(path)} <= {"Y", "S"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("spoil", ["cut", "doubled", "empty", "other", "latin", "deep"])
def test_every_kind_of_file_spoiled(kind: str, spoil: str, tmp_path: Path) -> None:
    text = KIND_FILES[kind].read_text("utf-8")
    path = tmp_path / "spoiled.yaml"
    first = next(line for line in text.splitlines() if line.startswith(f"{kind}:"))
    spoiled = {
        "cut": text[: text.index(first) + len(first)],
        "doubled": f"{text}\n{first}\n",
        "empty": f"{kind}:\n",
        "other": text.replace(first, f"{first}\nwallpaper: red"),
        "latin": text.replace(first, f"{first} # \udcfc"),
        "deep": text.replace(first, f"{first}\nedition: {'[' * 60}{']' * 60}"),
    }
    path.write_bytes(spoiled[spoil].encode("utf-8", "surrogateescape"))
    assert {code[0] for code in wrong(path)} <= {"Y", "S"}


TEXTS = {
    "a loop": "{% for x in speaker.name %}{{ x }}{% endfor %}",
    "a loop in a loop": "{% for a in 'aaaa' %}{% for b in 'bbbb' %}x{% endfor %}{% endfor %}",
    "a range": "{% for x in range(10 ** 9) %}x{% endfor %}",
    "a power": "{{ 9 ** 9 ** 9 ** 9 }}",
    "a long string": "{{ 'x' * 10 ** 9 }}",
    "an import": "{% import 'os' as os %}",
    "a file": "{% include '/etc/passwd' %}",
    "an inheritance": "{% extends 'x' %}",
    "a macro of itself": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "an attribute that is not declared": "{{ speaker.token }}",
    "the way out of a sandbox": "{{ speaker.__class__.__mro__[1].__subclasses__() }}",
    "a call": "{{ speaker.name.upper() }}",
    "a filter": "{{ speaker.name | upper }}",
    "an assignment": "{% set x = 1 %}",
    "a name of the environment": "{{ self }}{{ request }}{{ cycler }}",
    "brackets in brackets": "{{ " + "(" * 4000,
    "nots": "{{ " + "not " * 400 + "speaker.name }}",
    "attributes of attributes": "{{ speaker" + ".name" * 300 + " }}",
    "ifs in ifs": "{% if speaker.name %}" * 40 + "x" + "{% endif %}" * 40,
    "ifs without an end": "{% if speaker.name %}" * 40,
    "a long number": "{{ " + "9" * 900 + " }}",
    "tens of thousands of characters": "x " * 20_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("kind", ["dialogue", "deck", "pattern"])
def test_texts_that_are_programs(kind: str, text: str, tmp_path: Path) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    path = tmp_path / "program.yaml"
    if kind == "dialogue":
        path.write_text(f"{HEAD}  - say: a\n    text: {quoted}\n", "utf-8")
    else:
        line = "title: "
        whole = KIND_FILES[kind].read_text("utf-8")
        old = next(one for one in whole.splitlines() if one.startswith(line))
        path.write_text(whole.replace(old, f"{line}{quoted}"), "utf-8")
    assert set(wrong(path)) & {"N04", "S04"}


STEPS = {
    "rounds in rounds, a thousand million times each": nested("rounds", 15),
    "choices in choices": nested("choose", 8),
    "conditions in conditions": nested("when", 15),
    "a condition of everything": (
        "  - {when: w, if: {said: a, heard: both, played: true}, steps: [{say: s, text: S}]}\n"
    ),
    "a great many wordings": "  - {say: a, text: ["
    + "".join(f"x{n}, " for n in range(2_000))
    + "x1]}",
    "a great many steps": "".join(f"  - say: s{n}\n    text: Go on.\n" for n in range(1_500)),
    "a great many whens": "".join(
        f"  - when: w{n}\n    if: {{played: true}}\n    steps:\n"
        f"      - turn: t{n}\n        floor: speaker\n        text: Go on.\n"
        for n in range(450)
    ),
}


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS.keys())
def test_steps_that_nobody_could_play(steps: str, tmp_path: Path) -> None:
    path = tmp_path / "steps.yaml"
    path.write_text(HEAD + steps, "utf-8")
    assert wrong(path)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    for name in ("folder.yaml", "loop.yaml", "nothing.yaml", "a\0b.yaml"):
        assert wrong(tmp_path / name) == ["Y01"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no file without an end here")
def test_a_file_without_an_end(tmp_path: Path) -> None:
    (tmp_path / "endless.yaml").symlink_to("/dev/zero")
    assert wrong(tmp_path / "endless.yaml") == ["Y02"]


def test_something_else_than_a_dialogue_is_no_dialogue() -> None:
    text = KIND_FILES["lesson"].read_text("utf-8")
    dialogue, findings = load(text, "x.yaml")
    assert dialogue is None
    assert [one.code for one in findings] == ["S02"]
