"""Dialogues played without Telegram: at a keyboard, or two hundred times by personas.

`rig` is the engine and nothing else in a world of the local Bot API, `terminal` plays it by
keyboard. `table` is the engine alone, without even chats, so that hundreds of plays take seconds:
`people` sit at it, `play` plays once, `review` plays often and says what it found.
"""
