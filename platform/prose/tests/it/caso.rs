//! Texts of a few words and of chance.

use kernel::Uuid;
use proptest::prelude::*;
use prose::{
    Address, Block, BlockId, Cell, Content, Heading, Inline, Line, Mark, Paragraph, Place, Point, Prose, Role, Run,
    Section, Signature, Table, Target, Urn,
};

pub fn id(n: u128) -> BlockId {
    BlockId::from(Uuid::from_u128(n))
}

pub fn block(n: u128, content: Content) -> Block {
    Block { id: id(n), content }
}

pub fn section(role: Role, title: &str) -> Content {
    Content::Section(Section { role, title: title.into() })
}

pub fn paragraph(text: &str) -> Content {
    Content::Paragraph(Paragraph { inside: 0, text: text.into() })
}

pub fn point(level: u8, mark: Mark, text: &str) -> Content {
    Content::Point(Point { level, mark, start: None, text: text.into() })
}

pub fn row(cells: &[&str]) -> Vec<Cell> {
    cells.iter().map(|text| Cell { text: (*text).into(), across: 1 }).collect()
}

pub fn table(inside: u8, head: &[&str], body: &[&[&str]]) -> Content {
    let body = body.iter().map(|cells| row(cells)).collect();
    Content::Table(Table { inside, caption: Line::default(), head: vec![row(head)], body })
}

/// The text of these blocks, with the ids 1, 2, 3 …
pub fn testo(contents: Vec<Content>) -> Prose {
    let blocks = contents.into_iter().zip(1..).map(|(content, n)| block(n, content)).collect();
    Prose::new(blocks).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// A small determina.
pub fn determina() -> Prose {
    let law = Target::Law(Urn::new("urn:nir:stato:decreto.legislativo:2000-08-18;267~art183").unwrap());
    let visto = Line::new(vec![
        Inline::Run(Run { text: "Visto l'".into(), ..Run::default() }),
        Inline::Run(Run { text: "art. 183 del D.Lgs. 267/2000".into(), link: Some(law), ..Run::default() }),
        Inline::Run(Run { text: " e il decreto di ".into(), ..Run::default() }),
        Inline::Place(Place { key: "sindaco.nome".into(), label: "nome del sindaco".into() }),
    ]);
    testo(vec![
        section(Role::Preambolo, ""),
        Content::Paragraph(Paragraph { inside: 0, text: visto }),
        section(Role::Considerato, "Premesso che"),
        paragraph("Occorre riparare il tetto & la grondaia <subito>"),
        section(Role::Dispositivo, "Determina"),
        point(1, Mark::Number, "di affidare il lavoro;"),
        point(1, Mark::Number, "di impegnare la spesa così divisa:"),
        point(2, Mark::Letter, "tetto;"),
        point(2, Mark::Letter, "grondaia;"),
        table(1, &["Capitolo", "Importo"], &[&["2613.1", "3.660,00"], &["2613.2", "7.320,00"]]),
        paragraph("Dato atto che non vi sono conflitti di interessi:"),
        point(1, Mark::Number, "di pubblicare l'atto."),
        section(Role::Chiusura, ""),
        Content::Signature(Signature { who: "responsabile".into(), text: "Il responsabile\nAnna Verdi".into() }),
        section(Role::Allegato, "Allegato A: computo"),
        Content::Heading(Heading { level: 2, text: "Voci".into() }),
        Content::Quote(Paragraph { inside: 0, text: "«Come da preventivo»".into() }),
    ])
}

/// Chances one after the other.
pub struct Nastro<'a>(pub &'a [u8], pub usize);

