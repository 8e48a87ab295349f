-- patterns-concurrency, version 1, for H2. May be run more than once.

-- Which version of which module's tables this database has.
CREATE TABLE IF NOT EXISTS patterns_schema (
    module  VARCHAR(100) NOT NULL PRIMARY KEY,
    version INTEGER      NOT NULL
);

-- One row per transaction that ran with a key. OPEN is never seen committed: the transaction that inserts the row makes it
-- DONE before it commits. VOID is a tombstone: nothing was or will be committed under the key by an earlier attempt.
CREATE TABLE IF NOT EXISTS patterns_transaction (
    tx_key     VARCHAR(200) NOT NULL PRIMARY KEY,
    owner      VARCHAR(36)  NOT NULL,
    attempt    INTEGER      NOT NULL,
    state      VARCHAR(4)   NOT NULL CHECK (state IN ('OPEN', 'DONE', 'VOID')),
    changed_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX IF NOT EXISTS patterns_transaction_changed ON patterns_transaction (changed_at);

-- One row per idempotent call. The attempt only grows: a claim that was taken over can neither store nor free anything.
CREATE TABLE IF NOT EXISTS patterns_call (
    scope        VARCHAR(100) NOT NULL,
    call_key     VARCHAR(255) NOT NULL,
    fingerprint  CHAR(64)     NOT NULL,
    attempt      INTEGER      NOT NULL,
    state        VARCHAR(7)   NOT NULL CHECK (state IN ('RUNNING', 'FREE', 'DONE', 'FAILED')),
    lease_until  TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    result       BLOB,
    failure_type VARCHAR(500),
    PRIMARY KEY (scope, call_key)
);
CREATE INDEX IF NOT EXISTS patterns_call_expires ON patterns_call (expires_at);

-- The greatest fencing token that has written, per name of a lease.
CREATE TABLE IF NOT EXISTS patterns_fence (
    name  VARCHAR(200) NOT NULL PRIMARY KEY,
    token BIGINT       NOT NULL
);

-- H2 only: the one row that every serializable transaction updates first, because H2's own level lets write skew through.
CREATE TABLE IF NOT EXISTS patterns_serial (
    id    INTEGER NOT NULL PRIMARY KEY,
    turns BIGINT  NOT NULL
);
INSERT INTO patterns_serial (id, turns) SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM patterns_serial);

MERGE INTO patterns_schema (module, version) KEY (module) VALUES ('concurrency', 1);
