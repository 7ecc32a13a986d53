"""A whole small Telegram, without network or threads."""

from collections.abc import Callable, Mapping

from . import endings, forums, groups, humans, inlinemode, joining, menus, miniapps, views, voting
from .answers import Answer, answer
from .changes import Change
from .chats import Chat, Removed
from .errors import ApiError, DroppedError
from .files import Upload
from .people import Bot
from .state import State
from .wire import JsonObject


class World(State):
    """Users, bots, chats and messages, the rules of Telegram, and a clock of its own.

    Humans act through the methods below, which raise `ImpossibleError` for what no client offers;
    bots through `call`, which raises `ApiError` with the answers of the Bot API. `clock` returns
    an aware time; Telegram counts whole seconds. A world belongs to one thread.
    """

    # Groups: founding, joining, leaving, leading.
    add_group = groups.add_group
    add_member = groups.add_member
    remove_member = groups.remove_member
    promote = groups.promote
    demote = groups.demote
    restrict = groups.restrict
    permit = groups.permit
    remain_anonymous = groups.remain_anonymous
    transfer = groups.transfer
    inherit = groups.inherit
    rename = groups.rename
    migrate = groups.migrate
    clear_former = endings.clear_former
    invite_link = joining.invite_link
    join_by_link = joining.join_by_link

    # Topics.
    enable_topics = forums.enable_topics
    open_topic = forums.open_topic
    close_topic = forums.close_topic
    delete_topic = endings.delete_topic
    disable_topics = endings.disable_topics

    # What humans do.
    start = humans.start
    start_in_group = humans.start_in_group
    post = humans.post
    post_album = humans.post_album
    forward = humans.forward
    edit = humans.edit
    delete = humans.delete
    react = humans.react
    tap = humans.tap
    vote = voting.vote
    close_poll = voting.close_poll
    block = humans.block
    unblock = humans.unblock
    delete_account = endings.delete_account
    set_profile_photo = humans.set_profile_photo

    # Inline mode and Mini Apps.
    type_inline = inlinemode.type_inline
    choose_inline = inlinemode.choose_inline
    open_web_app = miniapps.open_web_app
    open_menu = miniapps.open_menu
    open_direct_link = miniapps.open_direct_link
    open_from_keyboard = miniapps.open_from_keyboard
    send_web_app_data = miniapps.send_web_app_data

    # What humans see.
    view = views.view
    menu = menus.menu

    # What a server passes on.
    answer = answer

    def call(
        self,
        token: str,
        method: str,
        params: Mapping[str, object] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> object:
        """Call a method as the bot with this token; returns the result as JSON values.

        Parameters that are no strings go as JSON. Raises `ApiError` for an unsuccessful answer
        and `DroppedError` where a fault breaks the connection; slow answers are not slow here.
        """
        given: Answer = self.answer(token, method, params, files)
        if given.dropped is not None:
            raise DroppedError(happened=given.dropped)
        if not given.body["ok"]:
            parameters = given.body.get("parameters")
            raise ApiError(
                given.code,
                str(given.body["description"]),
                parameters if isinstance(parameters, dict) else None,
            )
        return given.body["result"]

    def pending_updates(self, bot: Bot) -> list[JsonObject]:
        """What the bot has not confirmed yet, oldest first, as `getUpdates` would answer."""
        return bot.updates.pending(now=self.now())

    def removed(self, chat: Chat) -> list[Removed]:
        """The messages that are gone, in the order of their going."""
        return list(chat.removed)

    def changes(self, after: int = 0) -> tuple[int, list[Change]]:
        """The newest version, and the changes after a version as far as they are kept."""
        return self.log.version, self.log.since(after)

    def listen(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call back at each change, synchronously; returns what ends it."""
        return self.log.listen(callback)

    def listen_updates(self, callback: Callable[[Bot], None]) -> Callable[[], None]:
        """Call back whenever a bot gets an update, synchronously; returns what ends it."""
        self.wakers.append(callback)
        return lambda: self.wakers.remove(callback)
