//! One repertory: the documents of a year, and the form that registers another.

use axum::extract::Request;
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, FieldError, Flash, FlashKind, Page, Pager};
use web::{Ctx, Error, IntoResponse, Path, Query, Redirect, Response, StatusCode};

use super::{BASE, Riga, href_di};
use crate::{
    pagine::{
        Modulo, href, modulo,
        scelte::{classi, uffici},
    },
    permissions::REGISTRA,
    registrazione::registra::FileRicevuto,
    repertorio::{
        RepertorioId,
        elenca::{Voce, vedi, voci},
        registra::registra as registra_atto,
    },
    rules::Verso,
};

const ROWS: usize = 100;

#[derive(Debug, Serialize)]
pub(crate) struct Uno {
    errors: Vec<FieldError>,
    href: String,
    anno: i64,
    anni: Vec<ui::Link>,
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    pager: Pager,
    /// Whether the person may register in it now.
    registra: bool,
    modulo: Modulo,
    chiave: String,
    uffici: Vec<Choice>,
    classi: Vec<Choice>,
    max_bytes: u64,
}

impl Page for Uno {
    const TEMPLATE: &'static str = "protocollo/repertorio.html";
    fn samples() -> Vec<Self> {
        let riga = |annullata| Riga {
            numero: "3/2026".into(),
            at: 0,
            protocollo: "12/2026".into(),
            href: "/protocollo/2026/12".into(),
            oggetto: "Verbale di gara".into(),
            annullata,
        };
        let page = |voci: Vec<Riga>, registra: bool| Self {
            errors: if registra {
                vec![FieldError { field: "oggetto".into(), message: "Manca.".into() }]
            } else {
                vec![]
            },
            href: "/x".into(),
            anno: 2026,
            anni: vec![ui::Link { label: "2025".into(), href: "/y".into() }],
            colonne: colonne(),
            pager: Pager { shown: voci.len() as u64, ..Pager::default() },
            voci,
            registra,
            modulo: Modulo::default(),
            chiave: "x".into(),
            uffici: vec![],
            classi: vec![],
            max_bytes: 1,
        };
        vec![page(vec![riga(false), riga(true)], true), page(vec![], false)]
    }
}

fn colonne() -> Vec<Column> {
    let column = |label: &str| Column { label: label.into(), ..Column::default() };
    ["Numero", "Registrato", "Protocollo", "Oggetto"].into_iter().map(column).collect()
}

/// Which year, and where the page before ended.
#[derive(Debug, Default, Deserialize)]
pub(in crate::pagine) struct Scelte {
    anno: Option<i64>,
    prima: Option<i64>,
    #[serde(default)]
    fatto: String,
}

/// The page.
pub(in crate::pagine) async fn pagina(
    ctx: Ctx,
    Path(id): Path<RepertorioId>,
    Query(scelte): Query<Scelte>,
) -> Result<Response, Error> {
    let done = scelte.fatto.split('-').collect::<Vec<_>>();
    let text = match done.as_slice() {
        [numero, anno] if numero.parse::<i64>().is_ok() && anno.parse::<i64>().is_ok() => {
            Some(format!("Registrato a repertorio con il numero {numero}/{anno}."))
        }
        _ => None,
    };
    let flash = text.map(|text| Flash { kind: FlashKind::Success, text });
    mostra(&ctx, id, &scelte, (Modulo::default(), String::new()), Vec::new(), flash).await
}

async fn mostra(
    ctx: &Ctx,
    id: RepertorioId,
    scelte: &Scelte,
    (modulo, chiave): (Modulo, String),
    errors: Vec<FieldError>,
    flash: Option<Flash>,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let repertorio = vedi(&ctx.ente, who, id).await?;
    let today = i64::from(ctx.now.year());
    let anno = scelte.anno.unwrap_or(today.max(repertorio.dal_anno));
    let mut found = voci(&ctx.ente, who, id, anno, scelte.prima, ROWS + 1).await?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let base = href_di(id);
    let next = found.last().filter(|_| more).map(|last| format!("{base}?anno={anno}&prima={}", last.numero));
    let registra = who.may(&REGISTRA) && repertorio.dal_anno <= today;
    let year = |year: i64| ui::Link { label: year.to_string(), href: format!("{base}?anno={year}") };
    let page = Uno {
        errors,
        anno,
        anni: (repertorio.dal_anno..=today).rev().filter(|each| *each != anno).take(30).map(year).collect(),
        colonne: colonne(),
        pager: Pager { previous: None, next, shown: found.len() as u64, total: None },
        voci: found.into_iter().map(|voce| riga(anno, voce)).collect(),
        registra,
        modulo,
        chiave: if chiave.is_empty() { nuova_chiave(ctx) } else { chiave },
        uffici: if registra { uffici(ctx).await? } else { Vec::new() },
        classi: if registra { classi(ctx).await? } else { Vec::new() },
        max_bytes: web::MAX_UPLOAD,
        href: base,
    };
    let crumbs = [("Protocollo", "/protocollo"), ("Repertori", BASE)];
    ctx.page_with(repertorio.nome, &crumbs, flash.into_iter().collect(), &page).await
}

/// What keeps a form that is sent twice from registering twice.
fn nuova_chiave(ctx: &Ctx) -> String {
    kernel::Id::<Uno>::new(ctx.now, &**ctx.ente.ledger.random()).to_string()
}

fn riga(anno: i64, voce: Voce) -> Riga {
    let (year, number) = voce.protocollo;
    Riga {
        numero: format!("{}/{anno}", voce.numero),
        at: voce.registrata_at.micros(),
        protocollo: format!("{number}/{year}"),
        href: href(year, number),
        oggetto: voce.oggetto,
        annullata: voce.annullata,
    }
}

/// Registers, or shows the form again with all that is missing.
pub(in crate::pagine) async fn registra(
    ctx: Ctx,
    Path(id): Path<RepertorioId>,
    request: Request,
) -> Result<Response, Error> {
    let uploaded = web::receive(&ctx.ente, request).await?;
    let pairs: Vec<(String, String)> = uploaded
        .fields
        .iter()
        .flat_map(|(name, values)| values.iter().map(move |value| (name.clone(), value.clone())))
        .collect();
    let sent = Modulo {
        verso: Verso::Interno.code().into(),
        mezzo: "interno".into(),
        nome: String::new(),
        altri: String::new(),
        ..Modulo::from_pairs(&pairs)
    };
    let chiave: String = uploaded.field("chiave").chars().take(64).collect();
    let files: Vec<FileRicevuto> = uploaded.files.into_iter().map(|(_, name, stored)| (name, stored)).collect();
    let done = match sent.read() {
        Ok(nuova) => {
            let key = Some(chiave.as_str()).filter(|key| !key.is_empty());
            registra_atto(&ctx.ente, ctx.who()?, id, &nuova, &files, key).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(done) => {
            let (numero, anno) = (done.voce.numero, done.voce.anno);
            Ok(Redirect::to(&format!("{}?anno={anno}&fatto={numero}-{anno}", href_di(id))).into_response())
        }
        Err(crate::Error::Refused(refusal)) => {
            let errors = modulo::errors(&refusal);
            let mut response = mostra(&ctx, id, &Scelte::default(), (sent, chiave), errors, None).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}
