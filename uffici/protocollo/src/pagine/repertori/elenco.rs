//! The repertories there are, and for whoever may the form that opens one.

use serde::{Deserialize, Serialize};
use ui::{Column, FieldError, Flash, FlashKind, Page};
use web::{Ctx, Error, Form, IntoResponse, Query, Redirect, Response, StatusCode};

use super::{BASE, href_di};
use crate::{
    pagine::modulo,
    permissions::TITOLARIO,
    repertorio::{apri::apri as apri_atto, elenca::elenca},
};

#[derive(Debug, Serialize)]
pub(crate) struct Elenco {
    errors: Vec<FieldError>,
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    /// Whether the person may open one.
    apre: bool,
    codice: String,
    nome: String,
    dal_anno: String,
}

#[derive(Debug, Serialize)]
struct Riga {
    href: String,
    nome: String,
    codice: String,
    dal_anno: i64,
    quest_anno: i64,
}

impl Page for Elenco {
    const TEMPLATE: &'static str = "protocollo/repertori.html";
    fn samples() -> Vec<Self> {
        let riga = || Riga {
            href: "/x".into(),
            nome: "Contratti".into(),
            codice: "CONTRATTI".into(),
            dal_anno: 2026,
            quest_anno: 3,
        };
        let page = |voci, apre: bool| Self {
            errors: if apre { vec![FieldError { field: "nome".into(), message: "Scrivi.".into() }] } else { vec![] },
            colonne: colonne(),
            voci,
            apre,
            codice: String::new(),
            nome: String::new(),
            dal_anno: "2026".into(),
        };
        vec![page(vec![riga()], true), page(vec![], false), page(vec![], true)]
    }
}

fn colonne() -> Vec<Column> {
    let column = |label: &str, number| Column { label: label.into(), number, ..Column::default() };
    vec![column("Repertorio", false), column("Codice", false), column("Dal", true), column("Quest'anno", true)]
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::pagine) struct Detto {
    #[serde(default)]
    fatto: String,
}

/// The page.
pub(in crate::pagine) async fn pagina(ctx: Ctx, Query(detto): Query<Detto>) -> Result<Response, Error> {
    let text = "Il repertorio è aperto: il primo documento che ci registri ha il numero 1.";
    let flash = (detto.fatto == "aperto").then(|| Flash { kind: FlashKind::Success, text: text.into() });
    mostra(&ctx, Aprire::default(), Vec::new(), flash).await
}

async fn mostra(ctx: &Ctx, sent: Aprire, errors: Vec<FieldError>, flash: Option<Flash>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let voci = elenca(&ctx.ente, who).await?.into_iter().map(|each| Riga {
        href: href_di(each.riga.id),
        nome: each.riga.nome,
        codice: each.riga.codice,
        dal_anno: each.riga.dal_anno,
        quest_anno: each.quest_anno,
    });
    let page = Elenco {
        errors,
        colonne: colonne(),
        voci: voci.collect(),
        apre: who.may(&TITOLARIO),
        codice: sent.codice,
        nome: sent.nome,
        dal_anno: if sent.dal_anno.is_empty() { ctx.now.year().to_string() } else { sent.dal_anno },
    };
    ctx.page_with("Repertori", &[("Protocollo", "/protocollo")], flash.into_iter().collect(), &page).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pagine) struct Aprire {
    codice: String,
    nome: String,
    dal_anno: String,
}

/// Opens one.
pub(in crate::pagine) async fn apri(ctx: Ctx, Form(sent): Form<Aprire>) -> Result<Response, Error> {
    let dal_anno = sent.dal_anno.trim().parse().unwrap_or_default();
    match apri_atto(&ctx.ente, ctx.who()?, &sent.codice, &sent.nome, dal_anno).await {
        Ok(_) => Ok(Redirect::to(&format!("{BASE}?fatto=aperto")).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            let place = |reason: &kernel::Reason| FieldError {
                field: reason.field.unwrap_or("codice").into(),
                message: modulo::told(reason),
            };
            let errors = refusal.reasons.iter().map(place).collect();
            let mut response = mostra(&ctx, sent, errors, None).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}
