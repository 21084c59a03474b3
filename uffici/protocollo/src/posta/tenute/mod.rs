//! The mailboxes that people keep in the program's own pages, beside those of the settings file: who may, adds them, changes them
//! and switches them off, with trace. A password lies sealed and is never shown again.

pub mod dati;
pub mod parola;
pub mod prova;
pub mod salva;

use std::{collections::HashMap, time::Duration};

use authz::Who;
use ente::Ente;
use kernel::Id;
use mail::{Authority, Login, Mailbox, Outgoing, Password, Security, Server};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use vault::{Cell, Vault};

use super::tabelle::accesso;
use crate::{cooperazione, error::Error, permissions::CASELLE, scansione::PREFISSO, tables::casella};

/// How long a server is waited for.
const PATIENCE: Duration = Server::PATIENCE;

/// A mailbox as whoever looks after them sees it.
#[derive(Clone, Debug)]
pub struct Tenuta {
    pub casella: casella::Model,
    pub ufficio: Option<String>,
    /// How to reach it; none where the settings file says so, or nothing is behind it.
    pub accesso: Option<accesso::Model>,
    /// Whether the settings file names it.
    pub impostazioni: bool,
    /// Why it cannot be read.
    pub errore: Option<String>,
}

/// All mailboxes of the ente.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(ente: &Ente, who: &Who) -> Result<Vec<Tenuta>, Error> {
    who.require(&CASELLE)?;
    let read = ente.db().read().await?;
    let units = authz::all_units(&read).await?;
    let accessi = accesso::Entity::find().all(&read).await?;
    let errori = db::rows(&read, "SELECT casella_id, errore FROM protocollo_lettura", []).await?;
    let mut told: Vec<(Id<casella::Entity>, Option<String>)> = Vec::new();
    for row in &errori {
        told.push((row.try_get("", "casella_id")?, row.try_get("", "errore")?));
    }
    let all = casella::Entity::find().order_by_asc(casella::Column::Nome).all(&read).await?;
    let one = |casella: casella::Model| Tenuta {
        ufficio: units.iter().find(|unit| unit.id == casella.ufficio_id).map(|unit| unit.name.clone()),
        accesso: accessi.iter().find(|row| row.casella_id == casella.id).cloned(),
        impostazioni: nelle_impostazioni(ente, &casella.nome),
        errore: told.iter().find(|(id, _)| *id == casella.id).and_then(|(_, errore)| errore.clone()),
        casella,
    };
    // Neither a folder of scans nor the way to another body is a mailbox.
    let mail = |casella: &casella::Model| !casella.nome.starts_with(PREFISSO) && !cooperazione::canale(casella);
    Ok(all.into_iter().filter(mail).map(one).collect())
}

/// One of them.
///
/// # Errors
/// [`Error::CasellaAssente`]; as [`elenca`].
pub async fn vedi(ente: &Ente, who: &Who, id: Id<casella::Entity>) -> Result<Tenuta, Error> {
    let all = elenca(ente, who).await?;
    all.into_iter().find(|one| one.casella.id == id).ok_or(Error::CasellaAssente)
}

fn nelle_impostazioni(ente: &Ente, nome: &str) -> bool {
    ente.mailboxes.iter().any(|mailbox| mailbox.name == nome)
}

/// Whether people keep any that is to be read.
///
/// # Errors
/// Those of the database.
pub(crate) async fn ce_ne_sono(ente: &Ente) -> Result<bool, Error> {
    let read = ente.db().read().await?;
    Ok(accesso::Entity::find().filter(accesso::Column::Attiva.eq(true)).one(&read).await?.is_some())
}

/// How to reach one mailbox, where it is in use: as the settings say, else as people keep it.
///
/// # Errors
/// A password that does not open; those of the database.
pub(crate) async fn una<C: ConnectionTrait>(
    connection: &C,
    ente: &Ente,
    casella: &casella::Model,
) -> Result<Option<Mailbox>, Error> {
    if let Some(mailbox) = ente.mailboxes.iter().find(|mailbox| mailbox.name == casella.nome) {
        return Ok(Some(mailbox.clone()));
    }
    let select = accesso::Entity::find().filter(accesso::Column::CasellaId.eq(casella.id));
    let Some(row) = select.filter(accesso::Column::Attiva.eq(true)).one(connection).await? else { return Ok(None) };
    let units = authz::all_units(connection).await?;
    let sql = "SELECT sigillata FROM protocollo_casella_parola WHERE casella_id = $1";
    let sealed: Option<Vec<u8>> = match db::one(connection, sql, [casella.id.into()]).await? {
        Some(found) => Some(found.try_get("", "sigillata")?),
        None => None,
    };
    let password = parola(ente.ledger.vault(), casella.id, sealed.as_deref())?;
    Ok(Some(mailbox(casella, &row, codice(&units, casella), password)))
}

