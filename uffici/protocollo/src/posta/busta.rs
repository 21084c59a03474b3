//! What a message says of itself, as it is kept beside its bytes. Pure: bytes in, values out.

use kernel::Instant;
use pec::Kind;

use super::{Stato, firma::Firma};
use crate::riscontro::{
    carta::{self, Trovato},
    sigillo::Sigillo,
};

/// Characters kept of a subject, a name or an identifier.
const MOST: usize = 500;
/// Identifiers kept of those that a message names as what it answers.
const MOST_ANSWERED: usize = 30;
/// Anomalies kept; all of them are told again whenever the message is opened.
const MOST_ANOMALIES: usize = 20;

/// A message, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Busta {
    /// The word of the PEC rules for its kind, or `ordinaria`, or `illeggibile`.
    pub tipo: String,
    pub message_id: Option<String>,
    pub riferimento: Option<String>,
    pub mittente: Option<String>,
    pub indirizzo: Option<String>,
    pub consegna: Option<String>,
    pub oggetto: Option<String>,
    pub gestore: Option<String>,
    pub certificato_at: Option<Instant>,
    pub spedito_at: Option<Instant>,
    pub allegati: i64,
    pub anomalie: Vec<String>,
    /// Whether it is about another message, and then whether it says that something went wrong.
    pub ricevuta: Option<bool>,
    /// Of a failure: why, as the provider says it.
    pub causa: Option<String>,
    /// Of an acceptance: no addressee has a certified mailbox.
    pub esterno: bool,
    /// The provider's name of the message.
    pub identificativo: Option<String>,
    /// The identifiers of the messages that it answers, the nearest first.
    pub risponde_a: Vec<String>,
    /// A server's report that ordinary mail did not arrive.
    pub respinta: Option<pec::Bounce>,
    /// The provider's signature, where one is to be expected and somebody has looked.
    pub firma: Option<Firma>,
    /// Whether it calls itself a receipt, or an answer of another body, and is not to be believed.
    pub sospetta: bool,
    /// Whether the provider's signature is there and counts.
    pub creduta: bool,
    /// What it says to the protocol: an answer, a "segnatura".
    pub protocollo: Trovato,
    /// What came of verifying the seal of its "segnatura", where it brings one and somebody has looked.
    pub sigillo: Option<Sigillo>,
    /// The same of the answer that it brings.
    pub sigillo_risposta: Option<Sigillo>,
    /// Why it cannot be read at all.
    pub illeggibile: Option<String>,
}

/// Reads a message that came to a mailbox.
#[cfg(test)]
pub fn leggi(bytes: &[u8], certificata: bool) -> Busta {
    match pec::read(bytes) {
        Ok(message) => di(&message, certificata),
        Err(error) => illeggibile(&error.to_string()),
    }
}

/// What a message that was read says of itself. Only in a certified mailbox are receipts what they say: there the provider writes
/// them, and what comes from elsewhere stands in an envelope of its own.
pub fn di(message: &pec::Message, certificata: bool) -> Busta {
    let at = |date: chrono::DateTime<chrono::FixedOffset>| Instant::from_micros(date.timestamp_micros());
    let content = message.content();
    let from = message.from.as_ref().or(content.from.as_ref());
    let kind = &message.kind;
    let bad = matches!(
        kind,
        Kind::NonAccettazione(_) | Kind::MancataConsegna(_) | Kind::PreavvisoMancataConsegna | Kind::RilevazioneVirus
    );
    // A receipt is its own message: what it is about stands in `riferimento`.
    let own = if kind.is_receipt() { &message.envelope } else { content };
    let respinta = respinta(message);
    let bounced = respinta.is_some() && *kind == Kind::Ordinaria;
    Busta {
        tipo: if bounced { RESPINTA.into() } else { testo(kind.code()).unwrap_or_default() },
        message_id: own.message_id.as_deref().and_then(testo),
        riferimento: riferimento(message),
        mittente: from.and_then(|from| testo(from.name.as_deref()?)),
        indirizzo: from.and_then(|from| testo(&from.email)),
        consegna: message.daticert.as_ref().and_then(|data| testo(data.consegna.as_deref()?)),
        oggetto: message.subject.as_deref().or(content.subject.as_deref()).and_then(testo),
        gestore: message.provider.as_deref().and_then(testo),
        certificato_at: message.certified_at.map(at),
        spedito_at: content.date.map(at),
        allegati: i64::try_from(message.files().count()).unwrap_or(i64::MAX),
        anomalie: message.anomalies.iter().take(MOST_ANOMALIES).filter_map(|one| testo(&one.to_string())).collect(),
        ricevuta: (kind.is_receipt() && certificata).then_some(bad),
        causa: causa(message),
        identificativo: message.identificativo.as_deref().and_then(testo),
        risponde_a: risponde_a(message),
        respinta,
        firma: None,
        sospetta: false,
        creduta: false,
        sigillo: None,
        sigillo_risposta: None,
        protocollo: if kind.is_receipt() { Trovato::default() } else { carta::leggi(message) },
        esterno: message
            .daticert
            .as_ref()
            .is_some_and(|data| !data.destinatari.is_empty() && data.destinatari.iter().all(|to| !to.certificato)),
        illeggibile: None,
    }
}

