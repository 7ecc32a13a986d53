"""Conversations with the example bots of aiogram."""

from tests.strangers.company import BOT, Company, choices, labels
from tests.strangers.play import Plays

AIOGRAM = Plays("aiogram")

#: What a human can send and a bot can send back, and the field that it comes back in.
EVERY_KIND: tuple[tuple[str, object], ...] = (
    ("photo", True),
    ("animation", True),
    ("video", 3),
    ("video_note", 3),
    ("voice", 4),
    ("audio", "A song"),
    ("document", "plan.pdf"),
    ("sticker", "🙂"),
    ("dice", "🎲"),
    ("contact", ("+49151", "Cleo")),
    ("location", (52.5, 13.4)),
    ("poll", ("Tea?", ("Yes", "No"))),
)


async def echo(table: Company) -> None:
    """Everything comes back as what it was."""
    ana = table.ana
    await ana.starts()
    greeting = await ana.reads("Hello, Ana!")
    assert [entity["type"] for entity in greeting["entities"]] == ["bold"]
    await ana.says("one **two** <b>three</b> 💔")
    await ana.reads("one **two** <b>three</b> 💔")
    for kind, content in EVERY_KIND:
        await ana.sends(**{kind: content})
        back = await ana.reads("")
        assert back["kind"] == kind, f"a {kind} comes back as {back['kind']}"
    await ana.sends(text="my plan", document="plan.pdf")
    assert (await ana.reads("my plan"))["content"]["file_name"] == "plan.pdf"


AIOGRAM.play("echo_bot.py", "every kind of message comes back")(echo)
AIOGRAM.play("multi_file_bot/bot.py", "the same from a bot of several files")(echo)


@AIOGRAM.play("finite_state_machine.py", "a name, a choice, a language; a reply; giving up")
async def finite_state_machine(table: Company) -> None:
    ana, ben = table.ana, await table.human("Ben")
    await ana.starts()
    await ana.reads("Hi there! What's your name?")
    await ana.says("<Ana>")
    asked = await ana.reads("Nice to meet you, <Ana>!\nDid you like to write bots?")
    assert choices(asked) == ["Yes", "No"]
    puzzling = await ana.says("Perhaps")
    assert (await ana.reads("I don't understand you :("))["reply_to"] == puzzling
    await ben.starts()
    await ben.reads("Hi there! What's your name?")
    await ana.says("Yes")
    await ana.reads("Cool! I'm too!…")
    await ana.says("Python")
    await ana.reads("Python, you say?…")
    await ana.reads("I'll keep in mind that, <Ana>, you like to write bots with Python.")
    await ben.says("/cancel")
    await ben.reads("Cancelled.")


