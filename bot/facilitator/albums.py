"""Several messages that were sent as one: in a group, a part goes the way of the first that came.

Telegram tells of each part for itself, in any order and perhaps seconds apart. So an album is one
interruption and one message of a turn, whatever has changed between its parts.
"""

from bot.facilitator import floor
from bot.facilitator.events import Said
from bot.facilitator.ids import Seat
from bot.facilitator.limits import ALBUM, ALBUMS_MAX
from bot.facilitator.room import Album
from bot.facilitator.room_draft import RoomDraft
from bot.sensing.signals import wordless


def goes_on(draft: RoomDraft, seat: Seat, said: Said) -> bool:
    """Whether this is one more part of an album that was heard before; then it is dealt with."""
    album = next((one for one in draft.state.albums if one.of(seat, said.album)), None)
    if album is None or draft.now - album.since > ALBUM:
        return False
    if not album.kept and album.bare and not wordless(said.signals):
        return False  # its words come only now
    draft.note("album.part")
    if not album.kept or not floor.may_remove(draft) or not said.message:
        draft.cover()
    else:
        floor.take_out(draft, seat, said, when=album.when, notice=False)
    return True


def remember(draft: RoomDraft, seat: Seat, said: Said) -> None:
    """The first part was heard: what became of it. In one's own turn it may have no words yet."""
    if not said.album:
        return
    kept = floor.kept_now(draft)
    session = draft.before.session
    own = session is not None and session.floor is not None and session.floor.holder == seat
    bare = own and wordless(said.signals)
    album = Album(said.album, seat, draft.now, kept is not None, kept or "turn", bare)
    others = (one for one in draft.state.albums if not one.of(seat, said.album))
    draft.set(albums=(*others, album)[-ALBUMS_MAX:])
