use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What a character is to the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Part of a word: its folded letters or digits were appended.
    Text,
    /// Neither part of a word nor a border: an accent written apart, a soft hyphen, a byte-order mark.
    Nothing,
    /// A border between words.
    Border,
}

/// Appends the folded form of `c`: compatibility forms undone (NFKD), accents dropped, lower case.
pub(crate) fn fold_into(c: char, out: &mut String) -> Class {
    if c.is_ascii() {
        if !c.is_ascii_alphanumeric() {
            return Class::Border;
        }
        out.push(c.to_ascii_lowercase());
        return Class::Text;
    }
    // "n°", "nº" and "1ª" are a word and a mark, not a word that ends in "o" or "a".
    if matches!(c, 'º' | 'ª') {
        return Class::Border;
    }
    if is_combining_mark(c) || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}') {
        return Class::Nothing;
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
            _ if is_combining_mark(lower) || !lower.is_alphanumeric() => {}
            other => out.push(other),
        }
    }
    if out.len() > before { Class::Text } else { Class::Border }
}

/// Whether `c` stands for an apostrophe in what people and programs write.
pub(crate) const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '′')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        text.chars().for_each(|c| {
            fold_into(c, &mut out);
        });
        out
    }

    #[test]
    fn accents_and_case_make_no_difference_however_they_are_written() {
        for (text, expected) in [
            ("Città", "citta"),
            ("PERCHE\u{301}", "perche"),
            ("ﬁrma", "firma"),
            ("Straße", "strasse"),
            ("İçel", "icel"),
        ] {
            assert_eq!(folded(text), expected);
        }
    }
}
