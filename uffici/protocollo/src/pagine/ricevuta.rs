//! The receipt that is given at the counter (art. 18-bis L. 241/1990): what was presented, when, under which number.

use serde::Serialize;
use ui::Page;
use web::{Ctx, Error, Path, Response};
use wording::{OnPage, Said};

use super::href;
use crate::carta::ricevuta::{Documento, Ricevuta, parole, ricevuta, ricevuta_pdf};

#[derive(Debug, Serialize)]
pub(crate) struct Pagina {
    scheda: String,
    #[serde(flatten)]
    ricevuta: Ricevuta,
    parole: OnPage,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "protocollo/ricevuta.html";
    fn samples() -> Vec<Self> {
        let ricevuta = |documenti, annullata, word: Option<&str>| Ricevuta {
            at: kernel::Instant::default(),
            ente: "Comune di Prova".into(),
            numero: "1/2026".into(),
            giorno: "25/11/2026".into(),
            ora: "10:42".into(),
            verso: "in arrivo",
            mittenti: vec!["Rossi Mario".into()],
            oggetto: "Richiesta".into(),
            mezzo: "Consegna a mano".into(),
            arrivato_il: word.map(str::to_owned),
            differita: word.map(str::to_owned),
            protocollo_mittente: word.map(str::to_owned),
            ricevuto_da: "Anna Neri".into(),
            documenti,
            annullata,
            registro: word.map(str::to_owned),
        };
        let (nome, formato, grandezza) = ("a.pdf".into(), "PDF".into(), "1 kB".into());
        let file = Documento { nome, formato, grandezza, impronta: "00".into() };
        let words = |versione: &str| {
            let one = |testo: &str, forte| Said { testo: testo.into(), forte };
            let paragraphs = || vec![vec![one("Protocollo n. ", false), one("1/2026", true)]];
            let parti = ["apertura", "avvertenza", "impronta", "chiusura"].map(|code| (code.to_owned(), paragraphs()));
            OnPage { parti: parti.into(), versione: versione.into() }
        };
        let page = |ricevuta, parole| Self { scheda: "/protocollo/2026/1".into(), ricevuta, parole };
        let own = words("Ricevuta di presentazione, versione 1");
        vec![page(ricevuta(vec![file], false, Some("x")), own), page(ricevuta(vec![], true, None), words(""))]
    }
}

/// The page, made to be printed.
pub(super) async fn pagina(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Response, Error> {
    let ricevuta = ricevuta(&ctx.ente, ctx.who()?, anno, numero).await?;
    let base = href(anno, numero);
    let name = format!("Protocollo {}", ricevuta.numero);
    let parole = parole(&ctx.ente, &ricevuta).await?;
    let page = Pagina { scheda: base.clone(), ricevuta, parole };
    ctx.page("Ricevuta", &[("Protocollo", "/protocollo"), (&name, &base)], &page).await
}

/// The same as an archivable PDF, to be given or sent.
pub(super) async fn pdf(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Response, Error> {
    let bytes = ricevuta_pdf(&ctx.ente, ctx.who()?, anno, numero).await?;
    web::made_pdf(&format!("ricevuta-{numero}-{anno}.pdf"), bytes)
}
