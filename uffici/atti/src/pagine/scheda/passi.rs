//! The steps that the reader of an act may take, and what was sent with a form of its page that was refused.

use pratiche::{Bottone, Lettura, Quadro};
use serde::Serialize;
use ui::Choice;
use web::Ctx;

use crate::{
    Atti,
    atto::{
        passo::{DaFirmare, Passo as Chiesto, da_firmare},
        sposta::Spostamento,
    },
    pagine::{campi::scelta, passo::Votazione},
    rules::pareri::Esito,
};

/// What was sent with the form that was refused, whichever it was: nobody writes it again.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::pagine) enum Mandato<'a> {
    #[default]
    Niente,
    Passo(&'a Chiesto),
    /// Why one keeps out.
    Astensione(&'a str),
    Spostamento(&'a Spostamento),
    Voto(&'a Votazione),
}

impl<'a> Mandato<'a> {
    pub(super) fn passo(self) -> Option<&'a Chiesto> {
        if let Self::Passo(chiesto) = self { Some(chiesto) } else { None }
    }

    pub(super) fn astensione(self) -> &'a str {
        if let Self::Astensione(motivo) = self { motivo } else { "" }
    }

    pub(super) fn spostamento(self) -> Option<&'a Spostamento> {
        if let Self::Spostamento(chiesto) = self { Some(chiesto) } else { None }
    }

    pub(super) fn voto(self) -> Votazione {
        if let Self::Voto(sent) = self { sent.clone() } else { Votazione::default() }
    }
}

/// A step that the reader may take.
#[derive(Debug, Serialize)]
pub(super) struct Passo {
    bottone: Bottone,
    /// What it signs, in words.
    firma: Option<&'static str>,
    /// Whether what it signs is an opinion, whose outcome is asked.
    parere: bool,
    /// What is told where one signs at once; none where the paper is taken away.
    subito: Option<&'static str>,
    /// Whether it can be signed by a service of remote signatures.
    remota: bool,
    scritto: Scritto,
}

impl Passo {
    /// For the samples of the page: the first one signs an opinion.
    pub(super) fn esempi(quadro: &Quadro) -> Vec<Self> {
        let passo = |(n, bottone): (usize, &Bottone)| Self {
            bottone: Bottone { mancano: Vec::new(), ..bottone.clone() },
            firma: (n == 0).then_some("Visto di regolarità contabile"),
            parere: n == 0,
            subito: (n == 0).then_some("Firma di prova."),
            remota: n == 0,
            scritto: Scritto { esito: "contrario".into(), nessun_conflitto: true, ..Scritto::default() },
        };
        quadro.passi.iter().enumerate().map(passo).collect()
    }
}

/// What was written in the form of a step that was refused: nobody writes it again.
#[derive(Debug, Default, Serialize)]
struct Scritto {
    motivo: String,
    nessun_conflitto: bool,
    esito: String,
    testo: String,
}

impl Scritto {
    fn di(chiesto: Option<&Chiesto>, passo: &str) -> Self {
        let Some(chiesto) = chiesto.filter(|chiesto| chiesto.passo == passo) else { return Self::default() };
        Self {
            motivo: chiesto.motivo.clone(),
            nessun_conflitto: chiesto.nessun_conflitto,
            esito: chiesto.esito.clone(),
            testo: chiesto.testo.clone(),
        }
    }
}

/// What an opinion may say.
pub(in crate::pagine) fn esiti() -> Vec<Choice> {
    Esito::TUTTI.iter().map(|(_, code, name)| scelta(*code, *name)).collect()
}

/// The steps, the one that was refused with what was written of it.
pub(super) fn passi(
    ctx: &Ctx,
    atti: &Atti,
    (lettura, quadro): (&Lettura, &Quadro),
    chiesto: Option<&Chiesto>,
) -> Vec<Passo> {
    let (subito, remota) = (atti.firma.subito(&ctx.ente), atti.firma.remota(&ctx.ente));
    let passo = |bottone: &Bottone| {
        let what = da_firmare(lettura, &bottone.codice);
        Passo {
            firma: what.map(DaFirmare::nome),
            parere: matches!(what, Some(DaFirmare::Parere(_))),
            subito: subito.filter(|_| what.is_some()),
            remota: remota && what.is_some(),
            scritto: Scritto::di(chiesto, &bottone.codice),
            bottone: bottone.clone(),
        }
    };
    quadro.passi.iter().map(passo).collect()
}
