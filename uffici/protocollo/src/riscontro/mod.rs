//! The answers that protocols of different bodies give each other about a registered message (DPR 445/2000, art. 55; AgID
//! guidelines 2021, annex 6; circulars 60/2013 and 28/2001): confirmation, its update, exception, annulment. Those that come are tied to
//! the entry that they answer and never become one by themselves; ours leave by mail, from the mailbox to which the message came.

pub mod annullamento;
pub mod arriva;
pub mod avanza;
pub mod carta;
pub mod conferma;
pub mod eccezione;
pub mod invia;
pub mod leggi;
pub mod ricevuta;
pub mod riprova;
pub mod rules;
pub mod scrivi;
pub mod sigillo;
pub mod tabelle;
pub mod visto;

use kernel::Id;
use segnatura::{Form, Identificatore, TipoNotifica};

/// The id of an answer of ours.
pub type RiscontroId = Id<tabelle::riscontro::Entity>;
/// The id of an answer that came.
pub type ArrivatoId = Id<tabelle::arrivato::Entity>;

/// The kind of what came by certified mail ([`crate::posta::busta::Busta::tipo`]).
const PEC: &str = "posta-certificata";

/// As a kind is stored, for programs too.
pub const fn codice(tipo: TipoNotifica) -> &'static str {
    match tipo {
        TipoNotifica::ConfermaRicezione => "conferma",
        TipoNotifica::AggiornamentoConferma => "aggiornamento",
        TipoNotifica::AnnullamentoProtocollazione => "annullamento",
        // The type may grow: what is unknown asks a person, as an exception does.
        _ => "eccezione",
    }
}

/// The kind with this code; what is unknown asks a person.
pub fn tipo_di(codice: &str) -> TipoNotifica {
    match codice {
        "conferma" => TipoNotifica::ConfermaRicezione,
        "aggiornamento" => TipoNotifica::AggiornamentoConferma,
        "annullamento" => TipoNotifica::AnnullamentoProtocollazione,
        _ => TipoNotifica::NotificaEccezione,
    }
}

/// A kind in words for people.
pub fn in_parole(codice: &str) -> &'static str {
    tipo_di(codice).in_parole()
}

pub(crate) const fn forma(form: Form) -> &'static str {
    match form {
        Form::Circolare2001 => "2001",
        Form::Circolare2013 => "2013",
        _ => "2021",
    }
}

fn forma_di(codice: &str) -> Form {
    match codice {
        "2001" => Form::Circolare2001,
        "2013" => Form::Circolare2013,
        _ => Form::LineeGuida2021,
    }
}

/// The registration that the "segnatura" of a message told.
pub(crate) fn registrazione_di(riga: &tabelle::segnatura::Model) -> Identificatore {
    Identificatore {
        codice_amministrazione: riga.amministrazione.clone(),
        amministrazione: riga.denominazione.clone(),
        codice_aoo: riga.aoo.clone(),
        codice_registro: riga.registro.clone(),
        numero: riga.numero.clone(),
        data: riga.data,
        ora: None,
    }
}
