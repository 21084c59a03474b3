//! The documents of a draft as the form shows them, and how they stand with who signs them.

use documents::format::Preview;
use serde::Serialize;
use web::{Ctx, Error};

use crate::{
    bozza::{Bozza, Documento},
    rules::Verso,
};

#[derive(Debug, Serialize)]
pub(super) struct DocumentoVisto {
    nome: String,
    formato: String,
    bytes: u64,
    href: String,
    pdf: bool,
    image: bool,
    nota: Option<String>,
    /// What is to be done where it cannot be kept as it is.
    conservazione: Option<String>,
    /// Whether it waits for a signature.
    alla_firma: bool,
    /// The page on which it is put up for signature, where that can be done.
    firma: Option<String>,
}

impl DocumentoVisto {
    pub(super) fn samples() -> Vec<Self> {
        let one = |pdf, image, nota: Option<&str>| Self {
            nome: "richiesta.pdf".into(),
            formato: "Documento PDF".into(),
            bytes: 100,
            href: "/x".into(),
            pdf,
            image,
            nota: nota.map(str::to_owned),
            conservazione: nota.map(|_| "Il file contiene macro.".to_owned()),
            alla_firma: image,
            firma: pdf.then(|| "/librofirma/nuova".into()),
        };
        vec![one(true, false, None), one(false, true, Some("Il nome non corrisponde."))]
    }

    fn di(documento: &Documento, href: String) -> Self {
        let format = documento.format();
        let shown = format.preview();
        Self {
            nome: documento.nome.clone(),
            formato: format.label(),
            bytes: documento.size,
            href,
            pdf: shown == Preview::Pdf,
            image: shown == Preview::Image,
            nota: format.mismatch.then(|| "Il nome dice un formato, il contenuto un altro.".into()),
            conservazione: verifiche::avviso(&format, &documento.nome, false),
            alla_firma: false,
            firma: None,
        }
    }
}

/// Those of a draft; none without one.
pub(super) async fn visti(ctx: &Ctx, bozza: Option<&Bozza>) -> Result<Vec<DocumentoVisto>, Error> {
    let Some(bozza) = bozza else { return Ok(Vec::new()) };
    let who = ctx.who()?;
    let waiting = bozza.alla_firma(&ctx.ente).await?;
    let cosa = format!("bozza/{}", bozza.id);
    let seen = |(place, documento): (usize, &Documento)| {
        let put_up = || porte::firma::alla_firma(who, "protocollo", &cosa, &place.to_string());
        DocumentoVisto {
            alla_firma: waiting.contains(&documento.hash()),
            firma: if bozza.verso == Verso::Arrivo { None } else { put_up() },
            ..DocumentoVisto::di(documento, format!("/protocollo/bozze/{}/{place}", bozza.id))
        }
    };
    Ok(bozza.documenti.iter().enumerate().map(seen).collect())
}
