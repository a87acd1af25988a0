-- A survey that is open may be paused for a while; organisers see that, so it revises the webinar.
ALTER TABLE webinars ADD COLUMN paused_at INTEGER;
DROP TRIGGER webinars_are_revised;
CREATE TRIGGER webinars_are_revised
AFTER UPDATE OF title, definition, starts_at, ends_at, opens_at, closes_at, paused_at, registrations, attendees, attention
ON webinars
WHEN NEW.title IS NOT OLD.title OR NEW.definition IS NOT OLD.definition OR NEW.starts_at IS NOT OLD.starts_at
    OR NEW.ends_at IS NOT OLD.ends_at OR NEW.opens_at IS NOT OLD.opens_at OR NEW.closes_at IS NOT OLD.closes_at
    OR NEW.paused_at IS NOT OLD.paused_at OR NEW.registrations IS NOT OLD.registrations
    OR NEW.attendees IS NOT OLD.attendees OR NEW.attention IS NOT OLD.attention
BEGIN
    UPDATE webinars SET revision = OLD.revision + 1 WHERE id = NEW.id;
END;
