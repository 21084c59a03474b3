//! From a document to what it is known by. Pure.

use std::collections::BTreeMap;

use super::indice::Tratto;

/// Characters of a subject that are read.
const OGGETTO: usize = 500;
/// Characters of a text that are read: what a paper is about stands in its first lines.
pub(crate) const TESTO: usize = 800;
/// Words of a text that count.
const PAROLE: usize = 40;
/// How much a word counts that stands only in the text, of what one in the subject counts. Chosen by measuring, with the others.
const NEL_TESTO: f32 = 0.7;
/// How much it counts how the document came and what kind of file it is.
const COME: f32 = 0.5;
/// The mark of a trait of the sender, which is kept even where only one entry has it.
const MITTENTE: u32 = 1 << 31;

/// What is known of a document before anybody has decided of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Carta<'a> {
    /// Which way it goes.
    pub verso: &'a str,
    /// How it travelled.
    pub mezzo: &'a str,
    /// What it is about.
    pub oggetto: &'a str,
    /// The first sender or addressee.
    pub nome: &'a str,
    /// Their tax code or VAT number.
    pub codice_fiscale: &'a str,
    /// Their address.
    pub indirizzo: &'a str,
    /// The format of its main document.
    pub formato: &'a str,
    /// The beginning of its text.
    pub testo: &'a str,
}

impl Carta<'_> {
    /// Its traits, each once, in order of their numbers.
    pub(super) fn tratti(&self) -> Vec<Tratto> {
        let mut found: BTreeMap<u32, f32> = BTreeMap::new();
        for stem in parole(self.oggetto, OGGETTO) {
            found.insert(numero('p', &stem), 1.0);
        }
        for stem in parole(self.testo, TESTO).take(PAROLE) {
            found.entry(numero('p', &stem)).or_insert(NEL_TESTO);
        }
        for (kind, text) in self.mittente() {
            found.insert(numero(kind, &text) | MITTENTE, 1.0);
        }
        for (kind, text) in [('v', self.verso), ('m', self.mezzo), ('f', self.formato)] {
            if !text.is_empty() {
                found.insert(numero(kind, text), COME);
            }
        }
        found.into_iter().map(|(parola, forza)| Tratto { parola, forza }).collect()
    }

    /// Whose it is, as one number: the surest thing that is known of the sender.
    pub(super) fn di_chi(&self) -> u32 {
        self.mittente().first().map_or(0, |(kind, text)| numero(*kind, text))
    }

    /// What is known of the sender, the surest first.
    fn mittente(&self) -> Vec<(char, String)> {
        let mut name: Vec<String> = parole(self.nome, OGGETTO).collect();
        // "Rossi Mario" and "Mario Rossi" are one.
        name.sort_unstable();
        let address = self.indirizzo.trim().to_lowercase();
        let domain = address.rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default();
        let all =
            [('c', self.codice_fiscale.trim().to_uppercase()), ('a', address), ('n', name.join(" ")), ('d', domain)];
        all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }
}

/// Whether a trait is one of the sender.
pub(super) const fn di_mittente(parola: u32) -> bool {
    parola & MITTENTE != 0
}

/// The stems of a text that say something: codes, numbers and single letters are of one document only.
fn parole(text: &str, most: usize) -> impl Iterator<Item = String> {
    let text: String = text.chars().take(most).collect();
    let says = |stem: &String| stem.len() > 1 && !stem.bytes().any(|byte| byte.is_ascii_digit());
    search::analyse(&text).into_iter().filter(|token| !token.whole).map(|token| token.stem).filter(says)
}

/// A number made of a word and its kind (FNV-1a), without the mark of a sender. Two words with the same number are taken for one: of
/// a hundred thousand words one or two.
fn numero(kind: char, text: &str) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in [kind as u8, b':'].into_iter().chain(text.bytes()) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash & !MITTENTE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Verso;

    fn of(oggetto: &str, testo: &str) -> Vec<Tratto> {
        Carta { oggetto, testo, verso: Verso::Arrivo.code(), ..Carta::default() }.tratti()
    }

    #[test]
    fn a_word_is_the_same_in_all_its_forms_and_numbers_say_nothing() {
        assert_eq!(of("Lampioni spenti in via Roma 12", ""), of("lampione spento, Via Roma n. 7/2026", ""));
        assert_ne!(of("Lampioni spenti", ""), of("Buca in strada", ""));
    }

    #[test]
    fn what_the_subject_says_counts_more_than_what_the_text_says() {
        let (subject, text) = (of("Potatura", ""), of("", "potatura"));
        assert_eq!(subject.len(), text.len());
        let sum = |tratti: &[Tratto]| tratti.iter().map(|tratto| tratto.forza).sum::<f32>();
        assert!(sum(&subject) > sum(&text));
        assert_eq!(
            of("Potatura", "potature potatura"),
            subject,
            "what the subject has said the text does not say again"
        );
    }

    #[test]
    fn a_sender_is_one_however_the_name_is_put_and_is_marked() {
        let of = |nome| Carta { nome, indirizzo: "Rossi@PEC.example ", ..Carta::default() };
        assert_eq!(of("Rossi Mario").tratti(), of("Mario ROSSI").tratti());
        assert!(of("Rossi Mario").tratti().iter().all(|tratto| di_mittente(tratto.parola)));
        assert_eq!(of("Rossi Mario").tratti().len(), 3, "address, name and domain");
        assert_eq!(of("Rossi Mario").di_chi(), of("R. Mario").di_chi(), "the address is surer than the name");
        assert_ne!(of("x").di_chi(), Carta::default().di_chi());
    }

    #[test]
    fn a_hostile_text_costs_no_more_than_its_bound() {
        let endless: String =
            (0..100_000_u32).map(|n| format!("w{} ", char::from_u32(0x4e00 + n % 20_000).unwrap_or('a'))).collect();
        assert!(of(&endless, &endless).len() < OGGETTO + PAROLE);
    }
}
