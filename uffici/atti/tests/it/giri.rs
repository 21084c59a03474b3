//! Ways of the shipped definitions, from the draft to the archive and back: what a row says, and how it is walked. The rows are in
//! `giri_tabella.rs`.

use std::collections::BTreeMap;

use atti::{AttoId, Dati, Voto, rules::righe};
use authz::PersonId;
use iter::Definizione;
use kernel::Cents;
use pratiche::Materia;
use prose::{Block, BlockId, Content, Paragraph, Prose, Role, Section};

use crate::casa::{ATTI, Casa, riga};
pub use crate::giri_tabella::GIRI;

/// Who takes a step, in the house of the tests.
pub type Chi = fn(&Casa) -> PersonId;
/// A step, and who takes it.
pub type Mossa = (Chi, &'static str);

/// What an act spends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spesa {
    Nessuna,
    /// It commits, or books.
    Impegno,
    /// It commits and liquidates at once.
    ConFattura,
    /// It liquidates what `determina-impegno` committed, which stands before it.
    Impegnata,
}

/// The way of one definition.
pub struct Giro {
    pub iter: &'static str,
    pub spesa: Spesa,
    /// What its data say beside.
    pub dati: fn(&mut Dati),
    /// From the draft and back to it; nothing where the definition has no way back.
    pub indietro: &'static [Mossa],
    /// Ways of other acts of the same definition, with their data, that take the steps which the two others do not.
    pub altre: &'static [(fn(&mut Dati), &'static [Mossa])],
    /// From the draft to the last step that a person takes.
    pub avanti: &'static [Mossa],
    pub registro: &'static str,
    /// What was signed on the last version.
    pub firme: &'static [&'static str],
    /// What the accounting office has of it.
    pub movimenti: &'static [&'static str],
    pub albo: bool,
    pub efficace: bool,
}

/// The definitions that are shipped.
pub fn spedite() -> Vec<Definizione> {
    ATTI.spedite().iter().map(|text| Definizione::leggi(text).unwrap()).collect()
}

/// The acts that were begun, by their definition.
pub type Fatti = BTreeMap<&'static str, AttoId>;

impl Giro {
    /// Lucia writes the act: text and data are in order for its kind.
    pub async fn scrive(&self, casa: &Casa, fatti: &Fatti) -> AttoId {
        self.scrive_con(casa, fatti, ("prima", self.dati)).await
    }

    /// Another of this kind, which its name tells from the others.
    pub async fn scrive_con(&self, casa: &Casa, fatti: &Fatti, (nome, dati): (&str, fn(&mut Dati))) -> AttoId {
        let id = casa.bozza(self.iter, &format!("Prova di {}, {nome}", self.iter), false).await;
        let righe = self.righe(casa, fatti).await;
        let total: Cents = righe.iter().map(|one| one.importo).sum();
        let text = match self.iter {
            "direttiva" | "verbale-polizia" => corpo(casa, "Il sopralluogo si è svolto alle ore dieci."),
            _ if righe.is_empty() => casa.testo("di provvedere;"),
            _ => casa.testo(&format!("di provvedere, per un totale di {total};")),
        };
        let lucia = casa.who(casa.lucia).await;
        atti::sostituisci(&casa.hall.ente, &lucia, id, &text, 1).await.unwrap();
        let change = |of: &mut Dati| {
            of.righe = righe;
            dati(of);
        };
        casa.scrive(id, change).await.unwrap();
        id
    }

    async fn righe(&self, casa: &Casa, fatti: &Fatti) -> Vec<righe::Riga> {
        let fattura = || "Fattura n. 12 del 20/11/2026".to_owned();
        match self.spesa {
            Spesa::Nessuna => Vec::new(),
            Spesa::Impegno => vec![riga(366_000)],
            Spesa::ConFattura => vec![righe::Riga { documento: fattura(), ..riga(366_000) }],
            Spesa::Impegnata => {
                let committed = casa.scheda(casa.marco, fatti["determina-impegno"]).await;
                let impegno = committed.movimenti[0].movimento_id;
                let (verso, importo) = (righe::Verso::Liquidazione, Cents(366_000));
                vec![righe::Riga { verso, importo, impegno, documento: fattura(), ..righe::Riga::default() }]
            }
        }
    }

    /// What a step wants noted before it: the vote, before a proposal is told approved or rejected.
    pub async fn prima(casa: &Casa, id: AttoId, passo: &str) {
        if ["approva", "respingi"].contains(&passo) {
            let voto = Voto { componenti: 13, presenti: 11, favorevoli: 11, ..Voto::default() };
            atti::vota(&ATTI, &casa.hall.ente, &casa.who(casa.elena).await, id, &voto).await.unwrap();
        }
    }

    /// Steps are taken, one after the other.
    pub async fn passa(&self, casa: &Casa, id: AttoId, mosse: &[Mossa]) {
        for (chi, passo) in mosse {
            Self::prima(casa, id, passo).await;
            let done = casa.compie(chi(casa), id, passo).await;
            assert!(done.is_ok(), "{}, «{passo}»: {done:?}", self.iter);
        }
    }
}

/// The text of an act that decides nothing.
fn corpo(casa: &Casa, text: &str) -> Prose {
    let id = || BlockId::new(casa.hall.ente.ledger.now(), &**casa.hall.ente.ledger.random());
    let section = Content::Section(Section { role: Role::Corpo, title: prose::Line::default() });
    let paragraph = Content::Paragraph(Paragraph { inside: 0, text: text.into() });
    Prose::new([section, paragraph].into_iter().map(|content| Block { id: id(), content }).collect()).unwrap()
}
