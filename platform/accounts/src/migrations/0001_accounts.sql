-- People with an account. A row is never deleted: the journal names people by id for ever.
CREATE TABLE accounts_person (
    id UUID NOT NULL PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    surname TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    email TEXT,
    active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
-- Both engines sort the folded name byte by byte, whatever the server's locale.
-- only postgres
ALTER TABLE accounts_person ALTER COLUMN sort_key TYPE TEXT COLLATE "C";
-- end
CREATE INDEX accounts_person_sort ON accounts_person (sort_key, id);
CREATE INDEX accounts_person_email ON accounts_person (email);
-- What a person proves themselves with, one row each. The password is an Argon2id string in PHC form; none for those who
-- come through the ente's identity provider.
CREATE TABLE accounts_credential (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL UNIQUE REFERENCES accounts_person (id),
    password_hash TEXT,
    password_set_at BIGINT,
    must_change BOOLEAN NOT NULL,
    totp_secret BYTEA,
    totp_set_at BIGINT
);
-- Passkeys: the public key and its counter, in the form of the WebAuthn library.
CREATE TABLE accounts_passkey (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES accounts_person (id),
    label TEXT NOT NULL,
    credential TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE INDEX accounts_passkey_person ON accounts_passkey (person_id);
-- Codes that each stand in once for a second factor. A code ends when it is used or when new ones are made.
CREATE TABLE accounts_recovery (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES accounts_person (id),
    code_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX accounts_recovery_person ON accounts_recovery (person_id);
-- Keys with which programs act for a person. Scopes are permission codes, one a line.
CREATE TABLE accounts_token (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES accounts_person (id),
    label TEXT NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX accounts_token_person ON accounts_token (person_id);
-- Who a person is at an OpenID Connect provider (OpenID Connect Core 1.0 section 2: issuer and subject name one user).
CREATE TABLE accounts_oidc (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES accounts_person (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (issuer, subject)
);
-- From here on, working tables: they change with every click and end by themselves, so they are not journaled.
CREATE TABLE accounts_session (
    id UUID NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    person_id UUID NOT NULL REFERENCES accounts_person (id),
    created_at BIGINT NOT NULL,
    proved_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL,
    second_factor BOOLEAN NOT NULL,
    must_change BOOLEAN NOT NULL
);
CREATE INDEX accounts_session_person ON accounts_session (person_id);
-- Browsers from which a person has already entered: their attempts are counted apart.
CREATE TABLE accounts_device (
    token_hash BYTEA NOT NULL,
    person_id UUID NOT NULL REFERENCES accounts_person (id),
    last_seen_at BIGINT NOT NULL,
    PRIMARY KEY (token_hash, person_id)
);
-- Failed attempts. A bucket is the SHA-256 of what is counted together, so that no address or name stands here.
CREATE TABLE accounts_attempt (
    bucket BYTEA NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);
-- What the server must remember between two steps of the same person: a second factor, a passkey, a code to confirm.
CREATE TABLE accounts_challenge (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    person_id UUID REFERENCES accounts_person (id),
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
-- The last time step whose code a person has used (RFC 6238 section 5.2: a code is accepted once).
CREATE TABLE accounts_totp_step (
    person_id UUID NOT NULL PRIMARY KEY REFERENCES accounts_person (id),
    step BIGINT NOT NULL
);