/// What a receipt is about, as the certification data say it, which lie in what the provider signs. The header fields never do: to
/// whoever writes there another message than the one that was certified, nothing is tied.
fn riferimento(message: &pec::Message) -> Option<String> {
    let data = message.daticert.as_ref().filter(|_| message.kind.is_receipt())?;
    testo(data.msgid.as_deref()?)
}

/// The kind of a report that ordinary mail did not arrive.
pub const RESPINTA: &str = "respinta";

/// The report in a message, where it says that something went wrong: in ordinary mail, or in the envelope that a certified mailbox
/// puts around what is not certified.
fn respinta(message: &pec::Message) -> Option<pec::Bounce> {
    if !matches!(message.kind, Kind::Ordinaria | Kind::AnomaliaMessaggio) {
        return None;
    }
    let bounce = pec::bounce(message.content())?;
    let wrong = |one: &pec::Bounced| matches!(one.action, pec::Action::Failed | pec::Action::Delayed);
    bounce.recipients.iter().any(wrong).then_some(bounce)
}

/// What a message names as what it answers. Of a receipt that stands in `riferimento`.
fn risponde_a(message: &pec::Message) -> Vec<String> {
    if message.kind.is_receipt() {
        return Vec::new();
    }
    let content = message.content();
    let mut all: Vec<String> = Vec::new();
    for id in content.in_reply_to.iter().chain(content.references.iter().rev()) {
        if let Some(id) = testo(id).filter(|id| !all.contains(id)) {
            all.push(id);
        }
        if all.len() == MOST_ANSWERED {
            break;
        }
    }
    all
}

/// Why something failed: the code of the rules in words, and the provider's own.
fn causa(message: &pec::Message) -> Option<String> {
    let (Kind::NonAccettazione(code) | Kind::MancataConsegna(code)) = &message.kind else { return None };
    let words = message.daticert.as_ref().and_then(|data| testo(data.errore_esteso.as_deref()?));
    Some(match words {
        Some(words) => format!("{code} ({words})"),
        None => code.to_string(),
    })
}

/// A message of which nothing can be said but why.
pub fn illeggibile(why: &str) -> Busta {
    let why = format!("Il messaggio non si può leggere: {}.", why.trim_end_matches('.'));
    Busta { tipo: "illeggibile".into(), illeggibile: testo(&why), ..Busta::default() }
}

impl Busta {
    /// What becomes of it at first, and why.
    pub fn stato(&self) -> (Stato, Option<&str>) {
        match (&self.illeggibile, self.ricevuta) {
            (Some(why), _) => (Stato::DaParte, Some(why)),
            // Someone must know of a failure, and look at what is not to be believed or certifies nothing of any message: they wait
            // like what people write.
            (None, Some(false)) if !self.sospetta && self.riferimento.is_some() => (Stato::Ricevuta, None),
            (None, _) => (Stato::Attesa, None),
        }
    }
}

