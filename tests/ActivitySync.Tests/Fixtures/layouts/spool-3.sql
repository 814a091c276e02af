PRAGMA user_version = 3;
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
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    wearer TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    payload BLOB NOT NULL);
CREATE TABLE device (
    wearer TEXT NOT NULL,
    device TEXT NOT NULL,
    last_ms INTEGER NOT NULL,
    stale_ms INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (wearer, device)) WITHOUT ROWID;
INSERT INTO burst (id, received_ms, messages, body, crc) VALUES (1, 1781524800000, 3, x'626f6479207633', NULL);
INSERT INTO quarantine (id, received_ms, topic, retained, reason, detail, digest, payload) VALUES (1, 1781524800000, 'activitysync/v1/ana/watch/steps', 4, 'reason', 'detail of a version 3 file', x'646967657374207633', x'7061796c6f6164207633');
INSERT INTO touched_day (wearer, date, mark) VALUES ('ana', '2026-06-15', 3);
INSERT INTO publication (topic, payload, pending) VALUES ('activitysync/v1/ana/watch/steps', x'7061796c6f6164207633', 3);
INSERT INTO counter (name, value) VALUES ('mark', 2);
INSERT INTO salvage (id, at_ms, report) VALUES (1, 1781524800000, 'report of a version 3 file');
INSERT INTO event (id, key, kind, wearer, at_ms, expires_ms, payload) VALUES (1, 'key of a version 3 file', 'kind', 'ana', 1781524800000, 1781524800000, x'7061796c6f6164207633');
INSERT INTO device (wearer, device, last_ms, stale_ms) VALUES ('ana', 'device', 1781524800000, 4);
