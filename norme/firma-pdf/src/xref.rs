//! Cross-reference tables, streams and hybrids (ISO 32000-2 §7.5.4, §7.5.8), one section at a time.

use crate::{
    Error,
    budget::Budget,
    file::stream_data,
    filter,
    lex::{Lexer, NUMBER_MAX},
    object::{Dict, Object},
};

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Nowhere: it is null.
    Free,
    /// At this byte of the file.
    At { offset: usize, generation: u16 },
    /// In an object stream, at this place.
    In { stream: u32, index: usize },
}

/// How a section is written; the writer goes on the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Table,
    Stream,
}

/// One section: what a `startxref` or a `/Prev` points to.
#[derive(Debug)]
pub(crate) struct Section {
    pub offset: usize,
    /// The byte after what was read of it.
    pub end: usize,
    pub kind: Kind,
    pub entries: Vec<(u32, Entry)>,
    pub trailer: Dict,
    /// Two entries of this section give the same object different places.
    pub twice: bool,
}

impl Section {
    pub fn prev(&self) -> Option<usize> {
        self.trailer.get(b"Prev").as_int().and_then(|at| usize::try_from(at).ok())
    }
}

/// Reads the section at an offset. `room` is how many entries may still be read.
pub(crate) fn section(bytes: &[u8], offset: usize, budget: &Budget, room: usize) -> Result<Section, Error> {
    let mut lexer = Lexer::new(bytes, offset, budget, true);
    if !lexer.eat(b"xref")? {
        return stream(bytes, offset, budget, room);
    }
    let mut entries = Vec::new();
    while let Some(start) = lexer.natural()? {
        let count = lexer.natural()?.ok_or(Error::Damaged("l'indice degli oggetti non si legge"))?;
        table(&mut lexer, start, count, &mut entries, room)?;
    }
    if !lexer.eat(b"trailer")? && lexer.peek() != Some(b'<') {
        return Err(Error::Damaged("manca il trailer"));
    }
    let Object::Dict(trailer) = lexer.object(crate::lex::DEPTH_MAX)? else {
        return Err(Error::Damaged("il trailer non è un dizionario"));
    };
    let (mut entries, twice) = unique(entries);
    if let Some(hidden) = trailer.get(b"XRefStm").as_int().and_then(|at| usize::try_from(at).ok()) {
        hybrid(&mut entries, stream(bytes, hidden, budget, room)?.entries);
    }
    Ok(Section { offset, end: lexer.at, kind: Kind::Table, entries, trailer, twice })
}

fn table(
    lexer: &mut Lexer<'_>,
    start: u64,
    count: u64,
    entries: &mut Vec<(u32, Entry)>,
    room: usize,
) -> Result<(), Error> {
    const BAD: Error = Error::Damaged("una riga dell'indice degli oggetti non si legge");
    let mut shift = 0;
    for step in 0..count {
        if entries.len() >= room {
            return Err(Error::TooMuchWork);
        }
        let (offset, generation) = (lexer.natural()?.ok_or(BAD)?, lexer.natural()?.ok_or(BAD)?);
        let used = lexer.eat(b"n")?;
        if !used && !lexer.eat(b"f")? {
            return Err(BAD);
        }
        // Some programs begin the table of the whole file at 1 instead of 0.
        if step == 0 && start == 1 && !used && offset == 0 && generation == 65_535 {
            shift = 1;
        }
        let number = start.saturating_add(step) - shift;
        let number = u32::try_from(number).ok().filter(|number| *number <= NUMBER_MAX).ok_or(BAD)?;
        let place = usize::try_from(offset).ok().zip(u16::try_from(generation).ok());
        let entry = match place {
            Some((offset, generation)) if used && offset > 0 => Entry::At { offset, generation },
            _ => Entry::Free,
        };
        entries.push((number, entry));
    }
    Ok(())
}

