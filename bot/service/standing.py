"""What is asked of the chat about one human in a group, and what it answers. See `ports`."""

from datetime import datetime

from msgspec import Struct


class Standing(Struct, frozen=True):
    """What is this human in the group? `user`: their own place."""

    user: str


class Mute(Struct, frozen=True):
    """A plain member cannot write until then. Whoever cannot already is left alone, unless that
    ends by `latest`, and so is ours; so is whoever is no plain member, which is then the answer.
    """

    user: str
    until: datetime
    latest: datetime


class Unmute(Struct, frozen=True):
    """A plain member again, if what they cannot is our doing and ends by `latest`. `until`: if
    anything should be left of it, until then.
    """

    user: str
    latest: datetime
    until: datetime


class Stands(Struct, frozen=True):
    """What this human is: a plain member, to whom nobody has forbidden anything. The answer to
    `Standing`, and to a `Mute` of somebody who is none.
    """

    plain: bool
