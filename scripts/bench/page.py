#!/usr/bin/env python3
"""How fast the rehearsal's page is, on this machine: the first paint, a message in the other seat,
and the end by Ctrl-C with streams open. Prints figures and judges nothing.

Usage: .venv/bin/python scripts/bench/page.py [Chromium's path]   (from the project's folder)
"""

import asyncio
import os
import signal
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("PTB_TIMEDELTA", "1")  # read when python-telegram-bot is imported

import httpx
from playwright.async_api import Browser, Page, async_playwright

from bot.rehearsal.page.director import Director
from bot.rehearsal.rehearse import rehearsing
from bot.rehearsal.stage import stage

LOADS, POSTS, ENDS, STREAMS = 15, 40, 5, 3
#: A chat that has gone on for long.
LONG = 500

# The moment at which Ben's seat shows a text, in milliseconds since 1970.
SEEN = """words => new Promise(done => {
  const lines = document.querySelector('[data-seat="b"] [data-chat="group"] .lines');
  const look = () => {
    if (lines.lastElementChild?.textContent.includes(words))
      done(performance.timeOrigin + performance.now());
  };
  new MutationObserver(look).observe(lines, { childList: true, subtree: true });
})"""
# Ana writes and presses Enter; the moment of it.
SAID = """words => {
  const field = document.querySelector('[data-seat="a"] [data-chat="group"] textarea');
  field.value = words;
  const began = performance.timeOrigin + performance.now();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  return began;
}"""
PAINTED = """() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null"""


def figures(name: str, values: list[float], unit: str = "ms") -> None:
    """One line of the table."""
    values = sorted(values)
    worst, late = values[-1], values[int(len(values) * 0.95)]
    middle = statistics.median(values)
    print(f"{name:<46} median {middle:7.1f}  95 % {late:7.1f}  worst {worst:7.1f} {unit}")


async def paints(browser: Browser, address: str) -> None:
    """A window that has never been here, again and again."""
    painted, talking = [], []
    for _ in range(LOADS):
        context = await browser.new_context(viewport={"width": 1440, "height": 900})
        page = await context.new_page()
        began = time.perf_counter()
        await page.goto(address, wait_until="commit")
        await page.locator(".message").first.wait_for()
        talking.append((time.perf_counter() - began) * 1000)
        await page.wait_for_function(PAINTED)
        painted.append(await page.evaluate(PAINTED))
        await context.close()
    figures("first contentful paint", painted)
    figures("address given to the first message standing", talking)


async def crossings(director: Director, ana: Page, ben: Page, name: str) -> None:
    """From Enter in one window to the message in the other."""
    took = []
    for number in range(POSTS):
        words = f"word {director.notice.number} {number} {name}"
        seen = asyncio.create_task(ben.evaluate(SEEN, words))
        await asyncio.sleep(0.05)
        began = await ana.evaluate(SAID, words)
        took.append(await seen - began)
        await director.stage.rest()
    figures(f"Enter to the message in the other seat, {name}", took)


async def pages(chromium: str) -> None:
    """Everything that needs a browser."""
    async with (
        stage() as built,
        rehearsing(built) as (director, address),
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        await built.rest()
        await paints(browser, address)
        windows = []
        for _ in "ab":
            context = await browser.new_context(viewport={"width": 1440, "height": 900})
            page = await context.new_page()
            await page.goto(address)
            await page.locator(".message").first.wait_for()
            windows.append(page)
        await crossings(director, *windows, "a fresh chat")
        couple = director.couple
        for number in range(LONG):
            built.world.post(couple.users["ab"[number % 2]], couple.group, f"before {number}")
        await built.rest()
        await asyncio.sleep(1)
        await crossings(director, *windows, f"{LONG} messages")
        await browser.close()


async def end() -> float:
    """From Ctrl-C to the end of the process, with streams open; in milliseconds."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "rehearse", "--no-open", stdout=asyncio.subprocess.PIPE
    )
    if process.stdout is None:
        raise RuntimeError("no output")
    address = (await process.stdout.readline()).decode().split()[-1]
    async with httpx.AsyncClient(timeout=20) as client:
        streams = [client.stream("GET", f"{address}scenes") for _ in range(STREAMS)]
        answers = [await stream.__aenter__() for stream in streams]
        async for line in answers[0].aiter_lines():
            if '"heard":"running"' in line:
                break
        began = time.perf_counter()
        process.send_signal(signal.SIGINT)
        await process.communicate()
        took = (time.perf_counter() - began) * 1000
        for stream in streams:
            await stream.__aexit__(None, None, None)
    return took


async def main(chromium: str) -> None:
    """All of it."""
    await pages(chromium)
    figures(f"Ctrl-C to the end, {STREAMS} streams open", [await end() for _ in range(ENDS)])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "/usr/bin/chromium"))
