"""What a message carries beside words, said in a few: media, and Telegram's own announcements."""

from collections.abc import Mapping

import msgspec

#: Kinds whose file a browser can play.
FILMS = frozenset({"animation", "video"})

_LABELS = {
    "photo": "Photo",
    "voice": "Voice note",
    "video": "Video",
    "video_note": "Video message",
    "animation": "Film",
    "audio": "Music",
    "document": "File",
    "contact": "Contact",
    "location": "Location",
    "poll": "Poll",
}


class Medium(msgspec.Struct, frozen=True):
    """A placeholder: a label and what is known, and a film's `file`. A sticker is its emoji."""

    kind: str
    label: str
    detail: str = ""
    file: str = ""


def medium(kind: str, content: object) -> Medium | None:
    """What stands for a message's content; None for plain text."""
    if kind == "text":
        return None
    fields = content if isinstance(content, Mapping) else {}
    if kind in {"sticker", "dice"}:
        return Medium(kind, str(fields.get("emoji") or "Sticker"), str(fields.get("value", "")))
    file = str(fields.get("file_id", "")) if kind in FILMS else ""
    return Medium(kind, _LABELS.get(kind, kind), _detail(kind, fields), file)


def _detail(kind: str, fields: Mapping[str, object]) -> str:
    match kind:
        case "poll":
            options = fields.get("options")
            texts = [str(option["text"]) for option in options] if isinstance(options, list) else []
            return f"{fields.get('question')} ({', '.join(texts)})"
        case "contact":
            return str(fields.get("first_name", ""))
        case "audio" | "document":
            return str(fields.get("title") or fields.get("file_name") or "")
    seconds = fields.get("duration")
    return f"{seconds // 60}:{seconds % 60:02}" if isinstance(seconds, int) else ""


def announcement(actor: str, content: object) -> str:
    """A service message in words."""
    fields = content if isinstance(content, Mapping) else {}
    match next(iter(fields), ""):
        case "supergroup_chat_created" | "group_chat_created":
            return f"{actor} made the group"
        case "new_chat_members":
            names = [_name(user) for user in fields["new_chat_members"]]
            return f"{actor} added {', '.join(names)}" if names != [actor] else f"{actor} came in"
        case "left_chat_member":
            name = _name(fields["left_chat_member"])
            return f"{actor} removed {name}" if name != actor else f"{actor} left"
        case "pinned_message":
            return f"{actor} pinned a message"
    return "The group has changed"


def _name(user: Mapping[str, object]) -> str:
    return f"{user.get('first_name', '')} {user.get('last_name', '')}".strip()
