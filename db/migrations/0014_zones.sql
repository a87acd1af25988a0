-- Whose clock somebody lives by, whether an attendance list says they were there, and whether their link was their own.
ALTER TABLE attendees ADD COLUMN timezone TEXT;
ALTER TABLE enrolments ADD COLUMN attended INTEGER CHECK (attended IN (0, 1));
ALTER TABLE enrolments ADD COLUMN registered INTEGER NOT NULL DEFAULT 0 CHECK (registered IN (0, 1));
