//! Where each revision ends: the `startxref … %%EOF` that closes it (ISO 32000-2 §7.5.5, §7.5.6).

use crate::{Error, budget::Budget, lex::Lexer, xref::Section};

/// Most `startxref` of one file that are looked at.
const FOOTERS_MAX: usize = 4_000;

/// One `startxref`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Footer {
    /// Where it is.
    pub at: usize,
    /// Where it points to.
    pub xref: usize,
    /// The byte after `%%EOF`.
    pub eof: usize,
    /// The byte after the end of that line.
    pub end: usize,
}

/// All of a file, in order.
pub(crate) fn footers(bytes: &[u8], budget: &Budget) -> Result<Vec<Footer>, Error> {
    let mut footers = Vec::new();
    budget.spend(bytes.len() / 256)?;
    for at in memchr::memmem::find_iter(bytes, b"startxref").take(FOOTERS_MAX) {
        let mut lexer = Lexer::new(bytes, at + 9, budget, true);
        let Some(xref) = lexer.natural()?.and_then(|xref| usize::try_from(xref).ok()) else { continue };
        let mut eof = lexer.at;
        let after = bytes.get(eof..).unwrap_or_default();
        let blanks = after.iter().take_while(|byte| crate::lex::blank(**byte)).count();
        if after.get(blanks..).is_some_and(|after| after.starts_with(b"%%EOF")) {
            eof += blanks + 5;
        }
        let line = match bytes.get(eof..).unwrap_or_default() {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
        footers.push(Footer { at, xref, eof, end: eof + line });
    }
    Ok(footers)
}

/// Sections that were saved together, newest first.
pub(crate) struct Group {
    pub sections: Vec<Section>,
    pub eof: usize,
    pub end: usize,
}

/// The revisions, oldest first. `sections` come newest first; one without a `startxref` of its own (the main one of a linearized
/// file) belongs to the revision after it.
pub(crate) fn group(sections: Vec<Section>, footers: &[Footer]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for section in sections {
        let own = footers.iter().find(|footer| footer.xref == section.offset && footer.at >= section.end);
        match (own, groups.last_mut()) {
            (None, Some(group)) => group.sections.push(section),
            (own, _) => {
                let (eof, end) = own.map_or((section.end, section.end), |footer| (footer.eof, footer.end));
                groups.push(Group { sections: vec![section], eof, end });
            }
        }
    }
    groups.reverse();
    groups
}

/// Whether a section begins there: one that nothing leads to was skipped on purpose.
pub(crate) fn is_section(bytes: &[u8], at: usize, budget: &Budget) -> bool {
    at > 0 && crate::xref::section(bytes, at, budget, 100_000).is_ok()
}
