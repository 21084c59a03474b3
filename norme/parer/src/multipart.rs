//! The request as the service wants it, as data: who sends it chooses the boundary and streams the files.

use std::collections::HashSet;

use crate::{Motivo, SipFascicolo, Supporto, UnitaDocumentaria};

/// The parts that every request has.
pub(crate) const RISERVATI: [&str; 4] = ["VERSIONE", "LOGINNAME", "PASSWORD", "XMLSIP"];

/// What stands in a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Corpo {
    /// This text.
    Testo(String),
    /// The bytes of the component of this identifier, to be streamed.
    File {
        /// The component's `ID`, which is also the part's name.
        componente: String,
        /// The name to send along.
        nome: String,
    },
}

/// A part of `multipart/form-data`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parte {
    /// Its name.
    pub nome: String,
    /// Its type.
    pub tipo: &'static str,
    /// What stands in it.
    pub corpo: Corpo,
}

/// A whole request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Richiesta {
    /// The service's name, last part of its address.
    pub servizio: &'static str,
    /// Its parts, in this order.
    pub parti: Vec<Parte>,
}

impl Richiesta {
    /// The deposit of a unit.
    ///
    /// # Errors
    /// All the reasons why the XML cannot be written.
    pub fn unita(unit: &UnitaDocumentaria, password: &str) -> Result<Self, Vec<Motivo>> {
        let xml = unit.xml()?;
        let mut parti = comuni(&unit.versione, &unit.versatore.user_id, password, xml);
        // A digest is of no use for what is never sent: only files travel.
        for one in unit.componenti().filter(|one| one.supporto == Supporto::File) {
            let nome = one.nome.clone().unwrap_or_else(|| one.id.clone());
            let corpo = Corpo::File { componente: one.id.clone(), nome };
            parti.push(Parte { nome: one.id.clone(), tipo: "application/octet-stream", corpo });
        }
        Ok(Richiesta { servizio: "VersamentoSync", parti })
    }

    /// The deposit of a fascicolo.
    ///
    /// # Errors
    /// All the reasons why the XML cannot be written.
    pub fn fascicolo(sip: &SipFascicolo, password: &str) -> Result<Self, Vec<Motivo>> {
        let xml = sip.xml()?;
        let parti = comuni(&sip.versione, &sip.versatore.user_id, password, xml);
        Ok(Richiesta { servizio: "VersamentoFascicoloSync", parti })
    }

    /// Whether these files are those that the request sends, no more and no less.
    ///
    /// # Errors
    /// The one reason, naming what is missing or too many.
    pub fn verifica_file<'a>(&self, given: impl IntoIterator<Item = &'a str>) -> Result<(), Motivo> {
        let wanted: HashSet<&str> = self.file().collect();
        let given: HashSet<&str> = given.into_iter().collect();
        let mut lost: Vec<&str> = wanted.symmetric_difference(&given).copied().collect();
        if lost.is_empty() {
            return Ok(());
        }
        lost.sort_unstable();
        lost.truncate(20);
        Err(Motivo::File(lost.join(", ")))
    }

    /// The identifiers of the components whose files are sent.
    pub fn file(&self) -> impl Iterator<Item = &str> {
        self.parti.iter().filter_map(|one| match &one.corpo {
            Corpo::File { componente, .. } => Some(componente.as_str()),
            Corpo::Testo(_) => None,
        })
    }
}

fn comuni(version: &str, login: &str, password: &str, xml: String) -> Vec<Parte> {
    let plain = |nome: &str, text: String| Parte {
        nome: nome.into(),
        tipo: "text/plain; charset=utf-8",
        corpo: Corpo::Testo(text),
    };
    let [versione, loginname, pass, sip] = RISERVATI;
    vec![
        plain(versione, version.to_owned()),
        plain(loginname, login.to_owned()),
        plain(pass, password.to_owned()),
        Parte { nome: sip.into(), tipo: "application/xml; charset=utf-8", corpo: Corpo::Testo(xml) },
    ]
}
