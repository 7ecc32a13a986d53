"""The `Gateway` port on a world, without HTTP: the same calls as the Telegram adapter makes."""

import json
from typing import Any

from telegram import ChatMember
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.adapters.telegram import muting, whispers
from bot.adapters.telegram.errors import already_so, trouble, unshown
from bot.adapters.telegram.gateway import is_supergroup
from bot.adapters.telegram.sheets import Sheet, sheets
from bot.facilitator.events import Rights
from bot.facilitator.ids import MessageId
from bot.rehearsal.botapi.errors import ApiError
from bot.rehearsal.botapi.files import Upload
from bot.rehearsal.botapi.world import World
from bot.service.ports import (
    Call,
    Change,
    Clear,
    Delete,
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
    Whisper,
)
from bot.service.standing import Mute, Standing, Stands, Unmute

FILM_BYTES = b"\0\0\0\x18ftypmp42"


class WorldGateway:
    """Speaks to a world as the bot with this token."""

    def __init__(self, world: World, token: str, username: str) -> None:
        self._world, self._token, self._username = world, token, username
        self._whispers = whispers.Known()

    async def do(self, place: str, call: Call) -> Result:
        """See `Gateway`."""
        return self.perform(place, call)

    def perform(self, place: str, call: Call) -> Result:
        """The same, at once."""
        try:
            return self._perform(int(place), call)
        except ApiError as error:
            mapped = _as_telegram(error)
            if already_so(mapped):
                return None
            raise trouble(mapped) from None

    def _perform(self, chat: int, call: Call) -> Result:
        match call:
            case Post():
                return self._post(chat, call)
            case Whisper():
                self._whisper(chat, call)
            case Change(message=message, html=None):
                self._call("editMessageReplyMarkup", chat_id=chat, message_id=message)
            case Change(message=message, html=html, keyboard=keyboard):
                self._call(
                    "editMessageText",
                    chat_id=chat,
                    message_id=message,
                    text=html,
                    parse_mode="HTML",
                    reply_markup=self._markup(keyboard),
                )
            case Delete(message=message):
                self._call("deleteMessage", chat_id=chat, message_id=message)
            case Unreact(message=message, who=who):
                self._call("deleteMessageReaction", chat_id=chat, message_id=message, user_id=who)
            case React(message=message, emoji=emoji):
                reaction = json.dumps([{"type": "emoji", "emoji": emoji}])
                self._call(
                    "setMessageReaction", chat_id=chat, message_id=message, reaction=reaction
                )
            case Clear(messages=messages):
                numbers = json.dumps(messages)
                self._call("deleteMessages", chat_id=chat, message_ids=numbers)
            case Reply(tap=tap, text=text, door=door):
                url = self._start(door) if door else None
                self._call("answerCallbackQuery", callback_query_id=tap, text=text or None, url=url)
            case Look():
                return self._look(chat)
            case Standing() | Mute() | Unmute():
                return self._lock(chat, call)
        return None

    def _post(self, chat: int, post: Post) -> MessageId | Posted:
        common: dict[str, Any] = {
            "chat_id": chat,
            "parse_mode": "HTML",
            "reply_markup": self._markup(post.keyboard),
            "message_thread_id": post.thread or None,
        }
        if post.document is not None:
            file = Upload(post.document.name, post.document.content)
            sent = self._call("sendDocument", document=file, caption=post.html, **common)
        elif post.film:
            sent = self._call(
                "sendAnimation", animation=self._any_file(), caption=post.html, **common
            )
        else:
            *also, message = self._sheets(chat, post, common["reply_markup"])
            return Posted(message, tuple(also)) if also else message
        return MessageId(sent["message_id"])

    def _sheets(self, chat: int, post: Post, markup: str | None) -> list[MessageId]:
        """All of it or, as far as that goes, nothing."""
        parts, stands = sheets(post), list[MessageId]()
        try:
            for sheet in parts:
                last = markup if sheet is parts[-1] else None
                stands += self._sheet(chat, sheet, last, post.thread or None)
        except ApiError:
            for number in stands:
                self._take_back(chat, number)
            raise
        return stands

    def _sheet(
        self, chat: int, sheet: Sheet, markup: str | None, thread: int | None
    ) -> list[MessageId]:
        """One call of a post, as the Telegram adapter makes it."""
        where: dict[str, Any] = {"chat_id": chat, "message_thread_id": thread}
        common = {**where, "reply_markup": markup, "parse_mode": "HTML"}
        if not sheet.items:
            return [_number(self._call("sendMessage", text=sheet.html, **common))]
        if len(sheet.items) > 1:
            media = [
                {"type": item.medium, "media": item.file, "caption": item.caption,
                 "parse_mode": "HTML"}
                for item in sheet.items
            ]  # fmt: skip
            sent = self._call("sendMediaGroup", media=json.dumps(media), **where)
            return [_number(one) for one in sent]
        item = sheet.items[0]
        method = "send" + "".join(word.capitalize() for word in item.medium.split("_"))
        caption = {"caption": item.caption} if item.caption else {}
        return [_number(self._call(method, **{item.medium: item.file}, **caption, **common))]

    def _any_file(self) -> str:
        """An animation that the world knows: nobody looks at its bytes here."""
        if not hasattr(self, "_film"):
            self._film: str | Upload = Upload("breathe.mp4", FILM_BYTES)
        return self._film  # type: ignore[return-value]

    def _has_whispers(self, chat: int) -> bool:
        """As the Telegram adapter asks."""
        if self._whispers.off:
            return False
        try:
            self._call(whispers.PROBE, **whispers.probe(chat, self._call("getMe")["id"]))
        except ApiError as error:
            return self._whispers.learn(there=error.code == 400)
        return self._whispers.learn(there=None)

    def _whisper(self, chat: int, call: Whisper) -> None:
        """As the Telegram adapter does it."""
        known = self._whispers
        if known.off or not (known.there or self._has_whispers(chat)):
            raise NotAlone("there are no whispers here")
        try:
            sent = self._call(
                "sendMessage",
                chat_id=chat,
                text=call.html,
                parse_mode="HTML",
                reply_markup=self._markup(call.keyboard),
                message_thread_id=call.thread or None,
                **whispers.aimed(int(call.to), call.answers),
            )
        except ApiError as error:
            raise unshown(_as_telegram(error)) from None
        if not whispers.is_alone(sent):
            known.spoiled.set()
            raise NotAlone("everybody saw it", self._take_back(chat, sent["message_id"]))

    def _take_back(self, chat: int, message: int) -> MessageId | None:
        try:
            self._call("deleteMessage", chat_id=chat, message_id=message)
        except ApiError:
            return MessageId(message)
        return None

    def _look(self, chat: int) -> Seen | None:
        if chat > 0:
            self._call("sendChatAction", chat_id=chat, action="typing")
            return None
        admins = self._call("getChatAdministrators", chat_id=chat)
        count = self._call("getChatMemberCount", chat_id=chat)
        owner, mine, bots = "", None, 1
        me = self._call("getMe")["id"]
        humans = [admin for admin in admins if not admin["user"]["is_bot"]]
        for admin in admins:
            if admin["status"] == "creator" and not admin.get("is_anonymous"):
                owner = admin["user"]["first_name"]
            if admin["user"]["id"] == me:
                mine = admin
        rights = Rights(
            sees=mine is not None,
            removes=bool(mine and mine.get("can_delete_messages")),
            restricts=bool(mine and mine.get("can_restrict_members")),
            whispers=mine is not None and self._has_whispers(chat),
        )
        leads = tuple(str(admin["user"]["id"]) for admin in humans)
        hidden = tuple(str(one["user"]["id"]) for one in humans if one.get("is_anonymous"))
        supergroup, alone = is_supergroup(chat), max(count - bots, 0)
        forum = supergroup and bool(self._call("getChat", chat_id=chat).get("is_forum"))
        return Seen(rights, owner, alone, leads, hidden, supergroup, forum)

    def _lock(self, chat: int, call: Standing | Mute | Unmute) -> Stands | None:
        raw = self._call("getChatMember", chat_id=chat, user_id=call.user)
        member = ChatMember.de_json(raw, None)
        permissions = muting.WHOLE if isinstance(call, Unmute) else muting.LOCKED
        match call:
            case Standing():
                return Stands(plain=muting.is_plain(member))
            case Mute(latest=latest):
                if not muting.is_plain(member) and not muting.is_ours(member, latest):
                    return Stands(plain=False)
            case Unmute(latest=latest):
                if not muting.is_ours(member, latest):
                    return None
        self._call(
            "restrictChatMember",
            chat_id=chat,
            user_id=call.user,
            permissions=json.dumps(permissions.to_dict()),
            until_date=int(call.until.timestamp()),
            use_independent_chat_permissions=True,
        )
        return None

    def _call(self, method: str, **params: Any) -> Any:
        files = {name: value for name, value in params.items() if isinstance(value, Upload)}
        given = {
            name: value for name, value in params.items() if value is not None and name not in files
        }
        return self._world.call(self._token, method, given, files)

    def _markup(self, keyboard: Keyboard) -> str | None:
        if not keyboard:
            return None
        return json.dumps(
            {"inline_keyboard": [[self._key(key) for key in row] for row in keyboard]}
        )

    def _key(self, key: Key) -> dict[str, str]:
        if key.invite:
            url = f"https://t.me/{self._username}?startgroup=setup&admin=delete_messages"
            return {"text": key.label, "url": url}
        if key.door is not None:
            return {"text": key.label, "url": self._start(key.door)}
        style = {"style": key.style} if key.style else {}
        return {"text": key.label, "callback_data": key.data, **style}

    def _start(self, word: str) -> str:
        return f"https://t.me/{self._username}?start={word}"


def _number(sent: Any) -> MessageId:
    return MessageId(sent["message_id"])


def _as_telegram(error: ApiError) -> TelegramError:
    """As python-telegram-bot would raise it."""
    parameters = error.parameters or {}
    if "migrate_to_chat_id" in parameters:
        return ChatMigrated(parameters["migrate_to_chat_id"])
    if "retry_after" in parameters:
        return RetryAfter(parameters["retry_after"])
    if error.code == 403:
        return Forbidden(error.description)
    return BadRequest(error.description)
