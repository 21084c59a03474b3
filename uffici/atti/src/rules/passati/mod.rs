//! What the text of a past act says of itself: kind, number, day, subject, signers, amounts, CUP, CIG; each with the words from which it
//! comes and how sure it is. Nothing is invented: what is not written in a form that is known is not told, and a person puts it in.
//!
//! Pure and bounded: whatever the text, the work grows with its length, and that is cut at [`TESTO_MAX`].

mod codici;
mod firmatari;
mod giorni;
mod importi;
mod lettere;
mod oggetto;
mod parole;
mod testata;

use kernel::{Cents, Date};
use serde::{Deserialize, Serialize};

/// Most bytes of a text that are looked at: some hundred pages.
pub const TESTO_MAX: usize = 300_000;
/// Most values of one kind; beyond, a list helps nobody.
pub const MOLTI: usize = 20;
/// Most letters of the words that are shown beside a value.
pub const PAROLE_MAX: usize = 200;

/// How sure a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certezza {
    /// It stands where such an act says it, with its own label.
    Sicuro,
    /// It stands near, or its label is another's too.
    Probabile,
    /// It may well be something else.
    Dubbio,
}

impl Certezza {
    /// In words.
    pub const fn detta(self) -> &'static str {
        match self {
            Self::Sicuro => "sicuro",
            Self::Probabile => "probabile",
            Self::Dubbio => "da controllare",
        }
    }
}

/// A value, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trovato<T> {
    /// The value.
    pub valore: T,
    /// The words of the text from which it comes.
    pub parole: String,
    /// How sure it is.
    pub certezza: Certezza,
}

impl<T> Trovato<T> {
    pub(crate) fn nuovo(valore: T, parole: &str, certezza: Certezza) -> Self {
        Self { valore, parole: parole.chars().take(PAROLE_MAX).collect(), certezza }
    }
}

/// What was read of an act.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letto {
    /// Its kind, by the code of [`super::tipi`].
    pub tipo: Option<Trovato<String>>,
    /// Its number: that of the general register where there is one.
    pub numero: Option<Trovato<i64>>,
    /// Its number in the register of the sector, where the text tells both.
    pub di_settore: Option<Trovato<i64>>,
    /// The year that stands beside the number ("45/2019").
    pub anno: Option<i64>,
    /// Its day.
    pub data: Option<Trovato<Date>>,
    /// What it is about.
    pub oggetto: Option<Trovato<String>>,
    /// Who signed, by name.
    pub firmatari: Vec<Trovato<String>>,
    /// Amounts of euro, each once.
    pub importi: Vec<Trovato<Cents>>,
    /// CUP, each once.
    pub cup: Vec<Trovato<String>>,
    /// CIG whose check digits are right, each once.
    pub cig: Vec<Trovato<String>>,
    /// What a person should look at, in Italian.
    pub note: Vec<String>,
}

/// Reads the text of an act.
pub fn leggi(text: &str) -> Letto {
    let text = &text[..text.floor_char_boundary(TESTO_MAX)];
    let righe = parole::righe(text);
    let testata = testata::leggi(&righe);
    let codici = codici::leggi(text);
    let mut letto = Letto {
        tipo: testata.tipo,
        numero: testata.numero,
        di_settore: testata.di_settore,
        anno: testata.anno,
        data: testata.data,
        oggetto: oggetto::leggi(&righe),
        firmatari: firmatari::leggi(&righe),
        importi: importi::leggi(text),
        cup: codici.cup,
        cig: codici.cig,
        note: codici.note,
    };
    if let (Some(anno), Some(data)) = (letto.anno, &mut letto.data)
        && anno != i64::from(chrono::Datelike::year(&data.valore))
    {
        data.certezza = Certezza::Dubbio;
        letto
            .note
            .push(format!("Il numero è dell'anno {anno}, ma la data che si legge è di un altro anno: controllala."));
    }
    letto
}

/// Adds a value unless it is there already or there are enough.
fn aggiungi<T: PartialEq>(list: &mut Vec<Trovato<T>>, found: Trovato<T>) {
    if list.len() < MOLTI && !list.iter().any(|known| known.valore == found.valore) {
        list.push(found);
    }
}

#[cfg(test)]
mod tests;
