//! What can happen to a file. Facts are appended and never changed; each says all that it means.

use calendar::{Durata, Proroga};
use kernel::{Date, Instant, Uuid};
use serde::{Deserialize, Serialize};

use crate::{Impronta, Titolo, Uso};

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Firmatario {
    /// The program.
    Sistema,
    /// A person, by the account's id.
    Persona(Uuid),
}

/// One fact of a file. All facts of one request have the same instant, key and person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fatto {
    /// Its place in the file, from 0, without holes.
    pub n: u32,
    /// When.
    pub quando: Instant,
    /// Who.
    pub chi: Firmatario,
    /// The key of the request, the same when it is sent again.
    pub chiave: String,
    /// What.
    pub cosa: Cosa,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Cosa {
    /// The file began.
    Avviata {
        /// By this version of its definition.
        definizione: Impronta,
        /// The unit that proposes it.
        ufficio: String,
        /// By what title.
        titolo: Titolo,
        /// In this state.
        stato: String,
    },
    /// A step was taken.
    Compiuto {
        /// Which.
        passo: String,
        /// As it was called.
        nome: String,
        /// By what title.
        titolo: Titolo,
        /// Why, in the words of who took it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        motivo: Option<String>,
        /// The states that the file left.
        esce: Vec<String>,
        /// The states into which it came.
        entra: Vec<String>,
    },
    /// The office was asked for an effect of that step.
    Effetto {
        /// The step.
        passo: String,
        /// What.
        uso: Uso,
    },
    /// A term began.
    TermineAvviato {
        /// Which.
        termine: String,
        /// As it was called.
        nome: String,
        /// From this day, which does not count.
        dal: Date,
        /// How long.
        durata: Durata,
        /// What becomes of an end on a holiday.
        proroga: Proroga,
    },
    /// A term stands still.
    TermineSospeso {
        /// Which.
        termine: String,
        /// By this step.
        passo: String,
        /// From this day: the days after it do not count.
        dal: Date,
        /// Until this day at the latest, and with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        al_piu: Option<Date>,
        /// The article that allows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        legge: Option<String>,
    },
    /// A suspended term runs again.
    TermineRipreso {
        /// Which.
        termine: String,
        /// After this day.
        dal: Date,
    },
    /// A term was interrupted: it begins again from nothing.
    TermineInterrotto {
        /// Which.
        termine: String,
        /// From this day, which does not count.
        dal: Date,
    },
    /// A term was fulfilled, or has no more object.
    TermineChiuso {
        /// Which.
        termine: String,
        /// On this day.
        il: Date,
    },
    /// Somebody keeps out of the file (art. 6-bis L. 241/1990).
    Astenuto {
        /// Who.
        persona: Uuid,
        /// Why.
        motivo: String,
    },
    /// The file follows another version of its definition.
    Spostata {
        /// The one that it followed.
        da: Impronta,
        /// The one that it follows from now on.
        a: Impronta,
        /// The states that it left.
        esce: Vec<String>,
        /// The states into which it came.
        entra: Vec<String>,
        /// Why.
        motivo: String,
        /// What changes, as the person who decided read it.
        differenze: Vec<String>,
    },
    /// The file ended.
    Conclusa {
        /// In this state.
        stato: String,
    },
}
