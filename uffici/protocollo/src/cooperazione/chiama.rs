//! To ask something of the service of another body: one call, bound in time and size, to a public address alone, following no redirect.

use std::time::Duration;

use ente::{Ente, Peer};
use outside::{Cut, Silence, Unresolved};
use reqwest::StatusCode;
use segnatura::{
    Identificatore,
    cooperazione::{Risposta, Servizio, read_risposta},
};
use url::Url;

use super::rules::eccezione;
use crate::{riscontro::rules::stessa, spedizione::stato::Stato};

/// How long the whole call may take: the largest message on a slow line.
const WHOLE: Duration = Duration::from_secs(15 * 60);
/// Longest answer that is read, bytes.
const LONGEST: usize = 1 << 20;

/// What came of a call.
#[derive(Debug, PartialEq, Eq)]
pub enum Chiamata {
    /// The service says that it has taken what was told.
    Presa,
    /// It has answered, and has not taken it: why.
    Rifiutata(String),
    /// It cannot be asked, now or later: why.
    Impossibile(String),
    /// A later try may go better: why.
    PiuTardi(String),
}

impl Chiamata {
    /// Where what was told stands after it, and in which words that is noted. `presa`: where it was taken; `ultimo`: no
    /// other try will be made.
    ///
    /// # Errors
    /// Why it is to be tried again: it stands where it stood.
    pub fn dopo(self, presa: (Stato, &str), ultimo: bool) -> Result<(Stato, String), String> {
        match self {
            Self::Presa => Ok((presa.0, presa.1.to_owned())),
            Self::Rifiutata(why) => Ok((Stato::NonAccettato, why)),
            Self::Impossibile(why) => Ok((Stato::ConErrore, why)),
            Self::PiuTardi(why) if ultimo => {
                Ok((Stato::ConErrore, format!("Abbiamo provato per più di un giorno. {why}")))
            }
            Self::PiuTardi(why) => Err(why),
        }
    }
}

/// Asks. `mittente`: the registration of whoever has sent the message of which it is, which the answer must name.
pub async fn chiama(ente: &Ente, peer: &Peer, servizio: Servizio, mittente: &Identificatore, body: String) -> Chiamata {
    let (url, addresses) = match indirizzo(ente, peer, servizio).await {
        Ok(found) => found,
        Err(why) => return why,
    };
    let host = url.host_str().unwrap_or_default().to_owned();
    let told =
        |silence: Silence| Chiamata::PiuTardi(format!("Il servizio di {} ({host}) {}.", peer.ipa, silence.words()));
    let client = match outside::client(&url, &addresses, WHOLE) {
        Ok(client) => client,
        Err(silence) => return told(silence),
    };
    let mut call = client
        .post(url)
        .header(reqwest::header::CONTENT_TYPE, "text/xml; charset=utf-8")
        .header("SOAPAction", "\"\"")
        .body(body);
    if let Some(key) = &peer.their_key {
        call = call.basic_auth(&ente.info.ipa, Some(key));
    }
    let answer = match call.send().await {
        Ok(answer) => answer,
        Err(error) => return told(Silence::of(&error)),
    };
    let status = answer.status();
    let bytes = match outside::body(answer, LONGEST).await {
        Ok(bytes) => bytes,
        Err(Cut::Silent(silence)) => return told(silence),
        Err(Cut::TooBig) => {
            return Chiamata::PiuTardi(format!("Il servizio di {} ({host}) ha risposto con troppi byte.", peer.ipa));
        }
    };
    esito(&bytes, status, servizio, mittente).unwrap_or_else(|why| {
        let told = format!("Il servizio di {} ({host}) {why} (HTTP {}).", peer.ipa, status.as_u16());
        if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS || status.is_redirection() {
            Chiamata::Impossibile(told)
        } else {
            Chiamata::PiuTardi(told)
        }
    })
}

/// Where the service is, and the addresses that may be called behind its name.
async fn indirizzo(ente: &Ente, peer: &Peer, servizio: Servizio) -> Result<(Url, Vec<std::net::SocketAddr>), Chiamata> {
    let (written, key) = match servizio {
        Servizio::Destinatario => (&peer.receiver, "receiver"),
        Servizio::Mittente => (&peer.sender, "sender"),
    };
    let section = format!("[cooperazione.{}.{}]", ente.info.slug, peer.name);
    let never = |why: &str| {
        Chiamata::Impossibile(format!("{why} Chi gestisce il sistema lo corregge nelle impostazioni, sotto {section}."))
    };
    let Some(url) = written.as_ref().and_then(|text| Url::parse(text).ok()) else {
        return Err(never(&format!("Manca l'indirizzo del servizio dell'altra amministrazione ({key}).")));
    };
    // A secret and other people's documents go there.
    if url.scheme() != "https" && !outside::is_named(&url, &ente.webhook_hosts) {
        return Err(never(&format!("L'indirizzo del servizio dell'altra amministrazione ({key}) non è in https.")));
    }
    match outside::resolve(&url, &ente.webhook_hosts).await {
        Ok(addresses) => Ok((url, addresses)),
        Err(Unresolved::Unknown) => {
            Err(Chiamata::PiuTardi(format!("Il nome {} non si trova.", url.host_str().unwrap_or_default())))
        }
        Err(Unresolved::Inside) => Err(never(&format!(
            "L'indirizzo del servizio dell'altra amministrazione ({key}) porta dentro una rete: se è voluto, va scritto anche in \
             allowed_hosts, sotto [webhooks]."
        ))),
    }
}

