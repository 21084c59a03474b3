/// The most characters of an address (RFC 5321 §4.5.3.1, RFC 3696 erratum 1690).
const MAX_CHARS: usize = 254;
/// The most bytes of the part before the at sign (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL: usize = 64;

/// Whether a text has the shape of a mail address (RFC 5321 §4.1.2, without quoted parts and address literals; letters
/// of any alphabet, RFC 6531). What is wrong otherwise, to follow "L'indirizzo ...".
pub(crate) fn check(text: &str) -> Result<(), &'static str> {
    if text.chars().count() > MAX_CHARS {
        return Err("è troppo lungo: può avere al massimo 254 caratteri");
    }
    if text.chars().any(char::is_whitespace) {
        return Err("contiene uno spazio: scrivi un solo indirizzo, senza spazi");
    }
    let Some((local, domain)) = text.split_once('@') else {
        return Err("non ha la chiocciola (@)");
    };
    if domain.contains('@') {
        return Err("ha più di una chiocciola (@): scrivi un solo indirizzo");
    }
    if local.is_empty() || local.len() > MAX_LOCAL {
        return Err("deve avere prima della chiocciola da 1 a 64 caratteri");
    }
    let of_local = |c: char| c.is_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c);
    if !local.chars().all(of_local) {
        return Err("contiene prima della chiocciola un carattere che gli indirizzi non hanno");
    }
    let label = |label: &str| {
        let inner = label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        !label.is_empty() && label.len() <= 63 && inner && !label.starts_with('-') && !label.ends_with('-')
    };
    if !domain.contains('.') || !domain.split('.').all(label) {
        return Err("deve avere dopo la chiocciola un dominio intero, come pec.esempio.it");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_addresses_pass() {
        for address in
            ["protocollo@pec.comune.example.it", "o'brien+x@sub.example.com", "1.2_3@legalmail.it", "josé@müller.de"]
        {
            assert_eq!(check(address), Ok(()), "{address}");
        }
    }

    #[test]
    fn each_mistake_is_named() {
        let long = format!("{}@pec.it", "a".repeat(65));
        for (address, word) in [
            ("protocollo.pec.it", "chiocciola"),
            ("a@b@pec.it", "più di una"),
            ("a b@pec.it", "spazio"),
            ("@pec.it", "da 1 a 64"),
            (&long, "da 1 a 64"),
            ("<a>@pec.it", "carattere"),
            ("a@pec", "dominio"),
            ("a@pec..it", "dominio"),
            ("a@-pec.it", "dominio"),
            (&"a".repeat(300), "254"),
        ] {
            assert!(check(address).unwrap_err().contains(word), "{address}");
        }
    }
}
