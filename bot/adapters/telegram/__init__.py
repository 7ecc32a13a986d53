"""Telegram through python-telegram-bot's request layer and types, without its dispatcher."""
