use crate::{
    doc::quoted,
    words::{Clause, Term, Words},
};

/// What no document has.
const NEVER: &str = "__";

/// What an index is asked, before it is written in its language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    /// One stem, code or key.
    Stem(String),
    /// Stems one after the other.
    Phrase(Vec<String>),
    /// At least one of these.
    Any(Vec<Expression>),
}

/// All of `keys` and `words` and none of `not`, with one of `scopes`. Without a scope nothing is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) scopes: Vec<String>,
    /// Its source, where one is asked for.
    pub(crate) source: Option<String>,
    /// The stretches of time that cover what is asked for.
    pub(crate) cover: Vec<String>,
    pub(crate) keys: Vec<Expression>,
    pub(crate) words: Vec<Expression>,
    pub(crate) not: Vec<Expression>,
}

impl Question {
    /// Any one of these keys must be there.
    pub(crate) fn must_have_any(&mut self, keys: Vec<String>) {
        self.keys.push(any_of(keys));
    }

    /// The keys, with those of who may see it, of where it comes from and of when it was.
    fn all_keys(&self) -> Vec<Expression> {
        let source = self.source.iter().map(|source| any_of(vec![source.clone()]));
        let cover = (!self.cover.is_empty()).then(|| any_of(self.cover.clone()));
        [any_of(self.scopes.clone())].into_iter().chain(source).chain(self.keys.iter().cloned()).chain(cover).collect()
    }

    /// What the words ask for. `completions` gives for each term, in order, what its beginning may become.
    pub(crate) fn add(&mut self, words: &Words, completions: &[Vec<String>]) {
        let mut completions = completions.iter();
        for clause in &words.clauses {
            let any = alternatives(clause, &mut completions);
            if clause.not { self.not.push(any) } else { self.words.push(any) }
        }
        // Those with few alternatives first: see `fts5`.
        self.words.sort_by_key(Expression::alternatives);
    }

    /// In the language of FTS5. Stems are letters, digits and `_`: between quotation marks they are only text.
    ///
    /// FTS5 looks at all the members of a conjunction for each row that one of them proposes. So the words stand in one
    /// of their own, the ones with many alternatives around it and the keys around that: the many are looked at only for
    /// rows that have the few. The disjunction with [`NEVER`] keeps FTS5 from making one flat conjunction of all.
    pub(crate) fn fts5(&self) -> String {
        self.fts5_with(&self.all_keys())
    }

    /// The same without those keys that a row tells as well: who may see it, where it comes from, when it was. `None` where
    /// nothing would be left to ask for.
    pub(crate) fn fts5_of_rows(&self) -> Option<String> {
        (!self.words.is_empty()).then(|| self.fts5_with(&self.keys))
    }

    fn fts5_with(&self, keys: &[Expression]) -> String {
        let keys = keys.to_vec();
        let (few, many): (Vec<_>, Vec<_>) = self.words.iter().cloned().partition(|word| word.alternatives() <= 2);
        let mut all = String::new();
        for group in [&few, &many, &keys] {
            if group.is_empty() {
                continue;
            }
            let group = join(group, " AND ", &Expression::fts5);
            all = if all.is_empty() { group } else { format!("(({all}) OR \"{NEVER}\") AND {group}") };
        }
        match self.not.as_slice() {
            [] => all,
            not => format!("({all}) NOT ({})", join(not, " OR ", &Expression::fts5)),
        }
    }

    /// In the language of PostgreSQL's `tsquery`, within these stretches of numbers.
    pub(crate) fn tsquery(&self, stretches: Vec<String>) -> String {
        let stretches = Expression::Any(stretches.into_iter().map(Expression::Stem).collect());
        let must: Vec<Expression> =
            [stretches].into_iter().chain(self.all_keys()).chain(self.words.iter().cloned()).collect();
        let all = join(&must, " & ", &Expression::tsquery);
        match self.not.as_slice() {
            [] => all,
            not => format!("({all}) & !({})", join(not, " | ", &Expression::tsquery)),
        }
    }
}

impl Expression {
    fn alternatives(&self) -> usize {
        match self {
            Self::Any(any) => any.len(),
            _ => 1,
        }
    }

    fn fts5(&self) -> String {
        match self {
            Self::Stem(stem) => format!("\"{stem}\""),
            Self::Phrase(stems) => format!("\"{}\"", stems.join(" ")),
            Self::Any(any) => format!("({})", join(any, " OR ", &Self::fts5)),
        }
    }

