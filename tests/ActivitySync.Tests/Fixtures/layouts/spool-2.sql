PRAGMA user_version = 2;
CREATE TABLE burst (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received_ms INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    body BLOB NOT NULL, crc INTEGER);
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received_ms INTEGER NOT NULL,
    topic TEXT NOT NULL,
    retained INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    payload BLOB NOT NULL);
CREATE TABLE touched_day (
    wearer TEXT NOT NULL,
    date TEXT NOT NULL,
    mark INTEGER NOT NULL,
    PRIMARY KEY (wearer, date)) WITHOUT ROWID;
CREATE TABLE publication (
    topic TEXT PRIMARY KEY,
    payload BLOB NOT NULL,
    pending INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE salvage (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    report TEXT NOT NULL);
INSERT INTO burst (id, received_ms, messages, body, crc) VALUES (1, 1781524800000, 3, x'626f6479207632', NULL);
INSERT INTO quarantine (id, received_ms, topic, retained, reason, detail, digest, payload) VALUES (1, 1781524800000, 'activitysync/v1/ana/watch/steps', 4, 'reason', 'detail of a version 2 file', x'646967657374207632', x'7061796c6f6164207632');
INSERT INTO touched_day (wearer, date, mark) VALUES ('ana', '2026-06-15', 3);
INSERT INTO publication (topic, payload, pending) VALUES ('activitysync/v1/ana/watch/steps', x'7061796c6f6164207632', 3);
INSERT INTO counter (name, value) VALUES ('mark', 2);
INSERT INTO salvage (id, at_ms, report) VALUES (1, 1781524800000, 'report of a version 2 file');
