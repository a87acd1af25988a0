"""SQLite, and nothing of the bot: the store, the migrations, one module per noun with its SQL beside its function."""
