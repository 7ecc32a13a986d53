"""Conversations with the example bots of python-telegram-bot."""

from collections.abc import Callable

from tests.strangers.company import BOT, Company, Seen, choices, labels
from tests.strangers.play import Plays

PTB = Plays("ptb")


@PTB.play("echobot.py", "a mention, a forced reply, an echo")
async def echobot(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    await ana.reads("Hi Ana!")
    greeting = await ana.finds("Hi Ana!")
    assert [entity["type"] for entity in greeting["entities"]] == ["text_mention"]
    assert choices(greeting) == []
    assert (greeting["prompt"] or {}).get("force_reply")
    await ana.says("/help")
    await ana.reads("Help!")
    await ana.says("how are you? 💔")
    await ana.reads("how are you? 💔")


@PTB.play("conversationbot.py", "a photo, a location, a biography; skipping; giving up")
async def conversationbot(table: Company) -> None:
    ana, ben = table.ana, await table.human("Ben")
    await ana.starts()
    asked = await ana.reads("Hi! My name is Professor Bot. …")
    assert choices(asked) == ["Boy", "Girl", "Other"]
    assert asked["prompt"]["input_field_placeholder"] == "Boy or Girl?"
    await ana.says("Girl")
    assert (await ana.reads("I see! Please send me a photo of yourself, …"))["prompt"]
    await ana.sends(photo=True)
    await ana.reads("Gorgeous! Now, send me your location please, …")
    await ben.starts()
    await ben.reads("Hi! My name is Professor Bot. …")
    await ana.sends(location=(52.5, 13.4))
    await ana.reads("Maybe I can visit you sometime! …")
    await ana.says("I like tea.")
    await ana.reads("Thank you! I hope we can talk again some day.")
    await ben.says("boy")
    await ben.reads("I see! …")
    await ben.says("/skip")
    await ben.reads("I bet you look great! …")
    await ben.says("/cancel")
    await ben.reads("Bye! I hope we can talk again some day.")


@PTB.play("conversationbot2.py", "facts by category, a category of one's own, a summary")
async def conversationbot2(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    asked = await ana.reads("Hi! My name is Doctor Botter. …")
    assert "Favourite colour" in choices(asked)
    await ana.says("Favourite colour")
    await ana.reads("Your favourite colour? Yes, I would love to hear about that!")
    await ana.says("Blue")
    await ana.reads("Neat! Just so you know, …")
    await ana.says("Something else...")
    await ana.reads("Alright, please send me the category first, …")
    await ana.says("Best soup")
    await ana.reads("Your best soup? Yes, …")
    await ana.says("Lentils")
    await ana.reads("Neat! …")
    await ana.says("Done")
    told = await ana.reads("I learned these facts about you: …")
    assert "Favourite colour - Blue" in told["text"]
    assert "Best soup - Lentils" in told["text"]


@PTB.play("persistentconversationbot.py", "what was said before a restart is known after it")
async def persistentconversationbot(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    await ana.reads("Hi! My name is Doctor Botter. I will hold…")
    await ana.says("Age")
    await ana.reads("Your age? Yes, I would love to hear about that!")
    await ana.says("34")
    await ana.reads("Neat! …")
    await table.restart()
    await ana.says("/show_data")
    assert "age - 34" in (await ana.reads("This is what you already told me: …"))["text"]
    await ana.says("Age")
    await ana.reads("Your age? I already know the following about that: 34")


@PTB.play("nestedconversationbot.py", "three levels of buttons, in one message that changes")
async def nestedconversationbot(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    await ana.reads("Hi, I'm Family Bot and I'm here to help you gather information…")
    menu = await ana.reads("You may choose to add a family member, …")
    assert labels(menu) == ["Add family member", "Add yourself", "Show data", "Done"]
    await ana.taps("Add family member")
    await ana.finds("You may add a parent or a child. …")
    await ana.taps("Add parent")
    await ana.finds("Please choose, whom to add.")
    await ana.taps("Add Mother")
    await ana.finds("Please select a feature to update.")
    await ana.taps("Name")
    await ana.finds("Okay, tell me.")
    await ana.says("Eva")
    await ana.reads("Got it! Please select a feature to update.")
    await ana.taps("Done")
    await ana.finds("You may add a parent or a child. …")
    await ana.taps("Show data")
    shown = await ana.finds("Yourself:…")
    assert "Mother: Name: Eva, Age: -" in shown["text"]
    await ana.taps("Back")
    await ana.finds("You may choose to add a family member, …")
    await ana.taps("Done")
    await ana.finds("See you around!")


@PTB.play("inlinekeyboard.py", "buttons, a choice, the message that becomes the answer")
async def inlinekeyboard(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    asked = await ana.reads("Please choose:")
    assert [len(row) for row in asked["keyboard"]] == [2, 1]
    await ana.taps("Option 2")
    chosen = await ana.finds("Selected option: 2")
    assert chosen["id"] == asked["id"]
    assert chosen["edited"]
    assert labels(chosen) == []


@PTB.play("inlinekeyboard2.py", "a menu that walks between two screens and ends")
async def inlinekeyboard2(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    first = await ana.reads("Start handler, Choose a route")
    await ana.taps("2")
    second = await ana.finds("Second CallbackQueryHandler, Choose a route")
    assert second["id"] == first["id"]
    await ana.taps("3")
    await ana.finds("Third CallbackQueryHandler. Do want to start over?")
    await ana.taps("Nah, I've had enough ...")
    await ana.finds("See you next time!")


@PTB.play("deeplinking.py", "links into a group, back into private, by text and by button")
async def deeplinking(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    told = await ana.reads("Feel free to tell your friends about it:…")
    assert told["text"].endswith("https://t.me/stranger_bot?startgroup=check-this-out")
    group = await table.control.ask("add_group", title="Friends", owner=ana.username)
    await table.control.ask(
        "start_in_group", user=ana.username, bot=BOT, chat=group["id"], payload="check-this-out"
    )
    onward = await ana.reads("Awesome, you just accessed hidden functionality! …", group["id"])
    assert onward["keyboard"][0][0]["value"] == "https://t.me/stranger_bot?start=so-cool"
    await ana.starts("so-cool")
    masked = await ana.reads("You can also mask the deep-linked URLs as links: ▶️ CLICK HERE.")
    (link,) = [one for one in masked["entities"] if one["type"] == "text_link"]
    await ana.starts(link["url"].partition("?start=")[2])
    await ana.reads("It is also possible to make deep-linking using InlineKeyboardButtons.")
    await ana.taps("Like this!")
    toast = await ana.hears(url="https://t.me/stranger_bot?start=using-keyboard-here")
    await ana.starts(toast["url"].partition("?start=")[2])
    await ana.reads("Congratulations! This is as deep as it gets 👏🏻…")


@PTB.play("chatmemberbot.py", "people come and go, the bot is blocked and removed")
async def chatmemberbot(table: Company) -> None:
    ana, ben = table.ana, await table.human("Ben")
    await ana.starts()
    await ana.reads("Welcome Ana. Use /show_chats to see what chats I'm in.")
    group = await table.group(ana, rights=("can_delete_messages",))
    await table.control.ask("add_member", chat=group, user=ben.username, by=ana.username)
    await ana.reads("Ben was added by Ana. Welcome!", group)
    await table.control.ask("leave", chat=group, user=ben.username)
    await ana.reads("Ben is no longer with us. Thanks a lot, Ben ...", group)
    await ana.says("/show_chats")
    told = await ana.reads("@stranger_bot is currently in a conversation with the user IDs …")
    assert str(ana.number) in told["text"]
    assert str(group) in told["text"]
    await table.control.ask("remove_member", chat=group, user=BOT, by=ana.username)
    await ben.starts()
    await ben.reads("Welcome Ben. …")
    await table.control.ask("block", user=ben.username, bot=BOT)
    await ana.says("/show_chats")
    told = await ana.reads("@stranger_bot is currently in a conversation with the user IDs …")
    assert str(ben.number) not in told["text"]
    assert str(group) not in told["text"]


@PTB.play("contexttypesbot.py", "clicks are counted for each message, users remembered")
async def contexttypesbot(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    counted = await ana.reads("This button was clicked 0 times.")
    assert [entity["type"] for entity in counted["entities"]] == ["italic"]
    await ana.taps("Click me!")
    await ana.finds("This button was clicked 1 times.")
    await ana.taps("Click me!")
    await ana.finds("This button was clicked 2 times.")
    await ana.says("/print_users")
    await ana.reads(f"The following user IDs have used this bot: {ana.number}")


@PTB.play("errorhandlerbot.py", "an error in the bot, and its report to a developer nobody knows")
async def errorhandlerbot(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    told = await ana.reads("Use /bad_command to cause an error.…")
    assert told["text"].endswith(f"Your chat id is {ana.number}.")
    # The developer's chat is a number in the file; there is no such chat here, nor was there ever.
    table.expected.add("Bad Request: chat not found")
    await ana.says("/bad_command")

    async def look() -> list[dict[str, str]]:
        return list(await table.control.ask("calls", bot=BOT, methods=("sendMessage",)))

    (call,) = await table.until(
        look, lambda calls: [one for one in calls if one["code"] == 400], "reports"
    )
    assert call["params"]["text"].startswith("An exception was raised while handling an update\n")
    await ana.says("/start")
    await ana.reads("Use /bad_command to cause an error.…")


@PTB.play("rawapibot.py", "an echo without any framework, by getUpdates alone")
async def rawapibot(table: Company) -> None:
    ana, ben = table.ana, await table.human("Ben")
    await ana.says("one")
    await ana.reads("one")
    await ana.sends(sticker="🙂")
    await ben.says("two")
    await ben.reads("two")
    await table.control.ask("block", user=ben.username, bot=BOT)
    await ana.says("three")
    await ana.reads("three")


@PTB.play("timerbot.py", "a timer that rings, a wrong one, one that is taken back",
          extras=("job-queue",))  # fmt: skip
async def timerbot(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    await ana.reads("Hi! Use /set <seconds> to set a timer")
    await ana.says("/set soon")
    await ana.reads("Usage: /set <seconds>")
    await ana.says("/set 600")
    await ana.reads("Timer successfully set!")
    await ana.says("/unset")
    await ana.reads("Timer successfully cancelled!")
    await ana.says("/set 0.1")
    await ana.reads("Timer successfully set!")
    await ana.reads("Beep! 0.1 seconds are over!")


@PTB.play("arbitrarycallbackdatabot.py", "objects behind buttons, and a button that has expired",
          extras=("callback-data",))  # fmt: skip
async def arbitrarycallbackdatabot(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    await ana.reads("Please choose:")
    await ana.taps("3")
    await ana.finds("So far you've selected [3]. Choose the next item:")
    await ana.taps("5")
    await ana.finds("So far you've selected [3, 5]. Choose the next item:")
    await ana.says("/clear")
    await ana.reads("All clear!")
    await ana.taps("1")
    await ana.finds("Sorry, I could not process this button click …")


@PTB.play("pollbot.py", "a poll that closes after three votes, a quiz, a human's poll closed again")
async def pollbot(table: Company) -> None:
    ana, ben, cleo = table.ana, await table.human("Ben"), await table.human("Cleo")
    group = await table.group(ana, ben, cleo)
    # Two of its handlers hear of the third vote, and both close the poll.
    table.expected.add("Bad Request: poll can't be stopped")
    await ana.says("/poll@stranger_bot", group)
    poll = await ana.reads("", group)
    assert poll["content"]["question"] == "How are you?"
    for human, options, feels in (
        (ana, [0], "Ana feels Good!"),
        (ben, [1, 3], "Ben feels Really good and Great!"),
        (cleo, [2], "Cleo feels Fantastic!"),
    ):
        await human.ask("vote", group, message=poll["id"], options=options)
        await ana.reads(feels, group)

    def closed(number: int) -> Callable[[Seen], bool]:
        return lambda view: any(
            one["content"]["is_closed"] for one in view["messages"] if one["id"] == number
        )

    await table.until(lambda: ana.view(group), closed(poll["id"]), "closes the poll")
    await ana.says("/quiz@stranger_bot", group)
    quiz = await ana.reads("", group)
    assert quiz["content"]["type"] == "quiz"
    for human in (ana, ben, cleo):
        await human.ask("vote", group, message=quiz["id"], options=[2])
    await table.until(lambda: ana.view(group), closed(quiz["id"]), "closes the quiz")
    await ana.starts()
    await ana.reads("Please select /poll to get a Poll, …")
    await ana.says("/preview")
    assert choices(await ana.reads("Press the button to let the bot generate…")) == ["Press me!"]
    await ana.sends(poll=("Tea?", ("Yes", "No")))
    preview = await ana.reads("")
    assert (preview["content"]["question"], preview["content"]["is_closed"]) == ("Tea?", True)


@PTB.play("webappbot.py", "a Mini App of the keyboard that sends back a colour")
async def webappbot(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    asked = await ana.reads("Please press the button below to choose a color via the WebApp.")
    assert choices(asked) == ["Open the color picker!"]
    opened = await ana.ask("open_web_app", label="Open the color picker!")
    assert opened["url"].startswith("https://python-telegram-bot.org/static/webappbot#")
    colour = '{"hex": "#0d6efd", "rgb": {"r": 13, "g": 110, "b": 253}}'
    await ana.ask("send_web_app_data", label="Open the color picker!", data=colour)
    told = await ana.reads("You selected the color with the HEX value #0d6efd. …")
    assert "(13, 110, 253)" in told["text"]


@PTB.play("inlinebot.py", "inline mode: three results, one of them chosen", inline=True)
async def inlinebot(table: Company) -> None:
    ana, ben = table.ana, await table.human("Ben")
    group = await table.control.ask("add_group", title="Friends", owner=ana.username)
    place = {"chat": group["id"]}
    await table.control.ask("add_member", **place, user=ben.username, by=ana.username)
    typed = await ana.ask("type_inline", group["id"], bot=BOT, text="so <quiet>")

    async def look() -> Seen:
        return dict(await table.control.ask("inline_results", **typed))

    found = await table.until(look, lambda answer: answer["results"], "gives results")
    assert [one["title"] for one in found] == ["Caps", "Bold", "Italic"]
    await table.control.ask("choose_inline", **typed, result=found[1]["id"])
    (message,) = (await ben.view(group["id"]))["messages"][-1:]
    assert (message["text"], message["via"]) == ("so <quiet>", "stranger_bot")
    assert [entity["type"] for entity in message["entities"]] == ["bold"]


@PTB.play("customwebhookbot/starlettebot.py", "a webhook in the bot's own web server",
          extras=("starlette", "uvicorn"),
          proxied=("https://domain.tld", "http://127.0.0.1:8000"))  # fmt: skip
async def starlettebot(table: Company) -> None:
    ana, ben = table.ana, await table.human("Ben")
    await ana.starts()
    told = await ana.reads("To check if the bot is still running, call …")
    assert [entity["type"] for entity in told["entities"]] == ["code", "code"]
    await ben.starts()
    await ben.reads("To check if the bot is still running, call …")
    polled = await table.control.ask("calls", bot=BOT, methods=["getUpdates"])
    assert polled == []


PTB.left_out = {
    "passportbot.py": "Telegram Passport is not here",
    "paymentbot.py": "payments are not here",
    "customwebhookbot/djangobot.py": "starlettebot.py again, in another web framework",
    "customwebhookbot/flaskbot.py": "starlettebot.py again, in another web framework",
    "customwebhookbot/quartbot.py": "starlettebot.py again, in another web framework",
}
