use std::collections::{BTreeMap, BTreeSet, HashSet};

use kernel::Uuid;

use crate::{
    Error,
    analyse::{Token, analyse},
    keys,
};

/// Words of a heading that are indexed.
const MAX_HEADING: usize = 1_000;
/// Words of a body that are indexed with their place; of what follows only the words not met yet, without it.
/// PostgreSQL knows 16,383 places in a text.
const MAX_BODY: usize = 15_000;
/// Words of a heading that are found by their beginning.
const MAX_BEGUN: usize = 100;
/// Bytes of the heading's line for the ranking: the words at its beginning are what people know a document by.
const MAX_LINE_BYTES: usize = 600;
/// Bytes of all the different stems of a document: PostgreSQL takes a megabyte with their places.
const MAX_STEMS_BYTES: usize = 700_000;

/// Something that can be found.
#[derive(Clone, Debug, Default)]
pub struct Doc<'a> {
    /// Which office's search source: `protocollo`.
    pub source: &'static str,
    /// The row's id there.
    pub id: Uuid,
    /// Its sort key: the most recent have the highest. An instant in microseconds, where dates matter.
    pub order: i64,
    /// The few words by which people know it (the subject, the number, the correspondents): they weigh most.
    pub heading: &'a str,
    /// Everything else that it says.
    pub body: &'a str,
    /// Who may find it: `tutti`, `unit:<id>`, `person:<id>`. Whoever has one of them can. Without any, nobody.
    pub scopes: Vec<String>,
    /// By what lists of results are narrowed: `("tipo", "arrivo")`.
    pub facets: Vec<(&'static str, String)>,
}

/// A document analysed, the same for both engines.
pub(crate) struct Analysed {
    pub(crate) heading: Vec<Token>,
    pub(crate) body: Vec<Token>,
    /// Stems of the body beyond the bound, each once.
    pub(crate) tail: Vec<String>,
    pub(crate) codes: Vec<String>,
    pub(crate) keys: Vec<String>,
}

impl Doc<'_> {
    pub(crate) fn analyse(&self) -> Result<Analysed, Error> {
        let mut keys = vec![keys::source(self.source)];
        for scope in &self.scopes {
            keys.push(keys::scope(scope)?);
        }
        keys.extend(self.facets.iter().map(|(key, value)| keys::facet(key, value)));
        keys.extend(keys::buckets(self.order));
        let mut budget = Budget::default();
        let mut codes = BTreeSet::new();
        let mut heading = Vec::new();
        for token in analyse(self.heading) {
            if token.whole {
                codes.insert(token.stem.clone());
            }
            if heading.len() < MAX_HEADING && budget.take(&token.stem) {
                heading.push(token);
            }
        }
        let begun: BTreeSet<String> =
            heading.iter().take(MAX_BEGUN).flat_map(|token| keys::beginnings(&token.form)).collect();
        keys.extend(begun);
        let (mut body, mut tail) = (Vec::new(), Vec::new());
        for token in analyse(self.body) {
            if token.whole {
                if budget.take(&token.stem) {
                    codes.insert(token.stem);
                }
            } else if body.len() < MAX_BODY {
                if budget.take(&token.stem) {
                    body.push(token);
                }
            } else if budget.is_new(&token.stem) && budget.take(&token.stem) {
                tail.push(token.stem);
            }
        }
        Ok(Analysed { heading, body, tail, codes: codes.into_iter().collect(), keys })
    }
}

/// The different stems met so far.
#[derive(Default)]
struct Budget {
    met: HashSet<String>,
    bytes: usize,
}

impl Budget {
    fn is_new(&self, stem: &str) -> bool {
        !self.met.contains(stem)
    }

    fn take(&mut self, stem: &str) -> bool {
        if self.met.contains(stem) {
            return true;
        }
        if self.bytes + stem.len() > MAX_STEMS_BYTES {
            return false;
        }
        self.bytes += stem.len();
        self.met.insert(stem.to_owned())
    }
}

