"""What a bot says about itself: commands, menu button, name and descriptions; photos of people."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from bot.rehearsal.botapi.calls import Access, Call
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.links import LinkError, checked_link
from bot.rehearsal.botapi.menus import DEFAULT_BUTTON
from bot.rehearsal.botapi.wire import FieldError, Fields, JsonObject, fields_of

MAX_COMMANDS = 100
_MAX_COMMAND = 32
_MAX_COMMAND_DESCRIPTION = 256
_GENERAL_SCOPES = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
)
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


def set_my_commands(call: Call) -> bool:
    """Set the commands of a scope and language."""
    asked = _asked_commands(call)
    key = _scope(call), _language(call)
    commands = [_command(name, description, alone=alone) for name, description, alone in asked]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    if any(not re.fullmatch(r"[a-z0-9_]+", str(command["command"])) for command in commands):
        raise bad_request("BOT_COMMAND_INVALID")
    call.bot.commands[key] = commands
    return True


def get_my_commands(call: Call) -> list[JsonObject]:
    """Answer with the commands of exactly this scope and language."""
    return call.bot.commands.get((_scope(call), _language(call)), [])


def delete_my_commands(call: Call) -> bool:
    """Take back the commands of a scope and language."""
    call.bot.commands.pop((_scope(call), _language(call)), None)
    return True


def _setter(field: str, limit: int) -> Callable[[Call], bool]:
    def set_text(call: Call) -> bool:
        text, language = call.params.string(field), _language(call)
        if len(text) > limit:
            raise bad_request(f"BOT_{field.upper()}_TOO_LONG")
        call.bot.texts[field, language] = text
        return True

    set_text.__doc__ = f"Set the bot's {field} in a language; an empty one takes it back."
    return set_text


def _getter(field: str, fallback: Callable[[Call], str]) -> Callable[[Call], JsonObject]:
    def get_text(call: Call) -> JsonObject:
        texts = call.bot.texts
        chosen = texts.get((field, _language(call))) or texts.get((field, ""))
        return {field: chosen or fallback(call)}

    get_text.__doc__ = f"Answer with the bot's {field} in a language, or else the general one."
    return get_text


def _language(call: Call) -> str:
    code = call.params.string("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("Invalid language code specified")
    return code


def _scope(call: Call) -> str:
    """The scope as a key: its type, and the chat and user that it is for."""
    if not call.params.string("scope"):
        return "default"
    fields = call.params.fields(
        "scope",
        "Can't parse BotCommandScope JSON object",
        "Can't parse BotCommandScope: BotCommandScope must be an Object",
    )
    try:
        kind, chat_id, user_id = _read_scope(fields)
    except FieldError as error:
        raise bad_request(f"Can't parse BotCommandScope: {error}") from error
    if not chat_id:
        return kind
    chat = call.reach(chat_id, Access.MEMBERS)
    if chat.is_private and kind != "chat":
        raise bad_request("Can't use specified scope in private chats")
    if chat.kind == "channel":
        raise bad_request("Can't change commands in channel chats")
    return f"{kind}/{chat.id}/{user_id}" if user_id else f"{kind}/{chat.id}"


def _read_scope(fields: Fields) -> tuple[str, str, int]:
    kind = fields.required_string("type")
    if kind in _GENERAL_SCOPES:
        return kind, "", 0
    if kind not in _CHAT_SCOPES:
        raise FieldError("Unsupported type specified")
    chat_id = fields.required_string("chat_id")
    if not chat_id:
        raise FieldError("Empty chat_id specified")
    if kind != "chat_member":
        return kind, chat_id, 0
    user_id = fields.required_integer("user_id")
    if user_id <= 0:
        raise FieldError("Invalid user_id specified")
    return kind, chat_id, user_id


def _asked_commands(call: Call) -> list[tuple[str, str, bool]]:
    """Each command with its description, and whether the bot alone is to hear it."""
    if not call.params.string("commands"):
        return []
    asked = call.params.json("commands", "Can't parse commands JSON object")
    if not isinstance(asked, list):
        raise bad_request("Expected an Array of BotCommand")
    try:
        fields = [fields_of(item, "expected an Object") for item in asked]
        known = call.state.ephemeral != "off"
        return [
            (
                one.required_string("command"),
                one.required_string("description"),
                known and one.flag("is_ephemeral"),
            )
            for one in fields
        ]
    except FieldError as error:
        raise bad_request(f"Can't parse BotCommand: {error}") from error


def _command(name: str, description: str, *, alone: bool) -> JsonObject:
    name, description = name.strip().removeprefix("/"), description.strip()
    if not name:
        raise bad_request("Command must be non-empty")
    if len(name) > _MAX_COMMAND:
        raise bad_request(f"Command length must not exceed {_MAX_COMMAND}")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > _MAX_COMMAND_DESCRIPTION:
        raise bad_request(f"Command description length must not exceed {_MAX_COMMAND_DESCRIPTION}")
    command: JsonObject = {"command": name, "description": description}
    return command | {"is_ephemeral": True} if alone else command


def set_chat_menu_button(call: Call) -> bool:
    """Set the button beside the text, for one human or for everybody."""
    button = _menu_button(call)
    number = _menu_of(call)
    if button == DEFAULT_BUTTON:
        call.bot.menus.pop(number, None)
    else:
        call.bot.menus[number] = button
    return True


def get_chat_menu_button(call: Call) -> JsonObject:
    """Answer with the button beside the text, for one human or for everybody."""
    number = _menu_of(call)
    return call.bot.menus.get(number) or call.bot.menus.get(0) or DEFAULT_BUTTON


def get_user_profile_photos(call: Call) -> JsonObject:
    """Answer with somebody's profile photos, the newest first."""
    number = call.params.user_id()
    offset = call.params.integer("offset", low=0)
    limit = call.params.integer("limit", 100, low=1, high=100)
    user = call.user(number)
    if user is None:
        raise bad_request("user not found")
    return {"total_count": len(user.photos), "photos": user.photos[offset : offset + limit]}