@AIOGRAM.play("quiz_scene.py", "five questions, a step back, and the result")
async def quiz_scene(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    await ana.reads("Hi! This is a quiz bot. …")
    await ana.says("/quiz")
    await ana.reads("Welcome to the quiz!")
    asked = await ana.reads("What is the capital of France?")
    assert choices(asked) == ["Paris", "London", "Berlin", "Madrid", "🚫 Exit"]
    await ana.says("London")
    await ana.reads("What is the capital of Spain?")
    await ana.says("🔙 Back")
    await ana.reads("Welcome to the quiz!")  # the example greets whenever it is at the first step
    await ana.reads("What is the capital of France?")
    await ana.sends(sticker="🙂")
    await ana.reads("Please select an answer.")
    await ana.says("Paris")
    for country, answer in (("Spain", "Madrid"), ("Germany", "Berlin"), ("England", "London")):
        await ana.reads(f"What is the capital of {country}?")
        await ana.says(answer)
    await ana.reads("What is the capital of Italy?")
    await ana.says("Madrid")
    result = await ana.reads("Your answers:…")
    assert "Correct: 4" in result["text"]
    assert "Incorrect: 1" in result["text"]
    assert {entity["type"] for entity in result["entities"]} == {"bold"}


@AIOGRAM.play("specify_updates.py", "an edit, a tap, and members of a group who come and go")
async def specify_updates(table: Company) -> None:
    ana, ben = table.ana, await table.human("Ben")
    await ana.starts()
    greeting = await ana.reads("Hello, Ana!")
    assert labels(greeting) == ["Tap me, bro"]
    await ana.taps("Tap me, bro")
    await ana.hears("Yeah good, now I'm fine")
    number = await ana.says("helo")
    await ana.ask("edit", message=number, text="hello")
    answer = await ana.reads("Message was edited, Big Brother watches you")
    assert answer["reply_to"] == number
    group = await table.group(ana, rights=("can_delete_messages",))
    await table.control.ask("add_member", chat=group, user=ben.username, by=ana.username)
    await ana.reads(f"Member {ana.number} was changed from left to member", group)
    await table.control.ask("leave", chat=group, user=ben.username)
    await ana.reads(f"Member {ben.number} was changed from member to left", group)
    # It wants to say good-bye where it is no more.
    table.expected.add("Forbidden: bot was kicked from the supergroup chat")
    await table.control.ask("remove_member", chat=group, user=BOT, by=ana.username)

    async def look() -> list[dict]:
        return list(await table.control.ask("calls", bot=BOT, refused=True))

    (call,) = await table.until(look, lambda calls: calls, "says good-bye")
    assert "left" not in call["params"]["text"]
    assert "kicked" in call["params"]["text"]


@AIOGRAM.play("error_handling.py", "a bot that answers its own errors")
async def error_handling(table: Company) -> None:
    ana = table.ana
    await ana.says("/age")
    await ana.reads("Error caught: InvalidAge('No age provided. …")
    await ana.says("/age old")
    await ana.reads("Error caught: InvalidAge('Age should be a number')")
    await ana.says("/age 34")
    await ana.reads("Your age is 34")
    await ana.says("/name")
    await ana.says("/name Ana")
    await ana.reads("Your name is Ana")


@AIOGRAM.play("echo_bot_webhook.py", "a webhook with a secret, behind a reverse proxy",
              proxied=("https://aiogram.dev", "http://127.0.0.1:8080"))  # fmt: skip
async def echo_bot_webhook(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    await ana.reads("Hello, Ana!")
    await ana.sends(text="so it is", photo=True)
    assert (await ana.reads("so it is"))["kind"] == "photo"


@AIOGRAM.play("scene.py", "scenes that are entered, left, and lead to each other")
async def scene(table: Company) -> None:
    ana = table.ana
    await ana.starts()
    assert choices(await ana.reads("Start demo?…")) == ["Demo"]
    await ana.says("/demo")
    assert labels(await ana.reads("Demo started")) == ["Go to form"]
    # Its button answers the same tap twice, and here a second answer is refused: whether Telegram
    # does that is for scripts/live-check to find out. The word leads to the form as well.
    await ana.says("Demo")
    asked = await ana.reads("Hi there! What's your name?")
    assert choices(asked) == ["❌ Cancel"]
    await ana.says("Ana")
    await ana.reads("Nice to meet you, Ana!")
    await ana.reads("Did you like to write bots?")
    # In this version a scene's own handlers come before those of its base, so that the last one of
    # each scene takes *Back* and *Cancel* for any other word.
    await ana.says("🔙 Back")
    await ana.reads("I don't understand you :(")
    await ana.says("yes")
    await ana.reads("Cool! I'm too!")
    await ana.reads("What language do you prefer?")
    await ana.says("Python")
    await ana.reads("Python, you say?…")
    await ana.reads("I'll keep in mind that, Ana, you like to write bots with Python.")
    await ana.says("Anything")
    await ana.reads("Start demo?…")


AIOGRAM.left_out = {
    "stars_invoice.py": "payments are not here",
    "without_dispatcher.py": "one sendMessage and no conversation",
    "multibot.py": "names a session option that this version of aiogram no longer takes",
    "echo_bot_webhook_ssl.py": "its own certificate, and the webhook of echo_bot_webhook.py",
    "web_app/main.py": "a fixed https address of its own; webappbot.py of ptb plays Mini Apps",
    "own_filter.py": "a part of a bot, no bot",
    "context_addition_from_filter.py": "a part of a bot, no bot",
}
