"""What a look at a group saw, as its room hears it: people by our names for them."""

from bot.facilitator import codec
from bot.facilitator.events import Probed
from bot.facilitator.ids import PersonId
from bot.service.ports import Journal, Seen


async def probed(journal: Journal, seen: Seen) -> bytes:
    """Whoever never came near us is nobody here."""
    known = {place: await journal.mailbox_of(place) for place in seen.admins}
    persons = {place: PersonId(who) for place, who in known.items() if who is not None}
    all_known = persons.keys() >= set(seen.hidden)
    seen_so = Probed(
        rights=seen.rights,
        owner=seen.owner,
        humans=seen.humans,
        admins=tuple(persons.values()),
        hidden=tuple(persons[place] for place in seen.hidden) if all_known else (),
        supergroup=seen.supergroup,
        forum=seen.forum,
    )
    return codec.encode(seen_so)