    fn tsquery(&self) -> String {
        match self {
            Self::Stem(stem) => quoted(stem),
            Self::Phrase(stems) => {
                let stems: Vec<String> = stems.iter().map(|stem| quoted(stem)).collect();
                format!("({})", stems.join(" <-> "))
            }
            Self::Any(any) => format!("({})", join(any, " | ", &Self::tsquery)),
        }
    }
}

fn any_of(mut keys: Vec<String>) -> Expression {
    if keys.is_empty() {
        keys.push(NEVER.into());
    }
    Expression::Any(keys.into_iter().map(Expression::Stem).collect())
}

fn join(all: &[Expression], between: &str, write: &dyn Fn(&Expression) -> String) -> String {
    all.iter().map(write).collect::<Vec<_>>().join(between)
}

fn alternatives<'a>(clause: &Clause, completions: &mut impl Iterator<Item = &'a Vec<String>>) -> Expression {
    let mut any = Vec::new();
    for term in &clause.any {
        let completed = completions.next().map(Vec::as_slice).unwrap_or_default();
        for expression in of_term(term, completed) {
            if !any.contains(&expression) {
                any.push(expression);
            }
        }
    }
    // A beginning that no word has is still a question: the answer is nothing.
    if any.is_empty() {
        any.push(Expression::Stem(NEVER.into()));
    }
    Expression::Any(any)
}

fn of_term(term: &Term, completed: &[String]) -> Vec<Expression> {
    let mut any: Vec<Expression> = term.whole.iter().map(|whole| Expression::Stem(whole.clone())).collect();
    match term.stems.as_slice() {
        [] => {}
        [stem] => any.push(Expression::Stem(stem.clone())),
        stems => any.push(Expression::Phrase(stems.to_vec())),
    }
    any.extend(completed.iter().map(|stem| Expression::Stem(stem.clone())));
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(text: &str) -> Question {
        let mut question = Question { scopes: vec!["_stutti".into()], ..Question::default() };
        question.add(&Words::parse(text), &[]);
        question
    }

    #[test]
    fn each_engine_is_asked_in_its_language() {
        let asked = question("strada OR via OR vicolo \"del Pozzo guasto\" -privato 7/2026");
        assert_eq!(
            asked.fts5(),
            "((((((\"pozz guast\") AND (\"7_2026\" OR \"7 2026\")) OR \"__\") AND (\"strad\" OR \"via\" OR \"vicol\")) \
             OR \"__\") AND (\"_stutti\")) NOT ((\"priv\"))"
        );
        assert_eq!(
            asked.tsquery(vec!["_na0".into()]),
            "(('_na0') & ('_stutti') & (('pozz' <-> 'guast')) & ('7_2026' | ('7' <-> '2026')) \
             & ('strad' | 'via' | 'vicol')) & !(('priv'))"
        );
        assert_eq!(question("").fts5(), "(\"_stutti\")");
        assert_eq!(question("").tsquery(vec!["_na0".into()]), "('_na0') & ('_stutti')");
    }

    #[test]
    fn without_a_scope_nothing_is_asked_for_but_what_no_document_has() {
        let nobody = Question { scopes: Vec::new(), ..question("pozzo") };
        assert_eq!(nobody.fts5(), "(((\"pozz\")) OR \"__\") AND (\"__\")");
    }

    #[test]
    fn what_a_row_tells_is_left_out_where_rows_are_looked_at() {
        let mut asked = question("pozzo");
        asked.source = Some("_oprova".into());
        asked.cover = vec!["_b1".into()];
        asked.must_have_any(vec!["_ftipo_-arrivo".into()]);
        assert_eq!(asked.fts5_of_rows().unwrap(), "(((\"pozz\")) OR \"__\") AND (\"_ftipo_-arrivo\")");
        assert_eq!(question("").fts5_of_rows(), None, "no words: nothing few have");
    }

    #[test]
    fn what_is_written_never_becomes_language() {
        for text in ["\" OR 1 NEAR(a b)", "a' | 'b", "body : x * ^ -", "NOT AND {heading}:z", "x:*B & !y", "\\' \\"] {
            let asked = question(text);
            let inner = asked.fts5().replace(" AND ", "").replace(" OR ", "").replace(" NOT ", "");
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || " \"()_".contains(c);
            assert!(inner.chars().all(plain), "{inner}");
        }
    }
}
