"""What a look at a group saw, as its room hears it: people by our names for them."""

from collections.abc import Mapping

from bot.facilitator.events import Probed
from bot.facilitator.ids import Mailbox, PersonId
from bot.service.ports import Seen


def probed(seen: Seen, known: Mapping[str, Mailbox | None]) -> Probed:
    """`known`: the mailboxes of those who lead the group; whoever never came near us has none, and
    is nobody here.
    """
    persons = {place: PersonId(who) for place, who in known.items() if who is not None}
    all_known = persons.keys() >= set(seen.hidden)
    return Probed(
        rights=seen.rights,
        owner=seen.owner,
        humans=seen.humans,
        admins=tuple(persons[place] for place in seen.admins if place in persons),
        hidden=tuple(persons[place] for place in seen.hidden) if all_known else (),
        supergroup=seen.supergroup,
        forum=seen.forum,
    )
