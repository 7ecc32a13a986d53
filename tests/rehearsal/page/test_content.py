"""What messages carry, in words."""

from typing import Any

import pytest

from bot.rehearsal.page.content import announcement, medium


@pytest.mark.parametrize(
    ("actor", "content", "words"),
    [
        ("Ana", {"supergroup_chat_created": True}, "Ana made the group"),
        ("Ana", {"new_chat_members": [{"first_name": "Ben"}]}, "Ana added Ben"),
        ("Ben", {"new_chat_members": [{"first_name": "Ben"}]}, "Ben came in"),
        ("Ana", {"left_chat_member": {"first_name": "Ben"}}, "Ana removed Ben"),
        ("Ben", {"left_chat_member": {"first_name": "Ben"}}, "Ben left"),
        ("Ana", {"pinned_message": {}}, "Ana pinned a message"),
        ("Ana", {"new_chat_title": "x"}, "Ana named the group “x”"),
        ("Ana", {"migrate_to_chat_id": -1}, "The group became a supergroup"),
        (
            "Ana",
            {"chat_owner_changed": {"new_owner": {"first_name": "Ben"}}},
            "Ana gave the group to Ben",
        ),
        (
            "Ana",
            {"message_auto_delete_timer_changed": {"message_auto_delete_time": 604_800}},
            "Ana lets messages disappear after 7 d",
        ),
        (
            "Ana",
            {"message_auto_delete_timer_changed": {"message_auto_delete_time": 0}},
            "Ana keeps messages",
        ),
        ("Ana", {"forum_topic_created": {"name": "Tea"}}, "Ana began the topic “Tea”"),
        ("Ana", {"something_new": {}}, "The group has changed"),
    ],
)
def test_announcements(actor: str, content: dict[str, Any], words: str) -> None:
    assert announcement(actor, content) == words


@pytest.mark.parametrize(
    ("kind", "content", "label", "detail"),
    [
        ("voice", {"duration": 64}, "Voice note", "1:04"),
        ("photo", [{"file_id": "x"}], "Photo", ""),
        ("dice", {"emoji": "🎲", "value": 3}, "🎲", "3"),
        ("document", {"file_name": "a.pdf"}, "File", "a.pdf"),
        ("audio", {"title": "A song", "file_name": "a.mp3"}, "Music", "A song"),
        ("contact", {"first_name": "Cara", "phone_number": "+1"}, "Contact", "Cara +1"),
        ("location", {"latitude": 48.2, "longitude": 16.37}, "Place", "48.20, 16.37"),
        ("game", {}, "game", ""),
        ("new_kind", None, "new kind", ""),
    ],
)
def test_media(kind: str, content: object, label: str, detail: str) -> None:
    shown = medium(kind, content)
    assert shown is not None
    assert (shown.label, shown.detail, shown.file) == (label, detail, "")


def test_a_poll_has_its_options() -> None:
    content = {"question": "Tea?", "options": [{"text": "yes"}, {"text": "no"}]}
    shown = medium("poll", content)
    assert shown is not None
    assert (shown.detail, shown.options) == ("Tea?", ("yes", "no"))


def test_text_is_no_medium() -> None:
    assert medium("text", None) is None


@pytest.mark.parametrize(("size", "file"), [(63, ""), (64, "x"), (5000, "x")])
def test_only_a_file_with_something_in_it_can_be_shown(size: int, file: str) -> None:
    for kind, content in (
        ("photo", [{"file_id": "small", "file_size": 1}, {"file_id": "x", "file_size": size}]),
        ("animation", {"file_id": "x", "file_size": size}),
    ):
        shown = medium(kind, content)
        assert shown is not None
        assert shown.file == file


def test_a_document_can_be_opened_unless_it_is_a_stand_in() -> None:
    for size, file in ((4, ""), (4000, "F")):
        content = {"file_name": "export.html", "file_id": "F", "file_size": size}
        shown = medium("document", content)
        assert shown is not None
        assert (shown.detail, shown.file) == ("export.html", file)
