"""The emoji that everybody may put under a message."""

_REACTIONS = (
    " 👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳"
    " ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻"
    " 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊"
    " 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡 "
)
_VARIATION = "\ufe0f"


def known_reaction(emoji: str) -> str:
    """The reaction as Telegram writes it, without variation selectors; empty if there is none."""
    bare = emoji.replace(_VARIATION, "")
    return bare if bare and f" {bare} " in _REACTIONS else ""