/// What the table says is free or says nothing of is where the stream says (§7.5.8.4).
fn hybrid(entries: &mut Vec<(u32, Entry)>, hidden: Vec<(u32, Entry)>) {
    for (number, entry) in hidden {
        match entries.binary_search_by_key(&number, |(number, _)| *number) {
            Ok(at) => {
                if let Some(known) = entries.get_mut(at).filter(|(_, known)| *known == Entry::Free) {
                    known.1 = entry;
                }
            }
            Err(_) => entries.push((number, entry)),
        }
    }
    entries.sort_by_key(|(number, _)| *number);
    entries.dedup_by_key(|(number, _)| *number);
}

/// Sorted by number, the first of each; whether some were there twice and differed.
fn unique(mut entries: Vec<(u32, Entry)>) -> (Vec<(u32, Entry)>, bool) {
    entries.sort_by_key(|(number, _)| *number);
    let twice = entries.windows(2).any(|pair| matches!(pair, [a, b] if a.0 == b.0 && a.1 != b.1));
    entries.dedup_by_key(|(number, _)| *number);
    (entries, twice)
}

fn stream(bytes: &[u8], offset: usize, budget: &Budget, room: usize) -> Result<Section, Error> {
    const BAD: Error = Error::Damaged("l'indice degli oggetti non si legge");
    let mut lexer = Lexer::new(bytes, offset, budget, true);
    lexer.header()?.ok_or(BAD)?;
    let Object::Stream(trailer, data) = lexer.indirect()? else { return Err(BAD) };
    if trailer.name(b"Type") != Some(b"XRef") {
        return Err(BAD);
    }
    let length = trailer.get(b"Length").as_int().and_then(|length| usize::try_from(length).ok());
    let raw = stream_data(bytes, data, length);
    let end = data + raw.len();
    let decoded = filter::decode(&trailer, raw, budget)?;
    let widths: Vec<usize> = trailer.get(b"W").as_array().map(numbers).unwrap_or_default();
    let &[first, second, third] = widths.as_slice() else { return Err(BAD) };
    if first > 4 || second > 8 || third > 8 || second == 0 {
        return Err(BAD);
    }
    let size = usize::try_from(trailer.get(b"Size").as_int().unwrap_or_default()).unwrap_or_default();
    let index = trailer.get(b"Index").as_array().map_or(vec![0, size], numbers);
    let numbers = index.chunks_exact(2).flat_map(|pair| match *pair {
        [start, count] => start..start.saturating_add(count),
        _ => 0..0,
    });
    let mut entries = Vec::new();
    for (number, row) in numbers.zip(decoded.chunks_exact(first + second + third)) {
        if entries.len() >= room {
            return Err(Error::TooMuchWork);
        }
        let number = u32::try_from(number).ok().filter(|number| *number <= NUMBER_MAX).ok_or(BAD)?;
        entries.push((number, row_entry(row, first, second)));
    }
    budget.spend(entries.len())?;
    let (entries, twice) = unique(entries);
    Ok(Section { offset, end, kind: Kind::Stream, entries, trailer, twice })
}

fn numbers(items: &[Object]) -> Vec<usize> {
    let number = |item: &Object| item.as_int().and_then(|number| usize::try_from(number).ok());
    items.iter().map_while(number).collect()
}

fn row_entry(row: &[u8], first: usize, second: usize) -> Entry {
    let number = |from: usize, to: usize| {
        row.get(from..to).unwrap_or_default().iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    };
    let kind = if first == 0 { 1 } else { number(0, first) };
    let place = usize::try_from(number(first, first + second)).unwrap_or(usize::MAX);
    let last = number(first + second, row.len());
    match kind {
        1 if place > 0 => Entry::At { offset: place, generation: u16::try_from(last).unwrap_or(u16::MAX) },
        2 => match (u32::try_from(place), usize::try_from(last)) {
            (Ok(stream), Ok(index)) => Entry::In { stream, index },
            _ => Entry::Free,
        },
        _ => Entry::Free,
    }
}
