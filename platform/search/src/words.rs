//! What someone wrote in a search box, understood. Nothing is ever an error: any text is a question.

use crate::analyse::{Token, analyse, analyse_all};

/// Bytes of a question that are read.
const MAX_QUESTION_BYTES: usize = 1_000;
/// Terms of a question; the others are left out and told.
const MAX_TERMS: usize = 24;
/// Letters that someone must have typed before a word is completed.
const MIN_PREFIX_CHARS: usize = 2;

/// A question in a clerk's words.
///
/// * `acquedotto guasto`: both words, in any order and in any of their forms;
/// * `"via del Pozzo"`: the words one after the other (stop words apart);
/// * `-privato`, `-"via Roma"`: without them;
/// * `strada OR via`: either (also `OPPURE` and `|`), binding tighter than the space;
/// * `acqu*`: any word that begins so; and so the last word, where nobody ended it with a space and nothing is found as it stands
///   ([`Words::unfinished`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub(crate) clauses: Vec<Clause>,
    pub(crate) ignored: Vec<String>,
    /// Of a question whose last word may be half written: the same with that word as it stands.
    pub(crate) as_written: Option<Box<Words>>,
}

/// Alternatives, one of which must be there, or none of which may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(crate) not: bool,
    pub(crate) any: Vec<Term>,
}

/// One word, code or phrase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Term {
    /// As it was written.
    pub(crate) shown: String,
    /// Its stems, one after the other.
    pub(crate) stems: Vec<String>,
    /// Its folded words, one for each stem.
    pub(crate) forms: Vec<String>,
    /// The code that it makes as a whole.
    pub(crate) whole: Option<String>,
    /// What the word that is sought begins with, where it may go on.
    pub(crate) prefix: Option<String>,
    /// Between quotation marks.
    pub(crate) quoted: bool,
}

impl Words {
    /// The question as a finished one: every word is complete.
    pub fn parse(text: &str) -> Self {
        Self::read(text, false)
    }

    /// The question of someone whose last word may be half written, whether they are still typing or have sent it: unless a space or
    /// a quotation mark ends it. Where the question as it stands finds something *of what the asker may see*, the word is taken for
    /// whole; else for the beginning of one. What others may see decides nothing: a word would tell that it is there.
    pub fn unfinished(text: &str) -> Self {
        let (open, as_written) = (Self::read(text, true), Self::read(text, false));
        let asks_something_else = open != as_written && !as_written.is_empty();
        Self { as_written: asks_something_else.then(|| Box::new(as_written)), ..open }
    }

    /// Whether it asks for nothing at all: everything that one may see answers it.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// What was left out of the question because it helps find nothing: stop words, signs, words beyond the limit.
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// The terms that must, or may, be there.
    pub(crate) fn positive(&self) -> impl Iterator<Item = &Term> {
        self.clauses.iter().filter(|clause| !clause.not).flat_map(|clause| &clause.any)
    }

    fn read(text: &str, typing: bool) -> Self {
        let text = text.get(..text.floor_char_boundary(MAX_QUESTION_BYTES)).unwrap_or(text);
        let pieces = pieces(text);
        let open = typing && !text.ends_with(char::is_whitespace);
        let last = pieces.len().saturating_sub(1);
        let mut words = Self::default();
        let (mut or, mut count) = (false, 0);
        for (place, piece) in pieces.into_iter().enumerate() {
            if piece.or {
                or = true;
                continue;
            }
            let terms = if count < MAX_TERMS { piece.terms(open && place == last) } else { Vec::new() };
            if terms.is_empty() {
                if piece.says_something() {
                    words.ignored.push(piece.text);
                }
                continue;
            }
            count += terms.len();
            for term in terms {
                words.add(term, piece.not, or);
                or = false;
            }
        }
        words
    }

    fn add(&mut self, term: Term, not: bool, or: bool) {
        match self.clauses.last_mut() {
            Some(clause) if or && !not && !clause.not => clause.any.push(term),
            _ => self.clauses.push(Clause { not, any: vec![term] }),
        }
    }
}

/// A stretch of the question between spaces or between quotation marks.
#[derive(Default)]
struct Piece {
    text: String,
    quoted: bool,
    not: bool,
    or: bool,
    star: bool,
}

impl Piece {
    fn word(text: &str, not: bool) -> Self {
        let bare = text.trim_end_matches('*');
        let or = !not && matches!(text, "OR" | "OPPURE" | "|" | "||");
        Self { text: bare.into(), quoted: false, not, or, star: bare.len() < text.len() }
    }

    fn says_something(&self) -> bool {
        self.text.chars().any(char::is_alphanumeric)
    }

