//! The answers that one body's protocol sends to another's (2001 and 2013 circulars; 2021, `pec_message.xsd`).

use crate::form::{form, identificatore};
use crate::{Anomalia, Error, Form, Identificatore, Segnatura};
use bounded_xml::{Element, Limits};

/// The largest answer that is read, bytes: real ones are a page.
pub const NOTIFICA_MAX: usize = 1 << 20;
const LIMITS: Limits = Limits { bytes: NOTIFICA_MAX, depth: 48, elements: 10_000, attributes: 32 };

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

    /// The name under which it travels as an attachment (circular 60/2013, 3.3; the guidelines of 2021 name none, and programs
    /// go on with these).
    #[must_use]
    pub const fn nome_file(self) -> &'static str {
        match self {
            TipoNotifica::ConfermaRicezione => "Conferma.xml",
            TipoNotifica::AggiornamentoConferma => "Aggiornamento.xml",
            TipoNotifica::NotificaEccezione => "Eccezione.xml",
            TipoNotifica::AnnullamentoProtocollazione => "Annullamento.xml",
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
    /// The first registration of that message, when it had been sent on.
    pub prima_registrazione: Option<Identificatore>,
    /// The message that it answers, in words, if it was not registered.
    pub descrizione_messaggio: Option<String>,
    /// The reason of an exception or of an annulment.
    pub motivo: Option<String>,
    /// The act that annuls.
    pub provvedimento: Option<String>,
    /// Whether a `ds:Signature` stands in it, for which none of the three forms has a place. It is not verified here.
    pub firmata: bool,
    /// What is odd.
    pub anomalie: Vec<Anomalia>,
}

impl Notifica {
    /// The confirmation of a message: it names the registration that its receiver gave it, in the form in which it was written.
    #[must_use]
    pub fn conferma(form: Form, propria: Identificatore, ricevuto: Identificatore) -> Self {
        Self {
            identificatore: Some(propria),
            messaggio_ricevuto: Some(ricevuto),
            ..Self::vuota(form, TipoNotifica::ConfermaRicezione)
        }
    }

    /// The exception about a message that was not registered, with its reason.
    #[must_use]
    pub fn eccezione(form: Form, ricevuto: Identificatore, motivo: String) -> Self {
        Self {
            messaggio_ricevuto: Some(ricevuto),
            motivo: Some(motivo),
            ..Self::vuota(form, TipoNotifica::NotificaEccezione)
        }
    }

    /// The annulment of a registration of one's own, with its reason and its act.
    #[must_use]
    pub fn annullamento(form: Form, propria: Identificatore, motivo: String, provvedimento: String) -> Self {
        Self {
            identificatore: Some(propria),
            motivo: Some(motivo),
            provvedimento: Some(provvedimento),
            ..Self::vuota(form, TipoNotifica::AnnullamentoProtocollazione)
        }
    }

    fn vuota(form: Form, tipo: TipoNotifica) -> Self {
        Self {
            form,
            tipo,
            identificatore: None,
            messaggio_ricevuto: None,
            prima_registrazione: None,
            descrizione_messaggio: None,
            motivo: None,
            provvedimento: None,
            firmata: false,
            anomalie: Vec::new(),
        }
    }
}

impl Segnatura {
    /// Whether the sender asks this receiver to confirm. It is looked for among the addressees by its IPA codes, else by its address;
    /// where neither names it and there is one addressee, that is it.
    #[must_use]
    pub fn chiede_conferma_a(&self, amministrazione: &str, aoo: Option<&str>, indirizzo: &str) -> bool {
        let same = |told: Option<&str>, own: &str| told.is_some_and(|told| told.trim().eq_ignore_ascii_case(own));
        let by_code = |to: &&crate::Destinatario| {
            let (code, area) = (to.soggetto.codice_amministrazione.as_deref(), to.soggetto.codice_aoo.as_deref());
            same(code, amministrazione) && (area.is_none() || aoo.is_none_or(|own| same(area, own)))
        };
        let by_address =
            |to: &&crate::Destinatario| to.soggetto.indirizzi_telematici.iter().any(|told| same(Some(told), indirizzo));
        let named: Vec<_> = self.destinatari.iter().filter(|to| by_code(to) || by_address(to)).collect();
        match (named.as_slice(), self.destinatari.as_slice()) {
            ([], [only]) => only.conferma_ricezione,
            (named, _) => named.iter().any(|to| to.conferma_ricezione),
        }
    }
}

/// Reads an answer in any of the three forms.
///
/// # Errors
/// [`Error`] if the XML is damaged or is something else, or larger than [`NOTIFICA_MAX`].
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
    let none = Element::default();
    let about = root.child("MessaggioRicevuto").unwrap_or(&none);
    // In the older forms an identifier stands inside; in that of 2021 it is one.
    let first = about.child("PrimaRegistrazione").map(|first| first.child("Identificatore").unwrap_or(first));
    Ok(Notifica {
        form,
        tipo,
        identificatore: own,
        messaggio_ricevuto: about.child("Identificatore").map(|id| identificatore(id, &mut anomalie)),
        prima_registrazione: first.map(|id| identificatore(id, &mut anomalie)),
        descrizione_messaggio: about.string_at(&["DescrizioneMessaggio"]),
        motivo: root.string_at(&["Motivo"]),
        provvedimento: root.string_at(&["Provvedimento"]),
        firmata: root.child("Signature").is_some(),
        anomalie,
    })
}
