//! A key as 24 Italian words (BIP-39): 256 bits and eight of check, to be written on paper and typed back.

use bip39::{Language, Mnemonic};
use zeroize::Zeroizing;

use crate::{Error, Key};

/// 24 words and the blanks between them are a few hundred letters.
const LONGEST: usize = 2_000;

impl Key {
    /// The 24 words.
    pub fn words(&self) -> Zeroizing<String> {
        let words = Mnemonic::from_entropy_in(Language::Italian, &*self.0).expect("256 bits are 24 words");
        Zeroizing::new(words.to_string())
    }

    /// Reads the 24 words back: capitals, numbers before the words and any blanks do not matter.
    ///
    /// # Errors
    /// [`Error::Words`], with the word that is not in the list, or how many there are.
    pub fn from_words(text: &str) -> Result<Self, Error> {
        let no = |sentence: String| Err(Error::Words(sentence));
        if text.len() > LONGEST {
            return no("Le parole sono troppe: ne servono 24.".into());
        }
        let letters = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        let words: Vec<String> = letters.map(str::to_lowercase).collect();
        if words.len() != 24 {
            return no(format!("Le parole devono essere 24: ne ho lette {}.", words.len()));
        }
        let list = Language::Italian.word_list();
        let strangers: Vec<&str> = words.iter().map(String::as_str).filter(|word| !list.contains(word)).collect();
        if !strangers.is_empty() {
            return no(format!("Queste parole non sono nell'elenco, forse c'è un errore: {}.", strangers.join(", ")));
        }
        let read = Mnemonic::parse_in_normalized(Language::Italian, &words.join(" "));
        match read.ok().and_then(|read| Self::from_bytes(&Zeroizing::new(read.to_entropy()))) {
            Some(key) => Ok(key),
            None => no("Le 24 parole non tornano: forse due sono scambiate di posto, o una è sbagliata.".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::SeededRandom;

    use super::*;

    #[test]
    fn a_key_comes_back_from_its_words_as_people_type_them() {
        let key = Key::new(&SeededRandom::new(1));
        let words = key.words();
        assert_eq!(words.split(' ').count(), 24);
        let numbered: Vec<String> =
            words.split(' ').enumerate().map(|(n, word)| format!("{}. {}", n + 1, word.to_uppercase())).collect();
        for typed in [words.to_string(), numbered.join("\n"), format!("  {}  \n", words.replace(' ', "   "))] {
            assert_eq!(Key::from_words(&typed).unwrap().fingerprint(), key.fingerprint(), "{typed}");
        }
    }

    #[test]
    fn words_in_the_wrong_place_missing_or_misspelt_are_told() {
        let words = Key::new(&SeededRandom::new(1)).words();
        let mut list: Vec<&str> = words.split(' ').collect();
        let told = |list: &[&str]| Key::from_words(&list.join(" ")).unwrap_err().to_string();
        assert!(told(&list[..23]).contains("ne ho lette 23"));
        list.swap(0, 1);
        assert!(told(&list).contains("scambiate"), "{}", told(&list));
        list[5] = "xilofonoo";
        assert!(told(&list).contains("xilofonoo"));
        assert!(Key::from_words(&"a ".repeat(1_000_000)).is_err());
    }
}
