//! Several authors write one text: each sends steps on blocks, and two who touch different blocks never meet.

use std::collections::BTreeSet;

use authz::Who;
use ente::Ente;
use iter::Cosa;
use kernel::Refusal;
use ledger::Tx;
use pratiche::fatto;
use prose::{BlockId, Clash, Op, Prose, apply};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    error::Error,
    indice,
    leggi::{Bozza, COLONNE_BOZZA, bozza, pratica_di, una},
    tables::{AttoId, stato},
    testo::{leggi, rifiuto},
    visibilita::scrive,
};

/// Most steps of one saving.
const PASSI_MAX: usize = 500;

/// The act, if its text may be written now by this person. It cannot be closed until the transaction ends.
pub(crate) async fn aperto(tx: &Tx, who: &Who, id: AttoId) -> Result<stato::Model, Error> {
    una(tx, who, id).await?;
    let now = tx.find_as_it_stands::<stato::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    let mut no = Refusal::default();
    if !scrive(who, &now) {
        no.add(None, "La bozza la scrivono chi l'ha avviata e chi redige atti nel suo ufficio.");
    }
    if astenuto(tx, who, id).await? {
        let told = "Ti sei astenuto da questo atto: la bozza la scrivono gli altri del tuo ufficio.";
        no.add_law(None, told, "art. 6-bis L. 241/1990");
    }
    if now.chiuso {
        no.add(None, "Il testo è chiuso, perché è stato proposto: per cambiarlo deve tornare in bozza.");
    }
    Ok(no.unless_empty(now)?)
}

/// Whether this person declared a conflict of interest in the act: who keeps out takes no part in what prepares it either.
async fn astenuto(tx: &Tx, who: &Who, id: AttoId) -> Result<bool, Error> {
    let own = fatto::Entity::find().filter(fatto::Column::PraticaId.eq(pratica_di(tx, id).await?));
    for row in own.filter(fatto::Column::PersonaId.eq(who.person)).all(tx).await? {
        let cosa: Cosa = serde_json::from_str(&row.cosa)?;
        if matches!(cosa, Cosa::Astenuto { persona, .. } if persona == who.person.uuid()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The draft, which nobody else writes until the transaction ends; one saving more is counted.
pub(crate) async fn bozza_sotto_chiave(tx: &Tx, id: AttoId) -> Result<Bozza, Error> {
    let sql = format!("UPDATE atti_bozza SET n = n + 1 WHERE atto_id = $1 RETURNING {COLONNE_BOZZA}");
    let row = db::one(tx, &sql, [id.into()]).await?.ok_or(Error::NotFound)?;
    Ok(bozza(&row)?)
}

/// Takes an author's steps, all or none: the number of the saving.
///
/// # Errors
/// Each step that meets another author's, with what stands there now; a text that is closed; those of the database.
pub async fn scrivi(ente: &Ente, who: &Who, id: AttoId, ops: &[Op]) -> Result<i64, Error> {
    if ops.len() > PASSI_MAX {
        return Err(Error::no(format!("Troppi cambiamenti in un solo salvataggio: al massimo {PASSI_MAX}.")));
    }
    let tx = ente.ledger.begin(who.actor(), "atti.bozza").await?;
    aperto(&tx, who, id).await?;
    let before = bozza_sotto_chiave(&tx, id).await?;
    let text = apply(&leggi(&before.testo)?, ops).map_err(|clashes| incontri(&clashes))?;
    salva(&tx, who, id, &text, &before.omissis).await?;
    tx.commit().await?;
    Ok(before.n)
}

/// Puts another text in the place of the draft's, as it was imported: `visto` is the saving that the author read.
///
/// # Errors
/// When somebody else wrote meanwhile; what is wrong with the text; a text that is closed.
pub async fn sostituisci(ente: &Ente, who: &Who, id: AttoId, text: &Prose, visto: i64) -> Result<i64, Error> {
    let tx = ente.ledger.begin(who.actor(), "atti.bozza").await?;
    aperto(&tx, who, id).await?;
    let before = bozza_sotto_chiave(&tx, id).await?;
    if before.n - 1 != visto {
        return Err(Error::no("Intanto un'altra persona ha scritto nel testo: ricarica la pagina e importa di nuovo."));
    }
    salva(&tx, who, id, text, &BTreeSet::new()).await?;
    tx.commit().await?;
    Ok(before.n)
}

/// Says of a block whether everybody reads it, or "omissis" in its place.
///
/// # Errors
/// [`Error::NotFound`] where there is no such block; a text that is closed; those of the database.
pub async fn ometti(ente: &Ente, who: &Who, id: AttoId, block: BlockId, hidden: bool) -> Result<(), Error> {
    let tx = ente.ledger.begin(who.actor(), "atti.bozza").await?;
    aperto(&tx, who, id).await?;
    let before = bozza_sotto_chiave(&tx, id).await?;
    let text = leggi(&before.testo)?;
    if text.block(block).is_none() {
        return Err(Error::NotFound);
    }
    let mut omissis = before.omissis;
    if hidden {
        omissis.insert(block)
    } else {
        omissis.remove(&block)
    };
    salva(&tx, who, id, &text, &omissis).await?;
    tx.commit().await?;
    Ok(())
}

pub(crate) async fn salva(
    tx: &Tx,
    who: &Who,
    id: AttoId,
    text: &Prose,
    omissis: &BTreeSet<BlockId>,
) -> Result<(), Error> {
    // Of a block that is gone nothing is left to hide.
    let kept = omissis.iter().filter(|block| text.block(**block).is_some());
    let lines = kept.map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let sql = "UPDATE atti_bozza SET testo = $2, omissis = $3, persona_id = $4, at = $5 WHERE atto_id = $1";
    let values = [id.into(), text.json().into(), lines.into(), who.person.into(), tx.now().into()];
    db::execute(tx, sql, values).await?;
    indice::aggiorna(tx, id).await
}

/// Where steps met another author's, for whoever sent them.
pub(crate) fn incontri(clashes: &[Clash]) -> Refusal {
    let mut no = Refusal::default();
    for clash in clashes {
        match clash {
            Clash::Faults { faults } => no.reasons.extend(rifiuto(faults).reasons),
            other => no.add(Some("testo"), capitale(&format!("{other}."))),
        }
    }
    no
}

/// With a capital letter at its beginning.
pub(crate) fn capitale(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
