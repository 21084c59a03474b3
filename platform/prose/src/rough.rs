//! From what was found elsewhere to blocks: what all readers of foreign texts share.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::{Block, BlockId, Content, Inline, Line, Role, Run, Section, Target, bounds, check::harmful, nested};

/// Gives a new id each time it is asked.
pub type NewId<'a> = dyn FnMut() -> BlockId + 'a;

/// What came of a foreign text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Its blocks, without a section: they go where the author wants them, or through [`sections`].
    pub blocks: Vec<Block>,
    /// What was left out or changed, each a sentence for the author.
    pub left_out: Vec<String>,
}

/// What can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Left {
    Pictures,
    Active,
    Deleted,
    Struck,
    Hidden,
    Links,
    Merged,
    Headless,
    Nested,
    Wide,
    Notes,
    Boxes,
    Formulas,
    Margins,
    Index,
    Unseen,
}

impl Left {
    fn sentence(self) -> &'static str {
        match self {
            Self::Pictures => {
                "Le immagini non sono state riportate: chi non vede non le legge. Mettile in un allegato."
            }
            Self::Active => "Le parti attive (programmi, moduli, riquadri di altre pagine) non sono state riportate.",
            Self::Deleted => "Le parti segnate come cancellate nelle revisioni non sono state riportate.",
            Self::Struck => "Il testo barrato è stato riportato senza la barra: controlla se deve restare.",
            Self::Hidden => "Il testo nascosto e i commenti non sono stati riportati.",
            Self::Links => "Alcuni collegamenti non portano a una pagina del web: sono rimasti come semplice testo.",
            Self::Merged => "Le celle unite in verticale sono state divise: la prima ha il testo, le altre sono vuote.",
            Self::Headless => {
                "In una o più tabelle la prima riga è stata presa come intestazione: controlla che dica che cosa c'è in \
                 ogni colonna."
            }
            Self::Nested => "Le tabelle dentro altre tabelle sono state riportate come testo della cella.",
            Self::Wide => {
                "Una tabella con troppe colonne per un foglio è stata riportata come testo, una cella per riga."
            }
            Self::Notes => "Le note a piè di pagina sono state riportate in fondo al testo, con il loro numero.",
            Self::Boxes => "Il testo dentro caselle e disegni non è stato riportato: copialo nel testo, se serve.",
            Self::Formulas => "Le formule non sono state riportate: scrivile a parole o mettile in un allegato.",
            Self::Margins => "Intestazioni e piè di pagina non sono stati riportati: li scrive il modello dell'atto.",
            Self::Index => "L'indice non è stato riportato.",
            Self::Unseen => {
                "Sono stati tolti caratteri che non si vedono o che esistono solo in un certo carattere di stampa."
            }
        }
    }
}

/// How words look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    pub bold: bool,
    pub italic: bool,
    pub link: Option<Target>,
}

impl Look {
    fn is_of(&self, run: &Run) -> bool {
        (self.bold, self.italic, &self.link) == (run.bold, run.italic, &run.link)
    }
}

/// Blocks in the making.
pub(crate) struct Maker<'a> {
    new_id: &'a mut NewId<'a>,
    blocks: Vec<Block>,
    left: BTreeSet<Left>,
    /// The number of the last point of each level, from 1, in the list that is open.
    last: [Option<u32>; bounds::LEVELS as usize],
}

impl<'a> Maker<'a> {
    pub fn new(new_id: &'a mut NewId<'a>) -> Self {
        Self { new_id, blocks: Vec::new(), left: BTreeSet::new(), last: Default::default() }
    }

    pub fn push(&mut self, content: Content) {
        // Kept here and not looked for in the blocks: a page may hold a hundred thousand points that have no number.
        match &content {
            Content::Point(point) => {
                let level = usize::from(point.level);
                self.last.iter_mut().skip(level).for_each(|deeper| *deeper = None);
                if let (Some(start), Some(last)) = (point.start, self.last.get_mut(level.saturating_sub(1))) {
                    *last = Some(start);
                }
            }
            _ => self.last = Default::default(),
        }
        self.blocks.push(Block { id: (self.new_id)(), content });
    }

