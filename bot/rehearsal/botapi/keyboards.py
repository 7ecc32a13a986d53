"""Keyboards under messages: reading, checking, showing."""

from collections.abc import Iterator
from dataclasses import dataclass

from .errors import bad_request
from .links import LinkError, checked_link
from .wire import FieldError, Fields, JsonObject, fields_of, parse_json

MAX_CALLBACK_DATA = 64  # bytes
MAX_COPIED = 256  # characters
MAX_ROW = 12
MAX_BUTTONS = 300

# Buttons of payments, games and inline bots; this world has none of the three.
_FOREIGN = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
)
_STYLES = frozenset({"", "default", "primary", "danger", "success"})


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

    def buttons(self) -> Iterator[Button]:
        """All buttons, row by row."""
        for row in self.rows:
            yield from row


@dataclass(frozen=True, slots=True)
class Markup:
    """A `reply_markup` as read: an inline keyboard, or a prompt that only clients see."""

    keyboard: Keyboard | None = None
    prompt: JsonObject | None = None

    def for_chat(self, *, private: bool) -> "Markup":
        """The same, checked against the chat it is for. Raises `ApiError`."""
        if self.keyboard is None:
            return self
        rows, count = [], 0
        for row in self.keyboard.rows:
            # Nameless buttons and those beyond the limits silently go.
            named = [button for button in row if button.text or button.icon][:MAX_ROW]
            named = named[: MAX_BUTTONS - count]
            count += len(named)
            if named:
                rows.append(tuple(_checked(button, private=private) for button in named))
        return Markup(Keyboard(tuple(rows)) if rows else None)

    def for_edit(self, *, private: bool) -> Keyboard | None:
        """The inline keyboard of an edited message. Raises `ApiError` for a prompt."""
        if self.prompt:
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
        fields = fields_of(value, "Object expected as reply markup")
        prompt_rows = _prompt_rows(fields)
        rows = tuple(_inline_row(row) for row in fields.array("inline_keyboard"))
        if prompt_rows:
            return Markup(prompt=_prompt(fields, "keyboard", prompt_rows))
        if rows:
            return Markup(Keyboard(rows))
        for name in ("remove_keyboard", "force_reply"):
            if fields.flag(name):
                return Markup(prompt=_prompt(fields, name, fields.flag(name)))
    except FieldError as error:
        raise bad_request(str(error)) from error
    return Markup()


def _prompt(fields: Fields, name: str, value: object) -> JsonObject:
    prompt: JsonObject = {name: value}
    for flag in ("selective", "resize_keyboard", "one_time_keyboard", "is_persistent"):
        if fields.flag(flag):
            prompt[flag] = True
    if placeholder := fields.string("input_field_placeholder"):
        prompt["input_field_placeholder"] = placeholder
    return prompt


def _prompt_rows(fields: Fields) -> list[list[JsonObject]]:
    rows = []
    for row in fields.array("keyboard"):
        if not isinstance(row, list):
            raise FieldError('Field "keyboard" must be an Array of Arrays')
        rows.append([_prompt_button(button) for button in row])
    return rows


def _prompt_button(value: object) -> JsonObject:
    if isinstance(value, str):
        return {"text": value}
    try:
        button = fields_of(value, "KeyboardButton must be a String or an Object")
        return {"text": button.required_string("text")}
    except FieldError as error:
        raise FieldError(f"Can't parse keyboard button: {error}") from error


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
    text = fields.required_string("text")
    icon = str(fields.integer("icon_custom_emoji_id") or "")
    style = fields.string("style").lower()
    if style not in _STYLES:
        raise FieldError("invalid button style specified")
    kind, value = _action(fields)
    return Button(text, kind, value, style if style != "default" else "", icon)


def _action(fields: Fields) -> tuple[str, str]:
    for name in ("url", "callback_data"):
        if value := fields.string(name):
            return name, value
    for name in _FOREIGN:
        if name in fields:
            return name, ""
    for name, inner in (("login_url", "url"), ("web_app", "url"), ("copy_text", "text")):
        if name in fields:
            return name, fields.fields(name).required_string(inner)
    raise FieldError("Text buttons are unallowed in the inline keyboard")


def _checked(button: Button, *, private: bool) -> Button:
    value = button.value
    match button.kind:
        case "url":
            value = _address(value, "Inline keyboard button")
        case "login_url":
            value = _address(value, "Inline keyboard button login", https_only=True)
        case "web_app":
            value = _address(value, "Inline keyboard button Web App", https_only=True)
            if not private:
                raise bad_request("BUTTON_TYPE_INVALID")
        case "callback_data":
            if len(value.encode()) > MAX_CALLBACK_DATA:
                raise bad_request("BUTTON_DATA_INVALID")
        case "copy_text":
            if not 0 < len(value) <= MAX_COPIED:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case _:
            raise bad_request("BUTTON_TYPE_INVALID")
    return Button(button.text, button.kind, value, button.style, button.icon)


def _address(link: str, which: str, *, https_only: bool = False) -> str:
    try:
        return checked_link(link, https_only=https_only)
    except LinkError as error:
        raise bad_request(f"{which} URL '{link}' is invalid: {error}") from error
