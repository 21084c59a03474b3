//! The ways of the shipped definitions, one row for each: from the draft to the archive, and back.

use std::collections::BTreeMap;

use atti::{AttoId, Dati, Voto, rules::righe};
use authz::PersonId;
use iter::Definizione;
use kernel::Cents;
use pratiche::Materia;
use prose::{Block, BlockId, Content, Paragraph, Prose, Role, Section};

use crate::casa::{ATTI, Casa, giorno, riga};

/// Who takes a step, in the house of the tests.
pub type Chi = fn(&Casa) -> PersonId;
/// A step, and who takes it.
pub type Mossa = (Chi, &'static str);

const LUCIA: Chi = |casa| casa.lucia;
const MARCO: Chi = |casa| casa.marco;
const PAOLO: Chi = |casa| casa.paolo;
const ELENA: Chi = |casa| casa.elena;
const GIULIA: Chi = |casa| casa.giulia;

const NIENTE: fn(&mut Dati) = |_| ();
const FINO_A_DICEMBRE: fn(&mut Dati) = |dati| dati.durata_al = Some(giorno("2026-12-31"));

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

/// One row for each definition that is shipped: `definizioni.rs` holds the two lists against each other.
pub static GIRI: &[Giro] = &[
    Giro {
        iter: "determina-impegno",
        spesa: Spesa::Impegno,
        dati: NIENTE,
        indietro: &[
            (LUCIA, "proponi"),
            (MARCO, "rimanda"),
            (LUCIA, "proponi"),
            (MARCO, "firma"),
            (PAOLO, "nega-visto"),
        ],
        altre: &[(NIENTE, &[(LUCIA, "ritira")])],
        avanti: &[(LUCIA, "proponi"), (MARCO, "firma"), (PAOLO, "visto"), (LUCIA, "trasmetti")],
        registro: "determine",
        firme: &["atto", "visto"],
        movimenti: &["impegno"],
        albo: true,
        efficace: true,
    },
    Giro {
        iter: "determina-liquidazione",
        spesa: Spesa::ConFattura,
        dati: NIENTE,
        indietro: &[
            (LUCIA, "proponi"),
            (MARCO, "rimanda"),
            (LUCIA, "proponi"),
            (MARCO, "firma"),
            (PAOLO, "nega-visto"),
        ],
        altre: &[(NIENTE, &[(LUCIA, "ritira")])],
        avanti: &[(LUCIA, "proponi"), (MARCO, "firma"), (PAOLO, "visto"), (LUCIA, "trasmetti")],
        registro: "determine",
        firme: &["atto", "visto"],
        movimenti: &["impegno", "liquidazione"],
        albo: true,
        efficace: true,
    },
    Giro {
        iter: "determina-senza-spesa",
        spesa: Spesa::Nessuna,
        dati: NIENTE,
        indietro: &[(LUCIA, "proponi"), (MARCO, "rimanda")],
        altre: &[(NIENTE, &[(LUCIA, "ritira")])],
        avanti: &[(LUCIA, "proponi"), (MARCO, "firma"), (LUCIA, "trasmetti")],
        registro: "determine",
        firme: &["atto"],
        movimenti: &[],
        albo: true,
        efficace: true,
    },
    Giro {
        iter: "determina-contrarre",
        spesa: Spesa::Impegno,
        dati: NIENTE,
        indietro: &[
            (LUCIA, "proponi"),
            (MARCO, "rimanda"),
            (LUCIA, "proponi"),
            (MARCO, "firma"),
            (PAOLO, "nega-visto"),
        ],
        altre: &[(NIENTE, &[(LUCIA, "ritira")])],
        avanti: &[(LUCIA, "proponi"), (MARCO, "firma"), (PAOLO, "visto"), (LUCIA, "trasmetti")],
        registro: "determine",
        firme: &["atto", "visto"],
        movimenti: &["prenotazione"],
        albo: true,
        efficace: true,
    },
    Giro {
        iter: "liquidazione",
        spesa: Spesa::Impegnata,
        dati: NIENTE,
        indietro: &[
            (LUCIA, "proponi"),
            (MARCO, "rimanda"),
            (LUCIA, "proponi"),
            (MARCO, "firma"),
            (PAOLO, "nega-visto"),
        ],
        altre: &[(NIENTE, &[(LUCIA, "ritira")])],
        avanti: &[(LUCIA, "proponi"), (MARCO, "firma"), (PAOLO, "visto")],
        registro: "liquidazioni",
        firme: &["atto", "controlli"],
        movimenti: &["liquidazione"],
        albo: true,
        efficace: true,
    },
    Giro {
        iter: "delibera-giunta",
        spesa: Spesa::Nessuna,
        dati: |dati| dati.riflessi_contabili = true,
        indietro: &[
            (LUCIA, "proponi"),
            (MARCO, "rimanda-tecnico"),
            (LUCIA, "proponi"),
            (PAOLO, "rimanda-contabile"),
            (LUCIA, "proponi"),
            (MARCO, "parere-tecnico"),
            (PAOLO, "parere-contabile"),
            (ELENA, "iscrivi"),
            (ELENA, "rinvia"),
            (ELENA, "rimanda-segretario"),
        ],
        altre: &[
            (NIENTE, &[(LUCIA, "ritira")]),
            (
                NIENTE,
                &[
                    (LUCIA, "proponi"),
                    (MARCO, "parere-tecnico"),
                    (ELENA, "conformita"),
                    (ELENA, "rimanda-conforme"),
                    (LUCIA, "proponi"),
                    (MARCO, "parere-tecnico"),
                    (ELENA, "conformita"),
                    (ELENA, "iscrivi-conforme"),
                    (ELENA, "respingi"),
                ],
            ),
        ],
        avanti: &[
            (LUCIA, "proponi"),
            (MARCO, "parere-tecnico"),
            (PAOLO, "parere-contabile"),
            (ELENA, "iscrivi"),
            (ELENA, "approva"),
            (GIULIA, "firma-presidente"),
            (ELENA, "firma-segretario"),
            (ELENA, "comunica"),
        ],
        registro: "giunta",
        firme: &["contabile", "presidente", "segretario", "tecnico"],
        movimenti: &[],
        albo: true,
        efficace: true,
    },
    Giro {
        iter: "delibera-consiglio",
        spesa: Spesa::Nessuna,
        dati: |dati| (dati.riflessi_contabili, dati.revisori) = (true, true),
        indietro: &[
            (LUCIA, "proponi"),
            (MARCO, "rimanda-tecnico"),
            (LUCIA, "proponi"),
            (MARCO, "parere-tecnico"),
            (PAOLO, "rimanda-contabile"),
            (LUCIA, "proponi"),
            (MARCO, "parere-tecnico"),
            (PAOLO, "parere-contabile"),
            (ELENA, "parere-revisori"),
            (ELENA, "iscrivi"),
            (ELENA, "rinvia"),
            (ELENA, "rimanda-segretario"),
        ],
        altre: &[
            (NIENTE, &[(LUCIA, "ritira")]),
            (
                NIENTE,
                &[
                    (LUCIA, "proponi"),
                    (MARCO, "parere-tecnico"),
                    (ELENA, "iscrivi"),
                    (ELENA, "emenda"),
                    (LUCIA, "recepisci"),
                    (MARCO, "parere-tecnico"),
                    (ELENA, "conformita"),
                    (ELENA, "rimanda-conforme"),
                    (LUCIA, "proponi"),
                    (MARCO, "parere-tecnico"),
                    (ELENA, "conformita"),
                    (ELENA, "iscrivi-conforme"),
                    (ELENA, "rinvia"),
                    (ELENA, "conformita"),
                    (ELENA, "commissione-conforme"),
                    (ELENA, "parere-commissione"),
                    (ELENA, "iscrivi-esaminata"),
                    (ELENA, "respingi"),
                ],
            ),
        ],
        avanti: &[
            (LUCIA, "proponi"),
            (MARCO, "parere-tecnico"),
            (PAOLO, "parere-contabile"),
            (ELENA, "parere-revisori"),
            (ELENA, "commissione"),
            (ELENA, "parere-commissione"),
            (ELENA, "iscrivi-esaminata"),
            (ELENA, "approva"),
            (GIULIA, "firma-presidente"),
            (ELENA, "firma-segretario"),
        ],
        registro: "consiglio",
        firme: &["contabile", "presidente", "revisori", "segretario", "tecnico"],
        movimenti: &[],
        albo: true,
        efficace: true,
    },
    Giro {
        iter: "ordinanza-contingibile",
        spesa: Spesa::Nessuna,
        dati: |dati| (dati.del_governo, dati.durata_al) = (true, Some(giorno("2026-12-31"))),
        indietro: &[(LUCIA, "sottoponi"), (ELENA, "comunica-prefetto"), (GIULIA, "rimanda-54")],
        altre: &[
            (NIENTE, &[(LUCIA, "ritira")]),
            (
                FINO_A_DICEMBRE,
                &[
                    (LUCIA, "sottoponi"),
                    (GIULIA, "rimanda"),
                    (LUCIA, "sottoponi"),
                    (GIULIA, "firma"),
                    (LUCIA, "notifica"),
                    (LUCIA, "ottempera"),
                ],
            ),
        ],
        avanti: &[
            (LUCIA, "sottoponi"),
            (ELENA, "comunica-prefetto"),
            (GIULIA, "firma-54"),
            (LUCIA, "notifica"),
            (LUCIA, "inottemperanza"),
            (LUCIA, "esegui"),
        ],
        registro: "ordinanze",
        firme: &["atto"],
        movimenti: &[],
        albo: true,
        efficace: true,
    },
    Giro {
        iter: "ordinanza-responsabile",
        spesa: Spesa::Nessuna,
        dati: NIENTE,
        indietro: &[(LUCIA, "proponi"), (MARCO, "rimanda")],
        altre: &[
            (NIENTE, &[(LUCIA, "ritira")]),
            (NIENTE, &[(LUCIA, "proponi"), (MARCO, "firma"), (LUCIA, "notifica"), (LUCIA, "inottemperanza")]),
        ],
        avanti: &[(LUCIA, "proponi"), (MARCO, "firma"), (LUCIA, "notifica"), (LUCIA, "ottempera")],
        registro: "ordinanze",
        firme: &["atto"],
        movimenti: &[],
        albo: true,
        efficace: true,
    },
    Giro {
        iter: "ordinanza-viabilita",
        spesa: Spesa::Nessuna,
        dati: NIENTE,
        indietro: &[
            (LUCIA, "proponi"),
            (MARCO, "rimanda-parere"),
            (LUCIA, "proponi"),
            (MARCO, "parere"),
            (MARCO, "rimanda"),
        ],
        altre: &[(NIENTE, &[(LUCIA, "ritira")])],
        avanti: &[(LUCIA, "proponi"), (MARCO, "parere"), (MARCO, "firma"), (LUCIA, "segnali")],
        registro: "ordinanze",
        firme: &["atto", "relazione"],
        movimenti: &[],
        albo: true,
        efficace: true,
    },
    Giro {
        iter: "decreto-sindaco",
        spesa: Spesa::Nessuna,
        dati: NIENTE,
        indietro: &[(LUCIA, "proponi"), (GIULIA, "rimanda")],
        altre: &[
            (NIENTE, &[(LUCIA, "ritira")]),
            (NIENTE, &[(LUCIA, "proponi"), (GIULIA, "firma"), (LUCIA, "rifiuta")]),
        ],
        avanti: &[(LUCIA, "proponi"), (GIULIA, "firma"), (LUCIA, "accetta")],
        registro: "decreti",
        firme: &["atto"],
        movimenti: &[],
        albo: true,
        efficace: true,
    },
    Giro {
        iter: "decreto-responsabile",
        spesa: Spesa::Nessuna,
        dati: NIENTE,
        indietro: &[(LUCIA, "proponi"), (MARCO, "rimanda")],
        altre: &[(NIENTE, &[(LUCIA, "ritira")])],
        avanti: &[(LUCIA, "proponi"), (MARCO, "firma"), (LUCIA, "trasmetti")],
        registro: "decreti",
        firme: &["atto"],
        movimenti: &[],
        albo: true,
        efficace: true,
    },
    Giro {
        iter: "disposizione",
        spesa: Spesa::Nessuna,
        dati: NIENTE,
        indietro: &[(LUCIA, "proponi"), (MARCO, "rimanda")],
        altre: &[(NIENTE, &[(LUCIA, "ritira")])],
        avanti: &[(LUCIA, "proponi"), (MARCO, "firma"), (LUCIA, "trasmetti")],
        registro: "disposizioni",
        firme: &["atto"],
        movimenti: &[],
        albo: false,
        efficace: true,
    },
    Giro {
        iter: "direttiva",
        spesa: Spesa::Nessuna,
        dati: NIENTE,
        indietro: &[(LUCIA, "proponi"), (GIULIA, "rimanda")],
        altre: &[(NIENTE, &[(LUCIA, "ritira")])],
        avanti: &[(LUCIA, "proponi"), (GIULIA, "firma"), (LUCIA, "trasmetti")],
        registro: "direttive",
        firme: &["atto"],
        movimenti: &[],
        albo: false,
        efficace: true,
    },
    Giro {
        iter: "verbale-polizia",
        spesa: Spesa::Nessuna,
        dati: NIENTE,
        // Who writes it signs it: nobody sends it back.
        indietro: &[],
        altre: &[(NIENTE, &[(LUCIA, "ritira")])],
        avanti: &[(LUCIA, "firma"), (MARCO, "acquisisci"), (LUCIA, "trasmetti")],
        registro: "verbali",
        firme: &["atto"],
        movimenti: &[],
        albo: false,
        efficace: false,
    },
];

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
