"""The page as a program asks for it: acts out, scenes in."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from bot.rehearsal.page.director import Director

Scene = dict[str, Any]

#: How long a scene is waited for, in seconds: a run that is played again takes a while beside
#: another file's tests.
PATIENCE_S = 60.0


@dataclass
class Page:
    """The page's address, who directs, and a client that asks as the page does."""

    director: Director
    address: str
    client: httpx.AsyncClient

    @property
    def origin(self) -> str:
        return str(httpx.URL(self.address).copy_with(path="/")).rstrip("/")

    def alone(self, scene: Scene, seat: str) -> "Page":
        """The same, as whoever has one seat's link."""
        link = scene["seats"]["abt".index(seat)]["link"]
        return Page(self.director, f"{self.origin}{link}", self.client)

    async def act(self, what: Any, **headers: str) -> httpx.Response:
        body = what if isinstance(what, bytes) else json.dumps(what).encode()
        sent = {"origin": self.origin, **headers}
        return await self.client.post(f"{self.address}act", content=body, headers=sent)

    async def do(self, act: str, /, **fields: Any) -> None:
        """An act that succeeds."""
        answer = await self.act({"act": act, **fields})
        assert (answer.status_code, answer.text) == (200, "{}")

    async def refused(self, what: Any) -> tuple[int, str]:
        """The code and the line of an act that does not, and that has changed nothing."""
        if self.director.heard == "running" and not self.director.under_way:
            await self.director.stage.rest()
        version = self.director.stage.world.log.version
        written = len(self.director.recorder.script.lines)
        answer = await self.act(what)
        assert self.director.stage.world.log.version == version
        assert len(self.director.recorder.script.lines) == written
        assert list(answer.json()) == ["error"]
        assert "\n" not in answer.json()["error"]
        return answer.status_code, answer.json()["error"]

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[AsyncIterator[Scene]]:
        """Whole scenes, put together as the page does."""
        async with self.client.stream("GET", f"{self.address}scenes") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            yield _whole(stream.aiter_lines())

    async def scene(self, fits: Callable[[Scene], object] = lambda _: True) -> Scene:
        """The first scene that fits."""
        async with asyncio.timeout(PATIENCE_S), self.watching() as scenes:
            async for scene in scenes:
                if fits(scene):
                    return scene
        raise AssertionError("the stream has ended")

    async def settled(self, couple: int = 0) -> Scene:
        """The scene when Heard runs and the stage manager waits for nothing; of this couple or a
        later one.
        """
        return await self.scene(
            lambda scene: (
                scene["bar"]["heard"] == "running"
                and not scene["bar"]["under_way"]
                and scene["couple"] >= couple
            )
        )


async def _whole(lines: AsyncIterator[str]) -> AsyncIterator[Scene]:
    """Each scene has only what is new: chats that are as they were are null, and of the others
    only those lines stand there that are new or changed."""
    couple = 0
    before: dict[tuple[str, int], dict[str, Any]] = {}
    known: dict[tuple[str, int], dict[int, Any]] = {}
    async for line in lines:
        if not line.startswith("data: "):
            continue
        scene = json.loads(line[6:])
        if scene["couple"] != couple:
            couple, before, known = scene["couple"], {}, {}
        for one in scene["seats"]:
            for number, shown in enumerate(one["panes"]):
                place = one["key"], number
                if shown is not None:
                    there = known.setdefault(place, {})
                    for gone in shown.pop("gone"):
                        del there[gone]
                    there.update({line["id"]: line for line in shown["lines"]})
                    shown["lines"] = sorted(there.values(), key=lambda line: line["place"])
                    before[place] = shown
                one["panes"][number] = dict(before[place])
        yield scene


def seat(scene: Scene, key: str) -> dict[str, Any]:
    return next(one for one in scene["seats"] if one["key"] == key)


def pane(scene: Scene, key: str, chat: str) -> dict[str, Any]:
    return seat(scene, key)["panes"][("group", "private").index(chat)]


def texts(scene: Scene, key: str, chat: str = "group") -> list[str]:
    return [line["text"] for line in pane(scene, key, chat)["lines"]]


def last(scene: Scene, key: str = "a", chat: str = "group") -> dict[str, Any]:
    return pane(scene, key, chat)["lines"][-1]


def first_key(scene: Scene, key: str, chat: str) -> dict[str, Any]:
    """The first button of the newest message, as a tap names it."""
    line = last(scene, key, chat)
    return {"message": line["id"], "data": line["keys"][0][0]["value"]}
