"""The rehearsal: the whole product without Telegram."""
