//! The post's receipt of a registered letter, come back signed: noted once, with its scan where there is one.

use authz::Who;
use ente::Ente;
use kernel::{Date, Refusal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{SpedizioneId, tabelle::spedizione};
use crate::{
    error::Error,
    permissions::REGISTRA,
    registrazione::{registra::FileRicevuto, trova},
    tables::{fatto, ricevuta_ritorno},
};

/// The way that has such a receipt.
pub const RACCOMANDATA: &str = "raccomandata";
const LONGEST: usize = 300;

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ritorno {
    /// The day of delivery.
    pub il: Option<Date>,
    /// Who took it, where it can be read.
    pub firmata_da: String,
}

/// Notes it.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; [`Error::SpedizioneAssente`]; all the reasons why not; those of the database.
pub async fn ritorno(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    id: SpedizioneId,
    dati: &Ritorno,
    scan: Option<&FileRicevuto>,
) -> Result<(), Error> {
    who.require(&REGISTRA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.ricevuta_ritorno").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    // Locked: of two who note it the second is told.
    let sent = tx.find::<spedizione::Entity>(id.uuid()).await?;
    let sent = sent.filter(|sent| sent.registrazione_id == riga.id).ok_or(Error::SpedizioneAssente)?;
    let known = di(&tx, &[id]).await?;
    let consegnata_il = check(&sent, known.first(), dati, tx.now().date())?;
    let documento_id = match scan {
        Some((name, stored)) => Some(ente.archive.name(&mut tx, stored, name).await?.id),
        None => None,
    };
    let firmata_da = Some(dati.firmata_da.trim().to_owned()).filter(|name| !name.is_empty());
    let by = firmata_da.as_deref().map(|name| format!(", firmata da {name}")).unwrap_or_default();
    let number = sent.estremi.as_deref().map(|text| format!(" {text}")).unwrap_or_default();
    let row = ricevuta_ritorno::Model {
        id: tx.id(),
        spedizione_id: id,
        consegnata_il,
        firmata_da,
        documento_id,
        persona_id: who.person,
        at: tx.now(),
    };
    tx.insert(row).await?;
    let told = fatto::Model {
        id: tx.id(),
        registrazione_id: riga.id,
        tipo: "ricevuta di ritorno".into(),
        testo: format!("Raccomandata{number}: consegnata il {}{by}", consegnata_il.format("%d/%m/%Y")),
        persona_id: who.person,
        at: tx.now(),
    };
    tx.insert(told).await?;
    tx.commit().await?;
    Ok(())
}

/// The receipts of these sendings.
///
/// # Errors
/// Those of the database.
pub(crate) async fn di<C: ConnectionTrait>(
    connection: &C,
    ids: &[SpedizioneId],
) -> Result<Vec<ricevuta_ritorno::Model>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let of = ricevuta_ritorno::Column::SpedizioneId.is_in(ids.iter().copied());
    Ok(ricevuta_ritorno::Entity::find().filter(of).all(connection).await?)
}

fn check(
    sent: &spedizione::Model,
    known: Option<&ricevuta_ritorno::Model>,
    dati: &Ritorno,
    today: Date,
) -> Result<Date, Refusal> {
    let mut refusal = Refusal::default();
    if sent.mezzo != RACCOMANDATA {
        refusal.add(None, "La ricevuta di ritorno è delle raccomandate: questa spedizione non lo è.");
    }
    if known.is_some() {
        refusal.add(None, "La ricevuta di ritorno di questa raccomandata c'è già.");
    }
    if dati.firmata_da.trim().chars().count() > LONGEST {
        refusal.add(Some("firmata_da"), format!("È troppo lungo: al massimo {LONGEST} caratteri."));
    }
    let written = |day: Date| day.format("%d/%m/%Y");
    match (dati.il, sent.consegnata_il) {
        (None, _) => refusal.add(Some("il"), "Scrivi il giorno di consegna che sta sulla ricevuta."),
        (Some(day), _) if day > today => {
            refusal.add(Some("il"), format!("Il giorno {} è nel futuro.", written(day)));
        }
        (Some(day), Some(posted)) if day < posted => {
            let sentence = format!(
                "La raccomandata è partita il {}: non può essere stata consegnata il {}.",
                written(posted),
                written(day)
            );
            refusal.add(Some("il"), sentence);
        }
        (Some(_), _) => {}
    }
    refusal.unless_empty(dati.il.unwrap_or(today))
}
