//! Who writes from a certified address that the index of public administrations knows.

use ente::Ente;

use super::Proposte;
use crate::error::Error;

/// Proposes the name and tax code of the body whose certified address the mail came from, unless the directory knows the sender, or
/// the document itself says who it is (an invoice).
pub(super) async fn riconosci(ente: &Ente, proposte: &mut Proposte) -> Result<(), Error> {
    let Proposte { valori, fonti, .. } = proposte;
    if valori.mezzo != "pec"
        || valori.indirizzo.is_empty()
        || fonti.nome.as_deref() == Some(super::proponi::DALLA_FATTURA)
    {
        return Ok(());
    }
    let read = ente.db().read().await?;
    let clues = directory::Clues { pec: Some(valori.indirizzo.clone()), ..directory::Clues::default() };
    if directory::recognise(&read, &clues).await?.is_some() {
        return Ok(());
    }
    let Some(line) = directory::ipa::by_pec(&read, &valori.indirizzo).await? else { return Ok(()) };
    let source = || Some("dall'Indice PA".to_owned());
    if valori.codice_fiscale.is_empty()
        && let Some(code) = line.clues().tax_code
    {
        valori.codice_fiscale = code;
        fonti.codice_fiscale = source();
    }
    valori.nome = line.name;
    fonti.nome = source();
    Ok(())
}
