//! What in something that is about to be published looks like personal data, and what a person says of each.
//!
//! The law: D.Lgs. 33/2013, art. 7-bis, c. 4 (data that are not pertinent, or special and not indispensable, are made
//! unreadable before they are published) and art. 26, c. 4; D.Lgs. 196/2003, art. 2-septies, c. 8. What looks like some,
//! and which reasons there are, `platform/privacy` says, as for the albo.

use std::collections::{BTreeMap, BTreeSet};

use documents::{document, store::Sha256Hash};
use ente::Ente;
use kernel::{Refusal, Uuid};
use privacy::{Deciso, Genere, Lettura, Trovato, conta, leggi};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    error::Error,
    pubblico::{con_righe, visibili},
    rules::DOCUMENTI_MAX,
    tables::stato,
};

/// Different data of one publication that a person decides; a form that brings files has 200 fields at most.
const TROVATI_MAX: usize = 150;
/// What the words are called that are written here, beside the names of files.
const MODULO: &str = "il modulo";

/// Why each thing that was found may be read: the code of the reason, by the key of the thing (`privacy::Trovato::chiave`).
pub type Perche = BTreeMap<String, String>;

/// What was found in something that is about to be published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guardato {
    trovati: Vec<Trovato>,
    troppi: bool,
    illeggibili: Vec<(String, String)>,
}

impl Guardato {
    /// What looks like personal data, with where it stands.
    pub fn trovati(&self) -> &[Trovato] {
        &self.trovati
    }

    /// Whether there is more than is told: then it is not published.
    pub const fn troppi(&self) -> bool {
        self.troppi
    }

    /// The files that could not be read whole, each with why.
    pub fn illeggibili(&self) -> &[(String, String)] {
        &self.illeggibili
    }

    /// What a person decided, summed by sort and reason; what was not decided is a reason not to publish.
    pub(crate) fn decidi(&self, perche: &Perche, refusal: &mut Refusal) -> Vec<Deciso> {
        let code = |one: &Trovato| perche.get(&one.chiave()).cloned().unwrap_or_default();
        let codes: Vec<String> = self.trovati.iter().map(code).collect();
        privacy::decidi(&self.trovati, self.troppi, &codes, refusal)
    }
}

/// Looks into the words that everybody would read and into the files, called as they would be read. What the words of the
/// version before (`prima`) tell everybody by now is not asked again.
///
/// # Errors
/// Those of the store. A file that cannot be read is told, and is no error.
pub(crate) async fn cerca(
    ente: &Ente,
    (parole, prima): (&str, &str),
    files: &[(String, Sha256Hash)],
) -> Result<Guardato, Error> {
    let (mut trovati, mut troppi) = nelle_parole(parole, prima);
    let mut illeggibili = Vec::new();
    // More of them are refused for their number.
    for (nome, impronta) in files.iter().take(DOCUMENTI_MAX) {
        let Lettura { testo, illeggibile } = leggi(ente, impronta, nome).await.map_err(web::Error::from)?;
        // Its name is read by everybody too.
        troppi |= conta(&mut trovati, &format!("{nome}\n{testo}"), nome);
        illeggibili.extend(illeggibile.map(|why| (nome.clone(), why)));
    }
    troppi |= trovati.len() > TROVATI_MAX;
    trovati.truncate(TROVATI_MAX);
    Ok(Guardato { trovati, troppi, illeggibili })
}

/// What is found in words, and whether there may be more. Pure.
pub(crate) fn nelle_parole(parole: &str, prima: &str) -> (Vec<Trovato>, bool) {
    let mut trovati = Vec::new();
    let troppi = conta(&mut trovati, parole, MODULO);
    // What was found there, and not what stands somewhere in it: a shorter address within a longer one is another.
    let mut letti = Vec::new();
    conta(&mut letti, prima, MODULO);
    let letti: BTreeSet<String> = letti.iter().map(Trovato::chiave).collect();
    // A tax code in the words has no reason that would do: `persone::controlla` refuses it.
    trovati.retain(|one| one.genere() != Some(Genere::CodiceFiscale) && !letti.contains(&one.chiave()));
    (trovati, troppi)
}

/// The files of rows of the archive, as [`cerca`] takes them.
pub(crate) fn dei_documenti(documenti: &[document::Model]) -> Vec<(String, Sha256Hash)> {
    documenti.iter().map(|one| (one.name.clone(), one.hash())).collect()
}

/// The words of an item that everybody reads today; none of one that is over, withdrawn or not there.
///
/// # Errors
/// Those of the database.
pub(crate) async fn gia_letto(ente: &Ente, capo: Option<Uuid>) -> Result<String, Error> {
    let Some(capo) = capo else { return Ok(String::new()) };
    let read = ente.db().read().await?;
    let select = stato::Entity::find().filter(visibili(ente.ledger.now().date()));
    let found = select.filter(stato::Column::CapoId.eq(capo)).one(&read).await?;
    let Some(voce) = con_righe(&read, found.into_iter().collect()).await?.pop() else { return Ok(String::new()) };
    let campi = voce.riga.campi()?;
    Ok(parole((&voce.riga.titolo, &voce.riga.testo, &voce.riga.responsabile), &campi))
}

/// All that everybody would read of an item beside its files, in one text.
pub(crate) fn parole((titolo, testo, responsabile): (&str, &str, &str), campi: &[(String, String)]) -> String {
    let pairs = campi.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    [titolo, testo, responsabile].into_iter().chain(pairs).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const IBAN: &str = "IT60X0542811101000000123456";

    #[test]
    fn what_everybody_reads_by_now_is_not_asked_again_and_a_tax_code_is_refused_elsewhere() {
        let words = format!("Conto {IBAN}, tel. 011 5551234, C.F. CCCFBA85D03L219P");
        let told = |before: &str| nelle_parole(&words, before).0.into_iter().map(|one| one.testo).collect::<Vec<_>>();
        assert_eq!(told(""), [IBAN, "011 5551234"]);
        assert_eq!(told(&format!("Conto {IBAN}")), ["011 5551234"]);
        let (asked, _) = nelle_parole("o@posta.example", "mario@posta.example");
        assert_eq!(asked.len(), 1, "another's address ended in the same letters");
    }

    #[test]
    fn each_thing_is_decided_by_its_own_key() {
        let (trovati, troppi) = nelle_parole(&format!("{IBAN}, mario.prova@posta.example"), "");
        let guardato = Guardato { trovati, troppi, illeggibili: Vec::new() };
        let mut perche = Perche::from([(guardato.trovati()[0].chiave(), "norma".to_owned())]);
        let mut refusal = Refusal::default();
        guardato.decidi(&perche, &mut refusal);
        assert!(refusal.to_string().contains("Per un dato trovato"), "{refusal}");
        perche.insert(guardato.trovati()[1].chiave(), "ente".to_owned());
        let mut refusal = Refusal::default();
        let made = guardato.decidi(&perche, &mut refusal);
        assert_eq!((refusal.reasons.len(), made.len()), (0, 2), "{refusal}");
    }

    #[test]
    fn all_words_that_everybody_would_read_are_in_the_text() {
        let campi = [("Conto".to_owned(), IBAN.to_owned())];
        let told = parole(("Bando", "Un posto.", "Segreteria"), &campi);
        assert_eq!(told, format!("Bando\nUn posto.\nSegreteria\nConto\n{IBAN}"));
    }
}
