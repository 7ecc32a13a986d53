"""Where a line of a transcript happens: in the couple's group, or, as in `Ana in Two: hello`, in
another group of the header, or in one of the group's topics.
"""

import re
from collections.abc import Mapping

from bot.rehearsal.botapi import Chat, User, World

_IN = re.compile(r"^(?P<who>\w+) in (?P<where>\w+)(?P<rest>[:,] ?.*| \w.*)$")
_GROUP = re.compile(r"(?P<name>\w+)\((?P<people>\w+(?:, \w+)*)\)")


def placed(does: str) -> tuple[str, str]:
    """A line without its place, and the place; empty if it names none."""
    found = _IN.match(does)
    return (found["who"] + found["rest"], found["where"]) if found else (does, "")


def groups(header: str) -> dict[str, tuple[str, ...]]:
    """`Two(Ana, Cara) Three(Ana, Ben)`: further groups, and who is in them, the owner first.
    `ValueError` if it is not written so.
    """
    found = {one["name"]: tuple(one["people"].split(", ")) for one in _GROUP.finditer(header)}
    if _GROUP.sub("", header).strip():
        raise ValueError("further groups are written like Two(Ana, Cara)")
    return found


def found_group(world: World, title: str, people: tuple[User, ...]) -> Chat:
    """A further group with these people, the first of whom owns it."""
    owner, *others = people
    group = world.add_group(title, owner=owner)
    for one in others:
        world.add_member(group, one, by=owner)
    return group


def topic(group: Chat, name: str) -> int:
    """The number of a topic by its name, 0 for the general one. `ValueError`: there is none."""
    if not name or name == "General":
        return 0
    for one in group.topics.values():
        if one.name == name:
            return one.id
    raise ValueError(f"there is no group or topic {name}")


def shown(chats: Mapping[str, Chat]) -> dict[str, Chat]:
    """Further groups as the eyes name them: what is seen there is said to be *in* it."""
    return {f"in {name}": chat for name, chat in chats.items()}
