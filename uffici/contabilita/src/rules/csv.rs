//! The file of the chapters: what is in it, and all that is wrong at once.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Cents, Refusal};

use super::{Codice, Livello, Piano, esiste, importo, testo, testo_fino_a};

/// The most chapters of one file.
const CAPITOLI: usize = 5_000;
/// The most reasons that are told one by one.
const MOTIVI: usize = 100;
/// Longest description, in letters.
const LUNGO: usize = 300;
/// Longest of the other texts, in letters.
const CORTO: usize = 100;
/// Of one field so many bytes are kept: more than any may have.
const CELLA: usize = 4_000;
/// Of one row so many fields.
const CELLE: usize = 40;

/// The columns: name, whether it must be there, what it holds. Shown on the page, and in the manual.
pub const COLONNE: [(&str, bool, &str); 9] = [
    ("capitolo", true, "numero e, dopo un punto, l'articolo: 2613.1"),
    ("descrizione", true, "a che cosa serve, al massimo 300 caratteri"),
    ("missione", true, "due cifre: 04"),
    ("programma", true, "due cifre: 02"),
    ("piano", true, "piano dei conti al quarto o al quinto livello: U.2.02.01.09"),
    ("stanziamento", true, "la previsione di competenza: 120.000,00"),
    ("fpv", false, "la parte dello stanziamento che è fondo pluriennale vincolato"),
    ("vincolo", false, "a che cosa la somma è vincolata, se lo è"),
    ("responsabile", false, "chi ne risponde (PEG), al massimo 100 caratteri"),
];

/// One chapter of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letto {
    /// Its code.
    pub codice: Codice,
    /// What it is for.
    pub descrizione: String,
    /// `04`.
    pub missione: String,
    /// `02`.
    pub programma: String,
    /// The plan of accounts to which it is bound.
    pub piano: Piano,
    /// Allocated.
    pub stanziamento: Cents,
    /// Of which for later years.
    pub fpv: Cents,
    /// What may be spent on it alone.
    pub vincolo: Option<String>,
    /// Who answers for it.
    pub responsabile: Option<String>,
}

/// Reads the chapters. The text is UTF-8 or Windows-1252, parted by semicolons, commas or tabs, with the names of the columns in its first
/// line, in any order.
///
/// # Errors
/// All that is wrong, line by line.
pub fn leggi(bytes: &[u8]) -> Result<Vec<Letto>, Refusal> {
    let rows = righe(&testo_di(bytes));
    let mut reasons = Vec::new();
    let mut letti = Vec::new();
    let Some(((_, head), rows)) = rows.split_first() else {
        return Err(rifiuto(vec!["Il file è vuoto.".into()]));
    };
    let columns = colonne(head, &mut reasons);
    if rows.is_empty() || rows.len() > CAPITOLI {
        reasons.push(format!("I capitoli di un file vanno da uno a {CAPITOLI}: qui sono {}.", contati(rows.len())));
    }
    if !reasons.is_empty() {
        return Err(rifiuto(reasons));
    }
    let mut seen = BTreeSet::new();
    for (number, row) in rows {
        match riga(&columns, row) {
            Ok(letto) if seen.insert(letto.codice) => letti.push(letto),
            Ok(letto) => reasons.push(format!("Riga {number}: il capitolo {} c'è già più su.", letto.codice)),
            Err(wrong) => reasons.extend(wrong.into_iter().map(|why| format!("Riga {number}: {why}."))),
        }
    }
    if reasons.is_empty() { Ok(letti) } else { Err(rifiuto(reasons)) }
}

/// How many rows there are, as far as they were counted.
fn contati(rows: usize) -> String {
    if rows > CAPITOLI { "di più".into() } else { rows.to_string() }
}

fn rifiuto(mut reasons: Vec<String>) -> Refusal {
    let more = reasons.len().saturating_sub(MOTIVI);
    reasons.truncate(MOTIVI);
    let mut refusal = Refusal::default();
    reasons.into_iter().for_each(|reason| refusal.add(Some("file"), reason));
    if more > 0 {
        refusal.add(Some("file"), format!("E altri {more} errori: correggi questi e carica di nuovo il file."));
    }
    refusal
}

