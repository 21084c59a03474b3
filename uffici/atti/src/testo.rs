//! The structured text of an act, as the office looks at it: what its sections say, what is still missing, what
//! everybody reads.

use std::collections::BTreeSet;

use kernel::{Cents, Instant, Random, Refusal};
use prose::{Block, BlockId, Cell, Content, Line, Mark, Paragraph, Point, Prose, Role, Section, Table};

use crate::{
    error::Error,
    nominati,
    rules::{
        clausole::Ricorso,
        righe::{Riga, Verso, totale},
        tipi::Tipo,
    },
};

/// What stands in the place of what is not told.
pub(crate) const OMISSIS: &str = "(omissis)";

/// A text that was kept.
pub(crate) fn leggi(json: &str) -> Result<Prose, Error> {
    Prose::read(json.as_bytes()).map_err(|faults| Error::Testo(frasi(&faults)))
}

/// Faults of a text as one sentence.
pub(crate) fn frasi(faults: &[prose::Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// A text that is refused, for the person who wrote it.
pub(crate) fn rifiuto(faults: &[prose::Fault]) -> Refusal {
    let mut no = Refusal::default();
    faults.iter().for_each(|fault| no.add(Some("testo"), format!("Il testo non va: {fault}.")));
    no
}

/// The words of a part.
pub(crate) fn parole(block: &Block) -> String {
    block.content.lines().map(Line::to_string).collect::<Vec<_>>().join("\n")
}

/// The words of the sections with this purpose.
pub(crate) fn sezione(text: &Prose, role: Role) -> String {
    let mut here = None;
    let mut said = String::new();
    for block in text.blocks() {
        if let Content::Section(section) = &block.content {
            here = Some(section.role);
            continue;
        }
        if here == Some(role) {
            for line in block.content.lines() {
                said.push_str(&line.to_string());
                said.push('\n');
            }
        }
    }
    said
}

/// All that the text lacks to be proposed or signed; `text` has the data that it names.
pub(crate) fn completo(tipo: &Tipo, text: &Prose, no: &mut Refusal) {
    let law = "art. 3 L. 241/1990";
    if tipo.dispositivo {
        let reasons = format!("{}{}", sezione(text, Role::Considerato), sezione(text, Role::Discussione));
        if reasons.trim().is_empty() {
            no.add_law(Some("testo"), "Mancano i motivi: scrivi i presupposti di fatto e le ragioni giuridiche.", law);
        }
        let decides =
            text.blocks().iter().any(|block| matches!(&block.content, Content::Point(point) if !point.text.is_blank()));
        if sezione(text, Role::Dispositivo).trim().is_empty() || !decides {
            no.add_law(Some("testo"), "Manca il dispositivo: scrivi almeno un punto di ciò che si decide.", law);
        }
    } else if sezione(text, Role::Corpo).trim().is_empty() {
        no.add(Some("testo"), "Manca il testo: la parte «Testo» è vuota.");
    }
    nominati::controlla(text, no);
}

/// The text with the blocks that are not told to everybody left out. Each says that something stood there.
pub(crate) fn per_tutti(text: &Prose, omissis: &BTreeSet<BlockId>) -> Result<Prose, Error> {
    let hide = |block: &Block| {
        if !omissis.contains(&block.id) {
            return block.clone();
        }
        let content = match &block.content {
            Content::Table(table) => Content::Paragraph(Paragraph { inside: table.inside, text: OMISSIS.into() }),
            other => other.map_lines(&mut |_| Line::plain(OMISSIS)),
        };
        Block { id: block.id, content }
    };
    Prose::new(text.blocks().iter().map(hide).collect()).map_err(|faults| Error::Testo(frasi(&faults)))
}

/// Makes texts: blocks with new ids.
pub(crate) struct Penna<'a> {
    now: Instant,
    random: &'a dyn Random,
    blocks: Vec<Block>,
}

impl<'a> Penna<'a> {
    pub fn new(now: Instant, random: &'a dyn Random) -> Self {
        Self { now, random, blocks: Vec::new() }
    }

    /// One more block.
    pub fn metti(&mut self, content: Content) -> &mut Self {
        self.blocks.push(Block { id: BlockId::new(self.now, self.random), content });
        self
    }

    pub fn sezione(&mut self, role: Role, title: &str) -> &mut Self {
        self.metti(Content::Section(Section { role, title: title.into() }))
    }

    pub fn paragrafo(&mut self, text: &str) -> &mut Self {
        self.metti(Content::Paragraph(Paragraph { inside: 0, text: text.into() }))
    }

    pub fn punto(&mut self, text: &str) -> &mut Self {
        self.metti(Content::Point(Point { level: 1, mark: Mark::Number, start: None, text: text.into() }))
    }

    /// A table of the accounting lines with their sum, as the finance office reads it: without the creditor's tax code.
    pub fn righe(&mut self, righe: &[Riga]) -> &mut Self {
        if righe.is_empty() {
            return self;
        }
        let row = |cells: [String; 5]| cells.map(|text| Cell { text: text.as_str().into(), across: 1 }).to_vec();
        let head = ["Anno", "Capitolo", "Creditore e motivo", "CIG e CUP", "Importo"].map(str::to_owned);
        let line = |riga: &Riga| {
            let place = match riga.verso {
                Verso::Impegno => {
                    format!("{} (miss. {}, progr. {}, {})", riga.capitolo, riga.missione, riga.programma, riga.piano)
                }
                Verso::Liquidazione => riga.documento.clone(),
            };
            let codes = [&riga.cig, &riga.cup, &riga.senza_cig].into_iter().filter(|code| !code.trim().is_empty());
            let codes = codes.map(String::as_str).collect::<Vec<_>>().join(", ");
            let what = [riga.creditore.as_str(), riga.descrizione.as_str()].join(": ");
            row([riga.anno.to_string(), place, what.trim_matches([':', ' ']).to_owned(), codes, euro(riga.importo)])
        };
        let mut body: Vec<Vec<Cell>> = righe.iter().map(line).collect();
        body.push(row([String::new(), String::new(), "Totale".to_owned(), String::new(), euro(totale(righe))]));
        self.metti(Content::Table(Table { inside: 0, caption: "Righe contabili".into(), head: vec![row(head)], body }))
    }

    /// The text.
    pub fn finisci(&mut self) -> Result<Prose, Error> {
        Prose::new(std::mem::take(&mut self.blocks)).map_err(|faults| Error::Testo(frasi(&faults)))
    }
}

fn euro(cents: Cents) -> String {
    cents.to_string()
}

/// The text with which an act begins where the office keeps no model of it: the sections that its kind must have.
pub(crate) fn vuoto(tipo: &Tipo, iter: &str, penna: &mut Penna<'_>) -> Result<Prose, Error> {
    if !tipo.dispositivo {
        penna.sezione(Role::Preambolo, "").paragrafo(tipo.organo.nome());
        penna.sezione(Role::Corpo, "Testo").paragrafo("Scrivi qui il testo.");
        return chiusa(iter, penna);
    }
    penna.sezione(Role::Preambolo, "").paragrafo(tipo.organo.nome());
    penna.paragrafo("Visto il decreto legislativo 18 agosto 2000, n. 267;");
    penna.sezione(Role::Considerato, "Premesso che").paragrafo("Scrivi qui i fatti e le ragioni.");
    penna.sezione(Role::Dispositivo, &tipo.organo.verbo(tipo).to_uppercase()).punto("Scrivi qui che cosa si decide.");
    chiusa(iter, penna)
}

fn chiusa(iter: &str, penna: &mut Penna<'_>) -> Result<Prose, Error> {
    if let Some(clause) = Ricorso::dell_iter(iter).testo() {
        penna.sezione(Role::Chiusura, "").paragrafo(clause);
    }
    penna.finisci()
}

#[cfg(test)]
mod tests {
    use kernel::SeededRandom;

    use super::*;
    use crate::rules::tipi::TIPI;

    fn penna(random: &SeededRandom) -> Penna<'_> {
        Penna::new(Instant::from_micros(1_795_599_727_000_000), random)
    }

    #[test]
    fn every_kind_begins_with_a_text_that_is_one() {
        let random = SeededRandom::new(1);
        for tipo in &TIPI {
            for (iter, _) in tipo.iter {
                let text = vuoto(tipo, iter, &mut penna(&random)).unwrap();
                assert!(!text.blocks().is_empty(), "{iter}");
            }
        }
    }

    #[test]
    fn without_reasons_or_points_it_is_not_complete() {
        let random = SeededRandom::new(2);
        let tipo = Tipo::di("determina").unwrap();
        let text = penna(&random).sezione(Role::Considerato, "").sezione(Role::Dispositivo, "").finisci().unwrap();
        let mut no = Refusal::default();
        completo(tipo, &text, &mut no);
        assert_eq!(no.reasons.len(), 2, "{no:?}");
        let mut no = Refusal::default();
        let mut full = penna(&random);
        full.sezione(Role::Considerato, "")
            .paragrafo("Il tetto perde.")
            .sezione(Role::Dispositivo, "")
            .punto("di ripararlo.");
        completo(tipo, &full.finisci().unwrap(), &mut no);
        assert!(no.reasons.is_empty(), "{no:?}");
    }

    #[test]
    fn what_is_not_for_everybody_is_not_in_the_text_for_everybody() {
        let random = SeededRandom::new(3);
        let mut full = penna(&random);
        full.sezione(Role::Corpo, "").paragrafo("Al signor Zaccaria Malaspina").paragrafo("spetta il contributo.");
        let text = full.finisci().unwrap();
        let hidden = BTreeSet::from([text.blocks()[1].id]);
        let told = prose::plain(&per_tutti(&text, &hidden).unwrap());
        assert!(!told.contains("Malaspina") && told.contains(OMISSIS) && told.contains("spetta"), "{told}");
    }

    #[test]
    fn the_table_of_the_lines_has_their_sum_and_no_tax_code() {
        let random = SeededRandom::new(4);
        let riga = Riga {
            importo: Cents(366_000),
            creditore: "Studio Alfa".into(),
            creditore_codice: "RSSMRA80A01H501U".into(),
            ..Riga::default()
        };
        let mut full = penna(&random);
        full.sezione(Role::Corpo, "").righe(&[riga.clone(), riga]);
        let told = prose::plain(&full.finisci().unwrap());
        assert!(told.contains("7.320,00 €") && !told.contains("RSSMRA80A01H501U"), "{told}");
    }
}
