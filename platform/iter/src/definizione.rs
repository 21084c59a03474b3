//! A definition as data: states, steps, terms. What it may say; whether it may be put in force,
//! [`valida`](crate::valida()) decides.

use calendar::{Durata, Proroga};
use serde::{Deserialize, Serialize};

use crate::{Chi, Uso};

/// The way that files of one kind go. Written as TOML, kept as data, known by its [`Impronta`](crate::Impronta).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definizione {
    /// Its name for programs, the same through all versions: `determina-impegno`.
    pub codice: String,
    /// As people call it: "Determina con impegno di spesa".
    pub nome: String,
    /// What it is for, in a few lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub descrizione: String,
    /// The law that it serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legge: Option<String>,
    /// Who may begin a file.
    pub avvia: Chi,
    /// Where a file can be.
    #[serde(rename = "stato")]
    pub stati: Vec<Stato>,
    /// What moves it.
    #[serde(rename = "passo")]
    pub passi: Vec<Passo>,
    /// What must be done by when.
    #[serde(rename = "termine", default, skip_serializing_if = "Vec::is_empty")]
    pub termini: Vec<Termine>,
}

/// What a state is to the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tipo {
    /// Where files begin: exactly one.
    Inizio,
    /// On the way.
    #[default]
    Passaggio,
    /// Where they end: one at least, and nothing leaves it.
    Fine,
}

impl Tipo {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A place in which a file can be. In parallel branches it is in several at once, never twice in the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stato {
    /// Its name within the definition.
    pub codice: String,
    /// As people call it: "Al visto".
    pub nome: String,
    /// Beginning, way or end.
    #[serde(default, skip_serializing_if = "Tipo::is_default")]
    pub tipo: Tipo,
}

/// Whether who takes a step must say why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Motivo {
    /// Need not.
    #[default]
    Facoltativo,
    /// Must.
    Obbligatorio,
}

impl Motivo {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// When a step that nobody takes happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scatto {
    /// As soon as the file is there.
    Subito,
    /// On the day after the end of this term, which must begin where the step does.
    AllaScadenza(String),
}

/// A condition on a step: only if it holds, or only if it does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Se {
    /// The condition, by the code with which an office registered it.
    pub condizione: Uso,
    /// Whether it must hold (usual) or must not.
    #[serde(default = "vero", skip_serializing_if = "is_true")]
    pub vale: bool,
}

pub(crate) const fn vero() -> bool {
    true
}

pub(crate) const fn is_true(value: &bool) -> bool {
    *value
}

const fn is_false(value: &bool) -> bool {
    !*value
}

/// Something that is done to a file. With several states in `a` it opens branches; with several in `da` it joins
/// them, and waits until the file is in all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passo {
    /// Its name within the definition.
    pub codice: String,
    /// What one does, to stand on a button: "Firma".
    pub nome: String,
    /// Where the file must be: in all of these.
    pub da: Vec<String>,
    /// Where it goes: to all of these.
    pub a: Vec<String>,
    /// What else it is taken out of, where it is there: the other branches, when one of them sends the whole file back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ritira: Vec<String>,
    /// Who may take it.
    pub chi: Chi,
    /// When it happens by itself; then `chi` is the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scatto: Option<Scatto>,
    /// Under which conditions it is there at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub se: Vec<Se>,
    /// What must be in order before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controlli: Vec<Uso>,
    /// What the office does with it, in the same transaction and in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effetti: Vec<Uso>,
    /// Whether it wants a reason.
    #[serde(default, skip_serializing_if = "Motivo::is_default")]
    pub motivo: Motivo,
    /// Whether it sends the file back to where it has been; it then always wants a reason.
    #[serde(default, skip_serializing_if = "is_false")]
    pub ritorno: bool,
    /// Which terms it suspends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sospende: Vec<Sospende>,
    /// Which suspended terms it lets run again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub riprende: Vec<Riprende>,
    /// Which terms it interrupts: they begin again from nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interrompe: Vec<String>,
}

impl Passo {
    /// Whether who takes it must say why.
    pub fn vuole_motivo(&self) -> bool {
        self.ritorno || self.motivo == Motivo::Obbligatorio
    }

    /// Whether it happens by itself as soon as the file is there.
    pub fn subito(&self) -> bool {
        self.scatto == Some(Scatto::Subito)
    }

