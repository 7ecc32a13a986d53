"""Prompts: keyboards in place of the letters, their removal, a forced reply; clients see them."""

from dataclasses import dataclass, replace

from .buttons import checked_app, kept, read_face
from .errors import bad_request
from .wire import FieldError, Fields, JsonObject, fields_of

Row = tuple[JsonObject, ...]

# What a button asks for, and what the server calls it where it is not allowed.
_ASKS = {
    "request_contact": "Phone number",
    "request_location": "Location",
    "request_poll": "Poll",
    "request_users": "Users",
    "request_chat": "Chats",
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt. `kind` is *keyboard*, *remove_keyboard* or *force_reply*."""

    kind: str
    rows: tuple[Row, ...] = ()
    flags: tuple[str, ...] = ()
    placeholder: str = ""

    def json(self) -> JsonObject:
        """The object as clients are told it."""
        shown: JsonObject = {self.kind: [list(row) for row in self.rows] if self.rows else True}
        shown |= dict.fromkeys(self.flags, True)
        if self.placeholder:
            shown["input_field_placeholder"] = self.placeholder
        return shown

    def for_chat(self, *, private: bool) -> "Prompt | None":
        """The same as this kind of chat shows it; None if no button is left of a keyboard.

        Raises `ApiError` for a button that there is not in such chats.
        """
        flags = tuple(flag for flag in self.flags if not (private and flag == "selective"))
        rows = tuple(kept(self.rows, _has_face))
        for row in rows:
            for button in row:
                _check(button, private=private)
        if self.kind == "keyboard" and not rows:
            return None
        return replace(self, rows=rows, flags=flags)


def read_prompt(fields: Fields) -> Prompt | None:
    """Read a prompt, if a reply markup is one. Raises `FieldError` in Telegram's words."""
    rows = tuple(_row(row) for row in fields.array("keyboard"))
    asked = {
        name: fields.flag(name) or fields.flag(older)
        for name, older in (
            ("remove_keyboard", "hide_keyboard"),
            ("force_reply", "force_reply_keyboard"),
        )
    }
    flags = ["selective"] if fields.flag("selective") or fields.flag("personal_keyboard") else []
    placeholder = fields.string("input_field_placeholder")
    if rows:
        more = ("resize_keyboard", "one_time_keyboard", "is_persistent")
        flags += [name for name in more if fields.flag(name)]
        return Prompt("keyboard", rows, tuple(flags), placeholder)
    if "inline_keyboard" in fields and fields.array("inline_keyboard"):
        return None
    if asked["remove_keyboard"]:
        return Prompt("remove_keyboard", (), tuple(flags))
    if asked["force_reply"]:
        return Prompt("force_reply", (), tuple(flags), placeholder)
    return None


def _row(row: object) -> Row:
    if not isinstance(row, list):
        raise FieldError('Field "keyboard" must be an Array of Arrays')
    return tuple(_button(button) for button in row)


def _button(value: object) -> JsonObject:
    if isinstance(value, str):
        return {"text": value}
    try:
        fields = fields_of(value, "KeyboardButton must be a String or an Object")
        text, icon, style = read_face(fields)
        face = {"text": text, "icon_custom_emoji_id": icon, "style": style}
        return {name: told for name, told in face.items() if told or name == "text"} | _asked(
            fields
        )
    except FieldError as error:
        raise FieldError(f"Can't parse keyboard button: {error}") from error


def _asked(fields: Fields) -> JsonObject:
    if fields.flag("request_phone_number") or fields.flag("request_contact"):
        return {"request_contact": True}
    if fields.flag("request_location"):
        return {"request_location": True}
    if "request_poll" in fields:
        kind = fields.fields("request_poll").string("type")
        return {"request_poll": {"type": kind} if kind in {"quiz", "regular"} else {}}
    if "web_app" in fields:
        return {"web_app": {"url": fields.fields("web_app").required_string("url")}}
    for name in ("request_users", "request_chat"):
        if name in fields:
            inner = fields.fields(name)
            inner.required_integer("request_id")
            return {name: inner.all()}
    return {}


def _has_face(button: JsonObject) -> bool:
    return bool(button["text"] or button.get("icon_custom_emoji_id"))


def _check(button: JsonObject, *, private: bool) -> None:
    if not button["text"]:
        raise bad_request("Keyboard button text must be non-empty")
    for name, spoken in _ASKS.items():
        if name in button and not private:
            raise bad_request(f"{spoken} can be requested in private chats only")
    app = button.get("web_app")
    if not isinstance(app, dict):
        return
    if not private:
        raise bad_request("Web App buttons can be used in private chats only")
    checked_app(app["url"], "Keyboard button")
