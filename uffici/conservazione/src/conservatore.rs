//! To whom deposits go by themselves, and the password with which they are handed over.

use std::fmt;

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};
use ledger::Tx;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde::Deserialize;
use signing::sign::Address;
use vault::Cell;

use crate::{error::Error, permissions::CONFIGURA, tables::conservatore};

/// Longest name that the service takes.
const LONGEST: usize = 100;

/// What a person writes of the conservatore.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Dati {
    /// Whether deposits leave by themselves: `si`.
    pub attivo: String,
    /// What people call it.
    pub nome: String,
    /// Where its services answer.
    pub indirizzo: String,
    /// Its names for the ente.
    pub ambiente: String,
    /// Body.
    pub ente: String,
    /// Structure.
    pub struttura: String,
    /// The account.
    pub utente: String,
    /// Its password; empty leaves the one that is there.
    pub password: String,
}

impl fmt::Debug for Dati {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dati").field("nome", &self.nome).field("indirizzo", &self.indirizzo).finish_non_exhaustive()
    }
}

/// The conservatore, where one was written.
///
/// # Errors
/// Those of the database.
pub(crate) async fn leggi<C: ConnectionTrait>(connection: &C) -> Result<Option<conservatore::Model>, Error> {
    Ok(conservatore::Entity::find().one(connection).await?)
}

/// Its password; empty where none was written.
///
/// # Errors
/// Those of the database; a password that does not open.
pub(crate) async fn parola(ente: &Ente, row: &conservatore::Model) -> Result<String, Error> {
    let read = ente.db().read().await?;
    let sql = "SELECT sigillata FROM conservazione_parola WHERE conservatore_id = $1";
    let Some(found) = db::one(&read, sql, [row.id.into()]).await? else { return Ok(String::new()) };
    let sealed: Vec<u8> = found.try_get("", "sigillata")?;
    let opened = ente.ledger.vault().open(posto(row.id.uuid().as_bytes()), &sealed)?;
    Ok(String::from_utf8_lossy(&opened).into_owned())
}

const fn posto(row: &[u8]) -> Cell<'_> {
    Cell { table: "conservazione_parola", column: "sigillata", row }
}

/// Writes the conservatore, or changes it.
///
/// # Errors
/// A missing permission; all that cannot be; those of the database.
pub async fn configura(ente: &Ente, who: &Who, dati: &Dati) -> Result<(), Error> {
    who.require(&CONFIGURA)?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.configura").await?;
    let found = leggi(&tx).await?;
    let before = match &found {
        Some(row) => tx.find::<conservatore::Entity>(row.id.uuid()).await?,
        None => None,
    };
    controlla(dati, before.as_ref())?;
    let plain = |text: &str| text.trim().to_owned();
    let row = conservatore::Model {
        id: before.as_ref().map_or_else(|| tx.id(), |row| row.id),
        attivo: dati.attivo == "si",
        nome: plain(&dati.nome),
        indirizzo: plain(&dati.indirizzo),
        ambiente: plain(&dati.ambiente),
        ente: plain(&dati.ente),
        struttura: plain(&dati.struttura),
        utente: plain(&dati.utente),
        persona_id: who.person,
        at: tx.now(),
    };
    let id = row.id;
    match before {
        Some(before) => drop(tx.update(&before, row).await?),
        None => drop(tx.insert(row).await?),
    }
    if !dati.password.is_empty() {
        chiudi_parola(ente, &tx, id, &dati.password).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn controlla(dati: &Dati, before: Option<&conservatore::Model>) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    for (field, text, sentence) in [
        ("nome", &dati.nome, "Scrivi come si chiama il conservatore."),
        ("ambiente", &dati.ambiente, "Scrivi l'ambiente che il conservatore vi ha assegnato."),
        ("ente", &dati.ente, "Scrivi come il conservatore chiama il vostro ente."),
        ("struttura", &dati.struttura, "Scrivi la struttura che il conservatore vi ha assegnato."),
        ("utente", &dati.utente, "Scrivi il nome utente che il conservatore vi ha dato."),
    ] {
        if text.trim().is_empty() {
            refusal.add(Some(field), sentence);
        } else if text.chars().count() > LONGEST {
            refusal.add(Some(field), format!("È troppo lungo: al massimo {LONGEST} caratteri."));
        }
    }
    if Address::new(dati.indirizzo.trim()).is_err() {
        let sentence = "L'indirizzo del servizio deve cominciare con https://, senza nome utente né password dentro.";
        refusal.add(Some("indirizzo"), sentence);
    }
    let elsewhere =
        |row: &conservatore::Model| row.indirizzo != dati.indirizzo.trim() || row.utente != dati.utente.trim();
    if dati.password.is_empty() && before.is_none_or(elsewhere) {
        let sentence = "Scrivi la password: quando cambia il servizio o il nome utente va riscritta, perché non finisca a un altro.";
        refusal.add(Some("password"), sentence);
    }
    refusal.unless_empty(())
}

async fn chiudi_parola(ente: &Ente, tx: &Tx, id: Id<conservatore::Entity>, password: &str) -> Result<(), Error> {
    if !ente.ledger.vault().seals() {
        let mut refusal = Refusal::default();
        let sentence = "Questa installazione non ha ancora la chiave dei segreti: senza, la password resterebbe leggibile. Chi gestisce \
                        il sistema la fa con \"municipio key make\" e \"municipio key seal\".";
        refusal.add(Some("password"), sentence);
        return Err(refusal.into());
    }
    let sealed = ente.ledger.vault().seal(posto(id.uuid().as_bytes()), password.as_bytes(), tx.random());
    let sql = "INSERT INTO conservazione_parola (conservatore_id, sigillata) VALUES ($1, $2) \
               ON CONFLICT (conservatore_id) DO UPDATE SET sigillata = excluded.sigillata";
    db::execute(tx, sql, [id.into(), sealed.into()]).await?;
    Ok(())
}