impl Analysed {
    fn sequence(tokens: &[Token]) -> impl Iterator<Item = &str> {
        tokens.iter().filter(|token| !token.whole).map(|token| token.stem.as_str())
    }

    /// The heading for the ranking: stems with their word where it is another, codes after their parts.
    pub(crate) fn heading_line(&self) -> String {
        let word = |token: &Token| match (token.whole, token.stem == token.form) {
            (true, _) => format!("={}", token.stem),
            (false, true) => token.stem.clone(),
            (false, false) => format!("{}={}", token.stem, token.form),
        };
        let mut line = String::new();
        for word in self.heading.iter().map(word) {
            if line.len() + word.len() >= MAX_LINE_BYTES {
                break;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        line
    }

    pub(crate) fn heading_text(&self) -> String {
        Self::sequence(&self.heading).collect::<Vec<_>>().join(" ")
    }

    /// The body for SQLite. A lone `_` stands between words whose neighbours were left out, so that no phrase spans it.
    pub(crate) fn body_text(&self) -> String {
        let mut text = Self::sequence(&self.body).collect::<Vec<_>>().join(" ");
        for stem in &self.tail {
            text.push_str(" _ ");
            text.push_str(stem);
        }
        text
    }

    /// Everything for PostgreSQL, as the text of a `tsvector`.
    pub(crate) fn tsvector(&self, n: i64) -> String {
        let mut words: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut place = 0;
        for stem in Self::sequence(&self.heading) {
            place += 1;
            words.entry(stem).or_default().push(place);
        }
        // A gap, so that no phrase runs from the heading into the body.
        place += 2;
        for stem in Self::sequence(&self.body) {
            place += 1;
            words.entry(stem).or_default().push(place);
        }
        let stretches = keys::stretches(n);
        for stem in self.tail.iter().chain(&self.codes).chain(&self.keys).chain(&stretches) {
            words.entry(stem).or_default();
        }
        let mut text = String::new();
        for (stem, places) in words {
            text.push_str(&quoted(stem));
            // PostgreSQL keeps 255 places of a stem.
            for (at, place) in places.into_iter().take(255).enumerate() {
                text.push(if at == 0 { ':' } else { ',' });
                text.push_str(&place.to_string());
            }
            text.push(' ');
        }
        text
    }

    /// The words that someone may begin to type, with their stems: all those of the heading, and those of the body that
    /// are no code or number, of which there would be too many.
    pub(crate) fn vocabulary(&self) -> BTreeMap<&str, &str> {
        let plain = |token: &&Token| !token.form.chars().any(char::is_numeric);
        let words = self.heading.iter().chain(self.body.iter().filter(plain));
        words.map(|token| (token.form.as_str(), token.stem.as_str())).collect()
    }
}

/// A stem between the quotation marks of `tsvector` and `tsquery`.
pub(crate) fn quoted(stem: &str) -> String {
    format!("'{}'", stem.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_and_the_body_do_not_touch() {
        let doc = Doc { source: "x", heading: "Via Roma 7/B", body: "Pozzo", ..Doc::default() };
        let analysed = doc.analyse().unwrap();
        assert_eq!(analysed.heading_line(), "via rom=roma 7 b =7_b");
        let text = analysed.tsvector(5000);
        assert!(text.contains("'via':1 ") && text.contains("'rom':2 ") && text.contains("'pozz':7 "), "{text}");
        assert!(text.contains("'7_b' ") && text.contains("'_na1' "), "{text}");
    }

    #[test]
    fn a_very_long_body_keeps_every_word_within_what_the_engines_take() {
        let body: String = (0..60_000).map(|n| format!("parola{n} ")).collect();
        let analysed = Doc { source: "x", body: &body, ..Doc::default() }.analyse().unwrap();
        assert_eq!(analysed.body.len(), MAX_BODY);
        assert!(analysed.tail.len() > 10_000);
        assert!(analysed.tsvector(1).len() < 1_000_000);
        assert!(analysed.body_text().contains("parola14999 _ parola15000 _ "));
    }
}