    pub fn left(&mut self, what: Left) {
        self.left.insert(what);
    }

    /// The line that was made, which begins anew; characters that were taken out of it are told.
    pub fn line(&mut self, made: &mut LineMaker) -> Line {
        if std::mem::take(&mut made.unseen) {
            self.left(Left::Unseen);
        }
        made.finish()
    }

    /// The number that the next point of this level would have, if it were counted as the last one.
    pub fn next_number(&self, level: u8) -> u32 {
        let last = self.last.get(usize::from(level).saturating_sub(1)).copied().flatten();
        last.map_or(1, |last| last.saturating_add(1))
    }

    pub fn finish(mut self) -> Imported {
        settle(&mut self.blocks);
        Imported {
            blocks: self.blocks,
            left_out: self.left.into_iter().map(|left| left.sentence().to_owned()).collect(),
        }
    }
}

/// Numbers that follow from what stands before are not written down: a point that is put in between would not move
/// them.
fn settle(blocks: &mut [Block]) {
    for (at, (next, number)) in nested::counted(blocks).into_iter().enumerate() {
        if let Some(Block { content: Content::Point(point), .. }) = blocks.get_mut(at)
            && next == number
        {
            point.start = None;
        }
    }
}

/// A line in the making: blanks are one, none stand at its ends or around its breaks.
#[derive(Debug, Default)]
pub(crate) struct LineMaker {
    pieces: Vec<Inline>,
    /// A blank that stands if words follow, with the look of the words among which it was.
    blank: Option<Look>,
    breaks: usize,
    /// Whether characters that are not seen were taken out.
    unseen: bool,
}

impl LineMaker {
    /// Words follow.
    pub fn words(&mut self, text: &str, look: &Look) {
        let (mut made, mut blank) = (String::new(), false);
        for c in text.nfc() {
            if c.is_whitespace() {
                blank = true;
                continue;
            }
            if harmful(c) {
                // Word and browsers strew soft hyphens and blanks of no width: nobody misses them.
                self.unseen |= !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{fe0f}');
                continue;
            }
            let first = made.is_empty() && self.pieces.is_empty();
            let before = self.blank.take().filter(|_| !first);
            blank |= before.is_some();
            if !first && self.breaks > 0 {
                // One empty line is meant, more are decoration.
                made.extend(std::iter::repeat_n('\n', self.breaks.min(2)));
            } else if let Some(other) = before.filter(|other| other != look) {
                self.run(" ".to_owned(), &other);
            } else if !first && blank {
                made.push(' ');
            }
            (blank, self.breaks) = (false, 0);
            made.push(c);
        }
        if !made.is_empty() {
            self.run(made, look);
        }
        if blank {
            self.blank.get_or_insert_with(|| look.clone());
        }
    }

    /// Words of one look; past the number of looks that a line may have they stay, without theirs.
    fn run(&mut self, text: String, look: &Look) {
        let many = self.pieces.len() >= bounds::RUNS;
        match self.pieces.last_mut() {
            Some(Inline::Run(last)) if many || look.is_of(last) => last.text.push_str(&text),
            _ => {
                let Look { bold, italic, link } = look.clone();
                self.pieces.push(Inline::Run(Run { text, bold, italic, link }));
            }
        }
    }

    /// A line that was made before follows.
    pub fn again(&mut self, line: &Line) {
        for piece in line.pieces() {
            if let Inline::Run(Run { text, bold, italic, link }) = piece {
                let look = Look { bold: *bold, italic: *italic, link: link.clone() };
                for (at, part) in text.split('\n').enumerate() {
                    if at > 0 {
                        self.newline();
                    }
                    self.words(part, &look);
                }
            }
        }
    }

