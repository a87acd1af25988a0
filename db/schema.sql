-- The whole schema, for reading. A test proves that the migrations build exactly this.
-- Moments (`_at`) are milliseconds since 1970 UTC. Lists and maps are JSON text.
-- What is written often is checked with OR: for an IN of three values or more, SQLite builds a table at every write.

CREATE TABLE migrations (
    version    INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;

-- Who this bot is, learned from Telegram once. A file_id is good for one bot only. `presented` is the digest of the
-- commands and descriptions that it was given last.
CREATE TABLE bots (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    telegram_id INTEGER NOT NULL,
    username    TEXT NOT NULL,
    met_at      INTEGER NOT NULL,
    presented   TEXT
) STRICT;

-- By this value the key outside the database is known again; the key itself is never here.
CREATE TABLE seals (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    check_value BLOB NOT NULL CHECK (length(check_value) = 32),
    made_at     INTEGER NOT NULL
) STRICT;

-- Updates as Telegram sent them, stored before they are confirmed to Telegram. A body is sealed; text if it was stored
-- by a version that did not seal yet.
-- waiting: nothing decided yet. decided: what it changes is stored, its screen is still owed. dead: kept for the operator.
CREATE TABLE inbox (
    update_id   INTEGER PRIMARY KEY,
    chat_id     INTEGER,
    body        ANY,
    state       TEXT NOT NULL CHECK (state = 'waiting' OR state = 'decided' OR state = 'done' OR state = 'dead'),
    response_id INTEGER REFERENCES responses (id) ON DELETE SET NULL,
    attempts    INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    trouble     TEXT,
    received_at INTEGER NOT NULL,
    CHECK (body IS NOT NULL OR state = 'done')
) STRICT;
CREATE INDEX inbox_open ON inbox (update_id) WHERE state IN ('waiting', 'decided');
CREATE INDEX inbox_done ON inbox (received_at) WHERE state = 'done';
CREATE INDEX inbox_of_response ON inbox (response_id) WHERE response_id IS NOT NULL;
CREATE INDEX inbox_dead ON inbox (received_at) WHERE state = 'dead';
CREATE INDEX inbox_of_chat ON inbox (chat_id) WHERE chat_id IS NOT NULL;

-- A published version of a survey never changes.
CREATE TABLE surveys (
    id           INTEGER PRIMARY KEY,
    key          TEXT NOT NULL,
    version      INTEGER NOT NULL CHECK (version >= 1),
    digest       TEXT NOT NULL,
    body         TEXT NOT NULL CHECK (json_valid(body)),
    published_at INTEGER NOT NULL,
    UNIQUE (key, version),
    UNIQUE (key, digest)
) STRICT;
CREATE TRIGGER surveys_never_change BEFORE UPDATE ON surveys
BEGIN
    SELECT RAISE (ABORT, 'a published survey never changes');
END;

-- `revision` counts what organisers see of a webinar: who saw an earlier one is told before they overwrite anything.
-- `paused_at`: since then the survey takes no answers until somebody lets it go on; it says nothing once it has closed.
CREATE TABLE webinars (
    id            INTEGER PRIMARY KEY,
    key           TEXT NOT NULL UNIQUE,
    code          TEXT NOT NULL UNIQUE CHECK (length(code) = 13),
    title         TEXT NOT NULL,
    series        TEXT,
    definition    TEXT NOT NULL CHECK (json_valid(definition)),
    digest        TEXT NOT NULL,
    survey_id     INTEGER NOT NULL REFERENCES surveys (id),
    starts_at     INTEGER NOT NULL,
    ends_at       INTEGER NOT NULL CHECK (ends_at >= starts_at),
    opens_at      INTEGER,
    closes_at     INTEGER,
    registrations INTEGER CHECK (registrations >= 0),
    attendees     INTEGER CHECK (attendees >= 0),
    attention     REAL CHECK (attention BETWEEN 0 AND 1),
    created_at    INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL,
    revision      INTEGER NOT NULL DEFAULT 1,
    paused_at     INTEGER
) STRICT;
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

-- `chosen`: they said themselves which language to speak; until then it is their account's. `timezone` is what they said.
CREATE TABLE attendees (
    id             INTEGER PRIMARY KEY,
    chat_id        INTEGER NOT NULL UNIQUE,
    language       TEXT NOT NULL,
    reachable      INTEGER NOT NULL DEFAULT 1 CHECK (reachable IN (0, 1)),
    met_at         INTEGER NOT NULL,
    chosen         INTEGER NOT NULL DEFAULT 0 CHECK (chosen IN (0, 1)),
    timezone       TEXT
) STRICT;

-- `name` is kept only for identified surveys. `wants`: who left wants no more questions (promised) or messages (nothing).
-- `attended` is what an attendance list says; `registered`: they came in by a link mailed to them.
CREATE TABLE enrolments (
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    attendee_id INTEGER NOT NULL REFERENCES attendees (id) ON DELETE CASCADE,
    source      TEXT,
    name        TEXT,
    entered_at  INTEGER NOT NULL,
    wants       TEXT NOT NULL DEFAULT 'all' CHECK (wants IN ('all', 'promised', 'nothing')),
    left_at     INTEGER CHECK ((wants = 'all') = (left_at IS NULL)),
    attended    INTEGER CHECK (attended IN (0, 1)),
    registered  INTEGER NOT NULL DEFAULT 0 CHECK (registered IN (0, 1)),
    PRIMARY KEY (webinar_id, attendee_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolments_of_attendee ON enrolments (attendee_id, entered_at);

-- What people were told before they agreed or refused, word by word.
CREATE TABLE notices (
    digest   TEXT PRIMARY KEY,
    language TEXT NOT NULL,
    text     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every yes and no, and to which words; the latest one of a purpose and its subject (a survey, a follow-up) stands.
CREATE TABLE consents (
    id          INTEGER PRIMARY KEY,
    attendee_id INTEGER NOT NULL REFERENCES attendees (id) ON DELETE CASCADE,
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    purpose     TEXT NOT NULL CHECK (purpose IN ('answering', 'contacts', 'follow_up', 'thread', 'alert')),
    subject     TEXT NOT NULL,
    given       INTEGER NOT NULL CHECK (given IN (0, 1)),
    notice      TEXT NOT NULL REFERENCES notices (digest),
    said_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX consents_of_attendee ON consents (attendee_id, webinar_id, purpose, subject, id);
-- A notice may hold what was said to one person; it goes with the last consent that was given to it.
CREATE INDEX consents_of_notice ON consents (notice);
CREATE TRIGGER notices_go_with_consents AFTER DELETE ON consents
BEGIN
    DELETE FROM notices WHERE digest = OLD.notice AND NOT EXISTS (SELECT 1 FROM consents WHERE notice = OLD.notice);
END;

-- One attendee's run through one survey. `label` is random and all that organisers see of a pseudonymous attendee;
-- an imported response has no attendee and the label its file gave. `message_id` is the message that holds its screen.
-- `revisit` is the settled question that they look at again, with what they changed of it so far. `collected` says how an
-- imported response came about (paper, web, a word of the organiser's); NULL: nobody said.
-- Of an anonymous survey, a row of mode 'chat' says only that somebody took part and how far, in days; the answers lie in
-- `drafts`, and once moved in a row of mode 'anonymous', which belongs to nobody and whose moments are all the same.
CREATE TABLE responses (
    id          INTEGER PRIMARY KEY,
    label       TEXT NOT NULL,
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    survey_id   INTEGER NOT NULL REFERENCES surveys (id),
    survey_key  TEXT NOT NULL,
    attendee_id INTEGER REFERENCES attendees (id) ON DELETE CASCADE,
    mode        TEXT NOT NULL CHECK (mode IN ('chat', 'import', 'anonymous')),
    language    TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    started_at  INTEGER,
    finished_at INTEGER CHECK (finished_at IS NULL OR started_at IS NOT NULL),
    message_id  INTEGER,
    revisit     TEXT CHECK (revisit IS NULL OR json_valid(revisit)),
    collected   TEXT CHECK (collected IS NULL OR mode = 'import'),
    UNIQUE (webinar_id, survey_key, label),
    UNIQUE (webinar_id, survey_key, attendee_id),
    CHECK ((mode = 'chat') = (attendee_id IS NOT NULL))
) STRICT;
CREATE INDEX responses_of_attendee ON responses (attendee_id);
CREATE TRIGGER responses_stay BEFORE UPDATE OF webinar_id, survey_id ON responses
WHEN NEW.webinar_id <> OLD.webinar_id OR NEW.survey_id <> OLD.survey_id
BEGIN
    SELECT RAISE (ABORT, 'a response stays with the webinar and the version it began with');
END;

-- shown: on screen, not settled; its picks are ticks. `text` is an open answer, an ISO date, or what "Other" means.
-- `webinar_id` and `survey_id` repeat the response's, so that the index alone answers every count of a summary.
CREATE TABLE answers (
    response_id INTEGER NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
    question    TEXT NOT NULL,
    webinar_id  INTEGER NOT NULL,
    survey_id   INTEGER NOT NULL,
    state       TEXT NOT NULL CHECK (state = 'shown' OR state = 'answered' OR state = 'skipped'),
    picks       TEXT NOT NULL CHECK (json_valid(picks)),
    text        TEXT,
    number      REAL,
    stored_at   INTEGER NOT NULL,
    PRIMARY KEY (response_id, question),
    CHECK (state <> 'skipped' OR (picks = '[]' AND text IS NULL AND number IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_tally ON answers (webinar_id, survey_id, question, state, picks, number);

-- The answers of one response to an anonymous survey, sealed and all of one size. `tag` is a keyed hash of whose it is.
CREATE TABLE drafts (
    tag        BLOB PRIMARY KEY CHECK (length(tag) = 32),
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    survey_id  INTEGER NOT NULL REFERENCES surveys (id),
    sealed     BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_of_webinar ON drafts (webinar_id, survey_id);

-- A theme is a code given to open answers; one answer may have several (mentions), one person counts once (people). Themes fold
-- into groups (`parent`, one level) and into each other (`merged_into`, which is undone by emptying it: what was coded stays as
-- it was coded).
CREATE TABLE themes (
    id          INTEGER PRIMARY KEY,
    survey_key  TEXT NOT NULL,
    question    TEXT NOT NULL,
    label       TEXT NOT NULL,
    parent      INTEGER REFERENCES themes (id) ON DELETE SET NULL,
    merged_into INTEGER REFERENCES themes (id) ON DELETE SET NULL,
    UNIQUE (survey_key, question, label)
) STRICT;
CREATE INDEX themes_of_group ON themes (parent) WHERE parent IS NOT NULL;
CREATE INDEX themes_merged ON themes (merged_into) WHERE merged_into IS NOT NULL;
CREATE TRIGGER themes_fold_once BEFORE UPDATE OF parent ON themes WHEN NEW.parent IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'a group holds themes of its own question, and no groups')
    WHERE NEW.parent = NEW.id OR EXISTS (SELECT 1 FROM themes WHERE parent = NEW.id) OR NOT EXISTS (
        SELECT 1 FROM themes
        WHERE id = NEW.parent AND parent IS NULL AND survey_key = NEW.survey_key AND question = NEW.question
    );
END;

-- An answer that was looked at, whether or not any theme fits; a second person can do so, too, whose themes are compared with the
-- first and never counted. `by` is the Telegram id of whoever did; NULL: by a file, 0: by somebody who is forgotten. `revised`: one of
-- them changed theirs after both had coded.
CREATE TABLE coded (
    response_id INTEGER NOT NULL,
    question    TEXT NOT NULL,
    coder       INTEGER NOT NULL CHECK (coder IN (1, 2)),
    by          INTEGER,
    revised     INTEGER NOT NULL DEFAULT 0 CHECK (revised IN (0, 1)),
    PRIMARY KEY (response_id, question, coder),
    FOREIGN KEY (response_id, question) REFERENCES answers (response_id, question) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX coded_by_somebody ON coded (by) WHERE by IS NOT NULL;

CREATE TABLE codings (
    response_id INTEGER NOT NULL,
    question    TEXT NOT NULL,
    coder       INTEGER NOT NULL DEFAULT 1,
    theme_id    INTEGER NOT NULL REFERENCES themes (id) ON DELETE CASCADE,
    PRIMARY KEY (response_id, question, coder, theme_id),
    FOREIGN KEY (response_id, question, coder) REFERENCES coded (response_id, question, coder) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX codings_of_theme ON codings (theme_id);
CREATE TRIGGER codings_are_of_one_text AFTER UPDATE OF text ON answers WHEN NEW.text IS NOT OLD.text
BEGIN
    DELETE FROM coded WHERE response_id = OLD.response_id AND question = OLD.question;
END;

-- What was done to a codebook, and where. `was` is what it takes to undo it, NULL once it is undone. Labels are organisers' words.
CREATE TABLE theme_changes (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    survey_key TEXT NOT NULL,
    question   TEXT NOT NULL,
    by         INTEGER,
    deed       TEXT NOT NULL CHECK (deed IN ('added', 'renamed', 'merged', 'split', 'grouped', 'ungrouped', 'removed')),
    label      TEXT NOT NULL,
    other      TEXT,
    was        TEXT CHECK (was IS NULL OR json_valid(was)),
    undone_at  INTEGER,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX theme_changes_of_question ON theme_changes (survey_key, question, id);
CREATE INDEX theme_changes_of_webinar ON theme_changes (webinar_id);
CREATE INDEX theme_changes_of_somebody ON theme_changes (by) WHERE by IS NOT NULL;

-- A material with neither file nor url is promised and still to come. `edition` counts what it has been, from 1.
-- Buttons name materials by number, so no number is ever given twice (AUTOINCREMENT), whatever was deleted.
CREATE TABLE materials (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    key        TEXT NOT NULL,
    kind       TEXT NOT NULL,
    title      TEXT NOT NULL CHECK (json_valid(title)),
    url        TEXT,
    edition    INTEGER NOT NULL DEFAULT 1 CHECK (edition >= 1),
    UNIQUE (webinar_id, key)
) STRICT;

-- One file, or several that go as one album. `shown` is as what Telegram shows it. A file that came through chat is known by
-- what Telegram calls it (see `uploads`); one too large to be fetched has no bytes here.
CREATE TABLE files (
    material_id INTEGER NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    place       INTEGER NOT NULL CHECK (place >= 0),
    name        TEXT NOT NULL,
    shown       TEXT NOT NULL CHECK (shown IN ('document', 'photo', 'video', 'voice', 'audio')),
    digest      TEXT NOT NULL,
    bytes       BLOB,
    PRIMARY KEY (material_id, place)
) STRICT;

-- A cache: what Telegram called a file after the first upload by this bot. An id is good for what it was `shown` as; a
-- briefing is several files, one a language.
CREATE TABLE uploads (
    material_id INTEGER NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    telegram_id INTEGER NOT NULL,
    digest      TEXT NOT NULL,
    shown       TEXT NOT NULL,
    file_id     TEXT NOT NULL,
    PRIMARY KEY (material_id, telegram_id, digest, shown)
) STRICT, WITHOUT ROWID;

-- What came by chat, of which definitions know nothing. `added`: no definition ever named it. `instead` names what the
-- definition gave when it came (digests or an address; '' for nothing): while it still gives that, what came stays; NULL: nothing
-- came. `titled` is the definition's title that one given by chat stands for.
CREATE TABLE brought (
    material_id INTEGER PRIMARY KEY REFERENCES materials (id) ON DELETE CASCADE,
    added       INTEGER NOT NULL DEFAULT 0 CHECK (added IN (0, 1)),
    instead     TEXT,
    titled      TEXT CHECK (titled IS NULL OR json_valid(titled))
) STRICT;

-- What somebody who runs webinars sent to the bot, until it is said what it is: a link, or files, of which an album has several.
-- `pieces` are its messages, each with its file; `card` is the message that asks; `material_id` what it became.
CREATE TABLE arrivals (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id     INTEGER NOT NULL,
    album       TEXT,
    url         TEXT,
    caption     TEXT NOT NULL,
    pieces      TEXT NOT NULL CHECK (json_valid(pieces)),
    card        INTEGER,
    material_id INTEGER REFERENCES materials (id) ON DELETE SET NULL,
    came_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX arrivals_of_chat ON arrivals (chat_id);
CREATE INDEX arrivals_of_material ON arrivals (material_id);

-- Briefings that the bot composes itself. `source` names what it is composed of now. `figures` are those that may be shared,
-- counted at `counted_at`; NULL while nobody asked for it. `composed` is the source that its prints were made of.
CREATE TABLE briefings (
    material_id INTEGER PRIMARY KEY REFERENCES materials (id) ON DELETE CASCADE,
    source      TEXT NOT NULL,
    figures     TEXT CHECK (figures IS NULL OR json_valid(figures)),
    counted_at  INTEGER CHECK ((counted_at IS NULL) = (figures IS NULL)),
    composed    TEXT,
    composed_at INTEGER CHECK ((composed_at IS NULL) = (composed IS NULL))
) STRICT;

CREATE TABLE prints (
    material_id INTEGER NOT NULL REFERENCES briefings (material_id) ON DELETE CASCADE,
    language    TEXT NOT NULL,
    name        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    bytes       BLOB NOT NULL,
    PRIMARY KEY (material_id, language)
) STRICT;

-- Which edition of a material somebody was sent last, by itself or because they asked for it. `perhaps`: nobody knows
-- whether it came, and nothing else of it did.
CREATE TABLE handed (
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    material_id INTEGER NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    attendee_id INTEGER NOT NULL REFERENCES attendees (id) ON DELETE CASCADE,
    edition     INTEGER NOT NULL,
    handed_at   INTEGER NOT NULL,
    perhaps     INTEGER NOT NULL DEFAULT 0 CHECK (perhaps IN (0, 1)),
    PRIMARY KEY (webinar_id, material_id, attendee_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX handed_of_attendee ON handed (attendee_id);
CREATE INDEX handed_of_material ON handed (material_id);

-- Owed messages, one row per follow-up and attendee. planned: waits for its moment. held: waits for a person or a material.
-- claimed: a worker has it under a lease. sending: its request may be open. doubtful: perhaps sent, never to be sent again.
-- `parts` counts the messages of this follow-up that are known to be sent; `doubts` how often it was uncertain.
-- `by_hand`: an organiser set its moment, which neither the plan nor quiet hours move. `waited`: what a cancelled row was
-- held for.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY,
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    attendee_id INTEGER NOT NULL REFERENCES attendees (id) ON DELETE CASCADE,
    follow_up   TEXT NOT NULL,
    due_at      INTEGER,
    state       TEXT NOT NULL CHECK (
        state = 'planned' OR state = 'held' OR state = 'claimed' OR state = 'sending'
        OR state = 'sent' OR state = 'gave_up' OR state = 'cancelled' OR state = 'doubtful'
    ),
    reason      TEXT,
    prefers     TEXT NOT NULL CHECK (prefers IN ('twice', 'not_at_all')),
    parts       INTEGER NOT NULL DEFAULT 0 CHECK (parts >= 0),
    attempts    INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    doubts      INTEGER NOT NULL DEFAULT 0 CHECK (doubts >= 0),
    claim       TEXT,
    lease_until INTEGER,
    settled_at  INTEGER,
    urgency     INTEGER NOT NULL DEFAULT 2 CHECK (urgency IN (0, 1, 2)),
    by_hand     INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1)),
    waited      TEXT,
    UNIQUE (webinar_id, follow_up, attendee_id),
    CHECK (due_at IS NOT NULL OR state = 'held' OR state = 'cancelled' OR state = 'gave_up'),
    CHECK ((state IN ('claimed', 'sending')) = (claim IS NOT NULL AND lease_until IS NOT NULL)),
    CHECK (
        (state = 'sent' OR state = 'gave_up' OR state = 'cancelled' OR state = 'doubtful') = (settled_at IS NOT NULL)
    )
) STRICT;
CREATE INDEX outbox_due ON outbox (urgency, due_at, id) WHERE state = 'planned';
CREATE INDEX outbox_claims ON outbox (lease_until) WHERE state IN ('claimed', 'sending');
CREATE INDEX outbox_of_attendee ON outbox (attendee_id, webinar_id);
CREATE INDEX outbox_held ON outbox (webinar_id, follow_up, reason, due_at) WHERE state = 'held';

-- Plans that are being laid anew for a large audience, in portions. Whoever has a smaller
-- attendee id than `next_id` has their part.
CREATE TABLE plannings (
    webinar_id INTEGER PRIMARY KEY REFERENCES webinars (id) ON DELETE CASCADE,
    next_id    INTEGER NOT NULL,
    begun_at   INTEGER NOT NULL,
    touched_at INTEGER NOT NULL
) STRICT;

-- An organiser's word on a follow-up. It covers who enters later, too, and stands until it is taken back, whatever is
-- planned or applied anew; only `text` gives way to a new text in the definition. `replaces` is the text it replaced.
CREATE TABLE orders (
    webinar_id   INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    follow_up    TEXT NOT NULL,
    approved_at  INTEGER,
    held_at      INTEGER,
    cancelled_at INTEGER,
    edited_at    INTEGER,
    text         TEXT CHECK (text IS NULL OR json_valid(text)),
    replaces     TEXT CHECK (replaces IS NULL OR json_valid(replaces)),
    PRIMARY KEY (webinar_id, follow_up),
    CHECK ((text IS NULL) = (edited_at IS NULL))
) STRICT, WITHOUT ROWID;

-- Figures that outlive their answers. From the moment there is a row, only what stands here is told of the webinar.
-- `place` 0 is the webinar's own survey, the others were brought by follow-ups. `told` is as much of `report` as those see who
-- may not read rows.
CREATE TABLE frozen (
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    place      INTEGER NOT NULL CHECK (place >= 0),
    survey_key TEXT NOT NULL,
    report     TEXT NOT NULL CHECK (json_valid(report)),
    frozen_at  INTEGER NOT NULL,
    told       TEXT CHECK (told IS NULL OR json_valid(told)),
    PRIMARY KEY (webinar_id, place),
    UNIQUE (webinar_id, survey_key)
) STRICT, WITHOUT ROWID;

-- What was told last to those who may not read rows: counts, which advance by enough people at a time. They are nobody's, and
-- stay when somebody is erased: one person taken out of them would be told by the difference.
CREATE TABLE editions (
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    survey_key TEXT NOT NULL,
    counts     TEXT NOT NULL CHECK (json_valid(counts)),
    PRIMARY KEY (webinar_id, survey_key)
) STRICT, WITHOUT ROWID;

-- A conversation between an attendee and the organisers of a webinar, through the bot. `name` NULL: without their name.
-- Buttons name threads and notes by number, so no number is ever given twice (AUTOINCREMENT), whatever was deleted.
CREATE TABLE threads (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    attendee_id INTEGER NOT NULL REFERENCES attendees (id) ON DELETE CASCADE,
    name        TEXT,
    opened_at   INTEGER NOT NULL,
    closed_at   INTEGER
) STRICT;
CREATE INDEX threads_open ON threads (id) WHERE closed_at IS NULL;
CREATE INDEX threads_of_attendee ON threads (attendee_id);
CREATE INDEX threads_of_webinar ON threads (webinar_id);

-- What was written and no question asked for. Without a thread it is offered: kept until its author says yes or no.
-- `update_id` is the update it came with, so that a replayed one stores nothing twice.
CREATE TABLE notes (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    attendee_id INTEGER NOT NULL REFERENCES attendees (id) ON DELETE CASCADE,
    thread_id   INTEGER REFERENCES threads (id) ON DELETE CASCADE,
    author      TEXT NOT NULL CHECK (author IN ('attendee', 'organiser')),
    text        TEXT NOT NULL,
    update_id   INTEGER NOT NULL,
    written_at  INTEGER NOT NULL,
    CHECK (author = 'attendee' OR thread_id IS NOT NULL)
) STRICT;
CREATE INDEX notes_of_thread ON notes (thread_id, id);
CREATE INDEX notes_of_attendee ON notes (attendee_id);
CREATE INDEX notes_of_update ON notes (update_id);
CREATE INDEX notes_offered ON notes (written_at) WHERE thread_id IS NULL;

-- The messages that carry a note: a reply to one goes on in its thread.
CREATE TABLE posts (
    chat_id    INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    note_id    INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
    reader     TEXT NOT NULL CHECK (reader IN ('attendee', 'organiser')),
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX posts_of_note ON posts (note_id);

-- Who asked to be erased, known again only with the key, so that a restored backup does not bring them back.
CREATE TABLE erasures (
    mark      BLOB NOT NULL CHECK (length(mark) = 32),
    erased_at INTEGER NOT NULL,
    update_id INTEGER NOT NULL,
    PRIMARY KEY (mark, erased_at)
) STRICT, WITHOUT ROWID;

-- Who asked to be on the contact list of a webinar. asked: their next text is their entry, an earlier one stands until then.
CREATE TABLE contacts (
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    attendee_id INTEGER NOT NULL REFERENCES attendees (id) ON DELETE CASCADE,
    state       TEXT NOT NULL CHECK (state IN ('asked', 'listed')),
    entry       TEXT CHECK (length(entry) BETWEEN 1 AND 200),
    update_id   INTEGER,
    said_at     INTEGER NOT NULL,
    PRIMARY KEY (webinar_id, attendee_id),
    CHECK (state = 'asked' OR entry IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX contacts_of_attendee ON contacts (attendee_id);

-- What organisers are told in chat, once each; `what` it is, and the `subject` it is about. Perhaps sent twice rather than
-- never: it is due until it is known to be sent, or until `trouble` says why it never will be.
CREATE TABLE bulletins (
    id       INTEGER PRIMARY KEY,
    chat_id  INTEGER NOT NULL,
    what     TEXT NOT NULL CHECK (
        what IN ('downtime', 'missing', 'awaiting', 'preview', 'closing', 'digest', 'low', 'health', 'restored')
    ),
    subject  TEXT NOT NULL,
    body     TEXT NOT NULL CHECK (json_valid(body)),
    made_at  INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,
    sent_at  INTEGER,
    trouble  TEXT,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    CHECK (sent_at IS NULL OR trouble IS NULL)
) STRICT;
CREATE INDEX bulletins_due ON bulletins (due_at, id) WHERE sent_at IS NULL AND trouble IS NULL;
CREATE INDEX bulletins_about ON bulletins (what, subject, made_at);
-- An alert tells one answer, so it goes with the response: subjects are WEBINAR/CHAT/RESPONSE/QUESTION.
CREATE TRIGGER alerts_go AFTER DELETE ON responses
BEGIN
    DELETE FROM bulletins WHERE what = 'low' AND subject GLOB '*/*/' || OLD.id || '/*';
END;

-- What of the installation is broken, as owners were told it: one row a cause. `since` NULL: it is over, and the row only
-- keeps that they were told (at `told_at`), so that they are told once a day whatever it does. `is_told`: that it is
-- broken is the last they heard.
CREATE TABLE ailments (
    cause   TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    since   INTEGER,
    told_at INTEGER,
    is_told INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1)),
    CHECK (is_told = 0 OR told_at IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- When the bot was last known to be up, to the minute: what was due since is what it missed.
CREATE TABLE heartbeats (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    beat_at INTEGER NOT NULL
) STRICT;

-- Links that were mailed to one registered person each. Their addresses are not here: `tag` is a keyed hash of one.
-- A link goes with whoever came by it: `tag` and `attended` are about them.
CREATE TABLE invitations (
    id          INTEGER PRIMARY KEY,
    webinar_id  INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    token       TEXT NOT NULL,
    tag         BLOB NOT NULL,
    made_at     INTEGER NOT NULL,
    attendee_id INTEGER REFERENCES attendees (id) ON DELETE CASCADE,
    attended    INTEGER CHECK (attended IN (0, 1)),
    UNIQUE (webinar_id, token),
    UNIQUE (webinar_id, tag)
) STRICT;
CREATE INDEX invitations_by_attendee ON invitations (attendee_id) WHERE attendee_id IS NOT NULL;

-- Whether somebody found a follow-up useful, and which topics of a webinar they want no more of.
CREATE TABLE votes (
    webinar_id  INTEGER NOT NULL,
    attendee_id INTEGER NOT NULL,
    follow_up   TEXT NOT NULL,
    useful      INTEGER NOT NULL CHECK (useful IN (0, 1)),
    PRIMARY KEY (webinar_id, attendee_id, follow_up),
    FOREIGN KEY (webinar_id, attendee_id) REFERENCES enrolments (webinar_id, attendee_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE stopped_topics (
    webinar_id  INTEGER NOT NULL,
    attendee_id INTEGER NOT NULL,
    topic       TEXT NOT NULL,
    PRIMARY KEY (webinar_id, attendee_id, topic),
    FOREIGN KEY (webinar_id, attendee_id) REFERENCES enrolments (webinar_id, attendee_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What an organiser is to type or send next: `room` takes it, `body` is what that room noted when it asked. One a chat.
CREATE TABLE awaited (
    chat_id  INTEGER PRIMARY KEY,
    room     TEXT NOT NULL,
    body     TEXT NOT NULL,
    asked_at INTEGER NOT NULL
) STRICT;

-- Who helps the owners, and with what. `name` is shown to the team. One person may be here several times, once for each
-- part of the webinars (`scope`). `rows`: also open answers, rows and threads. `invited_by` NULL: nobody knows any more.
-- `session`: a speaker is one of that session, by its key in the definition; NULL: of the whole webinar.
-- Buttons name members by number, so no number is ever given twice (AUTOINCREMENT). Moments of `since` are as `_at`.
CREATE TABLE members (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    telegram_id INTEGER NOT NULL,
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    role        TEXT NOT NULL CHECK (role IN ('organiser', 'viewer', 'speaker')),
    scope       TEXT NOT NULL CHECK (scope IN ('all', 'series', 'webinar')),
    series      TEXT CHECK ((scope = 'series') = (series IS NOT NULL)),
    webinar_id  INTEGER REFERENCES webinars (id) ON DELETE CASCADE CHECK ((scope = 'webinar') = (webinar_id IS NOT NULL)),
    rows        INTEGER NOT NULL DEFAULT 0 CHECK (rows IN (0, 1) AND (rows = 0 OR role = 'organiser')),
    invited_by  INTEGER,
    since       INTEGER NOT NULL,
    removed_at  INTEGER,
    session     TEXT CHECK (session IS NULL OR role = 'speaker'),
    CHECK (role <> 'speaker' OR scope = 'webinar')
) STRICT;
CREATE UNIQUE INDEX members_once
    ON members (telegram_id, scope, coalesce(series, ''), coalesce(webinar_id, 0), coalesce(session, ''))
    WHERE removed_at IS NULL;
CREATE INDEX members_of_webinar ON members (webinar_id) WHERE webinar_id IS NOT NULL;

-- What was done, and by whom: a Telegram id, NULL at the command line, 0 when it was somebody who is forgotten. `webinar`
-- is its key. `detail` holds no answer and no attendee's name. `undo` says how it is undone; NULL: it cannot be, or was.
CREATE TABLE audits (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    by      INTEGER,
    action  TEXT NOT NULL,
    webinar TEXT,
    detail  TEXT NOT NULL CHECK (json_valid(detail)),
    undo    TEXT CHECK (undo IS NULL OR json_valid(undo))
) STRICT;
CREATE INDEX audits_by ON audits (by) WHERE by IS NOT NULL;
CREATE INDEX audits_at ON audits (at);

-- The live card of a webinar in the chat of somebody who runs it: the message that is kept up to date. `message_id` NULL:
-- it is still to be sent. `shown` is the digest of what it shows; `closed_at`: it shows the end, and is edited no more.
CREATE TABLE watches (
    chat_id    INTEGER NOT NULL,
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    message_id INTEGER,
    shown      TEXT NOT NULL DEFAULT '',
    edited_at  INTEGER NOT NULL,
    closed_at  INTEGER,
    digests    INTEGER NOT NULL DEFAULT 0 CHECK (digests IN (0, 1)),
    alerts     INTEGER NOT NULL DEFAULT 0 CHECK (alerts IN (0, 1)),
    PRIMARY KEY (chat_id, webinar_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX watches_of_webinar ON watches (webinar_id);

-- Chats of organisers whose list of commands Telegram was told: `shown` is the digest of what it lists there.
CREATE TABLE menus (
    chat_id INTEGER PRIMARY KEY,
    shown   TEXT NOT NULL,
    told_at INTEGER NOT NULL
) STRICT;

-- Where organisers show a webinar's link: each place has a link of its own, which works whether or not it stands here.
CREATE TABLE sources (
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 16 AND name NOT GLOB '*[^a-z0-9]*'),
    added_at   INTEGER NOT NULL,
    PRIMARY KEY (webinar_id, name)
) STRICT, WITHOUT ROWID;

-- What somebody who runs webinars has put together in a room and not carried out yet; `body` is the JSON of that room. No
-- attendee is named in it, and no answer stands there.
CREATE TABLE prepared (
    chat_id INTEGER NOT NULL,
    room    TEXT NOT NULL,
    body    TEXT NOT NULL CHECK (json_valid(body)),
    made_at INTEGER NOT NULL,
    PRIMARY KEY (chat_id, room)
) STRICT, WITHOUT ROWID;

-- Links by which somebody joins the team, once. The link's word is not here: `digest` is its SHA-256.
CREATE TABLE passes (
    id         INTEGER PRIMARY KEY,
    digest     BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    role       TEXT NOT NULL CHECK (role IN ('organiser', 'viewer', 'speaker')),
    scope      TEXT NOT NULL CHECK (scope IN ('all', 'series', 'webinar')),
    series     TEXT CHECK ((scope = 'series') = (series IS NOT NULL)),
    webinar_id INTEGER REFERENCES webinars (id) ON DELETE CASCADE CHECK ((scope = 'webinar') = (webinar_id IS NOT NULL)),
    rows       INTEGER NOT NULL DEFAULT 0 CHECK (rows IN (0, 1) AND (rows = 0 OR role = 'organiser')),
    made_by    INTEGER NOT NULL,
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL CHECK (expires_at > made_at),
    used_at    INTEGER,
    member_id  INTEGER REFERENCES members (id) ON DELETE SET NULL CHECK (member_id IS NULL OR used_at IS NOT NULL),
    session    TEXT CHECK (session IS NULL OR role = 'speaker'),
    CHECK (role <> 'speaker' OR scope = 'webinar')
) STRICT;
CREATE INDEX passes_of_webinar ON passes (webinar_id) WHERE webinar_id IS NOT NULL;
CREATE INDEX passes_of_member ON passes (member_id) WHERE member_id IS NOT NULL;

-- An organiser's walk through a survey as an attendee: no response, so that nothing counts it. One a chat, and gone when
-- it is over. `answers` is what they said so far; `update_id` is the update that was taken last.
CREATE TABLE tryouts (
    chat_id    INTEGER PRIMARY KEY,
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    survey_id  INTEGER NOT NULL REFERENCES surveys (id),
    language   TEXT NOT NULL,
    answers    TEXT NOT NULL CHECK (json_valid(answers)),
    update_id  INTEGER NOT NULL,
    touched_at INTEGER NOT NULL
) STRICT;

-- Groups that the bot was brought to by somebody who runs webinars, as long as it is in there. `purpose` NULL: it says nothing
-- there. `asked_id`: the message that asks what the group is for. `posted_for`: the update that asked for the invitation to be
-- posted last, so that it is posted once.
CREATE TABLE group_chats (
    id         INTEGER PRIMARY KEY,
    chat_id    INTEGER NOT NULL UNIQUE,
    title      TEXT NOT NULL,
    language   TEXT NOT NULL,
    purpose    TEXT CHECK (purpose IN ('team', 'webinar')),
    webinar_id INTEGER REFERENCES webinars (id) ON DELETE CASCADE,
    asked_id   INTEGER,
    posted_for INTEGER,
    posted_at INTEGER,
    came_at    INTEGER NOT NULL,
    CHECK ((purpose IS 'webinar') = (webinar_id IS NOT NULL)),
    CHECK ((posted_for IS NULL) = (posted_at IS NULL))
) STRICT;
CREATE INDEX group_chats_of_webinar ON group_chats (webinar_id);

-- Who said what a group is for: it is shown what they may see, and nothing once nobody stands here. `chat_id` is theirs.
CREATE TABLE hosts (
    group_id INTEGER PRIMARY KEY REFERENCES group_chats (id) ON DELETE CASCADE,
    chat_id  INTEGER NOT NULL,
    since    INTEGER NOT NULL
) STRICT;
CREATE INDEX hosts_chat ON hosts (chat_id);

-- What came of comments: one line to those who wrote them. `line` NULL: not written yet; `sent_at` NULL: told to nobody yet.
-- `marks` are the comments that led to it. They go when it is sent: from then on the outbox knows whom it is for.
CREATE TABLE upshots (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    line       TEXT CHECK (length(line) BETWEEN 1 AND 500),
    made_at    INTEGER NOT NULL,
    sent_at    INTEGER,
    CHECK (sent_at IS NULL OR line IS NOT NULL)
) STRICT;
CREATE INDEX upshots_of_webinar ON upshots (webinar_id);
CREATE TABLE marks (
    upshot_id   INTEGER NOT NULL REFERENCES upshots (id) ON DELETE CASCADE,
    response_id INTEGER NOT NULL,
    question    TEXT NOT NULL,
    PRIMARY KEY (upshot_id, response_id, question),
    FOREIGN KEY (response_id, question) REFERENCES answers (response_id, question) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX marks_of_answer ON marks (response_id, question);
CREATE TRIGGER marks_are_of_one_text AFTER UPDATE OF text ON answers WHEN NEW.text IS NOT OLD.text
BEGIN
    DELETE FROM marks WHERE response_id = OLD.response_id AND question = OLD.question;
END;

-- Results of webinars whose answers are not here, as somebody typed them in; `body` is the definition.
CREATE TABLE earlier (
    key        TEXT PRIMARY KEY,
    series     TEXT NOT NULL,
    body       TEXT NOT NULL CHECK (json_valid(body)),
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX earlier_of_series ON earlier (series);

-- Polls of Telegram's own in a webinar's group: a series of their own, which no figure of the survey counts. Who voted is not
-- known. `update_id` is the update that wanted it; `poll_id` NULL: it is not known to be posted. `question` and `option` are
-- the survey's keys.
CREATE TABLE pulses (
    id         INTEGER PRIMARY KEY,
    webinar_id INTEGER NOT NULL REFERENCES webinars (id) ON DELETE CASCADE,
    group_id   INTEGER REFERENCES group_chats (id) ON DELETE SET NULL,
    update_id  INTEGER NOT NULL UNIQUE,
    question   TEXT NOT NULL,
    poll_id    TEXT UNIQUE,
    message_id INTEGER,
    voters     INTEGER NOT NULL DEFAULT 0 CHECK (voters >= 0),
    asked_at   INTEGER NOT NULL,
    closed_at  INTEGER
) STRICT;
CREATE INDEX pulses_of_webinar ON pulses (webinar_id);
CREATE INDEX pulses_of_group ON pulses (group_id) WHERE group_id IS NOT NULL;
CREATE TABLE pulse_counts (
    pulse_id INTEGER NOT NULL REFERENCES pulses (id) ON DELETE CASCADE,
    place    INTEGER NOT NULL CHECK (place >= 0),
    option   TEXT NOT NULL,
    votes    INTEGER NOT NULL DEFAULT 0 CHECK (votes >= 0),
    PRIMARY KEY (pulse_id, place)
) STRICT, WITHOUT ROWID;

-- Backups that were made or tried; each stands in itself, too, and so says when it was taken. `name` is the file's, without its
-- folder; `scheduled`: by the bot itself. `trouble`: why there is none.
CREATE TABLE backups (
    id        INTEGER PRIMARY KEY,
    made_at   INTEGER NOT NULL,
    name      TEXT NOT NULL,
    scheduled INTEGER NOT NULL CHECK (scheduled IN (0, 1)),
    encrypted INTEGER NOT NULL CHECK (encrypted IN (0, 1)),
    trouble   TEXT
) STRICT;
CREATE INDEX backups_by_moment ON backups (made_at);

-- Restores that this database has been through: what happened from `taken_at` on is lost. So many rows of the outbox are held since,
-- and of so many it was `known` what became of them, from the database that was in use (`live`). `told_at` NULL: owners are to be told.
CREATE TABLE restores (
    id          INTEGER PRIMARY KEY,
    taken_at    INTEGER NOT NULL,
    restored_at INTEGER NOT NULL,
    held        INTEGER NOT NULL CHECK (held >= 0),
    known       INTEGER NOT NULL CHECK (known >= 0),
    live        INTEGER NOT NULL CHECK (live IN (0, 1)),
    told_at     INTEGER
) STRICT;
