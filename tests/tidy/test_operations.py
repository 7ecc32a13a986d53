"""The runbook, the alerting rules and the program say the same."""

import ast
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from ruamel.yaml import YAML

from bot import doctor, logs
from bot.adapters.status import server
from bot.adapters.status.metrics import PrometheusMeter
from bot.service.meter import Outcome
from bot.service.ports import Call

ROOT = Path(__file__).parents[2]
RUNBOOK = (ROOT / "docs" / "operations.md").read_text("utf-8")
RULES: list[dict[str, Any]] = [
    rule
    for group in YAML(typ="safe").load(ROOT / "docs" / "alerts.yml")["groups"]
    for rule in group["rules"]
]
#: Of the whole program; those of the rehearsal are no operator's.
SOURCES = [path for path in (ROOT / "bot").rglob("*.py") if "rehearsal" not in path.parts]
LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}
#: What Prometheus itself says of whatever it watches.
PROMETHEUS = {"up"}
each = pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])


def logged() -> set[tuple[str, str]]:
    """Every event and its level in the code."""
    found = set()
    for path in SOURCES:
        source = path.read_text("utf-8")
        assert set(re.findall(r"(\w+) = .*get_logger", source)) <= {"log"}, path.name
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="log"), attr=level), args=[event, *_]
                ) if level in LEVELS:
                    assert isinstance(event, ast.Constant), f"{path.name}:{node.lineno}"
                    found.add((event.value, level))
    return found


def values() -> set[str]:
    """The name of every value that goes with an event."""
    return {
        keyword.arg
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("log.") in LEVELS
        for keyword in node.keywords
        if keyword.arg is not None
    }


def table(heading: str) -> list[list[str]]:
    """The cells of the table under this heading."""
    part = RUNBOOK.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def exported() -> str:
    """What `/metrics` shows of a program that has just begun."""

    class Empty:
        waiting = 0

        def oldest(self) -> float:
            return 0.0

    meter = PrometheusMeter()
    meter.watch(ROOT, Empty(), Empty())
    meter.committed(0.1)
    return meter.text().decode()


def test_every_line_of_the_log_is_in_the_runbook_and_no_other() -> None:
    documented = {(event.strip("`"), level) for event, level, *_ in table("Log lines")}
    assert documented == logged()
    assert len(documented) == len(table("Log lines"))


def test_what_goes_with_an_event_is_let_through() -> None:
    assert values() <= logs.KEYS


def test_what_is_logged_as_an_error_says_what_to_do() -> None:
    idle = [event for event, level, _, do in table("Log lines") if level == "error" and not do]
    assert not idle


def test_every_metric_is_in_the_runbook_with_its_type_and_no_other() -> None:
    kinds = re.findall(r"^# TYPE (\w+) (\w+)$", exported(), re.MULTILINE)
    shown = {(name, kind) for name, kind in kinds if not name.endswith("_created")}
    documented = {
        (name, kind) for names, kind, *_ in table("Watching") for name in re.findall(r"\w+", names)
    }
    assert documented == shown


def test_every_kind_of_call_and_of_outcome_is_in_the_runbook_and_no_other() -> None:
    (row,) = (row for row in table("Watching") if row[0] == "`heard_calls_total`")
    what, outcome = row[3].split("`outcome`: ")
    kinds = [call.__name__.lower() for call in get_args(Call)]
    assert sorted(re.findall(r"`([a-z ]+)`", what.split("`what`: ")[1])) == sorted(kinds)
    assert sorted(re.findall(r"`([a-z ]+)`", outcome)) == sorted(get_args(Outcome))


@each
def test_what_a_rule_watches_is_exported(rule: dict[str, Any]) -> None:
    samples = exported()
    selectors = re.findall(r"\b(up|(?:heard|process)_\w+)(?:{([^}]*)})?", rule["expr"])
    assert selectors
    for name, labels in selectors:
        found = [line for line in samples.splitlines() if re.match(rf"{name}[ {{]", line)]
        assert found or name in PROMETHEUS, name
        for label in filter(None, (part.strip() for part in labels.split(","))):
            assert label == 'job="heard"' or any(label in line for line in found), label


@each
def test_a_rule_leads_to_its_part_of_the_runbook(rule: dict[str, Any]) -> None:
    name, severity = rule["alert"], rule["labels"]["severity"]
    assert rule["annotations"]["runbook"] == f"docs/operations.md#{name.lower()}"
    part = RUNBOOK.split(f"\n### {name}\n")[1].split("\n### ")[0].strip()
    first = part.splitlines()[0]
    assert severity.capitalize() in first
    assert {"page": "Ticket.", "ticket": "Page."}[severity] not in first
    for what in ("**For the couple:**", "**Look:**", "**Do:**"):
        assert what in part


def test_the_runbook_has_no_alert_that_is_no_rule() -> None:
    part = RUNBOOK.split("\n## Alerts\n")[1]
    assert re.findall(r"^### (\w+)$", part, re.MULTILINE) == [rule["alert"] for rule in RULES]


def test_the_numbers_are_the_programs() -> None:
    (disk,) = (rule for rule in RULES if rule["alert"] == "HeardDiskNearlyFull")
    assert disk["expr"] == f"heard_disk_free_bytes < {doctor.DISK_BYTES_MIN}"
    limits = f"at most {server.POLLED_S_MAX:.0f} and at most {server.REFUSING_S_MAX:.0f}"
    assert limits in RUNBOOK


def test_every_rule_is_tried_on_made_up_series() -> None:
    tried = (ROOT / "tests" / "alerts" / "alerts.yml").read_text("utf-8")
    assert [rule["alert"] for rule in RULES if rule["alert"] not in tried] == []