    /// The term at whose end it happens by itself.
    pub fn alla_scadenza(&self) -> Option<&str> {
        match &self.scatto {
            Some(Scatto::AllaScadenza(termine)) => Some(termine),
            _ => None,
        }
    }

    /// Whether one of its suspensions may be used a limited number of times.
    pub(crate) fn contato(&self) -> bool {
        self.sospende.iter().any(|sospende| sospende.volte.is_some())
    }
}

/// That a step suspends a term: the days that have passed stay counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sospende {
    /// Which.
    pub termine: String,
    /// For how many days at most; then it runs again by itself. Until a step lets it run, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub al_piu_giorni: Option<u16>,
    /// How many times in a file's life this step may do so (art. 2 c. 7 L. 241/1990: once).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volte: Option<u16>,
    /// The article that allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legge: Option<String>,
}

/// That a step lets a suspended term run again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Riprende {
    /// Which.
    pub termine: String,
    /// So many days after the step, never later than the suspension would have ended (art. 10-bis L. 241/1990: ten).
    #[serde(default)]
    pub dopo_giorni: u16,
}

/// Something that happens to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evento {
    /// It begins: the "atto di impulso" arrived.
    Avvio,
    /// It comes into a state.
    EntrataIn(String),
    /// It leaves a state.
    UscitaDa(String),
    /// A step is taken.
    Compiuto(String),
    /// It ends.
    Fine,
}

/// Something that must be done by a day. Nothing that a return or a second passage does makes a running term begin
/// again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Termine {
    /// Its name within the definition.
    pub codice: String,
    /// As people call it: "Visto entro cinque giorni lavorativi".
    pub nome: String,
    /// From when it runs.
    pub dal: Evento,
    /// What fulfils it; a term that runs from the entry into a state and says nothing is fulfilled when the file
    /// leaves it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub al: Vec<Evento>,
    /// How long it is.
    pub durata: Durata,
    /// What becomes of an end on a holiday.
    #[serde(default)]
    pub proroga: Proroga,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub titolare: Option<Chi>,
    /// How many working days before its end they are reminded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promemoria: Vec<u16>,
    /// Who may act when it has passed in vain (art. 2 c. 9-bis L. 241/1990).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sostituto: Option<Sostituto>,
    /// The article that sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legge: Option<String>,
}

impl Termine {
    /// The state whose leaving fulfils it, where it says nothing else.
    pub fn implicito(&self) -> Option<&str> {
        match &self.dal {
            Evento::EntrataIn(stato) if self.al.is_empty() => Some(stato),
            _ => None,
        }
    }
}

/// Who acts in the place of one who let a term pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sostituto {
    /// How many working days after the term's end.
    #[serde(default)]
    pub dopo: u16,
    /// Who.
    pub chi: Chi,
    /// Which steps they may then take.
    pub passi: Vec<String>,
}

impl Definizione {
    /// A state by its code.
    pub fn stato(&self, codice: &str) -> Option<&Stato> {
        self.stati.iter().find(|stato| stato.codice == codice)
    }

    /// A step by its code.
    pub fn passo(&self, codice: &str) -> Option<&Passo> {
        self.passi.iter().find(|passo| passo.codice == codice)
    }

    /// A term by its code.
    pub fn termine(&self, codice: &str) -> Option<&Termine> {
        self.termini.iter().find(|termine| termine.codice == codice)
    }

    /// What people call a state; its code where the definition does not know it.
    pub fn nome_stato<'a>(&'a self, codice: &'a str) -> &'a str {
        self.stato(codice).map_or(codice, |stato| &stato.nome)
    }

    /// What people call a step; its code where the definition does not know it.
    pub fn nome_passo<'a>(&'a self, codice: &'a str) -> &'a str {
        self.passo(codice).map_or(codice, |passo| &passo.nome)
    }

    /// What people call a term; its code where the definition does not know it.
    pub fn nome_termine<'a>(&'a self, codice: &'a str) -> &'a str {
        self.termine(codice).map_or(codice, |termine| &termine.nome)
    }

    /// Who may, in words: [`Chi::descrivi`] with the names that the steps have here.
    pub fn descrivi(&self, chi: &Chi) -> String {
        chi.descrivi(&|passo| self.nome_passo(passo).to_owned())
    }
}
