//! What an act is about: what follows the word "oggetto", up to where the text begins.

use super::{
    Certezza::{Probabile, Sicuro},
    Trovato,
    parole::{Riga, piano},
};

/// Lines in which the word is sought, and those that a subject may have.
const TESTA: usize = 200;
const RIGHE: usize = 10;
/// Longest subject, in letters.
const LETTERE: usize = 1_000;
/// With what a line begins that is no longer the subject.
const BASTA: &str = "premess vist richiamat considerat dato atteso attesa ritenut preso accertat rilevat tenuto l'anno addi proponente \
    proposta parere pareri determina delibera ordina decreta dispone responsabile istruttore ufficio servizio settore cig cup c.i.g c.u.p \
    data numero n importo presenti allegat";
/// The same, of two words.
const BASTA_DUE: [(&str, &str); 10] = [
    ("il", "responsabil"),
    ("la", "responsabil"),
    ("il", "dirigente"),
    ("il", "sindaco"),
    ("la", "sindaca"),
    ("il", "segretario"),
    ("il", "funzionario"),
    ("la", "giunta"),
    ("il", "consiglio"),
    ("il", "comandante"),
];

/// Reads it.
pub(super) fn leggi(righe: &[Riga]) -> Option<Trovato<String>> {
    let testa = &righe[..righe.len().min(TESTA)];
    let (at, rest, labelled) = testa.iter().enumerate().find_map(|(at, riga)| {
        let (rest, labelled) = dopo_oggetto(&riga.testo)?;
        Some((at, rest, labelled))
    })?;
    let mut said = vec![rest];
    // Where the label stands alone, one empty line may come between.
    let mut begun = !rest.is_empty();
    for riga in testa.iter().skip(at + 1).take(RIGHE) {
        match (riga.testo.is_empty(), begun) {
            (true, true) => break,
            (true, false) => {}
            (false, _) if basta(riga) => break,
            (false, _) => {
                begun = true;
                said.push(&riga.testo);
            }
        }
    }
    let said = said.join(" ");
    let subject = said.trim_matches(|c: char| c.is_whitespace() || "\"“”«»".contains(c));
    let subject: String = subject.chars().take(LETTERE).collect();
    let subject = subject.trim();
    let sure = if labelled { Sicuro } else { Probabile };
    (!subject.is_empty()).then(|| Trovato::nuovo(subject.to_owned(), &format!("Oggetto: {subject}"), sure))
}

/// What stands after the label, and whether the label has its colon.
fn dopo_oggetto(line: &str) -> Option<(&str, bool)> {
    const PAROLA: usize = "oggetto".len();
    // The letters of the label are of one byte each, and so stand at the same place in the line.
    let head = line.get(..PAROLA)?;
    if piano(head) != "oggetto" {
        return None;
    }
    let rest = line.get(PAROLA..)?;
    let bare = rest.trim_start();
    let labelled = bare.starts_with([':', '.', '-', '–']);
    // "Oggetto" alone on its line, or with something after it; not "oggettivamente".
    if !rest.is_empty() && !labelled && !rest.starts_with(' ') {
        return None;
    }
    Some((bare.trim_start_matches([':', '.', '-', '–', ' ']), labelled || rest.is_empty()))
}

fn basta(riga: &Riga) -> bool {
    let (first, second) = (riga.parola(0), riga.parola(1));
    // Short ones are whole words; the others may end in any way.
    BASTA.split(' ').any(|word| if word.len() < 4 { first == word } else { first.starts_with(word) })
        || BASTA_DUE.iter().any(|(one, other)| first == *one && second.starts_with(other))
}
