"""Every code has a page, with an example that raises it and one that raises nothing."""

import re
from pathlib import Path

import pytest

from bot.adapters.library import FINDINGS, check, shipped
from bot.dialogue.diagnostics import CODES
from bot.dialogue.kinds import KINDS

PAGES = {path.stem: path.read_text("utf-8") for path in (shipped() / FINDINGS).glob("*.md")}
#: What an example leaves out.
HEADER = {
    "dialogue": "example",
    "edition": "1",
    "title": "An example",
    "purpose": "To show one thing.",
    "lineage": "[ours]",
    "rows": "[P46]",
    "level": "1",
    "need": "listen",
    "minutes": "10",
    "roles": "[speaker, listener]",
    "steps": '[{say: welcome, text: "Good to see you both."}]',
}
_EXAMPLE = re.compile(
    r"^```yaml (bad|good)(?: also ([\w ]+?))?(?: x(\d+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
#: A page, whether the example is bad, what it may raise besides, its files.
EXAMPLES = [
    (code, which == "bad", set((also or "").split()), body * int(times or 1))
    for code, page in sorted(PAGES.items())
    for which, also, times, body in _EXAMPLE.findall(page)
]


def files(body: str) -> dict[str, str]:
    """An example as files: several with names of their own, or a dialogue with its header."""
    parts = re.split(r"^# file: (\S+)\n", body, flags=re.MULTILINE)
    if len(parts) > 1:
        return dict(zip(parts[1::2], parts[2::2], strict=True))
    if body.startswith("- "):
        body = "steps:\n" + re.sub(r"^", "  ", body, flags=re.MULTILINE).rstrip() + "\n"
    given = set(re.findall(r"^(\w+):", body, re.MULTILINE))
    if given & set(KINDS):
        return {"example.yaml": body}
    return {
        "example.yaml": "".join(
            f"{key}: {value}\n" for key, value in HEADER.items() if key not in given
        )
        + body
    }


@pytest.mark.parametrize(
    ("code", "bad", "also", "body"),
    EXAMPLES,
    ids=[f"{code}-{'bad' if bad else 'good'}" for code, bad, _, _ in EXAMPLES],
)
def test_bad_examples_raise_their_code_and_good_ones_none(
    code: str, bad: bool, also: set[str], body: str, tmp_path: Path
) -> None:
    paths = []
    for name, text in files(body).items():
        paths.append(tmp_path / name)
        paths[-1].parent.mkdir(parents=True, exist_ok=True)
        paths[-1].write_text(text, "utf-8")
    _, findings = check(paths)
    assert {one.code for one in findings} == ({code} | also if bad else set()), findings
    assert all(one.line for one in findings if one.code not in ("Y02", "N09")), "no line"


def test_no_code_lacks_a_page_and_no_page_a_code() -> None:
    assert set(PAGES) == set(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_page_says_what_why_and_how_to_mend(code: str) -> None:
    page = PAGES[code]
    assert page.startswith(f"# {code}: {CODES[code].about}\n")
    assert "**Why.**" in page
    assert "**Mend.**" in page
    for which in (True, False):
        assert [one for one in EXAMPLES if one[:2] == (code, which)], "an example is missing"
