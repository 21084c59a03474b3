use accounts::names;
use axum::extract::RawQuery;
use serde::Serialize;
use ui::Page;
use web::{Ctx, Error, Path, Response};
use wording::{Paper, Part, faults, texts_of, version};

use super::{BASE, CRUMBS, carta};
use crate::{
    modelli::{self, Testi, ultima, versioni},
    pagine::vista::fatto,
};

#[derive(Debug, Serialize)]
pub(crate) struct Modello {
    scopo: &'static str,
    href: String,
    /// The number of the ente's version in use; none where the texts are the program's.
    versione: Option<i64>,
    /// What is wrong with them for this release of the program: then its own texts are used.
    guasti: Vec<String>,
    parti: Vec<Parte>,
    versioni: Vec<Versione>,
}

#[derive(Debug, Serialize)]
struct Parte {
    titolo: &'static str,
    del_programma: &'static str,
    /// The ente's; none where it has none.
    dell_ente: Option<String>,
    dati: Vec<Dato>,
}

#[derive(Debug, Serialize)]
struct Dato {
    nome: &'static str,
    significato: &'static str,
    legge: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct Versione {
    numero: i64,
    at: i64,
    chi: String,
    motivo: String,
    /// Titles and texts; none where it went back to the program's.
    testi: Vec<(&'static str, String)>,
}

impl Page for Modello {
    const TEMPLATE: &'static str = "comando/modello.html";
    fn samples() -> Vec<Self> {
        let parte = |dell_ente: Option<&str>| Parte {
            titolo: "Numero e data",
            del_programma: "Protocollo n. *{numero}*",
            dell_ente: dell_ente.map(str::to_owned),
            dati: vec![
                Dato { nome: "numero", significato: "il numero", legge: Some("l'art. 53 DPR 445/2000") },
                Dato { nome: "ora", significato: "l'ora", legge: None },
            ],
        };
        let versione = |numero, testi| Versione {
            numero,
            at: 1_795_599_727_000_000,
            chi: "Anna Neri".into(),
            motivo: "Nuovi orari".into(),
            testi,
        };
        let href = "/comando/modelli/ricevuta-protocollo".to_owned();
        let full = Self {
            scopo: "Si dà a chi presenta un documento.",
            href: href.clone(),
            versione: Some(2),
            guasti: vec!["Numero e data. Manca {numero}.".into()],
            parti: vec![parte(Some("N. {numero}")), parte(Some(""))],
            versioni: vec![versione(2, vec![("Numero e data", "N. {numero}".into())]), versione(1, Vec::new())],
        };
        let nothing = Parte { titolo: "In fondo", del_programma: "", dell_ente: None, dati: Vec::new() };
        let bare = Self {
            scopo: "Carta.",
            href,
            versione: None,
            guasti: Vec::new(),
            parti: vec![parte(None), nothing],
            versioni: Vec::new(),
        };
        vec![full, bare]
    }
}

/// The texts that are in use: the ente's, or none.
fn in_uso(rows: &[version::Model]) -> Option<(i64, Testi)> {
    let row = rows.first()?;
    Some((row.number, texts_of(row)?))
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(nome): Path<String>, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let paper = carta(&ctx, &nome)?;
    let rows = versioni(&ctx.ente, ctx.who()?, paper).await?;
    let people: Vec<_> = rows.iter().map(|row| row.written_by).collect();
    let people = names(&ctx.ente.db().read().await?, &people).await?;
    let own = in_uso(&rows);
    let text = |part: &Part| {
        own.as_ref().map(|(_, texts)| texts.get(part.code).map_or(part.shipped, String::as_str).to_owned())
    };
    let broken = |part: &Part| {
        let reasons = text(part).map(|text| faults(part, &text)).unwrap_or_default();
        reasons.into_iter().map(|reason| format!("{}. {reason}", part.title)).collect::<Vec<_>>()
    };
    let versione = |row: &version::Model| Versione {
        numero: row.number,
        at: row.written_at.micros(),
        chi: people.get(&row.written_by).cloned().unwrap_or_default(),
        motivo: row.reason.clone(),
        testi: testi(paper, row),
    };
    let page = Modello {
        scopo: paper.purpose,
        href: format!("{BASE}/{nome}"),
        versione: own.as_ref().map(|(number, _)| *number),
        guasti: paper.parts.iter().flat_map(broken).collect(),
        parti: paper.parts.iter().map(|part| parte(part, text(part))).collect(),
        versioni: rows.iter().map(versione).collect(),
    };
    ctx.page_with(paper.title, CRUMBS, fatto(query.as_deref()), &page).await
}

fn parte(part: &'static Part, dell_ente: Option<String>) -> Parte {
    let dato = |name: &wording::Name| Dato { nome: name.name, significato: name.meaning, legge: name.law };
    Parte { titolo: part.title, del_programma: part.shipped, dell_ente, dati: part.names.iter().map(dato).collect() }
}

/// The texts of a version, in the order of the paper.
fn testi(paper: &'static Paper, row: &version::Model) -> Vec<(&'static str, String)> {
    let texts = texts_of(row).unwrap_or_default();
    let one = |part: &'static Part| texts.get(part.code).map(|text| (part.title, text.clone()));
    paper.parts.iter().filter_map(one).collect()
}

/// The sample with the texts in use.
pub(super) async fn anteprima(ctx: Ctx, Path(nome): Path<String>) -> Result<Response, Error> {
    let paper = carta(&ctx, &nome)?;
    let who = ctx.who()?;
    let texts = ultima(&ctx.ente, who, paper).await?.as_ref().and_then(texts_of).unwrap_or_default();
    let pdf = modelli::anteprima(&ctx.ente, who, paper, &texts).await?;
    web::made_pdf(&format!("anteprima-{nome}.pdf"), pdf)
}
