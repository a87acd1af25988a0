-- What a cancelled row was held for, so that a hold outlives that somebody was away; and that somebody only perhaps has a
-- material, since the send of it ended in doubt.
ALTER TABLE outbox ADD COLUMN waited TEXT;
ALTER TABLE handed ADD COLUMN perhaps INTEGER NOT NULL DEFAULT 0 CHECK (perhaps IN (0, 1));
