//! Blocks, and the text that they make.

use kernel::Id;
use serde::{Deserialize, Serialize};

use crate::{Line, check, check::Fault};

/// The id of a block: it stays the same whatever becomes of the words.
pub type BlockId = Id<Block>;

/// The text of an act. What it holds was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    blocks: Vec<Block>,
}

/// A piece of the text that is edited, compared and merged as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Its id, once in a text.
    pub id: BlockId,
    /// What it is.
    pub content: Content,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A section begins, and with it what stands until the next.
    Section(Section),
    /// A heading within a section.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Paragraph),
    /// A point of a list.
    Point(Point),
    /// Words of somebody else.
    Quote(Paragraph),
    /// A table.
    Table(Table),
    /// Where somebody signs.
    Signature(Signature),
}

/// What a section is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Who decides, and by which powers: "Il responsabile del servizio; visti …".
    Preambolo,
    /// Facts and reasons (L. 241/1990, art. 3): "premesso, considerato, ritenuto".
    Considerato,
    /// What was said and voted, in the acts of a body.
    Discussione,
    /// What is decided, in numbered points: "determina", "delibera", "ordina".
    Dispositivo,
    /// A text that decides nothing by itself: a report, a directive, a regulation.
    Corpo,
    /// How one appeals, who signs.
    Chiusura,
    /// An annex. After the first there is nothing but annexes.
    Allegato,
}

/// A section begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// What it is for.
    pub role: Role,
    /// Its title; may be empty, an annex's may not.
    #[serde(default, skip_serializing_if = "Line::is_empty")]
    pub title: Line,
}

/// A heading within a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// From 1 to [`crate::bounds::HEADINGS`], below the section's title.
    pub level: u8,
    /// Its words.
    pub text: Line,
}

/// A paragraph, or a quotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// 0, or the level of the point above to which it belongs.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub inside: u8,
    /// Its words.
    pub text: Line,
}

/// A point of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// From 1 to [`crate::bounds::LEVELS`].
    pub level: u8,
    /// How it is counted.
    pub mark: Mark,
    /// Its number where it does not follow from the point before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// Its words.
    pub text: Line,
}

/// How points are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// 1, 2, 3.
    Number,
    /// a), b), c).
    Letter,
    /// i), ii), iii).
    Roman,
    /// Not counted.
    Dash,
}

/// A table. All rows have the same columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// 0, or the level of the point above to which it belongs.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub inside: u8,
    /// What it is about; may be empty.
    #[serde(default, skip_serializing_if = "Line::is_empty")]
    pub caption: Line,
    /// The rows that say what the columns are: at least one, or nobody who does not see it understands it.
    pub head: Vec<Vec<Cell>>,
    /// The other rows.
    pub body: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// Its words; may be empty.
    pub text: Line,
    /// Over how many columns it goes.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub across: u8,
}

/// Where somebody signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Who, as the act's definition names them (`responsabile`): lower-case words joined by points.
    pub who: String,
    /// What stands there: "Il responsabile del servizio", a line break, a name.
    pub text: Line,
}

fn is_zero(number: &u8) -> bool {
    *number == 0
}

fn is_one(number: &u8) -> bool {
    *number == 1
}

fn one() -> u8 {
    1
}

impl Line {
    /// Whether there is nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces().is_empty()
    }
}

impl Prose {
    /// A text of these blocks.
    ///
    /// # Errors
    /// All that is wrong with it, up to a hundred things.
    pub fn new(blocks: Vec<Block>) -> Result<Self, Vec<Fault>> {
        let faults = check::check(&blocks);
        if faults.is_empty() { Ok(Self { blocks }) } else { Err(faults) }
    }

    /// Its blocks, in order.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The block of this id.
    #[must_use]
    pub fn block(&self, id: BlockId) -> Option<&Block> {
        self.blocks.iter().find(|block| block.id == id)
    }

    /// The blocks themselves, to make another text of them.
    #[must_use]
    pub fn into_blocks(self) -> Vec<Block> {
        self.blocks
    }
}

impl Content {
    /// Every line in it, in the order in which one reads.
    pub fn lines(&self) -> Box<dyn Iterator<Item = &Line> + '_> {
        match self {
            Self::Section(section) => Box::new(std::iter::once(&section.title)),
            Self::Heading(heading) => Box::new(std::iter::once(&heading.text)),
            Self::Paragraph(paragraph) | Self::Quote(paragraph) => Box::new(std::iter::once(&paragraph.text)),
            Self::Point(point) => Box::new(std::iter::once(&point.text)),
            Self::Signature(signature) => Box::new(std::iter::once(&signature.text)),
            Self::Table(table) => {
                let cells = table.head.iter().chain(&table.body).flatten().map(|cell| &cell.text);
                Box::new(std::iter::once(&table.caption).chain(cells))
            }
        }
    }

    /// The same with every line made anew.
    #[must_use]
    pub fn map_lines(&self, each: &mut dyn FnMut(&Line) -> Line) -> Self {
        let mut made = self.clone();
        match &mut made {
            Self::Section(section) => section.title = each(&section.title),
            Self::Heading(heading) => heading.text = each(&heading.text),
            Self::Paragraph(paragraph) | Self::Quote(paragraph) => paragraph.text = each(&paragraph.text),
            Self::Point(point) => point.text = each(&point.text),
            Self::Signature(signature) => signature.text = each(&signature.text),
            Self::Table(table) => {
                table.caption = each(&table.caption);
                for cell in table.head.iter_mut().chain(&mut table.body).flatten() {
                    cell.text = each(&cell.text);
                }
            }
        }
        made
    }

    /// What it is called, for whoever reads of it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Section(_) => "sezione",
            Self::Heading(_) => "titolo",
            Self::Paragraph(_) => "paragrafo",
            Self::Point(_) => "punto",
            Self::Quote(_) => "citazione",
            Self::Table(_) => "tabella",
            Self::Signature(_) => "firma",
        }
    }
}

impl Mark {
    /// The mark of the point of this number, as it is read: "3.", "c)", "iii)", "–".
    #[must_use]
    pub fn label(self, number: u32) -> String {
        match self {
            Self::Number => format!("{number}."),
            Self::Letter => format!("{})", letters(number)),
            Self::Roman => format!("{})", roman(number)),
            Self::Dash => "–".to_owned(),
        }
    }
}

/// a … z, aa, ab …
fn letters(number: u32) -> String {
    let (mut rest, mut made) = (number.max(1), Vec::new());
    while rest > 0 {
        rest -= 1;
        made.push(char::from_u32(u32::from('a') + rest % 26).unwrap_or('a'));
        rest /= 26;
    }
    made.iter().rev().collect()
}

const VALUES: [(u32, &str); 13] = [
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
];

fn roman(number: u32) -> String {
    // Nobody writes larger ones so.
    if number == 0 || number > 3_999 {
        return number.to_string();
    }
    let (mut rest, mut made) = (number, String::new());
    for (value, word) in VALUES {
        while rest >= value {
            made.push_str(word);
            rest -= value;
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_counted_as_people_count() {
        let label = |mark: Mark, numbers: [u32; 4]| numbers.map(|number| mark.label(number)).join(" ");
        assert_eq!(label(Mark::Number, [1, 2, 10, 100]), "1. 2. 10. 100.");
        assert_eq!(label(Mark::Letter, [1, 26, 27, 703]), "a) z) aa) aaa)");
        assert_eq!(label(Mark::Roman, [1, 4, 19, 4_000]), "i) iv) xix) 4000)");
    }
}
