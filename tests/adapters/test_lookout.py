"""The lookout, in virtual time: the webhook is ours, or it is said; nothing is due for people who
are not heard.
"""

import asyncio
from collections.abc import Callable, Coroutine
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.adapters.telegram.lookout import (
    BEHIND_S,
    CONNECTIONS,
    LOOK_S,
    STUCK_S,
    DoorTrouble,
    Hook,
    Lookout,
)
from bot.adapters.telegram.reach import CALM_S, NOT_OUR_WEBHOOK, Reach, TokenRefused
from bot.adapters.telegram.transport import Broken
from bot.adapters.telegram.wire import ALLOWED_UPDATES
from bot.rehearsal.simulation import virtual
from bot.service.meter import NOBODY
from bot.service.ports import StorageTrouble

HOOK = Hook("https://example.org/heard", "A-secret_1", 8080)
ELSEWHERE = "https://example.net/heard"


class Telegram:
    """As much of it as a lookout sees. `written`: how it writes our address."""

    def __init__(self) -> None:
        self.url, self.pending, self.error = "", 0, ""
        self.written: Callable[[str], str] = lambda url: url
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.trouble: TelegramError | None = None
        self.once: TelegramError | None = None
        self.refusals: list[TelegramError] = []

    async def get_webhook_info(self) -> SimpleNamespace:
        if self.once is not None:
            self.once, broken = None, self.once
            raise broken
        if self.trouble is not None:
            raise self.trouble
        return SimpleNamespace(
            url=self.url, pending_update_count=self.pending, last_error_message=self.error or None
        )

    async def set_webhook(self, url: str, **more: Any) -> None:
        self.calls.append(("set", {"url": url, **more}))
        if self.refusals:
            self.url = ""
            raise self.refusals.pop(0)
        self.url = self.written(url)

    async def delete_webhook(self, **more: Any) -> None:
        self.calls.append(("delete", more))
        self.url = ""

    def did(self) -> list[str]:
        return [name for name, _ in self.calls]


class Heard:
    """What the listener hears, and when."""

    def __init__(self) -> None:
        self.all: list[tuple[float, str]] = []

    def reached(self, *, behind: bool) -> None:
        self.all.append((asyncio.get_running_loop().time(), "behind" if behind else "well"))

    def lost(self) -> None:
        self.all.append((asyncio.get_running_loop().time(), "lost"))

    def since(self, at: float) -> list[str]:
        """What was heard from then on, each once in a row."""
        words = [word for when, word in self.all if when >= at]
        return [word for place, word in enumerate(words) if words[place - 1 : place] != [word]]


class Scene:
    """A lookout that runs."""

    def __init__(self) -> None:
        listener: Any = Heard()
        self.telegram, self.listener = Telegram(), listener
        bot: Any = self.telegram
        self.reach = Reach(listener, NOBODY)
        self.lookout = Lookout(bot, HOOK, self.reach)

    def play(self, story: Callable[[], Coroutine[Any, Any, None]]) -> list[str]:
        """The story, while it looks; what was logged, as `event: what`."""

        async def both() -> None:
            looking = asyncio.create_task(self.lookout.run())
            try:
                await story()
                assert not looking.done()
            finally:
                looking.cancel()
                await asyncio.gather(looking, return_exceptions=True)

        with structlog.testing.capture_logs() as logs:
            virtual.run(both())
        return [f"{entry['event']}: {entry.get('what', '')}".strip(": ") for entry in logs]


def now() -> float:
    return asyncio.get_running_loop().time()


def test_at_the_start_the_webhook_is_set_and_nothing_is_dropped() -> None:
    scene = Scene()

    async def story() -> None:
        await asyncio.sleep(3 * LOOK_S)

    assert scene.play(story) == []
    assert scene.telegram.calls == [
        (
            "set",
            {
                "url": HOOK.url,
                "secret_token": HOOK.secret,
                "allowed_updates": ALLOWED_UPDATES,
                "max_connections": CONNECTIONS,
                "drop_pending_updates": False,
            },
        )
    ]
    assert scene.listener.since(0) == ["well"]
    assert len(scene.listener.all) >= 3  # whoever watches sees that it lives


def test_what_waits_behind_telegrams_patience_is_asked_for_anew() -> None:
    scene = Scene()
    scene.telegram.url, scene.telegram.pending = HOOK.url, 3

    async def story() -> None:
        await asyncio.sleep(1)

    scene.play(story)
    assert scene.telegram.did() == ["delete", "set"]
    assert scene.telegram.calls[0] == ("delete", {"drop_pending_updates": False})


@pytest.mark.parametrize(
    "written", ["https://EXAMPLE.org/heard", "https://example.org:443/heard", HOOK.url]
)
def test_however_telegram_writes_our_address_it_is_ours(written: str) -> None:
    scene = Scene()
    scene.telegram.written = lambda _: written

    async def story() -> None:
        await asyncio.sleep(3 * LOOK_S)

    assert scene.play(story) == []


def test_what_was_done_before_comes_first_but_is_not_waited_for_for_ever() -> None:
    """Many couples talk: when it has nothing may never be seen."""
    scene = Scene()
    scene.telegram.pending = 5

    async def story() -> None:
        await asyncio.sleep(5)
        assert scene.listener.since(0) == ["behind"]
        for _ in range(int(2 * BEHIND_S)):
            scene.lookout.moved()
            await asyncio.sleep(1)
        assert scene.listener.since(0) == ["behind", "well"]

    assert scene.play(story) == []


def test_it_is_over_as_soon_as_nothing_waits() -> None:
    scene = Scene()
    scene.telegram.pending = 5

    async def story() -> None:
        await asyncio.sleep(2)
        scene.lookout.moved()
        scene.telegram.pending = 0
        await asyncio.sleep(2)
        assert scene.listener.since(0) == ["behind", "well"]

    assert scene.play(story) == []


