ALTER TABLE outbox ADD COLUMN urgency INTEGER NOT NULL DEFAULT 2 CHECK (urgency IN (0, 1, 2));
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (urgency, due_at, id) WHERE state = 'planned';
