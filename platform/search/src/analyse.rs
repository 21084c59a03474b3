//! From text to the stems that are indexed and searched, the same for both engines.

use rust_stemmers::{Algorithm, Stemmer};

use crate::{
    fold::{Class, fold_into, is_apostrophe},
    stop::{is_elided, is_stop_word},
};

/// Bytes of a text that are read; what follows is not indexed.
pub(crate) const MAX_TEXT_BYTES: usize = 4 << 20;
/// Tokens that one text may give.
pub(crate) const MAX_TOKENS: usize = 200_000;
/// Bytes of one stem; longer words are cut, in the index and in the question alike.
const MAX_STEM_BYTES: usize = 100;
/// Parts of a code (`comune.example.it`, `1234/2026`) beyond which it is not kept whole.
const MAX_PARTS: usize = 12;

/// One thing to search in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What is indexed: the folded stem of a word, a number without leading zeros, or a code whose parts are joined by
    /// `_` whatever joined them in the text (`1234/2026` and `1234-2026` give `1234_2026`).
    pub stem: String,
    /// The folded word before stemming: what someone who is still typing has begun to write.
    pub form: String,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends in the text, in bytes.
    pub end: usize,
    /// A code kept whole besides its parts, which come just before it; it takes no place in the sequence of words.
    pub whole: bool,
}

/// The tokens of a text, in order. Stop words are left out. Of a very long text only the first part is read.
pub fn analyse(text: &str) -> Vec<Token> {
    Analyser::new().run(text, Keep::Meaning)
}

/// The tokens of a text, stop words too.
pub(crate) fn analyse_all(text: &str) -> Vec<Token> {
    Analyser::new().run(text, Keep::Everything)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Meaning,
    Everything,
}

/// A run of letters and digits without a border in it.
struct Part {
    form: String,
    start: usize,
    end: usize,
}

impl Part {
    fn is_number(&self) -> bool {
        self.form.bytes().all(|b| b.is_ascii_digit())
    }

    fn is_letters(&self) -> bool {
        !self.form.chars().any(char::is_numeric)
    }
}

/// Walks through a text, gathering parts that are joined by a mark (`.`, `/`, `@` …) into one chunk.
struct Analyser {
    stemmer: Stemmer,
    tokens: Vec<Token>,
    part: Option<Part>,
    chunk: Vec<Part>,
    marks: Vec<char>,
}

impl Analyser {
    fn new() -> Self {
        let stemmer = Stemmer::create(Algorithm::Italian);
        Self { stemmer, tokens: Vec::new(), part: None, chunk: Vec::new(), marks: Vec::new() }
    }

    fn run(mut self, text: &str, keep: Keep) -> Vec<Token> {
        let text = text.get(..text.floor_char_boundary(MAX_TEXT_BYTES)).unwrap_or(text);
        let mut chars = text.char_indices().peekable();
        let mut folded = String::new();
        while let Some((at, c)) = chars.next() {
            folded.clear();
            let end = at + c.len_utf8();
            match fold_into(c, &mut folded) {
                Class::Text => self.grow(&folded, at, end),
                Class::Nothing => {
                    if let Some(part) = &mut self.part {
                        part.end = end;
                    }
                }
                Class::Border => {
                    let next = chars.peek().map(|(_, next)| *next);
                    self.border(c, next, keep);
                }
            }
            if self.tokens.len() >= MAX_TOKENS {
                break;
            }
        }
        self.end_part();
        self.end_chunk(keep);
        self.tokens.truncate(MAX_TOKENS);
        self.tokens
    }

    fn grow(&mut self, folded: &str, start: usize, end: usize) {
        let part = self.part.get_or_insert_with(|| Part { form: String::new(), start, end });
        part.end = end;
        if part.form.len() + folded.len() <= MAX_STEM_BYTES {
            part.form.push_str(folded);
        }
    }

