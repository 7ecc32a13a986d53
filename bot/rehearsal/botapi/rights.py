"""Permissions of members and rights of administrators, by their names in the Bot API."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final

from .wire import Fields, JsonObject

_MEDIA: Final = (
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
)
PERMISSIONS: Final = (
    "can_send_messages",
    *_MEDIA,
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
ALL_PERMISSIONS: Final = frozenset(PERMISSIONS)
# What Telegram gives the members of a new group: everything but what shapes the group.
NEW_GROUP_PERMISSIONS: Final = ALL_PERMISSIONS - {"can_change_info", "can_pin_messages"}

RIGHTS: Final = (
    "can_manage_chat",
    "can_change_info",
    "can_delete_messages",
    "can_invite_users",
    "can_restrict_members",
    "can_pin_messages",
    "can_manage_topics",
    "can_promote_members",
    "can_manage_video_chats",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_manage_tags",
    "is_anonymous",
)
# An administrator of a basic group has these, whatever was asked for.
BASIC_GROUP_RIGHTS: Final = frozenset(
    {
        "can_manage_chat",
        "can_change_info",
        "can_delete_messages",
        "can_invite_users",
        "can_restrict_members",
        "can_pin_messages",
        "can_manage_video_chats",
        "can_manage_tags",
    }
)

# How restrictChatMember named permissions before they had an object, and what it left alone then.
FLAGS: Final = (
    "can_send_messages",
    "can_send_media_messages",
    "can_send_other_messages",
    "can_add_web_page_previews",
)
LEFT_ALONE: Final = frozenset(
    {
        "can_send_polls",
        "can_change_info",
        "can_invite_users",
        "can_pin_messages",
        "can_manage_topics",
    }
)

# What a message needs: the permission, and what the server calls such messages.
TO_SEND: Final = {
    "text": ("can_send_messages", "text messages"),
    "photo": ("can_send_photos", "photos"),
    "video": ("can_send_videos", "videos"),
    "animation": ("can_send_other_messages", "animations"),
    "audio": ("can_send_audios", "music"),
    "document": ("can_send_documents", "documents"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "video_note": ("can_send_video_notes", "video notes"),
    "sticker": ("can_send_other_messages", "stickers"),
    "dice": ("can_send_other_messages", "dice"),
    "poll": ("can_send_polls", "polls"),
    "contact": ("can_send_messages", "contacts"),
    "location": ("can_send_messages", "locations"),
    "venue": ("can_send_messages", "venues"),
    "story": ("can_send_other_messages", "stories"),
}


def permissions_json(granted: AbstractSet[str]) -> JsonObject:
    """The `ChatPermissions` object, with the summary that old bots still read."""
    shown: JsonObject = {name: name in granted for name in PERMISSIONS}
    shown["can_send_media_messages"] = any(name in granted for name in _MEDIA)
    return shown


def rights_json(granted: AbstractSet[str], *, supergroup: bool) -> JsonObject:
    """An administrator's rights; topics exist in supergroups only."""
    return {name: name in granted for name in RIGHTS if supergroup or name != "can_manage_topics"}


def known_rights(names: Iterable[str]) -> frozenset[str]:
    """The rights of a new administrator of a supergroup. Raises `ValueError` for a stray name."""
    granted = frozenset(names)
    if stray := granted - frozenset(RIGHTS):
        raise ValueError(f"no such administrator right: {', '.join(sorted(stray))}")
    return granted | {"can_manage_chat"}


def known_permissions(names: Iterable[str]) -> frozenset[str]:
    """The permissions with these names. Raises `ValueError` for a stray name."""
    granted = frozenset(names)
    if stray := granted - ALL_PERMISSIONS:
        raise ValueError(f"no such permission: {', '.join(sorted(stray))}")
    return granted


def once_asked_permissions(told: AbstractSet[str], *, independent: bool) -> frozenset[str]:
    """Read the `FLAGS` of the time before `ChatPermissions`; all of them give everything."""
    named = set(told)
    if not independent:
        if named & {"can_send_other_messages", "can_add_web_page_previews"}:
            named.add("can_send_media_messages")
        if "can_send_media_messages" in named:
            named.add("can_send_messages")
    if named == set(FLAGS):
        return ALL_PERMISSIONS
    if "can_send_media_messages" in named:
        named.update(_MEDIA)
    if "can_send_messages" in named:
        named.add("can_react_to_messages")
    return ALL_PERMISSIONS & named


def asked_permissions(asked: Fields, *, independent: bool) -> frozenset[str]:
    """Read a `ChatPermissions` object.

    Some fields stand in for absent ones, and unless `independent`, broader permissions imply
    narrower ones. Raises `FieldError` for a field that is no boolean.
    """
    granted = {name for name in PERMISSIONS if asked.flag(name)}
    if not any(name in asked for name in _MEDIA) and asked.flag("can_send_media_messages"):
        granted.update(_MEDIA)
        if not independent:
            granted.add("can_send_messages")
    for absent, model in (
        ("can_manage_topics", "can_pin_messages"),
        ("can_edit_tag", "can_pin_messages"),
        ("can_react_to_messages", "can_send_messages"),
    ):
        if absent not in asked and model in granted:
            granted.add(absent)
    if not independent:
        if granted & {"can_send_other_messages", "can_add_web_page_previews"}:
            granted.update(_MEDIA, ["can_send_messages"])
        if "can_send_polls" in granted:
            granted.add("can_send_messages")
    return frozenset(granted)
