//! The entries in a file: what the list's own "Esporta CSV" of this program on another machine gives, and the template of the
//! page, which is a part of it. Pure; everything that is wrong is told at once, by line.

use std::collections::{HashMap, HashSet};

use authz::UnitId;

use super::{
    recupera::Recuperata,
    rules::{Quadro, leggi_istante},
};
use crate::{
    csv,
    rules::{Assegnatario, MEZZI, Nuova, Parte, Tipo, Verso},
};

/// Rows of one file.
pub(super) const MOST_ROWS: usize = 5_000;
/// What is shown of a cell that is wrong.
const MOST_SHOWN: usize = 40;

const NUMERO: usize = 0;
const ANNO: usize = 1;
const REGISTRATA: usize = 2;
const VERSO: usize = 3;
const OGGETTO: usize = 4;
const PARTE: usize = 5;
const MEZZO: usize = 6;
const CLASSE: usize = 7;
const UFFICIO: usize = 8;
const STATO: usize = 9;
const RISERVATA: usize = 10;
/// The heads of the list's export, by which columns are known in whatever order.
const NOMI: [&str; 11] = [
    "Numero",
    "Anno",
    "Registrata il",
    "Verso",
    "Oggetto",
    "Mittente o destinatario",
    "Mezzo",
    "Classe",
    "Ufficio",
    "Stato",
    "Riservata",
];
const INDISPENSABILI: [usize; 5] = [NUMERO, REGISTRATA, VERSO, OGGETTO, MEZZO];

/// An empty file with the heads that one fills by hand.
pub(crate) fn modello() -> String {
    let heads = NOMI.iter().enumerate().filter(|(place, _)| ![ANNO, STATO].contains(place)).map(|(_, name)| *name);
    format!("\u{feff}{}\r\n", heads.collect::<Vec<_>>().join(";"))
}

/// The names that a file may use.
#[derive(Debug, Default)]
pub(super) struct Elenchi {
    /// Offices by name and by code, in small letters.
    pub uffici: HashMap<String, UnitId>,
    /// The classes in force.
    pub classi: HashSet<String>,
}

/// An entry with the line on which it stands.
#[derive(Clone, Debug)]
pub(super) struct Letta {
    pub linea: usize,
    pub voce: Recuperata,
}

/// What a file holds, and what is wrong in it: line and sentence.
#[derive(Debug, Default)]
pub(super) struct Lettura {
    pub voci: Vec<Letta>,
    pub guasti: Vec<csv::Guasto>,
}

/// Reads a file.
pub(super) fn leggi(text: &str, elenchi: &Elenchi, quadro: &Quadro) -> Lettura {
    let mut lettura = Lettura::default();
    if text.contains('\0') {
        lettura.guasti.push((1, "il file contiene il carattere nullo: non è un CSV.".into()));
        return lettura;
    }
    // One more for the heads.
    let rows = match csv::leggi(text, MOST_ROWS + 1) {
        Ok(rows) => rows,
        Err(guasto) => {
            lettura.guasti.push(guasto);
            return lettura;
        }
    };
    let Some((head, rows)) = rows.split_first() else {
        lettura.guasti.push((1, format!("il file è vuoto: attesa una riga con i nomi delle colonne, {}.", nomi())));
        return lettura;
    };
    let Some(colonne) = colonne(head, &mut lettura.guasti) else { return lettura };
    if rows.is_empty() {
        lettura.guasti.push((head.linea, "sotto i nomi delle colonne non c'è nessuna registrazione.".into()));
    }
    let mut seen: HashMap<(i64, i64), usize> = HashMap::new();
    for riga in rows {
        let mut lettore = Lettore { riga, colonne: &colonne, larga: head.celle.len(), guasti: &mut lettura.guasti };
        let Some(voce) = lettore.voce(elenchi, quadro) else { continue };
        if let Some(first) = seen.insert((voce.anno(), voce.numero), riga.linea) {
            let sentence = format!(
                "il numero {}/{} è già alla riga {first}: un numero è di un documento solo.",
                voce.numero,
                voce.anno()
            );
            lettura.guasti.push((riga.linea, sentence));
        }
        lettura.voci.push(Letta { linea: riga.linea, voce });
    }
    lettura
}

