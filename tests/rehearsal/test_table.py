"""The table of the Bot API's methods and objects."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.rehearsal.botapi.ephemerals import described
from bot.rehearsal.botapi.methods import EPHEMERAL_METHODS, FORMER, METHODS
from bot.rehearsal.botapi.table import Field, alternatives, bot_api
from bot.rehearsal.botapi.updates import UPDATE_KINDS

ROOT = Path(__file__).parents[2]
SIMPLE = {"integer", "number", "string", "boolean", "file"}


def names(kind):
    """All that a type names."""
    for one in alternatives(kind):
        yield from names(one[1:-1]) if one.startswith("[") else [one]


def test_the_table_is_what_its_generator_writes():
    done = subprocess.run(
        [sys.executable, "scripts/botapi/table.py", "--check"],
        cwd=ROOT,
        env={**os.environ, "PTB_TIMEDELTA": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_table_says_what_it_describes_and_after_whom():
    table = bot_api()

    assert table.version == "10.0"
    assert table.source == f"python-telegram-bot {version('python-telegram-bot')}"


def test_every_method_of_the_table_is_played_and_no_other():
    assert {name.lower() for name in bot_api().methods} == set(METHODS)
    assert not bot_api().methods.keys() & bot_api().elsewhere.methods
    ephemeral = described("10.3").methods.keys() - bot_api().methods.keys()
    assert {name.lower() for name in ephemeral} == set(EPHEMERAL_METHODS)


def test_former_names_lead_to_methods():
    assert set(FORMER.values()) <= set(METHODS)
    assert not FORMER.keys() & METHODS.keys()


def test_every_type_that_is_named_is_described():
    table = described("10.3")
    kinds = [
        *(method.answer for method in table.methods.values()),
        *(field.type for method in table.methods.values() for field in method.parameters.values()),
        *(field.type for shape in table.objects.values() for field in shape.fields.values()),
    ]

    assert {name for kind in kinds for name in names(kind)} - SIMPLE <= set(table.objects)


@pytest.mark.parametrize(
    ("method", "parameter", "field"),
    [
        ("sendMessage", "chat_id", Field("integer|string", required=True)),
        ("sendMessage", "text", Field("string", required=True, most=4096)),
        ("sendMessage", "entities", Field("[MessageEntity]")),
        ("sendMessage", "reply_to_message_id", Field("integer", documented=False)),
        ("sendPhoto", "photo", Field("file", required=True)),
        ("sendMediaGroup", "media", None),
        ("answerCallbackQuery", "text", Field("string", most=200)),
        ("sendLocation", "latitude", Field("number", required=True)),
        ("setMessageReaction", "reaction", Field("[ReactionType]")),
        ("getUpdates", "allowed_updates", Field("[string]")),
    ],
)
def test_parameters_as_telegram_documents_them(method, parameter, field):
    found = bot_api().methods[method].parameters[parameter]

    if field is None:
        assert (found.required, found.least, found.most) == (True, 2, 10)
    else:
        assert found == field


def test_objects_as_telegram_documents_them():
    objects = bot_api().objects

    assert objects["Chat"].fields["id"] == Field("integer", required=True)
    assert objects["Message"].fields["message_id"].required
    assert "ChatMemberRestricted" in objects["ChatMember"].family
    assert set(objects["Update"].fields) - {"update_id"} <= set(UPDATE_KINDS)


def test_alternatives_know_brackets():
    assert list(alternatives("a|[b|c]|d")) == ["a", "[b|c]", "d"]


def test_the_size_of_what_is_told_in_the_docs():
    """docs/emulate.md names these figures."""
    table = bot_api()
    said = (ROOT / "docs" / "emulate.md").read_text("utf-8")

    assert f"{len(table.methods)} methods" in said
    assert f"{len(table.objects)} objects" in said
    for name in table.methods:
        assert f"`{name}`" in said, name
