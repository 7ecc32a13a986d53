"""Adding Heard by its link, as a client asks: into which group, and with which rights."""

from dataclasses import dataclass

import msgspec

from bot.rehearsal.botapi import Bot, Chat, ImpossibleError, User, World
from bot.rehearsal.botapi.links import group_link
from bot.rehearsal.botapi.rights import RIGHTS


@dataclass(frozen=True, slots=True)
class Asked:
    """What a `?startgroup=` link asks for: `payload` goes into the group with `/start`."""

    payload: str
    rights: tuple[str, ...]


class Adding(msgspec.Struct, frozen=True):
    """The question as it is shown: the `group` that one can choose, or empty if one may add nobody
    to it; the `rights` in words.
    """

    group: str
    rights: tuple[str, ...]


def asked(url: str, username: str) -> Asked | None:
    """What the link asks for; None if it leads elsewhere. `ImpossibleError`: rights that there are
    not.
    """
    found = group_link(url, username)
    if found is None:
        return None
    payload, rights = found
    if not set(rights) <= set(RIGHTS):
        raise ImpossibleError("this link asks for rights that do not exist")
    return Asked(payload, rights)


def shown(world: World, user: User, group: Chat, wanted: Asked) -> Adding:
    """The question for this human. A client lists groups where one may do what the link asks for;
    only its owner lets a basic group grow, which rights of a bot's need.
    """
    member = group.member(user, world.now())
    if wanted.rights:
        may = member.holds("can_promote_members") if group.is_supergroup else group.owner is user
    else:
        may = member.inside
    words = tuple(one.removeprefix("can_").replace("_", " ").capitalize() for one in wanted.rights)
    return Adding(group.title if may and not group.migrated_to else "", words)


def add(world: World, user: User, bot: Bot, group: Chat, wanted: Asked) -> Chat:
    """Say yes to it; gives the group as it is then. `ImpossibleError`."""
    return world.start_in_group(user, bot, group, wanted.payload, wanted.rights)
