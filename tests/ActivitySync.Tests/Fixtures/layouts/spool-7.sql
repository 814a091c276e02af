PRAGMA user_version = 7;
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
    payload BLOB NOT NULL, source TEXT NOT NULL DEFAULT 'native', wearer TEXT NOT NULL DEFAULT '', date TEXT NOT NULL DEFAULT '', reading TEXT NOT NULL DEFAULT '');
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
    stale_ms INTEGER NOT NULL DEFAULT 0, offset_ms INTEGER,
    PRIMARY KEY (wearer, device)) WITHOUT ROWID;
CREATE INDEX quarantine_received ON quarantine (received_ms);
CREATE TABLE refusal (
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    ignored INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    PRIMARY KEY (source, reason)) WITHOUT ROWID;
CREATE TABLE stream (
    wearer TEXT NOT NULL,
    device TEXT NOT NULL,
    stream TEXT NOT NULL,
    date TEXT NOT NULL,
    source TEXT NOT NULL,
    topic TEXT NOT NULL,
    received INTEGER NOT NULL,
    PRIMARY KEY (wearer, device, stream, date)) WITHOUT ROWID;
CREATE TABLE fallen (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    wearer TEXT NOT NULL,
    reading TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    source TEXT NOT NULL,
    topic TEXT NOT NULL,
    retained INTEGER NOT NULL,
    payload BLOB NOT NULL,
    UNIQUE (wearer, reading));
CREATE TABLE waiting (
    topic TEXT PRIMARY KEY,
    received_ms INTEGER NOT NULL,
    retained INTEGER NOT NULL,
    payload BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE settled (
    wearer TEXT NOT NULL,
    reading TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (wearer, reading)) WITHOUT ROWID;
CREATE INDEX quarantine_reading ON quarantine (wearer, date) WHERE reading <> '';
INSERT INTO burst (id, received_ms, messages, body, crc) VALUES (1, 1781524800000, 3, x'626f6479207636', NULL);
INSERT INTO quarantine (id, received_ms, topic, retained, reason, detail, digest, payload, source, wearer, date, reading) VALUES (1, 1781524800000, 'activitysync/v1/ana/watch/steps', 4, 'reason', 'detail of a version 6 file', x'646967657374207636', x'7061796c6f6164207636', 'source', 'ana', '2026-06-15', 'reading of a version 6 file');
INSERT INTO touched_day (wearer, date, mark) VALUES ('ana', '2026-06-15', 3);
INSERT INTO publication (topic, payload, pending) VALUES ('activitysync/v1/ana/watch/steps', x'7061796c6f6164207636', 3);
INSERT INTO counter (name, value) VALUES ('mark', 2);
INSERT INTO salvage (id, at_ms, report) VALUES (1, 1781524800000, 'report of a version 6 file');
INSERT INTO event (id, key, kind, wearer, at_ms, expires_ms, payload) VALUES (1, 'key of a version 6 file', 'kind', 'ana', 1781524800000, 1781524800000, x'7061796c6f6164207636');
INSERT INTO device (wearer, device, last_ms, stale_ms, offset_ms) VALUES ('ana', 'device', 1781524800000, 4, 5);
INSERT INTO refusal (source, reason, ignored, messages, last_ms) VALUES ('source', 'reason', 3, 4, 1781524800000);
INSERT INTO stream (wearer, device, stream, date, source, topic, received) VALUES ('ana', 'device', 'stream', '2026-06-15', 'source', 'activitysync/v1/ana/watch/steps', 7);
INSERT INTO fallen (id, wearer, reading, received_ms, source, topic, retained, payload) VALUES (1, 'ana', 'reading of a version 6 file', 1781524800000, 'source', 'activitysync/v1/ana/watch/steps', 7, x'7061796c6f6164207636');
INSERT INTO waiting (topic, received_ms, retained, payload) VALUES ('activitysync/v1/ana/watch/steps', 1781524800000, 3, x'7061796c6f6164207636');
INSERT INTO settled (wearer, reading, at_ms) VALUES ('ana', 'reading of a version 6 file', 1781524800000);
CREATE TABLE past_days (
    wearer TEXT PRIMARY KEY,
    from_date TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL,
    computed_ms INTEGER NOT NULL,
    days BLOB NOT NULL,
    crc INTEGER NOT NULL);
INSERT INTO past_days VALUES('ana','2026-04-16','2026-06-15',1,1781571600000,X'01',1);