impl Nastro<'_> {
    pub fn byte(&mut self) -> u8 {
        let byte = self.0.get(self.1 % self.0.len().max(1)).copied().unwrap_or_default();
        self.1 += 1;
        byte.wrapping_add(u8::try_from(self.1 / self.0.len().max(1) % 251).unwrap_or_default())
    }

    fn below(&mut self, end: u8) -> u8 {
        self.byte() % end
    }

    fn words(&mut self) -> String {
        const WORDS: [&str; 12] =
            ["uno", "due ", " tre", "città", "<b>", "&amp;", "\n", "è", "«x»", "\"'", "1.200,00", "]]>"];
        (0..=self.below(4)).map(|_| WORDS[usize::from(self.below(12))]).collect()
    }

    fn line(&mut self) -> Line {
        let piece = |it: &mut Self| {
            if it.below(8) == 0 {
                return Inline::Place(Place { key: "ente.nome".into(), label: it.words() });
            }
            let link = match it.below(8) {
                0 => Some(Target::Law(Urn::new("urn:nir:stato:legge:1990-08-07;241").unwrap())),
                1 => Some(Target::Act(Uuid::from_u128(u128::from(it.byte())).into())),
                2 => Some(Target::Web(Address::new("https://example.it/?a=1&b=\"2\"").unwrap())),
                _ => None,
            };
            Inline::Run(Run { text: it.words(), bold: it.below(3) == 0, italic: it.below(3) == 0, link })
        };
        Line::new((0..self.below(4)).map(|_| piece(self)).collect())
    }

    pub fn content(&mut self) -> Content {
        let (inside, level) = (self.below(5), 1 + self.below(4));
        let mark = [Mark::Number, Mark::Letter, Mark::Roman, Mark::Dash][usize::from(self.below(4))];
        match self.below(8) {
            0 => Content::Heading(Heading {
                level: 1 + self.below(3),
                text: self.words().trim().to_owned().as_str().into(),
            }),
            1 => Content::Quote(Paragraph { inside, text: self.line() }),
            2 => {
                let columns = 1 + self.below(3);
                let mut rows = || -> Vec<Vec<Cell>> {
                    let cell = |it: &mut Self| Cell { text: it.line(), across: 1 };
                    (0..=self.below(2)).map(|_| (0..columns).map(|_| cell(self)).collect()).collect()
                };
                let (head, body) = (rows(), rows());
                Content::Table(Table { inside, caption: self.line(), head, body })
            }
            3..=5 => {
                let start = (self.below(6) == 0).then(|| 1 + u32::from(self.byte()));
                Content::Point(Point { level, mark, start, text: self.line() })
            }
            6 => Content::Signature(Signature { who: "sindaco".into(), text: self.line() }),
            _ => Content::Paragraph(Paragraph { inside, text: self.line() }),
        }
    }

    pub fn prose(&mut self) -> Prose {
        let roles = [Role::Preambolo, Role::Considerato, Role::Dispositivo, Role::Corpo, Role::Chiusura];
        let mut contents =
            vec![Content::Section(Section { role: roles[usize::from(self.below(5))], title: self.line() })];
        for _ in 0..self.below(12) {
            let section = self.below(6) == 0;
            contents.push(if section {
                Content::Section(Section { role: roles[usize::from(self.below(5))], title: self.line() })
            } else {
                match self.content() {
                    Content::Heading(heading) if heading.text.is_blank() => paragraph("x"),
                    other => other,
                }
            });
        }
        testo(contents)
    }

    /// What another author makes of it: blocks changed, removed, brought and moved, never the first.
    pub fn edited(&mut self, prose: &Prose, author: u128) -> Prose {
        let mut blocks = prose.blocks().to_vec();
        for n in 0..self.below(5) {
            let at = 1 + usize::from(self.byte()) % blocks.len();
            let text = self.words();
            match self.below(4) {
                0 => blocks.insert(at, block(author * 1000 + u128::from(n), paragraph(&text))),
                1 if at < blocks.len() => blocks[at].content = paragraph(&text),
                2 if at < blocks.len() => _ = blocks.remove(at),
                3 if at < blocks.len() => {
                    let one = blocks.remove(at);
                    let to = 1 + usize::from(self.byte()) % blocks.len();
                    blocks.insert(to, one);
                }
                _ => {}
            }
        }
        Prose::new(blocks).unwrap_or_else(|faults| panic!("{faults:?}"))
    }
}

pub fn nastri() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 1..300)
}
