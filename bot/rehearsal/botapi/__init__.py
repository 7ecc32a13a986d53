"""The local Bot API: a small Telegram on this machine, for running, rehearsing and testing bots.

`World` is the Telegram: people in it act by its methods, bots by `World.call` or over HTTP
through `serve`. Nothing here knows any particular bot.
"""

from .changes import Change
from .chats import Chat, Removed
from .errors import ApiError, DroppedError, ImpossibleError
from .faults import Fault, Faults
from .files import Upload
from .findings import Finding
from .limits import RateLimits
from .members import Member, Status
from .messages import Message
from .miniapps import Launch
from .people import Bot, User
from .polls import Poll
from .server import BotApi, serve
from .state import InlineQuery, Tap, Toast
from .topics import Topic
from .views import SeenButton, SeenMessage, View
from .world import World

__all__ = [
    "ApiError",
    "Bot",
    "BotApi",
    "Change",
    "Chat",
    "DroppedError",
    "Fault",
    "Faults",
    "Finding",
    "ImpossibleError",
    "InlineQuery",
    "Launch",
    "Member",
    "Message",
    "Poll",
    "RateLimits",
    "Removed",
    "SeenButton",
    "SeenMessage",
    "Status",
    "Tap",
    "Toast",
    "Topic",
    "Upload",
    "User",
    "View",
    "World",
    "serve",
]
