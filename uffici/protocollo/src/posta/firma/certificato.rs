//! What OpenSSL tells of a certificate, and of why it does not trust one. Pure.

use chrono::NaiveDateTime;
use kernel::Instant;

use super::{Esito, MITTENTE, corto};

/// A certificate, as far as it is of use here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Certificato {
    pub emails: Vec<String>,
    pub nome: Option<String>,
    pub autorita: Option<String>,
    pub dal: Option<Instant>,
    pub al: Option<Instant>,
    pub impronta: Option<String>,
}

/// Reads the answer of `openssl x509 -email -subject -issuer -dates -fingerprint`.
pub(super) fn leggi(text: &str) -> Certificato {
    let mut read = Certificato::default();
    for line in text.lines() {
        match line.split_once('=') {
            Some(("subject", name)) => read.nome = nome(name),
            Some(("issuer", name)) => read.autorita = nome(name),
            Some(("notBefore", at)) => read.dal = istante(at),
            Some(("notAfter", at)) => read.al = istante(at),
            Some((what, value)) if what.ends_with("Fingerprint") => {
                read.impronta = Some(value.replace(':', "").to_ascii_lowercase());
            }
            None if line.contains('@') => read.emails.push(line.trim().to_lowercase()),
            _ => {}
        }
    }
    read
}

/// `2020-01-01 00:00:00Z`
fn istante(text: &str) -> Option<Instant> {
    let read = NaiveDateTime::parse_from_str(text.trim(), "%Y-%m-%d %H:%M:%SZ").ok()?;
    Some(Instant::from_micros(read.and_utc().timestamp_micros()))
}

/// The common name of a distinguished name (RFC 2253), else the organisation, else all of it.
fn nome(name: &str) -> Option<String> {
    let piece = |wanted: &str| {
        let at = name.match_indices(wanted).find(|(at, _)| *at == 0 || name[..*at].ends_with(','))?.0 + wanted.len();
        let mut value = String::new();
        let mut chars = name.get(at..)?.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => value.extend(chars.next()),
                ',' => break,
                c => value.push(c),
            }
        }
        Some(value)
    };
    let chosen = piece("CN=").or_else(|| piece("O=")).unwrap_or_else(|| name.to_owned());
    Some(corto(&chosen)).filter(|name| !name.is_empty())
}

impl Certificato {
    /// Why it cannot have signed what comes from this address at this time.
    pub(super) fn impedimento(&self, from: &str, at: Instant) -> Option<String> {
        let day = |at: Instant| at.rome().format("%d/%m/%Y").to_string();
        if !self.emails.iter().any(|email| email == from) {
            let whose =
                self.emails.first().map_or_else(|| "senza indirizzo".into(), |email| format!("di {}", corto(email)));
            return Some(format!("La busta viene da {}, ma chi ha firmato ha un certificato {whose}.", corto(from)));
        }
        if from.split('@').next() != Some(MITTENTE) {
            return Some(format!(
                "La firma è di {}: buste e ricevute della PEC le firma il gestore, con l'indirizzo {MITTENTE} del suo dominio.",
                corto(from)
            ));
        }
        if let Some(al) = self.al.filter(|al| *al < at) {
            return Some(format!(
                "Il certificato del gestore era scaduto il {}, prima di questa busta ({}).",
                day(al),
                day(at)
            ));
        }
        let dal = self.dal.filter(|dal| *dal > at)?;
        Some(format!("Il certificato del gestore vale dal {}, dopo la data di questa busta ({}).", day(dal), day(at)))
    }
}

