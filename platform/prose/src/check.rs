//! What is refused of a text, before it is one.

use std::collections::HashSet;

use crate::{Block, Content, Inline, Line, Role, Table, bounds, json};

/// Why blocks make no text. `Display` is for the person who wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// It is no JSON of a text.
    #[error("il testo salvato non si può leggere: {0}")]
    Json(String),
    /// It was written by a later version of the program.
    #[error("il testo è scritto in una forma che questo programma non conosce (versione {0}): aggiorna il programma")]
    Version(u32),
    /// More than [`bounds`] say.
    #[error("il testo è troppo grande: {what}, il massimo è {limit}. Spostane una parte in un allegato")]
    TooMuch {
        /// What there is, with its number.
        what: String,
        /// What may be.
        limit: usize,
    },
    /// The same id twice.
    #[error("due parti del testo hanno lo stesso identificativo ({0}): ricarica la pagina")]
    Twice(String),
    /// Something stands before the first section.
    #[error("il testo deve cominciare con una sezione")]
    NoSection,
    /// An ordinary section after an annex.
    #[error("dopo il primo allegato possono stare solo altri allegati: sposta la sezione «{0}» più in alto")]
    AfterAnnex(String),
    /// An annex without title.
    #[error("ogni allegato deve avere un titolo")]
    AnnexTitle,
    /// A level that there is not.
    #[error("{what} di livello {found}: i livelli vanno da {least} a {most}")]
    Level {
        /// Of what.
        what: &'static str,
        /// As given.
        found: u8,
        /// The least.
        least: u8,
        /// The most.
        most: u8,
    },
    /// A number below 1.
    #[error("la numerazione di un elenco comincia almeno da 1")]
    Start,
    /// A table without a row that says what its columns are.
    #[error("una tabella non ha la riga di intestazione, che dice che cosa c'è in ogni colonna")]
    NoHead,
    /// Rows of different length.
    #[error("una tabella ha righe di lunghezza diversa: la riga {row} ha {found} colonne invece di {expected}")]
    Ragged {
        /// Which, from 1, those of the head too.
        row: usize,
        /// Its columns.
        found: usize,
        /// Those of the first row.
        expected: usize,
    },
    /// A heading without words.
    #[error("un titolo è vuoto: scrivilo o toglilo")]
    EmptyHeading,
    /// A name of a place or of who signs that is none.
    #[error("«{0}» non è il nome di un dato: servono parole minuscole unite da punti, per esempio ente.nome")]
    Key(String),
    /// A character that does harm: it turns, hides or ends what stands around it.
    #[error(
        "il testo contiene un carattere che non si vede e che ne cambia la lettura (U+{0:04X}): riscrivi la parola"
    )]
    Character(u32),
}

/// Nobody reads more than so many faults.
const FAULTS: usize = 100;

pub(crate) fn check(blocks: &[Block]) -> Vec<Fault> {
    let mut faults = Faults(Vec::new());
    faults.most(blocks.len(), "parti", bounds::BLOCKS);
    if blocks.len() > bounds::BLOCKS {
        return faults.0;
    }
    let (mut ids, mut annexes, mut words) = (HashSet::new(), false, 0_usize);
    if blocks.first().is_some_and(|block| !matches!(block.content, Content::Section(_))) {
        faults.add(Fault::NoSection);
    }
    for block in blocks {
        if !ids.insert(block.id) {
            faults.add(Fault::Twice(block.id.to_string()));
        }
        if let Content::Section(section) = &block.content {
            let annex = section.role == Role::Allegato;
            if annex && section.title.is_blank() {
                faults.add(Fault::AnnexTitle);
            }
            if annexes && !annex {
                faults.add(Fault::AfterAnnex(section.title.to_string().chars().take(80).collect()));
            }
            annexes |= annex;
        }
        content(&block.content, &mut faults);
        words += block.content.lines().map(Line::bytes).sum::<usize>();
    }
    faults.most(words, "byte di testo", bounds::WORDS_BYTES);
    if faults.0.is_empty() {
        // Many small pieces with few words: what is written must be read again.
        faults.most(json::bytes(blocks), "byte da conservare", bounds::JSON_BYTES);
    }
    faults.0
}

struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, fault: Fault) {
        if self.0.len() < FAULTS && !self.0.contains(&fault) {
            self.0.push(fault);
        }
    }

    fn most(&mut self, found: usize, of: &str, limit: usize) {
        if found > limit {
            self.add(Fault::TooMuch { what: format!("{found} {of}"), limit });
        }
    }

    fn level(&mut self, what: &'static str, found: u8, least: u8, most: u8) {
        if found < least || found > most {
            self.add(Fault::Level { what, found, least, most });
        }
    }

    fn key(&mut self, key: &str) {
        if !is_key(key) {
            self.add(Fault::Key(key.chars().take(80).collect()));
        }
    }
}

fn content(content: &Content, faults: &mut Faults) {
    content.lines().for_each(|one| line(one, faults));
    match content {
        Content::Section(_) => {}
        Content::Heading(heading) => {
            faults.level("un titolo", heading.level, 1, bounds::HEADINGS);
            if heading.text.is_blank() {
                faults.add(Fault::EmptyHeading);
            }
        }
        Content::Paragraph(paragraph) => faults.level("un paragrafo", paragraph.inside, 0, bounds::LEVELS),
        Content::Quote(quote) => faults.level("una citazione", quote.inside, 0, bounds::LEVELS),
        Content::Point(point) => {
            faults.level("un punto", point.level, 1, bounds::LEVELS);
            if point.start == Some(0) {
                faults.add(Fault::Start);
            }
        }
        Content::Table(one) => table(one, faults),
        Content::Signature(signature) => faults.key(&signature.who),
    }
}

fn table(table: &Table, faults: &mut Faults) {
    faults.level("una tabella", table.inside, 0, bounds::LEVELS);
    if table.head.is_empty() {
        faults.add(Fault::NoHead);
    }
    let rows = || table.head.iter().chain(&table.body);
    let columns = |row: &Vec<crate::Cell>| row.iter().map(|cell| usize::from(cell.across)).sum::<usize>();
    let expected = rows().next().map_or(0, columns);
    faults.most(expected, "colonne", bounds::COLUMNS);
    faults.most(rows().map(Vec::len).sum(), "celle", bounds::CELLS);
    for (at, row) in rows().enumerate() {
        let found = columns(row);
        if found != expected || row.is_empty() || row.iter().any(|cell| cell.across == 0) {
            faults.add(Fault::Ragged { row: at + 1, found, expected });
            return;
        }
    }
}

fn line(line: &Line, faults: &mut Faults) {
    faults.most(line.bytes(), "byte in un solo paragrafo", bounds::LINE_BYTES);
    faults.most(line.pieces().len(), "cambi di aspetto in un solo paragrafo", bounds::RUNS);
    for piece in line.pieces() {
        let text = match piece {
            Inline::Run(run) => &run.text,
            Inline::Place(place) => {
                faults.key(&place.key);
                faults.most(place.label.len(), "byte nel nome di un dato", bounds::KEY_BYTES);
                &place.label
            }
        };
        if let Some(bad) = text.chars().find(|c| harmful(*c)) {
            faults.add(Fault::Character(u32::from(bad)));
        }
    }
}

/// Lower-case words joined by points.
pub(crate) fn is_key(key: &str) -> bool {
    let word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    key.len() <= bounds::KEY_BYTES && key.split('.').all(word)
}

/// Controls, marks that turn or hide what stands around them, and all that Unicode calls ignorable, which is not seen
/// (`Default_Ignorable_Code_Point`): with them one reads another act than one signs.
pub(crate) fn harmful(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || (u32::from(c) & 0xfffe) == 0xfffe
}