fn nomi() -> String {
    INDISPENSABILI.map(|place| format!("\"{}\"", NOMI[place])).join(", ")
}

/// Where each column lies.
type Colonne = [Option<usize>; NOMI.len()];

fn colonne(head: &csv::Riga, guasti: &mut Vec<csv::Guasto>) -> Option<Colonne> {
    let before = guasti.len();
    let mut colonne: Colonne = [None; NOMI.len()];
    for (place, name) in head.celle.iter().enumerate() {
        let name = name.trim();
        let known = NOMI.iter().zip(&mut colonne).find(|(known, _)| known.to_lowercase() == name.to_lowercase());
        match known {
            Some((_, slot)) if slot.is_none() => *slot = Some(place),
            Some(_) => guasti.push((head.linea, format!("la colonna \"{}\" c'è due volte.", breve(name)))),
            None if name.is_empty() => {}
            None => {
                let sentence = format!(
                    "la colonna \"{}\" non è conosciuta. Attese: {}; puoi aggiungere le altre del file esportato.",
                    breve(name),
                    nomi()
                );
                guasti.push((head.linea, sentence));
            }
        }
    }
    for place in INDISPENSABILI {
        if colonne[place].is_none() {
            guasti.push((head.linea, format!("manca la colonna \"{}\".", NOMI[place])));
        }
    }
    (guasti.len() == before).then_some(colonne)
}

fn breve(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= MOST_SHOWN {
        return text.into();
    }
    text.chars().take(MOST_SHOWN).chain(['…']).collect()
}

/// One row on its way to an entry.
struct Lettore<'a> {
    riga: &'a csv::Riga,
    colonne: &'a Colonne,
    larga: usize,
    guasti: &'a mut Vec<csv::Guasto>,
}

