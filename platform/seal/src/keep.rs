//! To set a seal, and to open the one that is set.

use std::sync::Arc;

use ente::Ente;
use firma_scrivi::Certificate;
use kernel::{Actor, Instant, Refusal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use signing::sign::Seal;
use signing::store::pem;
use signing::verify::certificate::{Certificate as Read, KeyUsage};
use signing::verify::report::Report;
use vault::{Cell, Vault};

use crate::{Candidate, Error, SealId, file::Pkcs8, make, row};

/// The ente's seal, with its key at hand.
pub struct Opened {
    /// What is kept of it.
    pub row: row::Model,
    pub(crate) seal: Arc<Seal>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("row", &self.row.id).finish_non_exhaustive()
    }
}

/// The seal in use, without its key.
///
/// # Errors
/// Those of the database.
pub async fn kept<C: ConnectionTrait>(connection: &C) -> Result<Option<row::Model>, Error> {
    let select = row::Entity::find().filter(row::Column::RetiredAt.is_null());
    Ok(select.order_by_desc(row::Column::Id).one(connection).await?)
}

/// These seals, whether they are in use or not.
///
/// # Errors
/// Those of the database.
pub async fn of_ids<C: ConnectionTrait>(connection: &C, ids: &[SealId]) -> Result<Vec<row::Model>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(row::Entity::find().filter(row::Column::Id.is_in(ids.iter().copied())).all(connection).await?)
}

/// The seal in use, ready to seal.
///
/// # Errors
/// [`Error::NoKey`], [`Error::Vault`] where its key does not open, [`Error::Unreadable`]; those of the database.
pub async fn open(ente: &Ente) -> Result<Option<Opened>, Error> {
    let read = ente.db().read().await?;
    let Some(row) = kept(&read).await? else { return Ok(None) };
    let seal = with_key(&read, ente.ledger.vault(), &row).await?;
    Ok(Some(Opened { seal: Arc::new(seal), row }))
}

/// Whether the key of the seal opens and is the certificate's.
///
/// # Errors
/// Why not; those of the database.
pub async fn opens<C: ConnectionTrait>(connection: &C, vault: &Vault, row: &row::Model) -> Result<(), Error> {
    with_key(connection, vault, row).await.map(drop)
}

async fn with_key<C: ConnectionTrait>(connection: &C, vault: &Vault, row: &row::Model) -> Result<Seal, Error> {
    let found = db::one(connection, "SELECT sealed FROM seal_key WHERE seal_id = $1", [row.id.into()]).await?;
    let sealed: Vec<u8> = found.ok_or(Error::NoKey)?.try_get("", "sealed")?;
    let key = vault.open(cell(&row_key(row.id)), &sealed)?;
    Ok(Seal::new(&key, chain(row).ok_or(Error::Unreadable)?)?)
}

/// Makes a key and its certificate the ente's seal, after trying it; the one before is retired and its key removed. The
/// same one is set again where its key was lost or does not open. What our verifier said of the trial.
///
/// # Errors
/// [`Error::Refused`] with all the reasons, [`Error::NoVault`]; those of the database.
pub async fn set(ente: &Ente, actor: Actor, candidate: Candidate) -> Result<(row::Model, Report), Error> {
    if !ente.ledger.vault().seals() {
        return Err(Error::NoVault);
    }
    let now = ente.ledger.now();
    let own = candidate.chain.first().and_then(|own| Read::read(own.der()).ok()).ok_or(Error::Unreadable)?;
    check(&own, &ente.info.ipa, now)?;
    let seal = Arc::new(Seal::new(&candidate.pkcs8, candidate.chain.clone())?);
    let report = make::try_out(ente, &seal, now).await?;
    let mut tx = ente.ledger.begin(actor, "seal.imposta").await?;
    db::alone(&tx, "seal_seal").await?;
    let before = kept(&tx).await?;
    let same = before.as_ref().filter(|before| before.sha256 == own.fingerprint().0);
    if let Some(same) = same
        && seals(&tx, ente.ledger.vault(), same).await?
    {
        return Err(Refusal::because("Questo è già il sigillo in uso: non è cambiato niente.").into());
    }
    if let Some(before) = before {
        let after = row::Model { retired_at: Some(tx.now()), ..before.clone() };
        tx.update(&before, after).await?;
    }
    db::execute(&tx, "DELETE FROM seal_key", []).await?;
    let row = row::Model {
        id: tx.id(),
        holder: own.subject().shown().unwrap_or_else(|| "senza nome".into()),
        issuer: own.issuer().shown().unwrap_or_else(|| "senza nome".into()),
        chain: candidate.chain.iter().map(|one| pem::text(one.der())).collect(),
        sha256: own.fingerprint().0.to_vec(),
        not_before_at: Instant::from_micros(own.not_before().timestamp_micros()),
        not_after_at: Instant::from_micros(own.not_after().timestamp_micros()),
        trial: is_trial(&own),
        set_at: tx.now(),
        set_by: tx.actor().to_string(),
        retired_at: None,
    };
    let row = tx.insert(row).await?;
    keep_key(ente, &tx, row.id, &candidate.pkcs8).await?;
    tx.commit().await?;
    Ok((row, report))
}

