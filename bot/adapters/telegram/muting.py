"""Locks on Telegram: what a plain member is, what a lock takes away, and whose it is."""

from datetime import datetime
from typing import Any

from telegram import Bot, ChatMember, ChatMemberRestricted, ChatPermissions

from bot.service.standing import Mute, Standing, Stands, Unmute

#: What is writing. Reacting, and what shapes the group, stays as it was.
WRITING = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos",
    "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
    "can_send_other_messages", "can_add_web_page_previews",
)  # fmt: skip
#: What a plain member has, beside what the group itself does not allow.
WHOLE = ChatPermissions.all_permissions()
_OTHERS: dict[str, Any] = {name: name not in WRITING for name in WHOLE.to_dict()}
LOCKED = ChatPermissions(**_OTHERS)


async def do(bot: Bot, chat: int, call: Standing | Mute | Unmute) -> Stands | None:
    """Look first, then change what may be changed. Whoever cannot be locked is left as they are:
    then it says that they are no plain member, which is nothing that the bot lacks.
    """
    user = int(call.user)
    member = await bot.get_chat_member(chat, user)
    match call:
        case Standing():
            return Stands(plain=is_plain(member))
        case Mute(until=until, latest=latest):
            if not is_plain(member) and not is_ours(member, latest):
                return Stands(plain=False)
            await _restrict(bot, chat, user, LOCKED, until)
        case Unmute(latest=latest, until=until):
            if is_ours(member, latest):
                await _restrict(bot, chat, user, WHOLE, until)
    return None


async def _restrict(
    bot: Bot, chat: int, user: int, permissions: ChatPermissions, until: datetime
) -> None:
    await bot.restrict_chat_member(
        chat, user, permissions, until_date=until, use_independent_chat_permissions=True
    )


def is_plain(member: ChatMember) -> bool:
    """In the group, without an office, without a limit, for as long as they like."""
    return member.status == ChatMember.MEMBER and getattr(member, "until_date", None) is None


def is_ours(member: ChatMember, latest: datetime) -> bool:
    """Without any writing, for no longer than we ever lock. What somebody else has forbidden, for
    longer or for ever, stays. (What else is allowed is not compared: Telegram may show it together
    with what the group itself does not allow.)
    """
    if not isinstance(member, ChatMemberRestricted):
        return False
    writes = any(getattr(member, name, False) for name in WRITING)
    forever = member.until_date.timestamp() <= 0
    return not writes and not forever and member.until_date <= latest