/// What an answer means; `Err`: it is none of the service, and why.
fn esito(
    bytes: &[u8],
    status: StatusCode,
    servizio: Servizio,
    mittente: &Identificatore,
) -> Result<Chiamata, &'static str> {
    const ALTRA: &str = "ha risposto di un'altra registrazione";
    match read_risposta(bytes, servizio) {
        Ok(Risposta::Errore { cliente: true, perche }) => Ok(Chiamata::Rifiutata(format!(
            "Il servizio dell'altra amministrazione non ha accettato la richiesta: {perche}"
        ))),
        Ok(Risposta::Errore { perche, .. }) => Ok(Chiamata::PiuTardi(format!(
            "Il servizio dell'altra amministrazione non è riuscito a rispondere: {perche}"
        ))),
        // What says nothing of an error is believed only where HTTP does not either.
        Ok(_) if !status.is_success() => Err("ha risposto con un errore"),
        Ok(Risposta::Presa { mittente: named }) if stessa(&named, mittente) => Ok(Chiamata::Presa),
        Ok(Risposta::Anomalia { mittente: named, codice, info }) if stessa(&named, mittente) => {
            Ok(Chiamata::Rifiutata(eccezione(&codice, info.as_deref())))
        }
        Ok(_) => Err(ALTRA),
        Err(_) => Err("non ha risposto come si deve"),
    }
}

#[cfg(test)]
mod tests {
    use segnatura::cooperazione::{AnomaliaInoltro, Colpa, write_errore, write_risposta};

    use super::*;

    fn id(number: &str) -> Identificatore {
        Identificatore {
            codice_amministrazione: "c_m999".into(),
            codice_aoo: "AM99901".into(),
            codice_registro: Some("PG".into()),
            numero: number.into(),
            data: chrono::NaiveDate::from_ymd_opt(2026, 11, 3),
            ..Identificatore::default()
        }
    }

    #[test]
    fn what_was_not_taken_never_stands_as_taken_and_only_what_may_go_better_is_tried_again() {
        let after = |call: Chiamata, ultimo| call.dopo((Stato::Affidato, "preso"), ultimo);
        let why = || "perché".to_owned();
        for ultimo in [false, true] {
            assert_eq!(after(Chiamata::Presa, ultimo), Ok((Stato::Affidato, "preso".into())));
            assert_eq!(after(Chiamata::Rifiutata(why()), ultimo), Ok((Stato::NonAccettato, why())));
            assert_eq!(after(Chiamata::Impossibile(why()), ultimo), Ok((Stato::ConErrore, why())));
        }
        assert_eq!(after(Chiamata::PiuTardi(why()), false), Err(why()));
        let last = "Abbiamo provato per più di un giorno. perché";
        assert_eq!(after(Chiamata::PiuTardi(why()), true), Ok((Stato::ConErrore, last.into())));
    }

    #[test]
    fn only_a_good_answer_about_the_same_registration_is_taken_for_one() {
        let of = |text: &str, status| esito(text.as_bytes(), status, Servizio::Destinatario, &id("12"));
        let good = write_risposta(&id("12"), None);
        assert_eq!(of(&good, StatusCode::OK), Ok(Chiamata::Presa));
        assert!(of(&good, StatusCode::BAD_GATEWAY).is_err(), "a proxy's page may hold anything");
        assert!(of(&write_risposta(&id("13"), None), StatusCode::OK).is_err());
        assert!(of("<html/>", StatusCode::OK).is_err());
        let refused = write_risposta(&id("12"), Some(&AnomaliaInoltro::Impronte("di a.pdf".into())));
        assert!(matches!(of(&refused, StatusCode::OK), Ok(Chiamata::Rifiutata(why)) if why.contains("a.pdf")));
        let client = write_errore(Colpa::Cliente, "no");
        assert!(matches!(of(&client, StatusCode::INTERNAL_SERVER_ERROR), Ok(Chiamata::Rifiutata(_))));
        let server = write_errore(Colpa::Servente, "poi");
        assert!(matches!(of(&server, StatusCode::INTERNAL_SERVER_ERROR), Ok(Chiamata::PiuTardi(_))));
    }
}