    fn border(&mut self, c: char, next: Option<char>, keep: Keep) {
        let closed = self.end_part();
        let goes_on = closed && next.is_some_and(char::is_alphanumeric);
        if !goes_on {
            self.end_chunk(keep);
        } else if is_apostrophe(c) {
            if keep == Keep::Meaning && self.chunk.last().is_some_and(|part| is_elided(&part.form)) {
                self.chunk.pop();
                self.marks.pop();
            }
            self.end_chunk(keep);
        } else if self.joins(c, next) {
            self.marks.push(c);
        } else {
            self.end_chunk(keep);
        }
    }

    /// Whether a mark between two parts makes one code of them.
    fn joins(&self, c: char, next: Option<char>) -> bool {
        let Some(last) = self.chunk.last() else { return false };
        if self.chunk.len() > MAX_PARTS {
            return false;
        }
        let digit_next = next.is_some_and(|next| next.is_ascii_digit());
        match c {
            '/' | '-' | '_' | '@' | '‐' | '‑' | '–' => true,
            // "n.12", "art.5": an abbreviation and its number are two things.
            '.' => !(digit_next && last.is_letters()),
            ',' | ':' => digit_next && last.is_number(),
            _ => false,
        }
    }

    /// Whether there was a part to end.
    fn end_part(&mut self) -> bool {
        match self.part.take() {
            Some(part) => {
                self.chunk.push(part);
                true
            }
            None => false,
        }
    }

    fn end_chunk(&mut self, keep: Keep) {
        let chunk = std::mem::take(&mut self.chunk);
        let marks = std::mem::take(&mut self.marks);
        let (Some(first), Some(last)) = (chunk.first(), chunk.last()) else { return };
        let (start, end) = (first.start, last.end);
        if let Some(form) = acronym(&chunk, &marks) {
            self.emit(form, start, end, keep);
            return;
        }
        let whole = whole(&chunk, &marks);
        for part in chunk {
            self.emit(part.form, part.start, part.end, keep);
        }
        if let Some(form) = whole {
            self.tokens.push(Token { stem: form.clone(), form, start, end, whole: true });
        }
    }

    fn emit(&mut self, form: String, start: usize, end: usize, keep: Keep) {
        if keep == Keep::Meaning && is_stop_word(&form) {
            return;
        }
        let stem = self.stem(&form);
        self.tokens.push(Token { stem, form, start, end, whole: false });
    }

    fn stem(&self, form: &str) -> String {
        if form.bytes().all(|b| b.is_ascii_digit()) {
            return without_zeros(form).to_owned();
        }
        // The stemmer knows Italian only: whatever has other letters or digits is a code or a foreign word.
        if form.len() > 2 && form.len() < MAX_STEM_BYTES && form.bytes().all(|b| b.is_ascii_lowercase()) {
            // Snowball cuts more off "edifici" than off "edificio": both are stemmed as the plural.
            let form = form.strip_suffix('o').filter(|plural| plural.ends_with("ici")).unwrap_or(form);
            let mut stem = self.stemmer.stem(form).into_owned();
            // Snowball leaves the last vowel of short words that begin with a vowel, and "atto", "atti" would not meet.
            if stem.len() > 3 && stem.ends_with(['a', 'e', 'i', 'o']) {
                stem.pop();
            }
            return stem;
        }
        form.to_owned()
    }
}

/// `0001234` and `1234` are the same number.
fn without_zeros(digits: &str) -> &str {
    let trimmed = digits.trim_start_matches('0');
    if trimmed.is_empty() { "0" } else { trimmed }
}

/// `E.R.P.` is the word `erp`.
fn acronym(chunk: &[Part], marks: &[char]) -> Option<String> {
    let letters = |part: &Part| part.form.chars().count() == 1 && part.is_letters();
    let is =
        (2..=MAX_PARTS).contains(&chunk.len()) && chunk.iter().all(letters) && marks.iter().all(|mark| *mark == '.');
    is.then(|| chunk.iter().map(|part| part.form.as_str()).collect())
}

