//! The mailboxes of the comune, and how they are doing.

use authz::Who;
use ente::Ente;
use kernel::{Actor, Instant};
use mail::Mailbox;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{di_questi_uffici, uffici};
use crate::{cooperazione, error::Error, jobs::leggi_caselle::KIND, scansione::PREFISSO, tables::casella};

/// A mailbox as the page shows it.
#[derive(Clone, Debug)]
pub struct Vista {
    pub casella: casella::Model,
    /// When it was last looked into, and when that last went well.
    pub letta_at: Option<Instant>,
    pub riuscita_at: Option<Instant>,
    /// How many messages that reading took.
    pub presi: i64,
    /// Why it cannot be read.
    pub errore: Option<String>,
    /// What stayed behind.
    pub avviso: Option<String>,
    /// Whether it is read: the settings still name it, or people keep it here and it is not switched off.
    pub in_uso: bool,
}

/// The mailboxes whose mail `who` sees.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(ente: &Ente, who: &Who) -> Result<Vec<Vista>, Error> {
    let uffici = uffici(who)?;
    let read = ente.db().read().await?;
    let (condition, values) = di_questi_uffici(&uffici, 1);
    let sql = format!(
        "SELECT c.id, c.nome, c.indirizzo, c.certificata, c.ufficio_id, c.simulata, l.letta_at, l.riuscita_at, l.presi, l.errore, l.avviso, \
         COALESCE(a.attiva, FALSE) AS attiva FROM protocollo_casella c LEFT JOIN protocollo_lettura l ON l.casella_id = c.id \
         LEFT JOIN protocollo_casella_accesso a ON a.casella_id = c.id WHERE {condition} ORDER BY c.nome"
    );
    let rows = db::rows(&read, &sql, values).await?;
    let vista = |row: &sea_orm::QueryResult| {
        let nome: String = row.try_get("", "nome")?;
        Ok(Vista {
            in_uso: row.try_get::<bool>("", "attiva")? || nelle_impostazioni(ente, &nome),
            casella: casella::Model {
                id: row.try_get("", "id")?,
                nome,
                indirizzo: row.try_get("", "indirizzo")?,
                certificata: row.try_get("", "certificata")?,
                ufficio_id: row.try_get("", "ufficio_id")?,
                simulata: row.try_get("", "simulata")?,
            },
            letta_at: row.try_get("", "letta_at")?,
            riuscita_at: row.try_get("", "riuscita_at")?,
            presi: row.try_get::<Option<i64>>("", "presi")?.unwrap_or_default(),
            errore: row.try_get("", "errore")?,
            avviso: row.try_get("", "avviso")?,
        })
    };
    rows.iter().map(vista).collect()
}

/// Whether the settings name it, as a mailbox, as a folder of scans or as a body that writes without mail.
fn nelle_impostazioni(ente: &Ente, nome: &str) -> bool {
    let scans = |nome: &str| ente.scans.iter().any(|scans| scans.name == nome);
    ente.mailboxes.iter().any(|mailbox| mailbox.name == nome)
        || nome.strip_prefix(PREFISSO).is_some_and(scans)
        || cooperazione::di_nome(ente, nome).is_some()
}

/// The row of a mailbox: of one of the settings made, or put right where they have changed.
///
/// # Errors
/// [`Error::UfficioIgnoto`] when the settings name a unit that is not there; those of the database.
pub async fn di(ente: &Ente, mailbox: &Mailbox) -> Result<casella::Model, Error> {
    let names = (mailbox.name.as_str(), mailbox.unit.as_str());
    riga(ente, KIND, names, Some(mailbox.address.as_str()), mailbox.certified).await
}

/// The row of what the settings name and give to the unit with this code. `kind`: the job that writes it; `indirizzo`: none of a
/// folder of scans, which is told by its unit.
///
/// # Errors
/// As [`di`].
pub(crate) async fn riga(
    ente: &Ente,
    kind: &'static str,
    (nome, ufficio): (&str, &str),
    indirizzo: Option<&str>,
    certificata: bool,
) -> Result<casella::Model, Error> {
    let read = ente.db().read().await?;
    let units = authz::unit_tree(&read, ente.ledger.now().date()).await?;
    let known = casella::Entity::find().filter(casella::Column::Nome.eq(nome)).one(&read).await?;
    drop(read);
    let unit = units.into_iter().find(|unit| unit.code.eq_ignore_ascii_case(ufficio));
    let unit = unit.ok_or_else(|| Error::UfficioIgnoto { casella: nome.to_owned(), ufficio: ufficio.to_owned() })?;
    let wanted = |id| casella::Model {
        id,
        nome: nome.to_owned(),
        indirizzo: indirizzo.map_or_else(|| format!("Scansioni di {}", unit.name), str::to_owned),
        certificata,
        ufficio_id: unit.id,
        simulata: false,
    };
    // What people keep is theirs to change: what somebody has written since the mailbox was read is not written over.
    let theirs = !nelle_impostazioni(ente, nome);
    if let Some(known) = known.as_ref().filter(|known| theirs || **known == wanted(known.id)) {
        return Ok(known.clone());
    }
    let mut tx = ente.ledger.begin(Actor::System(kind), "protocollo.casella").await?;
    let row = match &known {
        Some(known) => tx.update(known, wanted(known.id)).await?,
        None => {
            let row = wanted(tx.id());
            tx.insert(row).await?
        }
    };
    tx.commit().await?;
    Ok(row)
}

/// Notes how a reading went.
///
/// # Errors
/// Those of the database.
pub async fn annota(
    ente: &Ente,
    casella: &casella::Model,
    presi: u64,
    errore: Option<&str>,
    avviso: Option<&str>,
) -> Result<(), Error> {
    let now = ente.ledger.now();
    let write = ente.db().write().await?;
    let sql = "INSERT INTO protocollo_lettura (casella_id, letta_at, riuscita_at, presi, errore, avviso) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (casella_id) DO UPDATE SET letta_at = excluded.letta_at, presi = excluded.presi, errore = excluded.errore, \
               avviso = excluded.avviso, riuscita_at = CASE WHEN excluded.errore IS NULL THEN excluded.riuscita_at ELSE protocollo_lettura.riuscita_at END";
    let good = errore.is_none().then_some(now);
    let values = [
        casella.id.into(),
        now.into(),
        good.into(),
        i64::try_from(presi).unwrap_or(i64::MAX).into(),
        errore.into(),
        avviso.into(),
    ];
    db::execute(&write, sql, values).await?;
    write.commit().await?;
    Ok(())
}

/// Asks for the mailboxes to be read now.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn leggi_adesso(ente: &Ente, who: &Who) -> Result<(), Error> {
    uffici(who)?;
    let write = ente.db().write().await?;
    let new = jobs::NewJob::new(KIND, "").dedup("periodic");
    jobs::enqueue(&write, ente.ledger.now(), &**ente.ledger.random(), &new).await?;
    write.commit().await?;
    ente.bell.ring();
    Ok(())
}
