//! How names are compared. The folded name is stored in the record, so what is written here changes only with a
//! migration that folds every name again; the analysis of `search` may change freely, and is another thing.

use std::collections::BTreeSet;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The most characters that are looked at.
const MAX_CHARS: usize = 300;
/// The most bytes that come out: within what either engine takes in an index.
const MAX_BYTES: usize = 900;

/// A name as it is compared: small letters without accents and digits, single spaces between words; the dots of
/// abbreviations vanish (`S.r.l.` is `srl`), other marks part words (`D'Angelo` is `d angelo`).
pub fn fold(text: &str) -> String {
    let text: String = text.chars().take(MAX_CHARS).collect();
    let mut out = String::with_capacity(text.len());
    for token in text.split_whitespace() {
        let token = token.trim_matches(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
        out.push(' ');
        let abbreviation = is_abbreviation(token);
        for c in token.chars().filter(|c| !abbreviation || *c != '.') {
            fold_char(c, &mut out);
        }
    }
    let mut folded = out.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    folded.truncate(folded.floor_char_boundary(MAX_BYTES));
    folded.truncate(folded.trim_end().len());
    folded
}

/// The words by which a name is found: those of its folded form, and those with an apostrophe also in one piece
/// (`dangelo`).
pub(crate) fn words(name: &str) -> BTreeSet<String> {
    let folded = fold(name);
    let glued = name.split_whitespace().filter(|token| token.contains(is_apostrophe));
    let glued: String = glued.map(|token| token.replace(is_apostrophe, "") + " ").collect();
    let glued = fold(&glued);
    folded.split(' ').chain(glued.split(' ')).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether two names can be of the same subject: each word of the shorter is in the longer, in any order.
pub(crate) fn names_agree(a: &str, b: &str) -> bool {
    let set = |name: &str| fold(name).split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    let (a, b) = (set(a), set(b));
    a.is_subset(&b) || b.is_subset(&a)
}

/// The least text greater than every text that begins with `prefix`, byte by byte.
pub(crate) fn end_of(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

/// `S.p.A`, `G.B`: single letters with dots between.
fn is_abbreviation(token: &str) -> bool {
    token.contains('.') && token.split('.').all(|piece| piece.chars().count() <= 1)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '′')
}

/// Appends the folded form of `c`; a space where it parts words.
fn fold_char(c: char, out: &mut String) {
    if is_combining_mark(c) || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}') {
        return;
    }
    if matches!(c, 'º' | 'ª') {
        out.push(' ');
        return;
    }
    let before = out.len();
    for lower in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
        match lower {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'þ' => out.push_str("th"),
            'ı' => out.push('i'),
            other if other.is_alphanumeric() && !is_combining_mark(other) => out.push(other),
            _ => {}
        }
    }
    if out.len() == before {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_written_in_different_ways_folds_alike() {
        for (written, folded) in [
            ("  Rossi   MARIO ", "rossi mario"),
            ("Niccolò", "niccolo"),
            ("NICCOLO'", "niccolo"),
            ("Niccolo\u{300}", "niccolo"),
            ("D’Angelo", "d angelo"),
            ("Edilnova S.r.l.", "edilnova srl"),
            ("EDILNOVA SRL", "edilnova srl"),
            ("dott.Rossi", "dott rossi"),
            ("Rossi & C. (S.p.A.)", "rossi c spa"),
            ("Łukasz Straße", "lukasz strasse"),
            ("!!!", ""),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["S.p.A.", "D'Angelo & C.", "ﷺ", "İstanbul", "Ψυχή", "日本 株式会社"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }

    #[test]
    fn a_name_of_ligatures_stays_within_an_index_entry() {
        let ligatures = fold(&"ﷺ".repeat(5_000));
        assert!(!ligatures.is_empty() && ligatures.len() <= MAX_BYTES);
        assert!(fold(&"a".repeat(5_000)).len() <= MAX_CHARS);
    }

    #[test]
    fn an_apostrophe_may_be_left_out_when_searching() {
        let found = words("Dell'Acqua Anna");
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), ["acqua", "anna", "dell", "dellacqua"]);
    }

    #[test]
    fn names_agree_when_one_says_more_and_not_when_they_say_different_things() {
        assert!(names_agree("Mario Rossi", "ROSSI MARIO"));
        assert!(names_agree("Comune di Montefiorito", "Comune di Montefiorito - Ufficio Tributi"));
        assert!(!names_agree("Verdi Anna", "Bianchi Luigi"));
    }
}
