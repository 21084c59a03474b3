use crate::words::{Clause, Term, Words};

impl Words {
    /// Why nothing was found, and what to try: for a page without results.
    pub fn explain_empty(&self) -> String {
        let with: Vec<String> = self.clauses.iter().filter(|clause| !clause.not).map(clause).collect();
        let without: Vec<String> = self.clauses.iter().filter(|clause| clause.not).map(clause).collect();
        let mut sentence = match (with.is_empty(), without.is_empty()) {
            (true, true) => "Non c'è ancora niente da mostrare.".to_owned(),
            (false, true) => format!("Niente contiene {}.", list(&with, "e")),
            (true, false) => format!("Niente è senza {}.", list(&without, "e senza")),
            (false, false) => format!("Niente contiene {} senza {}.", list(&with, "e"), list(&without, "e senza")),
        };
        if !self.ignored.is_empty() {
            let words: Vec<String> = self.ignored.iter().map(|word| format!("«{word}»")).collect();
            let why = match words.len() {
                1 => "non aiuta a cercare ed è stata ignorata",
                _ => "non aiutano a cercare e sono state ignorate",
            };
            sentence.push_str(&format!(" {} {why}.", list(&words, "e")));
        }
        sentence.push_str(&self.advice(with.len()));
        sentence
    }

    fn advice(&self, with: usize) -> String {
        let quoted = self.positive().any(|term| term.quoted);
        let advice = match (with, quoted) {
            (0, _) if self.clauses.is_empty() => return String::new(),
            (0, _) => "Togli una delle esclusioni.",
            (_, true) => "Prova senza le virgolette, o togli i filtri.",
            (1, false) => "Controlla come è scritta, prova con una parola simile o togli i filtri.",
            (_, false) => "Prova con meno parole, o togli i filtri.",
        };
        format!(" {advice}")
    }
}

fn clause(clause: &Clause) -> String {
    let terms: Vec<String> = clause.any.iter().map(term).collect();
    list(&terms, "o")
}

fn term(term: &Term) -> String {
    let shown = &term.shown;
    if term.quoted && term.stems.len() > 1 {
        format!("la frase «{shown}»")
    } else if term.prefix.is_some() {
        format!("parole che iniziano con «{shown}»")
    } else {
        format!("«{shown}»")
    }
}

fn list(items: &[String], and: &str) -> String {
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} {and} {last}", before.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_result_says_what_was_sought_and_what_to_try() {
        for (text, expected) in [
            ("", "Non c'è ancora niente da mostrare."),
            (
                "acqua",
                "Niente contiene «acqua». Controlla come è scritta, prova con una parola simile o togli i filtri.",
            ),
            (
                "acqua \"via Roma\" -privato",
                "Niente contiene «acqua» e la frase «via Roma» senza «privato». Prova senza le virgolette, o togli i filtri.",
            ),
            (
                "strada OR via guasto",
                "Niente contiene «strada» o «via» e «guasto». Prova con meno parole, o togli i filtri.",
            ),
            ("-acqua", "Niente è senza «acqua». Togli una delle esclusioni."),
        ] {
            assert_eq!(Words::parse(text).explain_empty(), expected, "{text}");
        }
    }

    #[test]
    fn ignored_words_are_named() {
        let one = Words::parse("il pozzo").explain_empty();
        assert!(one.contains("«il» non aiuta a cercare ed è stata ignorata."), "{one}");
        let two = Words::parse("il pozzo della").explain_empty();
        assert!(two.contains("«il» e «della» non aiutano a cercare e sono state ignorate."), "{two}");
    }
}
