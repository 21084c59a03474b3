//! How a text is read: paragraphs parted by blank lines, `*bold*` words, `{names}` of data; a `\` before one of these signs makes it a sign.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use crate::Part;

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The datum that stands here, in place of words.
    nome: Option<&'static str>,
    testo: String,
    forte: bool,
}

impl Run {
    fn value(self) -> Value {
        let mut told = Map::new();
        if let Some(nome) = self.nome {
            told.insert("nome".into(), nome.into());
        }
        told.insert("testo".into(), self.testo.into());
        told.insert("forte".into(), self.forte.into());
        Value::Object(told)
    }
}

/// Paragraphs as `/base.typ` reads them.
pub(crate) fn value(paragraphs: Paragraphs) -> Value {
    let one = |runs: Vec<Run>| Value::Array(runs.into_iter().map(Run::value).collect());
    Value::Array(paragraphs.into_iter().map(one).collect())
}

pub(crate) type Paragraphs = Vec<Vec<Run>>;

/// Reasons of one text that are told at once.
const REASONS: usize = 10;

/// As a text is kept: one form of each sign, no blanks at the ends of lines, no blank lines around.
pub(crate) fn normal(text: &str) -> String {
    let text: String = text.nfc().collect();
    let lines: Vec<String> = text.lines().map(|line| line.replace('\t', " ").trim_end().to_owned()).collect();
    lines.join("\n").trim().to_owned()
}

/// All that is wrong with a text for this part, each a sentence; none where it will do.
pub fn faults(part: &Part, text: &str) -> Vec<String> {
    read(part, &normal(text)).err().unwrap_or_default()
}

/// The paragraphs of a normal text.
///
/// # Errors
/// All that is wrong with it, at most [`REASONS`].
pub(crate) fn read(part: &Part, text: &str) -> Result<Paragraphs, Vec<String>> {
    let (chars, lines) = (text.chars().count(), text.lines().count());
    if chars > part.chars || lines > part.lines {
        return Err(vec![format!(
            "Il testo può avere al massimo {} caratteri e {} righe: ne ha {chars} e {lines}.",
            part.chars, part.lines
        )]);
    }
    if text.is_empty() && part.optional {
        return Ok(Vec::new());
    }
    let mut reader =
        Reader { part, wrong: Vec::new(), named: BTreeSet::new(), bold: None, run: Vec::new(), out: Vec::new() };
    for (number, line) in (1..).zip(text.lines()) {
        reader.line(number, line);
    }
    reader.end_paragraph();
    reader.finish()
}

struct Reader<'a> {
    part: &'a Part,
    wrong: Vec<String>,
    named: BTreeSet<&'static str>,
    /// The line on which the bold words that are open began.
    bold: Option<usize>,
    run: Vec<Run>,
    out: Paragraphs,
}

impl Reader<'_> {
    fn line(&mut self, number: usize, line: &str) {
        if line.is_empty() {
            self.end_paragraph();
            return;
        }
        if !self.run.is_empty() {
            self.sign('\n');
        }
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match c {
                '\\' => match rest.chars().next().filter(|next| matches!(next, '\\' | '*' | '{' | '}')) {
                    Some(next) => {
                        rest = &rest[next.len_utf8()..];
                        self.sign(next);
                    }
                    None => self.sign(c),
                },
                '*' => self.bold = if self.bold.is_some() { None } else { Some(number) },
                '{' => rest = self.name(number, rest),
                '}' => self.wrong(
                    number,
                    "c'è una parentesi } senza la sua {: per scriverla com'è metti prima una barra, \\}.",
                ),
                c if pdf::prints(c) => self.sign(c),
                c => self.wrong(
                    number,
                    &format!("il segno {} non si può stampare: toglilo o scrivilo in un altro modo.", shown(c)),
                ),
            }
        }
    }

    /// Reads a name behind its brace; what follows it.
    fn name<'t>(&mut self, number: usize, rest: &'t str) -> &'t str {
        let Some((name, after)) = rest.split_once('}') else {
            self.wrong(number, "la parentesi { non è chiusa: per scriverla com'è metti prima una barra, \\{.");
            return "";
        };
        let name = name.trim();
        match self.part.names.iter().find(|known| known.name == name) {
            Some(known) => {
                self.named.insert(known.name);
                let forte = self.bold.is_some();
                self.run.push(Run { nome: Some(known.name), testo: String::new(), forte });
            }
            None => {
                let known: Vec<String> = self.part.names.iter().map(|known| format!("{{{}}}", known.name)).collect();
                let told = if known.is_empty() { "nessuno".to_owned() } else { known.join(", ") };
                self.wrong(number, &format!("{{{name}}} non è un dato di questo testo. Si possono usare: {told}."));
            }
        }
        after
    }

    fn sign(&mut self, c: char) {
        let forte = self.bold.is_some();
        match self.run.last_mut() {
            Some(last) if last.nome.is_none() && last.forte == forte => last.testo.push(c),
            _ => self.run.push(Run { nome: None, testo: c.to_string(), forte }),
        }
    }

    fn wrong(&mut self, number: usize, what: &str) {
        if self.wrong.len() < REASONS {
            self.wrong.push(format!("Riga {number}: {what}"));
        }
    }

    fn end_paragraph(&mut self) {
        if let Some(number) = self.bold.take() {
            self.wrong(
                number,
                "l'asterisco apre un grassetto che non finisce: mettine un altro dove finisce, o scrivi \\*.",
            );
        }
        if !self.run.is_empty() {
            self.out.push(std::mem::take(&mut self.run));
        }
    }

    fn finish(mut self) -> Result<Paragraphs, Vec<String>> {
        let missing = |name: &&crate::Name| name.law.is_some() && !self.named.contains(name.name);
        let missing: Vec<String> = self
            .part
            .names
            .iter()
            .filter(missing)
            .map(|name| {
                let law = name.law.unwrap_or_default();
                format!("Manca {{{}}} ({}): su questo documento lo vuole {law}.", name.name, name.meaning)
            })
            .collect();
        if self.out.is_empty() && self.wrong.is_empty() && missing.is_empty() && !self.part.optional {
            self.wrong.push("Questo testo non può restare vuoto.".into());
        }
        self.wrong.extend(missing);
        if self.wrong.is_empty() { Ok(self.out) } else { Err(self.wrong) }
    }
}