/// A text from outside on one line, without the characters that a page or a database cannot hold or that turn the writing
/// around; nothing when nothing is left.
fn testo(text: &str) -> Option<String> {
    let plain: String = text.chars().map(|c| if documents::is_plain(c) { c } else { ' ' }).take(4 * MOST).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST).collect::<String>();
    (!plain.is_empty()).then_some(plain)
}

/// What else there is to say of a kind. `certificata`: of the mailbox; `consegna`: the addressee of whom a receipt speaks.
pub fn dettaglio(tipo: &str, certificata: bool, consegna: Option<&str>) -> Option<String> {
    match tipo {
        "ordinaria" if certificata => Some("in una casella PEC".into()),
        "errore" => Some("busta di anomalia".into()),
        _ => consegna.map(|to| format!("per {to}")),
    }
}

/// Whether a message of this kind is written by a provider: who sent what it is about stands in it as its sender.
fn e_del_gestore(tipo: &str) -> bool {
    matches!(
        tipo,
        "accettazione"
            | "non-accettazione"
            | "presa-in-carico"
            | "avvenuta-consegna"
            | "errore-consegna"
            | "preavviso-errore-consegna"
            | "rilevazione-virus"
    )
}

/// Who wrote a message, as one reads it: the provider, of what only a provider writes.
pub fn chi_scrive(tipo: &str, gestore: Option<&str>, nome: Option<&str>, indirizzo: Option<&str>) -> String {
    match (nome, indirizzo) {
        _ if e_del_gestore(tipo) => {
            gestore.map_or_else(|| "Gestore PEC".into(), |name| format!("{name} (gestore PEC)"))
        }
        (Some(nome), Some(indirizzo)) if nome != indirizzo => format!("{nome} <{indirizzo}>"),
        (Some(one), _) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Mittente sconosciuto".into(),
    }
}

