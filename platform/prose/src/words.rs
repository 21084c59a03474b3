//! What changed within a line, word by word.

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::{Inline, Line, Run, bounds};

/// A piece of a line that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// It is in both.
    Same(Line),
    /// It is in the later one alone.
    Added(Line),
    /// It is in the earlier one alone.
    Removed(Line),
}

/// The pieces of which two lines are made; `None` where they have too many words to be compared.
///
/// All that is the same or removed is the old line, all that is the same or added is the new one.
pub(crate) fn compare(old: &Line, new: &Line) -> Option<Vec<Piece>> {
    let (before, after) = (tokens(old), tokens(new));
    if before.len().max(after.len()) > bounds::COMPARED_WORDS {
        return None;
    }
    let mut pieces = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let (tag, was, is) = op.as_tag_tuple();
        let (was, is) = (before.get(was).unwrap_or_default(), after.get(is).unwrap_or_default());
        match tag {
            DiffTag::Equal => pieces.push(Piece::Same(line(is))),
            DiffTag::Delete => pieces.push(Piece::Removed(line(was))),
            DiffTag::Insert => pieces.push(Piece::Added(line(is))),
            DiffTag::Replace => pieces.extend([Piece::Removed(line(was)), Piece::Added(line(is))]),
        }
    }
    Some(pieces)
}

fn line(tokens: &[Inline]) -> Line {
    Line::new(tokens.to_vec())
}

/// Words, blanks between them and signs, each with its look.
fn tokens(line: &Line) -> Vec<Inline> {
    let mut tokens = Vec::new();
    for piece in line.pieces() {
        let Inline::Run(run) = piece else {
            tokens.push(piece.clone());
            continue;
        };
        let mut rest = run.text.as_str();
        while let Some(first) = rest.chars().next() {
            let length = match first {
                c if c.is_alphanumeric() => rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()),
                c if c.is_whitespace() => rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len()),
                c => c.len_utf8(),
            };
            let (word, after) = rest.split_at(length);
            // Not the run with other words: a long one would be copied for each of its words.
            let Run { bold, italic, ref link, .. } = *run;
            tokens.push(Inline::Run(Run { text: word.to_owned(), bold, italic, link: link.clone() }));
            rest = after;
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_told_by_words() {
        let pieces =
            compare(&"impegnare 1.200 euro sul capitolo 7".into(), &"impegnare 1.300 euro, sul capitolo 7".into());
        let told: Vec<String> = pieces
            .unwrap()
            .iter()
            .map(|piece| match piece {
                Piece::Same(line) => line.to_string(),
                Piece::Added(line) => format!("+{line}"),
                Piece::Removed(line) => format!("-{line}"),
            })
            .collect();
        assert_eq!(told, ["impegnare 1.", "-200", "+300", " euro", "+,", " sul capitolo 7"]);
    }

    #[test]
    fn words_that_only_became_strong_have_changed() {
        let strong = Line::new(vec![Inline::Run(Run { text: "urgente".into(), bold: true, ..Run::default() })]);
        assert_eq!(compare(&"urgente".into(), &strong).unwrap().len(), 2);
    }
}
