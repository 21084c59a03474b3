//! The act is posted at the albo, in the same transaction as the step that makes it public.

use authz::unit;
use documents::document;
use iter::{Uso, Valore};
use kernel::Id;
use ledger::Tx;
use porte::albo::{DaPubblicare, Domanda, Durata, Origine, Tipo};
use pratiche::Caso;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{AZIONE, annota, sotto_chiave};
use crate::{Atti, error::Error, eventi, leggi::allegati_di, materia::CODICE, tables::stato};

/// How the fact of the posting begins: number and year in the register of the albo follow.
const ALBO: &str = "Albo n. ";

/// The number in the register of the albo, of what the fact of the posting says; without its year.
pub(crate) fn numero_detto(testo: &str) -> Option<&str> {
    let (numero, _) = testo.strip_prefix(ALBO)?.split_once('/')?;
    (!numero.is_empty() && numero.bytes().all(|byte| byte.is_ascii_digit())).then_some(numero)
}

/// Posts it: the version for everybody where there is one, else the signed act; of the annexes what was decided.
pub(super) async fn pubblica(atti: &Atti, tx: &mut Tx, caso: &Caso<'_>, uso: &Uso) -> Result<(), Error> {
    let before = sotto_chiave(tx, caso.oggetto).await?;
    if before.riservato {
        return Err(Error::no("L'atto è riservato: non si pubblica."));
    }
    // Of what was not to be posted nobody declared what everybody may read, and no version for everybody was made.
    if !before.da_pubblicare {
        return Err(Error::no("L'atto non è segnato come da pubblicare: non si pubblica."));
    }
    if before.pubblicazione_id.is_some() {
        return Err(Error::no("L'atto è già stato pubblicato all'albo: non si pubblica due volte."));
    }
    let asked = domanda(tx, caso, uso, &before).await?;
    let posted = atti.albo.pubblica(tx, &asked).await?;
    tx.action(AZIONE);
    let after = stato::Model {
        pubblicazione_id: Some(posted.id),
        pubblicato_fino_al: Some(posted.fine),
        efficace_dal: before.efficace_dal.or(posted.esecutiva_dal),
        ..before.clone()
    };
    let after = tx.update(&before, after).await?;
    eventi::avvisa(tx, eventi::PUBBLICATO, &after).await?;
    let (anno, numero) = posted.numero;
    let told = format!("{ALBO}{numero}/{anno}, fino al {}", posted.fine.format("%d/%m/%Y"));
    annota(tx, after.atto_id, caso.chi, ("pubblicata", Some(posted.at.date())), told).await
}

async fn domanda(tx: &Tx, caso: &Caso<'_>, uso: &Uso, stato: &stato::Model) -> Result<Domanda, Error> {
    let tipo = stato.tipo().albo.and_then(Tipo::di);
    let tipo = tipo.ok_or_else(|| Error::no("Gli atti di questo tipo non si pubblicano all'albo."))?;
    let (Some(detta), Some(whole)) = (stato.estremi(), stato.documento_id) else {
        return Err(Error::no("Si pubblica un atto firmato e numerato."));
    };
    let documenti = per_tutti(tx, stato, whole).await?;
    let unit = unit::Entity::find_by_id(stato.unita_id).one(tx).await?.ok_or(Error::NotFound)?;
    let giorni = match uso.parametri.get("giorni") {
        Some(Valore::Intero(days)) => u16::try_from(*days).map_or(Durata::Usuale, Durata::Giorni),
        _ => Durata::Usuale,
    };
    Ok(Domanda {
        tipo,
        oggetto: stato.oggetto_per_tutti().to_owned(),
        origine: Origine { ufficio: CODICE.to_owned(), id: Some(stato.atto_id.uuid()), detta: Some(detta) },
        richiedente: unit.name,
        esterno: false,
        protocollo: None,
        adottato_il: stato.adottato_at.map(kernel::Instant::date),
        immediata: stato.immediata,
        durata: giorni,
        documenti,
        scelte: Vec::new(),
        // The program posts what a person's step made public: that person answers for it, or the author where a term
        // did.
        persona: caso.chi.unwrap_or(stato.autore_id),
    })
}

/// What everybody may read of an act that is posted: its version for everybody where there is one, else `whole`, the
/// signed document; of the annexes what was decided.
pub(super) async fn per_tutti(
    tx: &Tx,
    stato: &stato::Model,
    whole: Id<document::Entity>,
) -> Result<Vec<DaPubblicare>, Error> {
    // Each with the whole one that stays with the office, where it is a version with omissis.
    let mut ids = vec![stato.pubblico_id.map_or((whole, None), |public| (public, Some(whole)))];
    for one in allegati_di(tx, stato.atto_id).await?.iter().filter(|one| !one.tolto) {
        match (one.pubblica.as_deref(), one.omissis_id) {
            (Some("intero"), _) => ids.push((one.documento_id, None)),
            (Some("omissis"), Some(id)) => ids.push((id, Some(one.documento_id))),
            _ => {}
        }
    }
    let all = ids.iter().flat_map(|(posted, whole)| std::iter::once(*posted).chain(*whole));
    let rows = document::Entity::find().filter(document::Column::Id.is_in(all)).all(tx).await?;
    let documento = |id: Id<document::Entity>| rows.iter().find(|row| row.id == id).cloned().ok_or(Error::NotFound);
    let mut documenti = Vec::with_capacity(ids.len());
    for (posted, whole) in ids {
        documenti.push(DaPubblicare { documento: documento(posted)?, integrale: whole.map(documento).transpose()? });
    }
    Ok(documenti)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fact_of_a_posting_tells_its_number_and_other_words_tell_none() {
        assert_eq!(numero_detto(&format!("{ALBO}364/2026, fino al 02/04/2026")), Some("364"));
        for other in ["Per la prova", "Albo n. /2026", "Albo n. 12 del 2026", "Albo n. x/2026"] {
            assert_eq!(numero_detto(other), None, "{other}");
        }
    }
}
