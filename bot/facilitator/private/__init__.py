"""What happens in a private chat: joining, held notes, one's own settings, support."""
