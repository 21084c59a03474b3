//! The provider's signature on the envelopes and receipts of certified mail (RFC 6109, section 4.3 and 6.3), judged by
//! our own verifier.
//!
//! Checked: that what is signed is as it was signed; that the certificate was good when the envelope says it was
//! written; that it belongs to the address from which the envelope comes; that an authority vouches for it, of the
//! system's or of those that the ente has added; that digest and keys could be relied upon then. *Not checked:* whether
//! the certificate was revoked meanwhile, and whether its holder stands in AgID's list of providers.

pub mod ancora;
pub(crate) mod certificato;
pub mod fiducia;
pub mod giudizio;
pub mod verifica;

use bytes::Bytes;
use kernel::Instant;
use pec::{Kind, Message};

/// Bytes of the largest signature that is looked at: with its certificates it takes some thousands.
const MAX_SIGNATURE: usize = 1 << 20;
/// Characters kept of a name or a reason.
const MOST: usize = 300;
/// Who signs what the system of certified mail writes, at the provider's domain (RFC 6109, section 3).
const MITTENTE: &str = "posta-certificata";

/// What came of checking a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Esito {
    /// It is good.
    Valida,
    /// It is whole, but nothing vouches for it: no authority that we trust knows who made it, or its digest or key proved
    /// little by then.
    Sconosciuta,
    /// What is signed was altered, or another has signed, or the certificate was not good.
    NonValida,
    /// There is none.
    Assente,
    /// Nobody could check it.
    NonVerificata,
}

impl Esito {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Valida, Self::Sconosciuta, Self::NonValida, Self::Assente, Self::NonVerificata];

    /// As it is stored, for programs too.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Valida => "valida",
            Self::Sconosciuta => "sconosciuta",
            Self::NonValida => "non_valida",
            Self::Assente => "assente",
            Self::NonVerificata => "non_verificata",
        }
    }

    /// The one with this code; what is unknown nobody has checked.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|esito| esito.code() == code).unwrap_or(Self::NonVerificata)
    }

    /// In words for people.
    pub const fn parole(self) -> &'static str {
        match self {
            Self::Valida => "Firma del gestore valida",
            Self::Sconosciuta => "Firma integra, ma non garantita",
            Self::NonValida => "Firma del gestore non valida",
            Self::Assente => "Senza la firma del gestore",
            Self::NonVerificata => "Firma del gestore non verificata",
        }
    }

    /// Whether a receipt with it counts. `severa`: only what is known to be good does.
    pub const fn conta(self, severa: bool) -> bool {
        match self {
            Self::Valida => true,
            Self::NonValida => false,
            Self::Sconosciuta | Self::Assente | Self::NonVerificata => !severa,
        }
    }
}

/// A signature, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firma {
    pub esito: Esito,
    /// Who signed, as the certificate says.
    pub firmatario: Option<String>,
    /// Who vouches for that, as the certificate says.
    pub autorita: Option<String>,
    /// Why it is not good, as a sentence.
    pub motivo: Option<String>,
}

impl Firma {
    fn senza(esito: Esito, motivo: impl Into<String>) -> Self {
        Self { esito, firmatario: None, autorita: None, motivo: Some(motivo.into()) }
    }
}

/// What is to be checked of a message.
#[derive(Clone, Debug)]
pub struct DaVerificare {
    content: Bytes,
    signature: Bytes,
    /// From where the envelope comes.
    from: String,
    /// When it was written.
    at: Instant,
}

/// What is to be checked of a message, or what can be said at once; none for ordinary mail. `now`: what says that it was written
/// later was written now.
pub fn di(message: &Message, now: Instant) -> Option<Result<DaVerificare, Firma>> {
    if message.kind == Kind::Ordinaria {
        return None;
    }
    if !message.signature_present {
        return Some(Err(Firma::senza(Esito::Assente, "Il messaggio non ha la firma del gestore (smime.p7s).")));
    }
    let Some(signed) = message.signed().filter(|signed| signed.signature.len() <= MAX_SIGNATURE) else {
        let why = "Il messaggio non è fatto come chiedono le regole della PEC: non si capisce che cosa sia firmato.";
        return Some(Err(Firma::senza(Esito::NonValida, why)));
    };
    if message.kind.is_receipt() && message.daticert.is_none() {
        let why = "Tra le cose firmate mancano i dati di certificazione (daticert.xml): la ricevuta non prova niente.";
        return Some(Err(Firma::senza(Esito::NonValida, why)));
    }
    let date = message.certified_at.or(message.envelope.date);
    let at = date.map_or(now, |date| Instant::from_micros(date.timestamp_micros()).min(now));
    let from = message.envelope.from.as_ref().map(|from| from.email.trim().to_lowercase()).unwrap_or_default();
    Some(Ok(DaVerificare { content: signed.content, signature: signed.signature, from, at }))
}

/// A text from a certificate or a program, short and on one line.
fn corto(text: &str) -> String {
    let plain: String = text.chars().map(|c| if documents::is_plain(c) { c } else { ' ' }).take(4 * MOST).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_micros(1_800_000_000_000_000);

    fn of(text: &str) -> Option<Result<DaVerificare, Firma>> {
        di(&pec::read(text.as_bytes()).unwrap(), NOW)
    }

    #[test]
    fn a_receipt_counts_with_a_good_signature_and_never_with_a_bad_one() {
        for esito in Esito::ALL {
            assert_eq!(Esito::from_code(esito.code()), esito);
            assert_eq!(esito.conta(true), esito == Esito::Valida, "{esito:?}");
            assert_eq!(esito.conta(false), esito != Esito::NonValida, "{esito:?}");
        }
    }

    #[test]
    fn what_is_said_without_a_signature_or_beside_it_is_told() {
        let head = "From: posta-certificata@gestore.example\r\nSubject: x\r\nX-Ricevuta: accettazione\r\nMIME-Version: 1.0\r\n";
        let esito = |text: String| of(&text).unwrap().unwrap_err().esito;
        assert!(of("From: a@example.it\r\nSubject: x\r\n\r\nTesto\r\n").is_none());
        assert_eq!(esito(format!("{head}\r\nTesto\r\n")), Esito::Assente);
        let p7s = "Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMAA=\r\n";
        let signed = "Content-Type: multipart/signed; boundary=f\r\n\r\n";
        // A part too many: which of them is signed?
        let three = format!("{head}{signed}--f\r\n\r\nuno\r\n--f\r\n\r\ndue\r\n--f\r\n{p7s}--f--\r\n");
        assert_eq!(esito(three), Esito::NonValida);
        let wrapped =
            format!("{head}Content-Type: multipart/mixed; boundary=f\r\n\r\n--f\r\n\r\nuno\r\n--f\r\n{p7s}--f--\r\n");
        assert_eq!(esito(wrapped), Esito::NonValida);
        let empty = format!("{head}{signed}--f\r\n\r\nuno\r\n--f\r\n{p7s}--f--\r\n");
        assert_eq!(esito(empty), Esito::NonValida, "a receipt without certification data");
        let envelope = format!("{head}{signed}--f\r\n\r\nuno\r\n--f\r\n{p7s}--f--\r\n")
            .replace("X-Ricevuta: accettazione", "X-Trasporto: errore");
        let asked = of(&envelope).unwrap().unwrap();
        assert_eq!(
            (asked.content.as_ref(), asked.from.as_str()),
            (&b"\r\nuno"[..], "posta-certificata@gestore.example")
        );
        assert_eq!(asked.at, NOW);
    }
}
