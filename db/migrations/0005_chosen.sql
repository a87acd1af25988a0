-- Which language somebody chose themselves, and what this bot was last given to present itself with.
ALTER TABLE attendees ADD COLUMN chosen INTEGER NOT NULL DEFAULT 0 CHECK (chosen IN (0, 1));
ALTER TABLE bots ADD COLUMN presented TEXT;