fn testo_di(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // As spreadsheets write it here when nobody chooses.
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// Rows as they are read, within bounds: what goes beyond them is left out, and the bounds are such that it is told.
struct Righe {
    rows: Vec<(usize, Vec<String>)>,
    row: Vec<String>,
    field: String,
    /// Whether the field holds nothing but blanks.
    blank: bool,
    /// The line on which the row began.
    began: usize,
}

impl Righe {
    fn push(&mut self, c: char) {
        self.blank &= c.is_whitespace();
        if self.field.len() < CELLA {
            self.field.push(c);
        }
    }

    fn end_field(&mut self) {
        let field = std::mem::take(&mut self.field);
        if self.row.len() < CELLE {
            self.row.push(field);
        }
        self.blank = true;
    }

    /// Ends a row; those without anything are not kept.
    fn end_row(&mut self, next: usize) {
        self.end_field();
        let row = std::mem::take(&mut self.row);
        if self.rows.len() < CAPITOLI + 2 && row.iter().any(|field| !field.trim().is_empty()) {
            self.rows.push((self.began, row));
        }
        self.began = next;
    }
}

/// The rows that are not empty, each with the number of its line in the file.
fn righe(text: &str) -> Vec<(usize, Vec<String>)> {
    let first = text.lines().next().unwrap_or_default();
    let many = |separator: char| first.chars().filter(|c| *c == separator).count();
    let separator = [';', ',', '\t'].into_iter().max_by_key(|separator| (many(*separator), *separator == ';'));
    let separator = separator.unwrap_or(';');
    let mut read = Righe { rows: Vec::new(), row: Vec::new(), field: String::new(), blank: true, began: 1 };
    let (mut quoted, mut line) = (false, 1);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        line += usize::from(c == '\n');
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                read.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if read.blank => {
                read.field.clear();
                quoted = true;
            }
            '\n' if !quoted => read.end_row(line),
            c if c == separator && !quoted => read.end_field(),
            c => read.push(c),
        }
    }
    read.end_row(line);
    read.rows
}

/// Where each column stands.
fn colonne(head: &[String], reasons: &mut Vec<String>) -> BTreeMap<&'static str, usize> {
    let mut found = BTreeMap::new();
    for (place, name) in head.iter().enumerate() {
        let name = name.trim().to_lowercase();
        match COLONNE.iter().find(|(known, ..)| *known == name) {
            Some((known, ..)) if found.insert(*known, place).is_some() => {
                reasons.push(format!("La colonna «{known}» c'è due volte."));
            }
            Some(_) => {}
            None if name.is_empty() => {}
            None => {
                let shown: String = name.chars().take(40).collect();
                reasons.push(format!("La colonna «{shown}» non è fra quelle che il programma conosce."));
            }
        }
    }
    for (name, needed, _) in COLONNE {
        if needed && !found.contains_key(name) {
            reasons.push(format!("Manca la colonna «{name}»."));
        }
    }
    found
}

