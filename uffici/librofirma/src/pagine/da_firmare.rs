//! The desk: what waits for my signature.

use serde::{Deserialize, Serialize};
use ui::{Choice, Column, Page, Pager, Tab, columns};
use web::{Ctx, Error, Query, Response};

use super::riga::{RIGHE, Riga};
use crate::{
    firma::Porta,
    permissions::{CHIEDI, GESTISCI},
    richiesta::elenca::da_firmare,
};

#[derive(Debug, Serialize)]
pub(crate) struct DaFirmare {
    tabs: Vec<Tab>,
    colonne: Vec<Column>,
    righe: Vec<Riga>,
    pager: Pager,
    /// The doors through which one signs many at once; none where there is none.
    porte: Vec<Choice>,
    prova: bool,
    chiede: bool,
    gestisce: bool,
}

impl Page for DaFirmare {
    const TEMPLATE: &'static str = "librofirma/da_firmare.html";
    fn samples() -> Vec<Self> {
        let page = |righe: Vec<Riga>, porte: Vec<Porta>| Self {
            tabs: schede("da-firmare", true),
            colonne: columns(&["Documento"]),
            righe,
            pager: Pager::default(),
            prova: porte.contains(&Porta::Prova),
            porte: porte.into_iter().map(scelta).collect(),
            chiede: true,
            gestisce: true,
        };
        let read = Riga { aperta: true, entro: None, al_posto_di: None, ..Riga::sample() };
        vec![
            page(vec![Riga::sample(), read], vec![Porta::Remota, Porta::Prova]),
            page(vec![Riga::sample()], vec![Porta::Remota]),
            page(vec![Riga::sample()], vec![]),
            page(vec![], vec![]),
        ]
    }
}

/// The tabs of the office's lists.
pub(super) fn schede(qui: &str, chiede: bool) -> Vec<Tab> {
    let all = [
        ("da-firmare", "Da firmare", "/librofirma"),
        ("firmati", "Firmati da me", "/librofirma/firmati"),
        ("messi", "Messi alla firma da me", "/librofirma/messi"),
        ("chiusi", "I miei conclusi", "/librofirma/messi?quali=chiusi"),
    ];
    let mine = |word: &str| word == "messi" || word == "chiusi";
    let shown = all.into_iter().filter(|(word, _, _)| chiede || !mine(word));
    let tab = |(word, label, href): (&str, &str, &str)| Tab {
        label: label.into(),
        href: href.into(),
        count: None,
        current: word == qui,
    };
    shown.map(tab).collect()
}

fn scelta(porta: Porta) -> Choice {
    let (label, hint) = match porta {
        Porta::Remota => ("Firma remota", "Un codice solo per tutti i documenti scelti."),
        Porta::Prova => ("Firma di prova", "SENZA VALORE LEGALE: serve solo a provare il programma."),
        Porta::Riportata => ("Con i tuoi strumenti", "Uno per uno, dalla pagina del documento."),
    };
    Choice { value: porta.code().into(), label: label.into(), hint: Some(hint.into()) }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Scelte {
    #[serde(default)]
    dopo: String,
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let mut found = da_firmare(&ctx.ente, who, scelte.dopo.parse().ok(), RIGHE + 1).await?;
    let more = found.len() as u64 > RIGHE;
    found.truncate(usize::try_from(RIGHE).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|last| format!("/librofirma?dopo={}", last.id));
    let doors = Porta::aperte(&ctx.ente);
    let page = DaFirmare {
        tabs: schede("da-firmare", who.may(&CHIEDI)),
        colonne: columns(&["Documento", "Chiesto da", "Quando", "Entro il", "Letto"]),
        pager: Pager { previous: None, next, shown: found.len() as u64, total: None },
        righe: found.into_iter().map(Riga::from).collect(),
        prova: doors.contains(&Porta::Prova),
        porte: doors.into_iter().map(scelta).collect(),
        chiede: who.may(&CHIEDI),
        gestisce: who.may(&GESTISCI),
    };
    ctx.page("Libro firma", &[], &page).await
}