    fn terms(&self, open: bool) -> Vec<Term> {
        let tokens = analyse(&self.text);
        let prefix = (!self.quoted && (open || self.star)).then(|| self.beginning(&tokens)).flatten();
        let sequence: Vec<&Token> = tokens.iter().filter(|token| !token.whole).collect();
        if sequence.is_empty() && prefix.is_none() {
            return Vec::new();
        }
        let spans_all =
            |token: &&Token| sequence.first().is_some_and(|first| token.whole && token.start <= first.start);
        let whole = tokens.iter().find(spans_all).map(|token| token.stem.clone());
        let of = |tokens: &[&Token], prefix: Option<String>, whole: Option<String>| Term {
            shown: self.text.clone(),
            stems: tokens.iter().map(|token| token.stem.clone()).collect(),
            forms: tokens.iter().map(|token| token.form.clone()).collect(),
            whole,
            prefix,
            quoted: self.quoted,
        };
        match (prefix, sequence.split_last()) {
            // Of words joined by a hyphen only the last may go on: the others are asked for by themselves.
            (Some(prefix), Some((last, before))) if !before.is_empty() && whole.is_none() && !self.not => {
                let mut terms: Vec<Term> = before.iter().map(|token| of(&[token], None, None)).collect();
                terms.push(of(&[last], Some(prefix), None));
                terms
            }
            (prefix, _) => vec![of(&sequence, prefix, whole)],
        }
    }

    /// What the last word of this piece begins with.
    fn beginning(&self, tokens: &[Token]) -> Option<String> {
        let form = match tokens.last() {
            Some(token) => token.form.clone(),
            None => analyse_all(&self.text).pop()?.form,
        };
        (form.chars().count() >= MIN_PREFIX_CHARS).then_some(form)
    }
}

const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '«' | '»' | '“' | '”' | '„')
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let not = first == '-' && rest.chars().nth(1).is_some_and(|next| next.is_alphanumeric() || is_quote(next));
        let body = if not { rest.get(1..).unwrap_or_default() } else { rest };
        let inside = body.strip_prefix(is_quote);
        let (word, after) = match inside {
            Some(inside) => inside.split_once(is_quote).unwrap_or((inside, "")),
            None => body.split_at(body.find(|c: char| c.is_whitespace() || is_quote(c)).unwrap_or(body.len())),
        };
        pieces.push(match inside {
            Some(_) => Piece { text: word.trim().into(), quoted: true, not, ..Piece::default() },
            None => Piece::word(word, not),
        });
        rest = after.trim_start();
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The question in a short notation: `!` without, `/` or, `_` phrase, `*` may go on.
    fn short(words: &Words) -> String {
        let term = |term: &Term| {
            let stems = term.stems.join("_");
            term.prefix.as_ref().map_or_else(|| stems.clone(), |prefix| format!("{stems}+{prefix}*"))
        };
        let clause = |clause: &Clause| {
            let any: Vec<String> = clause.any.iter().map(term).collect();
            format!("{}{}", if clause.not { "!" } else { "" }, any.join("/"))
        };
        words.clauses.iter().map(clause).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_clerks_language_is_understood() {
        for (text, expected) in [
            ("acquedotto guasto", "acquedott guast"),
            ("\"via del Pozzo\" guasto", "via_pozz guast"),
            ("«via del Pozzo»", "via_pozz"),
            ("acqua -privato", "acqu !priv"),
            ("acqua -\"via Roma\"", "acqu !via_rom"),
            ("strada OR via comunale", "strad/via comunal"),
            ("strada | via OPPURE piazza", "strad/via/piazz"),
            ("acqu*", "acqu+acqu*"),
            ("prot. n. 1234/2026", "prot 1234_2026"),
            ("il della", ""),
            ("A - B", "b"),
            ("OR", ""),
            ("OR strada OR", "strad"),
            ("\"mai chiusa", "mai_chius"),
            ("- -- \" * | ???", ""),
        ] {
            assert_eq!(short(&Words::parse(text)), expected, "{text}");
        }
    }

    #[test]
    fn the_last_word_may_go_on_unless_something_ends_it() {
        for (text, expected) in [
            ("guasto acqued", "guast acqued+acqued*"),
            ("guasto acqued ", "guast acqued"),
            ("dell'acq", "acq+acq*"),
            ("1234/20", "1234_20+1234_20*"),
            ("socio-san", "soc san+san*"),
            ("del", "+del*"),
            ("x", "x"),
            ("\"via Roma", "via_rom"),
        ] {
            assert_eq!(short(&Words::unfinished(text)), expected, "{text}");
        }
    }

    #[test]
    fn what_may_be_whole_is_asked_for_as_it_stands_too() {
        let whole = |text: &str| Words::unfinished(text).as_written.map(|words| short(&words));
        assert_eq!(whole("guasto acqued").as_deref(), Some("guast acqued"));
        assert_eq!(whole("acqu*"), None, "a star is no word");
        assert_eq!(whole("guasto "), None);
        assert_eq!(whole("\"via Roma"), None);
        assert_eq!(whole("del"), None, "alone it helps find nothing: everything would be found");
        assert_eq!(whole("guasto del").as_deref(), Some("guast"));
    }

    #[test]
    fn what_is_left_out_is_known() {
        assert_eq!(Words::parse("il comune di Montefiorito").ignored(), ["il", "di"]);
        let many = "acqua ".repeat(100);
        assert_eq!(Words::parse(&many).clauses.len(), MAX_TERMS);
        assert_eq!(Words::parse(&many).ignored().len(), 100 - MAX_TERMS);
    }
}
