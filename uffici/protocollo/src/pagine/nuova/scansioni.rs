//! What the scans of a draft say, once their words were recognised: the form that waits for it fills its empty fields, and whoever opens
//! the address reads it.

use kernel::Id;
use serde::Serialize;
use ui::{Page, TemplateFile};
use web::{Ctx, Error, IntoResponse, Path, Response, StatusCode};

use crate::bozza::{self, Bozza, Letto};

pub(crate) const TEMPLATE: TemplateFile =
    TemplateFile { name: "protocollo/scansioni.html", source: include_str!("../../../templates/scansioni.html") };

#[derive(Debug, Serialize)]
pub(crate) struct Scansioni {
    /// The form.
    torna: String,
    /// Whether the words were not recognised in time: then nothing is said of what they say.
    in_ritardo: bool,
    campi: Vec<Campo>,
    letto: Letto,
    avvisi: Vec<String>,
}

/// A field that the documents fill.
#[derive(Debug, Serialize)]
struct Campo {
    nome: &'static str,
    etichetta: &'static str,
    valore: String,
    fonte: String,
}

impl Page for Scansioni {
    const TEMPLATE: &'static str = "protocollo/scansioni.html";
    fn samples() -> Vec<Self> {
        let campo = Campo {
            nome: "oggetto",
            etichetta: "Oggetto",
            valore: "Domanda di contributo".into(),
            fonte: "dal PDF".into(),
        };
        let page = |campi, letto, avvisi| Self { torna: "/x".into(), in_ritardo: false, campi, letto, avvisi };
        vec![
            page(vec![campo], super::letto_di_prova(), vec![]),
            page(vec![], Letto::default(), vec!["Manca Tesseract.".into()]),
            Self { in_ritardo: true, ..page(vec![], Letto::default(), vec!["Non lette in tempo.".into()]) },
        ]
    }
}

/// The page; nothing at all while words are still being recognised.
pub(crate) async fn pagina(ctx: Ctx, Path(id): Path<Id<Bozza>>) -> Result<Response, Error> {
    let bozza = bozza::leggi(&ctx.ente, ctx.who()?, id).await?;
    if bozza.si_legge(ctx.now) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let (modulo, fonti) = (bozza.modulo(), &bozza.fonti);
    let all = [
        ("oggetto", "Oggetto", modulo.oggetto, &fonti.oggetto),
        ("codice_fiscale", "Codice fiscale o partita IVA", modulo.codice_fiscale, &fonti.codice_fiscale),
        ("protocollo_mittente", "Protocollo del mittente", modulo.protocollo_mittente, &fonti.protocollo_mittente),
        ("data_mittente", "Data del documento", modulo.data_mittente, &fonti.data_mittente),
    ];
    let read = |(nome, etichetta, valore, fonte): (_, _, String, &Option<String>)| {
        let fonte = fonte.clone().filter(|_| !valore.is_empty())?;
        Some(Campo { nome, etichetta, valore, fonte })
    };
    let page = Scansioni {
        torna: bozza.href(),
        in_ritardo: bozza.in_ritardo(ctx.now),
        campi: all.into_iter().filter_map(read).collect(),
        letto: bozza.letto.clone(),
        avvisi: bozza.avvisi(ctx.now),
    };
    ctx.page("Letto nella scansione", &[("Protocollo", "/protocollo")], &page).await
}
