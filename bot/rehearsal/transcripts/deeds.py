"""What people of a transcript do beside writing and tapping."""

import json
from typing import TYPE_CHECKING

from bot.rehearsal.botapi import Chat, User
from bot.rehearsal.botapi.rights import ALL_PERMISSIONS
from bot.rehearsal.botapi.topics import GENERAL
from bot.rehearsal.transcripts.places import topic

if TYPE_CHECKING:
    from bot.rehearsal.transcripts.cast import Cast

TO_DELETE = "can_delete_messages"
_OTHER = "7000000009:another"  # a bot that people use inline


def came_or_went(cast: "Cast", who: User, what: str) -> Chat:
    """What somebody does alone, or to whom or what the line names; the group as it is then.
    `ValueError` if nobody can.
    """
    world, group, bot = cast.world, cast.here, cast.bot
    match what:
        case "joins":
            opens = who is not cast.owner and group.member(cast.owner, 0).inside
            world.add_member(group, who, by=cast.owner if opens else None)
        case "leaves":
            world.remove_member(group, who, by=who)
        case "blocks":
            world.block(who, bot)
        case "unblocks":
            world.unblock(who, bot)
        case "hides":
            world.remain_anonymous(group, who)
        case "shows":
            world.remain_anonymous(group, who, anonymous=False)
        case "migrates":
            group = world.migrate(group)
        case "migrates new first":
            group = world.migrate(group, new_first=True)
        case "clears the old group":
            world.clear_former(cast.former, bot, by=who)
        case "deletes account":
            world.delete_account(who)
        case "inherits":
            world.inherit(group, who)
        case _:
            group = done_to(cast, who, what)
    return group


def done_to(cast: "Cast", who: User, does: str) -> Chat:
    """Do it; the group as it is then. `ValueError` if nobody can."""
    what, _, whom = does.partition(" ")
    world, group = cast.world, cast.here
    match what:
        case "promotes":
            world.promote(group, cast.person(whom), (TO_DELETE,), by=who)
        case "demotes":
            world.demote(group, cast.person(whom), by=who)
        case "silences":
            world.restrict(group, cast.person(whom), (), by=who)
        case "unsilences":
            world.restrict(group, cast.person(whom), ALL_PERMISSIONS, by=who)
        case "adds" if whom in cast.people:
            world.add_member(group, cast.people[whom], by=who)
        case "removes" if whom in cast.people:
            world.remove_member(group, cast.people[whom], by=who)
        case _:
            kind, _, name = whom.partition(" ")
            return _done_with(cast, who, (what, kind), name)
    return group


def _done_with(cast: "Cast", who: User, does: tuple[str, str], name: str) -> Chat:
    """`Ana opens topic Kitchen`, `Ana turns topics off`, `Ana is called Anna`."""
    world, group = cast.world, cast.here
    match does:
        case ("is", "called"):
            who.first_name = name
        case ("opens", "topic"):
            group = group if group.forum else world.enable_topics(group, by=cast.owner)
            world.open_topic(group, name, by=who)
        case ("closes" | "reopens", "topic"):
            number = topic(group, name) or GENERAL
            world.close_topic(group, number, by=who, closed=does[0] == "closes")
        case ("deletes", "topic"):
            world.delete_topic(group, topic(group, name), by=who)
        case ("turns", "topics") if name == "off":
            world.disable_topics(group, by=who)
        case _:
            raise ValueError(f"nobody can do this: {' '.join(does)} {name}")
    return group


def sent_by_way_of(cast: "Cast", who: User, chat: Chat, text: str) -> None:
    """Type to another bot, one that offers what was typed, and choose that."""
    world = cast.world
    other = world.bots.get(_OTHER) or world.add_bot(
        _OTHER, username="card_bot", name="Cards", inline=True
    )
    query = world.type_inline(who, other, chat, text)
    offer = {"type": "article", "id": "1", "title": text}
    offered = json.dumps([{**offer, "input_message_content": {"message_text": text}}])
    world.call(_OTHER, "answerInlineQuery", {"inline_query_id": query.id, "results": offered})
    world.choose_inline(query, "1")
