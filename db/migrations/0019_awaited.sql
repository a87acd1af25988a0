-- What an organiser is to type or send next: `room` takes it, `body` is what that room noted when it asked. One a chat.
CREATE TABLE awaited (
    chat_id  INTEGER PRIMARY KEY,
    room     TEXT NOT NULL,
    body     TEXT NOT NULL,
    asked_at INTEGER NOT NULL
) STRICT;

-- `revision` counts what organisers see of a webinar: who saw an earlier one is told before they overwrite anything.
ALTER TABLE webinars ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE TRIGGER webinars_are_revised
AFTER UPDATE OF title, definition, starts_at, ends_at, opens_at, closes_at, registrations, attendees, attention ON webinars
WHEN NEW.title IS NOT OLD.title OR NEW.definition IS NOT OLD.definition OR NEW.starts_at IS NOT OLD.starts_at
    OR NEW.ends_at IS NOT OLD.ends_at OR NEW.opens_at IS NOT OLD.opens_at OR NEW.closes_at IS NOT OLD.closes_at
    OR NEW.registrations IS NOT OLD.registrations OR NEW.attendees IS NOT OLD.attendees
    OR NEW.attention IS NOT OLD.attention
BEGIN
    UPDATE webinars SET revision = OLD.revision + 1 WHERE id = NEW.id;
END;