fn riga(columns: &BTreeMap<&'static str, usize>, row: &[String]) -> Result<Letto, Vec<String>> {
    let mut wrong = Vec::new();
    let cell = |name: &str| columns.get(name).and_then(|place| row.get(*place)).map_or("", |cell| cell.trim());
    let codice = cell("capitolo").parse::<Codice>().map_err(|why| wrong.push(why)).ok();
    let descrizione = testo_fino_a(cell("descrizione"), LUNGO, "la descrizione").map_err(|why| wrong.push(why)).ok();
    // Spreadsheets take the zero away from "04".
    let two = |text: &str| if text.len() == 1 { format!("0{text}") } else { text.to_owned() };
    let (missione, programma) = (two(cell("missione")), two(cell("programma")));
    if !esiste(&missione, &programma) {
        let shown: String = format!("{missione}.{programma}").chars().take(20).collect();
        wrong.push(format!("la missione e il programma «{shown}» non ci sono fra quelli di un Comune"));
    }
    let piano = Piano::leggi(cell("piano"), Livello::QuartoOQuinto).map_err(|why| wrong.push(why)).ok();
    let stanziamento = importo(cell("stanziamento")).map_err(|why| wrong.push(why)).ok();
    let fpv = match cell("fpv") {
        "" => Some(Cents(0)),
        text => importo(text).map_err(|why| wrong.push(why)).ok(),
    };
    if let (Some(whole), Some(part)) = (stanziamento, fpv)
        && (part < Cents(0) || part > whole)
    {
        wrong.push(format!("lo stanziamento è {whole} e il fondo pluriennale {part}: né l'uno né l'altro può essere sotto zero, né il secondo più grande"));
    }
    let mut short = |name: &'static str| {
        let text = testo(cell(name));
        if text.as_ref().is_some_and(|text| text.chars().count() > CORTO) {
            wrong.push(format!("«{name}» ha più di {CORTO} caratteri: accorcia"));
        }
        text
    };
    let (vincolo, responsabile) = (short("vincolo"), short("responsabile"));
    match (codice, descrizione, piano, stanziamento, fpv) {
        (Some(codice), Some(descrizione), Some(piano), Some(stanziamento), Some(fpv)) if wrong.is_empty() => {
            Ok(Letto { codice, descrizione, missione, programma, piano, stanziamento, fpv, vincolo, responsabile })
        }
        _ => Err(wrong),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BUONO: &str = "capitolo;descrizione;missione;programma;piano;stanziamento;fpv;responsabile\n\
        2613.1;\"Manutenzione; scuole\";4;02;U.2.02.01.09;120.000,00;10.000,00;Marco Gallo\n\n\
        300;Cancelleria;01;02;1.03.01.02;5000;;\n";

    #[test]
    fn a_file_is_read_with_its_chapters_in_order() {
        let letti = leggi(BUONO.as_bytes()).unwrap();
        assert_eq!(letti.len(), 2);
        assert_eq!((letti[0].descrizione.as_str(), letti[0].missione.as_str()), ("Manutenzione; scuole", "04"));
        assert_eq!(
            (letti[0].stanziamento, letti[0].fpv, letti[1].fpv),
            (Cents(12_000_000), Cents(1_000_000), Cents(0))
        );
        let other = "\u{feff}Piano,CAPITOLO,descrizione,missione,programma,stanziamento\r\n\
            U.1.03.01.02,300,\"Detto \"\"carta\"\"\",01,02,\"5.000,50\"\r\n";
        let letti = leggi(other.as_bytes()).unwrap();
        assert_eq!((letti[0].descrizione.as_str(), letti[0].stanziamento), ("Detto \"carta\"", Cents(500_050)));
        let latin = b"capitolo;descrizione;missione;programma;piano;stanziamento\n1;Attivit\xe0;01;02;U.1.03.01.02;1\n";
        assert_eq!(leggi(latin).unwrap()[0].descrizione, "Attività");
    }

    #[test]
    fn all_errors_are_told_at_once_with_their_lines() {
        let bad = "capitolo;descrizione;missione;programma;piano;stanziamento\n\
            x;;04;03;U.9;abc\n\
            1;Carta;01;02;U.1.03.01.02;10\n\
            1.0;Carta;01;02;U.1.03.01.02;-10\n";
        let told: Vec<String> =
            leggi(bad.as_bytes()).unwrap_err().reasons.into_iter().map(|reason| reason.sentence).collect();
        for part in [
            "Riga 2: il codice di capitolo «x»",
            "Riga 2: manca la descrizione",
            "Riga 2: la missione e il programma «04.03»",
            "Riga 2: il codice «U.9»",
            "Riga 2: l'importo «abc»",
            "Riga 4: lo stanziamento è -10,00 €",
        ] {
            assert!(told.iter().any(|sentence| sentence.contains(part)), "{part}: {told:#?}");
        }
        let head = leggi(b"capitolo;colore\n1;blu\n").unwrap_err();
        assert!(
            head.to_string().contains("«colore»") && head.to_string().contains("Manca la colonna «piano»"),
            "{head}"
        );
        assert!(leggi(b"").is_err() && leggi(BUONO.lines().next().unwrap().as_bytes()).is_err());
    }

    #[test]
    fn of_very_many_errors_the_first_are_told_and_the_rest_counted() {
        let mut many = String::from("capitolo;descrizione;missione;programma;piano;stanziamento\n");
        for n in 1..=150 {
            many.push_str(&format!("{n};Carta;01;02;U.1.03.01.02;abc\n"));
        }
        let told = leggi(many.as_bytes()).unwrap_err();
        assert_eq!(told.reasons.len(), MOTIVI + 1);
        assert!(told.reasons[MOTIVI].sentence.contains("50 errori"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = leggi(&bytes);
        }

        #[test]
        fn no_rows_make_it_panic(rows in "[0-9a-z;,\"\n.\r-]{0,200}") {
            let _ = leggi(format!("{}\n{rows}", BUONO.lines().next().unwrap()).as_bytes());
        }
    }
}
