"""The two Markdown styles: marks in what a bot sends become entities, errors are Telegram's own.

Both parsers walk over bytes as TDLib's do (`parse_markdown` and `parse_markdown_v2` in
MessageEntity.cpp), since the errors name byte offsets and the older style has quirks that show.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from .entities import Entity
from .links import LinkError, checked_link, linked_user
from .markup import UserLookup, date_format, is_emoji_id

_SPACE = b" \t\r\n\v\0"
_V1_MARKS = b"_*`["
_RESERVED = b"_*[]()~`>#+-=|{}.!\n"
_V1_TYPES = {ord("_"): "italic", ord("*"): "bold", ord("`"): "code"}
# What begins with one character; the server's names are in its errors.
_V2_TYPES = {ord("*"): "bold", ord("~"): "strikethrough", ord("["): "text_link"}
_SPOKEN = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}
_ENDS = {
    "bold": "*",
    "italic": "_",
    "underline": "_",
    "strikethrough": "~",
    "spoiler": "|",
    "code": "`",
    "pre": "`",
    "text_link": "]",
    "custom_emoji": "]",
}
_VERBATIM = frozenset({"code", "pre"})


def parse_markdown(source: str, user: UserLookup) -> tuple[str, list[Entity]]:
    """The text without its marks in the older style, and the entities in code points.

    `user` finds the account behind a `tg://user` link. Raises `ValueError` in the server's words.
    """
    return _Markdown(source, user).parse()


def parse_markdown_v2(source: str, user: UserLookup) -> tuple[str, list[Entity]]:
    """The text without its marks in the newer style, and the entities in code points.

    `user` finds the account behind a `tg://user` link. Raises `ValueError` in the server's words.
    """
    return _MarkdownV2(source, user).parse()


class _Walk:
    """A text of bytes that is read and, further left, written; zeros stand behind its end."""

    def __init__(self, source: str, user: UserLookup) -> None:
        raw = source.encode()
        self.size = len(raw)
        self.text = bytearray(raw + b"\0\0\0\0")
        self.user = user
        self.at = 0
        self.written = 0
        self.chars = 0
        self.found: list[Entity] = []

    def keep(self) -> None:
        """Take the byte at hand into the result; moves on."""
        byte = self.text[self.at]
        self.chars += byte & 0xC0 != 0x80
        self.text[self.written] = byte
        self.written += 1
        self.at += 1

    def result(self) -> str:
        """What has been kept."""
        return self.text[: self.written].decode()

    def language(self) -> str:
        """The language behind three backticks, if there is one; moves behind it and a new line."""
        end = self.at
        while self.text[end] not in _SPACE + b"`":
            end += 1
        language = ""
        if self.at != end < self.size and self.text[end] != ord("`"):
            language = self.text[self.at : end].decode()
            self.at = end
        here, following = self.text[self.at], self.text[self.at + 1]
        if here in b"\r\n":
            self.at += 2 if following in b"\r\n" and following != here else 1
        return language

    def link(self, offset: int, address: str) -> None:
        """Mark what was kept since `offset` as a link or as a mention, if the address is good."""
        length = self.chars - offset
        if number := linked_user(address):
            if known := self.user(number):
                self.found.append(Entity("text_mention", offset, length, user=known))
            return
        try:
            self.found.append(Entity("text_link", offset, length, checked_link(address)))
        except LinkError:
            return  # The server drops a bad link and keeps its words.


class _Markdown(_Walk):
    def parse(self) -> tuple[str, list[Entity]]:
        while self.at < self.size:
            byte = self.text[self.at]
            if byte == ord("\\") and self.text[self.at + 1] in _V1_MARKS:
                self.at += 1
                self.keep()
            elif byte in _V1_MARKS:
                self._entity()
            else:
                self.keep()
        return self.result(), self.found

    def _entity(self) -> None:
        begin, mark = self.at, self.text[self.at]
        end = ord("]") if mark == ord("[") else mark
        self.at += 1
        pre = mark == ord("`") and self.text[self.at : self.at + 2] == b"``"
        language = ""
        if pre:
            self.at += 2
            language = self.language()
        offset = self.chars
        while self.at < self.size and not self._ends(end, pre=pre):
            self.keep()
        if self.at >= self.size:
            raise ValueError(f"Can't find end of the entity starting at byte offset {begin}")
        if self.chars != offset:
            if mark == ord("["):
                self._link(begin, offset)
            elif pre:
                self.found.append(Entity("pre", offset, self.chars - offset, language))
            else:
                self.found.append(Entity(_V1_TYPES[mark], offset, self.chars - offset))
        self.at += 3 if pre else 1

    def _ends(self, end: int, *, pre: bool) -> bool:
        here = self.text[self.at]
        return here == end and (not pre or self.text[self.at + 1 : self.at + 3] == b"``")

    def _link(self, begin: int, offset: int) -> None:
        if self.text[self.at + 1] != ord("("):
            # The server reads the words where it has already moved them by one. So do we.
            address = self.text[begin + 1 : self.at]
        else:
            self.at += 2
            start = self.at
            while self.at < self.size and self.text[self.at] != ord(")"):
                self.at += 1
            address = self.text[start : self.at]
        self.link(offset, address.decode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class _Open:
    """A mark that waits for its end: where it stands, and where what it marks begins."""

    type: str
    argument: str
    offset: int
    byte: int
    written: int


class _MarkdownV2(_Walk):
    def __init__(self, source: str, user: UserLookup) -> None:
        super().__init__(source, user)
        self.open: list[_Open] = []
        self.quoted = False
        self.quotable = True

    def parse(self) -> tuple[str, list[Entity]]:
        while self.at < self.size:
            byte = self.text[self.at]
            if byte == ord("\\") and 0 < self.text[self.at + 1] <= 126:
                self.at += 1
                escaped = self.text[self.at]
                self.keep()
                if escaped != ord("\r"):
                    self.quotable = escaped == ord("\n")
            elif byte not in self._reserved():
                self.keep()
                if byte & 0xC0 != 0x80 and byte != ord("\r"):
                    self.quotable = False
            elif self._ends(byte):
                self._close(byte)
            else:
                self._begin(byte)
        self._close_last_quote()
        if self.open:
            raise ValueError(self._unclosed())
        return self.result(), self.found

    def _reserved(self) -> bytes:
        return b"`" if self.open and self.open[-1].type in _VERBATIM else _RESERVED

    def _next(self, more: int = 1) -> int:
        return self.text[self.at + more]

    def _unclosed(self) -> str:
        last = self.open[-1]
        spoken = "PreCode" if last.type == "pre" and last.argument else _SPOKEN[last.type]
        return f"Can't find end of {spoken} entity at byte offset {last.byte}"

    def _ends(self, byte: int) -> bool:
        if not self.open:
            return False
        if self.quoted and byte == ord("\n"):
            last = self.at + 1 == self.size
            if last or self._next() != ord(">"):
                return True
        kind, twice = self.open[-1].type, byte == self._next()
        if kind in {"underline", "spoiler", "pre"} and not twice:
            return False
        if (kind == "italic" and twice) or (kind == "pre" and self._next(2) != byte):
            return False
        return chr(byte) == _ENDS.get(kind)

    def _begin(self, byte: int) -> None:
        char, begin, argument = chr(byte), self.at, ""
        if char == "\n":
            self.keep()
            self.quotable = True
            return
        if char == "`":
            kind, argument = self._code()
        elif char == "_":
            kind = "underline" if self._next() == byte else "italic"
            self.at += 2 if kind == "underline" else 1
        elif (char == "|" and self._next() == byte) or (char == "!" and self._next() == ord("[")):
            kind = "spoiler" if char == "|" else "custom_emoji"
            self.at += 2
        elif char == ">" and self.quotable:
            self.at += 1
            if self.quoted:
                return
            kind, self.quoted = "blockquote", True
        elif byte in _V2_TYPES:
            kind = _V2_TYPES[byte]
            self.at += 1
        else:
            raise ValueError(
                f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
            )
        self.open.append(_Open(kind, argument, self.chars, begin, self.written))

    def _code(self) -> tuple[str, str]:
        if self.text[self.at : self.at + 3] != b"```":
            self.at += 1
            return "code", ""
        self.at += 3
        return "pre", self.language()

    def _close(self, byte: int) -> None:
        kind = self.open[-1].type
        if byte == ord("\n") and kind != "blockquote":
            kind = self._expandable()
        mark = self.open.pop()
        match kind:
            case "blockquote" | "expandable_blockquote":
                self.quoted = False
                self.keep()
                self.quotable = True
                self._mark(kind, mark)
                return
            case "text_link":
                self._close_link(mark)
            case "custom_emoji":
                self._close_emoji(mark)
            case _:
                self.at += 3 if kind == "pre" else 2 if kind in {"underline", "spoiler"} else 1
                if self.chars != mark.offset:
                    self._mark(kind, mark)

    def _expandable(self) -> str:
        """A spoiler that was only just begun at the end of a quote makes it expandable."""
        last = self.open[-1]
        bare = last.byte == self.at - 2
        behind_return = last.byte == self.at - 3 and self.text[self.written - 1] == ord("\r")
        if last.type != "spoiler" or not (bare or (self.written and behind_return)):
            raise ValueError(self._unclosed())
        self.open.pop()
        if self.open[-1].type != "blockquote":
            raise ValueError(self._unclosed())
        return "expandable_blockquote"

    def _close_last_quote(self) -> None:
        if not self.quoted:
            return
        kind = "blockquote"
        if self.open[-1].type == "spoiler" and self.open[-1].byte == self.size - 2:
            self.open.pop()
            kind = "expandable_blockquote"
        if self.open[-1].type == "blockquote":
            mark = self.open.pop()
            if self.chars != mark.offset:
                self._mark(kind, mark)

    def _mark(self, kind: str, mark: _Open) -> None:
        self.found.append(Entity(kind, mark.offset, self.chars - mark.offset, mark.argument))

    def _close_link(self, mark: _Open) -> None:
        if self._next() == ord("("):
            address = self._address()
        else:
            address = self.text[mark.written : self.written].decode()
            self.at += 1
        if self.chars != mark.offset:
            self.link(mark.offset, address)

    def _close_emoji(self, mark: _Open) -> None:
        if self._next() != ord("("):
            raise ValueError("The entity must contain a tg://emoji or tg://time URL")
        kind, argument, moment = _emoji_or_time(self._address())
        length = self.chars - mark.offset
        if length:
            self.found.append(Entity(kind, mark.offset, length, argument, unix_time=moment))

    def _address(self) -> str:
        """The address in parentheses behind a closing bracket; moves behind it."""
        self.at += 2
        begin, address = self.at, bytearray()
        while self.at < self.size and self.text[self.at] != ord(")"):
            if self.text[self.at] == ord("\\") and 0 < self._next() <= 126:
                self.at += 1
            address.append(self.text[self.at])
            self.at += 1
        if self.text[self.at] != ord(")"):
            raise ValueError(f"Can't find end of a URL at byte offset {begin}")
        self.at += 1
        return address.decode("utf-8", "replace")


def _emoji_or_time(address: str) -> tuple[str, str, int]:
    """Type, argument and moment of what `tg://emoji?id=…` or `tg://time?unix=…` means."""
    parts = urlsplit(address)
    place = (parts.netloc or parts.path.strip("/")).lower()
    query = dict(reversed(parse_qsl(parts.query)))
    if parts.scheme.lower() == "tg" and place == "emoji":
        number = query.get("id", "")
        if is_emoji_id(number):
            return "custom_emoji", number, 0
    if parts.scheme.lower() == "tg" and place == "time":
        moment = query.get("unix", "")
        if moment.isdigit() and 0 < int(moment) < 2**31:
            try:
                return "date_time", date_format(query.get("format", "")), int(moment)
            except ValueError:
                pass
    raise ValueError("Invalid tg://emoji or tg://time URL specified")
