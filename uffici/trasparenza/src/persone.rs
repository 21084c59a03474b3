//! What may not be read of people. Pure.
//!
//! The law: D.Lgs. 33/2013, art. 26, c. 4 (who is not named); GDPR, art. 5; Garante, guidelines of 15 May 2014.

use codice_fiscale::CodiceFiscale;
use kernel::Refusal;

use crate::rules::{Contenuto, NON_NOMINATO, TITOLO_MAX};

/// Words that stand in many surnames and in any text: alone they tell nobody.
const PARTICELLE: [&str; 14] = [
    "dagli", "dai", "dal", "dall", "dalla", "dalle", "dallo", "degli", "dei", "del", "dell", "della", "delle", "dello",
];

/// What may not be read of people: the tax code of anybody, and any word of the name of who is not named.
pub(crate) fn controlla(contenuto: &Contenuto, documenti: &[&str], refusal: &mut Refusal) {
    let all = || contenuto.parole().chain(documenti.iter().copied());
    if all().any(ha_codice_fiscale) {
        refusal.add_law(
            Some("testo"),
            "C'è il codice fiscale di una persona: toglilo, non serve a identificare chi è già nominato.",
            "art. 5 GDPR; Garante, linee guida 15 maggio 2014",
        );
    }
    let Some(protetto) = &contenuto.protetto else { return };
    if protetto.nome.trim().is_empty() || protetto.nome.chars().count() > TITOLO_MAX {
        refusal.add(Some("beneficiario"), "Scrivi chi è il beneficiario: resta all'ufficio.");
    }
    let public: Vec<String> = all().flat_map(parole).collect();
    let words = parole(&protetto.nome);
    // A word of one or two letters, or a particle, is in any text: only the whole name tells who it is.
    let whole = !words.is_empty() && public.windows(words.len()).any(|some| some == words.as_slice());
    let tells = |word: &String| word.chars().count() > 2 && !PARTICELLE.contains(&word.as_str());
    let names = words.into_iter().filter(|word| whole || tells(word));
    let told: Vec<String> = names.filter(|word| public.contains(word)).collect();
    if !told.is_empty() {
        refusal.add_law(
            Some("testo"),
            format!("Chi non va nominato si riconosce: togli «{}» da ciò che tutti leggono.", told.join("», «")),
            "art. 26, c. 4, d.lgs. 33/2013",
        );
    }
    let named = |(name, value): &(String, String)| directory::fold(name) == "beneficiario" && value != NON_NOMINATO;
    if contenuto.campi.iter().any(named) {
        refusal.add_law(
            Some("campi"),
            "Chi non va nominato non si indica nemmeno con le iniziali: togli la riga «Beneficiario», la scrive il \
             programma.",
            "art. 26, c. 4, d.lgs. 33/2013",
        );
    }
    if !documenti.is_empty() {
        refusal.add_law(
            Some("file"),
            "Con un beneficiario non indicato non si pubblicano file: l'atto lo nomina. Non caricarne; se sono della \
             versione di prima, ritira il contenuto e pubblicane un altro.",
            "art. 26, c. 4, d.lgs. 33/2013",
        );
    }
}

/// The words of a text, folded, as a comparison wants them.
fn parole(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).map(directory::fold).filter(|word| !word.trim().is_empty()).collect()
}

/// Whether a text holds the tax code of a person.
pub(crate) fn ha_codice_fiscale(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() == 16)
        .any(|word| CodiceFiscale::parse(word).is_ok())
}
