"""Heat of chats that are not on Telegram: `heard heat`, its chart, and what the bench measures."""