/// The code that a chunk makes, when it is one: it has a digit (`1234/2026`), is an address (`nome@pec.it`) or the name
/// of a site (`comune.example.it`). Words that a hyphen joins are only words.
fn whole(chunk: &[Part], marks: &[char]) -> Option<String> {
    if !(2..=MAX_PARTS).contains(&chunk.len()) {
        return None;
    }
    let last = chunk.last()?;
    let site = marks.last() == Some(&'.')
        && matches!(last.form.as_str(), "it" | "eu" | "com" | "org" | "net" | "gov" | "edu" | "info");
    if !(site || marks.contains(&'@') || chunk.iter().any(|part| !part.is_letters())) {
        return None;
    }
    let parts: Vec<&str> =
        chunk.iter().map(|part| if part.is_number() { without_zeros(&part.form) } else { &part.form }).collect();
    let form = parts.join("_");
    (form.len() <= MAX_STEM_BYTES).then_some(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        analyse(text).into_iter().map(|token| token.stem).collect()
    }

    #[test]
    fn what_a_clerk_writes_meets_what_the_document_says() {
        for (one, other) in [
            ("acquedotto", "acquedotti"),
            ("dell'ambiente", "ambiente"),
            ("dell’Ambiente", "ambienti"),
            ("città", "citta"),
            ("CITTA'", "città"),
            ("attività", "ATTIVITA'"),
            ("E.R.P.", "erp"),
            ("S.p.A.", "SPA"),
            ("luogo", "luoghi"),
            ("atto", "atti"),
            ("acqua", "acque"),
            ("ente", "ENTI"),
            ("anno", "anni"),
            ("museo", "musei"),
            ("occhio", "occhi"),
            ("edificio", "edifici"),
            ("beneficio", "benefici"),
            ("ufficio", "uffici"),
            ("spiaggia", "spiagge"),
            ("un'ufficiale", "ufficiali"),
            ("0001234", "1234"),
            ("1234/2026", "1234-2026"),
            ("25/11/2026", "25.11.2026"),
            ("soft\u{ad}ware", "software"),
        ] {
            assert_eq!(stems(one), stems(other), "{one} and {other}");
            assert!(!stems(one).is_empty(), "{one}");
        }
    }

    #[test]
    fn codes_are_found_in_parts_and_whole() {
        let table: &[(&str, &[&str])] = &[
            ("CIG Z1A2B3C4D5", &["cig", "z1a2b3c4d5"]),
            ("CUP: H12B34000560001", &["cup", "h12b34000560001"]),
            ("n. 1234/2026", &["1234", "2026", "1234_2026"]),
            ("n.1234/2026", &["1234", "2026", "1234_2026"]),
            ("nº 0001234/2026", &["1234", "2026", "1234_2026"]),
            ("c_m999", &["m999", "c_m999"]),
            ("RSSMRA80A01H501U", &["rssmra80a01h501u"]),
            ("IT60X0542811101000000123456", &["it60x0542811101000000123456"]),
            ("€ 1.234,56", &["1", "234", "56", "1_234_56"]),
            ("Mario.Rossi@pec.comune.it", &["mar", "ross", "pec", "comun", "it", "mario_rossi_pec_comune_it"]),
            ("D.P.R. 445/2000", &["dpr", "445", "2000", "445_2000"]),
            ("socio-sanitario", &["soc", "sanitar"]),
        ];
        for (text, expected) in table {
            assert_eq!(stems(text), *expected, "{text}");
        }
    }

    #[test]
    fn words_that_say_nothing_are_left_out() {
        assert_eq!(stems("perché non è della città di Montefiorito"), ["citt", "montefior"]);
        assert!(analyse("di, e; «in» — del?").is_empty());
    }

    #[test]
    fn a_token_says_where_it_stands_in_the_text() {
        let text = "Dell’acquedotto «Città Nuova» n. 7/2026";
        let found: Vec<&str> = analyse(text).iter().map(|token| &text[token.start..token.end]).collect();
        assert_eq!(found, ["acquedotto", "Città", "Nuova", "7", "2026", "7/2026"]);
    }

    #[test]
    fn a_hostile_text_costs_no_more_than_its_bound() {
        let endless = "a.1".repeat(2_000_000);
        assert!(analyse(&endless).len() <= MAX_TOKENS);
        let word = "x".repeat(5_000_000);
        assert_eq!(analyse(&word).len(), 1);
        assert!(analyse(&word)[0].stem.len() <= MAX_STEM_BYTES);
    }
}
