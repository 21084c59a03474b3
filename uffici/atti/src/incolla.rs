//! What is pasted into the text of an act: the HTML of a word processor where the browser hands it over, plain words
//! where it does not. Both become blocks through `prose::paste`, which lets nothing through that acts.

use std::fmt::Write;

use kernel::Refusal;
use prose::{Imported, NewId};

/// Most bytes that are pasted at once: some fifty pages as Word puts them into the clipboard. More is imported as a
/// file.
pub(crate) const INCOLLATO_MAX: usize = 1 << 20;

/// Blocks from what was pasted: of `html` where there is some, else of the plain words.
///
/// # Errors
/// Beside the field `incollato`: nothing was pasted, or too much.
pub(crate) fn parti(html: &str, parole: &str, new_id: &mut NewId<'_>) -> Result<Imported, Refusal> {
    let no = |told: String| Refusal::beside("incollato", told);
    if html.len().max(parole.len()) > INCOLLATO_MAX {
        let told = "Quello che hai incollato è troppo lungo: salvalo come DOCX o ODT e usa «Importa», oppure incolla una parte \
                    per volta.";
        return Err(no(told.to_owned()));
    }
    let made = if html.trim().is_empty() { in_html(parole) } else { html.to_owned() };
    let found = prose::paste(&made, new_id).map_err(|fault| no(format!("Non si può incollare: {fault}.")))?;
    if found.blocks.is_empty() {
        return Err(no("Non c'è nessuna parola da inserire: incolla il testo nel campo.".to_owned()));
    }
    Ok(found)
}

/// How many parts, for whoever put them in.
pub(crate) fn quante(parti: usize) -> String {
    match parti {
        1 => "Inserita una parte.".to_owned(),
        n => format!("Inserite {n} parti."),
    }
}

/// Plain words as HTML: each line is a paragraph, one that begins with the mark of a list is a point, as Word writes
/// it.
fn in_html(parole: &str) -> String {
    let mut html = String::with_capacity(parole.len() + parole.len() / 4);
    // Letters and dashes under a number are its own points.
    let mut numbered = false;
    for line in parole.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Some((mark, words)) = punto(line) else {
            numbered = false;
            html.push_str("<p>");
            protetto(&mut html, line);
            html.push_str("</p>");
            continue;
        };
        let number = mark.starts_with(|c: char| c.is_ascii_digit());
        numbered |= number;
        let level = if numbered && !number { 2 } else { 1 };
        // Writing to a text does not fail.
        _ = write!(html, "<p style=\"mso-list:l0 level{level} lfo1\"><span style=\"mso-list:Ignore\">{mark}</span>");
        protetto(&mut html, words);
        html.push_str("</p>");
    }
    html
}

/// The mark with which a point begins, and its words: "1.", "12)", "a)", "iv)", "-", "•".
fn punto(line: &str) -> Option<(&str, &str)> {
    let (mark, words) = line.split_once(char::is_whitespace)?;
    let words = words.trim();
    let core = mark.strip_suffix(')').or_else(|| mark.strip_suffix('.')).unwrap_or_default();
    let number = (1..=3).contains(&core.len()) && core.bytes().all(|byte| byte.is_ascii_digit());
    let letter = mark.ends_with(')')
        && (1..=4).contains(&core.len())
        && core.bytes().all(|byte| byte.is_ascii_lowercase())
        && (core.len() == 1 || core.bytes().all(|byte| b"ivx".contains(&byte)));
    let dash = ["-", "–", "—", "•", "·", "*"].contains(&mark);
    ((number || letter || dash) && !words.is_empty()).then_some((mark, words))
}

fn protetto(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Instant, SeededRandom};
    use prose::{Block, BlockId, Content, Prose, Role, Section};

    use super::*;

    fn detto(html: &str, parole: &str) -> Result<String, Refusal> {
        let random = SeededRandom::new(1);
        let mut new_id = || BlockId::new(Instant::from_micros(1_795_599_727_000_000), &random);
        let found = parti(html, parole, &mut new_id)?;
        let opens = Content::Section(Section { role: Role::Corpo, title: prose::Line::default() });
        let mut blocks = vec![Block { id: new_id(), content: opens }];
        blocks.extend(found.blocks);
        Ok(prose::plain(&Prose::new(blocks).unwrap()))
    }

    #[test]
    fn plain_words_become_paragraphs_and_points_with_their_numbers() {
        let told = detto(
            "",
            "Premesso che\r\n\r\n1.\tdi affidare\r\na) il tetto\r\nb) la grondaia\r\n2. di <pubblicare> & poi\r\n",
        );
        let wanted = "Premesso che\n1. di affidare\na) il tetto\nb) la grondaia\n2. di <pubblicare> & poi\n";
        assert_eq!(told.unwrap(), wanted);
        assert_eq!(detto("", "- uno\n• due\no tre\n27 novembre").unwrap(), "– uno\n– due\no tre\n27 novembre\n");
    }

    #[test]
    fn where_the_browser_hands_over_html_it_is_what_counts() {
        let told = detto("<p><b>Visto</b> il decreto</p><script>x()</script><ul><li>uno</ul>", "altre parole").unwrap();
        assert_eq!(told, "Visto il decreto\n– uno\n");
    }

    #[test]
    fn nothing_and_too_much_are_told_beside_the_field() {
        let large = "x".repeat(INCOLLATO_MAX + 1);
        for (html, parole) in [("", " \n "), ("<script>x()</script>", ""), (large.as_str(), ""), ("", large.as_str())] {
            let no = detto(html, parole).unwrap_err();
            assert_eq!(no.reasons[0].field, Some("incollato"), "{:?}", no.reasons);
        }
    }

    #[test]
    fn one_part_and_many_are_told() {
        assert_eq!(quante(1), "Inserita una parte.");
        assert_eq!(quante(2), "Inserite 2 parti.");
    }
}
