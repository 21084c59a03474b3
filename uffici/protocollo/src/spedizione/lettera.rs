//! The message of a sending: the same bytes each time it is made.

use documents::document;
use ente::Ente;
use futures::StreamExt;
use mail::{Head, Letter};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::tabelle::spedizione;
use crate::{
    error::Error,
    rules::RegistrazioneId,
    tables::{allegato, casella},
};

/// The name under which the "segnatura" travels.
pub(crate) const SEGNATURA: &str = "segnatura.xml";

/// Why an entry whose documents were discarded is not sent.
pub(crate) const SCARTATO: &str =
    "Un documento di questa registrazione è stato scartato: il contenuto non c'è più, e non si spedisce.";

/// A document of the message, under a name that no other has.
pub(crate) type Allegato = (String, document::Model);

/// About how many bytes a message with these documents takes.
pub(super) fn peso(documenti: &[Allegato]) -> u64 {
    documenti.iter().map(|(_, document)| Letter::bytes_of(document.size.unsigned_abs())).sum()
}

/// Whether one of them was discarded: it is sent to nobody, even where its bytes stay for another document.
///
/// # Errors
/// Those of the database.
pub(crate) async fn scartati(ente: &Ente, documenti: &[Allegato]) -> Result<bool, Error> {
    let all: Vec<document::Model> = documenti.iter().map(|(_, document)| document.clone()).collect();
    let left = ente.archive.not_discarded(&ente.db().read().await?, all).await?;
    Ok(left.len() < documenti.len())
}

/// Writes the message, its files read piece by piece from the store. At most `massimo` bytes of it are ever held.
///
/// # Errors
/// [`mail::Error::TooLarge`]; those of the database and the store.
pub(super) async fn scrivi(
    ente: &Ente,
    riga: &spedizione::Model,
    casella: &casella::Model,
    documenti: &[Allegato],
    massimo: u64,
) -> Result<Vec<u8>, Error> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let date = riga.at.rome().to_rfc2822();
    let (to, subject, message_id) = (text(&riga.indirizzo), text(&riga.oggetto), text(&riga.message_id));
    let head = Head {
        from_name: &ente.info.name,
        from: &casella.indirizzo,
        to: &to,
        subject: &subject,
        date: &date,
        message_id: &message_id,
    };
    let mut letter = Letter::new(&head, &text(&riga.testo), massimo)?;
    for (name, document) in documenti {
        letter.attach(name, document.format().media_type())?;
        let mut stream = ente.archive.store().open(&document.hash()).await?;
        while let Some(piece) = stream.next().await {
            letter.write(&piece?)?;
        }
    }
    Ok(letter.finish()?)
}

/// The documents of the entry, the main one first; the "segnatura" last, where one leaves with them.
///
/// # Errors
/// Those of the database.
pub(super) async fn documenti(ente: &Ente, riga: &spedizione::Model) -> Result<Vec<Allegato>, Error> {
    let Some(segnatura) = riga.segnatura_id else { return della_registrazione(ente, riga.registrazione_id, &[]).await };
    let mut all = della_registrazione(ente, riga.registrazione_id, &[SEGNATURA]).await?;
    let read = ente.db().read().await?;
    let found = ente.archive.find(&read, &[segnatura]).await?;
    all.extend(found.into_iter().map(|document| (SEGNATURA.to_owned(), document)));
    Ok(all)
}

/// The documents of an entry under names that differ from each other and from these.
///
/// # Errors
/// Those of the database.
pub(crate) async fn della_registrazione(
    ente: &Ente,
    id: RegistrazioneId,
    taken: &[&str],
) -> Result<Vec<Allegato>, Error> {
    let read = ente.db().read().await?;
    let select = allegato::Entity::find().filter(allegato::Column::RegistrazioneId.eq(id));
    let allegati = select.order_by_asc(allegato::Column::Ordine).all(&read).await?;
    let ids: Vec<kernel::Uuid> = allegati.iter().map(|allegato| allegato.documento_id.uuid()).collect();
    let found = ente.archive.find(&read, &ids).await?;
    let mut names: Vec<String> = taken.iter().map(|name| (*name).to_owned()).collect();
    let mut all = Vec::new();
    for allegato in allegati {
        if let Some(document) = found.iter().find(|document| document.id == allegato.documento_id) {
            let name = diverso(&document.name, &names);
            names.push(name.clone());
            all.push((name, document.clone()));
        }
    }
    Ok(all)
}

/// `lettera.pdf`, or `lettera (2).pdf` where that name is taken.
fn diverso(name: &str, taken: &[String]) -> String {
    let is_free = |name: &str| !taken.iter().any(|other| other.eq_ignore_ascii_case(name));
    if is_free(name) {
        return name.to_owned();
    }
    let (stem, end) = name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
    let mut numbered = (2..).map(|number| format!("{stem} ({number}){end}"));
    numbered.find(|name| is_free(name)).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_files_of_the_same_name_travel_with_two() {
        let taken = ["lettera.pdf".to_owned(), "lettera (2).pdf".to_owned(), "README".to_owned()];
        assert_eq!(diverso("Lettera.pdf", &taken), "Lettera (3).pdf");
        assert_eq!(diverso("README", &taken), "README (2)");
        assert_eq!(diverso("altra.pdf", &taken), "altra.pdf");
    }
}
