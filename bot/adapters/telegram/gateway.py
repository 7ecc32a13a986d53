"""The `Gateway` port on Telegram."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
import telegram
from msgspec.structs import replace
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.request import BaseRequest

from bot.adapters.telegram import muting, series, whispers
from bot.adapters.telegram.contents import clean
from bot.adapters.telegram.errors import already_so, trouble, unshown
from bot.adapters.telegram.inbound import Me
from bot.adapters.telegram.pace import Pace
from bot.adapters.telegram.sheets import Item, Sheet, sheets
from bot.facilitator.events import Rights
from bot.facilitator.ids import MessageId
from bot.service.ports import (
    Call,
    Change,
    Clear,
    Delete,
    Document,
    Key,
    Keyboard,
    Look,
    NotAlone,
    Post,
    Posted,
    React,
    Reply,
    Result,
    Seen,
    Unreact,
    Unsure,
    Whisper,
)
from bot.service.rendering import TIME
from bot.service.standing import Mute, Standing, Unmute

log = structlog.get_logger(__name__)

#: What the bot asks for when it is added: to remove messages, and nothing else.
RIGHTS_ASKED = "delete_messages"
TOAST_CHARS_MAX = 200


class TelegramGateway:
    """Calls to the Bot API. `film`: the file of the breathing film; it is uploaded once. `known`:
    what it learns of whispers.
    """

    def __init__(
        self, bot: Bot, me: Me, pace: Pace, film: Path, known: whispers.Known | None = None
    ) -> None:
        self._bot = bot
        self._me = me
        self._pace = pace
        self._film: Path | str = film
        #: Whether the server knows times that each client shows by its own clock (Bot API 9.5).
        self._times = True
        self._whispers = known or whispers.Known()

    async def do(self, place: str, call: Call) -> Result:
        """See `Gateway`."""
        chat = int(place)
        if not self._times:
            call = without_times(call)
        try:
            return await self._do(chat, call)
        except TelegramError as error:
            if already_so(error):
                return None
            if self._times and "tg-time" in str(error):
                self._times = False
                log.warning("telegram.no_times")
                return await self.do(place, call)
            raise trouble(error) from None
        except (KeyError, AttributeError, TypeError) as error:
            raise Unsure(f"the answer made no sense ({type(error).__name__})") from None

    async def _do(self, chat: int, call: Call) -> Result:
        match call:
            case Post():
                await self._pace.post(str(chat))
                return await self._post(chat, call)
            case Look():
                return await self._look(chat)
            case Standing() | Mute() | Unmute():
                return await muting.do(self._bot, chat, call)
            case Whisper():
                await self._whisper(chat, call)
            case Change():
                await self._change(chat, call)
            case Reply():
                await self._reply(call)
            case Delete() | Clear() | Unreact() | React():
                await self._touch(chat, call)
        return None

    async def _touch(self, chat: int, call: Delete | Clear | Unreact | React) -> None:
        """What is done to messages that are there."""
        match call:
            case Delete(message):
                await self._bot.delete_message(chat, message)
            case Clear(messages):
                await self._bot.delete_messages(chat, list(messages))
            case Unreact(message, who):
                await self._bot.delete_message_reaction(chat, message, user_id=int(who))
            case React(message, emoji):
                await self._bot.set_message_reaction(chat, message, emoji)

    # --- posts -----------------------------------------------------------------------------------

    async def _post(self, chat: int, post: Post) -> MessageId | Posted:
        markup = self._markup(post.keyboard)
        common: dict[str, Any] = {
            "reply_markup": markup,
            "disable_notification": post.silent or None,
            "message_thread_id": post.thread or None,
            "read_timeout": BaseRequest.DEFAULT_NONE if post.patience is None else post.patience,
        }
        if post.document is not None:
            return await self._post_document(chat, post, post.document, common)
        if post.film:
            return await self._post_film(chat, post, common)
        return await self._post_sheets(chat, sheets(post), common)

    async def _post_sheets(
        self, chat: int, parts: Sequence[Sheet], common: dict[str, Any]
    ) -> MessageId | Posted:
        """The pace has let the first of them pass already."""
        bare = {name: common[name] for name in ("disable_notification", "message_thread_id")}

        async def send(sheet: Sheet) -> list[MessageId]:
            if sheet is not parts[0]:
                await self._pace.post(str(chat))
            return await self._send(chat, sheet, common if sheet is parts[-1] else bare)

        async def take_back(stands: Sequence[MessageId]) -> None:
            with suppress(TelegramError):
                await self._bot.delete_messages(chat, list(stands))

        *also, message = await series.in_order(parts, send, take_back)
        return Posted(message, tuple(also)) if also else message

    async def _send(self, chat: int, sheet: Sheet, more: dict[str, Any]) -> list[MessageId]:
        if len(sheet.items) > 1:
            return await self._send_album(chat, sheet.items, more)
        if sheet.items:
            return [await self._send_medium(chat, sheet.items[0], more)]
        sent = await self._bot.send_message(
            chat,
            sheet.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
            **more,
        )
        return [MessageId(sent.message_id)]

    async def _send_album(
        self, chat: int, items: Sequence[Item], more: dict[str, Any]
    ) -> list[MessageId]:
        kinds = {
            "photo": telegram.InputMediaPhoto,
            "video": telegram.InputMediaVideo,
            "document": telegram.InputMediaDocument,
            "audio": telegram.InputMediaAudio,
        }
        media = [
            kinds[item.medium](item.file, caption=item.caption or None, parse_mode=ParseMode.HTML)
            for item in items
        ]
        for _ in items[1:]:
            await self._pace.post(str(chat))
        given = {name: value for name, value in more.items() if name != "reply_markup"}
        sent = await self._bot.send_media_group(chat, media, **given)
        return [MessageId(one.message_id) for one in sent]

    async def _send_medium(self, chat: int, item: Item, more: dict[str, Any]) -> MessageId:
        """A medium again, by its handle."""
        senders: dict[str, Callable[..., Awaitable[Message]]] = {
            "photo": self._bot.send_photo,
            "video": self._bot.send_video,
            "voice": self._bot.send_voice,
            "audio": self._bot.send_audio,
            "animation": self._bot.send_animation,
            "document": self._bot.send_document,
        }
        bare: dict[str, Callable[..., Awaitable[Message]]] = {
            "sticker": self._bot.send_sticker,
            "video_note": self._bot.send_video_note,
        }
        if item.medium in bare:
            sent = await bare[item.medium](chat, item.file, **more)
        else:
            sent = await senders[item.medium](
                chat, item.file, caption=item.caption or None, parse_mode=ParseMode.HTML, **more
            )
        return MessageId(sent.message_id)

    async def _post_film(self, chat: int, post: Post, common: dict[str, Any]) -> MessageId:
        sent = await self._bot.send_animation(
            chat, self._film, caption=post.html, parse_mode=ParseMode.HTML, **common
        )
        if sent.animation is not None:
            self._film = sent.animation.file_id
        return MessageId(sent.message_id)

    async def _post_document(
        self, chat: int, post: Post, document: Document, common: dict[str, Any]
    ) -> MessageId:
        sent = await self._bot.send_document(
            chat,
            document.content,
            caption=post.html,
            parse_mode=ParseMode.HTML,
            filename=document.name,
            disable_content_type_detection=True,
            **common,
        )
        return MessageId(sent.message_id)

    async def _change(self, chat: int, change: Change) -> None:
        markup = self._markup(change.keyboard)
        if change.html is None:
            await self._bot.edit_message_reply_markup(chat, change.message, reply_markup=markup)
            return
        await self._bot.edit_message_text(
            change.html,
            chat,
            change.message,
            parse_mode=ParseMode.HTML,
            reply_markup=markup,
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        )

    # --- for one person alone --------------------------------------------------------------------

    async def _has_whispers(self, chat: int) -> bool:
        """Ask the server whether it has them."""
        asked = None if self._whispers.off else await whispers.ask(self._bot, chat, self._me.id)
        return self._whispers.learn(there=asked)

    async def _whisper(self, chat: int, call: Whisper) -> None:
        """Never for all: what everybody sees in spite of it is taken back at once, and there are no
        more of them until the next start.
        """
        known = self._whispers
        if known.off or not (known.there or await self._has_whispers(chat)):
            raise NotAlone("there are no whispers here")
        await self._pace.post(str(chat))
        try:
            sent = await self._bot.send_message(
                chat,
                call.html,
                parse_mode=ParseMode.HTML,
                link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
                reply_markup=self._markup(call.keyboard),
                message_thread_id=call.thread or None,
                api_kwargs=whispers.aimed(int(call.to), call.answers),
            )
        except (BadRequest, Forbidden) as error:
            raise unshown(error) from None
        if whispers.is_alone(sent.api_kwargs):
            return
        known.spoiled.set()
        log.error("whispers.public")
        raise NotAlone("everybody saw it", await self._take_back(chat, sent.message_id))

    async def _take_back(self, chat: int, message: int) -> MessageId | None:
        """Delete it at once. Its number, if that failed: then its room tries until it is gone."""
        try:
            await self._bot.delete_message(chat, message)
        except TelegramError:
            return MessageId(message)
        return None

    # --- taps and looks --------------------------------------------------------------------------

    async def _reply(self, reply: Reply) -> None:
        url = self._start(reply.door) if reply.door else None
        text = reply.text[:TOAST_CHARS_MAX] or None
        await self._bot.answer_callback_query(reply.tap, text, url=url)

    async def _look(self, chat: int) -> Seen | None:
        if chat > 0:  # a person, of whom it is asked only whether they are there
            await self._bot.send_chat_action(chat, ChatAction.TYPING)
            return None
        admins = await self._bot.get_chat_administrators(chat)
        count = await self._bot.get_chat_member_count(chat)
        owner, mine, bots = "", None, {self._me.id}
        humans: list[str] = []
        hidden: list[str] = []
        for admin in admins:
            anonymous = getattr(admin, "is_anonymous", False)
            if admin.status == "creator" and not anonymous:
                owner = clean(admin.user.first_name)
            if admin.user.id == self._me.id:
                mine = admin
            if admin.user.is_bot:
                bots.add(admin.user.id)
                continue
            humans.append(str(admin.user.id))
            if anonymous:
                hidden.append(humans[-1])
        rights = Rights(
            sees=mine is not None or self._me.reads_all,
            removes=bool(getattr(mine, "can_delete_messages", False)),
            restricts=bool(getattr(mine, "can_restrict_members", False)),
            whispers=mine is not None and await self._has_whispers(chat),
        )
        alone = max(count - len(bots), 0)
        supergroup = is_supergroup(chat)
        forum = supergroup and await self._has_topics(chat)
        return Seen(rights, owner, alone, tuple(humans), tuple(hidden), supergroup, forum)

    async def _has_topics(self, chat: int) -> bool:
        """Whether it is known that it has: an older server leaves out what the library asks of a
        chat. Whoever writes in a topic shows it, too.
        """
        try:
            return bool((await self._bot.get_chat(chat)).is_forum)
        except (KeyError, TypeError):
            return False

    # --- keyboards -------------------------------------------------------------------------------

    def _markup(self, keyboard: Keyboard) -> InlineKeyboardMarkup | None:
        if not keyboard:
            return None
        return InlineKeyboardMarkup([[self._key(key) for key in row] for row in keyboard])

    def _key(self, key: Key) -> InlineKeyboardButton:
        if key.invite:
            url = f"https://t.me/{self._me.username}?startgroup=setup&admin={RIGHTS_ASKED}"
            return InlineKeyboardButton(key.label, url=url)
        if key.door is not None:
            return InlineKeyboardButton(key.label, url=self._start(key.door))
        return InlineKeyboardButton(key.label, callback_data=key.data, style=key.style or None)

    def _start(self, word: str) -> str:
        return f"https://t.me/{self._me.username}?start={word}"


def without_times(call: Call) -> Call:
    """The same for a server that does not know them: the times are in words as well."""
    if isinstance(call, Post | Change) and call.html is not None:
        return replace(call, html=TIME.sub("", call.html))
    return call


def is_supergroup(chat: int) -> bool:
    """By its number: Telegram's supergroups and channels begin at minus a million million."""
    return chat < -(10**12)
