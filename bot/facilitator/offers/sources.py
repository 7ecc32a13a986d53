"""`/sources`: where everything comes from, as its files say it."""

from bot.dialogue.kinds import Item, Shared
from bot.dialogue.library import Library
from bot.dialogue.shelf import prefix
from bot.facilitator.limits import SOURCES_CHARS
from bot.facilitator.texts import Many, Phrase, Rows, Text, button, text

#: What the button to a further page begins with.
MORE = "sources_"


def page(library: Library, number: str = "") -> tuple[Text, Rows]:
    """One post, and the way to the next one. `number`: as a button has it; anything else is the
    first.
    """
    pages = _pages(library)
    at = int(number) % len(pages) if number.isdecimal() else 0
    lines = [_line(one) for one in pages[at]]
    rows: Rows = ()
    if len(pages) > 1:
        rows = ((button(f"{MORE}{(at + 1) % len(pages)}", "button.further"),),)
    return text("sources.card", *lines, text("sources.end")), rows


def _pages(library: Library) -> list[list[Item]]:
    """Everything that has a source, in posts that Telegram takes and that somebody may read."""
    pages: list[list[Item]] = [[]]
    filled = 0
    for item in library.sourced():
        length = 0 if isinstance(item, Shared) else len(item.title) + sum(map(len, item.lineage))
        if pages[-1] and filled + length > SOURCES_CHARS:
            pages.append([])
            filled = 0
        pages[-1].append(item)
        filled += length
    return pages


def _line(item: Item) -> Text:
    key = prefix(item)
    count = 0 if isinstance(item, Shared) else len(item.lineage)
    of = Many(tuple(f"{key}/lineage/{number}" for number in range(count)))
    return text("sources.line", title=Phrase(f"{key}/title"), of=of)