impl<'a> Lettore<'a> {
    /// The text of a cell, without the apostrophe that the export puts before what a spreadsheet would run.
    fn cella(&self, colonna: usize) -> &'a str {
        let celle: &'a [String] = &self.riga.celle;
        let place = self.colonne.get(colonna).copied().flatten();
        csv::senza_riparo(place.and_then(|place| celle.get(place)).map_or("", String::as_str)).trim()
    }

    fn guasto(&mut self, sentence: String) {
        self.guasti.push((self.riga.linea, sentence));
    }

    /// That a cell holds something else than was expected.
    fn atteso(&mut self, colonna: usize, atteso: &str) {
        let found = breve(self.cella(colonna));
        let found = if found.is_empty() { "niente".to_owned() } else { format!("\"{found}\"") };
        self.guasto(format!("colonna \"{}\": atteso {atteso}, trovato {found}.", NOMI[colonna]));
    }

    /// The entry; nothing where a cell of it cannot be read, which has been told.
    fn voce(&mut self, elenchi: &Elenchi, quadro: &Quadro) -> Option<Recuperata> {
        let before = self.guasti.len();
        if self.riga.celle.len() > self.larga {
            self.guasto(format!("attese {} colonne, trovate {}.", self.larga, self.riga.celle.len()));
        }
        let numero = self.cella(NUMERO).parse::<i64>().ok();
        if numero.is_none() {
            self.atteso(NUMERO, "il numero del registro di emergenza");
        }
        let registrata_at = leggi_istante(self.cella(REGISTRATA));
        if registrata_at.is_none() {
            self.atteso(REGISTRATA, "giorno e ora come 25/11/2026 10:30");
        }
        self.anno(registrata_at.map(kernel::Instant::year));
        let annullata = match self.cella(STATO).to_lowercase().as_str() {
            "annullata" => true,
            "" | "da assegnare" | "assegnata" => false,
            _ => {
                self.atteso(STATO, "\"annullata\", \"da assegnare\", \"assegnata\" o niente");
                false
            }
        };
        let nuova = self.nuova(elenchi);
        if self.guasti.len() > before {
            return None;
        }
        let voce = Recuperata { numero: numero?, registrata_at: registrata_at?, nuova: nuova?, annullata };
        for reason in voce.reasons(quadro).reasons {
            self.guasto(reason.sentence);
        }
        Some(voce)
    }

    /// The year of the number, where it is written, is that of the entry.
    fn anno(&mut self, year: Option<i32>) {
        let written = self.cella(ANNO);
        if let Some(year) = year.filter(|year| !written.is_empty() && written.parse::<i32>().ok() != Some(*year)) {
            self.atteso(ANNO, &format!("{year}, l'anno in cui è stata registrata"));
        }
    }

    fn nuova(&mut self, elenchi: &Elenchi) -> Option<Nuova> {
        let verso = self.verso();
        let mezzo = self.mezzo();
        let riservata = match self.cella(RISERVATA).to_lowercase().as_str() {
            "sì" | "si" => true,
            "" | "no" => false,
            _ => {
                self.atteso(RISERVATA, "\"sì\" o \"no\"");
                false
            }
        };
        let classe = Some(self.cella(CLASSE)).filter(|classe| !classe.is_empty());
        if classe.is_some_and(|classe| !elenchi.classi.contains(classe)) {
            self.atteso(CLASSE, "una voce del titolario in vigore, come VI.5");
        }
        let ufficio = self.cella(UFFICIO).to_lowercase();
        let unit = elenchi.uffici.get(&ufficio).copied();
        if unit.is_none() && !ufficio.is_empty() {
            self.atteso(UFFICIO, "il nome o il codice di un ufficio dell'organigramma");
        }
        let (parte, note) = parte(self.cella(PARTE));
        let assegnazioni = unit.map(|ufficio| Assegnatario { ufficio, persona: None, tipo: Tipo::Competenza });
        Some(Nuova {
            parti: parte.into_iter().map(|nome| Parte { nome, ..Parte::default() }).collect(),
            riservata,
            classe: classe.map(str::to_owned),
            note,
            assegnazioni: assegnazioni.into_iter().collect(),
            ..Nuova::new(verso?, self.cella(OGGETTO), mezzo?)
        })
    }

    fn verso(&mut self) -> Option<Verso> {
        let written = self.cella(VERSO).to_lowercase();
        let verso = Verso::ALL.into_iter().find(|verso| written == verso.label() || written == verso.code());
        if verso.is_none() {
            self.atteso(VERSO, "\"in arrivo\", \"in partenza\" o \"interno\"");
        }
        verso
    }

    fn mezzo(&mut self) -> Option<&'static str> {
        let written = self.cella(MEZZO).to_lowercase();
        let mezzo = MEZZI.iter().find(|(code, label)| written == *code || written == label.to_lowercase());
        if mezzo.is_none() {
            let labels = MEZZI.map(|(_, label)| format!("\"{label}\"")).join(", ");
            self.atteso(MEZZO, &format!("uno di {labels}"));
        }
        mezzo.map(|(code, _)| *code)
    }
}

