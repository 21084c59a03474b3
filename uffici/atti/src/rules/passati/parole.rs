//! Lines and words, as the rules look at them.

/// Most lines that are looked at.
const RIGHE_MAX: usize = 6_000;
/// Most letters of a line.
const LETTERE_MAX: usize = 600;

/// A line of the text.
#[derive(Clone, Debug)]
pub(super) struct Riga {
    /// As it is written, in one spacing. Empty where the line is.
    pub testo: String,
    /// Its words in small letters, without accents nor the punctuation around them; the mark of a number stands by itself.
    pub parole: Vec<String>,
}

impl Riga {
    /// The word at a place, or nothing.
    pub(super) fn parola(&self, at: usize) -> &str {
        self.parole.get(at).map_or("", String::as_str)
    }
}

/// The lines of a text.
pub(super) fn righe(text: &str) -> Vec<Riga> {
    let line = |line: &str| {
        let cut: String = line.chars().take(LETTERE_MAX).collect();
        let testo = cut.split_whitespace().collect::<Vec<_>>().join(" ");
        Riga { parole: parole(&testo), testo }
    };
    text.lines().take(RIGHE_MAX).map(line).collect()
}

/// A text in small letters, without accents: letter by letter, so that places stay.
pub(super) fn piano(text: &str) -> String {
    let plain = |c: char| match c {
        'À' | 'Á' | 'à' | 'á' => 'a',
        'È' | 'É' | 'è' | 'é' => 'e',
        'Ì' | 'Í' | 'ì' | 'í' => 'i',
        'Ò' | 'Ó' | 'ò' | 'ó' => 'o',
        'Ù' | 'Ú' | 'ù' | 'ú' => 'u',
        '’' | '‘' | '`' => '\'',
        'º' => '°',
        other => other.to_lowercase().next().unwrap_or(other),
    };
    text.chars().map(plain).collect()
}

/// The words of a line. "N.45", "n°45" and "Nr. 45" are two: `n` and the number.
fn parole(line: &str) -> Vec<String> {
    let mut all = Vec::new();
    let flat = piano(line);
    for word in flat.split(|c: char| c.is_whitespace() || ":()[]".contains(c)) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let rest = ["nr.", "n.", "n°", "n"].iter().find_map(|mark| word.strip_prefix(mark));
        let number = rest.map(|rest| rest.trim_start_matches(['.', '°']));
        match number.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            Some(number) => all.extend(["n".to_owned(), number.to_owned()]),
            None if word.is_empty() => {}
            None => all.push(word.to_owned()),
        }
    }
    all
}

/// Whether a word says that a number follows.
pub(super) fn segno(word: &str) -> bool {
    matches!(word, "n" | "nr" | "nro" | "n.ro" | "num" | "numero")
}

/// The words around a place: so many before, so many after.
pub(super) fn intorno(words: &[&str], at: usize, before: usize, after: usize) -> String {
    let from = at.saturating_sub(before);
    let to = words.len().min(at.saturating_add(after).saturating_add(1));
    words.get(from..to).unwrap_or_default().join(" ")
}
