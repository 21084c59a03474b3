//! Pure rules: which pages are copied, and how they are told.

use documents::compose::MOST_PAGES;
use kernel::Refusal;

/// How the original may be had from the public page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Scarico {
    /// Not at all.
    Mai,
    /// By whoever types the letters of the last page and the surname of who attested: they hold the paper.
    #[default]
    Carta,
    /// By whoever has the code.
    Libero,
}

impl Scarico {
    /// With their codes and labels, in the order of the form.
    pub const TUTTI: [(Self, &'static str, &'static str); 3] = [
        (Self::Carta, "carta", "Solo chi ha in mano la copia: scrive due cose stampate sull'ultima pagina"),
        (Self::Mai, "mai", "Nessuno"),
        (Self::Libero, "libero", "Chiunque abbia il codice"),
    ];

    /// By its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTI.iter().find(|(_, known, _)| *known == code).map(|(one, ..)| *one)
    }

    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mai => "mai",
            Self::Carta => "carta",
            Self::Libero => "libero",
        }
    }
}

/// In what form a copy is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Forma {
    /// On paper: the mark stands in place of the official's own hand (CAD, art. 23, c. 2-bis).
    #[default]
    Carta,
    /// As a file, which the official signs digitally (CAD, art. 23-bis, c. 2).
    File,
}

impl Forma {
    /// With their codes, labels and hints, in the order of the form.
    pub const TUTTE: [(Self, &'static str, &'static str, &'static str); 2] = [
        (Self::Carta, "carta", "Su carta", "Si stampa: il contrassegno vale la tua firma."),
        (
            Self::File,
            "file",
            "Come file",
            "È una copia informatica: prima di consegnarla firmala con la tua firma digitale. Se serve il documento identico dai quello, \
             com'è: è un duplicato e vale come l'originale (art. 23-bis, c. 1, d.lgs. 82/2005).",
        ),
    ];

    /// By its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTE.iter().find(|(_, known, ..)| *known == code).map(|(one, ..)| *one)
    }

    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Carta => "carta",
            Self::File => "file",
        }
    }

    /// What a copy in this form is called.
    pub const fn che_cosa(self, estratto: bool) -> &'static str {
        match (self, estratto) {
            (Self::Carta, false) => "Copia conforme",
            (Self::Carta, true) => "Estratto conforme",
            (Self::File, false) => "Copia informatica conforme",
            (Self::File, true) => "Estratto informatico conforme",
        }
    }
}

/// The pages that are copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagine {
    /// In order, counted from 1, each once.
    pub scelte: Vec<u32>,
    /// How many the original has.
    pub di: u32,
}

impl Pagine {
    /// What a form says: nothing for all of them, else "1-3, 5".
    ///
    /// # Errors
    /// All that is wrong, at the field `pagine`.
    pub fn leggi(text: &str, di: u32) -> Result<Self, Refusal> {
        let mut refusal = Refusal::default();
        let mut scelte = Vec::new();
        if text.trim().is_empty() {
            scelte = (1..=di.min(MOST_PAGES as u32 + 1)).collect();
        }
        for piece in text.split([',', ';']).map(str::trim).filter(|piece| !piece.is_empty()).take(MOST_PAGES) {
            let ends = piece.split_once(['-', '–']).unwrap_or((piece, piece));
            match (ends.0.trim().parse::<u32>(), ends.1.trim().parse::<u32>()) {
                (Ok(first), Ok(last)) if 1 <= first && first <= last && last <= di => {
                    scelte.extend((first..=last).take(MOST_PAGES + 1));
                }
                (Ok(_), Ok(_)) => refusal.add(
                    Some("pagine"),
                    format!("«{piece}» non va bene: il documento ha {di} pagine. Scrivi per esempio 1-3, 5."),
                ),
                _ => refusal.add(Some("pagine"), format!("«{piece}» non si legge. Scrivi le pagine così: 1-3, 5.")),
            }
        }
        scelte.sort_unstable();
        scelte.dedup();
        if scelte.len() > MOST_PAGES {
            refusal
                .add(Some("pagine"), format!("Una copia può avere al massimo {MOST_PAGES} pagine: rilascia estratti."));
        }
        if scelte.is_empty() && refusal.reasons.is_empty() {
            refusal.add(Some("pagine"), "Scrivi almeno una pagina, per esempio 1-3, 5.");
        }
        refusal.unless_empty(Self { scelte, di })
    }

    /// Whether something is left out.
    pub fn estratto(&self) -> bool {
        u32::try_from(self.scelte.len()).is_ok_and(|count| count < self.di)
    }

    /// Those that are left out, in words.
    pub fn omesse(&self) -> String {
        detta(&(1..=self.di).filter(|page| self.scelte.binary_search(page).is_err()).collect::<Vec<_>>())
    }

    /// Those that are copied, in words.
    pub fn dette(&self) -> String {
        detta(&self.scelte)
    }
}

/// "1-3, 5".
fn detta(pages: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for page in pages {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *page => *last = *page,
            _ => runs.push((*page, *page)),
        }
    }
    let told = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    runs.iter().map(told).collect::<Vec<_>>().join(", ")
}

/// Whether what somebody typed is the surname of this person: the last of their names, or the last ones; case, accents of keyboards
/// and spaces apart.
pub fn cognome_torna(nome: &str, scritto: &str) -> bool {
    let plain =
        |text: &str| text.to_lowercase().replace(['’', '\'', '`'], "").split_whitespace().collect::<Vec<_>>().join(" ");
    let (nome, scritto) = (plain(nome), plain(scritto));
    !scritto.is_empty() && (nome == scritto || nome.ends_with(&format!(" {scritto}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_and_told_as_people_write_them() {
        let all = Pagine::leggi("", 3).unwrap();
        assert_eq!((all.dette().as_str(), all.estratto(), all.omesse().as_str()), ("1-3", false, ""));
        let some = Pagine::leggi("5, 1-2;2", 6).unwrap();
        assert_eq!((some.dette().as_str(), some.estratto(), some.omesse().as_str()), ("1-2, 5", true, "3-4, 6"));
        assert!(!Pagine::leggi("1-6", 6).unwrap().estratto());
        for wrong in ["0", "7", "3-1", "a", "1-", ",", "1-4294967295"] {
            assert!(Pagine::leggi(wrong, 6).is_err(), "{wrong}");
        }
        assert!(Pagine::leggi("", 501).is_err() && Pagine::leggi("", u32::MAX).is_err());
        assert!(Pagine::leggi("500-501", 501).is_ok());
    }

    #[test]
    fn a_surname_is_recognised_however_it_is_typed() {
        assert!(cognome_torna("Anna Neri", "neri") && cognome_torna("Lia De Rossi", "DE  ROSSI"));
        assert!(cognome_torna("Nicolò D’Alò", "d'alò"));
        assert!(
            !cognome_torna("Anna Neri", "")
                && !cognome_torna("Anna Neri", "eri")
                && !cognome_torna("Anna Neri", "Anna")
        );
    }
}
