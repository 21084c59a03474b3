//! What the service of another body answers to a request of ours, read.

use super::{Servizio, busta, chiesto, di, non_segnatura};
use crate::{Error, Identificatore};

/// Letters kept of what another body says.
const KEPT: usize = 1_000;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Risposta {
    /// The service has taken what was told. Of a message it says only that its seal and its digests hold: not that it was registered.
    Presa {
        /// The registration of whoever has sent the message, as the answer repeats it.
        mittente: Identificatore,
    },
    /// It has not, and why: the code of the rules, and what it says of it.
    Anomalia {
        /// The registration of whoever has sent the message, as the answer repeats it.
        mittente: Identificatore,
        /// `001_ValidazioneFirma`…
        codice: String,
        /// In words.
        info: Option<String>,
    },
    /// It did not serve the request (`soap:Fault`).
    Errore {
        /// Whether it says that the request is wrong, so that sent again as it is it will be refused again.
        cliente: bool,
        /// Its words.
        perche: String,
    },
}

/// Reads an answer of this service.
///
/// # Errors
/// [`Error`] if the XML is damaged or is no such answer.
pub fn read_risposta(bytes: &[u8], di_chi: Servizio) -> Result<Risposta, Error> {
    let (_, root) = busta(bytes)?;
    let answer = chiesto(&root)?;
    if answer.name == "Fault" && answer.namespace.as_deref() == Some(super::ENVELOPE) {
        let code = answer.text_at(&["faultcode"]).unwrap_or_default();
        // `soap:Client.Authentication` is one of the client's too.
        let code = code.rsplit(':').next().unwrap_or_default();
        let code = code.split('.').next().unwrap_or_default();
        let cliente = ["Client", "MustUnderstand", "VersionMismatch"].contains(&code);
        return Ok(Risposta::Errore { cliente, perche: testo(answer.text_at(&["faultstring"]).unwrap_or_default()) });
    }
    let known = match di_chi {
        Servizio::Destinatario => ["ResponseMessageInoltro", "ResponseAnnullamentoInoltroMittente"],
        Servizio::Mittente => ["ResponseConfermaMessaggioInoltro", "ResponseAnnullamentoInoltroDestinatario"],
    };
    if !known.contains(&answer.name.as_str()) || answer.namespace.as_deref() != Some(di_chi.namespace()) {
        return Err(non_segnatura(&answer.name));
    }
    let mittente = di(answer, "IdentificatoreMittente")?;
    Ok(match answer.child("Anomalia") {
        None => Risposta::Presa { mittente },
        Some(anomalia) => Risposta::Anomalia {
            mittente,
            codice: testo(anomalia.trimmed().unwrap_or_default()),
            info: anomalia.attribute("info").map(testo),
        },
    })
}

/// The words of another body, on one line and short.
fn testo(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(KEPT).collect()
}
