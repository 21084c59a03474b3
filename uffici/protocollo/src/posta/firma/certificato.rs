//! A certificate of a provider, as far as it is of use here. Pure.

use chrono::{DateTime, Utc};
use kernel::Instant;
use signing::verify::certificate::{Certificate, GeneralName, Name};

use super::{MITTENTE, corto};

/// What it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Certificato {
    pub emails: Vec<String>,
    pub nome: Option<String>,
    pub autorita: Option<String>,
    pub dal: Option<Instant>,
    pub al: Option<Instant>,
    pub impronta: Option<String>,
}

/// Reads it.
pub(super) fn di(certificate: &Certificate) -> Certificato {
    let instant = |at: DateTime<Utc>| Some(Instant::from_micros(at.timestamp_micros()));
    let names = certificate.extensions().alternative_names.iter();
    let emails = names.filter_map(|name| match name {
        GeneralName::Mail(address) => Some(address.trim().to_lowercase()),
        _ => None,
    });
    Certificato {
        emails: emails.collect(),
        nome: nome(certificate.subject()),
        autorita: nome(certificate.issuer()),
        dal: instant(certificate.not_before()),
        al: instant(certificate.not_after()),
        impronta: Some(certificate.fingerprint().to_string()),
    }
}

/// The common name, else the organisation.
fn nome(name: &Name) -> Option<String> {
    let chosen = name.common_name.clone().or_else(|| name.organization.clone());
    chosen.map(|name| corto(&name)).filter(|name| !name.is_empty())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Instant {
        Instant::start_of(text.parse().unwrap()).plus_seconds(43_200)
    }

    #[test]
    fn it_signs_for_its_own_address_and_in_its_own_time() {
        let read = Certificato {
            emails: vec!["posta-certificata@gestore.example".into()],
            nome: Some("Gestore, uno".into()),
            autorita: Some("Autorita".into()),
            dal: Some(day("2020-01-01")),
            al: Some(day("2026-01-01")),
            impronta: None,
        };
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
}
