//! To undo a merge: says before what will be as it was.

use directory::{Change, Kind, MergeId, changes_of, view_merge};
use kernel::Refusal;
use serde::Serialize;
use ui::{Page, Row};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response, form_page, reasons};

use super::{
    CRUMBS,
    campi::{Campi, rifiuto},
    href,
};
use crate::{azioni::separa, scheda::due};

#[derive(Debug, Serialize)]
pub(crate) struct Separa {
    azione: String,
    indietro: String,
    persa: String,
    rimasta: String,
    quando: i64,
    /// What the survivor gets back.
    torna: Vec<Row>,
    motivo: String,
    rifiuti: Vec<String>,
}

impl Page for Separa {
    const TEMPLATE: &'static str = "rubrica/separa.html";
    fn samples() -> Vec<Self> {
        let page = |torna, rifiuti| Self {
            azione: "/x".into(),
            indietro: "/y".into(),
            persa: "Edil Nova".into(),
            rimasta: "Edilnova".into(),
            quando: 0,
            torna,
            motivo: String::new(),
            rifiuti,
        };
        let row = Row { label: "PEC".into(), value: "a@pec.example.it".into(), ..Row::default() };
        vec![page(vec![row], vec!["Non si può.".into()]), page(vec![], vec![])]
    }
}

fn label(field: &str) -> &'static str {
    match field {
        "kind" => "Che cos'è",
        "name" => "Nome",
        "tax_code" => "Codice fiscale",
        "vat_number" => "Partita IVA",
        "pec" => "PEC",
        "email" => "Email",
        "address" => "Indirizzo postale",
        "ipa" => "Codice IPA",
        _ => "Motivo per cui si tiene un codice che non torna",
    }
}

/// Asks once.
pub(super) async fn pagina(ctx: Ctx, Path(id): Path<MergeId>) -> Result<Response, Error> {
    mostra(&ctx, id, &Campi::default(), Refusal::default()).await
}

async fn mostra(ctx: &Ctx, id: MergeId, sent: &Campi, refusal: Refusal) -> Result<Response, Error> {
    let who = ctx.who()?;
    let read = ctx.ente.db().read().await?;
    let merge = view_merge(who, &read, id).await.map_err(crate::Error::from)?.ok_or(crate::Error::NotFound)?;
    drop(read);
    let (persa, rimasta) = due(&ctx.ente, who, merge.lost_id, merge.kept_id).await?;
    let row = |change: Change| {
        let kind = change.before.as_deref().filter(|_| change.field == "kind").and_then(Kind::from_code);
        let value = kind.map(|kind| kind.label().to_owned()).or(change.before).unwrap_or_else(|| "niente".into());
        Row { label: label(&change.field).into(), value, ..Row::default() }
    };
    let failed = !refusal.reasons.is_empty();
    let page = Separa {
        azione: format!("/rubrica/unioni/{id}/separa"),
        indietro: href(rimasta.id),
        persa: persa.name,
        rimasta: rimasta.name,
        quando: merge.merged_at.micros(),
        torna: changes_of(&merge).into_iter().map(row).collect(),
        motivo: sent.uno("motivo").into(),
        rifiuti: reasons(refusal).1,
    };
    Ok(form_page(ctx.page("Separa due schede", CRUMBS, &page).await?, failed))
}

/// Undoes it.
pub(super) async fn separa_schede(
    ctx: Ctx,
    Path(id): Path<MergeId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let sent = Campi(pairs);
    match separa(&ctx.ente, ctx.who()?, id, sent.testo("motivo").as_deref()).await {
        Ok(undone) => {
            let word = if undone.stays.is_empty() { "separate" } else { "separate-in-parte" };
            Ok(Redirect::to(&format!("{}?fatto={word}", href(undone.kept.id))).into_response())
        }
        Err(error) => mostra(&ctx, id, &sent, rifiuto(error)?).await,
    }
}
