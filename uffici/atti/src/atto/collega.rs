//! What an act does to another: seen from both, never erased. Force is taken from the other only when this one is
//! adopted.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::scrivi::aperto;
use crate::{
    error::Error,
    leggi::una,
    tables::{AttoId, relazione},
};

/// What one act may do to another: code, words as this act says them, words as the other says them.
pub const TIPI: [(&str, &str, &str); 9] = [
    ("revoca", "revoca (art. 21-quinquies L. 241/1990)", "revocato da"),
    ("annulla", "annulla d'ufficio (art. 21-nonies L. 241/1990)", "annullato da"),
    ("sostituisce", "sostituisce", "sostituito da"),
    ("rettifica", "corregge un errore materiale di", "rettificato da"),
    ("convalida", "convalida (art. 21-nonies, c. 2, L. 241/1990)", "convalidato da"),
    ("ratifica", "ratifica", "ratificato da"),
    ("modifica", "modifica", "modificato da"),
    ("sospende", "sospende (art. 21-quater L. 241/1990)", "sospeso da"),
    ("attua", "attua", "attuato da"),
];

/// Links them.
///
/// # Errors
/// All the reasons why not; [`Error::NotFound`] where one of them is not for `who`; a text that is closed; those of the
/// database.
pub async fn collega(
    ente: &Ente,
    who: &Who,
    id: AttoId,
    (altro, tipo, motivo): (AttoId, &str, &str),
) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), "atti.collega").await?;
    let own = aperto(&tx, who, id).await?;
    let other = una(&tx, who, altro).await?;
    let mut no = Refusal::default();
    if !TIPI.iter().any(|(code, ..)| *code == tipo) {
        no.add(Some("tipo"), "Scegli che cosa fa questo atto all'altro.");
    }
    if id == altro {
        no.add(Some("altro"), "Un atto non si collega a sé stesso.");
    }
    if other.numero.is_none() {
        no.add(Some("altro"), "L'altro atto non è ancora adottato: si corregge la sua bozza.");
    }
    let of_its_organ = matches!(tipo, "revoca" | "annulla" | "sostituisce" | "rettifica" | "convalida" | "modifica");
    if of_its_organ && own.tipo().organo != other.tipo().organo {
        no.add_law(
            Some("altro"),
            "Lo fa l'organo che ha adottato l'altro atto.",
            "artt. 21-quinquies e 21-nonies L. 241/1990",
        );
    }
    let known =
        relazione::Entity::find().filter(relazione::Column::DaId.eq(id)).filter(relazione::Column::AId.eq(altro));
    if known.filter(relazione::Column::Tipo.eq(tipo)).one(&tx).await?.is_some() {
        no.add(Some("altro"), "I due atti sono già collegati così.");
    }
    if motivo.trim().is_empty() || motivo.chars().count() > 1_000 {
        no.add(Some("motivo"), "Scrivi perché, in non più di 1.000 caratteri.");
    }
    no.unless_empty(())?;
    let row = relazione::Model {
        id: tx.id(),
        da_id: id,
        a_id: altro,
        tipo: tipo.to_owned(),
        at: tx.now(),
        persona_id: who.person,
        motivo: motivo.trim().to_owned(),
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

/// The state in which an act leaves the other, once it is adopted.
pub(crate) fn superato(tipo: &str) -> Option<&'static str> {
    match tipo {
        "revoca" => Some("revocato"),
        "annulla" => Some("annullato"),
        "sostituisce" => Some("sostituito"),
        _ => None,
    }
}
