"""What stands at the bot's door for machines: one HTTP server that answers whether it lives, and lets a webhook in."""
