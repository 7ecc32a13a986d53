-- A tombstone says nothing about the person. It stays in every copy, and in a file beside the
-- database, so that a copy from before knows whom to forget again.

CREATE TABLE forgotten (
    mailbox TEXT NOT NULL,                 -- p12; no other person gets this number any more
    mark    TEXT NOT NULL,                 -- a digest of the person's key, which is destroyed
    day     TEXT NOT NULL,                 -- 2026-11-21
    PRIMARY KEY (mailbox, mark)
) STRICT, WITHOUT ROWID;

ALTER TABLE former ADD COLUMN place BLOB;  -- the chat's id before, sealed by the master key

DELETE FROM journal;                       -- events named people until now; they do not any more

ALTER TABLE journal DROP COLUMN notes;     -- the rules that spoke are sealed with the event