/// Why `openssl verify` does not trust a certificate, from what it says: its numbers stay the same over the years
/// (X509_STORE_CTX_get_error), its words do not.
pub(super) fn perche(said: &str) -> (Esito, String) {
    let number = |line: &str| line.split_once("error ")?.1.split(' ').next()?.parse::<u32>().ok();
    let codes: Vec<u32> = said.lines().filter_map(number).collect();
    let any = |wanted: &[u32]| codes.iter().any(|code| wanted.contains(code));
    if any(&[7, 6]) {
        (
            Esito::NonValida,
            "Il certificato del gestore è falso: la firma dell'autorità che vi compare non torna.".into(),
        )
    } else if any(&[9, 10, 13, 14]) {
        (
            Esito::NonValida,
            "Il certificato del gestore, o quello di chi lo garantisce, non valeva il giorno di questa busta.".into(),
        )
    } else if any(&[26, 24, 79]) {
        (Esito::NonValida, "Il certificato di chi ha firmato non è fatto per firmare posta elettronica.".into())
    } else if any(&[2, 18, 19, 20, 21, 27]) {
        let sentence = "Nessuna autorità conosciuta garantisce chi ha firmato. Chi gestisce le caselle può aggiungerla in Caselle di posta.";
        (Esito::Sconosciuta, sentence.into())
    } else if codes.is_empty() {
        (Esito::NonVerificata, "OpenSSL non ha saputo controllare il certificato del gestore.".into())
    } else {
        let told = said
            .lines()
            .find(|line| line.contains("error "))
            .and_then(|line| line.split_once(": "))
            .map(|pair| corto(pair.1));
        (Esito::NonValida, format!("Il certificato del gestore non è valido ({}).", told.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: &str = "posta-certificata@gestore.example\nsubject=CN=Gestore\\, uno,O=Gestore Spa,C=IT\nissuer=O=Autorita,C=IT\n\
        notBefore=2020-01-01 00:00:00Z\nnotAfter=2026-01-01 00:00:00Z\nsha256 Fingerprint=7E:1A\n";

    fn day(text: &str) -> Instant {
        istante(&format!("{text} 12:00:00Z")).unwrap()
    }

    #[test]
    fn a_certificate_is_read_as_openssl_tells_it() {
        let read = leggi(TOLD);
        assert_eq!(read.emails, ["posta-certificata@gestore.example"]);
        assert_eq!((read.nome.as_deref(), read.autorita.as_deref()), (Some("Gestore, uno"), Some("Autorita")));
        assert_eq!((read.dal, read.impronta.as_deref()), (istante("2020-01-01 00:00:00Z"), Some("7e1a")));
    }

    #[test]
    fn it_signs_for_its_own_address_and_in_its_own_time() {
        let read = leggi(TOLD);
        let why = |from: &str, at: &str| read.impedimento(from, day(at)).unwrap_or_default();
        assert_eq!(why("posta-certificata@gestore.example", "2025-06-01"), "");
        assert!(
            why("posta-certificata@altro.example", "2025-06-01").contains("certificato di posta-certificata@gestore")
        );
        assert!(why("posta-certificata@gestore.example", "2026-06-01").contains("scaduto il 01/01/2026"));
        assert!(why("posta-certificata@gestore.example", "2019-06-01").contains("vale dal 01/01/2020"));
        let person = Certificato { emails: vec!["rossi@example.it".into()], ..read.clone() };
        assert!(person.impedimento("rossi@example.it", day("2025-06-01")).unwrap().contains("le firma il gestore"));
    }

    #[test]
    fn an_unknown_authority_is_told_from_a_false_certificate() {
        let esito = |said: &str| perche(said).0;
        assert_eq!(
            esito("CN = x\nerror 20 at 0 depth lookup: unable to get local issuer certificate\n"),
            Esito::Sconosciuta
        );
        assert_eq!(
            esito("error 20 at 0 depth lookup: x\nerror 10 at 0 depth lookup: certificate has expired"),
            Esito::NonValida
        );
        assert_eq!(esito("error 26 at 0 depth lookup: unsuitable certificate purpose"), Esito::NonValida);
        assert!(perche("error 66 at 0 depth lookup: EE certificate key too weak").1.contains("key too weak"));
        assert_eq!(esito("Segmentation fault"), Esito::NonVerificata);
    }
}
