"""A tour through the local Bot API: each of its methods once at least, and each kind of update.

Gives samples for others to read: what was answered, and what bots were told.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.rehearsal.botapi import Chat, Upload, World
from bot.rehearsal.botapi.updates import UPDATE_KINDS

TOKEN = "1234567:tour"
JPEG, MP4, OGG = b"\xff\xd8\xff", b"\0\0\0\x18ftypmp42", b"OggS"
RIGHTS = (
    "can_change_info",
    "can_delete_messages",
    "can_invite_users",
    "can_manage_tags",
    "can_manage_topics",
    "can_pin_messages",
    "can_promote_members",
    "can_restrict_members",
)
KEYBOARD = {
    "inline_keyboard": [
        [
            {"text": "Tap", "callback_data": "tap", "style": "primary"},
            {"text": "Read", "url": "https://example.com/"},
            {"text": "Copy", "copy_text": {"text": "x"}},
            {"text": "Type", "switch_inline_query_current_chat": "tea"},
        ]
    ]
}
OPTIONS = [{"text": "Tea"}, {"text": "Coffee"}]
ARTICLE = {
    "type": "article",
    "id": "1",
    "title": "Tea",
    "input_message_content": {"message_text": "Tea"},
    "reply_markup": KEYBOARD,
}


@dataclass
class Tour:
    """The world that is toured, and what was seen."""

    world: World
    clock: list[datetime]
    answers: list[tuple[str, Any]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)

    def call(self, method: str, files: dict[str, Upload] | None = None, **params: object) -> Any:
        """Call a method and keep its answer."""
        answer = self.world.call(TOKEN, method, params, files)
        self.answers.append((method, answer))
        self._listen()
        return answer

    def _listen(self) -> None:
        bot = self.world.bots[TOKEN]
        self.updates += self.world.pending_updates(bot)
        bot.updates.clear()
        self.clock[0] += timedelta(seconds=1)

    def samples(self) -> dict[str, Any]:
        """Everything, to be written as JSON."""
        self._listen()
        return {"answers": self.answers, "updates": self.updates}


def toured() -> Tour:
    """Take the tour."""
    clock = [datetime(2026, 3, 14, 20, 0, tzinfo=UTC)]
    world = World(lambda: clock[0])
    tour = Tour(world, clock)
    bot = world.add_bot(TOKEN, username="tour_bot", name="Tour", inline=True, feedback=True)
    ana = world.add_user("Ana", username="ana_b", language="en")
    ben = world.add_user("Ben", last_name="Okafor")
    cleo = world.add_user("Cleo")
    tour.call("getUpdates", allowed_updates=list(UPDATE_KINDS))
    private = world.start(ana, bot, "payload")
    group = world.add_group("Ana & Ben", owner=ana)
    world.add_member(group, ben, by=ana)
    world.promote(group, bot, RIGHTS, by=ana)
    people = {"ana": ana, "ben": ben, "cleo": cleo}
    for stop in (_profile, _messages, _media, _edits, _polls, _inline):
        stop(tour, private, people)
    for stop in (_people, _face, _links, _kinds_of_humans, _topics):
        stop(tour, group, people)
    _webhook(tour)
    world.block(ana, bot)
    basic = world.add_group("Small", owner=ben, kind="group")
    world.add_member(basic, bot, by=ben)
    world.migrate(basic)
    tour.call("leaveChat", chat_id=group.id)
    return tour


def _profile(tour: Tour, chat: Chat, people: dict[str, Any]) -> None:
    call = tour.call
    call("getMe")
    call("setMyCommands", commands=[{"command": "begin", "description": "Begin"}])
    call("getMyCommands")
    call("deleteMyCommands")
    for what in ("Name", "Description", "ShortDescription"):
        call(f"setMy{what}", **{_snake(what): "Tour"})
        call(f"getMy{what}")
    app = {"type": "web_app", "text": "Open", "web_app": {"url": "https://example.com/"}}
    call("setChatMenuButton", chat_id=chat.id, menu_button=app)
    call("getChatMenuButton", chat_id=chat.id)
    call("getChatMenuButton")
    suggested = call("getMyDefaultAdministratorRights") | {"can_pin_messages": True}
    call("setMyDefaultAdministratorRights", rights=suggested)
    call("getMyDefaultAdministratorRights")
    call("getMyDefaultAdministratorRights", for_channels=True)
    tour.world.set_profile_photo(people["ana"])
    call("getUserProfilePhotos", user_id=people["ana"].id)
    call("getChat", chat_id=chat.id)
    call("getChatMember", chat_id=chat.id, user_id=people["ana"].id)
    call("getChatMemberCount", chat_id=chat.id)


def _messages(tour: Tour, chat: Chat, people: dict[str, Any]) -> None:
    call, world, place = tour.call, tour.world, {"chat_id": chat.id}
    said = world.post(people["ana"], chat, "unheard https://example.com/a #love @tour_bot")
    text = (
        "<b>Ready</b> <a href='tg://user?id={0}'>Ana</a>"
        " <pre><code class='language-py'>x</code></pre>"
    )
    sent = call(
        "sendMessage",
        **place,
        text=text.format(people["ana"].id),
        parse_mode="HTML",
        reply_markup=KEYBOARD,
        reply_parameters={"message_id": said.id, "quote": "unheard"},
        message_effect_id="5104841245755180586",
    )
    world.tap(people["ana"], chat, sent["message_id"], "tap")
    query = tour.world.pending_updates(world.bots[TOKEN])[-1]["callback_query"]
    call("answerCallbackQuery", callback_query_id=query["id"], text="Yes", show_alert=True)
    move = {"from_chat_id": chat.id, "message_id": sent["message_id"]}
    call("forwardMessage", **place, **move)
    call("copyMessage", **place, **move)
    many = {"from_chat_id": chat.id, "message_ids": [sent["message_id"]]}
    call("forwardMessages", **place, **many)
    copies = call("copyMessages", **place, **many)
    call("sendChatAction", **place, action="typing")
    one = {**place, "message_id": sent["message_id"]}
    call("setMessageReaction", **one, reaction=[{"type": "emoji", "emoji": "👍"}])
    world.react(people["ana"], chat, sent["message_id"], "❤")
    call("pinChatMessage", **one)
    call("getChat", **place)
    call("unpinChatMessage", **one)
    call("unpinAllChatMessages", **place)
    call("deleteMessages", **place, message_ids=[copies[0]["message_id"]])
    call("deleteMessage", **one)
    world.edit(people["ana"], chat, said.id, "heard")


def _media(tour: Tour, chat: Chat, people: dict[str, Any]) -> None:
    call, place = tour.call, {"chat_id": chat.id}
    photo = {"photo": Upload("a.jpg", JPEG)}
    sent = call("sendPhoto", photo, **place, caption="a", has_spoiler=True)
    call("getFile", file_id=sent["photo"][-1]["file_id"])
    film = {"duration": 3, "width": 320, "height": 240}
    call("sendAnimation", {"animation": Upload("a.mp4", MP4)}, **place, **film)
    both = {"video": Upload("a.mp4", MP4), "thumbnail": Upload("a.jpg", JPEG)}
    call("sendVideo", both, **place, **film)
    call("sendVideoNote", {"video_note": Upload("a.mp4", MP4)}, **place, duration=3, length=240)
    call("sendVoice", {"voice": Upload("a.ogg", OGG)}, **place, duration=3)
    call("sendAudio", {"audio": Upload("a.mp3", b"ID3")}, **place, title="a", performer="b")
    call("sendDocument", {"document": Upload("a.pdf", b"%PDF")}, **place)
    call("sendSticker", {"sticker": Upload("a.webp", b"RIFF\0\0\0\0WEBP")}, **place, emoji="🙂")
    both = {name: Upload("a.jpg", JPEG) for name in "ab"}
    media = [{"type": "photo", "media": f"attach://{name}"} for name in both]
    call("sendMediaGroup", both, **place, media=media)
    call("sendDice", **place, emoji="🎯")
    call("sendContact", **place, phone_number="+49", first_name="Cleo")
    there = {"latitude": 52.5, "longitude": 13.4}
    call("sendVenue", **place, **there, title="Tea house", address="Main street 1")
    live = call("sendLocation", **place, **there, live_period=60, heading=90)
    one = {**place, "message_id": live["message_id"]}
    call("editMessageLiveLocation", **one, latitude=52.6, longitude=13.5)
    call("stopMessageLiveLocation", **one)


def _edits(tour: Tour, chat: Chat, people: dict[str, Any]) -> None:
    call, place = tour.call, {"chat_id": chat.id}
    one = {**place, "message_id": call("sendMessage", **place, text="a")["message_id"]}
    call("editMessageText", **one, text="b", reply_markup=KEYBOARD)
    call("editMessageReplyMarkup", **one)
    film = {"film": Upload("a.mp4", MP4)}
    call("editMessageMedia", film, **one, media={"type": "video", "media": "attach://film"})
    call("editMessageCaption", **one, caption="c", show_caption_above_media=True)


def _polls(tour: Tour, chat: Chat, people: dict[str, Any]) -> None:
    call, world, place = tour.call, tour.world, {"chat_id": chat.id}
    asked = {"question": "Which?", "options": OPTIONS}
    sent = call("sendPoll", **place, **asked, is_anonymous=False, open_period=600)
    world.vote(people["ana"], chat, sent["message_id"], [1])
    call("stopPoll", **place, message_id=sent["message_id"])
    quiz = {"type": "quiz", "correct_option_ids": [0], "explanation": "So"}
    call("sendPoll", **place, **asked, **quiz, description="Of drinks")


def _inline(tour: Tour, chat: Chat, people: dict[str, Any]) -> None:
    call, world = tour.call, tour.world
    bot = world.bots[TOKEN]
    query = world.type_inline(people["ana"], bot, chat, "tea")
    call("answerInlineQuery", inline_query_id=query.id, results=[ARTICLE], cache_time=0)
    sent = world.choose_inline(query, "1")
    world.tap(people["ana"], chat, sent.id, "tap")
    call("editMessageText", inline_message_id=sent.draft.inline_id, text="Coffee")
    launch = world.open_menu(people["ana"], bot)
    call("answerWebAppQuery", web_app_query_id=launch.query_id, result=ARTICLE)
    opened = {"keyboard": [[{"text": "Open", "web_app": {"url": "https://example.com/"}}]]}
    call("sendMessage", chat_id=chat.id, text="a", reply_markup=opened)
    world.send_web_app_data(people["ana"], chat, "Open", "data")


def _people(tour: Tour, chat: Chat, people: dict[str, Any]) -> None:
    call, place = tour.call, {"chat_id": chat.id}
    ben = {**place, "user_id": people["ben"].id}
    for known in (people["ana"], people["ben"]):
        call("getChatMember", **place, user_id=known.id)
    call("getChatAdministrators", **place)
    call("getChatMemberCount", **place)
    call("setChatMemberTag", **ben, tag="partner")
    call("promoteChatMember", **ben, can_pin_messages=True)
    call("setChatAdministratorCustomTitle", **ben, custom_title="Host")
    call("getChatAdministrators", **place)
    tour.world.remain_anonymous(chat, people["ben"])
    tour.world.post(people["ben"], chat, "unseen")
    call("promoteChatMember", **ben)
    call("restrictChatMember", **ben, permissions={"can_send_messages": True})
    call("getChatMember", **ben)
    call("banChatMember", **ben)
    call("getChatMember", **ben)
    call("unbanChatMember", **ben)
    tour.world.add_member(chat, people["ben"], by=people["ana"])
    channel = tour.world.add_channel("Voices")
    tour.world.post(people["ben"], chat, "a", as_chat=channel)
    for method in ("banChatSenderChat", "unbanChatSenderChat"):
        call(method, **place, sender_chat_id=channel.id)
    said = tour.world.post(people["ben"], chat, "b")
    tour.world.react(people["ana"], chat, said.id, "👍")
    call("deleteMessageReaction", **place, message_id=said.id, user_id=people["ana"].id)
    call("deleteAllMessageReactions", **place, user_id=people["ana"].id)


def _face(tour: Tour, chat: Chat, people: dict[str, Any]) -> None:
    call, place = tour.call, {"chat_id": chat.id}
    call("setChatTitle", **place, title="Us two")
    call("setChatDescription", **place, description="Only us")
    call("setChatPhoto", {"photo": Upload("a.jpg", JPEG)}, **place)
    permissions = {"can_send_messages": True, "can_send_polls": True}
    call("getChat", **place)
    call("deleteChatPhoto", **place)
    call("setChatPermissions", **place, permissions=permissions)
    everything = dict.fromkeys(("can_send_other_messages", "can_add_web_page_previews"), True)
    call("setChatPermissions", **place, permissions=permissions | everything)


def _links(tour: Tour, chat: Chat, people: dict[str, Any]) -> None:
    call, world, place = tour.call, tour.world, {"chat_id": chat.id}
    cleo = {**place, "user_id": people["cleo"].id}
    call("exportChatInviteLink", **place)
    link = call("createChatInviteLink", **place, creates_join_request=True)["invite_link"]
    call("editChatInviteLink", **place, invite_link=link, name="a", creates_join_request=True)
    world.join_by_link(people["cleo"], link, bio="A friend")
    call("declineChatJoinRequest", **cleo)
    world.join_by_link(people["cleo"], link)
    call("approveChatJoinRequest", **cleo)
    call("revokeChatInviteLink", **place, invite_link=link)


def _kinds_of_humans(tour: Tour, chat: Chat, people: dict[str, Any]) -> None:
    world, ben = tour.world, people["ana"]
    for attachment in (
        {"photo": True},
        {"animation": True},
        {"video": 3},
        {"video_note": 3},
        {"voice": 4},
        {"audio": "A song"},
        {"document": "plan.pdf"},
        {"sticker": "🙂"},
        {"dice": "🎲"},
        {"poll": ("Tea?", ("Yes", "No"))},
        {"contact": ("+49", "Cleo")},
        {"own_contact": "+49"},
        {"location": (52.5, 13.4)},
        {"venue": (52.5, 13.4, "Tea house", "Main street 1")},
    ):
        said = world.post(ben, chat, **attachment)
        world.forward(ben, chat, said)
    world.post_album(ben, chat, [{"photo": True}, {"video": 3}], "Us")
    world.post(ben, chat, "answer", reply_to=said.id)
    world.rename(chat, "Ours", by=people["ana"])
    elsewhere = {"message_id": said.id, "chat_id": chat.id}
    private = people["ana"].id
    tour.call("sendMessage", chat_id=private, text="a", reply_parameters=elsewhere)


def _topics(tour: Tour, chat: Chat, people: dict[str, Any]) -> None:
    call, world, place = tour.call, tour.world, {"chat_id": chat.id}
    world.enable_topics(chat, by=people["ana"])
    call("getChat", **place)
    call("getForumTopicIconStickers")
    one = call("createForumTopic", **place, name="Money", icon_color=7322096)
    there = {**place, "message_thread_id": one["message_thread_id"]}
    call("sendMessage", **there, text="a")
    world.post(people["ana"], chat, "b", topic=one["message_thread_id"])
    call("editForumTopic", **there, name="Savings", icon_custom_emoji_id="5")
    for method in ("closeForumTopic", "reopenForumTopic", "unpinAllForumTopicMessages"):
        call(method, **there)
    call("deleteForumTopic", **there)
    call("editGeneralForumTopic", **place, name="Everything")
    for act in ("close", "reopen", "hide", "unhide"):
        call(f"{act}GeneralForumTopic", **place)
    call("unpinAllGeneralForumTopicMessages", **place)


def _webhook(tour: Tour) -> None:
    tour.call("setWebhook", url="http://127.0.0.1:1/", allowed_updates=list(UPDATE_KINDS))
    tour.call("getWebhookInfo")
    tour.call("deleteWebhook")


def _snake(name: str) -> str:
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name).lstrip("_")
