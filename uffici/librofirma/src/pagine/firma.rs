//! To sign what was chosen, and how each went.

use std::sync::Arc;

use porte::sottoscrizione::Torna;
use serde::Serialize;
use ui::Page;
use web::{Ctx, Error, Form, IntoResponse, Redirect, Response, form_page};

use super::{
    CODICE, CRUMBS, RITORNO,
    campi::{scelte, uno},
    href,
    remota::{Visita, mostra_visita},
};
use crate::firma::{
    Esito, EsitoCarta, Scelte, prova,
    remota::{LIBRO, Prossimo, inizia},
};

/// How one of them went.
#[derive(Clone, Debug, Serialize)]
struct Riga {
    oggetto: String,
    href: String,
    frase: String,
    motivi: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Esiti {
    firmati: Vec<Riga>,
    non_firmati: Vec<Riga>,
    /// Whether they have no legal value.
    prova: bool,
    /// Whether some lack a time stamp that the ente asks for.
    senza_marca: bool,
    /// The way back.
    torna: Torna,
}

impl Page for Esiti {
    const TEMPLATE: &'static str = "librofirma/esiti.html";
    fn samples() -> Vec<Self> {
        let row = |motivi| Riga {
            oggetto: "Determina".into(),
            href: "/librofirma/1".into(),
            frase: "Firmato da Marco Gallo".into(),
            motivi,
        };
        let not = || vec![row(vec!["Non l'hai ancora aperto.".to_owned()])];
        vec![
            Self { firmati: vec![row(vec![])], non_firmati: not(), prova: true, senza_marca: true, torna: LIBRO },
            Self {
                firmati: vec![row(vec![]), row(vec![])],
                non_firmati: vec![],
                prova: false,
                senza_marca: false,
                torna: LIBRO,
            },
            Self { firmati: vec![], non_firmati: not(), prova: false, senza_marca: false, torna: LIBRO },
        ]
    }
}

/// Signs through the door that was chosen.
pub(super) async fn insieme(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    let (ente, who, chosen) = (Arc::clone(&ctx.ente), ctx.who()?.clone(), scelte(&pairs));
    if chosen.is_empty() {
        let told = "Non hai scelto nessun documento: torna all'elenco e spunta quelli da firmare.";
        return Err(kernel::Refusal::because(told).into());
    }
    match uno(&pairs, "porta") {
        "prova" => {
            let done = fino_in_fondo(async move { prova::firma(&ente, &who, &chosen).await }).await?;
            mostra_esiti(&ctx, done).await
        }
        "remota" => {
            let back = ctx.own_address(RITORNO)?;
            prosegui(&ctx, inizia(&ente, &who, &back, (Scelte::Richieste(chosen), &[])).await?).await
        }
        _ => Err(kernel::Refusal::because("Scegli come firmare, poi riprova.").into()),
    }
}

/// To its end, even if whoever asked goes away or the request is given up: what a person has authorised is not lost with the page.
pub(super) async fn fino_in_fondo<T: Send + 'static>(
    work: impl Future<Output = Result<T, crate::Error>> + Send + 'static,
) -> Result<T, crate::Error> {
    tokio::spawn(work).await.map_err(|_| crate::Error::Interrupted)?
}

/// What comes next of a remote signature.
pub(crate) async fn prosegui(ctx: &Ctx, next: Prossimo) -> Result<Response, Error> {
    match next {
        Prossimo::Visita(page, home) => mostra_visita(ctx, Visita::di(&page, home)).await,
        Prossimo::Codici => Ok(Redirect::to(CODICE).into_response()),
        Prossimo::Esiti(esiti) => mostra_esiti(ctx, esiti).await,
        Prossimo::Carte(esiti, home) => mostra_carte(ctx, esiti, home).await,
    }
}

/// How each of the papers of another office went.
async fn mostra_carte(ctx: &Ctx, esiti: Vec<EsitoCarta>, torna: Torna) -> Result<Response, Error> {
    let senza_marca =
        ctx.ente.time_stamps.is_some() && esiti.iter().any(|esito| esito.frase.is_some() && !esito.marcata);
    let (done, not): (Vec<EsitoCarta>, Vec<EsitoCarta>) = esiti.into_iter().partition(|esito| esito.frase.is_some());
    let row = |esito: EsitoCarta| Riga {
        oggetto: esito.oggetto,
        href: esito.href,
        frase: esito.frase.unwrap_or_default(),
        motivi: esito.motivi,
    };
    let (firmati, non_firmati) = (done.into_iter().map(row).collect(), not.into_iter().map(row).collect());
    mostra(ctx, Esiti { firmati, non_firmati, prova: false, senza_marca, torna }).await
}

/// How each went.
pub(super) async fn mostra_esiti(ctx: &Ctx, esiti: Vec<Esito>) -> Result<Response, Error> {
    let signed = || esiti.iter().filter_map(|esito| esito.firma.as_ref());
    let prova = signed().any(|firma| firma.porta == "prova");
    let senza_marca = ctx.ente.time_stamps.is_some() && signed().any(|firma| !firma.marcata);
    let row = |esito: &Esito| Riga {
        oggetto: if esito.oggetto.is_empty() { "Documento".into() } else { esito.oggetto.clone() },
        href: href(esito.id),
        frase: esito.firma.as_ref().map(|firma| firma.frase.clone()).unwrap_or_default(),
        motivi: esito.motivi.clone(),
    };
    let (done, not): (Vec<&Esito>, Vec<&Esito>) = esiti.iter().partition(|esito| esito.firma.is_some());
    let page = Esiti {
        firmati: done.into_iter().map(row).collect(),
        non_firmati: not.into_iter().map(row).collect(),
        prova,
        senza_marca,
        torna: LIBRO,
    };
    mostra(ctx, page).await
}

async fn mostra(ctx: &Ctx, page: Esiti) -> Result<Response, Error> {
    let title = match page.firmati.len() {
        0 => "Nessun documento firmato".to_owned(),
        1 => "Un documento firmato".to_owned(),
        many => format!("{many} documenti firmati"),
    };
    let failed = page.firmati.is_empty();
    Ok(form_page(ctx.page(title, CRUMBS, &page).await?, failed))
}