/// Whether it can seal: its key is there, opens, and is the certificate's.
async fn seals(tx: &ledger::Tx, vault: &Vault, row: &row::Model) -> Result<bool, Error> {
    match opens(tx, vault, row).await {
        Err(error) if error.passes() => Err(error),
        other => Ok(other.is_ok()),
    }
}

async fn keep_key(ente: &Ente, tx: &ledger::Tx, id: SealId, key: &Pkcs8) -> Result<(), Error> {
    let place = row_key(id);
    let sealed = ente.ledger.vault().seal(cell(&place), key, tx.random());
    let sql = "INSERT INTO seal_key (seal_id, sealed) VALUES ($1, $2)";
    db::execute(tx, sql, [id.into(), sealed.into()]).await?;
    Ok(())
}

fn row_key(id: SealId) -> Vec<u8> {
    id.uuid().as_bytes().to_vec()
}

const fn cell(row: &[u8]) -> Cell<'_> {
    Cell { table: "seal_key", column: "sealed", row }
}

/// All that keeps a certificate from being that of this ente's seal.
fn check(own: &Read, ipa: &str, now: Instant) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    let day = |at: chrono::DateTime<chrono::Utc>| {
        Instant::from_micros(at.timestamp_micros()).date().format("%d/%m/%Y").to_string()
    };
    if now.utc() > own.not_after() {
        refusal.add(None, format!("Il certificato è scaduto il {}: chiedine uno nuovo.", day(own.not_after())));
    }
    if now.utc() < own.not_before() {
        refusal.add(None, format!("Il certificato vale solo dal {}: caricalo da quel giorno.", day(own.not_before())));
    }
    let extensions = own.extensions();
    if extensions.basic.as_ref().is_some_and(|basic| basic.ca) {
        refusal.add(None, "Il certificato è di un'autorità di certificazione: serve quello rilasciato all'ente.");
    }
    let signs = |usage: &KeyUsage| usage.has(KeyUsage::NON_REPUDIATION) || usage.has(KeyUsage::DIGITAL_SIGNATURE);
    if extensions.key_usage.as_ref().is_some_and(|usage| !signs(usage)) {
        refusal.add(None, "Il certificato non serve a sigillare documenti: il suo uso dichiarato è un altro.");
    }
    let subject = own.subject();
    if subject.surname.is_some() && subject.organization_identifier.is_none() {
        refusal.add_law(
            None,
            "Il certificato è di una persona, non dell'ente: il sigillo elettronico è di una persona giuridica.",
            "regolamento (UE) 910/2014, art. 3, n. 24 e 25",
        );
    }
    if let Some(other) = subject.codice_ipa().filter(|code| !code.eq_ignore_ascii_case(ipa)) {
        refusal.add(None, format!("Il certificato è dell'ente con codice IPA {other}, e qui siamo {ipa}."));
    }
    refusal.unless_empty(())
}

/// Whether it says of itself that it has no legal value.
fn is_trial(own: &Read) -> bool {
    let policies = own.extensions().policies.as_deref().unwrap_or_default();
    policies.iter().any(|policy| policy == firma_scrivi::prova::CERTIFICATE_POLICY)
}

fn chain(row: &row::Model) -> Option<Vec<Certificate>> {
    let ders = pem::certificates(&row.chain)?;
    ders.iter().map(|der| Certificate::from_der(der).ok()).collect()
}