    /// A line break, if words follow.
    pub fn newline(&mut self) {
        self.breaks += 1;
    }

    /// A line break, if words follow and none is there yet.
    pub fn new_paragraph(&mut self) {
        self.breaks = self.breaks.max(1);
    }

    /// The line; the maker begins anew.
    pub fn finish(&mut self) -> Line {
        (self.blank, self.breaks) = (None, 0);
        Line::new(std::mem::take(&mut self.pieces))
    }
}

/// `2` and `o` as they are written above the line, where there are such characters: "100 m2" is not "100 m²".
pub(crate) fn raised(text: &str) -> Option<String> {
    let raise = |c: char| {
        Some(match c {
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            '9' => '⁹',
            'o' => 'º',
            'a' => 'ª',
            c if c.is_whitespace() => c,
            _ => return None,
        })
    };
    text.chars().map(raise).collect()
}

/// Words that stand alone before the points of what is decided.
const DECIDES: [&str; 14] = [
    "determina",
    "delibera",
    "ordina",
    "decreta",
    "dispone",
    "nomina",
    "revoca",
    "autorizza",
    "propone",
    "determina di",
    "delibera di",
    "ordina di",
    "decreta di",
    "propone di deliberare",
];
/// Words with which reasons begin, after the powers.
const REASONS: [&str; 10] = [
    "premesso",
    "considerato",
    "ritenuto",
    "dato atto",
    "atteso",
    "rilevato",
    "preso atto",
    "verificato",
    "accertato",
    "riconosciuta",
];

/// Blocks that were brought in, under sections: what stands before "DETERMINA" (or "DELIBERA", "ORDINA" …) alone on a
/// line is preambolo and, from the first "premesso" or "considerato", considerato; what stands after it is dispositivo;
/// what a heading calls "Allegato" is one. A text without such a word is a corpo.
#[must_use]
pub fn sections(blocks: Vec<Block>, new_id: &mut NewId<'_>) -> Vec<Block> {
    let said: Vec<String> = blocks.iter().map(said).collect();
    let decides = said.iter().position(|text| DECIDES.contains(&text.as_str()));
    let mut section = |role: Role, title: &str| {
        let title = Line::plain(title);
        Block { id: new_id(), content: Content::Section(Section { role, title }) }
    };
    let mut made = Vec::with_capacity(blocks.len() + 4);
    let mut reasons = false;
    for (at, (block, text)) in blocks.into_iter().zip(&said).enumerate() {
        let before = decides.is_none_or(|decides| at < decides);
        if at == 0 && decides != Some(0) {
            made.push(section(if decides.is_some() { Role::Preambolo } else { Role::Corpo }, ""));
        }
        let heading = matches!(block.content, Content::Heading(_));
        if decides == Some(at) {
            made.push(section(Role::Dispositivo, &title(&block)));
            continue;
        }
        if heading && text.starts_with("allegato") && (!before || decides.is_none()) {
            made.push(section(Role::Allegato, &title(&block)));
            continue;
        }
        if before && decides.is_some() && !reasons && REASONS.iter().any(|word| text.starts_with(word)) {
            reasons = true;
            made.push(section(Role::Considerato, ""));
        }
        made.push(block);
    }
    made
}

/// The words of a block of one line, in small letters and without signs at their end.
fn said(block: &Block) -> String {
    let text = match &block.content {
        Content::Heading(heading) => &heading.text,
        Content::Paragraph(paragraph) => &paragraph.text,
        _ => return String::new(),
    };
    let text: String = text.to_string().chars().take(200).collect();
    text.trim().trim_end_matches([':', '.', ' ']).to_lowercase()
}

fn title(block: &Block) -> String {
    let text = block.content.lines().map(ToString::to_string).collect::<String>();
    text.trim().trim_end_matches([':', ' ']).to_owned()
}
