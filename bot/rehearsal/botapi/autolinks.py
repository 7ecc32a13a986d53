"""What Telegram marks by itself: mentions, commands, hashtags, addresses."""

import re
from collections.abc import Iterator

from .entities import Entity

_MENTION = re.compile(r"(?<!\w)@([A-Za-z0-9_]+)(?!\w)")
_COMMAND = re.compile(r"(?<![\w/<>])/([A-Za-z0-9_]+)(@[A-Za-z0-9_]*)?(?![\w/<>])")
# A tag may name a channel, and goes on as far as it can: these patterns give nothing back.
_HASHTAG = re.compile(
    r"(?<![\w\u200c\u00b7])#([\w\u200c\u00b7]{1,256}+)(?:@[A-Za-z0-9_]{3,32}+)?+"
    r"(?![\w\u200c\u00b7]*+#)"
)
_CASHTAG = re.compile(
    r"(?<![\w$])\$(1INCH|[A-Z]{1,8}+)(?:@[A-Za-z0-9_]{3,32}+(?![A-Za-z0-9_]))?+(?![\w$])"
)
_EMAIL = re.compile(
    r"(?<![\w.+:@-])(?:[a-zA-Z0-9_-]{0,26}[.+]){0,10}[a-zA-Z0-9_-]{1,35}"
    r"@(?:[a-zA-Z0-9](?:[a-zA-Z0-9_-]{0,28}[a-zA-Z0-9])?\.){1,6}[a-zA-Z]{2,8}(?![\w@-])"
)
_TELEGRAM_URL = re.compile(
    r"(?:tg|ton)://[A-Za-z0-9_-]{1,253}(?:[/?#][^\s<>\"«»]*)?", re.IGNORECASE
)
_URL = re.compile(
    r"(?P<scheme>(?:https?|ftp)://)?"
    r"(?:[\w.+-]{1,64}(?::[^\s@/]{0,64})?@)?"
    r"(?P<host>[\w~\u00c0-\u1fff-]{1,64}(?:\.[\w~\u00c0-\u1fff-]{1,64})+)"
    r"(?::\d{1,5})?"
    r"(?P<path>[/?#][^\s<>\"«»]*)?",
    re.IGNORECASE,
)
_SHORT_USERNAMES = frozenset({"gif", "nft", "pic", "ufc", "vid"})
_NOT_AT_END = ".:;,('?!`"

# Without a scheme, only a well-known top-level domain makes an address. Telegram's list has some
# 1,400; these are every country's and the generic ones that people write.
_TOP_LEVEL = (
    " ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br"
    " bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do"
    " dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt"
    " gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp"
    " kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms"
    " mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr"
    " ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx"
    " sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn"
    " vu wf ws ye yt za zm zw"
    " aero app arpa art asia biz blog cat center chat cloud club com coop dev digital edu email"
    " family fun gov group guru health help info int jobs life link live love media mil mobi"
    " museum name net news online org page pro shop site social space store studio tech tel"
    " today top travel vip wiki work world xyz zone "
)


def found_entities(text: str) -> list[Entity]:
    """All that Telegram would mark in a plain text, in code points, none overlapping another."""
    entities = sorted(
        [
            *_mentions(text),
            *_commands(text),
            *_tags("hashtag", _HASHTAG, text),
            *_tags("cashtag", _CASHTAG, text),
            *_plain("email", _EMAIL, text),
            *_plain("url", _TELEGRAM_URL, text),
            *_urls(text),
        ],
        key=lambda entity: (entity.offset, -entity.length),
    )
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _mentions(text: str) -> Iterator[Entity]:
    for match in _MENTION.finditer(text):
        name = match[1]
        if 4 <= len(name) <= 32 or name.lower() in _SHORT_USERNAMES:
            yield Entity("mention", match.start(), len(match[0]))


def _commands(text: str) -> Iterator[Entity]:
    for match in _COMMAND.finditer(text):
        addressee = match[2]
        if len(match[1]) <= 64 and (addressee is None or 4 <= len(addressee) <= 33):
            yield Entity("bot_command", match.start(), len(match[0]))


def _tags(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Entity]:
    for match in pattern.finditer(text):
        if any(char.isalpha() for char in match[1]):
            yield Entity(kind, match.start(), len(match[0]))


def _plain(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Entity]:
    for match in pattern.finditer(text):
        yield Entity(kind, match.start(), len(match[0]))


def _urls(text: str) -> Iterator[Entity]:
    for match in _URL.finditer(text):
        before = text[: match.start()][-1:]
        if before and (before.isalnum() or before in "_/#@"):
            continue
        length = len(match[0]) - _tail(match["path"] or "")
        if _is_host(match["host"], named=bool(match["scheme"])):
            yield Entity("url", match.start(), length)


def _tail(path: str) -> int:
    """How much of the path's end belongs to the sentence around it."""
    end, depth = len(path), 0
    for index, char in enumerate(path):
        depth += (char in "([{") - (char in ")]}")
        if depth < 0:
            end = index
            break
    while end > 0 and path[end - 1] in _NOT_AT_END:
        end -= 1
    return len(path) - end


def _is_host(host: str, *, named: bool) -> bool:
    parts = host.split(".")
    if any(len(part) > 63 or part.endswith("-") for part in parts):
        return False
    if all(part.isdigit() for part in parts):
        return len(parts) == 4 and all(int(part) < 256 for part in parts)
    last = parts[-1]
    if len(last) < 2 or "_" in last or "-" in last or "_" in parts[-2]:
        return False
    return named or f" {last.lower()} " in _TOP_LEVEL
