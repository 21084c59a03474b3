//! The plans of preservation: which there are, which is in force, and how another is made.

use axum::extract::Request;
use kernel::{Id, Refusal};
use serde::Serialize;
use ui::{Column, FieldError, Page, columns};
use web::{Ctx, Error, IntoResponse, Redirect, Response};

use super::{CRUMBS, errors};
use crate::{
    Porte,
    permissions::PIANO,
    piano::{elenca, importa as importa_atto, proponi},
    tables::piano,
};

/// Where the plans are.
pub(crate) const PIANI: &str = "/conservazione/piani";
/// Largest file of a plan, bytes.
const MOST_CSV: u64 = 1 << 20;

#[derive(Debug, Serialize)]
pub(crate) struct Pagina {
    /// Whether there is a confirmed one in force.
    in_vigore: bool,
    puo: bool,
    colonne: Vec<Column>,
    piani: Vec<Riga>,
    nome: String,
    fonte: String,
    errors: Vec<FieldError>,
}

#[derive(Debug, Serialize)]
struct Riga {
    href: String,
    nome: String,
    stato: &'static str,
    tono: &'static str,
    dal: String,
    at: i64,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "conservazione/piani.html";
    fn samples() -> Vec<Self> {
        let page = |full: bool| Self {
            in_vigore: full,
            puo: full,
            colonne: columns(&["Piano"]),
            piani: if full {
                vec![Riga {
                    href: "/x".into(),
                    nome: "Piano".into(),
                    stato: "in vigore",
                    tono: "success",
                    dal: "01/01/2027".into(),
                    at: 0,
                }]
            } else {
                vec![]
            },
            nome: String::new(),
            fonte: String::new(),
            errors: vec![FieldError { field: "file".into(), message: "Riga 2: manca la classe.".into() }],
        };
        vec![page(true), page(false)]
    }
}

/// The page of a plan.
pub(crate) fn href(id: Id<piano::Entity>) -> String {
    format!("{PIANI}/{id}")
}

/// The page.
pub(super) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    mostra(&ctx, String::new(), String::new(), Vec::new()).await
}

async fn mostra(ctx: &Ctx, nome: String, fonte: String, errors: Vec<FieldError>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let found = elenca(&ctx.ente, who).await?;
    let refused = !errors.is_empty();
    let riga = |(row, confirmed): (piano::Model, Option<crate::tables::piano_conferma::Model>)| {
        let (stato, tono) = match &confirmed {
            None => ("proposta", "warning"),
            Some(_) if found.in_vigore == Some(row.id) => ("in vigore", "success"),
            Some(one) if one.dal > ctx.now.date() => ("confermato, non ancora in vigore", "info"),
            Some(_) => ("sostituito", "neutral"),
        };
        Riga {
            href: href(row.id),
            nome: row.nome,
            stato,
            tono,
            dal: confirmed.map(|one| one.dal.format("%d/%m/%Y").to_string()).unwrap_or_default(),
            at: row.at.micros(),
        }
    };
    let page = Pagina {
        in_vigore: found.in_vigore.is_some(),
        puo: who.may(&PIANO),
        colonne: columns(&["Piano", "Stato", "In vigore dal", "Preparato"]),
        piani: found.piani.into_iter().map(riga).collect(),
        nome,
        fonte,
        errors,
    };
    Ok(web::form_page(ctx.page("Piano di conservazione", CRUMBS, &page).await?, refused))
}

/// Makes the shipped proposal.
pub(super) async fn proposta(ctx: Ctx, porte: Porte) -> Result<Response, Error> {
    match proponi(&ctx.ente, ctx.who()?, porte).await {
        Ok(id) => Ok(Redirect::to(&href(id)).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            mostra(&ctx, String::new(), String::new(), errors(&refusal, "file")).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Makes a proposal from a file.
pub(super) async fn importa(ctx: Ctx, request: Request, porte: Porte) -> Result<Response, Error> {
    let uploaded = web::receive(&ctx.ente, request).await?;
    let (nome, fonte) = (uploaded.field("nome").to_owned(), uploaded.field("fonte").to_owned());
    let text = match uploaded.files.first() {
        None => Err(di_file("Scegli il file CSV con le classi e gli anni.")),
        Some((_, _, stored)) if stored.size > MOST_CSV => {
            Err(di_file("Il file passa 1 MB: non sembra un piano di conservazione."))
        }
        Some((_, _, stored)) => {
            let bytes = ctx.ente.archive.store().get_range(&stored.sha256, 0..stored.size).await?;
            String::from_utf8(bytes.to_vec())
                .map_err(|_| di_file("Il file non è scritto in UTF-8: dal foglio di calcolo salvalo come «CSV UTF-8»."))
        }
    };
    let text = match text {
        Ok(text) => text,
        Err(refusal) => return mostra(&ctx, nome, fonte, errors(&refusal, "file")).await,
    };
    match importa_atto(&ctx.ente, ctx.who()?, porte, &nome, &fonte, &text).await {
        Ok(id) => Ok(Redirect::to(&href(id)).into_response()),
        Err(crate::Error::Refused(refusal)) => mostra(&ctx, nome, fonte, errors(&refusal, "file")).await,
        Err(error) => Err(error.into()),
    }
}

fn di_file(sentence: &str) -> Refusal {
    let mut refusal = Refusal::default();
    refusal.add(Some("file"), sentence);
    refusal
}
