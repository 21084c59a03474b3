//! To set a term to an assignment for action.

use authz::Who;
use ente::Ente;
use kernel::{Date, Id, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{calendario::scadenza, rules::check_nuovo, tables::termine};
use crate::{
    correzione::corretta,
    error::Error,
    permissions::ASSEGNA,
    registrazione::{indice, stato_di, trova},
    rules::{ACCETTATA, IN_ATTESA},
    tables::{assegnazione, registrazione},
};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nuovo {
    /// How many days.
    pub giorni: i64,
    /// From which day; that of receipt otherwise, or of registration.
    pub dal: Option<Date>,
}

/// Sets it.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; all the reasons why not; those of the database.
pub async fn poni(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    id: Id<assegnazione::Entity>,
    nuovo: Nuovo,
) -> Result<termine::Model, Error> {
    who.require(&ASSEGNA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.poni_termine").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    let given = tx.find::<assegnazione::Entity>(id.uuid()).await?;
    let given = given.filter(|given| given.registrazione_id == riga.id).ok_or(Error::NotFound)?;
    // Locked in the order in which whoever answers locks them: otherwise the two could wait for each other.
    let stato = stato_di(&tx, riga.id).await?;
    let mut refusal = Refusal::default();
    if stato.annullata {
        refusal.add(None, "Questa registrazione è annullata: non ha più termini.");
    }
    if given.tipo != "competenza" || ![IN_ATTESA, ACCETTATA].contains(&given.stato.as_str()) {
        refusal.add(
            Some("assegnazione"),
            "Il termine si dà a chi se ne deve occupare, non a chi ha rifiutato, ha inoltrato o deve solo saperlo.",
        );
    }
    if termine::Entity::find().filter(termine::Column::AssegnazioneId.eq(id)).one(&tx).await?.is_some() {
        refusal.add(Some("assegnazione"), "Questa assegnazione ha già un termine.");
    }
    refusal.unless_empty(())?;
    let riga = corretta(&tx, riga).await?;
    let row = scrivi(&mut tx, who, &riga, &given, nuovo).await?;
    indice::aggiorna_scopi(&tx, riga.id).await?;
    tx.commit().await?;
    Ok(row)
}

/// Writes it in a transaction of the caller's, who gives the entry as it holds now and brings the index up to date.
///
/// # Errors
/// All the reasons why not; those of the database.
pub(crate) async fn scrivi(
    tx: &mut Tx,
    who: &Who,
    riga: &registrazione::Model,
    given: &assegnazione::Model,
    nuovo: Nuovo,
) -> Result<termine::Model, Error> {
    let dal = nuovo.dal.or(riga.arrivata_il).unwrap_or_else(|| riga.registrata_at.date());
    check_nuovo(nuovo.giorni, dal, tx.now().date())?;
    let row = termine::Model {
        id: tx.id(),
        registrazione_id: riga.id,
        assegnazione_id: given.id,
        decorre_dal: dal,
        giorni: nuovo.giorni,
        posto_da: who.person,
        posto_at: tx.now(),
        scadenza: scadenza(dal, nuovo.giorni, &[]),
        aperto: true,
    };
    Ok(tx.insert(row).await?)
}
