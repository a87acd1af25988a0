"""The floor that speaks Telegram: intake, conversation, sending. Thin; what is decided is decided below."""
