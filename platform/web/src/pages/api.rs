//! What the API does, for programs and for whoever writes them.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;
use ui::{Column, Page, columns};

use crate::{Ctx, Error};

/// The OpenAPI document.
pub(super) async fn document(ctx: Ctx) -> Result<Response, Error> {
    Ok(Json(&ctx.house.api).into_response())
}

#[derive(Debug, Serialize)]
struct Chiamata {
    titolo: String,
    metodo: String,
    indirizzo: String,
    permesso: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Chiamate {
    colonne: Vec<Column>,
    chiamate: Vec<Chiamata>,
    /// A call without parameters, to begin with.
    prova: Option<String>,
}

impl Chiamate {
    fn of(chiamate: Vec<Chiamata>) -> Self {
        let simple = |chiamata: &&Chiamata| chiamata.metodo == "GET" && !chiamata.indirizzo.contains('{');
        let prova = chiamate.iter().find(simple).map(|chiamata| chiamata.indirizzo.clone());
        Self { prova, colonne: columns(&["Che cosa fa", "Chiamata"]), chiamate }
    }

    /// The calls of an OpenAPI document.
    fn in_document(document: &Value) -> Vec<Chiamata> {
        let paths = document["paths"].as_object().into_iter().flatten();
        let calls = paths.flat_map(|(path, calls)| {
            calls.as_object().into_iter().flatten().map(move |(method, call)| (path, method, call))
        });
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        calls
            .map(|(path, method, call)| Chiamata {
                titolo: text(&call["summary"]),
                metodo: method.to_uppercase(),
                indirizzo: path.clone(),
                permesso: text(&call["security"][0]["chiave"][0]),
            })
            .collect()
    }
}

impl Page for Chiamate {
    const TEMPLATE: &'static str = "web/api.html";
    fn samples() -> Vec<Self> {
        let chiamata = Chiamata {
            titolo: "Cerca nel registro e lo sfoglia".into(),
            metodo: "GET".into(),
            indirizzo: "/api/v1/protocollo/registrazioni".into(),
            permesso: "protocollo.consulta".into(),
        };
        vec![Self::of(vec![chiamata]), Self::of(vec![])]
    }
}

/// The same for people.
pub(super) async fn page(ctx: Ctx) -> Result<Response, Error> {
    let page = Chiamate::of(Chiamate::in_document(&ctx.house.api));
    ctx.page("Che cosa può fare un programma", &[], &page).await
}
