//! To check the signatures of an entry's documents.

use authz::Who;
use documents::{document, format::FormatId};
use ente::Ente;
use kernel::{Actor, Date, Id, Instant, Refusal, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use signing::verify::facts::{Existence, ExistenceOrigin};
use validation::{Asked, Checked, is_time_stamp};

use crate::{
    error::Error,
    jobs::estrai_testo,
    registrazione::scheda::leggi,
    rules::{RegistrazioneId, segnatura},
    tables::{allegato, registrazione},
};

/// Checks those documents of an entry that nobody has checked yet. Doing it twice changes nothing.
///
/// # Errors
/// Those of store and database.
pub(crate) async fn tutti(ente: &Ente, id: RegistrazioneId) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let Some(riga) = registrazione::Entity::find_by_id(id).one(&read).await? else { return Ok(()) };
    let allegati = allegato::Entity::find()
        .filter(allegato::Column::RegistrazioneId.eq(id))
        .order_by_asc(allegato::Column::Ordine)
        .all(&read)
        .await?;
    let ids: Vec<Uuid> = allegati.iter().map(|allegato| allegato.documento_id.uuid()).collect();
    let documents = ente.archive.find(&read, &ids).await?;
    let documents = ente.archive.not_discarded(&read, documents).await?;
    drop(read);
    let done = validation::latest_of(ente, &ids).await?;
    let others: Vec<&document::Model> = documents.iter().collect();
    let mut failed = None;
    for document in documents.iter().filter(|document| !done.contains_key(&document.id.uuid())) {
        let signed = accanto(document, documents.iter());
        let stamps = marche(document, &others);
        let asked = Asked { document, signed, stamps, at: None, existence: esistenza(&riga) };
        // One that fails keeps no other unchecked; the first error is told, and all that lack are tried again.
        if let Err(error) = validation::check(ente, Actor::System(estrai_testo::KIND), asked).await {
            tracing::warn!(%error, document = %document.id, "signatures not checked");
            failed = failed.or(Some(error));
        }
    }
    failed.map_or(Ok(()), |error| Err(error.into()))
}

/// Checks a document again, as on a day where one is given.
///
/// # Errors
/// [`Error::NotFound`] where `who` may not see it; one that was discarded; a day that has not come; those of store and
/// database.
pub async fn uno(
    ente: &Ente,
    who: &Who,
    (anno, numero, id): (i64, i64, Id<document::Entity>),
    al: Option<Date>,
) -> Result<Checked, Error> {
    let scheda = leggi(ente, who, anno, numero).await?;
    let document = scheda.documento(id)?;
    web::still_kept(ente, document).await?;
    let at = al.map(|al| istante(al, ente.ledger.now())).transpose()?.flatten();
    let others: Vec<&document::Model> = scheda.documenti.iter().map(|(_, other)| other).collect();
    let signed = accanto(document, others.iter().copied());
    let stamps = marche(document, &others);
    let asked = Asked { document, signed, stamps, at, existence: esistenza(&scheda.riga) };
    Ok(validation::check(ente, who.actor(), asked).await?)
}

/// The document that a signature alone signs: the one of the same entry with its name without the end (`atto.pdf.p7s`, `atto.pdf`).
fn accanto<'a>(
    document: &document::Model,
    mut others: impl Iterator<Item = &'a document::Model>,
) -> Option<&'a document::Model> {
    if document.format().id != FormatId::P7s {
        return None;
    }
    let (stem, _) = document.name.rsplit_once('.')?;
    others.find(|other| other.name == stem)
}

/// The signature alone upon a document, where one stands in a file of its own of the same entry.
pub(crate) fn firma_di<'a>(document: &document::Model, others: &[&'a document::Model]) -> Option<&'a document::Model> {
    let upon_it = |other: &&&document::Model| {
        accanto(other, others.iter().copied()).is_some_and(|signed| signed.id == document.id)
    };
    others.iter().find(upon_it).copied()
}

/// The time stamps upon a document: those of the same entry in files of their own that are called as it is.
fn marche<'a>(document: &document::Model, others: &[&'a document::Model]) -> Vec<&'a document::Model> {
    let of_it = |other: &&&document::Model| marcato_da(other, others).is_some_and(|stamped| stamped.id == document.id);
    others.iter().filter(of_it).copied().collect()
}

/// The document upon which a time stamp in a file of its own stands, by its name: `atto.pdf.tsr` upon `atto.pdf`; where there is none of
/// that name `atto.tsr` too, if only one is called `atto`. Whether it truly stands upon that one its fingerprint tells.
pub(crate) fn marcato_da<'a>(stamp: &document::Model, others: &[&'a document::Model]) -> Option<&'a document::Model> {
    if !is_time_stamp(stamp) {
        return None;
    }
    let (stem, _) = stamp.name.rsplit_once('.')?;
    if let Some(exact) = others.iter().copied().find(|other| other.name == stem) {
        return Some(exact);
    }
    let same = |other: &&document::Model| {
        !is_time_stamp(other) && other.name.rsplit_once('.').is_some_and(|(of_other, _)| of_other == stem)
    };
    let mut found = others.iter().copied().filter(same);
    found.next().filter(|_| found.next().is_none())
}

/// The last instant of a day; `None` for today, which is now.
fn istante(al: Date, now: Instant) -> Result<Option<Instant>, Refusal> {
    let mut refusal = Refusal::default();
    if al > now.date() {
        refusal.add(Some("al"), "Il giorno scelto deve ancora venire: scegli oggi o un giorno passato.");
    }
    // Nobody signed digitally before the law that made it possible (DPR 513/1997).
    if al < Date::from_ymd_opt(1998, 1, 1).unwrap_or_default() {
        refusal.add(Some("al"), "Scegli un giorno dal 1998 in poi: prima non c'erano firme digitali.");
    }
    refusal.unless_empty(())?;
    let next = al.succ_opt().map(Instant::start_of);
    Ok((al < now.date()).then_some(next).flatten().map(|next| next.plus_micros(-1)))
}

/// That it stands in the register proves since when the document exists: a date certain towards third parties (DPCM 22 February 2013,
/// art. 41, c. 4, lett. a; DPR 445/2000, art. 53). Only the entry that is looked at: another may be one that its reader may not see.
fn esistenza(riga: &registrazione::Model) -> Vec<Existence> {
    let what = format!("di protocollo n. {}", segnatura(riga));
    vec![Existence { at: riga.registrata_at.utc(), origin: ExistenceOrigin::Registration(what) }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_means_its_last_instant_and_none_that_has_not_come() {
        let now = Instant::start_of(Date::from_ymd_opt(2026, 11, 26).unwrap()).plus_seconds(3600);
        let day = |text: &str| istante(text.parse().unwrap(), now);
        assert_eq!(day("2026-11-26"), Ok(None));
        assert_eq!(day("2026-11-25").unwrap().unwrap().to_string(), "2026-11-25T22:59:59.999999Z");
        assert!(day("2026-11-27").is_err() && day("1997-12-31").is_err());
    }
}