/// A sign by its number, and itself where it turns and hides nothing around it.
fn shown(c: char) -> String {
    let number = format!("U+{:04X}", u32::from(c));
    if c.is_alphanumeric() { format!("«{c}» ({number})") } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Name;

    const PART: Part = Part {
        code: "apertura",
        title: "Apertura",
        shipped: "Protocollo n. *{numero}*",
        names: &[Name::wanted("numero", "il numero", "l'art. 53 DPR 445/2000"), Name::free("ora", "l'ora")],
        optional: false,
        chars: 200,
        lines: 6,
    };

    fn told(text: &str) -> String {
        faults(&PART, text).join(" ")
    }

    #[test]
    fn a_text_is_read_with_its_names_its_bold_words_and_its_signs() {
        let words = |testo: &str, forte| Run { nome: None, testo: testo.into(), forte };
        let name = |nome, forte| Run { nome: Some(nome), testo: String::new(), forte };
        let read = read(&PART, "N. *{numero} di oggi*\nore {ora}\n\n\\*\\{a\\} 50 \\% #x $y$").unwrap();
        let first = vec![
            words("N. ", false),
            name("numero", true),
            words(" di oggi", true),
            words("\nore ", false),
            name("ora", false),
        ];
        assert_eq!(read, [first, vec![words("*{a} 50 \\% #x $y$", false)]]);
    }

    #[test]
    fn what_the_law_wants_cannot_be_left_out_and_is_named() {
        let told = told("Ricevuto alle {ora}.");
        assert!(told.contains("Manca {numero} (il numero)") && told.contains("art. 53"), "{told}");
        assert!(!told.contains("Manca {ora}"), "{told}");
        // A sign is no name.
        assert!(faults(&PART, "Protocollo \\{numero\\}").join(" ").contains("Manca {numero}"));
    }

    #[test]
    fn every_mistake_is_told_with_its_line_all_at_once() {
        let told = told("{numero} e *grassetto\n\nfine}\n{nessuno} 王 {aperta");
        for reason in [
            "Riga 1: l'asterisco",
            "Riga 3: c'è una parentesi }",
            "Riga 4: {nessuno} non è un dato di questo testo. Si possono usare: {numero}, {ora}.",
            "Riga 4: il segno «王» (U+738B)",
            "Riga 4: la parentesi { non è chiusa",
        ] {
            assert!(told.contains(reason), "{reason}: {told}");
        }
    }

    #[test]
    fn marks_that_turn_or_hide_text_are_refused() {
        assert!(told("{numero} fattura\u{202e}fdp").contains("U+202E"));
        // An accent written apart is the letter that it makes.
        assert_eq!(told("{numero} perche\u{301}"), "");
    }

    #[test]
    fn too_much_is_refused_before_it_is_read() {
        assert!(told(&"{numero} ".repeat(100)).contains("al massimo 200 caratteri"));
        assert!(told("{numero}\na\nb\nc\nd\ne\nf").contains("6 righe"));
        assert_eq!(faults(&PART, &"}".repeat(200)).len(), REASONS + 1, "ten and what is missing");
    }

    #[test]
    fn only_what_may_be_left_out_may_be_empty() {
        assert!(told("").contains("Manca {numero}"));
        for empty in [" \n", "**"] {
            assert!(
                faults(&Part { names: &[], ..PART }, empty).join(" ").contains("non può restare vuoto"),
                "{empty:?}"
            );
        }
        assert_eq!(faults(&Part { names: &[], optional: true, ..PART }, "").len(), 0);
    }
}
