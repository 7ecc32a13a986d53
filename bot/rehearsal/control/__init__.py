"""The control interface: a local Telegram moved from outside, over HTTP or in Python.

`Control` does what a `Request` asks; `serve` does the same for JSON over HTTP, and `Remote` asks
there. docs/control.md lists every verb.
"""

from .control import REQUESTS, Control
from .emulation import Emulation, emulating
from .remote import Remote, remote
from .request import Request, WrongRequest
from .server import VERSION, serve

__all__ = [
    "REQUESTS",
    "VERSION",
    "Control",
    "Emulation",
    "Remote",
    "Request",
    "WrongRequest",
    "emulating",
    "remote",
    "serve",
]
