-- Times are microseconds since 1970 in UTC. Everything that a person could recognise is sealed;
-- `key` names the row of `keys` that opens it.

CREATE TABLE keys (
    id      INTEGER PRIMARY KEY,
    scope   TEXT NOT NULL UNIQUE,          -- p12, p12@r7, r7, transit/2026-11-21T18
    wrapped BLOB NOT NULL,                 -- by the master key
    made    INTEGER NOT NULL
) STRICT;

CREATE TABLE roster (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    mailbox TEXT UNIQUE,                   -- r7, p12: a letter and `number`
    hash    BLOB NOT NULL UNIQUE,          -- keyed hash of the chat's id, to find it
    place   BLOB NOT NULL                  -- the chat's id, sealed by the master key
) STRICT;

CREATE TABLE former (                      -- chats that became another one
    hash    BLOB PRIMARY KEY,
    number  INTEGER NOT NULL REFERENCES roster (number) ON DELETE CASCADE
) STRICT;

CREATE TABLE inbox (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    mailbox  TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('update', 'told')),
    source   INTEGER,                      -- the update's own number; NULL if told
    part     INTEGER NOT NULL DEFAULT 0,
    key      INTEGER,
    payload  BLOB,                         -- NULL as soon as the row is settled
    received INTEGER NOT NULL,
    state    TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
    UNIQUE (source, part)
) STRICT;
CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 'waiting';
CREATE INDEX inbox_received ON inbox (received) WHERE state <> 'waiting';

CREATE TABLE mailboxes (
    mailbox  TEXT PRIMARY KEY,
    seq      INTEGER NOT NULL,
    key      INTEGER NOT NULL,
    snapshot BLOB NOT NULL,
    deadline INTEGER
) STRICT;
CREATE INDEX mailboxes_deadline ON mailboxes (deadline) WHERE deadline IS NOT NULL;

CREATE TABLE journal (
    mailbox TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    key     INTEGER NOT NULL,
    event   BLOB NOT NULL,
    notes   TEXT NOT NULL,                 -- names of rules, nothing of anybody's
    failed  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (mailbox, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_at ON journal (at);

CREATE TABLE outbox (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    effect   TEXT NOT NULL UNIQUE,         -- mailbox/seq/n
    mailbox  TEXT NOT NULL,
    language TEXT NOT NULL,
    key      INTEGER,
    payload  BLOB,                         -- NULL as soon as it is done
    words    TEXT NOT NULL DEFAULT '',     -- the refs that it names, each with a space behind it
    message  INTEGER,                      -- what the chat calls the post
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_unsent ON outbox (id) WHERE payload IS NOT NULL;
CREATE INDEX outbox_done ON outbox (at) WHERE payload IS NULL;

CREATE TABLE words (
    ref    TEXT PRIMARY KEY,
    scope  TEXT NOT NULL,                  -- p12@r7: the author in that room
    key    INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    until  INTEGER NOT NULL
) STRICT;
CREATE INDEX words_until ON words (until);

CREATE VIEW awaited AS                     -- words that a post which is not out yet names
    SELECT ref FROM words WHERE EXISTS (
        SELECT 1 FROM outbox WHERE payload IS NOT NULL AND outbox.words <> ''
        AND instr(' ' || outbox.words, ' ' || ref || ' ')
    );
