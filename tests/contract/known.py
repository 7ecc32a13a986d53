"""Where our table and aiogram's models differ, and why. Whatever is not listed here is a finding,
and so is what is listed and does not differ any more.
"""

import re
from collections.abc import Iterable

#: Patterns of whole differences, with the reason.
TABLE: dict[str, str] = {
    r"\w+\.(business_connection_id|allow_paid_broadcast|direct_messages_topic_id): theirs .*": (
        "business accounts, paid messages and channels' direct messages are not played; the table"
        " lists these parameters under `elsewhere`"
    ),
    r"\w+\.suggested_post_parameters: theirs alone, of what is left out": (
        "so are suggested posts"
    ),
    r"\w+\.\w+: theirs alone, of what is left out": (
        "the field carries an object of what is not played"
    ),
    r"Chat\.\w+: theirs alone, .*": (
        "aiogram keeps the fields on Chat that were there before ChatFullInfo (Bot API 7.3)"
    ),
    r"Message\.forward_\w+: theirs alone, .*": (
        "aiogram keeps what was there before forward_origin (7.0); the server still writes some"
    ),
    r"answerInlineQuery\.switch_pm_\w+: theirs alone, string": "before `button` (6.7)",
    r"InlineQueryResultArticle\.hide_url: theirs alone, boolean": "gone since 8.3",
    r"InputTextMessageContent\.disable_web_page_preview: theirs alone, boolean": (
        "before link_preview_options (7.0)"
    ),
    r"ChatFullInfo\.can_send_gift: theirs alone, boolean": "before accepted_gift_types (9.0)",
    r"UsersShared\.user_ids: theirs alone, \[integer\]": "before `users` (7.2)",
    r"MenuButton(Commands|Default)\.(text|web_app): theirs alone, \w+": (
        "aiogram lets all menu buttons have the fields of one"
    ),
    r"editForumTopic\.name: at least 1, 0": (
        "an empty name keeps the old one; python-telegram-bot names the bound of createForumTopic"
    ),
    r"InputMediaSticker\.media: file\|string, string": (
        "a sticker can be uploaded, too; aiogram's annotation leaves that out"
    ),
    r"ReplyKeyboardMarkup\.keyboard: \[\[KeyboardButton\|string\]\], \[\[KeyboardButton\]\]": (
        "a string will do for a plain button; aiogram has objects only"
    ),
}
#: The same for what the local Bot API answers and tells.
SAMPLES: dict[str, str] = {
    r"\w+: Message\.(new_chat_(member|participant)|left_chat_participant): unknown": (
        "the server still writes them"
    ),
    r"\w+: \w+\.thumb: unknown": "the server still writes it beside `thumbnail`",
    r"\w+: \w+\.can_send_media_messages: unknown": "the server still writes it",
    r"\w+: \w+\.can_manage_voice_chats: unknown": "the server still writes it",
    r"\w+: Chat\.all_members_are_administrators: unknown": "the server still writes it",
    r"\w+: Chat\.accepted_gift_types: unknown": (
        "the server writes it into every basic group, not only into what getChat answers"
    ),
}


def unexplained(found: Iterable[str], known: dict[str, str]) -> list[str]:
    """What no pattern explains, and the patterns that explain nothing."""
    found = list(found)
    new = [one for one in found if not any(re.fullmatch(each, one) for each in known)]
    stale = [each for each in known if not any(re.fullmatch(each, one) for one in found)]
    return [*new, *(f"does not differ any more: {one}" for one in stale)]


def explained(found: Iterable[str], known: dict[str, str]) -> dict[str, int]:
    """How many differences each reason explains."""
    found = list(found)
    return {
        reason: sum(re.fullmatch(each, one) is not None for one in found)
        for each, reason in known.items()
    }