/// The mailboxes of the ente that are in use: those of the settings, and those that people keep. Under the same name that of the
/// settings counts.
///
/// # Errors
/// Those of the database.
pub(crate) async fn tutte<C: ConnectionTrait>(connection: &C, ente: &Ente) -> Result<Vec<Mailbox>, Error> {
    let mut all = ente.mailboxes.clone();
    for one in in_uso(connection, ente.ledger.vault()).await? {
        match one {
            Ok(mailbox) if nelle_impostazioni(ente, &mailbox.name) => {}
            Ok(mailbox) => all.push(mailbox),
            // One that does not open keeps no other from being read.
            Err((casella, error)) => {
                tracing::error!(ente = ente.info.slug, casella, %error, "a mailbox's password does not open");
            }
        }
    }
    Ok(all)
}

/// The mailboxes that people keep and that are in use, each as it is reached; where its password does not open, its name and why.
///
/// # Errors
/// Those of the database.
pub async fn in_uso<C: ConnectionTrait>(
    connection: &C,
    vault: &Vault,
) -> Result<Vec<Result<Mailbox, (String, vault::Error)>>, Error> {
    let rows = accesso::Entity::find().filter(accesso::Column::Attiva.eq(true)).all(connection).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let caselle = casella::Entity::find().all(connection).await?;
    let units = authz::all_units(connection).await?;
    let mut sealed: HashMap<Id<casella::Entity>, Vec<u8>> = HashMap::new();
    for row in &db::rows(connection, "SELECT casella_id, sigillata FROM protocollo_casella_parola", []).await? {
        sealed.insert(row.try_get("", "casella_id")?, row.try_get("", "sigillata")?);
    }
    let open = |row: accesso::Model| {
        let casella = caselle.iter().find(|casella| casella.id == row.casella_id)?;
        let password = parola(vault, casella.id, sealed.get(&casella.id).map(Vec::as_slice));
        Some(match password {
            Ok(password) => Ok(mailbox(casella, &row, codice(&units, casella), password)),
            Err(error) => Err((casella.nome.clone(), error)),
        })
    };
    Ok(rows.into_iter().filter_map(open).collect())
}

/// The code of the unit that receives a mailbox.
fn codice(units: &[authz::unit::Model], casella: &casella::Model) -> String {
    units.iter().find(|unit| unit.id == casella.ufficio_id).map(|unit| unit.code.clone()).unwrap_or_default()
}

/// How to reach one mailbox that people keep.
fn mailbox(casella: &casella::Model, row: &accesso::Model, unit: String, password: Password) -> Mailbox {
    let ca = row.autorita.clone().map(Authority::Pem);
    let server = |host: &str, port: i64, security: &str| Server {
        host: host.to_owned(),
        port: u16::try_from(port).unwrap_or_default(),
        security: sicurezza(security),
        ca: ca.clone(),
        patience: PATIENCE,
    };
    let outgoing = row.smtp.as_deref().map(|host| Outgoing {
        server: server(host, row.smtp_porta.unwrap_or_default(), row.smtp_sicurezza.as_deref().unwrap_or_default()),
        largest: row.massimo_mb.map_or(Outgoing::LARGEST, |mb| mb.unsigned_abs() << 20),
    });
    Mailbox {
        name: casella.nome.clone(),
        address: casella.indirizzo.clone(),
        certified: casella.certificata,
        unit,
        server: server(&row.imap, row.imap_porta, &row.imap_sicurezza),
        login: Login { user: row.utente.clone(), password },
        folder: row.cartella.clone(),
        done: row.cartella_presi.clone(),
        outgoing,
    }
}

/// The word for a way of encrypting.
fn sicurezza(code: &str) -> Security {
    if code == dati::STARTTLS { Security::StartTls } else { Security::Tls }
}

fn cella(id: &Id<casella::Entity>) -> Vec<u8> {
    id.uuid().as_bytes().to_vec()
}

const fn posto(row: &[u8]) -> Cell<'_> {
    Cell { table: "protocollo_casella_parola", column: "sigillata", row }
}

/// The password of a mailbox, from how it lies; an empty one where there is none.
fn parola(vault: &Vault, id: Id<casella::Entity>, sealed: Option<&[u8]>) -> Result<Password, vault::Error> {
    let Some(sealed) = sealed else { return Ok(Password::new(String::new())) };
    let opened = vault.open(posto(&cella(&id)), sealed)?;
    Ok(Password::new(String::from_utf8_lossy(&opened).into_owned()))
}
