"""How many answers a second go the whole way, beside a bot as python-telegram-bot's documentation would have it."""
