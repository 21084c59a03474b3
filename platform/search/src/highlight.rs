use crate::{
    analyse::{Token, analyse},
    words::{Term, Words},
};

/// A stretch of a text that is shown, and whether it is what was sought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text as it stands in the original.
    pub text: String,
    /// Whether it is a hit, to be marked.
    pub hit: bool,
}

/// The stretch of `text`, of about `max_chars` characters, that best shows why it was found: with most of the words
/// sought, as early as possible. An ellipsis stands where something was cut. Without hits, the beginning of the text.
pub fn highlight(text: &str, words: &Words, max_chars: usize) -> Vec<Piece> {
    let tokens = analyse(text);
    let hits = hits(&tokens, words);
    let (start, end) = best_stretch(text, &hits, max_chars.max(1));
    let mut pieces = Vec::new();
    let mut push = |from: usize, to: usize, hit: bool| {
        if let Some(text) = text.get(from..to).filter(|text| !text.is_empty()) {
            pieces.push(Piece { text: text.into(), hit });
        }
    };
    let mut at = start;
    for hit in hits.iter().filter(|hit| hit.start >= start && hit.end <= end) {
        if hit.start >= at {
            push(at, hit.start, false);
            push(hit.start, hit.end, true);
            at = hit.end;
        }
    }
    push(at, end, false);
    if start > 0 {
        pieces.insert(0, Piece { text: "…".into(), hit: false });
    }
    if end < text.trim_end().len() {
        pieces.push(Piece { text: "…".into(), hit: false });
    }
    pieces
}

/// A stretch that answers a term of the question.
struct Hit {
    start: usize,
    end: usize,
    term: usize,
}

fn hits(tokens: &[Token], words: &Words) -> Vec<Hit> {
    let sequence: Vec<&Token> = tokens.iter().filter(|token| !token.whole).collect();
    let mut hits = Vec::new();
    for (number, term) in words.positive().enumerate() {
        for place in 0..sequence.len() {
            if let Some((start, end)) = phrase_at(&sequence, place, term).or_else(|| begun_at(&sequence, place, term)) {
                hits.push(Hit { start, end, term: number });
            }
        }
        let whole = tokens.iter().filter(|token| token.whole && is_whole(token, term));
        hits.extend(whole.map(|token| Hit { start: token.start, end: token.end, term: number }));
    }
    hits.sort_by_key(|hit| (hit.start, usize::MAX - hit.end));
    hits
}

fn phrase_at(sequence: &[&Token], place: usize, term: &Term) -> Option<(usize, usize)> {
    let stretch = sequence.get(place..place.checked_add(term.stems.len())?)?;
    let (first, last) = (stretch.first()?, stretch.last()?);
    let same = stretch.iter().zip(&term.stems).all(|(token, stem)| token.stem == *stem);
    same.then_some((first.start, last.end))
}

fn begun_at(sequence: &[&Token], place: usize, term: &Term) -> Option<(usize, usize)> {
    let (token, prefix) = (sequence.get(place)?, term.prefix.as_ref()?);
    token.form.starts_with(prefix.as_str()).then_some((token.start, token.end))
}

fn is_whole(token: &Token, term: &Term) -> bool {
    term.whole.as_ref() == Some(&token.stem)
        || term.prefix.as_ref().is_some_and(|prefix| token.form.starts_with(prefix.as_str()))
}

/// The bounds of the stretch: the one that begins a little before some hit and holds the most different terms.
fn best_stretch(text: &str, hits: &[Hit], max_chars: usize) -> (usize, usize) {
    let whole = text.trim_end().len();
    if text.len() <= max_chars {
        return (0, whole);
    }
    // Bytes are counted for the choice and characters for the cut: the two are alike in Italian.
    let (mut best, mut best_score) = (None, 0);
    for (place, first) in hits.iter().enumerate() {
        let inside = hits.iter().skip(place).take_while(|hit| hit.end <= first.start.saturating_add(max_chars * 3 / 4));
        let mut terms: Vec<usize> = inside.take(64).map(|hit| hit.term).collect();
        let all = terms.len();
        terms.sort_unstable();
        terms.dedup();
        let score = terms.len() * 1000 + all;
        if score > best_score {
            (best, best_score) = (Some(first), score);
        }
    }
    let start = match best {
        Some(hit) if hit.end > max_chars * 3 / 4 => {
            word_border(text, hit.start.saturating_sub(max_chars / 4), hit.start)
        }
        _ => 0,
    };
    let rest = text.get(start..whole).unwrap_or_default();
    let Some((cut, _)) = rest.char_indices().nth(max_chars) else { return (start, whole) };
    let end =
        rest.get(..cut).and_then(|kept| kept.rfind(char::is_whitespace)).filter(|at| *at > cut / 2).unwrap_or(cut);
    (start, start + end)
}

/// The first beginning of a word at or after `from`, not after `to`.
fn word_border(text: &str, from: usize, to: usize) -> usize {
    let from = text.floor_char_boundary(from);
    let stretch = text.get(from..to).unwrap_or_default();
    match stretch.char_indices().find(|(_, c)| c.is_whitespace()) {
        Some((at, c)) => from + at + c.len_utf8(),
        None => to,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, question: &str, max: usize) -> String {
        let mark = |piece: Piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text };
        highlight(text, &Words::unfinished(question), max).into_iter().map(mark).collect()
    }

    #[test]
    fn hits_are_marked_in_the_original_spelling() {
        for (text, question, expected) in [
            ("Lavori all'Acquedotto comunale", "acquedotti ", "Lavori all'[Acquedotto] comunale"),
            ("Città e cittadini", "citta", "[Città] e [cittadini]"),
            ("Via del Pozzo, pozzo via", "\"via pozzo\"", "[Via del Pozzo], pozzo via"),
            ("Prot. n. 0001234/2026 del 3 maggio", "1234-2026 ", "Prot. n. [0001234/2026] del 3 maggio"),
            ("Contratto con Rossi", "-rossi contratto ", "[Contratto] con Rossi"),
            ("Niente da vedere", "", "Niente da vedere"),
        ] {
            assert_eq!(shown(text, question, 200), expected, "{question}");
        }
    }

    #[test]
    fn the_stretch_with_most_of_the_words_is_shown() {
        let text = format!(
            "{} acqua {} guasto dell'acqua in paese {}",
            "uno ".repeat(50),
            "due ".repeat(50),
            "tre ".repeat(50)
        );
        let got = shown(&text, "acqua guasto ", 60);
        assert!(got.contains("[guasto] dell'[acqua] in paese"), "{got}");
        assert!(got.starts_with('…') && got.ends_with('…'), "{got}");
        assert!(got.chars().count() < 80, "{got}");
    }

    #[test]
    fn a_text_is_never_cut_inside_a_letter() {
        let text = "è".repeat(500);
        for max in 0..40 {
            assert!(!highlight(&text, &Words::parse("x"), max).is_empty());
        }
    }
}
