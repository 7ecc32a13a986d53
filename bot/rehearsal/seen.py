"""What somebody in a seat sees, as personas read it: the messages of two chats, and what runs."""

from collections.abc import Iterable

from bot.rehearsal.botapi import Bot, Chat, ImpossibleError, SeenMessage, User, World
from bot.rehearsal.personas.sight import Author, Card, Key, Sight
from bot.rehearsal.standing import Playing

#: So many of the newest messages are in sight.
IN_SIGHT = 16


def cards(world: World, bot: Bot, user: User, chat: Chat) -> tuple[Card, ...]:
    """The newest messages of a chat as this one sees it; none of a group that they have left."""
    try:
        seen = world.view(user, chat).messages[-IN_SIGHT:]
    except ImpossibleError:
        return ()
    return tuple(_card(bot, one) for one in seen if one.kind != "service")


def _card(bot: Bot, seen: SeenMessage) -> Card:
    author: Author = "me" if seen.own else "heard" if seen.author_id == bot.id else "other"
    keys = tuple(
        Key(button.label, button.value.partition(":")[2] if button.kind != "url" else "")
        for row in seen.keyboard
        for button in row
    )
    return Card(seen.id, author, seen.text, keys)


def sight(
    me: str,
    other: str,
    playing: Playing | None,
    chats: tuple[tuple[Card, ...], tuple[Card, ...]],
    done: Iterable[str],
    *,
    door: bool,
) -> Sight:
    """What is to be seen in the group and the private chat, beside what runs."""
    group, private = chats
    if playing is None:
        return Sight(me, other, group, private, door, done=tuple(done))
    return Sight(
        me=me,
        other=other,
        group=group,
        private=private,
        door=door,
        running=True,
        step=playing.step,
        verb=playing.verb,
        writes="me" if playing.writes == me else "other" if playing.writes else "",
        may=frozenset(playing.may.get(me, ())),
        theirs=frozenset(playing.may.get(other, ())),
        done=tuple(done),
    )
