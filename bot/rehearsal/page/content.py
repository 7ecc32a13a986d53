"""What a message carries beside words, said in a few: media, and Telegram's own announcements."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

#: Kinds whose file a browser can play, those that it can show, and those that it opens.
FILMS, PICTURES = frozenset({"animation", "video", "video_note"}), frozenset({"photo"})
FILES = frozenset({"document"})
#: A smaller file is a stand-in that a human of the rehearsal has "taken": there is nothing to show.
FILE_BYTES_MIN = 64

_LABELS = {
    "photo": "Photo",
    "voice": "Voice note",
    "video": "Video",
    "video_note": "Round video",
    "animation": "Film",
    "audio": "Music",
    "document": "File",
    "contact": "Contact",
    "location": "Place",
    "venue": "Place",
    "story": "Story",
    "poll": "Poll",
    "checklist": "Checklist",
    "paid_media": "Paid media",
    "live_photo": "Live photo",
}


class Medium(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is shown beside or in place of words: a label and what is known of it. `file` can be
    shown, played or opened; `options` are those of a poll. A sticker is its emoji.
    """

    kind: str
    label: str
    detail: str = ""
    file: str = ""
    options: tuple[str, ...] = ()


def medium(kind: str, content: object) -> Medium | None:
    """What stands for a message's content; None for plain text."""
    if kind == "text":
        return None
    if kind == "photo" and isinstance(content, list) and content:
        return Medium(kind, _LABELS[kind], file=_file(content[-1]))
    fields = content if isinstance(content, Mapping) else {}
    if kind in {"sticker", "dice"}:
        return Medium(kind, str(fields.get("emoji") or "🗒"), str(fields.get("value", "")))
    if kind == "poll":
        options = tuple(str(one["text"]) for one in fields.get("options", ()))
        return Medium(kind, _LABELS[kind], str(fields.get("question", "")), options=options)
    file = _file(fields) if kind in FILMS | FILES else ""
    return Medium(kind, _LABELS.get(kind, kind.replace("_", " ")), _detail(kind, fields), file)


def _file(fields: Mapping[str, Any]) -> str:
    size = fields.get("file_size", 0)
    return str(fields.get("file_id", "")) if size >= FILE_BYTES_MIN else ""


def _detail(kind: str, fields: Mapping[str, Any]) -> str:
    match kind:
        case "contact":
            return f"{fields.get('first_name', '')} {fields.get('phone_number', '')}".strip()
        case "audio" | "document" | "venue":
            return str(fields.get("title") or fields.get("file_name") or "")
        case "location":
            return f"{fields.get('latitude', 0):.2f}, {fields.get('longitude', 0):.2f}"
    seconds = fields.get("duration")
    return f"{seconds // 60}:{seconds % 60:02}" if isinstance(seconds, int) else ""


# --- Telegram's own announcements ----------------------------------------------------------------


def announcement(actor: str, content: object) -> str:
    """A service message in words."""
    fields = content if isinstance(content, Mapping) else {}
    for name, value in fields.items():
        if name in _SAID:
            return _SAID[name](actor, value)
    return "The group has changed"


def _added(actor: str, people: Any) -> str:
    names = [_name(user) for user in people]
    return f"{actor} added {', '.join(names)}" if names != [actor] else f"{actor} came in"


def _left(actor: str, user: Any) -> str:
    name = _name(user)
    return f"{actor} removed {name}" if name != actor else f"{actor} left"


def _timer(actor: str, timer: Any) -> str:
    days = int(timer.get("message_auto_delete_time", 0)) // 86_400
    return f"{actor} lets messages disappear after {days} d" if days else f"{actor} keeps messages"


_SAID: dict[str, Callable[[str, Any], str]] = {
    "supergroup_chat_created": lambda actor, _: f"{actor} made the group",
    "group_chat_created": lambda actor, _: f"{actor} made the group",
    "new_chat_members": _added,
    "left_chat_member": _left,
    "pinned_message": lambda actor, _: f"{actor} pinned a message",
    "new_chat_title": lambda actor, title: f"{actor} named the group “{title}”",
    "new_chat_photo": lambda actor, _: f"{actor} changed the group's photo",
    "delete_chat_photo": lambda actor, _: f"{actor} removed the group's photo",
    "migrate_to_chat_id": lambda *_: "The group became a supergroup",
    "migrate_from_chat_id": lambda *_: "The group became a supergroup",
    "chat_owner_changed": lambda actor, to: f"{actor} gave the group to {_name(to['new_owner'])}",
    "chat_owner_left": lambda actor, _: f"{actor}, who owned the group, left",
    "message_auto_delete_timer_changed": _timer,
    "forum_topic_created": lambda actor, topic: f"{actor} began the topic “{topic['name']}”",
    "forum_topic_edited": lambda actor, _: f"{actor} changed the topic",
    "forum_topic_closed": lambda actor, _: f"{actor} closed the topic",
    "forum_topic_reopened": lambda actor, _: f"{actor} reopened the topic",
    "video_chat_started": lambda actor, _: f"{actor} began a video chat",
    "video_chat_ended": lambda *_: "The video chat has ended",
    "web_app_data": lambda actor, _: f"{actor} sent data from a Mini App",
}


def _name(user: Mapping[str, object]) -> str:
    return f"{user.get('first_name', '')} {user.get('last_name', '')}".strip()