/// The kind in words for people.
pub fn tipo_in_parole(tipo: &str) -> &'static str {
    match tipo {
        "posta-certificata" => "PEC",
        "ordinaria" => "Posta ordinaria",
        "errore" => "Non certificata",
        "accettazione" => "Ricevuta di accettazione",
        "non-accettazione" => "Avviso di non accettazione",
        "presa-in-carico" => "Ricevuta di presa in carico",
        "avvenuta-consegna" => "Ricevuta di avvenuta consegna",
        "errore-consegna" => "Avviso di mancata consegna",
        "preavviso-errore-consegna" => "Preavviso di mancata consegna",
        "rilevazione-virus" => "Avviso di virus",
        RESPINTA => "Avviso di mancato recapito",
        crate::scansione::TIPO => "Scansione",
        crate::cooperazione::TIPO => "Cooperazione applicativa",
        "illeggibile" => "Non si può leggere",
        _ => "PEC di tipo sconosciuto",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "From: Rossi <rossi@example.it>\r\nTo: comune@pec.example.it\r\nSubject: Richiesta\u{202e}fdp\r\nMessage-ID: <uno@example.it>\r\nDate: Wed, 25 Nov 2026 10:00:00 +0100\r\n\r\nTesto\r\n";

    #[test]
    fn a_letter_waits_and_what_is_no_mail_is_put_aside_with_the_reason() {
        let busta = leggi(LETTER.as_bytes(), true);
        assert_eq!((busta.tipo.as_str(), busta.stato()), ("ordinaria", (Stato::Attesa, None)));
        assert_eq!(busta.oggetto.as_deref(), Some("Richiesta fdp"), "nothing turns the writing around");
        assert_eq!((busta.mittente.as_deref(), busta.indirizzo.as_deref()), (Some("Rossi"), Some("rossi@example.it")));
        assert_eq!(busta.message_id.as_deref(), Some("uno@example.it"));
        let busta = leggi(b"", true);
        assert_eq!(busta.stato(), (Stato::DaParte, Some("Il messaggio non si può leggere: il messaggio è vuoto.")));
    }

    /// A receipt whose header names one message and whose certification data another, or none.
    fn receipt(tipo: &str, header: &str, data: &str) -> Vec<u8> {
        let head = format!(
            "X-Ricevuta: {tipo}\r\nX-Riferimento-Message-ID: <{header}>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=b\r\nSubject"
        );
        let body = format!(
            "--b\r\nContent-Type: application/xml; name=daticert.xml\r\n\r\n<postacert tipo=\"{tipo}\" errore=\"nessuno\">\
             <intestazione><mittente>a@b.it</mittente></intestazione><dati>{data}</dati></postacert>\r\n--b--\r\n"
        );
        LETTER.replace("Subject", &head).replace("Testo\r\n", &body).into_bytes()
    }

    const ABOUT: &str = "<msgid>&lt;x@y&gt;</msgid>";

    #[test]
    fn only_a_certified_mailbox_believes_what_calls_itself_a_receipt() {
        let forged = receipt("avvenuta-consegna", "x@y", ABOUT);
        assert_eq!(leggi(&forged, false).stato().0, Stato::Attesa);
        let believed = leggi(&forged, true);
        assert_eq!((believed.stato().0, believed.riferimento.as_deref()), (Stato::Ricevuta, Some("x@y")));
        let failed = receipt("errore-consegna", "x@y", ABOUT);
        assert_eq!(leggi(&failed, true).stato().0, Stato::Attesa, "someone must know");
    }

    #[test]
    fn what_a_receipt_is_about_stands_in_what_is_signed_and_nowhere_else() {
        let other = leggi(&receipt("avvenuta-consegna", "altro@y", ABOUT), true);
        assert_eq!(other.riferimento.as_deref(), Some("x@y"));
        let bare =
            LETTER.replace("Subject", "X-Ricevuta: avvenuta-consegna\r\nX-Riferimento-Message-ID: <x@y>\r\nSubject");
        for none in [receipt("avvenuta-consegna", "x@y", ""), bare.into_bytes()] {
            let busta = leggi(&none, true);
            assert_eq!((busta.ricevuta, busta.riferimento.as_deref()), (Some(false), None));
            assert_eq!(busta.stato().0, Stato::Attesa, "a person looks at it");
        }
    }

    #[test]
    fn a_receipt_that_is_not_to_be_believed_waits_for_a_person() {
        let busta = Busta { sospetta: true, ..leggi(&receipt("avvenuta-consegna", "x@y", ABOUT), true) };
        assert_eq!(busta.stato().0, Stato::Attesa);
    }

    #[test]
    fn what_a_message_answers_is_known_by_the_identifiers_it_names_and_not_by_its_subject() {
        let answer =
            LETTER.replace("Subject", "In-Reply-To: <tre@y>\r\nReferences: <uno@y> <due@y> <tre@y>\r\nSubject");
        assert_eq!(leggi(answer.as_bytes(), true).risponde_a, ["tre@y", "due@y", "uno@y"]);
        assert!(leggi(LETTER.replace("Richiesta", "Re: Richiesta").as_bytes(), true).risponde_a.is_empty());
    }

    #[test]
    fn a_receipt_is_written_by_the_provider_whoever_sent_what_it_is_about() {
        let own = Some("comune@pec.example.it");
        let of = |tipo, gestore| chi_scrive(tipo, gestore, None, own);
        assert_eq!(of("avvenuta-consegna", Some("Gestore Uno")), "Gestore Uno (gestore PEC)");
        assert_eq!(of("accettazione", None), "Gestore PEC");
        assert_eq!(of("posta-certificata", Some("Gestore Uno")), "comune@pec.example.it");
        assert_eq!(chi_scrive("ordinaria", None, Some("Rossi"), Some("r@example.it")), "Rossi <r@example.it>");
        assert_eq!(chi_scrive("ordinaria", None, None, None), "Mittente sconosciuto");
        assert_eq!(dettaglio("avvenuta-consegna", true, Some("v@pec.it")).as_deref(), Some("per v@pec.it"));
        assert_eq!(dettaglio("accettazione", true, None), None);
    }

    #[test]
    fn no_character_reaches_the_database_that_it_cannot_hold() {
        assert_eq!(testo("a\u{0}b\r\n c"), Some("a b c".into()));
        assert_eq!(testo(" \u{0} "), None);
        assert_eq!(testo(&"x".repeat(100_000)).unwrap().len(), MOST);
    }
}
