"""The HTML style: tags in what a bot sends become entities, errors are Telegram's own."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .entities import Entity
from .links import LinkError, checked_link, linked_user
from .people import User

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "blockquote": "blockquote",
}
_SPACE = " \t\r\n\v"
_END = "\0"
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]+));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

UserLookup = Callable[[int], User | None]


def parse_html(source: str, user: UserLookup) -> tuple[str, list[Entity]]:
    """The text without its tags, and the entities in code points.

    `user` finds the account behind a `tg://user` link. Raises `ValueError` in the server's words.
    """
    return _Html(source, user).parse()


def is_emoji_id(written: str) -> bool:
    """Whether this is the number of a custom emoji, written as the server writes numbers."""
    return re.fullmatch(r"-?[1-9][0-9]*", written) is not None


def date_format(form: str) -> str:
    """A date format as the server writes it. Raises `ValueError` for a stray letter."""
    if form in {"r", "R"}:
        return "r"
    if set(form) - set("tTdDwW"):
        raise ValueError("Invalid date format used")
    day = "w" if set(form) & set("wW") else ""
    return day + "".join(char for char in ("d", "D", "t", "T") if char in form)


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    argument: str
    moment: int
    offset: int


@dataclass(slots=True)
class _Html:
    """The parser's state. A NUL behind the source stands for its end, as in the real server."""

    source: str
    user: UserLookup
    at: int = 0
    out: list[str] = field(default_factory=list)
    open: list[_Tag] = field(default_factory=list)
    found: list[Entity] = field(default_factory=list)

    def parse(self) -> tuple[str, list[Entity]]:
        end = len(self.source)
        self.source += _END
        while self.at < end:
            char = self.source[self.at]
            if char == "<":
                if self.source[self.at + 1] == "/":
                    self._end_tag()
                else:
                    self._start_tag()
            else:
                self.out.append(self._character())
        if self.open:
            name = self.open[-1].name
            raise ValueError(f'Can\'t find end tag corresponding to start tag "{name}"')
        text = "".join(self.out)
        if re.search("[\ud800-\udfff]", text):
            raise ValueError(
                "Text contains invalid Unicode characters after decoding HTML entities, check for"
                " unmatched surrogate code units"
            )
        # A language only counts inside <pre>.
        return text, [
            Entity("code", e.offset, e.length) if e.type == "code" else e for e in self.found
        ]

    def _character(self) -> str:
        """The next character of the text, a reference decoded; moves behind it."""
        match = _REFERENCE.match(self.source, self.at)
        char = _decoded(match) if match else ""
        if match and char:
            self.at = match.end()
            return char
        self.at += 1
        return self.source[self.at - 1]

    def _place(self, begin: int) -> str:
        return f"at byte offset {len(self.source[:begin].encode('utf-8', 'surrogatepass'))}"

    def _until(self, stops: str) -> str:
        begin = self.at
        while self.source[self.at] not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def _skip_space(self) -> None:
        while self.source[self.at] in _SPACE:
            self.at += 1

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._until(_SPACE + _END + ">").lower()
        if self.source[self.at] == _END:
            raise ValueError(f"Unclosed start tag {self._place(begin)}")
        if name not in TAGS:
            raise ValueError(f'Unsupported start tag "{name}" {self._place(begin)}')
        argument, moment = "", 0
        while True:
            self._skip_space()
            if self.source[self.at] == ">":
                break
            key, value = self._attribute(name, begin)
            match name, key:
                case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format"):
                    argument = value
                case ("code", "class") if value.startswith("language-"):
                    argument = value.removeprefix("language-")
                case ("span", "class") if value.startswith("tg-"):
                    argument = value.removeprefix("tg-")
                case ("blockquote", "expandable"):
                    argument = "1"
                case ("tg-time", "unix"):
                    moment = int(value) if value.isascii() and value.isdigit() else 0
        if name == "span" and argument != "spoiler":
            raise ValueError(f'Tag "span" must have class "tg-spoiler" {self._place(begin)}')
        self.at += 1
        self.open.append(_Tag(name, argument, moment, len(self.out)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        key = self._until(_SPACE + _END + "=>/\"'")
        if not key:
            raise ValueError(f'Empty attribute name in the tag "{tag}" {self._place(begin)}')
        self._skip_space()
        if self.source[self.at] == "=":
            self.at += 1
            self._skip_space()
            value = self._value(begin) if self.source[self.at] != _END else ""
        else:
            value = ""
        if self.source[self.at] == _END:
            raise ValueError(f'Unclosed start tag "{tag}" {self._place(begin)}')
        return key, value

    def _value(self, begin: int) -> str:
        quote = self.source[self.at]
        if quote not in "\"'":
            token = self.at
            while self.source[self.at].isascii() and (
                self.source[self.at].isalnum() or self.source[self.at] in ".-"
            ):
                self.at += 1
            if self.source[self.at] not in _SPACE + _END + ">":
                raise ValueError(f"Unexpected end of name token {self._place(token)}")
            return self.source[token : self.at].lower()
        self.at += 1
        value = []
        while self.source[self.at] not in (quote, _END):
            value.append(self._character())
        if self.source[self.at] == _END or self.source[self.at + 1] == _END:
            raise ValueError(f"Unclosed start tag {self._place(begin)}")
        self.at += 1
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise ValueError(f"Unexpected end tag {self._place(begin)}")
        self.at += 2
        name = self._until(_SPACE + _END + ">").lower()
        self._skip_space()
        if self.source[self.at] != ">":
            raise ValueError(f"Unclosed end tag {self._place(begin)}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise ValueError(
                f'Unmatched end tag {self._place(begin)}, expected "</{tag.name}>",'
                f' found "</{name}>"'
            )
        if len(self.out) > tag.offset:
            self._close(tag)

    def _close(self, tag: _Tag) -> None:
        kind, place = TAGS[tag.name], (tag.offset, len(self.out) - tag.offset)
        inner = self.found[-1] if self.found else None
        same = inner is not None and (inner.offset, inner.length) == place
        if kind == "text_link":
            self._close_link(tag.argument or "".join(self.out[tag.offset :]), place)
        elif kind == "custom_emoji":
            if not is_emoji_id(tag.argument):
                raise ValueError("Invalid custom emoji identifier specified")
            self.found.append(Entity(kind, *place, tag.argument))
        elif kind == "date_time":
            form = date_format(tag.argument)
            if tag.moment > 0:
                self.found.append(Entity(kind, *place, form, unix_time=tag.moment))
        elif kind == "pre" and inner and same and inner.type == "code" and inner.argument:
            self.found[-1] = Entity("pre", *place, inner.argument)
        elif kind == "code" and inner and same and inner.type == "pre" and tag.argument:
            self.found[-1] = Entity("pre", *place, tag.argument)
        elif kind == "blockquote" and tag.argument:
            self.found.append(Entity("expandable_blockquote", *place))
        else:
            self.found.append(Entity(kind, *place, tag.argument if kind == "code" else ""))

    def _close_link(self, address: str, place: tuple[int, int]) -> None:
        if number := linked_user(address):
            if known := self.user(number):
                self.found.append(Entity("text_mention", *place, user=known))
            return
        try:
            self.found.append(Entity("text_link", *place, checked_link(address)))
        except LinkError:
            return  # The server drops a bad link and keeps its words.


def _decoded(match: re.Match[str]) -> str:
    """The character a reference stands for; empty if the server takes it literally."""
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _NAMED.get(name, "")
    digits = match[0].rstrip(";")
    code = int(hexadecimal or "0", 16) if hexadecimal is not None else int(decimal or "0")
    return chr(code) if 0 < code < 0x10FFFF and len(digits) < 10 else ""
