PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA application_id = 1095989614;
PRAGMA user_version = 1;
CREATE TABLE name(
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE series(
    id INTEGER PRIMARY KEY,
    measurement TEXT NOT NULL,
    wearer INTEGER NOT NULL,
    device INTEGER NOT NULL,
    kind TEXT NOT NULL,
    UNIQUE(measurement, wearer, device, kind)) STRICT;
CREATE TABLE steps(
    series INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    count INTEGER NOT NULL,
    length_ms INTEGER NOT NULL,
    boot TEXT,
    PRIMARY KEY(series, time_ms)) STRICT, WITHOUT ROWID;
CREATE TABLE heart_rate(
    series INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    bpm INTEGER NOT NULL,
    PRIMARY KEY(series, time_ms)) STRICT, WITHOUT ROWID;
CREATE TABLE journal(
    series INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    value TEXT,
    text TEXT,
    PRIMARY KEY(series, time_ms)) STRICT, WITHOUT ROWID;
CREATE TABLE day(
    wearer TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL,
    rule_version INTEGER NOT NULL,
    computed_ms INTEGER NOT NULL,
    report TEXT NOT NULL,
    figures TEXT NOT NULL,
    PRIMARY KEY(wearer, date, revision)) STRICT;
CREATE TABLE target(
    wearer TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    action TEXT NOT NULL,
    reason TEXT NOT NULL,
    inputs TEXT NOT NULL,
    PRIMARY KEY(wearer, date, revision)) STRICT;
INSERT INTO name (id, slug) VALUES (1, 'slug');
INSERT INTO series (id, measurement, wearer, device, kind) VALUES (1, 'measurement', 3, 4, 'kind');
INSERT INTO steps (series, time_ms, count, length_ms, boot) VALUES (1, 1781524800000, 3, 4, 'boot of a version 1 file');
INSERT INTO heart_rate (series, time_ms, bpm) VALUES (1, 1781524800000, 3);
INSERT INTO journal (series, time_ms, value, text) VALUES (1, 1781524800000, 'value of a version 1 file', 'text of a version 1 file');
INSERT INTO day (wearer, date, revision, rule_version, computed_ms, report, figures) VALUES ('ana', '2026-06-15', 3, 4, 1781524800000, 'report of a version 1 file', '{"steps":12}');
INSERT INTO target (wearer, date, revision, steps, action, reason, inputs) VALUES ('ana', '2026-06-15', 3, 4, 'action of a version 1 file', 'reason', 'inputs of a version 1 file');
