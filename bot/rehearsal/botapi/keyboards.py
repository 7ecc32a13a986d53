"""Keyboards under messages: reading, checking, showing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from .buttons import checked_address, checked_app, kept, read_face
from .errors import bad_request
from .links import linked_user
from .prompts import Prompt, read_prompt
from .wire import FieldError, Fields, JsonObject, fields_of, parse_json

MAX_CALLBACK_DATA = 64  # bytes
MAX_COPIED = 256  # characters

# Buttons of payments and games; this world has neither.
_FOREIGN = ("callback_game", "pay")
_KINDS_OF_CHATS = (
    "allow_user_chats",
    "allow_bot_chats",
    "allow_group_chats",
    "allow_channel_chats",
)


@dataclass(frozen=True, slots=True)
class Button:
    """One button. `kind` is its field in the Bot API, `value` the address, data or text."""

    text: str
    kind: str
    value: str
    style: str = ""
    icon: str = ""

    def json(self) -> JsonObject:
        """The `InlineKeyboardButton` object."""
        shown: JsonObject = {"text": self.text}
        if self.icon:
            shown["icon_custom_emoji_id"] = self.icon
        if self.style:
            shown["style"] = self.style
        match self.kind:
            case "web_app":
                shown["web_app"] = {"url": self.value}
            case "copy_text":
                shown["copy_text"] = {"text": self.value}
            case "login_url":
                shown["url"] = self.value
            case "switch_inline_query_chosen_chat":
                shown[self.kind] = json.loads(self.value)
            case _:
                shown[self.kind] = self.value
        return shown


@dataclass(frozen=True, slots=True)
class Keyboard:
    """An inline keyboard, row by row. Two are the same if all that people see and send is."""

    rows: tuple[tuple[Button, ...], ...]

    def json(self) -> JsonObject:
        """The `InlineKeyboardMarkup` object."""
        return {"inline_keyboard": [[button.json() for button in row] for row in self.rows]}

    @property
    def forwarded(self) -> "Keyboard | None":
        """What a forward has of it: everything if each button only opens an address."""
        stays = all(button.kind in {"url", "login_url"} for button in self.buttons())
        return self if stays else None

    def buttons(self) -> Iterator[Button]:
        """All buttons, row by row."""
        for row in self.rows:
            yield from row


@dataclass(frozen=True, slots=True)
class Markup:
    """A `reply_markup` as read: an inline keyboard, or a prompt that only clients see."""

    keyboard: Keyboard | None = None
    asked: Prompt | None = None

    @property
    def prompt(self) -> JsonObject | None:
        """The prompt as clients are told it."""
        return self.asked.json() if self.asked else None

    def for_chat(self, *, private: bool) -> "Markup":
        """The same, checked against the chat it is for. Raises `ApiError`."""
        if self.asked:
            return Markup(asked=self.asked.for_chat(private=private))
        named = kept(self.keyboard.rows if self.keyboard else (), _has_face)
        rows = tuple(tuple(_checked(button, private=private) for button in row) for row in named)
        return Markup(Keyboard(rows) if rows else None)

    def for_edit(self, *, private: bool) -> Keyboard | None:
        """The inline keyboard of an edited message. Raises `ApiError` for a prompt."""
        if self.asked:
            raise bad_request("Inline keyboard expected")
        return self.for_chat(private=private).keyboard


def read_markup(raw: str) -> Markup:
    """Read the `reply_markup` parameter. Raises `ApiError` in Telegram's words."""
    if not raw:
        return Markup()
    try:
        value = parse_json(raw)
    except ValueError as error:
        raise bad_request("Can't parse reply keyboard markup JSON object") from error
    try:
        return markup_of(fields_of(value, "Object expected as reply markup"))
    except FieldError as error:
        raise bad_request(str(error)) from error


def markup_of(fields: Fields) -> Markup:
    """Read a reply markup that is a JSON object already. Raises `FieldError`."""
    asked = read_prompt(fields)
    rows = tuple(_inline_row(row) for row in fields.array("inline_keyboard"))
    if rows and not (asked and asked.rows):
        return Markup(Keyboard(rows))
    return Markup(asked=asked)


def _inline_row(row: object) -> tuple[Button, ...]:
    if not isinstance(row, list):
        raise FieldError(
            'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    try:
        return tuple(
            _button(fields_of(value, "InlineKeyboardButton must be an Object")) for value in row
        )
    except FieldError as error:
        raise FieldError(f"Can't parse inline keyboard button: {error}") from error


def _button(fields: Fields) -> Button:
    text, icon, style = read_face(fields)
    kind, value = _action(fields)
    return Button(text, kind, value, style, icon)


def _action(fields: Fields) -> tuple[str, str]:
    for name in ("url", "callback_data"):
        if value := fields.string(name):
            return name, value
    for name in _FOREIGN:
        if name in fields:
            return name, ""
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if name in fields:
            return name, fields.required_string(name)
    if "switch_inline_query_chosen_chat" in fields:
        chosen = fields.fields("switch_inline_query_chosen_chat")
        asked: JsonObject = {"query": chosen.string("query")}
        asked |= {name: chosen.flag(name) for name in _KINDS_OF_CHATS}
        return "switch_inline_query_chosen_chat", json.dumps(asked)
    for name, inner in (("login_url", "url"), ("web_app", "url"), ("copy_text", "text")):
        if name in fields:
            return name, fields.fields(name).required_string(inner)
    raise FieldError("Text buttons are unallowed in the inline keyboard")


def _has_face(button: Button) -> bool:
    return bool(button.text or button.icon)


def _checked(button: Button, *, private: bool) -> Button:
    if not button.text:
        raise bad_request("Inline keyboard button text must be non-empty")
    value = button.value
    match button.kind:
        case "url":
            value = checked_address(value, "Inline keyboard button")
        case "login_url":
            if linked_user(value):
                raise bad_request("Link to a user can't be used in login URL buttons")
            value = checked_address(value, "Inline keyboard button login", https_only=True)
        case "web_app":
            value = checked_app(value, "Inline keyboard button")
            if not private:
                raise bad_request("BUTTON_TYPE_INVALID")
        case "callback_data":
            if len(value.encode()) > MAX_CALLBACK_DATA:
                raise bad_request("BUTTON_DATA_INVALID")
        case "copy_text":
            if not 0 < len(value) <= MAX_COPIED:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case "callback_game" | "pay":
            raise bad_request("BUTTON_TYPE_INVALID")
    return Button(button.text, button.kind, value, button.style, button.icon)
