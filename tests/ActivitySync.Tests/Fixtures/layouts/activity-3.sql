PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA application_id = 1095989614;
PRAGMA user_version = 3;
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
    boot TEXT, milli INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0,
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
CREATE TABLE hour(
    wearer TEXT NOT NULL,
    date TEXT NOT NULL,
    revision INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    start_ms INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    steps INTEGER,
    coarse_steps INTEGER,
    walking_minutes INTEGER,
    median_bpm REAL,
    PRIMARY KEY(wearer, date, revision, hour)) STRICT, WITHOUT ROWID;
CREATE TABLE progress(
    wearer TEXT NOT NULL,
    time_ms INTEGER NOT NULL,
    steps INTEGER,
    expected INTEGER,
    target INTEGER,
    PRIMARY KEY(wearer, time_ms)) STRICT, WITHOUT ROWID;
CREATE TABLE raw_from(
    wearer TEXT PRIMARY KEY,
    time_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE page_check(
    id INTEGER PRIMARY KEY CHECK(id = 0),
    good_ms INTEGER NOT NULL,
    is_open INTEGER NOT NULL) STRICT;
INSERT INTO name (id, slug) VALUES (1, 'slug');
INSERT INTO series (id, measurement, wearer, device, kind) VALUES (1, 'measurement', 3, 4, 'kind');
INSERT INTO steps (series, time_ms, count, length_ms, boot, milli, version) VALUES (1, 1781524800000, 3, 4, 'boot of a version 3 file', 6, 7);
INSERT INTO heart_rate (series, time_ms, bpm) VALUES (1, 1781524800000, 3);
INSERT INTO journal (series, time_ms, value, text) VALUES (1, 1781524800000, 'value of a version 3 file', 'text of a version 3 file');
INSERT INTO day (wearer, date, revision, rule_version, computed_ms, report, figures) VALUES ('ana', '2026-06-15', 3, 4, 1781524800000, 'report of a version 3 file', '{"steps":12}');
INSERT INTO target (wearer, date, revision, steps, action, reason, inputs) VALUES ('ana', '2026-06-15', 3, 4, 'action of a version 3 file', 'reason', 'inputs of a version 3 file');
INSERT INTO hour (wearer, date, revision, hour, start_ms, minutes, steps, coarse_steps, walking_minutes, median_bpm) VALUES ('ana', '2026-06-15', 3, 4, 1781524800000, 6, 7, 8, 9, 71.5);
INSERT INTO progress (wearer, time_ms, steps, expected, target) VALUES ('ana', 1781524800000, 3, 4, 5);
INSERT INTO raw_from (wearer, time_ms) VALUES ('ana', 1781524800000);
INSERT INTO page_check (id, good_ms, is_open) VALUES (0, 1781438400000, 0);
