//! The registers: what was adopted, by number, without holes.

use serde::{Deserialize, Serialize};
use ui::{Choice, Column, Page, Pager, Tab, columns};
use web::{Ctx, Error, Query, Response};

use super::{
    CRUMBS,
    campi::{dell_indirizzo, scelta},
    elenco::Riga,
};
use crate::{
    elenca::{Filtro, registro},
    rules::tipi::{GENERALE, REGISTRI, Registro},
    tables::stato,
};

const RIGHE: usize = 100;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Registri {
    schede: Vec<Tab>,
    colonne: Vec<Column>,
    atti: Vec<Voce>,
    pager: Pager,
    anni: Vec<Choice>,
    registro: String,
    anno: String,
    testo: String,
    filtri: usize,
}

#[derive(Debug, Default, Serialize)]
struct Voce {
    numero: i64,
    settore: String,
    riga: Riga,
}

impl Page for Registri {
    const TEMPLATE: &'static str = "atti/registri.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            schede: schede(GENERALE.codice, 2026),
            colonne: colonne(),
            atti: vec![Voce { numero: 195, settore: "132".into(), riga: Riga::esempio() }],
            pager: Pager { next: Some("/x".into()), shown: 1, ..Pager::default() },
            anni: anni(2026),
            anno: "2026".into(),
            filtri: 1,
            ..Self::default()
        };
        vec![full, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Numero", "Di settore", "Data", "Oggetto", "Stato"])
}

fn schede(open: &str, anno: i64) -> Vec<Tab> {
    let tab = |one: &Registro| Tab {
        label: one.nome.into(),
        href: format!("/atti/registri?registro={}&anno={anno}", one.codice),
        count: None,
        current: one.codice == open,
    };
    REGISTRI.iter().map(tab).collect()
}

/// This year and the nine before.
pub(super) fn anni(now: i64) -> Vec<Choice> {
    (0..10).map(|back| scelta((now - back).to_string(), (now - back).to_string())).collect()
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    registro: String,
    anno: String,
    testo: String,
    dopo: String,
}

/// The register and the year that an address names: the general one, and the year `now`, where it names none.
///
/// # Errors
/// A register that is not there; a year that is none.
pub(super) fn quale((registro, anno): (&str, &str), now: i64) -> Result<(&'static Registro, i64), Error> {
    let known = if registro.is_empty() { Some(&GENERALE) } else { Registro::di(registro) };
    let told = "Questo registro non c'è: torna ai registri degli atti e scegline uno.";
    let known = known.ok_or_else(|| Error::BadRequest(told.to_owned()))?;
    Ok((known, dell_indirizzo(anno, "l'anno")?.unwrap_or(now)))
}

/// A register.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let now = i64::from(ctx.now.year());
    let (known, anno) = quale((&scelte.registro, &scelte.anno), now)?;
    let filtro = Filtro {
        registro: Some(known.codice.to_owned()),
        anno: Some(anno),
        testo: scelte.testo.clone(),
        ..Filtro::default()
    };
    let mut rows = registro(&ctx.ente, ctx.who()?, &filtro, scelte.dopo.parse().ok(), RIGHE as u64 + 1).await?;
    let more = rows.len() > RIGHE;
    rows.truncate(RIGHE);
    let next = rows.last().filter(|_| more).and_then(|row| row.numero).map(|last| {
        let testo = web::encode(&scelte.testo);
        format!("/atti/registri?registro={}&anno={anno}&testo={testo}&dopo={last}", known.codice)
    });
    let voce = |row: &stato::Model| Voce {
        numero: row.numero.unwrap_or_default(),
        settore: row.settore_numero.map(|number| number.to_string()).unwrap_or_default(),
        riga: Riga::di(row),
    };
    let atti: Vec<Voce> = rows.iter().map(voce).collect();
    let shown = atti.len() as u64;
    let page = Registri {
        schede: schede(known.codice, anno),
        colonne: colonne(),
        atti,
        pager: Pager { next, shown, ..Pager::default() },
        anni: anni(now),
        registro: known.codice.to_owned(),
        anno: anno.to_string(),
        filtri: usize::from(!scelte.testo.trim().is_empty()),
        testo: scelte.testo,
    };
    ctx.page(known.nome, CRUMBS, &page).await
}