def _menu_of(call: Call) -> int:
    """Whose button is meant; 0 for everybody's. Raises `ApiError`."""
    if "chat_id" not in call.params:
        return 0
    number = call.params.user_id("chat_id")
    if call.user(number) is None:
        raise bad_request("user not found")
    return number


def _menu_button(call: Call) -> JsonObject:
    if not call.params.string("menu_button"):
        return DEFAULT_BUTTON
    value = call.params.json("menu_button", "Can't parse menu button JSON object")
    try:
        fields = fields_of(value, "MenuButton must be an Object")
        kind = fields.required_string("type")
        if kind in {"default", "commands"}:
            return {"type": kind}
        text = fields.required_string("text") if kind == "web_app" else ""
        url = fields.fields("web_app").required_string("url") if kind == "web_app" else ""
    except FieldError as error:
        raise bad_request(f"Can't parse menu button: {error}") from error
    if kind != "web_app":
        raise bad_request("Can't parse menu button: MenuButton has unsupported type")
    if not text:
        raise bad_request("Menu button text must be non-empty")
    try:
        url = checked_link(url, https_only=True)
    except LinkError as error:
        raise bad_request(f"Menu button Web App URL '{url}' is invalid: {error}") from error
    return {"type": "web_app", "text": text, "web_app": {"url": url}}


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "getUserProfilePhotos": get_user_profile_photos,
    "setMyName": _setter("name", 64),
    "getMyName": _getter("name", lambda call: call.bot.first_name),
    "setMyDescription": _setter("description", 512),
    "getMyDescription": _getter("description", lambda _: ""),
    "setMyShortDescription": _setter("short_description", 120),
    "getMyShortDescription": _getter("short_description", lambda _: ""),
}
