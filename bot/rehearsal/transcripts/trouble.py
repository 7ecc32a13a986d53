"""What goes wrong with Telegram in a transcript: lines of which Telegram is the subject."""

from bot.rehearsal.botapi import Fault, World


def befall(world: World, what: str) -> None:
    """The trouble of this name. `ValueError` if there is none."""
    match what:
        case "shows the next whisper to all":
            world.faults.calls.append(Fault("public", method="sendMessage"))
        case "refuses the next whisper":
            refused = "Bad Request: CHAT_ADMIN_REQUIRED"
            world.faults.calls.append(Fault("refused", method="sendMessage", description=refused))
        case "says of the next whisper that the bot is blocked":
            refused = "Forbidden: bot was blocked by the user"
            world.faults.calls.append(Fault("refused", method="sendMessage", description=refused))
        case "fails to delete":
            world.faults.calls.append(Fault("server_error", method="deleteMessage"))
        case "has whispers":
            world.become("10.3")
        case "has no whispers any more":
            world.become("off")
        case _:
            raise ValueError(f"Telegram never does this: {what}")
