//! What an entry proposes for its answer.

use authz::Who;
use ente::Ente;

use super::Proposte;
use crate::{
    error::Error,
    fascicolo::della_registrazione::per_la_risposta,
    permissions::FASCICOLA,
    registrazione::scheda::Scheda,
    rules::{Verso, segnatura},
};

/// With whom and what about. It counts more than what the paper says of itself: that was written by us.
pub(super) fn richiama(scheda: &Scheda, verso: Verso, proposte: &mut Proposte) {
    let Proposte { valori, fonti, .. } = proposte;
    let (number, source) = (segnatura(&scheda.riga), Some(format!("dalla registrazione {}", segnatura(&scheda.riga))));
    if let Some(parte) = scheda.parti.first() {
        valori.nome = parte.nome.clone();
        valori.codice_fiscale = parte.codice_fiscale.clone().unwrap_or_default();
        valori.indirizzo = parte.indirizzo.clone().unwrap_or_default();
        fonti.nome = source.clone();
        fonti.codice_fiscale = source.clone().filter(|_| !valori.codice_fiscale.is_empty());
        fonti.indirizzo = source.clone().filter(|_| !valori.indirizzo.is_empty());
    }
    let text = format!("Risposta alla registrazione {number}: {}", scheda.riga.oggetto);
    fonti.altro_oggetto = fonti.oggetto.take().map(|_| std::mem::take(&mut valori.oggetto));
    valori.oggetto = text.chars().take(500).collect();
    fonti.oggetto = source.clone();
    // The subject says what only some may know: the answer begins as closed as the entry.
    valori.riservata = scheda.riga.riservata;
    if verso == Verso::Partenza {
        // The numbers and dates of a sender are nobody's here.
        (valori.protocollo_mittente, valori.data_mittente) = (String::new(), String::new());
        (fonti.protocollo_mittente, fonti.data_mittente) = (None, None);
        valori.mezzo = scheda.riga.mezzo.clone();
        fonti.mezzo = source;
    }
}

/// The answer goes where its question lies, where the person may put it.
pub(super) async fn nel_fascicolo(
    ente: &Ente,
    who: &Who,
    scheda: &Scheda,
    proposte: &mut Proposte,
) -> Result<(), Error> {
    proposte.risponde = Some(scheda.riga.id);
    if !who.may(&FASCICOLA) {
        return Ok(());
    }
    if let Some(voce) = per_la_risposta(ente, who, scheda.riga.id).await? {
        proposte.valori.fascicolo = format!("{} {}", voce.chiave, voce.oggetto);
        proposte.valori.classe = voce.chiave.classe;
        proposte.fonti.fascicolo = Some(format!("quello della registrazione {}", segnatura(&scheda.riga)));
    }
    Ok(())
}
