//! What holds now, laid over what was written: for showing and finding, never for writing back.

use documents::document;

use super::{rules::Campo, tables as correzione};
use crate::tables::{allegato, parte, registrazione};

/// Lays the corrections, oldest first, over the entry itself.
pub(crate) fn alla_riga(riga: &mut registrazione::Model, all: &[correzione::Model]) {
    for one in all {
        let (value, day) = (one.dopo.clone(), || one.dopo.as_deref().and_then(|day| day.parse().ok()));
        match Campo::from_code(&one.campo) {
            Some(Campo::Oggetto) => riga.oggetto = value.unwrap_or_default(),
            Some(Campo::Mezzo) => riga.mezzo = value.unwrap_or_default(),
            Some(Campo::ArrivataIl) => riga.arrivata_il = day(),
            Some(Campo::DataMittente) => riga.data_mittente = day(),
            Some(Campo::ProtocolloMittente) => riga.protocollo_mittente = value,
            Some(Campo::Note) => riga.note = value,
            _ => {}
        }
    }
}

/// Lays them over the parties. Who was recognised by a name or code that is corrected may be someone else: nothing of theirs,
/// above all no address, is to be taken for the party's.
pub(crate) fn alle_parti(parti: &mut [parte::Model], all: &[correzione::Model]) {
    for one in all {
        let Some(party) = parti.iter_mut().find(|party| Some(party.id.uuid()) == one.di_id) else { continue };
        let campo = Campo::from_code(&one.campo);
        if matches!(campo, Some(Campo::Nome | Campo::CodiceFiscale)) {
            party.soggetto_id = None;
        }
        match campo {
            Some(Campo::Nome) => party.nome = one.dopo.clone().unwrap_or_default(),
            Some(Campo::CodiceFiscale) => party.codice_fiscale.clone_from(&one.dopo),
            Some(Campo::Indirizzo) => party.indirizzo.clone_from(&one.dopo),
            _ => {}
        }
    }
}

/// Lays them over the names of the documents.
pub(crate) fn ai_documenti(documenti: &mut [(allegato::Model, document::Model)], all: &[correzione::Model]) {
    for one in all.iter().filter(|one| one.campo == Campo::Documento.code()) {
        let found = documenti.iter_mut().find(|(allegato, _)| Some(allegato.id.uuid()) == one.di_id);
        if let Some((_, document)) = found {
            document.name = one.dopo.clone().unwrap_or_default();
        }
    }
}

/// The words of the corrections, which are sought beside those that were written first.
pub(crate) fn parole(all: &[correzione::Model]) -> String {
    let textual = |one: &&correzione::Model| {
        let field = Campo::from_code(&one.campo);
        field.is_some_and(|campo| !campo.data() && !matches!(campo, Campo::Mezzo | Campo::Note | Campo::Documento))
    };
    let words: Vec<&str> = all.iter().filter(textual).filter_map(|one| one.dopo.as_deref()).collect();
    words.join("\n")
}
