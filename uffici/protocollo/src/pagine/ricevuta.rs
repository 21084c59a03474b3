//! The receipt that is given at the counter (art. 18-bis L. 241/1990): what was presented, when, under which number.

use axum::extract::Path;
use serde::Serialize;
use ui::Page;
use web::{Ctx, Error, Response};

use super::href;
use crate::{
    registrazione::scheda::leggi,
    rules::{Verso, mezzo_label, segnatura},
};

#[derive(Debug, Serialize)]
pub(crate) struct Ricevuta {
    ente: String,
    numero: String,
    scheda: String,
    at: i64,
    arrivata_il: Option<String>,
    mezzo: String,
    oggetto: String,
    mittenti: Vec<String>,
    documenti: Vec<DocumentoRicevuto>,
    annullata: bool,
    registro: String,
}

#[derive(Debug, Serialize)]
struct DocumentoRicevuto {
    nome: String,
    formato: String,
    bytes: u64,
    impronta: String,
}

impl Page for Ricevuta {
    const TEMPLATE: &'static str = "protocollo/ricevuta.html";
    fn samples() -> Vec<Self> {
        let page = |documenti, annullata| Self {
            ente: "Comune di Prova".into(),
            numero: "1/2026".into(),
            scheda: "/protocollo/2026/1".into(),
            at: 1,
            arrivata_il: Some("2026-11-25".into()),
            mezzo: "Consegna a mano".into(),
            oggetto: "Richiesta".into(),
            mittenti: vec!["Rossi Mario".into()],
            documenti,
            annullata,
            registro: "https://comune.example.it/registro".into(),
        };
        let file = DocumentoRicevuto { nome: "a.pdf".into(), formato: "PDF".into(), bytes: 1, impronta: "00".into() };
        vec![page(vec![file], false), Self { arrivata_il: None, ..page(vec![], true) }]
    }
}

/// The page, made to be printed.
pub(super) async fn pagina(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, anno, numero).await?;
    let riga = &scheda.riga;
    if Verso::from_code(&riga.verso) != Some(Verso::Arrivo) {
        return Err(Error::NotFound("La ricevuta si dà per i documenti in arrivo: questa registrazione non lo è."));
    }
    let host = ctx.ente.info.hosts.first().map_or("", String::as_str);
    let base = href(anno, numero);
    let name = format!("Protocollo {}", segnatura(riga));
    let page = Ricevuta {
        ente: ctx.ente.info.name.clone(),
        numero: segnatura(riga),
        scheda: base.clone(),
        at: riga.registrata_at.micros(),
        arrivata_il: riga.arrivata_il.map(|day| day.to_string()),
        mezzo: mezzo_label(&riga.mezzo).to_owned(),
        oggetto: riga.oggetto.clone(),
        mittenti: scheda.parti.iter().map(|parte| parte.nome.clone()).collect(),
        documenti: scheda
            .documenti
            .iter()
            .map(|(allegato, document)| DocumentoRicevuto {
                nome: document.name.clone(),
                formato: document.format().label(),
                bytes: document.size.unsigned_abs(),
                impronta: allegato.impronta.clone(),
            })
            .collect(),
        annullata: scheda.stato.annullata,
        registro: format!("{host}/registro"),
    };
    ctx.page("Ricevuta", &[("Protocollo", "/protocollo"), (&name, &base)], &page).await
}
