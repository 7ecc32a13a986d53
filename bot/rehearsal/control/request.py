"""What a request is, and what is wrong with one."""

import re
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

import msgspec

if TYPE_CHECKING:
    from .control import Control

#: Somebody: the number of an account, or its @username.
Who: TypeAlias = int | str
#: A chat: its number or @username. A private chat is named by its bot, as its human would.
Where: TypeAlias = int | str

Trouble = Literal["unknown", "malformed", "impossible"]


class WrongRequest(Exception):
    """A request that changed nothing; the text is one line: what, where, what to do."""

    def __init__(self, trouble: Trouble, line: str) -> None:
        super().__init__(" ".join(line.split()))
        self.trouble: Trouble = trouble


class Unnamed(Exception):
    """Somebody or something that a request names is not there."""


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something asked of the world; its fields are the fields of the JSON object.

    `remedy` is what to do where the world does not allow it.
    """

    remedy: ClassVar[str] = ""

    async def do(self, control: "Control") -> object:
        """Do it; gives JSON values. Raises `WrongRequest`, and then nothing has changed."""
        with control.unless_wrong(self):
            return await self._do(control)

    @abstractmethod
    async def _do(self, control: "Control") -> object:
        """Do it. `Unnamed`, `ImpossibleError` and `ValueError` come before any change."""

    @classmethod
    def verb(cls) -> str:
        """Its name in the address: `AddUser` is *add_user*."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def form(cls) -> str:
        """Its fields on one line; a question mark follows those that may be left out."""
        fields = msgspec.structs.fields(cls)
        return ", ".join(field.name + ("" if field.required else "?") for field in fields)
