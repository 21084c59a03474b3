CREATE TABLE IF NOT EXISTS db_migration (owner TEXT NOT NULL, name TEXT NOT NULL, applied_at INTEGER NOT NULL, PRIMARY KEY (owner, name)) STRICT;
CREATE TABLE accounts_person (
    id BLOB NOT NULL PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    surname TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    email TEXT,
    active INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_person_sort ON accounts_person (sort_key, id);
CREATE INDEX accounts_person_email ON accounts_person (email);
CREATE TABLE accounts_credential (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL UNIQUE REFERENCES accounts_person (id),
    password_hash TEXT,
    password_set_at INTEGER,
    must_change INTEGER NOT NULL,
    totp_secret BLOB,
    totp_set_at INTEGER
) STRICT;
CREATE TABLE accounts_passkey (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES accounts_person (id),
    label TEXT NOT NULL,
    credential TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE INDEX accounts_passkey_person ON accounts_passkey (person_id);
CREATE TABLE accounts_recovery (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES accounts_person (id),
    code_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX accounts_recovery_person ON accounts_recovery (person_id);
CREATE TABLE accounts_token (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES accounts_person (id),
    label TEXT NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX accounts_token_person ON accounts_token (person_id);
CREATE TABLE accounts_oidc (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES accounts_person (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (issuer, subject)
) STRICT;
CREATE TABLE accounts_session (
    id BLOB NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    person_id BLOB NOT NULL REFERENCES accounts_person (id),
    created_at INTEGER NOT NULL,
    proved_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL,
    second_factor INTEGER NOT NULL,
    must_change INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_session_person ON accounts_session (person_id);
CREATE TABLE accounts_device (
    token_hash BLOB NOT NULL,
    person_id BLOB NOT NULL REFERENCES accounts_person (id),
    last_seen_at INTEGER NOT NULL,
    PRIMARY KEY (token_hash, person_id)
) STRICT;
CREATE TABLE accounts_attempt (
    bucket BLOB NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
) STRICT;
CREATE TABLE accounts_challenge (
    token_hash BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    person_id BLOB REFERENCES accounts_person (id),
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE TABLE accounts_totp_step (
    person_id BLOB NOT NULL PRIMARY KEY REFERENCES accounts_person (id),
    step INTEGER NOT NULL
) STRICT;
CREATE TABLE accounts_preference (
    person_id BLOB NOT NULL REFERENCES accounts_person (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (person_id, name)
) STRICT;
CREATE TABLE authz_unit (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    parent_id BLOB REFERENCES authz_unit (id),
    valid_from TEXT NOT NULL,
    valid_to TEXT
) STRICT;
CREATE TABLE authz_role (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    permissions TEXT NOT NULL
) STRICT;
CREATE TABLE authz_incarico (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL,
    unit_id BLOB NOT NULL REFERENCES authz_unit (id),
    role_id BLOB NOT NULL REFERENCES authz_role (id),
    deputy_of BLOB REFERENCES authz_incarico (id),
    valid_from TEXT NOT NULL,
    valid_to TEXT
) STRICT;
CREATE INDEX authz_incarico_person ON authz_incarico (person_id);
CREATE INDEX authz_incarico_unit ON authz_incarico (unit_id);
CREATE TABLE authz_absence (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL
) STRICT;
CREATE INDEX authz_absence_person ON authz_absence (person_id);
CREATE TABLE authz_unit_name (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES authz_unit (id),
    name TEXT NOT NULL,
    until_at INTEGER NOT NULL
) STRICT;
CREATE INDEX authz_unit_name_unit ON authz_unit_name (unit_id, until_at);
CREATE TABLE conversion_derivation (
    id BLOB NOT NULL PRIMARY KEY,
    document_id BLOB NOT NULL,
    origin BLOB NOT NULL,
    derived_id BLOB,
    archivable INTEGER NOT NULL,
    program TEXT NOT NULL,
    version TEXT NOT NULL,
    failure TEXT,
    made_at INTEGER NOT NULL,
    CHECK ((derived_id IS NULL) <> (failure IS NULL))
) STRICT;
CREATE INDEX conversion_derivation_document ON conversion_derivation (document_id);
CREATE TABLE directory_subject (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('persona', 'impresa', 'ente')),
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    tax_code TEXT,
    vat_number TEXT,
    pec TEXT,
    email TEXT,
    address TEXT,
    ipa TEXT,
    merged_into BLOB REFERENCES directory_subject (id),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX directory_subject_name ON directory_subject (name_folded, id);
CREATE INDEX directory_subject_kind ON directory_subject (kind, name_folded, id);
CREATE INDEX directory_subject_tax_code ON directory_subject (tax_code);
CREATE INDEX directory_subject_vat_number ON directory_subject (vat_number);
CREATE INDEX directory_subject_pec ON directory_subject (pec);
CREATE INDEX directory_subject_ipa ON directory_subject (ipa);
CREATE TABLE directory_word (
    word TEXT NOT NULL,
    subject_id BLOB NOT NULL REFERENCES directory_subject (id)
) STRICT;
CREATE UNIQUE INDEX directory_word_word ON directory_word (word, subject_id);
CREATE UNIQUE INDEX directory_word_subject ON directory_word (subject_id, word);
CREATE TABLE directory_gate (
    clue TEXT NOT NULL PRIMARY KEY
) STRICT;
ALTER TABLE directory_subject ADD COLUMN code_note TEXT;
CREATE INDEX directory_subject_merged ON directory_subject (merged_into);
CREATE TABLE directory_address (
    id BLOB NOT NULL PRIMARY KEY,
    subject_id BLOB NOT NULL REFERENCES directory_subject (id),
    kind TEXT NOT NULL CHECK (kind IN ('pec', 'email', 'postale')),
    value TEXT NOT NULL,
    valid_from TEXT,
    valid_to TEXT,
    note TEXT,
    merge_id BLOB,
    gone_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX directory_address_subject ON directory_address (subject_id);
CREATE INDEX directory_address_value ON directory_address (kind, value);
CREATE TABLE directory_merge (
    id BLOB NOT NULL PRIMARY KEY,
    lost_id BLOB NOT NULL REFERENCES directory_subject (id),
    kept_id BLOB NOT NULL REFERENCES directory_subject (id),
    changes TEXT NOT NULL,
    note TEXT,
    merged_by BLOB NOT NULL,
    merged_at INTEGER NOT NULL,
    undone_by BLOB,
    undone_at INTEGER,
    undo_note TEXT
) STRICT;
CREATE INDEX directory_merge_lost ON directory_merge (lost_id);
CREATE INDEX directory_merge_kept ON directory_merge (kept_id);
CREATE TABLE directory_distinct (
    id BLOB NOT NULL PRIMARY KEY,
    first_id BLOB NOT NULL REFERENCES directory_subject (id),
    second_id BLOB NOT NULL REFERENCES directory_subject (id),
    note TEXT,
    decided_by BLOB NOT NULL,
    decided_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX directory_distinct_pair ON directory_distinct (first_id, second_id);
CREATE INDEX directory_distinct_second ON directory_distinct (second_id);
CREATE TABLE directory_ipa_copy (
    id BLOB NOT NULL PRIMARY KEY,
    enti INTEGER NOT NULL,
    aoo INTEGER NOT NULL,
    uo INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    updated TEXT,
    loaded_at INTEGER NOT NULL
) STRICT;
CREATE TABLE directory_ipa (
    id BLOB NOT NULL PRIMARY KEY,
    copy_id BLOB NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('ente', 'aoo', 'uo')),
    ipa TEXT NOT NULL,
    code TEXT,
    name TEXT NOT NULL,
    part TEXT,
    tax_code TEXT,
    pec TEXT,
    place TEXT
) STRICT;
CREATE INDEX directory_ipa_code ON directory_ipa (copy_id, ipa, level);
CREATE INDEX directory_ipa_pec ON directory_ipa (copy_id, pec);
CREATE TABLE directory_ipa_word (
    copy_id BLOB NOT NULL,
    word TEXT NOT NULL,
    line_id BLOB NOT NULL
) STRICT;
CREATE INDEX directory_ipa_word_word ON directory_ipa_word (copy_id, word, line_id);
CREATE INDEX directory_ipa_word_line ON directory_ipa_word (line_id, word);
CREATE TABLE documents_document (
    id BLOB NOT NULL PRIMARY KEY,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    detail TEXT,
    mismatch INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX documents_document_sha256 ON documents_document (sha256);
CREATE TABLE documents_text (
    sha256 BLOB NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    pages INTEGER,
    notes TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE documents_disposal (
    id BLOB NOT NULL PRIMARY KEY,
    document_id BLOB NOT NULL UNIQUE REFERENCES documents_document (id),
    sha256 BLOB NOT NULL,
    matter_id BLOB NOT NULL,
    authority TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    ended_at INTEGER,
    CHECK (state IN ('decided', 'destroyed', 'shared'))
) STRICT;
CREATE INDEX documents_disposal_sha256 ON documents_disposal (sha256);
CREATE INDEX documents_disposal_matter ON documents_disposal (matter_id, id);
CREATE TABLE jobs_job (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    dedup TEXT,
    state TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    node TEXT,
    reason TEXT,
    cause TEXT,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX jobs_job_due ON jobs_job (due_at, kind, id) WHERE ended_at IS NULL;
CREATE INDEX jobs_job_ended ON jobs_job (state, ended_at) WHERE ended_at IS NOT NULL;
CREATE UNIQUE INDEX jobs_job_dedup ON jobs_job (kind, dedup) WHERE state = 'waiting';
CREATE TABLE jobs_periodic (
    kind TEXT NOT NULL PRIMARY KEY,
    next_at INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_job_next ON jobs_job (kind, due_at, id) WHERE ended_at IS NULL;
DROP INDEX jobs_job_due;
CREATE TABLE ledger_journal (
    idx INTEGER NOT NULL PRIMARY KEY,
    leaf BLOB NOT NULL,
    salt BLOB
) STRICT;
CREATE TABLE ledger_subject (
    row_id BLOB NOT NULL,
    idx INTEGER NOT NULL,
    PRIMARY KEY (row_id, idx)
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger_head (
    id INTEGER NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) STRICT;
INSERT INTO ledger_head (id, size, last_at) VALUES (1, 0, 0);
CREATE TABLE ledger_seal (
    id INTEGER NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    made INTEGER NOT NULL
) STRICT;
INSERT INTO ledger_seal (id, size, made) VALUES (1, 0, 0);
CREATE TABLE ledger_tile (
    level INTEGER NOT NULL,
    n INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (level, n)
) STRICT;
CREATE TABLE ledger_checkpoint (
    size INTEGER NOT NULL PRIMARY KEY,
    note TEXT NOT NULL
) STRICT;
CREATE TABLE ledger_key (
    id INTEGER NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,
    seed BLOB NOT NULL
) STRICT;
CREATE TABLE ledger_register (
    register TEXT NOT NULL,
    year INTEGER NOT NULL,
    last_number INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (register, year)
) STRICT;
CREATE TABLE iter_definizione (
    id BLOB NOT NULL PRIMARY KEY,
    codice TEXT NOT NULL,
    materia TEXT NOT NULL,
    impronta TEXT NOT NULL,
    nome TEXT NOT NULL,
    testo TEXT NOT NULL,
    autore_id BLOB,
    at INTEGER NOT NULL,
    UNIQUE (codice, impronta)
) STRICT;

CREATE TABLE iter_vigore (
    id BLOB NOT NULL PRIMARY KEY,
    codice TEXT NOT NULL,
    definizione_id BLOB NOT NULL REFERENCES iter_definizione (id),
    ordine INTEGER NOT NULL,
    dal INTEGER NOT NULL,
    autore_id BLOB,
    motivo TEXT NOT NULL,
    UNIQUE (codice, ordine)
);

CREATE TABLE iter_calendario (
    id BLOB NOT NULL PRIMARY KEY,
    ordine INTEGER NOT NULL UNIQUE,
    testo TEXT NOT NULL,
    autore_id BLOB,
    motivo TEXT NOT NULL,
    at INTEGER NOT NULL
);

CREATE TABLE iter_pratica (
    id BLOB NOT NULL PRIMARY KEY,
    codice TEXT NOT NULL,
    materia TEXT NOT NULL,
    oggetto_id BLOB NOT NULL,
    chiave TEXT NOT NULL,
    definizione_id BLOB NOT NULL REFERENCES iter_definizione (id),
    ufficio_id BLOB NOT NULL,
    autore_id BLOB NOT NULL,
    avviata_at INTEGER NOT NULL,
    UNIQUE (materia, chiave)
);
CREATE INDEX iter_pratica_oggetto ON iter_pratica (materia, oggetto_id);
CREATE INDEX iter_pratica_codice ON iter_pratica (codice, avviata_at, id);

CREATE TABLE iter_fatto (
    id BLOB NOT NULL PRIMARY KEY,
    pratica_id BLOB NOT NULL REFERENCES iter_pratica (id),
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    persona_id BLOB,
    chiave TEXT NOT NULL,
    cosa TEXT NOT NULL,
    UNIQUE (pratica_id, n)
);


CREATE TABLE iter_stato (
    pratica_id BLOB NOT NULL,
    stato TEXT NOT NULL,
    nome TEXT NOT NULL,
    dal INTEGER NOT NULL,
    fine INTEGER NOT NULL,
    codice TEXT NOT NULL,
    materia TEXT NOT NULL,
    oggetto_id BLOB NOT NULL,
    ufficio_id BLOB NOT NULL,
    definizione_id BLOB NOT NULL,
    PRIMARY KEY (pratica_id, stato)
);
CREATE INDEX iter_stato_codice ON iter_stato (codice, stato, dal, pratica_id);
CREATE INDEX iter_stato_ufficio ON iter_stato (ufficio_id, fine, dal, pratica_id);
CREATE INDEX iter_stato_definizione ON iter_stato (definizione_id, fine);

CREATE TABLE iter_attesa (
    pratica_id BLOB NOT NULL,
    n INTEGER NOT NULL,
    tipo TEXT NOT NULL CHECK (tipo IN ('passo', 'termine')),
    codice TEXT NOT NULL,
    nome TEXT NOT NULL,
    dove TEXT NOT NULL,
    dal INTEGER NOT NULL,
    ufficio TEXT NOT NULL,
    ruolo TEXT NOT NULL,
    persona_id BLOB,
    vice INTEGER NOT NULL,
    esatta INTEGER NOT NULL,
    dal_giorno TEXT,
    PRIMARY KEY (pratica_id, n)
);
CREATE INDEX iter_attesa_ruolo ON iter_attesa (ruolo, ufficio, tipo);
CREATE INDEX iter_attesa_persona ON iter_attesa (persona_id, tipo);

CREATE TABLE iter_escluso (
    pratica_id BLOB NOT NULL,
    n INTEGER NOT NULL,
    persona_id BLOB NOT NULL,
    PRIMARY KEY (pratica_id, n, persona_id)
);

CREATE TABLE iter_scadenza (
    pratica_id BLOB NOT NULL,
    termine TEXT NOT NULL,
    nome TEXT NOT NULL,
    scade TEXT,
    sospesa_dal TEXT,
    avviso_dal TEXT,
    sostituto_dal TEXT,
    scatta_dal TEXT,
    codice TEXT NOT NULL,
    ufficio_id BLOB NOT NULL,
    PRIMARY KEY (pratica_id, termine)
);
CREATE INDEX iter_scadenza_avviso ON iter_scadenza (avviso_dal, pratica_id);
CREATE INDEX iter_scadenza_scatta ON iter_scadenza (scatta_dal, pratica_id);
CREATE INDEX iter_scadenza_scade ON iter_scadenza (scade, pratica_id);

CREATE TABLE iter_avviso (
    pratica_id BLOB NOT NULL,
    termine TEXT NOT NULL,
    quale TEXT NOT NULL,
    il TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (pratica_id, termine, quale, il)
);

CREATE TABLE iter_bozza (
    codice TEXT NOT NULL PRIMARY KEY,
    materia TEXT NOT NULL,
    testo TEXT NOT NULL,
    versione INTEGER NOT NULL,
    autore_id BLOB NOT NULL,
    at INTEGER NOT NULL
);
CREATE TABLE seal_seal (
    id BLOB NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    issuer TEXT NOT NULL,
    chain TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    not_before_at INTEGER NOT NULL,
    not_after_at INTEGER NOT NULL,
    trial INTEGER NOT NULL,
    set_at INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    retired_at INTEGER
) STRICT;
CREATE TABLE seal_key (
    seal_id BLOB NOT NULL PRIMARY KEY REFERENCES seal_seal (id),
    sealed BLOB NOT NULL
) STRICT;
CREATE TABLE search_doc (
    n INTEGER NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    id BLOB NOT NULL,
    ord INTEGER NOT NULL,
    heading TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search_text USING fts5 (
    heading, body, codes, keys,
    content = '', contentless_delete = 1, detail = full, tokenize = "ascii tokenchars '_'"
);
CREATE UNIQUE INDEX search_doc_id ON search_doc (id, source);
CREATE TABLE search_word (
    word TEXT NOT NULL,
    stem TEXT NOT NULL,
    weight INTEGER NOT NULL
) STRICT;
CREATE INDEX search_word_word ON search_word (word, stem, weight);
CREATE TABLE search_scope (
    n INTEGER NOT NULL PRIMARY KEY,
    scope TEXT NOT NULL UNIQUE
) STRICT;
ALTER TABLE search_doc ADD COLUMN scopes TEXT;
CREATE TABLE validation_check (
    id BLOB NOT NULL PRIMARY KEY,
    document_id BLOB NOT NULL,
    asked_at INTEGER NOT NULL,
    checked_at INTEGER NOT NULL,
    checked_by TEXT NOT NULL,
    mark TEXT NOT NULL CHECK (mark IN ('green', 'amber', 'red')),
    indication TEXT NOT NULL CHECK (indication IN ('TOTAL-PASSED', 'INDETERMINATE', 'TOTAL-FAILED')),
    sentence TEXT NOT NULL,
    report TEXT,
    lists TEXT NOT NULL
) STRICT;
CREATE INDEX validation_check_document ON validation_check (document_id, id);
CREATE TABLE validation_anchor (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    pem TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    reason TEXT NOT NULL,
    purposes TEXT NOT NULL,
    added_by BLOB NOT NULL,
    added_at INTEGER NOT NULL,
    removed_by BLOB,
    removed_at INTEGER
) STRICT;
CREATE TABLE validation_evidence (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('crl', 'ocsp', 'issuer')),
    source BLOB NOT NULL,
    address TEXT NOT NULL,
    document_id BLOB NOT NULL,
    this_update INTEGER,
    next_update INTEGER,
    fetched_at INTEGER NOT NULL
) STRICT;
CREATE INDEX validation_evidence_source ON validation_evidence (source, this_update);
ALTER TABLE validation_anchor ADD COLUMN removed_reason TEXT;
CREATE TABLE vault_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sealed BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE webhooks_subscription (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL,
    token_id BLOB NOT NULL,
    label TEXT NOT NULL,
    url TEXT NOT NULL,
    kinds TEXT NOT NULL,
    secret BLOB NOT NULL,
    old_secret BLOB,
    old_until INTEGER,
    state TEXT NOT NULL CHECK (state IN ('on', 'off', 'failed', 'ended')),
    reason TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX webhooks_subscription_person ON webhooks_subscription (person_id);
CREATE INDEX webhooks_subscription_state ON webhooks_subscription (state);
CREATE TABLE webhooks_delivery (
    id BLOB NOT NULL PRIMARY KEY,
    event_id BLOB NOT NULL,
    subscription_id BLOB NOT NULL REFERENCES webhooks_subscription (id),
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    happened_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'withheld')),
    attempts INTEGER NOT NULL,
    status INTEGER,
    told TEXT,
    tried_at INTEGER,
    took_ms INTEGER,
    created_at INTEGER NOT NULL,
    UNIQUE (event_id, subscription_id)
) STRICT;
CREATE INDEX webhooks_delivery_of ON webhooks_delivery (subscription_id, id);
CREATE TABLE albo_pubblicazione (
    id BLOB NOT NULL PRIMARY KEY,
    anno INTEGER NOT NULL,
    numero INTEGER NOT NULL,
    pubblicata_at INTEGER NOT NULL,
    tipo TEXT NOT NULL,
    oggetto TEXT NOT NULL,
    ufficio TEXT NOT NULL,
    origine_id BLOB,
    origine TEXT,
    richiedente TEXT NOT NULL,
    esterno INTEGER NOT NULL,
    protocollo TEXT,
    adottato_il TEXT,
    immediata INTEGER NOT NULL,
    giorni INTEGER NOT NULL,
    fino_al INTEGER NOT NULL,
    conta_primo INTEGER NOT NULL,
    lettura TEXT NOT NULL CHECK (lettura IN ('inizio', 'fine')),
    soglia_ore INTEGER NOT NULL,
    fine_il TEXT NOT NULL,
    fonte TEXT NOT NULL,
    impronte TEXT NOT NULL,
    ripubblica_id BLOB,
    persona_id BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX albo_pubblicazione_numero ON albo_pubblicazione (anno, numero);
CREATE INDEX albo_pubblicazione_origine ON albo_pubblicazione (origine_id);
CREATE INDEX albo_pubblicazione_ripubblica ON albo_pubblicazione (ripubblica_id);

CREATE TABLE albo_documento (
    id BLOB NOT NULL PRIMARY KEY,
    pubblicazione_id BLOB NOT NULL REFERENCES albo_pubblicazione (id),
    posizione INTEGER NOT NULL,
    documento_id BLOB NOT NULL,
    versione TEXT NOT NULL CHECK (versione IN ('integrale', 'omissis'))
);
CREATE UNIQUE INDEX albo_documento_posizione ON albo_documento (pubblicazione_id, posizione);

CREATE TABLE albo_integrale (
    id BLOB NOT NULL PRIMARY KEY,
    albo_documento_id BLOB NOT NULL REFERENCES albo_documento (id),
    documento_id BLOB NOT NULL
);
CREATE UNIQUE INDEX albo_integrale_documento ON albo_integrale (albo_documento_id);

CREATE TABLE albo_scelta (
    id BLOB NOT NULL PRIMARY KEY,
    pubblicazione_id BLOB NOT NULL REFERENCES albo_pubblicazione (id),
    genere TEXT NOT NULL,
    quante INTEGER NOT NULL,
    motivo TEXT NOT NULL,
    persona_id BLOB NOT NULL
);
CREATE INDEX albo_scelta_pubblicazione ON albo_scelta (pubblicazione_id);

CREATE TABLE albo_fatto (
    id BLOB NOT NULL PRIMARY KEY,
    pubblicazione_id BLOB NOT NULL REFERENCES albo_pubblicazione (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('annullamento', 'sospensione', 'ripresa', 'opposizione', 'restituzione')),
    at INTEGER NOT NULL,
    persona_id BLOB NOT NULL,
    motivo TEXT NOT NULL
);
CREATE INDEX albo_fatto_pubblicazione ON albo_fatto (pubblicazione_id, at);

CREATE TABLE albo_stato (
    id BLOB NOT NULL PRIMARY KEY,
    pubblicazione_id BLOB NOT NULL REFERENCES albo_pubblicazione (id),
    anno INTEGER NOT NULL,
    numero INTEGER NOT NULL,
    tipo TEXT NOT NULL,
    cerca TEXT NOT NULL,
    stato TEXT NOT NULL CHECK (stato IN ('attiva', 'sospesa', 'annullata')),
    fine_il TEXT NOT NULL,
    termina_at INTEGER NOT NULL,
    referta INTEGER NOT NULL,
    da_restituire INTEGER NOT NULL
);
CREATE UNIQUE INDEX albo_stato_pubblicazione ON albo_stato (pubblicazione_id);
CREATE UNIQUE INDEX albo_stato_numero ON albo_stato (anno, numero);
CREATE INDEX albo_stato_termina ON albo_stato (stato, termina_at);
CREATE INDEX albo_stato_referta ON albo_stato (referta, termina_at);
CREATE INDEX albo_stato_da_restituire ON albo_stato (da_restituire, termina_at);

CREATE TABLE albo_referta (
    id BLOB NOT NULL PRIMARY KEY,
    pubblicazione_id BLOB NOT NULL REFERENCES albo_pubblicazione (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('affissione', 'finale')),
    emessa_at INTEGER NOT NULL,
    fine_il TEXT NOT NULL,
    documento_id BLOB NOT NULL,
    sigillo_id BLOB NOT NULL,
    marcata INTEGER NOT NULL
);
CREATE UNIQUE INDEX albo_referta_tipo ON albo_referta (pubblicazione_id, tipo);

CREATE TABLE albo_manifesto (
    id BLOB NOT NULL PRIMARY KEY,
    giorno TEXT NOT NULL,
    fatto_at INTEGER NOT NULL,
    quante INTEGER NOT NULL,
    documento_id BLOB NOT NULL,
    sigillo_id BLOB NOT NULL
);
CREATE UNIQUE INDEX albo_manifesto_giorno ON albo_manifesto (giorno);

CREATE TABLE albo_interruzione (
    id BLOB NOT NULL PRIMARY KEY,
    inizio_at INTEGER NOT NULL,
    fine_at INTEGER NOT NULL,
    causa TEXT NOT NULL,
    registrata_at INTEGER NOT NULL,
    persona_id BLOB NOT NULL
);
CREATE INDEX albo_interruzione_fine ON albo_interruzione (fine_at);

CREATE TABLE albo_termine (
    id BLOB NOT NULL PRIMARY KEY,
    tipo TEXT NOT NULL,
    valido_dal TEXT NOT NULL,
    giorni INTEGER,
    fonte TEXT NOT NULL,
    persona_id BLOB NOT NULL
);
CREATE INDEX albo_termine_tipo ON albo_termine (tipo, valido_dal);

CREATE TABLE albo_regola (
    id BLOB NOT NULL PRIMARY KEY,
    decisa_at INTEGER NOT NULL,
    conta_primo INTEGER NOT NULL,
    lettura TEXT NOT NULL CHECK (lettura IN ('inizio', 'fine')),
    soglia_ore INTEGER NOT NULL,
    storico INTEGER NOT NULL,
    allarme_giorni INTEGER NOT NULL,
    persona_id BLOB NOT NULL
);

CREATE TABLE albo_bozza (
    id BLOB NOT NULL PRIMARY KEY,
    persona_id BLOB NOT NULL,
    creata_at INTEGER NOT NULL,
    dati TEXT NOT NULL
);
CREATE INDEX albo_bozza_persona ON albo_bozza (persona_id);
CREATE INDEX albo_bozza_creata ON albo_bozza (creata_at);
CREATE TABLE atti_atto (
    id BLOB NOT NULL PRIMARY KEY,
    tipo TEXT NOT NULL,
    iter TEXT NOT NULL,
    unita_id BLOB NOT NULL,
    autore_id BLOB NOT NULL,
    creato_at INTEGER NOT NULL,
    proposta_anno INTEGER NOT NULL,
    proposta_numero INTEGER NOT NULL,
    UNIQUE (proposta_anno, proposta_numero)
) STRICT;

CREATE TABLE atti_stato (
    id BLOB NOT NULL PRIMARY KEY,
    atto_id BLOB NOT NULL UNIQUE REFERENCES atti_atto (id),
    tipo TEXT NOT NULL,
    iter TEXT NOT NULL,
    unita_id BLOB NOT NULL,
    autore_id BLOB NOT NULL,
    creato_at INTEGER NOT NULL,
    oggetto TEXT NOT NULL,
    oggetto_pubblico TEXT,
    riservato INTEGER NOT NULL,
    da_pubblicare INTEGER NOT NULL,
    scelta_dati TEXT,
    riflessi_contabili INTEGER NOT NULL,
    revisori INTEGER NOT NULL,
    del_governo INTEGER NOT NULL,
    durata_al TEXT,
    destinatari TEXT,
    rup_id BLOB,
    righe TEXT NOT NULL,
    chiuso INTEGER NOT NULL,
    versione INTEGER NOT NULL,
    voto TEXT,
    immediata INTEGER NOT NULL,
    registro TEXT,
    anno INTEGER,
    numero INTEGER,
    settore_numero INTEGER,
    adottato_at INTEGER,
    documento_id BLOB,
    pubblico_id BLOB,
    pubblicazione_id BLOB,
    pubblicato_fino_al TEXT,
    efficace_dal TEXT,
    efficace_perche TEXT,
    superato TEXT CHECK (superato IN ('revocato', 'annullato', 'sostituito')),
    cerca TEXT NOT NULL,
    UNIQUE (registro, anno, numero)
);
CREATE INDEX atti_stato_creato ON atti_stato (creato_at, id);
CREATE INDEX atti_stato_unita ON atti_stato (unita_id, creato_at, id);
CREATE INDEX atti_stato_registro ON atti_stato (registro, anno, numero);
CREATE INDEX atti_stato_adottato ON atti_stato (adottato_at, id);

CREATE TABLE atti_versione (
    id BLOB NOT NULL PRIMARY KEY,
    atto_id BLOB NOT NULL REFERENCES atti_atto (id),
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    persona_id BLOB NOT NULL,
    oggetto TEXT NOT NULL,
    testo TEXT NOT NULL,
    righe TEXT NOT NULL,
    impronta BLOB NOT NULL,
    UNIQUE (atto_id, n)
);

CREATE TABLE atti_firma (
    id BLOB NOT NULL PRIMARY KEY,
    atto_id BLOB NOT NULL REFERENCES atti_atto (id),
    passo TEXT NOT NULL,
    chiave TEXT NOT NULL,
    cosa TEXT NOT NULL,
    versione INTEGER NOT NULL,
    impronta BLOB NOT NULL,
    at INTEGER NOT NULL,
    persona_id BLOB NOT NULL,
    nessun_conflitto INTEGER NOT NULL,
    esito TEXT,
    testo TEXT,
    porta TEXT NOT NULL,
    titolare TEXT NOT NULL,
    codice_fiscale TEXT,
    certificato BLOB NOT NULL,
    marcata INTEGER NOT NULL,
    segno TEXT NOT NULL,
    frase TEXT NOT NULL,
    documento_id BLOB NOT NULL,
    UNIQUE (atto_id, chiave, cosa)
);
CREATE INDEX atti_firma_atto ON atti_firma (atto_id, versione);

CREATE TABLE atti_allegato (
    id BLOB NOT NULL PRIMARY KEY,
    atto_id BLOB NOT NULL REFERENCES atti_atto (id),
    posizione INTEGER NOT NULL,
    titolo TEXT NOT NULL,
    documento_id BLOB NOT NULL,
    parte_integrante INTEGER NOT NULL,
    pubblica TEXT CHECK (pubblica IN ('intero', 'omissis', 'no')),
    omissis_id BLOB,
    motivo TEXT,
    tolto INTEGER NOT NULL
);
CREATE INDEX atti_allegato_atto ON atti_allegato (atto_id, posizione);

CREATE TABLE atti_relazione (
    id BLOB NOT NULL PRIMARY KEY,
    da_id BLOB NOT NULL REFERENCES atti_atto (id),
    a_id BLOB NOT NULL REFERENCES atti_atto (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('revoca', 'annulla', 'sostituisce', 'rettifica', 'convalida', 'ratifica', 'modifica', 'sospende', 'attua')),
    at INTEGER NOT NULL,
    persona_id BLOB NOT NULL,
    motivo TEXT NOT NULL,
    UNIQUE (da_id, a_id, tipo)
);
CREATE INDEX atti_relazione_a ON atti_relazione (a_id);

CREATE TABLE atti_fatto (
    id BLOB NOT NULL PRIMARY KEY,
    atto_id BLOB NOT NULL REFERENCES atti_atto (id),
    at INTEGER NOT NULL,
    tipo TEXT NOT NULL,
    giorno TEXT,
    testo TEXT NOT NULL,
    persona_id BLOB
);
CREATE INDEX atti_fatto_atto ON atti_fatto (atto_id, at);

CREATE TABLE atti_movimento (
    id BLOB NOT NULL PRIMARY KEY,
    atto_id BLOB NOT NULL REFERENCES atti_atto (id),
    posizione INTEGER NOT NULL,
    genere TEXT NOT NULL,
    movimento_id BLOB,
    anno INTEGER NOT NULL,
    numero INTEGER NOT NULL,
    importo INTEGER NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX atti_movimento_atto ON atti_movimento (atto_id, at, posizione);

CREATE TABLE atti_modello (
    id BLOB NOT NULL PRIMARY KEY,
    genere TEXT NOT NULL CHECK (genere IN ('modello', 'clausola')),
    codice TEXT NOT NULL,
    nome TEXT NOT NULL,
    dove TEXT NOT NULL,
    testo TEXT NOT NULL,
    valido_dal TEXT NOT NULL,
    valido_al TEXT,
    at INTEGER NOT NULL,
    persona_id BLOB
);
CREATE INDEX atti_modello_dove ON atti_modello (genere, dove, codice, at);

CREATE TABLE atti_bozza (
    atto_id BLOB NOT NULL PRIMARY KEY REFERENCES atti_atto (id),
    n INTEGER NOT NULL,
    testo TEXT NOT NULL,
    omissis TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
);

CREATE TABLE atti_commento (
    id BLOB NOT NULL PRIMARY KEY,
    atto_id BLOB NOT NULL REFERENCES atti_atto (id),
    blocco_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    persona_id BLOB NOT NULL,
    testo TEXT NOT NULL,
    chiuso_at INTEGER
);
CREATE INDEX atti_commento_atto ON atti_commento (atto_id, at);
CREATE TABLE atti_copia (
    id BLOB NOT NULL PRIMARY KEY,
    atto_id BLOB NOT NULL REFERENCES atti_atto (id),
    impronta BLOB NOT NULL,
    per_tutti INTEGER NOT NULL,
    at INTEGER NOT NULL,
    persona_id BLOB NOT NULL
) STRICT;
CREATE INDEX atti_copia_impronta ON atti_copia (impronta);
CREATE INDEX atti_copia_atto ON atti_copia (atto_id, impronta);
CREATE INDEX atti_stato_documento ON atti_stato (documento_id);
CREATE INDEX atti_stato_pubblico ON atti_stato (pubblico_id);
CREATE TABLE atti_fascicolo (
    id BLOB NOT NULL PRIMARY KEY,
    atto_id BLOB NOT NULL UNIQUE REFERENCES atti_atto (id),
    fascicolo_id BLOB,
    classe TEXT,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    CHECK (fascicolo_id IS NOT NULL OR classe IS NOT NULL)
) STRICT;
CREATE TABLE comando_fatto (
    id BLOB NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    da BLOB NOT NULL,
    tipo TEXT NOT NULL,
    persona_id BLOB,
    unita_id BLOB,
    ruolo_id BLOB,
    testo TEXT NOT NULL,
    motivo TEXT
) STRICT;
CREATE INDEX comando_fatto_at ON comando_fatto (at, id);
CREATE INDEX comando_fatto_unita ON comando_fatto (unita_id, at);
CREATE INDEX comando_fatto_ruolo ON comando_fatto (ruolo_id, at);
CREATE TABLE conservazione_cosa (
    id BLOB NOT NULL PRIMARY KEY,
    fonte TEXT NOT NULL,
    tipo TEXT NOT NULL,
    cosa_id BLOB NOT NULL,
    versione INTEGER NOT NULL,
    nome TEXT NOT NULL,
    nata_at INTEGER NOT NULL,
    termine TEXT NOT NULL,
    presa_at INTEGER NOT NULL,
    UNIQUE (fonte, tipo, cosa_id, versione)
) STRICT;
CREATE TABLE conservazione_stato (
    id BLOB NOT NULL PRIMARY KEY,
    cosa_id BLOB NOT NULL UNIQUE REFERENCES conservazione_cosa (id),
    tipo TEXT NOT NULL,
    stato TEXT NOT NULL,
    dal INTEGER NOT NULL,
    termine TEXT NOT NULL,
    pronta_dal TEXT NOT NULL,
    causa TEXT,
    pacchetto_id BLOB,
    tentativi INTEGER NOT NULL
) STRICT;
CREATE INDEX conservazione_stato_stato ON conservazione_stato (stato, cosa_id);
CREATE INDEX conservazione_stato_pronta ON conservazione_stato (stato, pronta_dal);
CREATE TABLE conservazione_pacchetto (
    id BLOB NOT NULL PRIMARY KEY,
    cosa_id BLOB NOT NULL REFERENCES conservazione_cosa (id),
    anno INTEGER NOT NULL,
    numero INTEGER NOT NULL,
    documento_id BLOB NOT NULL,
    metadati_id BLOB NOT NULL,
    impronta TEXT NOT NULL,
    impronta_indice TEXT NOT NULL,
    file INTEGER NOT NULL,
    byte INTEGER NOT NULL,
    sigillo_id BLOB NOT NULL,
    marcato INTEGER NOT NULL,
    fatto_at INTEGER NOT NULL,
    UNIQUE (anno, numero)
) STRICT;
CREATE INDEX conservazione_pacchetto_cosa ON conservazione_pacchetto (cosa_id);
CREATE TABLE conservazione_file (
    id BLOB NOT NULL PRIMARY KEY,
    pacchetto_id BLOB NOT NULL REFERENCES conservazione_pacchetto (id),
    ordine INTEGER NOT NULL,
    nome TEXT NOT NULL,
    percorso TEXT NOT NULL,
    documento_id BLOB NOT NULL,
    impronta TEXT NOT NULL,
    byte INTEGER NOT NULL,
    formato TEXT NOT NULL
) STRICT;
CREATE INDEX conservazione_file_pacchetto ON conservazione_file (pacchetto_id, ordine);
CREATE TABLE conservazione_versamento (
    id BLOB NOT NULL PRIMARY KEY,
    pacchetto_id BLOB NOT NULL REFERENCES conservazione_pacchetto (id),
    come TEXT NOT NULL,
    verso TEXT NOT NULL,
    versato_id BLOB,
    persona_id BLOB,
    iniziato_at INTEGER NOT NULL
) STRICT;
CREATE INDEX conservazione_versamento_pacchetto ON conservazione_versamento (pacchetto_id);
CREATE TABLE conservazione_esito (
    id BLOB NOT NULL PRIMARY KEY,
    versamento_id BLOB NOT NULL UNIQUE REFERENCES conservazione_versamento (id),
    esito TEXT NOT NULL,
    causa TEXT,
    urn TEXT,
    ricevuta_id BLOB,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE conservazione_conservatore (
    id BLOB NOT NULL PRIMARY KEY,
    attivo INTEGER NOT NULL,
    nome TEXT NOT NULL,
    indirizzo TEXT NOT NULL,
    ambiente TEXT NOT NULL,
    ente TEXT NOT NULL,
    struttura TEXT NOT NULL,
    utente TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE conservazione_parola (
    conservatore_id BLOB NOT NULL PRIMARY KEY,
    sigillata BLOB NOT NULL
) STRICT;
CREATE TABLE conservazione_segno (
    fonte TEXT NOT NULL,
    tipo TEXT NOT NULL,
    segno TEXT NOT NULL,
    PRIMARY KEY (fonte, tipo)
) STRICT;
CREATE TABLE conservazione_rilettura (
    id BLOB NOT NULL PRIMARY KEY,
    iniziata_at INTEGER NOT NULL,
    finita_at INTEGER NOT NULL,
    letti INTEGER NOT NULL,
    byte INTEGER NOT NULL,
    guasti INTEGER NOT NULL,
    quali TEXT
) STRICT;
CREATE TABLE conservazione_esibizione (
    id BLOB NOT NULL PRIMARY KEY,
    pacchetto_id BLOB NOT NULL REFERENCES conservazione_pacchetto (id),
    richiedente TEXT NOT NULL,
    motivo TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX conservazione_esibizione_pacchetto ON conservazione_esibizione (pacchetto_id, id);
CREATE INDEX conservazione_cosa_nata ON conservazione_cosa (nata_at);
ALTER TABLE conservazione_pacchetto ADD COLUMN versione INTEGER;
CREATE TABLE conservazione_marca (
    id BLOB NOT NULL PRIMARY KEY,
    algoritmo TEXT NOT NULL,
    token BLOB NOT NULL,
    autorita TEXT,
    marcata_at INTEGER NOT NULL,
    fino INTEGER NOT NULL,
    pacchetti INTEGER NOT NULL,
    fatta_at INTEGER NOT NULL
) STRICT;
CREATE TABLE conservazione_evidenza (
    id BLOB NOT NULL PRIMARY KEY,
    pacchetto_id BLOB NOT NULL REFERENCES conservazione_pacchetto (id),
    marca_id BLOB NOT NULL REFERENCES conservazione_marca (id),
    catena INTEGER NOT NULL,
    posto INTEGER NOT NULL,
    albero BLOB NOT NULL,
    UNIQUE (pacchetto_id, catena, posto)
) STRICT;
CREATE INDEX conservazione_evidenza_marca ON conservazione_evidenza (marca_id);
CREATE INDEX conservazione_marca_fino ON conservazione_marca (fino);
CREATE TABLE conservazione_rinnovo (
    id BLOB NOT NULL PRIMARY KEY,
    fatto_at INTEGER NOT NULL,
    nuovi INTEGER NOT NULL,
    rinnovati INTEGER NOT NULL,
    guasti INTEGER NOT NULL,
    quali TEXT
) STRICT;
CREATE TABLE conservazione_piano (
    id BLOB NOT NULL PRIMARY KEY,
    nome TEXT NOT NULL,
    fonte TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE conservazione_piano_voce (
    id BLOB NOT NULL PRIMARY KEY,
    piano_id BLOB NOT NULL REFERENCES conservazione_piano (id),
    ordine INTEGER NOT NULL,
    classe TEXT NOT NULL,
    titolo TEXT NOT NULL,
    anni INTEGER,
    nota TEXT,
    UNIQUE (piano_id, classe),
    CHECK (anni IS NULL OR anni > 0)
) STRICT;
CREATE TABLE conservazione_piano_conferma (
    id BLOB NOT NULL PRIMARY KEY,
    piano_id BLOB NOT NULL UNIQUE REFERENCES conservazione_piano (id),
    dal TEXT NOT NULL,
    atto TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE conservazione_vincolo (
    id BLOB NOT NULL PRIMARY KEY,
    fonte TEXT NOT NULL,
    fascicolo_id BLOB NOT NULL,
    nome TEXT NOT NULL,
    tipo TEXT NOT NULL,
    motivo TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    tolto_da BLOB,
    tolto_at INTEGER,
    tolto_motivo TEXT,
    CHECK (tipo IN ('contenzioso', 'accesso', 'altro'))
) STRICT;
CREATE INDEX conservazione_vincolo_fascicolo ON conservazione_vincolo (fascicolo_id);
CREATE TABLE conservazione_scarto (
    id BLOB NOT NULL PRIMARY KEY,
    anno INTEGER NOT NULL,
    numero INTEGER NOT NULL,
    piano_id BLOB NOT NULL REFERENCES conservazione_piano (id),
    stato TEXT NOT NULL,
    dal INTEGER NOT NULL,
    creato_da BLOB NOT NULL,
    creato_at INTEGER NOT NULL,
    elenco_id BLOB,
    proposto_da BLOB,
    proposto_at INTEGER,
    autorita TEXT,
    autorizzazione TEXT,
    autorizzazione_del TEXT,
    protocollo TEXT,
    autorizzato_da BLOB,
    autorizzato_at INTEGER,
    avviato_da BLOB,
    avviato_at INTEGER,
    finito_at INTEGER,
    motivo TEXT,
    UNIQUE (anno, numero),
    CHECK (stato IN ('preparazione', 'proposto', 'autorizzato', 'in_corso', 'eseguito', 'ritirato'))
) STRICT;
CREATE TABLE conservazione_scarto_voce (
    id BLOB NOT NULL PRIMARY KEY,
    scarto_id BLOB NOT NULL REFERENCES conservazione_scarto (id),
    ordine INTEGER NOT NULL,
    fonte TEXT NOT NULL,
    fascicolo_id BLOB NOT NULL,
    nome TEXT NOT NULL,
    oggetto TEXT,
    classe TEXT NOT NULL,
    titolo TEXT NOT NULL,
    anni INTEGER NOT NULL,
    chiuso_il TEXT NOT NULL,
    scade_il TEXT NOT NULL,
    documenti INTEGER NOT NULL,
    byte INTEGER NOT NULL,
    restano INTEGER NOT NULL,
    stato TEXT NOT NULL,
    motivo TEXT,
    at INTEGER NOT NULL,
    UNIQUE (scarto_id, ordine),
    CHECK (stato IN ('proposta', 'esclusa', 'fermata', 'scartata'))
) STRICT;
CREATE INDEX conservazione_scarto_voce_fascicolo ON conservazione_scarto_voce (fascicolo_id);
CREATE TABLE contabilita_bilancio (
    id BLOB NOT NULL PRIMARY KEY,
    anno INTEGER NOT NULL,
    atto TEXT NOT NULL,
    atto_il TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX contabilita_bilancio_anno ON contabilita_bilancio (anno);

CREATE TABLE contabilita_scelta (
    id BLOB NOT NULL PRIMARY KEY,
    conteggio TEXT NOT NULL CHECK (conteggio IN ('capitolo', 'programma')),
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
);

CREATE TABLE contabilita_capitolo (
    id BLOB NOT NULL PRIMARY KEY,
    anno INTEGER NOT NULL,
    ordine INTEGER NOT NULL,
    descrizione TEXT NOT NULL,
    missione TEXT NOT NULL,
    programma TEXT NOT NULL,
    piano TEXT NOT NULL,
    vincolo TEXT,
    responsabile TEXT
);
CREATE UNIQUE INDEX contabilita_capitolo_codice ON contabilita_capitolo (anno, ordine);

CREATE TABLE contabilita_variazione (
    id BLOB NOT NULL PRIMARY KEY,
    anno INTEGER NOT NULL,
    tipo TEXT NOT NULL CHECK (tipo IN ('iniziale', 'consiglio', 'giunta_urgenza', 'giunta', 'responsabile', 'riserva')),
    numero_anno INTEGER,
    numero INTEGER,
    atto TEXT NOT NULL,
    atto_il TEXT NOT NULL,
    motivo TEXT NOT NULL,
    copertura TEXT,
    documento_id BLOB,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
);
CREATE UNIQUE INDEX contabilita_variazione_numero ON contabilita_variazione (numero_anno, numero);
CREATE INDEX contabilita_variazione_anno ON contabilita_variazione (anno, at);

CREATE TABLE contabilita_stanziamento (
    id BLOB NOT NULL PRIMARY KEY,
    variazione_id BLOB NOT NULL REFERENCES contabilita_variazione (id),
    capitolo_id BLOB NOT NULL REFERENCES contabilita_capitolo (id),
    cents INTEGER NOT NULL,
    fpv_cents INTEGER NOT NULL
);
CREATE UNIQUE INDEX contabilita_stanziamento_riga ON contabilita_stanziamento (capitolo_id, variazione_id);
CREATE INDEX contabilita_stanziamento_variazione ON contabilita_stanziamento (variazione_id);

CREATE TABLE contabilita_movimento (
    id BLOB NOT NULL PRIMARY KEY,
    genere TEXT NOT NULL CHECK (genere IN ('prenotazione', 'impegno')),
    capitolo_id BLOB NOT NULL REFERENCES contabilita_capitolo (id),
    numero_anno INTEGER NOT NULL,
    numero INTEGER NOT NULL,
    atto_ufficio TEXT NOT NULL,
    atto_id BLOB NOT NULL,
    atto TEXT NOT NULL,
    cents INTEGER NOT NULL CHECK (cents > 0),
    piano TEXT NOT NULL,
    descrizione TEXT NOT NULL,
    creditore TEXT,
    creditore_cf TEXT,
    creditore_piva TEXT,
    cig TEXT,
    cup TEXT,
    scadenza TEXT,
    dodicesimi TEXT NOT NULL
        CHECK (dodicesimi IN ('soggetta', 'legge', 'non_frazionabile', 'continuativa', 'somma_urgenza')),
    prenotazione_id BLOB REFERENCES contabilita_movimento (id),
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
);
CREATE UNIQUE INDEX contabilita_movimento_numero ON contabilita_movimento (genere, numero_anno, numero);
CREATE INDEX contabilita_movimento_capitolo ON contabilita_movimento (capitolo_id, at);
CREATE INDEX contabilita_movimento_atto ON contabilita_movimento (atto_ufficio, atto_id);
CREATE INDEX contabilita_movimento_prenotazione ON contabilita_movimento (prenotazione_id);

CREATE TABLE contabilita_riduzione (
    id BLOB NOT NULL PRIMARY KEY,
    movimento_id BLOB NOT NULL REFERENCES contabilita_movimento (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('svincolo', 'impegno', 'decadenza')),
    cents INTEGER NOT NULL CHECK (cents > 0),
    motivo TEXT NOT NULL,
    persona_id BLOB,
    at INTEGER NOT NULL
);
CREATE INDEX contabilita_riduzione_movimento ON contabilita_riduzione (movimento_id);

CREATE TABLE contabilita_liquidazione (
    id BLOB NOT NULL PRIMARY KEY,
    movimento_id BLOB NOT NULL REFERENCES contabilita_movimento (id),
    numero_anno INTEGER NOT NULL,
    numero INTEGER NOT NULL,
    cents INTEGER NOT NULL CHECK (cents > 0),
    documento TEXT NOT NULL,
    atto_ufficio TEXT NOT NULL,
    atto_id BLOB NOT NULL,
    atto TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
);
CREATE UNIQUE INDEX contabilita_liquidazione_numero ON contabilita_liquidazione (numero_anno, numero);
CREATE INDEX contabilita_liquidazione_movimento ON contabilita_liquidazione (movimento_id);

CREATE TABLE contabilita_gara (
    id BLOB NOT NULL PRIMARY KEY,
    movimento_id BLOB NOT NULL REFERENCES contabilita_movimento (id),
    giorno TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
);
CREATE UNIQUE INDEX contabilita_gara_movimento ON contabilita_gara (movimento_id);
ALTER TABLE contabilita_movimento ADD COLUMN riservato INTEGER;
CREATE TABLE copie_copia (
    id BLOB NOT NULL PRIMARY KEY,
    anno INTEGER NOT NULL,
    numero INTEGER NOT NULL,
    rilasciata_at INTEGER NOT NULL,
    codice_impronta BLOB NOT NULL,
    tipo TEXT NOT NULL CHECK (tipo IN ('copia', 'estratto')),
    ufficio TEXT NOT NULL,
    originale_id BLOB NOT NULL,
    cosa TEXT NOT NULL,
    segnatura TEXT NOT NULL,
    originale_at INTEGER NOT NULL,
    documento_id BLOB NOT NULL,
    impronta BLOB NOT NULL,
    riservato INTEGER NOT NULL,
    mostra_oggetto INTEGER NOT NULL,
    pagine TEXT NOT NULL,
    pagine_originale INTEGER NOT NULL,
    fogli INTEGER NOT NULL,
    scarico TEXT NOT NULL CHECK (scarico IN ('mai', 'carta', 'libero')),
    copia_id BLOB NOT NULL,
    persona_id BLOB NOT NULL,
    attestante TEXT NOT NULL,
    qualifica TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX copie_copia_numero ON copie_copia (anno, numero);
CREATE UNIQUE INDEX copie_copia_codice ON copie_copia (codice_impronta);
CREATE INDEX copie_copia_originale ON copie_copia (originale_id);

CREATE TABLE copie_richiesta (
    id BLOB NOT NULL PRIMARY KEY,
    copia_id BLOB NOT NULL REFERENCES copie_copia (id),
    lettere_impronta BLOB NOT NULL,
    richiedente TEXT,
    motivo TEXT,
    omesso TEXT
);
CREATE UNIQUE INDEX copie_richiesta_copia ON copie_richiesta (copia_id);

CREATE TABLE copie_ritiro (
    id BLOB NOT NULL PRIMARY KEY,
    copia_id BLOB NOT NULL REFERENCES copie_copia (id),
    ritirata_at INTEGER NOT NULL,
    persona_id BLOB NOT NULL,
    motivo TEXT NOT NULL
);
CREATE UNIQUE INDEX copie_ritiro_copia ON copie_ritiro (copia_id);

CREATE TABLE copie_tentativo (
    chiave BLOB NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX copie_tentativo_chiave ON copie_tentativo (chiave, at);
CREATE INDEX copie_tentativo_at ON copie_tentativo (at);
ALTER TABLE copie_copia ADD COLUMN forma TEXT CHECK (forma IN ('carta', 'file'));
ALTER TABLE copie_copia ADD COLUMN copiato TEXT CHECK (copiato IN ('file', 'contenuto', 'immagine', 'conversione'));
ALTER TABLE copie_copia ADD COLUMN copiato_impronta BLOB;
ALTER TABLE copie_copia ADD COLUMN conversione_id BLOB;
ALTER TABLE copie_copia ADD COLUMN firma_id BLOB;
ALTER TABLE copie_copia ADD COLUMN sigillo_id BLOB;
ALTER TABLE copie_richiesta ADD COLUMN bollo TEXT;
CREATE TABLE librofirma_richiesta (
    id BLOB NOT NULL PRIMARY KEY,
    documento_id BLOB NOT NULL,
    attuale_id BLOB NOT NULL,
    oggetto TEXT NOT NULL,
    nota TEXT,
    formato TEXT NOT NULL CHECK (formato IN ('pades', 'cades', 'xades')),
    segno INTEGER NOT NULL,
    unita_id BLOB NOT NULL,
    chiesta_da BLOB NOT NULL,
    chiesta_at INTEGER NOT NULL,
    entro TEXT,
    origine TEXT,
    stato TEXT NOT NULL CHECK (stato IN ('in_corso', 'firmata', 'rifiutata', 'ritirata')),
    turno INTEGER NOT NULL,
    chiusa_at INTEGER
) STRICT;
CREATE INDEX librofirma_richiesta_da ON librofirma_richiesta (chiesta_da, id);
CREATE INDEX librofirma_richiesta_unita ON librofirma_richiesta (unita_id, stato);

CREATE TABLE librofirma_passo (
    id BLOB NOT NULL PRIMARY KEY,
    richiesta_id BLOB NOT NULL REFERENCES librofirma_richiesta (id),
    ordine INTEGER NOT NULL,
    persona_id BLOB NOT NULL,
    unita_id BLOB NOT NULL,
    UNIQUE (richiesta_id, ordine)
);
CREATE INDEX librofirma_passo_persona ON librofirma_passo (persona_id, unita_id);

CREATE TABLE librofirma_apertura (
    id BLOB NOT NULL PRIMARY KEY,
    richiesta_id BLOB NOT NULL REFERENCES librofirma_richiesta (id),
    documento_id BLOB NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (richiesta_id, persona_id, documento_id)
);

CREATE TABLE librofirma_firma (
    id BLOB NOT NULL PRIMARY KEY,
    richiesta_id BLOB NOT NULL REFERENCES librofirma_richiesta (id),
    passo_id BLOB NOT NULL UNIQUE REFERENCES librofirma_passo (id),
    persona_id BLOB NOT NULL,
    al_posto_di BLOB,
    porta TEXT NOT NULL CHECK (porta IN ('prova', 'remota', 'riportata')),
    at INTEGER NOT NULL,
    titolare TEXT NOT NULL,
    codice_fiscale TEXT,
    certificato BLOB NOT NULL,
    prima_id BLOB NOT NULL,
    documento_id BLOB NOT NULL,
    marcata INTEGER NOT NULL,
    esito TEXT NOT NULL CHECK (esito IN ('green', 'amber', 'red')),
    frase TEXT NOT NULL
);
CREATE INDEX librofirma_firma_richiesta ON librofirma_firma (richiesta_id);
CREATE INDEX librofirma_firma_persona ON librofirma_firma (persona_id, id);

CREATE TABLE librofirma_chiusura (
    id BLOB NOT NULL PRIMARY KEY,
    richiesta_id BLOB NOT NULL UNIQUE REFERENCES librofirma_richiesta (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('rifiuto', 'ritiro')),
    persona_id BLOB NOT NULL,
    al_posto_di BLOB,
    motivo TEXT NOT NULL,
    at INTEGER NOT NULL
);

CREATE TABLE librofirma_codice (
    id BLOB NOT NULL PRIMARY KEY,
    persona_id BLOB NOT NULL UNIQUE,
    codice_fiscale TEXT NOT NULL,
    scritto_da BLOB NOT NULL,
    scritto_at INTEGER NOT NULL
);

CREATE TABLE librofirma_sessione (
    persona_id BLOB NOT NULL PRIMARY KEY,
    scade_at INTEGER NOT NULL,
    sigillato BLOB NOT NULL
);
ALTER TABLE librofirma_richiesta ADD COLUMN segno_pagina INTEGER;
ALTER TABLE librofirma_richiesta ADD COLUMN segno_posto TEXT;
CREATE TABLE librofirma_durata (
    id BLOB NOT NULL PRIMARY KEY,
    richiesta_id BLOB NOT NULL UNIQUE REFERENCES librofirma_richiesta (id),
    prima_id BLOB NOT NULL,
    documento_id BLOB NOT NULL,
    certificati INTEGER NOT NULL,
    liste INTEGER NOT NULL,
    risposte INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;
ALTER TABLE librofirma_richiesta ADD COLUMN ufficio TEXT;
CREATE TABLE protocollo_registrazione (
    id BLOB NOT NULL PRIMARY KEY,
    anno INTEGER NOT NULL,
    numero INTEGER NOT NULL,
    verso TEXT NOT NULL,
    registrata_at INTEGER NOT NULL,
    registrata_da BLOB NOT NULL,
    ufficio_id BLOB NOT NULL,
    oggetto TEXT NOT NULL,
    mezzo TEXT NOT NULL,
    arrivata_il TEXT,
    protocollo_mittente TEXT,
    data_mittente TEXT,
    riservata INTEGER NOT NULL,
    impronta TEXT,
    note TEXT,
    chiave TEXT UNIQUE,
    UNIQUE (anno, numero)
) STRICT;
CREATE INDEX protocollo_registrazione_da ON protocollo_registrazione (registrata_da);
CREATE TABLE protocollo_stato (
    id BLOB NOT NULL PRIMARY KEY,
    registrazione_id BLOB NOT NULL UNIQUE REFERENCES protocollo_registrazione (id),
    classe TEXT,
    annullata INTEGER NOT NULL,
    da_assegnare INTEGER NOT NULL
) STRICT;
CREATE INDEX protocollo_stato_classe ON protocollo_stato (classe);
CREATE TABLE protocollo_parte (
    id BLOB NOT NULL PRIMARY KEY,
    registrazione_id BLOB NOT NULL REFERENCES protocollo_registrazione (id),
    ruolo TEXT NOT NULL,
    ordine INTEGER NOT NULL,
    soggetto_id BLOB,
    nome TEXT NOT NULL,
    codice_fiscale TEXT,
    indirizzo TEXT
) STRICT;
CREATE INDEX protocollo_parte_registrazione ON protocollo_parte (registrazione_id);
CREATE INDEX protocollo_parte_soggetto ON protocollo_parte (soggetto_id);
CREATE TABLE protocollo_allegato (
    id BLOB NOT NULL PRIMARY KEY,
    registrazione_id BLOB NOT NULL REFERENCES protocollo_registrazione (id),
    documento_id BLOB NOT NULL,
    principale INTEGER NOT NULL,
    ordine INTEGER NOT NULL,
    impronta TEXT NOT NULL
) STRICT;
CREATE INDEX protocollo_allegato_registrazione ON protocollo_allegato (registrazione_id);
CREATE INDEX protocollo_allegato_impronta ON protocollo_allegato (impronta);
CREATE TABLE protocollo_assegnazione (
    id BLOB NOT NULL PRIMARY KEY,
    registrazione_id BLOB NOT NULL REFERENCES protocollo_registrazione (id),
    ufficio_id BLOB NOT NULL,
    persona_id BLOB,
    tipo TEXT NOT NULL,
    stato TEXT NOT NULL,
    assegnata_da BLOB NOT NULL,
    assegnata_at INTEGER NOT NULL,
    nota TEXT,
    risposta_da BLOB,
    risposta_at INTEGER,
    motivo TEXT
) STRICT;
CREATE INDEX protocollo_assegnazione_registrazione ON protocollo_assegnazione (registrazione_id);
CREATE INDEX protocollo_assegnazione_attesa ON protocollo_assegnazione (ufficio_id, stato);
CREATE TABLE protocollo_fatto (
    id BLOB NOT NULL PRIMARY KEY,
    registrazione_id BLOB NOT NULL REFERENCES protocollo_registrazione (id),
    tipo TEXT NOT NULL,
    testo TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX protocollo_fatto_registrazione ON protocollo_fatto (registrazione_id);
CREATE TABLE protocollo_titolario (
    id BLOB NOT NULL PRIMARY KEY,
    codice TEXT NOT NULL,
    titolo TEXT NOT NULL,
    nome TEXT NOT NULL,
    valida_dal TEXT NOT NULL,
    valida_al TEXT
) STRICT;
CREATE INDEX protocollo_titolario_codice ON protocollo_titolario (codice);
CREATE TABLE protocollo_bozza (
    id BLOB NOT NULL PRIMARY KEY,
    persona_id BLOB NOT NULL,
    verso TEXT NOT NULL,
    documenti TEXT NOT NULL,
    proposte TEXT NOT NULL,
    creata_at INTEGER NOT NULL
) STRICT;
CREATE INDEX protocollo_bozza_persona ON protocollo_bozza (persona_id);
CREATE TABLE protocollo_esportazione (
    id BLOB NOT NULL PRIMARY KEY,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    formato TEXT NOT NULL,
    filtro TEXT NOT NULL
) STRICT;
CREATE INDEX protocollo_assegnazione_persona ON protocollo_assegnazione (persona_id, stato);
CREATE TABLE protocollo_casella (
    id BLOB NOT NULL PRIMARY KEY,
    nome TEXT NOT NULL UNIQUE,
    indirizzo TEXT NOT NULL,
    certificata INTEGER NOT NULL,
    ufficio_id BLOB NOT NULL,
    simulata INTEGER NOT NULL
) STRICT;
CREATE TABLE protocollo_lettura (
    casella_id BLOB NOT NULL PRIMARY KEY REFERENCES protocollo_casella (id),
    letta_at INTEGER NOT NULL,
    riuscita_at INTEGER,
    presi INTEGER NOT NULL,
    errore TEXT,
    avviso TEXT
) STRICT;
CREATE TABLE protocollo_messaggio (
    id BLOB NOT NULL PRIMARY KEY,
    casella_id BLOB NOT NULL REFERENCES protocollo_casella (id),
    documento_id BLOB NOT NULL,
    impronta TEXT NOT NULL,
    tipo TEXT NOT NULL,
    message_id TEXT,
    riferimento TEXT,
    mittente TEXT,
    indirizzo TEXT,
    consegna TEXT,
    oggetto TEXT,
    gestore TEXT,
    certificato_at INTEGER,
    spedito_at INTEGER,
    preso_at INTEGER NOT NULL,
    byte INTEGER NOT NULL,
    allegati INTEGER NOT NULL,
    anomalie TEXT,
    nota TEXT,
    riguarda_id BLOB REFERENCES protocollo_registrazione (id),
    UNIQUE (casella_id, impronta)
) STRICT;
CREATE INDEX protocollo_messaggio_riguarda ON protocollo_messaggio (riguarda_id);
CREATE INDEX protocollo_messaggio_message_id ON protocollo_messaggio (message_id);
CREATE TABLE protocollo_messaggio_stato (
    id BLOB NOT NULL PRIMARY KEY,
    messaggio_id BLOB NOT NULL UNIQUE REFERENCES protocollo_messaggio (id),
    stato TEXT NOT NULL,
    motivo TEXT,
    persona_id BLOB,
    at INTEGER NOT NULL,
    registrazione_id BLOB REFERENCES protocollo_registrazione (id)
) STRICT;
CREATE INDEX protocollo_messaggio_stato_vista ON protocollo_messaggio_stato (stato, messaggio_id);
CREATE INDEX protocollo_messaggio_stato_registrazione ON protocollo_messaggio_stato (registrazione_id);
CREATE TABLE protocollo_messaggio_posto (
    casella_id BLOB NOT NULL REFERENCES protocollo_casella (id),
    cartella TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    messaggio_id BLOB NOT NULL REFERENCES protocollo_messaggio (id),
    PRIMARY KEY (casella_id, cartella, uidvalidity, uid)
) STRICT;
CREATE TABLE protocollo_invio (
    id BLOB NOT NULL PRIMARY KEY,
    registrazione_id BLOB NOT NULL REFERENCES protocollo_registrazione (id),
    message_id TEXT NOT NULL
) STRICT;
CREATE INDEX protocollo_invio_message_id ON protocollo_invio (message_id);
CREATE INDEX protocollo_invio_registrazione ON protocollo_invio (registrazione_id);
ALTER TABLE protocollo_bozza ADD COLUMN messaggio_id BLOB;
CREATE TABLE protocollo_spedizione (
    id BLOB NOT NULL PRIMARY KEY,
    registrazione_id BLOB NOT NULL REFERENCES protocollo_registrazione (id),
    parte_id BLOB NOT NULL REFERENCES protocollo_parte (id),
    ufficio_id BLOB NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    mezzo TEXT NOT NULL,
    casella_id BLOB REFERENCES protocollo_casella (id),
    indirizzo TEXT,
    message_id TEXT UNIQUE,
    oggetto TEXT,
    testo TEXT,
    estremi TEXT,
    consegnata_il TEXT,
    in_luogo_di BLOB UNIQUE REFERENCES protocollo_spedizione (id),
    chiave TEXT UNIQUE
) STRICT;
CREATE INDEX protocollo_spedizione_registrazione ON protocollo_spedizione (registrazione_id);
CREATE TABLE protocollo_spedizione_fatto (
    id BLOB NOT NULL PRIMARY KEY,
    spedizione_id BLOB NOT NULL REFERENCES protocollo_spedizione (id),
    tipo TEXT NOT NULL,
    at INTEGER NOT NULL,
    scritto_at INTEGER NOT NULL,
    testo TEXT,
    messaggio_id BLOB REFERENCES protocollo_messaggio (id)
) STRICT;
CREATE INDEX protocollo_spedizione_fatto_spedizione ON protocollo_spedizione_fatto (spedizione_id);
CREATE TABLE protocollo_spedizione_stato (
    id BLOB NOT NULL PRIMARY KEY,
    spedizione_id BLOB NOT NULL UNIQUE REFERENCES protocollo_spedizione (id),
    stato TEXT NOT NULL,
    aperta INTEGER NOT NULL,
    attesa_fino_at INTEGER
) STRICT;
CREATE INDEX protocollo_spedizione_stato_aperta ON protocollo_spedizione_stato (aperta, spedizione_id);
CREATE TABLE protocollo_fascicolo (
    id BLOB NOT NULL PRIMARY KEY,
    anno INTEGER NOT NULL,
    classe TEXT NOT NULL,
    numero INTEGER NOT NULL,
    sotto TEXT NOT NULL,
    sopra_id BLOB REFERENCES protocollo_fascicolo (id),
    tipo TEXT NOT NULL,
    riservato INTEGER NOT NULL,
    soggetto_id BLOB,
    intestatario TEXT,
    codice_fiscale TEXT,
    aperto_at INTEGER NOT NULL,
    aperto_da BLOB NOT NULL,
    chiave TEXT UNIQUE,
    UNIQUE (anno, classe, numero, sotto)
) STRICT;
CREATE INDEX protocollo_fascicolo_sopra ON protocollo_fascicolo (sopra_id);
CREATE INDEX protocollo_fascicolo_classe ON protocollo_fascicolo (classe, id);
CREATE INDEX protocollo_fascicolo_soggetto ON protocollo_fascicolo (soggetto_id);
CREATE INDEX protocollo_fascicolo_da ON protocollo_fascicolo (aperto_da);
CREATE TABLE protocollo_fascicolo_stato (
    id BLOB NOT NULL PRIMARY KEY,
    fascicolo_id BLOB NOT NULL UNIQUE REFERENCES protocollo_fascicolo (id),
    oggetto TEXT NOT NULL,
    ufficio_id BLOB NOT NULL,
    responsabile_id BLOB,
    termine TEXT,
    chiuso INTEGER NOT NULL,
    chiuso_at INTEGER
) STRICT;
CREATE INDEX protocollo_fascicolo_stato_ufficio ON protocollo_fascicolo_stato (ufficio_id, chiuso);
CREATE INDEX protocollo_fascicolo_stato_responsabile ON protocollo_fascicolo_stato (responsabile_id, chiuso);
CREATE TABLE protocollo_fascicolo_fatto (
    id BLOB NOT NULL PRIMARY KEY,
    fascicolo_id BLOB NOT NULL REFERENCES protocollo_fascicolo (id),
    tipo TEXT NOT NULL,
    testo TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX protocollo_fascicolo_fatto_fascicolo ON protocollo_fascicolo_fatto (fascicolo_id);
CREATE TABLE protocollo_fascicolo_ufficio (
    id BLOB NOT NULL PRIMARY KEY,
    fascicolo_id BLOB NOT NULL REFERENCES protocollo_fascicolo (id),
    ufficio_id BLOB NOT NULL,
    lavora INTEGER NOT NULL,
    attiva INTEGER NOT NULL,
    UNIQUE (fascicolo_id, ufficio_id)
) STRICT;
CREATE INDEX protocollo_fascicolo_ufficio_ufficio ON protocollo_fascicolo_ufficio (ufficio_id);
CREATE TABLE protocollo_fascicolo_voce (
    id BLOB NOT NULL PRIMARY KEY,
    fascicolo_id BLOB NOT NULL REFERENCES protocollo_fascicolo (id),
    registrazione_id BLOB NOT NULL REFERENCES protocollo_registrazione (id),
    ordine INTEGER NOT NULL,
    messa_da BLOB NOT NULL,
    messa_at INTEGER NOT NULL,
    tolta_da BLOB,
    tolta_at INTEGER,
    motivo TEXT,
    UNIQUE (fascicolo_id, ordine)
) STRICT;
CREATE INDEX protocollo_fascicolo_voce_registrazione ON protocollo_fascicolo_voce (registrazione_id);
CREATE UNIQUE INDEX protocollo_fascicolo_voce_una ON protocollo_fascicolo_voce (fascicolo_id, registrazione_id) WHERE tolta_at IS NULL;
CREATE TABLE protocollo_richiamo (
    id BLOB NOT NULL PRIMARY KEY,
    registrazione_id BLOB NOT NULL UNIQUE REFERENCES protocollo_registrazione (id),
    risponde_a BLOB NOT NULL REFERENCES protocollo_registrazione (id)
) STRICT;
CREATE INDEX protocollo_richiamo_a ON protocollo_richiamo (risponde_a);
CREATE TABLE protocollo_giornaliero (
    id BLOB NOT NULL PRIMARY KEY,
    anno INTEGER NOT NULL,
    numero INTEGER NOT NULL,
    giorno TEXT NOT NULL UNIQUE,
    dopo_anno INTEGER NOT NULL,
    dopo_numero INTEGER NOT NULL,
    fino_anno INTEGER NOT NULL,
    fino_numero INTEGER NOT NULL,
    quante INTEGER NOT NULL,
    fatti INTEGER NOT NULL,
    documento_id BLOB NOT NULL,
    metadati_id BLOB NOT NULL,
    impronta TEXT NOT NULL,
    fatto_at INTEGER NOT NULL,
    UNIQUE (anno, numero)
) STRICT;
CREATE INDEX protocollo_fatto_at ON protocollo_fatto (at);
CREATE TABLE protocollo_emergenza (
    id BLOB NOT NULL PRIMARY KEY,
    causa TEXT NOT NULL,
    provvedimento TEXT NOT NULL,
    dal_at INTEGER NOT NULL,
    autorizzata_da BLOB NOT NULL,
    aperta_at INTEGER NOT NULL,
    chiusa_at INTEGER,
    chiusa_da BLOB,
    ripristino_at INTEGER
) STRICT;
CREATE UNIQUE INDEX protocollo_emergenza_aperta ON protocollo_emergenza ((chiusa_at IS NULL)) WHERE chiusa_at IS NULL;
CREATE TABLE protocollo_emergenza_periodo (
    id BLOB NOT NULL PRIMARY KEY,
    emergenza_id BLOB NOT NULL REFERENCES protocollo_emergenza (id),
    fino_at INTEGER NOT NULL,
    provvedimento TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX protocollo_emergenza_periodo_emergenza ON protocollo_emergenza_periodo (emergenza_id);
CREATE TABLE protocollo_emergenza_voce (
    id BLOB NOT NULL PRIMARY KEY,
    emergenza_id BLOB NOT NULL REFERENCES protocollo_emergenza (id),
    anno INTEGER NOT NULL,
    numero INTEGER NOT NULL,
    registrata_at INTEGER NOT NULL,
    registrazione_id BLOB NOT NULL UNIQUE REFERENCES protocollo_registrazione (id),
    UNIQUE (anno, numero)
) STRICT;
CREATE INDEX protocollo_emergenza_voce_emergenza ON protocollo_emergenza_voce (emergenza_id, anno, numero);
CREATE TABLE protocollo_emergenza_giorno (
    id BLOB NOT NULL PRIMARY KEY,
    emergenza_id BLOB NOT NULL REFERENCES protocollo_emergenza (id),
    giorno TEXT NOT NULL,
    dichiarate INTEGER NOT NULL,
    UNIQUE (emergenza_id, giorno)
) STRICT;
CREATE INDEX protocollo_fascicolo_stato_termine ON protocollo_fascicolo_stato (chiuso, termine);
CREATE TABLE protocollo_titolario_versione (
    id BLOB NOT NULL PRIMARY KEY,
    nome TEXT NOT NULL,
    dal TEXT NOT NULL,
    atto TEXT,
    decisa_da BLOB,
    decisa_at INTEGER NOT NULL,
    ritirata_da BLOB,
    ritirata_at INTEGER,
    motivo TEXT
) STRICT;
ALTER TABLE protocollo_titolario ADD COLUMN versione_id BLOB REFERENCES protocollo_titolario_versione (id);
ALTER TABLE protocollo_titolario ADD COLUMN descrizione TEXT;
CREATE UNIQUE INDEX protocollo_titolario_classe ON protocollo_titolario (versione_id, codice);
CREATE TABLE protocollo_titolario_passaggio (
    id BLOB NOT NULL PRIMARY KEY,
    versione_id BLOB NOT NULL REFERENCES protocollo_titolario_versione (id),
    da_classe TEXT,
    fascicolo_id BLOB REFERENCES protocollo_fascicolo (id),
    a_classe TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX protocollo_titolario_passaggio_classe ON protocollo_titolario_passaggio (versione_id, da_classe);
CREATE UNIQUE INDEX protocollo_titolario_passaggio_fascicolo ON protocollo_titolario_passaggio (versione_id, fascicolo_id);
CREATE TABLE protocollo_fascicolo_seguito (
    id BLOB NOT NULL PRIMARY KEY,
    versione_id BLOB NOT NULL REFERENCES protocollo_titolario_versione (id),
    da_id BLOB NOT NULL UNIQUE REFERENCES protocollo_fascicolo (id),
    a_id BLOB NOT NULL UNIQUE REFERENCES protocollo_fascicolo (id)
) STRICT;
CREATE TABLE protocollo_titolario_bozza (
    id BLOB NOT NULL PRIMARY KEY,
    nome TEXT NOT NULL,
    classi TEXT NOT NULL,
    passaggi TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE protocollo_repertorio (
    id BLOB NOT NULL PRIMARY KEY,
    codice TEXT NOT NULL UNIQUE,
    nome TEXT NOT NULL,
    registro TEXT NOT NULL UNIQUE,
    dal_anno INTEGER NOT NULL,
    aperto_da BLOB NOT NULL,
    aperto_at INTEGER NOT NULL
) STRICT;
CREATE TABLE protocollo_repertorio_voce (
    id BLOB NOT NULL PRIMARY KEY,
    repertorio_id BLOB NOT NULL REFERENCES protocollo_repertorio (id),
    registrazione_id BLOB NOT NULL UNIQUE REFERENCES protocollo_registrazione (id),
    anno INTEGER NOT NULL,
    numero INTEGER NOT NULL,
    UNIQUE (repertorio_id, anno, numero)
) STRICT;
CREATE TABLE protocollo_appreso (
    giro BLOB NOT NULL,
    parola INTEGER NOT NULL,
    quanti INTEGER NOT NULL,
    aperte BLOB NOT NULL,
    riservate BLOB NOT NULL,
    PRIMARY KEY (giro, parola)
) STRICT;
CREATE TABLE protocollo_apprendimento (
    id INTEGER NOT NULL PRIMARY KEY,
    giro BLOB NOT NULL,
    imparato_at INTEGER NOT NULL,
    quanti INTEGER NOT NULL,
    misura TEXT NOT NULL
) STRICT;
CREATE TABLE protocollo_proposta (
    registrazione_id BLOB NOT NULL PRIMARY KEY,
    classe TEXT,
    ufficio_id BLOB
) STRICT;
CREATE TABLE protocollo_differimento (
    id BLOB NOT NULL PRIMARY KEY,
    motivo TEXT NOT NULL,
    provvedimento TEXT NOT NULL,
    documenti TEXT NOT NULL,
    dal TEXT NOT NULL,
    al TEXT NOT NULL,
    giorni INTEGER NOT NULL,
    autorizzato_da BLOB NOT NULL,
    autorizzato_at INTEGER NOT NULL,
    revocato_da BLOB,
    revocato_at INTEGER
) STRICT;
CREATE INDEX protocollo_differimento_dal ON protocollo_differimento (dal);
CREATE TABLE protocollo_differita (
    id BLOB NOT NULL PRIMARY KEY,
    registrazione_id BLOB NOT NULL UNIQUE REFERENCES protocollo_registrazione (id),
    differimento_id BLOB NOT NULL REFERENCES protocollo_differimento (id)
) STRICT;
CREATE INDEX protocollo_differita_differimento ON protocollo_differita (differimento_id);
CREATE TABLE protocollo_correzione (
    id BLOB NOT NULL PRIMARY KEY,
    registrazione_id BLOB NOT NULL REFERENCES protocollo_registrazione (id),
    campo TEXT NOT NULL CHECK (campo IN ('oggetto', 'nome', 'codice_fiscale', 'indirizzo', 'mezzo', 'arrivata_il', 'protocollo_mittente',
        'data_mittente', 'note', 'documento')),
    di_id BLOB,
    prima TEXT,
    dopo TEXT,
    motivo TEXT NOT NULL,
    provvedimento TEXT,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX protocollo_correzione_registrazione ON protocollo_correzione (registrazione_id, campo);
CREATE INDEX protocollo_correzione_di ON protocollo_correzione (di_id);
CREATE TABLE protocollo_termine (
    id BLOB NOT NULL PRIMARY KEY,
    registrazione_id BLOB NOT NULL REFERENCES protocollo_registrazione (id),
    assegnazione_id BLOB NOT NULL UNIQUE REFERENCES protocollo_assegnazione (id),
    decorre_dal TEXT NOT NULL,
    giorni INTEGER NOT NULL,
    posto_da BLOB NOT NULL,
    posto_at INTEGER NOT NULL,
    scadenza TEXT NOT NULL,
    aperto INTEGER NOT NULL
) STRICT;
CREATE INDEX protocollo_termine_registrazione ON protocollo_termine (registrazione_id);
CREATE INDEX protocollo_termine_scadenza ON protocollo_termine (aperto, scadenza);
CREATE TABLE protocollo_termine_fatto (
    id BLOB NOT NULL PRIMARY KEY,
    termine_id BLOB NOT NULL REFERENCES protocollo_termine (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('sospensione', 'ripresa', 'preavviso', 'osservazioni', 'conclusione')),
    dal TEXT NOT NULL,
    al TEXT,
    motivo TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX protocollo_termine_fatto_termine ON protocollo_termine_fatto (termine_id);
CREATE TABLE protocollo_inoltro (
    id BLOB NOT NULL PRIMARY KEY,
    registrazione_id BLOB NOT NULL REFERENCES protocollo_registrazione (id),
    da_assegnazione_id BLOB NOT NULL UNIQUE REFERENCES protocollo_assegnazione (id),
    a_assegnazione_id BLOB NOT NULL UNIQUE REFERENCES protocollo_assegnazione (id),
    motivo TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX protocollo_inoltro_registrazione ON protocollo_inoltro (registrazione_id);
CREATE TABLE protocollo_ricevuta_ritorno (
    id BLOB NOT NULL PRIMARY KEY,
    spedizione_id BLOB NOT NULL UNIQUE REFERENCES protocollo_spedizione (id),
    consegnata_il TEXT NOT NULL,
    firmata_da TEXT,
    documento_id BLOB,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE protocollo_ricerca (
    id BLOB NOT NULL PRIMARY KEY,
    persona_id BLOB NOT NULL,
    nome TEXT NOT NULL,
    scelte TEXT NOT NULL,
    condivisa TEXT NOT NULL CHECK (condivisa IN ('no', 'ufficio', 'tutti')),
    ufficio_id BLOB,
    creata_at INTEGER NOT NULL,
    UNIQUE (persona_id, nome)
) STRICT;
CREATE INDEX protocollo_ricerca_condivisa ON protocollo_ricerca (condivisa, ufficio_id);
CREATE INDEX protocollo_registrazione_mittente ON protocollo_registrazione (LOWER(protocollo_mittente))
    WHERE protocollo_mittente IS NOT NULL;
CREATE TABLE protocollo_stampa (
    id BLOB NOT NULL PRIMARY KEY,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    da_anno INTEGER NOT NULL,
    da_numero INTEGER NOT NULL,
    a_anno INTEGER NOT NULL,
    a_numero INTEGER NOT NULL,
    quante INTEGER NOT NULL
) STRICT;
CREATE TABLE protocollo_stampa_lavoro (
    stampa_id BLOB NOT NULL PRIMARY KEY REFERENCES protocollo_stampa (id),
    volumi INTEGER NOT NULL,
    fatte INTEGER NOT NULL,
    stato TEXT NOT NULL CHECK (stato IN ('in_corso', 'pronta', 'fallita', 'scaduta')),
    scade_at INTEGER NOT NULL
) STRICT;
CREATE INDEX protocollo_stampa_lavoro_scade ON protocollo_stampa_lavoro (stato, scade_at);
CREATE TABLE protocollo_stampa_volume (
    id BLOB NOT NULL PRIMARY KEY,
    stampa_id BLOB NOT NULL REFERENCES protocollo_stampa (id),
    volume INTEGER NOT NULL,
    prima_anno INTEGER NOT NULL,
    prima_numero INTEGER NOT NULL,
    ultima_anno INTEGER NOT NULL,
    ultima_numero INTEGER NOT NULL,
    quante INTEGER NOT NULL,
    pagina_da INTEGER NOT NULL,
    pagine INTEGER NOT NULL,
    impronta BLOB NOT NULL,
    byte INTEGER NOT NULL,
    fatto_at INTEGER NOT NULL,
    UNIQUE (stampa_id, volume)
) STRICT;
CREATE TABLE protocollo_messaggio_firma (
    id BLOB NOT NULL PRIMARY KEY,
    messaggio_id BLOB NOT NULL UNIQUE REFERENCES protocollo_messaggio (id),
    esito TEXT NOT NULL,
    firmatario TEXT,
    autorita TEXT,
    motivo TEXT,
    contata INTEGER NOT NULL,
    verificata_at INTEGER NOT NULL
) STRICT;
CREATE TABLE protocollo_ancora (
    id BLOB NOT NULL PRIMARY KEY,
    nome TEXT NOT NULL,
    pem TEXT NOT NULL,
    impronta TEXT NOT NULL,
    aggiunta_da BLOB,
    aggiunta_at INTEGER NOT NULL,
    tolta_da BLOB,
    tolta_at INTEGER
) STRICT;
CREATE TABLE protocollo_posta_regola (
    id BLOB NOT NULL PRIMARY KEY,
    ricevute TEXT NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
ALTER TABLE protocollo_messaggio ADD COLUMN identificativo TEXT;
ALTER TABLE protocollo_messaggio ADD COLUMN risponde_id BLOB;
CREATE INDEX protocollo_messaggio_identificativo ON protocollo_messaggio (identificativo);
CREATE TABLE protocollo_casella_accesso (
    id BLOB NOT NULL PRIMARY KEY,
    casella_id BLOB NOT NULL UNIQUE REFERENCES protocollo_casella (id),
    attiva INTEGER NOT NULL,
    imap TEXT NOT NULL,
    imap_porta INTEGER NOT NULL,
    imap_sicurezza TEXT NOT NULL,
    utente TEXT NOT NULL,
    cartella TEXT NOT NULL,
    cartella_presi TEXT NOT NULL,
    smtp TEXT,
    smtp_porta INTEGER,
    smtp_sicurezza TEXT,
    massimo_mb INTEGER,
    autorita TEXT,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE protocollo_casella_parola (
    casella_id BLOB NOT NULL PRIMARY KEY REFERENCES protocollo_casella (id),
    sigillata BLOB NOT NULL
) STRICT;
ALTER TABLE protocollo_spedizione ADD COLUMN segnatura_id BLOB;
ALTER TABLE protocollo_spedizione ADD COLUMN segnatura_nota TEXT;
ALTER TABLE protocollo_giornaliero ADD COLUMN sigillo_id BLOB;
ALTER TABLE protocollo_giornaliero ADD COLUMN marcato INTEGER;
ALTER TABLE protocollo_giornaliero ADD COLUMN sigillo_nota TEXT;
CREATE TABLE protocollo_messaggio_segnatura (
    id BLOB NOT NULL PRIMARY KEY,
    messaggio_id BLOB NOT NULL UNIQUE REFERENCES protocollo_messaggio (id),
    forma TEXT NOT NULL,
    amministrazione TEXT NOT NULL,
    denominazione TEXT,
    aoo TEXT NOT NULL,
    registro TEXT,
    numero TEXT NOT NULL,
    data TEXT,
    conferma INTEGER NOT NULL,
    creduta INTEGER NOT NULL
) STRICT;
CREATE TABLE protocollo_riscontro_arrivato (
    id BLOB NOT NULL PRIMARY KEY,
    messaggio_id BLOB NOT NULL UNIQUE REFERENCES protocollo_messaggio (id),
    registrazione_id BLOB REFERENCES protocollo_registrazione (id),
    tipo TEXT NOT NULL,
    amministrazione TEXT,
    denominazione TEXT,
    aoo TEXT,
    registro TEXT,
    numero TEXT,
    data TEXT,
    motivo TEXT,
    provvedimento TEXT,
    contato INTEGER NOT NULL,
    perche TEXT,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX protocollo_riscontro_arrivato_registrazione ON protocollo_riscontro_arrivato (registrazione_id);
CREATE INDEX protocollo_riscontro_arrivato_tipo ON protocollo_riscontro_arrivato (contato, tipo);
CREATE TABLE protocollo_riscontro_visto (
    id BLOB NOT NULL PRIMARY KEY,
    arrivato_id BLOB NOT NULL UNIQUE REFERENCES protocollo_riscontro_arrivato (id),
    persona_id BLOB NOT NULL,
    nota TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE TABLE protocollo_riscontro (
    id BLOB NOT NULL PRIMARY KEY,
    messaggio_id BLOB NOT NULL REFERENCES protocollo_messaggio (id),
    registrazione_id BLOB REFERENCES protocollo_registrazione (id),
    tipo TEXT NOT NULL,
    casella_id BLOB NOT NULL REFERENCES protocollo_casella (id),
    ufficio_id BLOB NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    indirizzo TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    motivo TEXT,
    provvedimento TEXT,
    UNIQUE (messaggio_id, tipo)
) STRICT;
CREATE INDEX protocollo_riscontro_registrazione ON protocollo_riscontro (registrazione_id);
CREATE TABLE protocollo_riscontro_fatto (
    id BLOB NOT NULL PRIMARY KEY,
    riscontro_id BLOB NOT NULL REFERENCES protocollo_riscontro (id),
    tipo TEXT NOT NULL,
    at INTEGER NOT NULL,
    scritto_at INTEGER NOT NULL,
    testo TEXT,
    messaggio_id BLOB REFERENCES protocollo_messaggio (id)
) STRICT;
CREATE INDEX protocollo_riscontro_fatto_riscontro ON protocollo_riscontro_fatto (riscontro_id);
CREATE TABLE protocollo_riscontro_stato (
    id BLOB NOT NULL PRIMARY KEY,
    riscontro_id BLOB NOT NULL UNIQUE REFERENCES protocollo_riscontro (id),
    stato TEXT NOT NULL,
    aperta INTEGER NOT NULL,
    attesa_fino_at INTEGER,
    documento_id BLOB,
    sigillata_id BLOB,
    sigillo_nota TEXT
) STRICT;
CREATE INDEX protocollo_riscontro_stato_aperta ON protocollo_riscontro_stato (aperta, riscontro_id);
CREATE TABLE protocollo_segnatura_sigillo (
    id BLOB NOT NULL PRIMARY KEY,
    messaggio_id BLOB NOT NULL REFERENCES protocollo_messaggio (id),
    esito TEXT NOT NULL,
    firmatario TEXT,
    frase TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX protocollo_segnatura_sigillo_messaggio ON protocollo_segnatura_sigillo (messaggio_id, id);
CREATE TABLE protocollo_alla_firma (
    id BLOB NOT NULL PRIMARY KEY,
    richiesta_id BLOB NOT NULL UNIQUE,
    registrazione_id BLOB REFERENCES protocollo_registrazione (id),
    bozza_id BLOB,
    documento_id BLOB NOT NULL,
    persona_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    CHECK (registrazione_id IS NOT NULL OR bozza_id IS NOT NULL)
) STRICT;
CREATE INDEX protocollo_alla_firma_registrazione ON protocollo_alla_firma (registrazione_id);
CREATE INDEX protocollo_alla_firma_bozza ON protocollo_alla_firma (bozza_id);

CREATE TABLE protocollo_firma_fine (
    id BLOB NOT NULL PRIMARY KEY,
    alla_firma_id BLOB NOT NULL REFERENCES protocollo_alla_firma (id),
    tipo TEXT NOT NULL CHECK (tipo IN ('firmato', 'durevole', 'rifiutato', 'ritirato')),
    documento_id BLOB,
    persona_id BLOB,
    motivo TEXT,
    at INTEGER NOT NULL,
    UNIQUE (alla_firma_id, tipo)
);
ALTER TABLE protocollo_alla_firma ADD COLUMN unita_id BLOB;
ALTER TABLE protocollo_firma_fine ADD COLUMN notato_at INTEGER;
ALTER TABLE protocollo_firma_fine ADD COLUMN registrazione_id BLOB;
CREATE TABLE protocollo_fascicolo_deposito (
    id BLOB NOT NULL PRIMARY KEY,
    fascicolo_id BLOB NOT NULL REFERENCES protocollo_fascicolo (id),
    ufficio TEXT NOT NULL,
    cosa_id BLOB NOT NULL,
    messo_da BLOB NOT NULL,
    messo_at INTEGER NOT NULL,
    tolto_da BLOB,
    tolto_at INTEGER,
    motivo TEXT
) STRICT;
CREATE INDEX protocollo_fascicolo_deposito_fascicolo ON protocollo_fascicolo_deposito (fascicolo_id, id);
CREATE UNIQUE INDEX protocollo_fascicolo_deposito_una ON protocollo_fascicolo_deposito (ufficio, cosa_id) WHERE tolto_at IS NULL;
CREATE TABLE trasparenza_voce (
    id BLOB NOT NULL PRIMARY KEY,
    capo_id BLOB NOT NULL,
    versione INTEGER NOT NULL,
    scritta_at INTEGER NOT NULL,
    sezione TEXT NOT NULL,
    genere TEXT NOT NULL CHECK (genere IN ('libera', 'provvedimento', 'concessione', 'incarico', 'pagamento')),
    titolo TEXT NOT NULL,
    testo TEXT NOT NULL,
    campi TEXT NOT NULL,
    riferita_al TEXT NOT NULL,
    effetti_fino TEXT,
    responsabile TEXT NOT NULL,
    ufficio TEXT NOT NULL,
    origine_id BLOB,
    persona_id BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX trasparenza_voce_versione ON trasparenza_voce (capo_id, versione);

CREATE TABLE trasparenza_allegato (
    id BLOB NOT NULL PRIMARY KEY,
    voce_id BLOB NOT NULL REFERENCES trasparenza_voce (id),
    posizione INTEGER NOT NULL,
    documento_id BLOB NOT NULL
);
CREATE UNIQUE INDEX trasparenza_allegato_posizione ON trasparenza_allegato (voce_id, posizione);

CREATE TABLE trasparenza_beneficiario (
    id BLOB NOT NULL PRIMARY KEY,
    voce_id BLOB NOT NULL REFERENCES trasparenza_voce (id),
    nome TEXT NOT NULL,
    codice_fiscale TEXT,
    motivo TEXT NOT NULL CHECK (motivo IN ('salute', 'disagio'))
);
CREATE UNIQUE INDEX trasparenza_beneficiario_voce ON trasparenza_beneficiario (voce_id);

CREATE TABLE trasparenza_stato (
    id BLOB NOT NULL PRIMARY KEY,
    capo_id BLOB NOT NULL,
    voce_id BLOB NOT NULL,
    versione INTEGER NOT NULL,
    sezione TEXT NOT NULL,
    ufficio TEXT NOT NULL,
    origine_id BLOB,
    stato TEXT NOT NULL CHECK (stato IN ('pubblicata', 'ritirata')),
    fine_il TEXT,
    pubblicata_at INTEGER NOT NULL,
    aggiornata_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX trasparenza_stato_capo ON trasparenza_stato (capo_id);
CREATE UNIQUE INDEX trasparenza_stato_origine ON trasparenza_stato (ufficio, origine_id);
CREATE INDEX trasparenza_stato_sezione ON trasparenza_stato (sezione, stato, capo_id);
CREATE INDEX trasparenza_stato_conta ON trasparenza_stato (stato, sezione, fine_il, aggiornata_at);

CREATE TABLE trasparenza_ritiro (
    id BLOB NOT NULL PRIMARY KEY,
    capo_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    motivo TEXT NOT NULL,
    persona_id BLOB NOT NULL
);
CREATE UNIQUE INDEX trasparenza_ritiro_capo ON trasparenza_ritiro (capo_id);

CREATE TABLE trasparenza_verifica (
    id BLOB NOT NULL PRIMARY KEY,
    sezione TEXT NOT NULL,
    at INTEGER NOT NULL,
    esito TEXT NOT NULL CHECK (esito IN ('aggiornata', 'nulla', 'non_dovuta')),
    nota TEXT NOT NULL,
    persona_id BLOB NOT NULL
);
CREATE INDEX trasparenza_verifica_sezione ON trasparenza_verifica (sezione, at);

CREATE TABLE trasparenza_responsabile (
    id BLOB NOT NULL PRIMARY KEY,
    sezione TEXT NOT NULL,
    dal INTEGER NOT NULL,
    responsabile_id BLOB NOT NULL,
    persona_id BLOB NOT NULL
);
CREATE INDEX trasparenza_responsabile_sezione ON trasparenza_responsabile (sezione, dal);

CREATE TABLE trasparenza_lotto (
    id BLOB NOT NULL PRIMARY KEY,
    anno INTEGER NOT NULL,
    cig TEXT NOT NULL,
    versione INTEGER NOT NULL,
    scritto_at INTEGER NOT NULL,
    dati TEXT NOT NULL,
    persona_id BLOB NOT NULL
);
CREATE UNIQUE INDEX trasparenza_lotto_versione ON trasparenza_lotto (anno, cig, versione);
CREATE TABLE trasparenza_proposta (
    id BLOB NOT NULL PRIMARY KEY,
    ufficio TEXT NOT NULL,
    origine_id BLOB NOT NULL,
    parte TEXT NOT NULL,
    pagina TEXT NOT NULL,
    proposta_at INTEGER NOT NULL,
    sezione TEXT NOT NULL,
    titolo TEXT NOT NULL,
    campi TEXT NOT NULL,
    riferita_al TEXT NOT NULL,
    effetti_fino TEXT,
    responsabile TEXT NOT NULL,
    beneficiario TEXT,
    beneficiario_codice TEXT,
    beneficiario_motivo TEXT CHECK (beneficiario_motivo IN ('salute', 'disagio')),
    avviso TEXT,
    proponente_id BLOB NOT NULL,
    stato TEXT NOT NULL CHECK (stato IN ('attende', 'pubblicata', 'rifiutata')),
    capo_id BLOB,
    decisa_at INTEGER,
    decisa_da BLOB,
    motivo TEXT,
    UNIQUE (ufficio, origine_id, parte)
) STRICT;
CREATE INDEX trasparenza_proposta_stato ON trasparenza_proposta (stato, id);

CREATE TABLE trasparenza_proposta_documento (
    id BLOB NOT NULL PRIMARY KEY,
    proposta_id BLOB NOT NULL REFERENCES trasparenza_proposta (id),
    posizione INTEGER NOT NULL,
    documento_id BLOB NOT NULL,
    UNIQUE (proposta_id, posizione)
);

CREATE TABLE trasparenza_regola (
    id BLOB NOT NULL PRIMARY KEY,
    decisa_at INTEGER NOT NULL,
    da_sola INTEGER NOT NULL,
    persona_id BLOB NOT NULL
);
CREATE INDEX trasparenza_regola_decisa ON trasparenza_regola (decisa_at, id);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('accounts', '0001_accounts', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('accounts', '0002_preference', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('authz', '0001_organisation', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('authz', '0002_former_names', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('conversion', '0001_conversion', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('directory', '0001_directory', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('directory', '0002_rubrica', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('documents', '0001_documents', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('documents', '0002_disposal', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('jobs', '0001_jobs', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('jobs', '0002_next', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('ledger', '0001_journal', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('pratiche', '0001_iter', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('seal', '0001_seal', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('search', '0001_index', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('search', '0002_scopes', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('validation', '0001_validation', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('validation', '0002_evidence', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('vault', '0001_key', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('webhooks', '0001_webhooks', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('albo', '0001_albo', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('atti', '0001_atti', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('atti', '0002_copia', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('atti', '0003_fascicolo', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('comando', '0001_fatti', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('conservazione', '0001_conservazione', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('conservazione', '0002_esibizione', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('conservazione', '0003_giorno', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('conservazione', '0004_versione', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('conservazione', '0005_evidenza', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('conservazione', '0006_rinnovo', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('conservazione', '0007_scarto', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('contabilita', '0001_contabilita', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('contabilita', '0002_riservato', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('copie', '0001_copie', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('copie', '0002_forma', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('librofirma', '0001_librofirma', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('librofirma', '0002_segno', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('librofirma', '0003_durata', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('librofirma', '0004_ufficio', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0001_registro', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0002_esportazione', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0003_attesa', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0004_posta', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0005_spedizione', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0006_fascicolo', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0007_giornaliero', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0008_emergenza', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0009_fascicolo_termine', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0010_titolario', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0011_proposte', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0012_sportello', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0013_ricerche', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0015_firma', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0016_caselle', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0017_sigillo', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0018_riscontri', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0019_sigilli', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0020_alla_firma', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0021_firma_ufficio', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0022_firma_conservata', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('protocollo', '0023_deposito', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('trasparenza', '0001_trasparenza', 0);
INSERT INTO db_migration (owner, name, applied_at) VALUES ('trasparenza', '0002_proposte', 0);
INSERT INTO accounts_attempt (bucket, failures, last_at, blocked_until) VALUES (x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 1, 1, 1);
INSERT INTO accounts_person (id, username, name, surname, sort_key, email, active, created_at) VALUES (x'01900000000070000000000000000002', 'username di prova', 'name di prova', 'surname di prova', 'sort_key di prova', 'email di prova', 0, 1);
INSERT INTO accounts_preference (person_id, name, value) VALUES (x'01900000000070000000000000000002', 'name di prova', 'value di prova');
INSERT INTO accounts_recovery (id, person_id, code_hash, created_at, ended_at) VALUES (x'01900000000070000000000000000004', x'01900000000070000000000000000002', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 1, 1);
INSERT INTO accounts_session (id, token_hash, person_id, created_at, proved_at, last_seen_at, expires_at, user_agent, address, second_factor, must_change) VALUES (x'01900000000070000000000000000005', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', x'01900000000070000000000000000002', 1, 1, 1, 1, 'user_agent di prova', 'address di prova', 0, 0);
INSERT INTO accounts_token (id, person_id, label, token_hash, scopes, created_at, expires_at, revoked_at) VALUES (x'01900000000070000000000000000006', x'01900000000070000000000000000002', 'label di prova', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 'scopes di prova', 1, 1, 1);
INSERT INTO accounts_totp_step (person_id, step) VALUES (x'01900000000070000000000000000002', 1);
INSERT INTO albo_pubblicazione (id, anno, numero, pubblicata_at, tipo, oggetto, ufficio, origine_id, origine, richiedente, esterno, protocollo, adottato_il, immediata, giorni, fino_al, conta_primo, lettura, soglia_ore, fine_il, fonte, impronte, ripubblica_id, persona_id) VALUES (x'01900000000070000000000000000008', 1, 1, 1, 'tipo di prova', 'oggetto di prova', 'ufficio di prova', x'01900000000070000000000000000008', 'origine di prova', 'richiedente di prova', 0, 'protocollo di prova', '2026-11-27', 0, 1, 0, 0, 'inizio', 1, '2026-11-27', 'fonte di prova', 'impronte di prova', x'01900000000070000000000000000008', x'01900000000070000000000000000008');
INSERT INTO atti_atto (id, tipo, iter, unita_id, autore_id, creato_at, proposta_anno, proposta_numero) VALUES (x'01900000000070000000000000000009', 'tipo di prova', 'iter di prova', x'01900000000070000000000000000009', x'01900000000070000000000000000009', 1, 1, 1);
INSERT INTO atti_copia (id, atto_id, impronta, per_tutti, at, persona_id) VALUES (x'0190000000007000000000000000000a', x'01900000000070000000000000000009', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 0, 1, x'0190000000007000000000000000000a');
INSERT INTO atti_fascicolo (id, atto_id, fascicolo_id, classe, persona_id, at) VALUES (x'0190000000007000000000000000000b', x'01900000000070000000000000000009', x'0190000000007000000000000000000b', 'classe di prova', x'0190000000007000000000000000000b', 1);
INSERT INTO authz_absence (id, person_id, valid_from, valid_to) VALUES (x'0190000000007000000000000000000c', x'0190000000007000000000000000000c', '2026-11-27', '2026-11-27');
INSERT INTO authz_role (id, name, permissions) VALUES (x'0190000000007000000000000000000d', 'name di prova', 'permissions di prova');
INSERT INTO authz_unit (id, code, name, parent_id, valid_from, valid_to) VALUES (x'0190000000007000000000000000000e', 'code di prova', 'name di prova', NULL, '2026-11-27', '2026-11-27');
INSERT INTO authz_unit_name (id, unit_id, name, until_at) VALUES (x'0190000000007000000000000000000f', x'0190000000007000000000000000000e', 'name di prova', 1);
INSERT INTO comando_fatto (id, at, da, tipo, persona_id, unita_id, ruolo_id, testo, motivo) VALUES (x'01900000000070000000000000000010', 1, x'01900000000070000000000000000010', 'tipo di prova', x'01900000000070000000000000000010', x'01900000000070000000000000000010', x'01900000000070000000000000000010', 'testo di prova', 'motivo di prova');
INSERT INTO conservazione_conservatore (id, attivo, nome, indirizzo, ambiente, ente, struttura, utente, persona_id, at) VALUES (x'01900000000070000000000000000011', 0, 'nome di prova', 'indirizzo di prova', 'ambiente di prova', 'ente di prova', 'struttura di prova', 'utente di prova', x'01900000000070000000000000000011', 1);
INSERT INTO conservazione_cosa (id, fonte, tipo, cosa_id, versione, nome, nata_at, termine, presa_at) VALUES (x'01900000000070000000000000000012', 'fonte di prova', 'tipo di prova', x'01900000000070000000000000000012', 1, 'nome di prova', 1, '2026-11-27', 1);
INSERT INTO conservazione_marca (id, algoritmo, token, autorita, marcata_at, fino, pacchetti, fatta_at) VALUES (x'01900000000070000000000000000013', 'algoritmo di prova', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 'autorita di prova', 1, 1, 1, 1);
INSERT INTO conservazione_pacchetto (id, cosa_id, anno, numero, documento_id, metadati_id, impronta, impronta_indice, file, byte, sigillo_id, marcato, fatto_at, versione) VALUES (x'01900000000070000000000000000014', x'01900000000070000000000000000012', 1, 1, x'01900000000070000000000000000014', x'01900000000070000000000000000014', 'impronta di prova', 'impronta_indice di prova', 1, 1, x'01900000000070000000000000000014', 0, 1, 1);
INSERT INTO conservazione_parola (conservatore_id, sigillata) VALUES (x'01900000000070000000000000000015', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff');
INSERT INTO conservazione_piano (id, nome, fonte, persona_id, at) VALUES (x'01900000000070000000000000000016', 'nome di prova', 'fonte di prova', x'01900000000070000000000000000016', 1);
INSERT INTO conservazione_piano_conferma (id, piano_id, dal, atto, persona_id, at) VALUES (x'01900000000070000000000000000017', x'01900000000070000000000000000016', '2026-11-27', 'atto di prova', x'01900000000070000000000000000017', 1);
INSERT INTO conservazione_piano_voce (id, piano_id, ordine, classe, titolo, anni, nota) VALUES (x'01900000000070000000000000000018', x'01900000000070000000000000000016', 1, 'classe di prova', 'titolo di prova', 1, 'nota di prova');
INSERT INTO conservazione_rilettura (id, iniziata_at, finita_at, letti, byte, guasti, quali) VALUES (x'01900000000070000000000000000019', 1, 1, 1, 1, 1, 'quali di prova');
INSERT INTO conservazione_rinnovo (id, fatto_at, nuovi, rinnovati, guasti, quali) VALUES (x'0190000000007000000000000000001a', 1, 1, 1, 1, 'quali di prova');
INSERT INTO conservazione_scarto (id, anno, numero, piano_id, stato, dal, creato_da, creato_at, elenco_id, proposto_da, proposto_at, autorita, autorizzazione, autorizzazione_del, protocollo, autorizzato_da, autorizzato_at, avviato_da, avviato_at, finito_at, motivo) VALUES (x'0190000000007000000000000000001b', 1, 1, x'01900000000070000000000000000016', 'preparazione', 1, x'0190000000007000000000000000001b', 1, x'0190000000007000000000000000001b', x'0190000000007000000000000000001b', 1, 'autorita di prova', 'autorizzazione di prova', '2026-11-27', 'protocollo di prova', x'0190000000007000000000000000001b', 1, x'0190000000007000000000000000001b', 1, 1, 'motivo di prova');
INSERT INTO conservazione_scarto_voce (id, scarto_id, ordine, fonte, fascicolo_id, nome, oggetto, classe, titolo, anni, chiuso_il, scade_il, documenti, byte, restano, stato, motivo, at) VALUES (x'0190000000007000000000000000001c', x'0190000000007000000000000000001b', 1, 'fonte di prova', x'0190000000007000000000000000001c', 'nome di prova', 'oggetto di prova', 'classe di prova', 'titolo di prova', 1, '2026-11-27', '2026-11-27', 1, 1, 1, 'proposta', 'motivo di prova', 1);
INSERT INTO conservazione_segno (fonte, tipo, segno) VALUES ('fonte di prova', 'tipo di prova', 'segno di prova');
INSERT INTO conservazione_stato (id, cosa_id, tipo, stato, dal, termine, pronta_dal, causa, pacchetto_id, tentativi) VALUES (x'0190000000007000000000000000001e', x'01900000000070000000000000000012', 'tipo di prova', 'stato di prova', 1, '2026-11-27', '2026-11-27', 'causa di prova', x'0190000000007000000000000000001e', 1);
INSERT INTO conservazione_versamento (id, pacchetto_id, come, verso, versato_id, persona_id, iniziato_at) VALUES (x'0190000000007000000000000000001f', x'01900000000070000000000000000014', 'come di prova', 'verso di prova', x'0190000000007000000000000000001f', x'0190000000007000000000000000001f', 1);
INSERT INTO conservazione_vincolo (id, fonte, fascicolo_id, nome, tipo, motivo, persona_id, at, tolto_da, tolto_at, tolto_motivo) VALUES (x'01900000000070000000000000000020', 'fonte di prova', x'01900000000070000000000000000020', 'nome di prova', 'contenzioso', 'motivo di prova', x'01900000000070000000000000000020', 1, x'01900000000070000000000000000020', 1, 'tolto_motivo di prova');
INSERT INTO contabilita_bilancio (id, anno, atto, atto_il, persona_id, at) VALUES (x'01900000000070000000000000000021', 1, 'atto di prova', '2026-11-27', x'01900000000070000000000000000021', 1);
INSERT INTO conversion_derivation (id, document_id, origin, derived_id, archivable, program, version, failure, made_at) VALUES (x'01900000000070000000000000000022', x'01900000000070000000000000000022', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', NULL, 0, 'program di prova', 'version di prova', 'failure di prova', 1);
INSERT INTO copie_copia (id, anno, numero, rilasciata_at, codice_impronta, tipo, ufficio, originale_id, cosa, segnatura, originale_at, documento_id, impronta, riservato, mostra_oggetto, pagine, pagine_originale, fogli, scarico, copia_id, persona_id, attestante, qualifica, forma, copiato, copiato_impronta, conversione_id, firma_id, sigillo_id) VALUES (x'01900000000070000000000000000023', 1, 1, 1, x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 'copia', 'ufficio di prova', x'01900000000070000000000000000023', 'cosa di prova', 'segnatura di prova', 1, x'01900000000070000000000000000023', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 0, 0, 'pagine di prova', 1, 1, 'mai', x'01900000000070000000000000000023', x'01900000000070000000000000000023', 'attestante di prova', 'qualifica di prova', 'carta', 'file', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', x'01900000000070000000000000000023', x'01900000000070000000000000000023', x'01900000000070000000000000000023');
INSERT INTO directory_gate (clue) VALUES ('clue di prova');
INSERT INTO directory_ipa (id, copy_id, level, ipa, code, name, part, tax_code, pec, place) VALUES (x'01900000000070000000000000000025', x'01900000000070000000000000000025', 'ente', 'ipa di prova', 'code di prova', 'name di prova', 'part di prova', 'tax_code di prova', 'pec di prova', 'place di prova');
INSERT INTO directory_ipa_copy (id, enti, aoo, uo, sha256, updated, loaded_at) VALUES (x'01900000000070000000000000000026', 1, 1, 1, 'sha256 di prova', '2026-11-27', 1);
INSERT INTO directory_ipa_word (copy_id, word, line_id) VALUES (x'01900000000070000000000000000027', 'word di prova', x'01900000000070000000000000000027');
INSERT INTO directory_subject (id, kind, name, name_folded, tax_code, vat_number, pec, email, address, ipa, merged_into, created_at, code_note) VALUES (x'01900000000070000000000000000028', 'persona', 'name di prova', 'name_folded di prova', 'tax_code di prova', 'vat_number di prova', 'pec di prova', 'email di prova', 'address di prova', 'ipa di prova', NULL, 1, 'code_note di prova');
INSERT INTO directory_word (word, subject_id) VALUES ('word di prova', x'01900000000070000000000000000028');
INSERT INTO documents_document (id, sha256, size, name, format, detail, mismatch, created_at) VALUES (x'0190000000007000000000000000002a', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 1, 'name di prova', 'format di prova', 'detail di prova', 0, 1);
INSERT INTO documents_text (sha256, text, pages, notes, made_at) VALUES (x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 'text di prova', 1, 'notes di prova', 1);
INSERT INTO iter_definizione (id, codice, materia, impronta, nome, testo, autore_id, at) VALUES (x'0190000000007000000000000000002c', 'codice di prova', 'materia di prova', 'impronta di prova', 'nome di prova', 'testo di prova', x'0190000000007000000000000000002c', 1);
INSERT INTO jobs_job (id, kind, payload, dedup, state, due_at, attempts, node, reason, cause, created_at, ended_at) VALUES (x'0190000000007000000000000000002d', 'kind di prova', 'payload di prova', 'dedup di prova', 'state di prova', 1, 1, 'node di prova', 'reason di prova', 'cause di prova', 1, 1);
INSERT INTO jobs_periodic (kind, next_at) VALUES ('kind di prova', 1);
INSERT INTO ledger_checkpoint (size, note) VALUES (1, 'note di prova');
INSERT INTO ledger_journal (idx, leaf, salt) VALUES (1, x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff');
INSERT INTO ledger_key (id, origin, seed) VALUES (1, 'origin di prova', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff');
INSERT INTO ledger_register (register, year, last_number, last_at) VALUES ('register di prova', 1, 1, 1);
INSERT INTO ledger_tile (level, n, data) VALUES (1, 1, x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff');
INSERT INTO librofirma_richiesta (id, documento_id, attuale_id, oggetto, nota, formato, segno, unita_id, chiesta_da, chiesta_at, entro, origine, stato, turno, chiusa_at, segno_pagina, segno_posto, ufficio) VALUES (x'01900000000070000000000000000036', x'01900000000070000000000000000036', x'01900000000070000000000000000036', 'oggetto di prova', 'nota di prova', 'pades', 0, x'01900000000070000000000000000036', x'01900000000070000000000000000036', 1, '2026-11-27', 'origine di prova', 'in_corso', 1, 1, 1, 'segno_posto di prova', 'ufficio di prova');
INSERT INTO protocollo_ancora (id, nome, pem, impronta, aggiunta_da, aggiunta_at, tolta_da, tolta_at) VALUES (x'01900000000070000000000000000037', 'nome di prova', 'pem di prova', 'impronta di prova', x'01900000000070000000000000000037', 1, x'01900000000070000000000000000037', 1);
INSERT INTO protocollo_apprendimento (id, giro, imparato_at, quanti, misura) VALUES (1, x'01900000000070000000000000000038', 1, 1, 'misura di prova');
INSERT INTO protocollo_appreso (giro, parola, quanti, aperte, riservate) VALUES (x'01900000000070000000000000000039', 1, 1, x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff');
INSERT INTO protocollo_bozza (id, persona_id, verso, documenti, proposte, creata_at, messaggio_id) VALUES (x'0190000000007000000000000000003a', x'0190000000007000000000000000003a', 'verso di prova', 'documenti di prova', 'proposte di prova', 1, x'0190000000007000000000000000003a');
INSERT INTO protocollo_casella (id, nome, indirizzo, certificata, ufficio_id, simulata) VALUES (x'0190000000007000000000000000003b', 'nome di prova', 'indirizzo di prova', 0, x'0190000000007000000000000000003b', 0);
INSERT INTO protocollo_casella_accesso (id, casella_id, attiva, imap, imap_porta, imap_sicurezza, utente, cartella, cartella_presi, smtp, smtp_porta, smtp_sicurezza, massimo_mb, autorita, persona_id, at) VALUES (x'0190000000007000000000000000003c', x'0190000000007000000000000000003b', 0, 'imap di prova', 1, 'imap_sicurezza di prova', 'utente di prova', 'cartella di prova', 'cartella_presi di prova', 'smtp di prova', 1, 'smtp_sicurezza di prova', 1, 'autorita di prova', x'0190000000007000000000000000003c', 1);
INSERT INTO protocollo_casella_parola (casella_id, sigillata) VALUES (x'0190000000007000000000000000003b', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff');
INSERT INTO protocollo_differimento (id, motivo, provvedimento, documenti, dal, al, giorni, autorizzato_da, autorizzato_at, revocato_da, revocato_at) VALUES (x'0190000000007000000000000000003e', 'motivo di prova', 'provvedimento di prova', 'documenti di prova', '2026-11-27', '2026-11-27', 1, x'0190000000007000000000000000003e', 1, x'0190000000007000000000000000003e', 1);
INSERT INTO protocollo_emergenza (id, causa, provvedimento, dal_at, autorizzata_da, aperta_at, chiusa_at, chiusa_da, ripristino_at) VALUES (x'0190000000007000000000000000003f', 'causa di prova', 'provvedimento di prova', 1, x'0190000000007000000000000000003f', 1, 1, x'0190000000007000000000000000003f', 1);
INSERT INTO protocollo_emergenza_giorno (id, emergenza_id, giorno, dichiarate) VALUES (x'01900000000070000000000000000040', x'0190000000007000000000000000003f', '2026-11-27', 1);
INSERT INTO protocollo_emergenza_periodo (id, emergenza_id, fino_at, provvedimento, persona_id, at) VALUES (x'01900000000070000000000000000041', x'0190000000007000000000000000003f', 1, 'provvedimento di prova', x'01900000000070000000000000000041', 1);
INSERT INTO protocollo_esportazione (id, persona_id, at, formato, filtro) VALUES (x'01900000000070000000000000000042', x'01900000000070000000000000000042', 1, 'formato di prova', 'filtro di prova');
INSERT INTO protocollo_fascicolo (id, anno, classe, numero, sotto, sopra_id, tipo, riservato, soggetto_id, intestatario, codice_fiscale, aperto_at, aperto_da, chiave) VALUES (x'01900000000070000000000000000043', 1, 'classe di prova', 1, 'sotto di prova', NULL, 'tipo di prova', 0, x'01900000000070000000000000000043', 'intestatario di prova', 'codice_fiscale di prova', 1, x'01900000000070000000000000000043', 'chiave di prova');
INSERT INTO protocollo_fascicolo_deposito (id, fascicolo_id, ufficio, cosa_id, messo_da, messo_at, tolto_da, tolto_at, motivo) VALUES (x'01900000000070000000000000000044', x'01900000000070000000000000000043', 'ufficio di prova', x'01900000000070000000000000000044', x'01900000000070000000000000000044', 1, x'01900000000070000000000000000044', 1, 'motivo di prova');
INSERT INTO protocollo_fascicolo_fatto (id, fascicolo_id, tipo, testo, persona_id, at) VALUES (x'01900000000070000000000000000045', x'01900000000070000000000000000043', 'tipo di prova', 'testo di prova', x'01900000000070000000000000000045', 1);
INSERT INTO protocollo_fascicolo_stato (id, fascicolo_id, oggetto, ufficio_id, responsabile_id, termine, chiuso, chiuso_at) VALUES (x'01900000000070000000000000000046', x'01900000000070000000000000000043', 'oggetto di prova', x'01900000000070000000000000000046', x'01900000000070000000000000000046', '2026-11-27', 0, 1);
INSERT INTO protocollo_fascicolo_ufficio (id, fascicolo_id, ufficio_id, lavora, attiva) VALUES (x'01900000000070000000000000000047', x'01900000000070000000000000000043', x'01900000000070000000000000000047', 0, 0);
INSERT INTO protocollo_giornaliero (id, anno, numero, giorno, dopo_anno, dopo_numero, fino_anno, fino_numero, quante, fatti, documento_id, metadati_id, impronta, fatto_at, sigillo_id, marcato, sigillo_nota) VALUES (x'01900000000070000000000000000048', 1, 1, '2026-11-27', 1, 1, 1, 1, 1, 1, x'01900000000070000000000000000048', x'01900000000070000000000000000048', 'impronta di prova', 1, x'01900000000070000000000000000048', 0, 'sigillo_nota di prova');
INSERT INTO protocollo_lettura (casella_id, letta_at, riuscita_at, presi, errore, avviso) VALUES (x'0190000000007000000000000000003b', 1, 1, 1, 'errore di prova', 'avviso di prova');
INSERT INTO protocollo_posta_regola (id, ricevute, persona_id, at) VALUES (x'0190000000007000000000000000004a', 'ricevute di prova', x'0190000000007000000000000000004a', 1);
INSERT INTO protocollo_proposta (registrazione_id, classe, ufficio_id) VALUES (x'0190000000007000000000000000004b', 'classe di prova', x'0190000000007000000000000000004b');
INSERT INTO protocollo_registrazione (id, anno, numero, verso, registrata_at, registrata_da, ufficio_id, oggetto, mezzo, arrivata_il, protocollo_mittente, data_mittente, riservata, impronta, note, chiave) VALUES (x'0190000000007000000000000000004c', 1, 1, 'verso di prova', 1, x'0190000000007000000000000000004c', x'0190000000007000000000000000004c', 'oggetto di prova', 'mezzo di prova', '2026-11-27', 'protocollo_mittente di prova', '2026-11-27', 0, 'impronta di prova', 'note di prova', 'chiave di prova');
INSERT INTO protocollo_repertorio (id, codice, nome, registro, dal_anno, aperto_da, aperto_at) VALUES (x'0190000000007000000000000000004d', 'codice di prova', 'nome di prova', 'registro di prova', 1, x'0190000000007000000000000000004d', 1);
INSERT INTO protocollo_repertorio_voce (id, repertorio_id, registrazione_id, anno, numero) VALUES (x'0190000000007000000000000000004e', x'0190000000007000000000000000004d', x'0190000000007000000000000000004c', 1, 1);
INSERT INTO protocollo_ricerca (id, persona_id, nome, scelte, condivisa, ufficio_id, creata_at) VALUES (x'0190000000007000000000000000004f', x'0190000000007000000000000000004f', 'nome di prova', 'scelte di prova', 'no', x'0190000000007000000000000000004f', 1);
INSERT INTO protocollo_richiamo (id, registrazione_id, risponde_a) VALUES (x'01900000000070000000000000000050', x'0190000000007000000000000000004c', x'0190000000007000000000000000004c');
INSERT INTO protocollo_stampa (id, persona_id, at, da_anno, da_numero, a_anno, a_numero, quante) VALUES (x'01900000000070000000000000000051', x'01900000000070000000000000000051', 1, 1, 1, 1, 1, 1);
INSERT INTO protocollo_stampa_lavoro (stampa_id, volumi, fatte, stato, scade_at) VALUES (x'01900000000070000000000000000051', 1, 1, 'in_corso', 1);
INSERT INTO protocollo_stampa_volume (id, stampa_id, volume, prima_anno, prima_numero, ultima_anno, ultima_numero, quante, pagina_da, pagine, impronta, byte, fatto_at) VALUES (x'01900000000070000000000000000053', x'01900000000070000000000000000051', 1, 1, 1, 1, 1, 1, 1, 1, x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 1, 1);
INSERT INTO protocollo_stato (id, registrazione_id, classe, annullata, da_assegnare) VALUES (x'01900000000070000000000000000054', x'0190000000007000000000000000004c', 'classe di prova', 0, 0);
INSERT INTO protocollo_titolario_bozza (id, nome, classi, passaggi, persona_id, at) VALUES (x'01900000000070000000000000000055', 'nome di prova', 'classi di prova', 'passaggi di prova', x'01900000000070000000000000000055', 1);
INSERT INTO protocollo_titolario_versione (id, nome, dal, atto, decisa_da, decisa_at, ritirata_da, ritirata_at, motivo) VALUES (x'01900000000070000000000000000056', 'nome di prova', '2026-11-27', 'atto di prova', x'01900000000070000000000000000056', 1, x'01900000000070000000000000000056', 1, 'motivo di prova');
INSERT INTO seal_seal (id, holder, issuer, chain, sha256, not_before_at, not_after_at, trial, set_at, set_by, retired_at) VALUES (x'01900000000070000000000000000057', 'holder di prova', 'issuer di prova', 'chain di prova', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 1, 1, 0, 1, 'set_by di prova', 1);
INSERT INTO trasparenza_proposta (id, ufficio, origine_id, parte, pagina, proposta_at, sezione, titolo, campi, riferita_al, effetti_fino, responsabile, beneficiario, beneficiario_codice, beneficiario_motivo, avviso, proponente_id, stato, capo_id, decisa_at, decisa_da, motivo) VALUES (x'01900000000070000000000000000058', 'ufficio di prova', x'01900000000070000000000000000058', 'parte di prova', 'pagina di prova', 1, 'sezione di prova', 'titolo di prova', 'campi di prova', '2026-11-27', '2026-11-27', 'responsabile di prova', 'beneficiario di prova', 'beneficiario_codice di prova', 'salute', 'avviso di prova', x'01900000000070000000000000000058', 'attende', x'01900000000070000000000000000058', 1, x'01900000000070000000000000000058', 'motivo di prova');
INSERT INTO trasparenza_voce (id, capo_id, versione, scritta_at, sezione, genere, titolo, testo, campi, riferita_al, effetti_fino, responsabile, ufficio, origine_id, persona_id) VALUES (x'01900000000070000000000000000059', x'01900000000070000000000000000059', 1, 1, 'sezione di prova', 'libera', 'titolo di prova', 'testo di prova', 'campi di prova', '2026-11-27', '2026-11-27', 'responsabile di prova', 'ufficio di prova', x'01900000000070000000000000000059', x'01900000000070000000000000000059');
INSERT INTO validation_anchor (id, name, pem, sha256, reason, purposes, added_by, added_at, removed_by, removed_at, removed_reason) VALUES (x'0190000000007000000000000000005a', 'name di prova', 'pem di prova', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 'reason di prova', 'purposes di prova', x'0190000000007000000000000000005a', 1, x'0190000000007000000000000000005a', 1, 'removed_reason di prova');
INSERT INTO validation_check (id, document_id, asked_at, checked_at, checked_by, mark, indication, sentence, report, lists) VALUES (x'0190000000007000000000000000005b', x'0190000000007000000000000000005b', 1, 1, 'checked_by di prova', 'green', 'TOTAL-PASSED', 'sentence di prova', 'report di prova', 'lists di prova');
INSERT INTO validation_evidence (id, kind, source, address, document_id, this_update, next_update, fetched_at) VALUES (x'0190000000007000000000000000005c', 'crl', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 'address di prova', x'0190000000007000000000000000005c', 1, 1, 1);
INSERT INTO vault_key (id, sealed, made_at) VALUES (1, x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 1);
INSERT INTO webhooks_subscription (id, person_id, token_id, label, url, kinds, secret, old_secret, old_until, state, reason, created_at, changed_at) VALUES (x'0190000000007000000000000000005e', x'0190000000007000000000000000005e', x'0190000000007000000000000000005e', 'label di prova', 'url di prova', 'kinds di prova', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 1, 'on', 'reason di prova', 1, 1);
INSERT INTO accounts_challenge (token_hash, kind, person_id, state, tries, expires_at) VALUES (x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 'kind di prova', x'01900000000070000000000000000002', 'state di prova', 1, 1);
INSERT INTO accounts_credential (id, person_id, password_hash, password_set_at, must_change, totp_secret, totp_set_at) VALUES (x'01900000000070000000000000000060', x'01900000000070000000000000000002', 'password_hash di prova', 1, 0, x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', 1);
INSERT INTO accounts_device (token_hash, person_id, last_seen_at) VALUES (x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', x'01900000000070000000000000000002', 1);
INSERT INTO accounts_oidc (id, person_id, issuer, subject, created_at) VALUES (x'01900000000070000000000000000062', x'01900000000070000000000000000002', 'issuer di prova', 'subject di prova', 1);
INSERT INTO accounts_passkey (id, person_id, label, credential, created_at, removed_at) VALUES (x'01900000000070000000000000000063', x'01900000000070000000000000000002', 'label di prova', 'credential di prova', 1, 1);
INSERT INTO authz_incarico (id, person_id, unit_id, role_id, deputy_of, valid_from, valid_to) VALUES (x'01900000000070000000000000000064', x'01900000000070000000000000000064', x'0190000000007000000000000000000e', x'0190000000007000000000000000000d', NULL, '2026-11-27', '2026-11-27');
INSERT INTO conservazione_esibizione (id, pacchetto_id, richiedente, motivo, persona_id, at) VALUES (x'01900000000070000000000000000065', x'01900000000070000000000000000014', 'richiedente di prova', 'motivo di prova', x'01900000000070000000000000000065', 1);
INSERT INTO conservazione_esito (id, versamento_id, esito, causa, urn, ricevuta_id, at) VALUES (x'01900000000070000000000000000066', x'0190000000007000000000000000001f', 'esito di prova', 'causa di prova', 'urn di prova', x'01900000000070000000000000000066', 1);
INSERT INTO conservazione_evidenza (id, pacchetto_id, marca_id, catena, posto, albero) VALUES (x'01900000000070000000000000000067', x'01900000000070000000000000000014', x'01900000000070000000000000000013', 1, 1, x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff');
INSERT INTO conservazione_file (id, pacchetto_id, ordine, nome, percorso, documento_id, impronta, byte, formato) VALUES (x'01900000000070000000000000000068', x'01900000000070000000000000000014', 1, 'nome di prova', 'percorso di prova', x'01900000000070000000000000000068', 'impronta di prova', 1, 'formato di prova');
INSERT INTO directory_address (id, subject_id, kind, value, valid_from, valid_to, note, merge_id, gone_at, created_at) VALUES (x'01900000000070000000000000000069', x'01900000000070000000000000000028', 'pec', 'value di prova', '2026-11-27', '2026-11-27', 'note di prova', x'01900000000070000000000000000069', 1, 1);
INSERT INTO directory_distinct (id, first_id, second_id, note, decided_by, decided_at) VALUES (x'0190000000007000000000000000006a', x'01900000000070000000000000000028', x'01900000000070000000000000000028', 'note di prova', x'0190000000007000000000000000006a', 1);
INSERT INTO directory_merge (id, lost_id, kept_id, changes, note, merged_by, merged_at, undone_by, undone_at, undo_note) VALUES (x'0190000000007000000000000000006b', x'01900000000070000000000000000028', x'01900000000070000000000000000028', 'changes di prova', 'note di prova', x'0190000000007000000000000000006b', 1, x'0190000000007000000000000000006b', 1, 'undo_note di prova');
INSERT INTO documents_disposal (id, document_id, sha256, matter_id, authority, decided_at, state, ended_at) VALUES (x'0190000000007000000000000000006c', x'0190000000007000000000000000002a', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff', x'0190000000007000000000000000006c', 'authority di prova', 1, 'decided', 1);
INSERT INTO librofirma_durata (id, richiesta_id, prima_id, documento_id, certificati, liste, risposte, at) VALUES (x'0190000000007000000000000000006d', x'01900000000070000000000000000036', x'0190000000007000000000000000006d', x'0190000000007000000000000000006d', 1, 1, 1, 1);
INSERT INTO protocollo_alla_firma (id, richiesta_id, registrazione_id, bozza_id, documento_id, persona_id, at, unita_id) VALUES (x'0190000000007000000000000000006e', x'0190000000007000000000000000006e', x'0190000000007000000000000000004c', x'0190000000007000000000000000006e', x'0190000000007000000000000000006e', x'0190000000007000000000000000006e', 1, x'0190000000007000000000000000006e');
INSERT INTO protocollo_allegato (id, registrazione_id, documento_id, principale, ordine, impronta) VALUES (x'0190000000007000000000000000006f', x'0190000000007000000000000000004c', x'0190000000007000000000000000006f', 0, 1, 'impronta di prova');
INSERT INTO protocollo_assegnazione (id, registrazione_id, ufficio_id, persona_id, tipo, stato, assegnata_da, assegnata_at, nota, risposta_da, risposta_at, motivo) VALUES (x'01900000000070000000000000000070', x'0190000000007000000000000000004c', x'01900000000070000000000000000070', x'01900000000070000000000000000070', 'tipo di prova', 'stato di prova', x'01900000000070000000000000000070', 1, 'nota di prova', x'01900000000070000000000000000070', 1, 'motivo di prova');
INSERT INTO protocollo_correzione (id, registrazione_id, campo, di_id, prima, dopo, motivo, provvedimento, persona_id, at) VALUES (x'01900000000070000000000000000071', x'0190000000007000000000000000004c', 'oggetto', x'01900000000070000000000000000071', 'prima di prova', 'dopo di prova', 'motivo di prova', 'provvedimento di prova', x'01900000000070000000000000000071', 1);
INSERT INTO protocollo_differita (id, registrazione_id, differimento_id) VALUES (x'01900000000070000000000000000072', x'0190000000007000000000000000004c', x'0190000000007000000000000000003e');
INSERT INTO protocollo_emergenza_voce (id, emergenza_id, anno, numero, registrata_at, registrazione_id) VALUES (x'01900000000070000000000000000073', x'0190000000007000000000000000003f', 1, 1, 1, x'0190000000007000000000000000004c');
INSERT INTO protocollo_fascicolo_seguito (id, versione_id, da_id, a_id) VALUES (x'01900000000070000000000000000074', x'01900000000070000000000000000056', x'01900000000070000000000000000043', x'01900000000070000000000000000043');
INSERT INTO protocollo_fascicolo_voce (id, fascicolo_id, registrazione_id, ordine, messa_da, messa_at, tolta_da, tolta_at, motivo) VALUES (x'01900000000070000000000000000075', x'01900000000070000000000000000043', x'0190000000007000000000000000004c', 1, x'01900000000070000000000000000075', 1, x'01900000000070000000000000000075', 1, 'motivo di prova');
INSERT INTO protocollo_fatto (id, registrazione_id, tipo, testo, persona_id, at) VALUES (x'01900000000070000000000000000076', x'0190000000007000000000000000004c', 'tipo di prova', 'testo di prova', x'01900000000070000000000000000076', 1);
INSERT INTO protocollo_inoltro (id, registrazione_id, da_assegnazione_id, a_assegnazione_id, motivo, persona_id, at) VALUES (x'01900000000070000000000000000077', x'0190000000007000000000000000004c', x'01900000000070000000000000000070', x'01900000000070000000000000000070', 'motivo di prova', x'01900000000070000000000000000077', 1);
INSERT INTO protocollo_invio (id, registrazione_id, message_id) VALUES (x'01900000000070000000000000000078', x'0190000000007000000000000000004c', 'message_id di prova');
INSERT INTO protocollo_messaggio (id, casella_id, documento_id, impronta, tipo, message_id, riferimento, mittente, indirizzo, consegna, oggetto, gestore, certificato_at, spedito_at, preso_at, byte, allegati, anomalie, nota, riguarda_id, identificativo, risponde_id) VALUES (x'01900000000070000000000000000079', x'0190000000007000000000000000003b', x'01900000000070000000000000000079', 'impronta di prova', 'tipo di prova', 'message_id di prova', 'riferimento di prova', 'mittente di prova', 'indirizzo di prova', 'consegna di prova', 'oggetto di prova', 'gestore di prova', 1, 1, 1, 1, 1, 'anomalie di prova', 'nota di prova', x'0190000000007000000000000000004c', 'identificativo di prova', x'01900000000070000000000000000079');
INSERT INTO protocollo_messaggio_firma (id, messaggio_id, esito, firmatario, autorita, motivo, contata, verificata_at) VALUES (x'0190000000007000000000000000007a', x'01900000000070000000000000000079', 'esito di prova', 'firmatario di prova', 'autorita di prova', 'motivo di prova', 0, 1);
INSERT INTO protocollo_messaggio_posto (casella_id, cartella, uidvalidity, uid, messaggio_id) VALUES (x'0190000000007000000000000000003b', 'cartella di prova', 1, 1, x'01900000000070000000000000000079');
INSERT INTO protocollo_messaggio_segnatura (id, messaggio_id, forma, amministrazione, denominazione, aoo, registro, numero, data, conferma, creduta) VALUES (x'0190000000007000000000000000007c', x'01900000000070000000000000000079', 'forma di prova', 'amministrazione di prova', 'denominazione di prova', 'aoo di prova', 'registro di prova', 'numero di prova', '2026-11-27', 0, 0);
INSERT INTO protocollo_messaggio_stato (id, messaggio_id, stato, motivo, persona_id, at, registrazione_id) VALUES (x'0190000000007000000000000000007d', x'01900000000070000000000000000079', 'stato di prova', 'motivo di prova', x'0190000000007000000000000000007d', 1, x'0190000000007000000000000000004c');
INSERT INTO protocollo_parte (id, registrazione_id, ruolo, ordine, soggetto_id, nome, codice_fiscale, indirizzo) VALUES (x'0190000000007000000000000000007e', x'0190000000007000000000000000004c', 'ruolo di prova', 1, x'0190000000007000000000000000007e', 'nome di prova', 'codice_fiscale di prova', 'indirizzo di prova');
INSERT INTO protocollo_riscontro (id, messaggio_id, registrazione_id, tipo, casella_id, ufficio_id, persona_id, at, indirizzo, message_id, motivo, provvedimento) VALUES (x'0190000000007000000000000000007f', x'01900000000070000000000000000079', x'0190000000007000000000000000004c', 'tipo di prova', x'0190000000007000000000000000003b', x'0190000000007000000000000000007f', x'0190000000007000000000000000007f', 1, 'indirizzo di prova', 'message_id di prova', 'motivo di prova', 'provvedimento di prova');
INSERT INTO protocollo_riscontro_arrivato (id, messaggio_id, registrazione_id, tipo, amministrazione, denominazione, aoo, registro, numero, data, motivo, provvedimento, contato, perche, at) VALUES (x'01900000000070000000000000000080', x'01900000000070000000000000000079', x'0190000000007000000000000000004c', 'tipo di prova', 'amministrazione di prova', 'denominazione di prova', 'aoo di prova', 'registro di prova', 'numero di prova', '2026-11-27', 'motivo di prova', 'provvedimento di prova', 0, 'perche di prova', 1);
INSERT INTO protocollo_riscontro_fatto (id, riscontro_id, tipo, at, scritto_at, testo, messaggio_id) VALUES (x'01900000000070000000000000000081', x'0190000000007000000000000000007f', 'tipo di prova', 1, 1, 'testo di prova', x'01900000000070000000000000000079');
INSERT INTO protocollo_riscontro_stato (id, riscontro_id, stato, aperta, attesa_fino_at, documento_id, sigillata_id, sigillo_nota) VALUES (x'01900000000070000000000000000082', x'0190000000007000000000000000007f', 'stato di prova', 0, 1, x'01900000000070000000000000000082', x'01900000000070000000000000000082', 'sigillo_nota di prova');
INSERT INTO protocollo_riscontro_visto (id, arrivato_id, persona_id, nota, at) VALUES (x'01900000000070000000000000000083', x'01900000000070000000000000000080', x'01900000000070000000000000000083', 'nota di prova', 1);
INSERT INTO protocollo_segnatura_sigillo (id, messaggio_id, esito, firmatario, frase, at) VALUES (x'01900000000070000000000000000084', x'01900000000070000000000000000079', 'esito di prova', 'firmatario di prova', 'frase di prova', 1);
INSERT INTO protocollo_spedizione (id, registrazione_id, parte_id, ufficio_id, persona_id, at, mezzo, casella_id, indirizzo, message_id, oggetto, testo, estremi, consegnata_il, in_luogo_di, chiave, segnatura_id, segnatura_nota) VALUES (x'01900000000070000000000000000085', x'0190000000007000000000000000004c', x'0190000000007000000000000000007e', x'01900000000070000000000000000085', x'01900000000070000000000000000085', 1, 'mezzo di prova', x'0190000000007000000000000000003b', 'indirizzo di prova', 'message_id di prova', 'oggetto di prova', 'testo di prova', 'estremi di prova', '2026-11-27', NULL, 'chiave di prova', x'01900000000070000000000000000085', 'segnatura_nota di prova');
INSERT INTO protocollo_spedizione_fatto (id, spedizione_id, tipo, at, scritto_at, testo, messaggio_id) VALUES (x'01900000000070000000000000000086', x'01900000000070000000000000000085', 'tipo di prova', 1, 1, 'testo di prova', x'01900000000070000000000000000079');
INSERT INTO protocollo_spedizione_stato (id, spedizione_id, stato, aperta, attesa_fino_at) VALUES (x'01900000000070000000000000000087', x'01900000000070000000000000000085', 'stato di prova', 0, 1);
INSERT INTO protocollo_termine (id, registrazione_id, assegnazione_id, decorre_dal, giorni, posto_da, posto_at, scadenza, aperto) VALUES (x'01900000000070000000000000000088', x'0190000000007000000000000000004c', x'01900000000070000000000000000070', '2026-11-27', 1, x'01900000000070000000000000000088', 1, '2026-11-27', 0);
INSERT INTO protocollo_termine_fatto (id, termine_id, tipo, dal, al, motivo, persona_id, at) VALUES (x'01900000000070000000000000000089', x'01900000000070000000000000000088', 'sospensione', '2026-11-27', '2026-11-27', 'motivo di prova', x'01900000000070000000000000000089', 1);
INSERT INTO protocollo_titolario (id, codice, titolo, nome, valida_dal, valida_al, versione_id, descrizione) VALUES (x'0190000000007000000000000000008a', 'codice di prova', 'titolo di prova', 'nome di prova', '2026-11-27', '2026-11-27', x'01900000000070000000000000000056', 'descrizione di prova');
INSERT INTO protocollo_titolario_passaggio (id, versione_id, da_classe, fascicolo_id, a_classe) VALUES (x'0190000000007000000000000000008b', x'01900000000070000000000000000056', 'da_classe di prova', x'01900000000070000000000000000043', 'a_classe di prova');
INSERT INTO seal_key (seal_id, sealed) VALUES (x'01900000000070000000000000000057', x'00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff');
INSERT INTO webhooks_delivery (id, event_id, subscription_id, kind, subject, happened_at, state, attempts, status, told, tried_at, took_ms, created_at) VALUES (x'0190000000007000000000000000008d', x'0190000000007000000000000000008d', x'0190000000007000000000000000005e', 'kind di prova', x'0190000000007000000000000000008d', 1, 'waiting', 1, 1, 'told di prova', 1, 1, 1);
INSERT INTO protocollo_ricevuta_ritorno (id, spedizione_id, consegnata_il, firmata_da, documento_id, persona_id, at) VALUES (x'0190000000007000000000000000008e', x'01900000000070000000000000000085', '2026-11-27', 'firmata_da di prova', x'0190000000007000000000000000008e', x'0190000000007000000000000000008e', 1);
