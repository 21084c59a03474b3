//! The text on paper: values for `modelli/atto.typ`. They are data: the template shows them and obeys none of them.

use kernel::Id;
use serde::Serialize;

use crate::{Act, Block, Cell, Content, Inline, Item, Line, Mark, Node, Prose, Role, Table, parts};

/// The template that shows a [`Paper`]: archivable and accessible, if `platform/pdf` makes it.
pub const TEMPLATE: &str = include_str!("../../../modelli/atto.typ");

/// What stands above the text.
#[derive(Clone, Debug, Default)]
pub struct Front {
    /// The ente's name.
    pub ente: String,
    /// What the act is: "Determinazione n. 195 del 17/03/2026".
    pub titolo: String,
    /// Its subject.
    pub oggetto: String,
    /// Whether it is a draft, and is shown as one.
    pub bozza: bool,
    /// Labels and what they say: office, proposal, CIG. Those without a value are left out.
    pub voci: Vec<(String, String)>,
}

/// The data of `modelli/atto.typ`.
#[derive(Debug, Serialize)]
pub struct Paper {
    ente: String,
    titolo: String,
    oggetto: String,
    bozza: bool,
    voci: Vec<(String, String)>,
    sezioni: Vec<Sezione>,
}

#[derive(Debug, Serialize)]
struct Sezione {
    ruolo: Role,
    titolo: Vec<Pezzo>,
    blocchi: Vec<Blocco>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "tipo", rename_all = "snake_case")]
enum Blocco {
    Titolo { livello: u8, testo: Vec<Pezzo> },
    Paragrafo { testo: Vec<Pezzo> },
    Citazione { testo: Vec<Pezzo> },
    Elenco { segno: &'static str, da: u32, voci: Vec<Voce> },
    Tabella { didascalia: Vec<Pezzo>, larghezze: Vec<usize>, testa: Vec<Vec<Cella>>, corpo: Vec<Vec<Cella>> },
    Firma { testo: Vec<Pezzo> },
}

#[derive(Debug, Serialize)]
struct Voce {
    testo: Vec<Pezzo>,
    blocchi: Vec<Blocco>,
}

#[derive(Debug, Serialize)]
struct Cella {
    testo: Vec<Pezzo>,
    colonne: u8,
}

#[derive(Debug, Serialize)]
struct Pezzo {
    testo: String,
    forte: bool,
    corsivo: bool,
    /// Where it leads.
    dove: Option<String>,
    /// Whether it stands for a datum that is not known yet.
    manca: bool,
}

/// A text, to be given to the template. `act` says where an act of ours is shown to whoever reads the paper.
#[must_use]
pub fn paper(prose: &Prose, front: Front, act: &dyn Fn(Id<Act>) -> Option<String>) -> Paper {
    let mut maker = Maker { act, above: 1 };
    let parts = parts(prose);
    let sezioni = parts.iter().map(|part| {
        let titled = !part.section.title.is_blank();
        // The act's title has level 1, a section's has 2.
        maker.above = if titled { 2 } else { 1 };
        let titolo = if titled { maker.line(&part.section.title) } else { Vec::new() };
        Sezione { ruolo: part.section.role, titolo, blocchi: maker.nodes(&part.nodes) }
    });
    let sezioni = sezioni.collect();
    let Front { ente, titolo, oggetto, bozza, mut voci } = front;
    voci.retain(|(_, value)| !value.trim().is_empty());
    Paper { ente, titolo, oggetto, bozza, voci, sezioni }
}

struct Maker<'a> {
    act: &'a dyn Fn(Id<Act>) -> Option<String>,
    /// The level of the heading above: none may be left out, or the document is refused.
    above: u8,
}

impl Maker<'_> {
    fn nodes(&mut self, nodes: &[Node<'_>]) -> Vec<Blocco> {
        let node = |node: &Node<'_>| match node {
            Node::Block(block) => self.block(block),
            Node::List { mark, start, items } => Blocco::Elenco {
                segno: match mark {
                    Mark::Number => "1.",
                    Mark::Letter => "a)",
                    Mark::Roman => "i)",
                    Mark::Dash => "–",
                },
                da: *start,
                voci: items.iter().map(|item| self.item(item)).collect(),
            },
        };
        nodes.iter().map(node).collect()
    }

    fn item(&mut self, item: &Item<'_>) -> Voce {
        Voce { testo: self.line(&item.point.text), blocchi: self.nodes(&item.nodes) }
    }

    fn block(&mut self, block: &Block) -> Blocco {
        match &block.content {
            Content::Heading(heading) => {
                self.above = heading.level.saturating_add(2).min(self.above.saturating_add(1));
                Blocco::Titolo { livello: self.above, testo: self.line(&heading.text) }
            }
            Content::Quote(quote) => Blocco::Citazione { testo: self.line(&quote.text) },
            Content::Signature(signature) => Blocco::Firma { testo: self.line(&signature.text) },
            Content::Table(table) => self.table(table),
            Content::Paragraph(paragraph) => Blocco::Paragrafo { testo: self.line(&paragraph.text) },
            // Points are in lists, sections hold blocks.
            Content::Point(point) => Blocco::Paragrafo { testo: self.line(&point.text) },
            Content::Section(section) => Blocco::Paragrafo { testo: self.line(&section.title) },
        }
    }

    fn table(&self, table: &Table) -> Blocco {
        let cell = |cell: &Cell| Cella { testo: self.line(&cell.text), colonne: cell.across };
        // The head comes again on each page, and what comes again may not lead anywhere (PDF/UA-1).
        let head = |one: &Cell| {
            let mut made = cell(one);
            made.testo.iter_mut().for_each(|piece| piece.dove = None);
            made
        };
        Blocco::Tabella {
            didascalia: self.line(&table.caption),
            larghezze: widths(table),
            testa: table.head.iter().map(|row| row.iter().map(head).collect()).collect(),
            corpo: table.body.iter().map(|row| row.iter().map(cell).collect()).collect(),
        }
    }

    fn line(&self, line: &Line) -> Vec<Pezzo> {
        let piece = |piece: &Inline| match piece {
            Inline::Place(place) => {
                Pezzo { testo: place.label.clone(), forte: false, corsivo: false, dove: None, manca: true }
            }
            Inline::Run(run) => Pezzo {
                testo: run.text.clone(),
                forte: run.bold,
                corsivo: run.italic,
                dove: run.link.as_ref().and_then(|target| target.href(self.act)),
                manca: false,
            },
        };
        line.pieces().iter().map(piece).collect()
    }
}

/// How wide columns are, one against the other: as their longest words ask, within reason.
fn widths(table: &Table) -> Vec<usize> {
    let columns = table.head.first().map_or(0, |row| row.iter().map(|cell| usize::from(cell.across)).sum::<usize>());
    let mut widths = vec![6_usize; columns];
    for row in table.head.iter().chain(&table.body) {
        let mut column = 0_usize;
        for cell in row {
            if let (1, Some(width)) = (cell.across, widths.get_mut(column)) {
                let longest = cell.text.to_string().lines().map(|line| line.chars().take(40).count()).max();
                *width = longest.unwrap_or(0).max(*width);
            }
            column += usize::from(cell.across);
        }
    }
    widths
}
