-- The chat that this one goes on with: its first question is asked with all that was said there.
ALTER TABLE chat ADD COLUMN continues_id INTEGER REFERENCES chat (id) ON DELETE SET NULL;

-- A question that is being put in other words, and these, so far.
ALTER TABLE chat ADD COLUMN edited_id INTEGER REFERENCES message (id) ON DELETE SET NULL;
ALTER TABLE chat ADD COLUMN edited_text TEXT NOT NULL DEFAULT '';
