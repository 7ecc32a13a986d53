"""What the chat says no to: seven kinds, whatever its own words for them are."""

from bot.facilitator.ids import MessageId


class Trouble(Exception):
    """Something the chat said no to. Its text never carries a person's words."""


class Gone(Trouble):
    """What this concerns is not there any more. `chat`: nobody can be reached there at all; `of` an
    account: nor ever again; of a topic: nothing can be posted in this part of the chat.
    """

    def __init__(self, what: str, *, chat: bool = False, of: str = "") -> None:
        super().__init__(what)
        self.chat, self.account, self.topic = chat, of == "account", of == "topic"


class MovedTo(Trouble):
    """The chat has another name now."""

    def __init__(self, place: str) -> None:
        super().__init__("the chat moved")
        self.place = place


class NoRights(Trouble):
    """The bot may not do this here."""


class NotAlone(Trouble):
    """This cannot be shown to one person alone here. `message`: it stands there for everybody, and
    could not be taken back at once.
    """

    def __init__(self, what: str, message: MessageId | None = None) -> None:
        super().__init__(what)
        self.message = message


class Later(Trouble):
    """Too much at once; again after `after` seconds."""

    def __init__(self, after: float) -> None:
        super().__init__(f"again after {after:g} s")
        self.after = after


class Unsure(Trouble):
    """Nobody knows whether it happened. `sent`: False if it surely never left. `answered`: the chat
    said itself that something is wrong there, so most likely it did not.
    """

    def __init__(self, what: str, *, sent: bool = True, answered: bool = False) -> None:
        super().__init__(what)
        self.sent = sent
        self.answered = answered


class Rejected(Trouble):
    """The chat does not understand us: our fault."""
