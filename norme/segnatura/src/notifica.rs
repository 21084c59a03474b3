//! The answers that one body's protocol sends to another's (2001 and 2013 circulars; 2021, `pec_message.xsd`).

use crate::form::{LIMITS, form, identificatore};
use crate::{Anomalia, Error, Form, Identificatore};

/// Kinds of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TipoNotifica {
    /// The message was registered.
    ConfermaRicezione,
    /// The registration of a message was completed or changed.
    AggiornamentoConferma,
    /// The message could not be registered, or something is wrong with it.
    NotificaEccezione,
    /// A registration was annulled.
    AnnullamentoProtocollazione,
}

impl TipoNotifica {
    /// What it is, in words.
    #[must_use]
    pub fn in_parole(self) -> &'static str {
        match self {
            TipoNotifica::ConfermaRicezione => "Conferma di ricezione",
            TipoNotifica::AggiornamentoConferma => "Aggiornamento di conferma",
            TipoNotifica::NotificaEccezione => "Notifica di eccezione",
            TipoNotifica::AnnullamentoProtocollazione => "Annullamento di protocollazione",
        }
    }

    /// The name of its root element.
    pub(crate) const fn root(self) -> &'static str {
        match self {
            TipoNotifica::ConfermaRicezione => "ConfermaRicezione",
            TipoNotifica::AggiornamentoConferma => "AggiornamentoConferma",
            TipoNotifica::NotificaEccezione => "NotificaEccezione",
            TipoNotifica::AnnullamentoProtocollazione => "AnnullamentoProtocollazione",
        }
    }

    fn from_root(name: &str) -> Option<Self> {
        match name {
            "ConfermaRicezione" => Some(TipoNotifica::ConfermaRicezione),
            "AggiornamentoConferma" => Some(TipoNotifica::AggiornamentoConferma),
            "NotificaEccezione" => Some(TipoNotifica::NotificaEccezione),
            "AnnullamentoProtocollazione" => Some(TipoNotifica::AnnullamentoProtocollazione),
            _ => None,
        }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notifica {
    /// Which of the three forms.
    pub form: Form,
    /// What it says.
    pub tipo: TipoNotifica,
    /// The answerer's registration; absent in an exception that was not registered.
    pub identificatore: Option<Identificatore>,
    /// The registration, ours, of the message that it answers.
    pub messaggio_ricevuto: Option<Identificatore>,
    /// The message that it answers, in words, if it was not registered.
    pub descrizione_messaggio: Option<String>,
    /// The reason of an exception or of an annulment.
    pub motivo: Option<String>,
    /// The act that annuls.
    pub provvedimento: Option<String>,
    /// What is odd.
    pub anomalie: Vec<Anomalia>,
}

/// Reads an answer in any of the three forms.
///
/// # Errors
/// [`Error`] if the XML is damaged or is something else.
pub fn read_notifica(bytes: &[u8]) -> Result<Notifica, Error> {
    let document = bounded_xml::read(bytes, LIMITS)?;
    let root = &document.root;
    let tipo = TipoNotifica::from_root(&root.name)
        .ok_or_else(|| Error::NonSegnatura { radice: root.name.chars().take(80).collect() })?;
    let mut anomalie = Vec::new();
    let form = form(&document, &mut anomalie);
    let own = root.child("Identificatore").map(|id| identificatore(id, &mut anomalie));
    if own.is_none() && tipo != TipoNotifica::NotificaEccezione {
        anomalie.push(Anomalia::Manca("l'identificatore di chi risponde"));
    }
    let received = root.at(&["MessaggioRicevuto", "Identificatore"]);
    Ok(Notifica {
        form,
        tipo,
        identificatore: own,
        messaggio_ricevuto: received.map(|id| identificatore(id, &mut anomalie)),
        descrizione_messaggio: root.string_at(&["MessaggioRicevuto", "DescrizioneMessaggio"]),
        motivo: root.string_at(&["Motivo"]),
        provvedimento: root.string_at(&["Provvedimento"]),
        anomalie,
    })
}
