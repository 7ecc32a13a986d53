"""What is on the rehearsal page, found as a person would find it."""

from dataclasses import dataclass
from datetime import timedelta

from playwright.async_api import Locator, Page

from bot.rehearsal.page.director import Director


@dataclass
class Table:
    """The page in one window, and short ways to find what is on it."""

    page: Page
    director: Director

    def said(self, key: str) -> str:
        """A sentence or a label of the phrases."""
        return self.director.book[key]

    def pane(self, name: str, chat: str) -> Locator:
        return self.page.get_by_role("region", name=f"{name}: {chat}", exact=True)

    def key(self, name: str, chat: str, label: str) -> Locator:
        """A button in somebody's chat."""
        return self.pane(name, chat).get_by_role("button", name=label, exact=True)

    def messages(self, name: str, chat: str) -> Locator:
        return self.pane(name, chat).locator(".message:not(.going)")

    def newest(self, name: str, chat: str) -> Locator:
        return self.messages(name, chat).last

    def button(self, label: str) -> Locator:
        """A button of the stage manager's bar."""
        return self.page.locator(".stage").get_by_role("button", name=label, exact=True)

    async def panel(self, label: str) -> Locator:
        """One of the bar's panels, opened."""
        button = self.button(label)
        if await button.get_attribute("aria-expanded") == "false":
            await button.click()
        return self.page.locator(f"#{await button.get_attribute('aria-controls')}")

    async def write(self, name: str, chat: str, text: str) -> None:
        where = "in the group" if chat == "group" else "to Heard"
        field = self.page.get_by_label(f"{name} writes {where}")
        await field.fill(text)
        await field.press("Enter")

    async def settle(self, seconds: float = 10) -> None:
        """Let Heard come to rest, and some seconds pass: what follows is a later thought."""
        await self.director.stage.rest()
        self.director.stage.clock.move(timedelta(seconds=seconds))
        await self.director.stage.rest()

    async def begin_at(self, dialogue: str, step: str) -> None:
        """A couple that is somewhere in an exercise."""
        self.director.begin_at(dialogue, step)
        with self.director.audience.watching() as news:
            while self.director.under_way:
                news.clear()
                await news.wait()
        await self.page.locator("#playing").get_by_text(f"“{step}”").wait_for(state="attached")