/// The name in a cell. The export tells the first of several and how many there are: that goes into a note, and is no name.
fn parte(text: &str) -> (Option<String>, Option<String>) {
    if text.is_empty() {
        return (None, None);
    }
    let others = |text: &str| {
        let (name, count) = text.rsplit_once(" e altri ")?;
        count.bytes().all(|byte| byte.is_ascii_digit()).then(|| name.to_owned()).filter(|_| !count.is_empty())
    };
    let first = text.strip_suffix(" e un altro").map(str::to_owned).or_else(|| others(text));
    match first {
        Some(first) => (Some(first), Some(format!("Sul registro di emergenza: {text}."))),
        None => (Some(text.to_owned()), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> kernel::Instant {
        leggi_istante(text).unwrap()
    }

    fn read(text: &str) -> Lettura {
        let quadro = Quadro { dal: at("25/11/2026 08:00"), fine: at("26/11/2026 08:00"), now: at("26/11/2026 09:00") };
        let elenchi = Elenchi {
            uffici: [("ufficio tecnico".to_owned(), kernel::Uuid::nil().into())].into(),
            classi: ["VI.5".to_owned()].into(),
        };
        leggi(text, &elenchi, &quadro)
    }

    const HEAD: &str = "Numero;Registrata il;Verso;Oggetto;Mittente o destinatario;Mezzo;Classe;Ufficio;Stato\n";

    #[test]
    fn a_row_becomes_an_entry_with_all_it_says() {
        let row = "7;25/11/2026 10:30;In arrivo;'+39 055 non risponde;Rossi Mario e altri 2;pec;VI.5;Ufficio Tecnico;annullata";
        let mut lettura = read(&format!("{HEAD}{row}"));
        assert!(lettura.guasti.is_empty(), "{:?}", lettura.guasti);
        let voce = lettura.voci.pop().unwrap().voce;
        assert_eq!((voce.numero, voce.anno(), voce.annullata), (7, 2026, true));
        assert_eq!(voce.registrata_at, at("25/11/2026 10:30"));
        assert_eq!(voce.nuova.oggetto, "+39 055 non risponde");
        assert_eq!(voce.nuova.parti[0].nome, "Rossi Mario");
        assert!(voce.nuova.note.unwrap().contains("e altri 2"), "who the others are is not lost sight of");
        assert_eq!((voce.nuova.assegnazioni.len(), voce.nuova.classe.as_deref()), (1, Some("VI.5")));
    }

    #[test]
    fn every_wrong_line_is_told_with_what_was_expected_and_found() {
        let text = format!(
            "{HEAD}x;ieri;sopra;Domanda di accesso;Rossi;piccione;IX.99;Ufficio laghi;boh\n\
             1;25/11/2026 07:59;in arrivo;PEC;;PEC;;;\n\
             2;25/11/2026 10:00;in arrivo;Domanda di accesso;Rossi;PEC;;;\n\
             2;25/11/2026 11:00;in arrivo;Altra domanda;Rossi;PEC;;;\n"
        );
        let lettura = read(&text);
        let lines: Vec<usize> = lettura.guasti.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 5], "{:?}", lettura.guasti);
        let told: String = lettura.guasti.iter().map(|(_, sentence)| format!("{sentence}\n")).collect();
        for part in ["atteso giorno e ora come 25/11/2026 10:30, trovato \"ieri\"", "\"piccione\"", "alla riga 4"] {
            assert!(told.contains(part), "{part} is missing in {told}");
        }
    }

    #[test]
    fn heads_are_known_by_name_and_a_file_without_them_is_refused() {
        assert_eq!(read("Oggetto;Numero\nx;1").guasti.len(), 3, "the columns that lack");
        assert_eq!(read(&HEAD.replace("Stato", "Colore")).guasti.len(), 1);
        assert_eq!(read(HEAD).guasti.len(), 1, "nothing below");
        assert_eq!(read("").guasti.len(), 1);
        let swapped = "Mezzo,Oggetto,Verso,Registrata il,Numero,Mittente o destinatario\r\n\
                       PEC,Domanda di accesso,arrivo,2026-11-25 10:00,1,Rossi\r\n";
        assert!(read(swapped).guasti.is_empty());
    }

    #[test]
    fn the_template_has_heads_that_are_taken() {
        let lettura = read(&format!("{}1;25/11/2026 10:00;in arrivo;Domanda di accesso;Rossi;PEC;;;no\r\n", modello()));
        assert!(lettura.guasti.is_empty(), "{:?}", lettura.guasti);
        assert_eq!(lettura.voci.len(), 1);
    }
}
