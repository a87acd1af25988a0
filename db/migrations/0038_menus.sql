-- Chats of organisers whose list of commands Telegram was told: `shown` is the digest of what it lists there.
CREATE TABLE menus (
    chat_id INTEGER PRIMARY KEY,
    shown   TEXT NOT NULL,
    told_at INTEGER NOT NULL
) STRICT;
