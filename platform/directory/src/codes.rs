//! The codes of a subject, as they are stored and compared.

use codice_fiscale::{CodiceFiscale, PartitaIva};

/// The tax code in capitals.
pub(crate) fn tax_code(text: &str) -> Result<String, String> {
    let code = CodiceFiscale::parse(text).map_err(|error| sentence("Correggi il codice fiscale.", &error))?;
    Ok(code.as_str().to_owned())
}

/// The VAT number: eleven digits for Italy; country and number, in capitals, for the others.
pub(crate) fn vat_number(text: &str) -> Result<String, String> {
    let compact: String =
        text.chars().filter(|c| !c.is_whitespace()).take(64).map(|c| c.to_ascii_uppercase()).collect();
    let letters = compact.chars().take_while(char::is_ascii_alphabetic).count();
    if letters == 0 || compact.starts_with("IT") {
        let number = PartitaIva::parse(&compact).map_err(|error| sentence("Correggi la partita IVA.", &error))?;
        return Ok(number.as_str().to_owned());
    }
    // A number of another country: two letters, then two to twelve letters and digits (Council Directive 2006/112/EC,
    // art. 215, and the formats that VIES lists; `+` and `*` stand in some old Irish ones).
    let rest = compact.get(2..).unwrap_or_default();
    let shape =
        rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '+' || c == '*') && (2..=12).contains(&rest.len());
    if letters >= 2 && shape && rest.chars().any(|c| c.is_ascii_digit()) {
        return Ok(compact);
    }
    Err("Correggi la partita IVA. Quella italiana ha 11 cifre; quella estera comincia con le due lettere del paese, \
         come DE123456789."
        .into())
}

/// A tax code that does not pass its check but has the shape of one: what a document may bear all the same. In capitals.
pub(crate) fn wrong_tax_code(text: &str) -> Option<String> {
    use codice_fiscale::Error::{BirthDate, Character, CheckCharacter};
    let compact = compact(text);
    let wrong = matches!(CodiceFiscale::parse(text), Err(CheckCharacter { .. } | BirthDate | Character { .. }));
    let shape = matches!(compact.len(), 11 | 16) && compact.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (wrong && shape).then_some(compact)
}

/// An Italian VAT number of which only the check digit is wrong: the eleven digits.
pub(crate) fn wrong_vat_number(text: &str) -> Option<String> {
    use codice_fiscale::Error::CheckCharacter;
    let compact = compact(text);
    let number = compact.strip_prefix("IT").unwrap_or(&compact);
    matches!(PartitaIva::parse(&compact), Err(CheckCharacter { .. })).then(|| number.to_owned())
}

/// Whether a text has the shape of a tax code or VAT number and fails its check: it can be kept with a reason.
pub fn wrong_code(text: &str) -> bool {
    wrong_tax_code(text).is_some() || wrong_vat_number(text).is_some()
}

/// The tax code that the data of the person yield, where letters stand for digits (omocodia) or not; none for the codes of
/// bodies and for wrong ones.
pub(crate) fn without_omocodia(text: &str) -> Option<String> {
    let code = CodiceFiscale::parse(text).ok().filter(|code| !code.is_numeric())?;
    Some(code.without_omocodia().as_str().to_owned())
}

fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).take(64).map(|c| c.to_ascii_uppercase()).collect()
}

/// The code in the index of public administrations (IPA), in small letters.
pub(crate) fn ipa(text: &str) -> Result<String, String> {
    let code = text.trim().to_ascii_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if code.is_empty() || code.len() > 30 || !code.chars().all(plain) {
        return Err("Correggi il codice IPA. Ha solo lettere, cifre e trattini bassi, come c_h501.".into());
    }
    Ok(code)
}

/// The PEC address, in small letters: the managers of PEC make no difference.
pub(crate) fn pec(text: &str) -> Result<String, String> {
    let address = text.trim();
    crate::mailbox::check(address).map_err(|wrong| format!("L'indirizzo PEC \"{}\" {wrong}.", shown(address)))?;
    Ok(address.to_lowercase())
}

/// The mail address as it was written.
pub(crate) fn email(text: &str) -> Result<String, String> {
    let address = text.trim();
    crate::mailbox::check(address).map_err(|wrong| format!("L'indirizzo email \"{}\" {wrong}.", shown(address)))?;
    Ok(address.to_owned())
}

/// What to correct, and what is wrong with it.
fn sentence(what: &str, error: &codice_fiscale::Error) -> String {
    let wrong = error.to_string();
    let mut letters = wrong.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    format!("{what} {}{}.", first.collect::<String>(), letters.as_str())
}

/// As much of what was typed as a sentence can carry.
fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_italian_number_loses_its_country_and_a_foreign_one_keeps_it() {
        assert_eq!(vat_number("it 11111111115").unwrap(), "11111111115");
        assert_eq!(vat_number("111 1111 1115").unwrap(), "11111111115");
        assert_eq!(vat_number("de123456789").unwrap(), "DE123456789");
        assert_eq!(vat_number("ATU12345678").unwrap(), "ATU12345678");
    }

    #[test]
    fn a_wrong_number_is_refused_with_the_reason() {
        assert!(vat_number("11111111116").unwrap_err().contains("controllo"));
        assert!(vat_number("IT123").unwrap_err().contains("11 cifre"));
        assert!(vat_number("D1").unwrap_err().contains("DE123456789"));
        assert!(vat_number("DEABCDEFGH").is_err());
        assert!(vat_number("dé123456").is_err(), "no slicing inside a letter");
    }

    #[test]
    fn a_wrong_tax_code_is_refused_with_the_place_of_the_mistake() {
        assert_eq!(tax_code(" cccfba85d03l219p ").unwrap(), "CCCFBA85D03L219P");
        let short = "Correggi il codice fiscale. Il codice fiscale ha 16 caratteri (11 per gli enti), qui sono 15.";
        assert_eq!(tax_code("CCCFBA85D03L219").unwrap_err(), short);
        assert!(tax_code("CCCFBA85D03L219X").unwrap_err().contains("controllo"));
    }

    #[test]
    fn a_code_whose_check_does_not_fit_can_be_kept_and_another_text_cannot() {
        assert_eq!(wrong_tax_code("cccfba85d03l219x").as_deref(), Some("CCCFBA85D03L219X"));
        assert_eq!(wrong_tax_code("12345678901").as_deref(), Some("12345678901"));
        assert_eq!(wrong_tax_code("CCCFBA85D03L219P"), None, "a right one is not wrong");
        assert_eq!(wrong_tax_code("CCCFBA85D03L219"), None);
        assert_eq!(wrong_tax_code("CCCFBA85D03-2190"), None);
        assert_eq!(wrong_vat_number("IT11111111116").as_deref(), Some("11111111116"));
        assert_eq!(wrong_vat_number("1111111111X"), None);
    }

    #[test]
    fn the_codes_of_omocodia_have_the_same_base() {
        assert_eq!(without_omocodia("CCCFBAURDLPLNMVU"), without_omocodia("CCCFBA85D03L219P"));
        assert_eq!(without_omocodia("06363391001"), None);
    }

    #[test]
    fn an_ipa_code_is_small_letters_digits_and_low_lines() {
        assert_eq!(ipa(" C_M999 ").unwrap(), "c_m999");
        assert!(ipa("c m999").is_err());
    }
}
