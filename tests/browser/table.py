"""What is on the rehearsal page, found as a person would find it."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page

from bot.rehearsal.page.director import Director


@dataclass
class Table:
    """The page in one window, and short ways to find what is on it."""

    page: Page
    director: Director

    def pane(self, name: str, chat: str) -> Locator:
        return self.page.get_by_role("region", name=f"{name}: {chat}", exact=True)

    def key(self, name: str, chat: str, label: str) -> Locator:
        """A button in somebody's chat."""
        return self.pane(name, chat).get_by_role("button", name=label, exact=True)

    def newest(self, name: str, chat: str) -> Locator:
        return self.pane(name, chat).locator(".message:not(.going)").last

    async def write(self, name: str, chat: str, text: str) -> None:
        where = "in the group" if chat == "group" else "to Heard"
        field = self.page.get_by_label(f"{name} writes {where}")
        await field.fill(text)
        await field.press("Enter")

    async def settle(self) -> None:
        """Let Heard come to rest, and ten seconds pass: what follows is a later thought."""
        await self.director.stage.rest()
        await self.page.get_by_role("button", name="+10 s").click()
        await self.director.stage.rest()
