use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Serialize;
use serde_json::json;
use ui::Page;

use crate::{Ctx, Error, PublicEntry, PublicKind};

/// What no office offers, and everybody may use.
const OWN: &[PublicEntry] = &[
    PublicEntry {
        kind: PublicKind::Read,
        label: "Guida",
        href: manual::BASE,
        icon: "it-help-circle",
        text: "Come si usano queste pagine, un passo alla volta.",
    },
    PublicEntry {
        kind: PublicKind::Read,
        label: "Dati e servizi per i programmi",
        href: "/api",
        icon: "it-code-circle",
        text: "Per chi scrive programmi: che cosa possono chiedere a questo sito.",
    },
    PublicEntry {
        kind: PublicKind::Check,
        label: "Una prova del registro",
        href: "/registro",
        icon: "it-locked",
        text: "Hai il file di prova di un atto o di una ricevuta? Qui si controlla, e leggi come farlo anche senza di noi.",
    },
];

/// The front page.
#[derive(Debug, Serialize)]
pub(crate) struct Ingresso {
    groups: Vec<Group>,
}

/// What one does on some public pages, and which they are.
#[derive(Debug, Serialize)]
struct Group {
    title: &'static str,
    entries: Vec<PublicEntry>,
}

impl Ingresso {
    fn of(offices: &[PublicEntry]) -> Self {
        let group = |kind: PublicKind, title: &'static str| {
            let entries = offices.iter().chain(OWN).filter(|entry| entry.kind == kind);
            Group { title, entries: entries.copied().collect() }
        };
        Self {
            groups: vec![
                group(PublicKind::Read, "Che cosa puoi leggere"),
                group(PublicKind::Check, "Che cosa puoi controllare"),
            ],
        }
    }
}

impl Page for Ingresso {
    const TEMPLATE: &'static str = "web/ingresso.html";
    fn samples() -> Vec<Self> {
        let albo = PublicEntry {
            kind: PublicKind::Read,
            label: "Albo pretorio",
            href: "/albo",
            icon: "it-horn",
            text: "Gli atti pubblicati in questi giorni.",
        };
        vec![Self::of(&[albo]), Self::of(&[])]
    }
}

/// Whoever works here goes to their desk; others read what they may do without an account.
pub(super) async fn home(ctx: Ctx) -> Result<Response, Error> {
    if ctx.maybe_who().is_some() {
        return Ok(Redirect::to("/scrivania").into_response());
    }
    ctx.page("Che cosa puoi fare qui", &[], &Ingresso::of(&ctx.house.public)).await
}

/// For monitoring: whether this ente can read, write in order of time, and reach its files. Says nothing about data.
pub(super) async fn health(ctx: Ctx) -> Result<Response, Error> {
    let database = ctx.ente.ledger.check_clock().await;
    let probe = documents::store::Sha256Hash([0; 32]);
    let files = ctx.ente.archive.store().exists(&probe).await;
    let well = database.is_ok() && files.is_ok();
    let word = |well: bool| if well { "bene" } else { "male" };
    let body = json!({
        "stato": word(well),
        "base_dati_e_orologio": database.map_or_else(|error| error.to_string(), |()| "bene".into()),
        "documenti": files.map_or_else(|error| error.to_string(), |_| "bene".into()),
        "versione": env!("CARGO_PKG_VERSION"),
    });
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    Ok((status, Json(body)).into_response())
}
