//! To pass on to another office what one's own has for action: the first assignment ends, the second begins, and the link between
//! them tells who, when and why.

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{indice, rispondi::tocca_a, stato_di, trova};
use crate::{
    error::Error,
    eventi,
    permissions::PRENDI,
    rules::{ACCETTATA, Assegnatario, IN_ATTESA, INOLTRATA, stato_label},
    tables::{assegnazione, inoltro},
    termine::tables::termine,
};

const LONGEST: usize = 2_000;

/// Passes it on. A term goes with it, as it runs.
///
/// # Errors
/// [`Error::NotFound`]; when it is not of an office of theirs, nor theirs by name; all the reasons why not; those of the database.
pub async fn inoltra(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    id: Id<assegnazione::Entity>,
    a: &Assegnatario,
    motivo: &str,
) -> Result<(), Error> {
    who.require(&PRENDI)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.inoltra").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    let before = tx.find::<assegnazione::Entity>(id.uuid()).await?;
    let before = before.filter(|given| given.registrazione_id == riga.id).ok_or(Error::NotFound)?;
    // Locked in the order in which whoever answers locks them: otherwise the two could wait for each other.
    let stato = stato_di(&tx, riga.id).await?;
    if !tocca_a(who, &before) {
        return Err(Refusal::because("Questa assegnazione è di un altro ufficio o di un'altra persona.").into());
    }
    let known = authz::unit_tree(&tx, tx.now().date()).await?.iter().any(|unit| unit.id == a.ufficio);
    check(&before, stato.annullata, a, known, motivo)?;
    let after = assegnazione::Model {
        id: tx.id(),
        registrazione_id: riga.id,
        ufficio_id: a.ufficio,
        persona_id: a.persona,
        tipo: before.tipo.clone(),
        stato: IN_ATTESA.into(),
        assegnata_da: who.person,
        assegnata_at: tx.now(),
        nota: Some(motivo.trim().to_owned()),
        risposta_da: None,
        risposta_at: None,
        motivo: None,
    };
    let after = tx.insert(after).await?;
    let link = inoltro::Model {
        id: tx.id(),
        registrazione_id: riga.id,
        da_assegnazione_id: before.id,
        a_assegnazione_id: after.id,
        motivo: motivo.trim().into(),
        persona_id: who.person,
        at: tx.now(),
    };
    tx.insert(link).await?;
    // Who answered, and when, stays: the link tells the rest.
    tx.update(&before, assegnazione::Model { stato: INOLTRATA.into(), ..before.clone() }).await?;
    porta_il_termine(&mut tx, before.id, after.id).await?;
    indice::aggiorna_scopi(&tx, riga.id).await?;
    webhooks::tell(&tx, eventi::ASSEGNATA, riga.id.uuid()).await?;
    tx.commit().await?;
    Ok(())
}

async fn porta_il_termine(tx: &mut Tx, da: Id<assegnazione::Entity>, a: Id<assegnazione::Entity>) -> Result<(), Error> {
    let found = termine::Entity::find().filter(termine::Column::AssegnazioneId.eq(da)).one(tx).await?;
    if let Some(before) = found {
        tx.update(&before, termine::Model { assegnazione_id: a, ..before.clone() }).await?;
    }
    Ok(())
}

fn check(
    before: &assegnazione::Model,
    annullata: bool,
    a: &Assegnatario,
    known: bool,
    motivo: &str,
) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    if annullata {
        refusal.add(None, "Questa registrazione è annullata: non si può più inoltrare.");
    }
    if before.stato != IN_ATTESA && before.stato != ACCETTATA {
        refusal.add(None, format!("Questa assegnazione non è più tua: ora è {}.", stato_label(&before.stato)));
    }
    if before.tipo != "competenza" {
        refusal.add(None, "Ti è stata mandata solo per conoscenza: chi deve occuparsene è un altro ufficio.");
    }
    if !known {
        refusal.add(Some("ufficio"), "Scegli dall'elenco a quale ufficio inoltrarla.");
    } else if a.ufficio == before.ufficio_id && a.persona == before.persona_id {
        refusal.add(Some("ufficio"), "È già di questo ufficio: scegli un altro.");
    }
    let length = motivo.trim().chars().count();
    if length < 5 {
        refusal.add(Some("motivo"), "Scrivi perché la inoltri: chi la riceve deve sapere perché tocca a lui.");
    } else if length > LONGEST {
        refusal.add(Some("motivo"), format!("Il motivo è troppo lungo: al massimo {LONGEST} caratteri."));
    }
    refusal.unless_empty(())
}