def test_telegram_that_does_not_get_through_is_said_with_its_own_words() -> None:
    """A proxy that is down: nobody is heard, so it is not well, and nothing is due."""
    scene = Scene()

    async def story() -> None:
        await asyncio.sleep(LOOK_S)
        begun = now()
        scene.telegram.pending, scene.telegram.error = 2, "Connection\nrefused"
        await asyncio.sleep(STUCK_S + 2 * LOOK_S)
        assert "lost" in scene.listener.since(begun)
        begun = now()
        scene.telegram.error = ""
        await asyncio.sleep(5 * STUCK_S)  # set anew, again and again: that does not make it well
        assert scene.listener.since(begun) == ["lost"]
        scene.lookout.moved()
        scene.telegram.pending = 0
        await asyncio.sleep(STUCK_S)
        assert scene.listener.all[-1][1] == "well"

    assert scene.play(story) == [
        "telegram.trouble: Telegram has updates for us and cannot bring them: Connection refused",
        "telegram.back",
    ]
    assert scene.telegram.did()[:3] == ["set", "delete", "set"]  # so that it comes at once
    assert 4 <= scene.telegram.did().count("set") <= 8


def test_one_that_stays_though_others_come_holds_nobody_up() -> None:
    scene = Scene()
    scene.telegram.pending = 1

    async def story() -> None:
        for _ in range(100):
            scene.lookout.moved()
            await asyncio.sleep(1)
        assert scene.listener.since(0) == ["behind", "well"]

    assert scene.play(story) == []


@pytest.mark.parametrize("url", ["", ELSEWHERE])
def test_a_webhook_that_is_not_ours_any_more_is_said_once_and_taken_back(url: str) -> None:
    scene = Scene()

    async def story() -> None:
        await asyncio.sleep(LOOK_S)
        for _ in range(3):  # another one takes it again and again
            scene.telegram.url = url
            await asyncio.sleep(2 * LOOK_S)
            assert scene.telegram.url == HOOK.url
        assert "lost" in scene.listener.since(0)
        await asyncio.sleep(CALM_S + LOOK_S)

    assert scene.play(story) == [f"telegram.trouble: {NOT_OUR_WEBHOOK}", "telegram.back"]
    assert scene.telegram.did() == ["set"] * 4


def test_telegram_out_of_reach_is_said_once() -> None:
    scene = Scene()

    async def story() -> None:
        await asyncio.sleep(LOOK_S)
        begun = now()
        scene.telegram.trouble = NetworkError("x")
        await asyncio.sleep(300)
        assert scene.listener.since(begun + LOOK_S + 1) == ["lost"]
        scene.telegram.trouble = None
        await asyncio.sleep(LOOK_S)
        assert scene.listener.all[-1][1] == "well"

    assert scene.play(story) == ["telegram.trouble: NetworkError", "telegram.back"]
    assert scene.telegram.did() == ["set"]


def test_a_connection_that_broke_once_is_no_trouble() -> None:
    scene = Scene()

    async def story() -> None:
        await asyncio.sleep(LOOK_S / 2)
        scene.telegram.once = Broken("ServerDisconnectedError")
        await asyncio.sleep(2 * LOOK_S)
        assert scene.telegram.once is None

    assert scene.play(story) == []
    assert scene.listener.since(0) == ["well"]


def test_after_a_refusal_of_the_disk_it_looks_soon_and_what_was_refused_comes_first() -> None:
    scene = Scene()

    async def story() -> None:
        await asyncio.sleep(2)
        begun = now()
        scene.lookout.moved()
        scene.telegram.pending = 1
        scene.reach.lost(StorageTrouble("database or disk is full"))
        scene.lookout.refused()
        await asyncio.sleep(LOOK_S / 2)
        assert scene.listener.since(begun) == ["lost", "behind"]
        scene.lookout.moved()
        scene.telegram.pending = 0
        await asyncio.sleep(LOOK_S / 2)
        assert scene.listener.all[-1][1] == "well"

    assert scene.play(story) == ["storage.refused"]


def ends(scene: Scene) -> None:
    """The lookout runs until it ends by itself."""
    with structlog.testing.capture_logs():
        virtual.run(scene.lookout.run())


def test_an_address_that_telegram_refuses_is_one_line_of_the_settings() -> None:
    scene = Scene()
    scene.telegram.refusals = [BadRequest("Bad webhook: An HTTPS URL must be provided")]
    with pytest.raises(DoorTrouble) as found:
        ends(scene)
    assert str(found.value).startswith("HEARD_WEBHOOK_URL: Telegram refuses it (Bad webhook: An")


def test_a_name_that_cannot_be_looked_up_may_be_there_later() -> None:
    scene = Scene()
    scene.telegram.refusals = [BadRequest("bad webhook: Failed to resolve host: x")] * 3

    async def story() -> None:
        await asyncio.sleep(STUCK_S)
        assert scene.listener.since(0) == ["lost", "well"]

    logged = scene.play(story)
    assert len(logged) == 2
    assert "Failed to resolve host" in logged[0]


def test_once_it_was_right_a_refusal_does_not_end_it() -> None:
    scene = Scene()

    async def story() -> None:
        await asyncio.sleep(LOOK_S)
        scene.telegram.url = ""
        scene.telegram.refusals = [BadRequest("Bad webhook: x"), RetryAfter(1)]
        await asyncio.sleep(3 * LOOK_S)
        assert scene.telegram.url == HOOK.url

    scene.play(story)


def test_a_refused_token_ends_it() -> None:
    scene = Scene()
    scene.telegram.trouble = InvalidToken("Unauthorized")
    with pytest.raises(TokenRefused):
        ends(scene)
