-- Times are microseconds since 1970 in UTC. They are shown, never sorted by: ids and `sequence` give the order.

CREATE TABLE chat (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    sequence INTEGER NOT NULL,  -- grows with each message of any chat: the order of the list
    model TEXT,
    draft TEXT NOT NULL DEFAULT '',
    is_pinned INTEGER NOT NULL DEFAULT 0 CHECK (is_pinned IN (0, 1)),
    leaf_id INTEGER REFERENCES message (id) ON DELETE SET NULL,  -- last message on screen
    deleted_at INTEGER
) STRICT;

-- What was typed before there is a chat for it.
CREATE TABLE new_chat (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    draft TEXT NOT NULL
) STRICT;
INSERT INTO new_chat VALUES (1, '');

CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- also the order of writing
    chat_id INTEGER NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    parent_id INTEGER REFERENCES message (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
    text TEXT NOT NULL,
    thinking TEXT NOT NULL DEFAULT '',
    crc32 INTEGER NOT NULL,  -- of text and thinking: finds damage that the file format does not
    state TEXT NOT NULL CHECK (state IN ('sent', 'streaming', 'done', 'stopped', 'interrupted', 'error')),
    created_at INTEGER NOT NULL,
    thinking_s REAL,
    model TEXT,
    usage TEXT,  -- JSON
    error TEXT,  -- JSON
    left_out INTEGER NOT NULL DEFAULT 0,
    deleted_at INTEGER,
    deleted_with INTEGER,  -- the message that was deleted; this one is below it
    leaf_before INTEGER  -- on the deleted message itself: what `leaf_id` was if the deletion changed it
) STRICT;

CREATE INDEX message_by_chat ON message (chat_id, id);
CREATE INDEX message_by_parent ON message (parent_id);
CREATE INDEX message_deleted ON message (deleted_with) WHERE deleted_with IS NOT NULL;
CREATE INDEX message_streaming ON message (id) WHERE state = 'streaming';

-- Trigrams find parts of words and words of languages that write without spaces.
CREATE VIRTUAL TABLE chat_index USING fts5 (title, content = 'chat', content_rowid = 'id', tokenize = 'trigram');
CREATE VIRTUAL TABLE message_index USING fts5 (text, content = 'message', content_rowid = 'id', tokenize = 'trigram');

CREATE TRIGGER chat_added AFTER INSERT ON chat BEGIN
    INSERT INTO chat_index (rowid, title) VALUES (new.id, new.title);
END;
CREATE TRIGGER chat_renamed AFTER UPDATE OF title ON chat BEGIN
    INSERT INTO chat_index (chat_index, rowid, title) VALUES ('delete', old.id, old.title);
    INSERT INTO chat_index (rowid, title) VALUES (new.id, new.title);
END;
CREATE TRIGGER chat_removed AFTER DELETE ON chat BEGIN
    INSERT INTO chat_index (chat_index, rowid, title) VALUES ('delete', old.id, old.title);
END;

-- An answer is indexed once, when it has ended, not twice a second while it grows.
CREATE TRIGGER message_added AFTER INSERT ON message WHEN new.state <> 'streaming' BEGIN
    INSERT INTO message_index (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER message_left AFTER UPDATE OF text, state ON message
WHEN old.state <> 'streaming' AND (new.state = 'streaming' OR old.text <> new.text) BEGIN
    INSERT INTO message_index (message_index, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER message_came AFTER UPDATE OF text, state ON message
WHEN new.state <> 'streaming' AND (old.state = 'streaming' OR old.text <> new.text) BEGIN
    INSERT INTO message_index (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER message_removed AFTER DELETE ON message WHEN old.state <> 'streaming' BEGIN
    INSERT INTO message_index (message_index, rowid, text) VALUES ('delete', old.id, old.text);
END;
