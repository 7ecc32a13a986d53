"""The rehearsal page: both partners' chats side by side, live, and a bar to run the stage."""
