-- SQLite promises no order among the triggers of one event: two that fire for one change of a finished text, one
-- taking the old words out and one putting the new ones in, could leave the message out of the index. Each change
-- fires exactly one from now on.
DROP TRIGGER message_left;
DROP TRIGGER message_came;

CREATE TRIGGER message_left AFTER UPDATE OF text, state ON message
WHEN old.state <> 'streaming' AND new.state = 'streaming' BEGIN
    INSERT INTO message_index (message_index, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER message_came AFTER UPDATE OF text, state ON message
WHEN old.state = 'streaming' AND new.state <> 'streaming' BEGIN
    INSERT INTO message_index (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER message_changed AFTER UPDATE OF text, state ON message
WHEN old.state <> 'streaming' AND new.state <> 'streaming' AND old.text <> new.text BEGIN
    INSERT INTO message_index (message_index, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO message_index (rowid, text) VALUES (new.id, new.text);
END;

-- What was left out comes in. An answer that still grows is indexed when it has ended.
INSERT INTO message_index (message_index) VALUES ('delete-all');
INSERT INTO message_index (rowid, text) SELECT id, text FROM message WHERE state <> 'streaming';
