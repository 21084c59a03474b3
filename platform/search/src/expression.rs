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

/// All of `must` and none of `not`. Whoever makes one puts the scopes in `must`, so it is never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) must: Vec<Expression>,
    pub(crate) not: Vec<Expression>,
}

impl Question {
    /// Any one of these keys must be there.
    pub(crate) fn must_have_any(&mut self, mut keys: Vec<String>) {
        if keys.is_empty() {
            keys.push(NEVER.into());
        }
        self.must.push(Expression::Any(keys.into_iter().map(Expression::Stem).collect()));
    }

    /// What the words ask for. `completions` gives for each term, in order, the stems that its beginning may become.
    pub(crate) fn add(&mut self, words: &Words, completions: &[Vec<String>]) {
        let mut completions = completions.iter();
        for clause in &words.clauses {
            let any = alternatives(clause, &mut completions);
            if clause.not { self.not.push(any) } else { self.must.push(any) }
        }
    }

    /// In the language of FTS5. Stems are letters, digits and `_`: between quotation marks they are only text.
    pub(crate) fn fts5(&self) -> String {
        let all = join(&self.must, " AND ", &Expression::fts5);
        match self.not.as_slice() {
            [] => all,
            not => format!("({all}) NOT ({})", join(not, " OR ", &Expression::fts5)),
        }
    }

    /// In the language of PostgreSQL's `tsquery`.
    pub(crate) fn tsquery(&self) -> String {
        let all = join(&self.must, " & ", &Expression::tsquery);
        match self.not.as_slice() {
            [] => all,
            not => format!("({all}) & !({})", join(not, " | ", &Expression::tsquery)),
        }
    }
}

impl Expression {
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
        let mut question = Question::default();
        question.must_have_any(vec!["_stutti".into()]);
        question.add(&Words::parse(text), &[]);
        question
    }

    #[test]
    fn each_engine_is_asked_in_its_language() {
        let asked = question("strada OR via \"del Pozzo guasto\" -privato 7/2026");
        assert_eq!(
            asked.fts5(),
            "((\"_stutti\") AND (\"strad\" OR \"via\") AND (\"pozz guast\") AND (\"7_2026\" OR \"7 2026\")) NOT ((\"priv\"))"
        );
        assert_eq!(
            asked.tsquery(),
            "(('_stutti') & ('strad' | 'via') & (('pozz' <-> 'guast')) & ('7_2026' | ('7' <-> '2026'))) & !(('priv'))"
        );
    }

    #[test]
    fn what_is_written_never_becomes_language() {
        for text in ["\" OR 1 NEAR(a b)", "a' | 'b", "body : x * ^ -", "NOT AND {heading}:z", "x:*B & !y", "\\' \\"] {
            let asked = question(text);
            let inner = asked.fts5().replace(" AND ", "").replace(" OR ", "").replace(" NOT ", "");
            assert!(
                inner.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || " \"()_".contains(c)),
                "{inner}"
            );
        }
    }
}
