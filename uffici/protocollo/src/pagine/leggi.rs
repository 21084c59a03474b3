//! A document laid out for reading: mail, invoices, signed envelopes, text.

use documents::{
    document,
    format::{Format, Preview},
    text::{Guard, extract_guarded_stream},
};
use kernel::Id;
use serde::Serialize;
use ui::Page;
use web::{Ctx, Error, HeaderMap, IntoResponse, Path, Response};

use super::{documenti::indirizzo, firme::InBreve, href};
use crate::{
    lettura::{self, AllegatoVisto, Contenuto, CorpoVisto, FatturaVista, Firmatario, Lettura, MAX_BYTES, Posta},
    registrazione::scheda::{Scheda, leggi as scheda_di},
    rules::segnatura,
};

#[derive(Debug, Serialize)]
pub(crate) struct Leggi {
    nome: String,
    formato: String,
    bytes: u64,
    scheda: String,
    scarica: String,
    contenuto_href: String,
    lettura: Lettura,
    vuota: bool,
    impronta: String,
    /// What was found of its signatures, in short.
    firme: Option<InBreve>,
    firme_href: String,
}

impl Page for Leggi {
    const TEMPLATE: &'static str = "protocollo/leggi.html";
    fn samples() -> Vec<Self> {
        let page = |lettura: Lettura| Self {
            nome: "a.eml".into(),
            formato: "Messaggio di posta".into(),
            bytes: 10,
            scheda: "/protocollo/2026/1".into(),
            scarica: "/x".into(),
            contenuto_href: "/y".into(),
            vuota: lettura.vuota(),
            lettura,
            impronta: "00".into(),
            firme: None,
            firme_href: "/f".into(),
        };
        let content = |tipo| Contenuto { nome: "a.pdf".into(), formato: "PDF".into(), bytes: 1, tipo };
        let signer = Firmatario {
            nome: "Rossi".into(),
            codice_fiscale: Some("X".into()),
            ente: Some("Ente".into()),
            certificatore: Some("CA".into()),
            dichiarata_at: Some(1),
            valido_fino_at: Some(1),
            marca: true,
        };
        vec![
            page(Lettura { posta: Some(sample_mail()), avvisi: vec!["Manca la firma.".into()], ..Lettura::default() }),
            page(Lettura { posta: Some(Posta::default()), ..Lettura::default() }),
            page(Lettura { fattura: Some(sample_invoice()), ..Lettura::default() }),
            page(Lettura { messaggio: Some(("Ricevuta".into(), vec![sample_row()])), ..Lettura::default() }),
            page(Lettura {
                firmatari: vec![signer, Firmatario::default()],
                contenuto: Some(content(Some("pdf"))),
                ..Lettura::default()
            }),
            page(Lettura {
                contenuto: Some(content(Some("immagine"))),
                testo: Some("Testo".into()),
                ..Lettura::default()
            }),
            page(Lettura { contenuto: Some(content(None)), ..Lettura::default() }),
            page(Lettura::default()),
            Self {
                firme: Some(InBreve::sample()),
                ..page(Lettura { contenuto: Some(content(None)), ..Lettura::default() })
            },
        ]
    }
}

/// What the samples of the page are made of.
fn sample_row() -> ui::Row {
    ui::Row { label: "Nome".into(), value: "Rossi Srl".into(), href: None, code: false }
}

pub(super) fn sample_mail() -> Posta {
    let file = |href: Option<&str>| AllegatoVisto {
        nome: "a.pdf".into(),
        href: href.map(str::to_owned),
        ..AllegatoVisto::default()
    };
    Posta {
        oggetto: Some("Richiesta".into()),
        da: Some("rossi@example.it".into()),
        a: vec!["comune@example.it".into()],
        copia: vec!["altro@example.it".into()],
        data_at: Some(1),
        certificata_at: Some(2),
        certificata: true,
        gestore: Some("Gestore".into()),
        testo: Some("Testo".into()),
        da_html: true,
        allegati: vec![file(Some("/z")), file(None)],
        tipo: "Messaggio di posta certificata".into(),
    }
}

fn sample_invoice() -> FatturaVista {
    let body = CorpoVisto {
        data: Some("2026-11-03".into()),
        causali: vec!["Lavori".into()],
        dati: vec![sample_row()],
        linee: vec![Default::default()],
        linee_in_piu: 3,
        riepiloghi: vec![Default::default()],
        pagamenti: vec![Default::default()],
        scissione: true,
        allegati: vec!["a.pdf".into()],
        ..CorpoVisto::default()
    };
    let corpi = vec![body, CorpoVisto::default()];
    FatturaVista {
        cedente: vec![sample_row()],
        cessionario: vec![sample_row()],
        corpi,
        firmata: true,
        ..FatturaVista::default()
    }
}

type Posto = Path<(i64, i64, Id<document::Entity>)>;

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path((anno, numero, id)): Posto) -> Result<Response, Error> {
    let scheda = scheda_di(&ctx.ente, ctx.who()?, anno, numero).await?;
    let document = scheda.documento(id)?;
    let mut lettura = leggi(&ctx, document, true).await?;
    lega(&mut lettura, &scheda);
    let base = href(anno, numero);
    let of = format!("{base}/documenti/{}", document.id);
    let name = format!("Protocollo {}", segnatura(&scheda.riga));
    let page = Leggi {
        nome: document.name.clone(),
        formato: document.format().label(),
        bytes: document.size.unsigned_abs(),
        scheda: base.clone(),
        scarica: format!("{of}/scarica"),
        contenuto_href: format!("{of}/contenuto"),
        vuota: lettura.vuota(),
        lettura,
        impronta: document.hash().to_string(),
        firme: InBreve::della(&ctx, &scheda).await?.into_iter().find(|firme| firme.e_di(document)),
        firme_href: format!("{of}/firme"),
    };
    ctx.page(document.name.clone(), &[("Protocollo", "/protocollo"), (&name, &base)], &page).await
}

/// A document laid out. `whole` also reads, in a process apart, the words that have not been read yet.
pub(super) async fn leggi(ctx: &Ctx, document: &document::Model, whole: bool) -> Result<Lettura, Error> {
    match web::still_kept(&ctx.ente, document).await {
        Err(Error::Discarded(told)) => return Ok(Lettura { avvisi: vec![told], ..Lettura::default() }),
        other => other?,
    }
    let format = document.format();
    let limit = if whole { MAX_BYTES } else { 2 << 20 };
    if document.size.unsigned_abs() > limit {
        let told = "Il file è troppo grande per mostrarlo qui: scaricalo.".to_owned();
        return Ok(Lettura { avvisi: vec![told], ..Lettura::default() });
    }
    let shown = matches!(format.preview(), Preview::Text | Preview::Signed);
    let testo = if shown { testo(ctx, document, whole).await? } else { None };
    // The words of plain formats come from the reader; only these are laid out from their bytes.
    let Some(bytes) = ctx.ente.archive.bytes(document, limit).await.map_err(crate::Error::from)? else {
        return Ok(Lettura::default());
    };
    let name = document.name.clone();
    let read = tokio::task::spawn_blocking(move || lettura::leggi(&bytes, &name, format.id, testo.as_deref()));
    read.await.map_err(Error::internal)
}

/// The words that the background reader has found, or else, when asked, those that it finds now within ten seconds.
async fn testo(ctx: &Ctx, document: &document::Model, whole: bool) -> Result<Option<String>, Error> {
    let read = ctx.ente.db().read().await?;
    let sql = "SELECT text FROM documents_text WHERE sha256 = $1";
    if let Some(row) = db::one(&read, sql, [document.sha256.clone().into()]).await? {
        return Ok(Some(row.try_get("", "text").map_err(db::Error::from)?));
    }
    drop(read);
    if !whole {
        return Ok(None);
    }
    let guard = Guard { time: std::time::Duration::from_secs(10), ..Guard::default() };
    let stream = ctx.ente.archive.store().open(&document.hash()).await.map_err(crate::Error::from)?;
    Ok(Some(extract_guarded_stream(&ctx.ente.reader, stream, &document.name, guard).await.text))
}

/// The files of a mail that stand among the documents of the entry are opened from there.
fn lega(lettura: &mut Lettura, scheda: &Scheda) {
    let Some(mail) = &mut lettura.posta else { return };
    for file in &mut mail.allegati {
        let same = scheda.documenti.iter().find(|(allegato, _)| allegato.impronta == file.sha256);
        file.href = same.map(|(_, document)| indirizzo(&scheda.riga, document));
    }
}

/// What a signed envelope holds: shown when a browser may show it, otherwise downloaded.
pub(super) async fn contenuto(ctx: Ctx, Path((anno, numero, id)): Posto) -> Result<Response, Error> {
    const MISSING: Error = Error::NotFound("Dentro questo documento non ce n'è un altro.");
    let scheda = scheda_di(&ctx.ente, ctx.who()?, anno, numero).await?;
    let document = scheda.documento(id)?;
    web::still_kept(&ctx.ente, document).await?;
    if document.format().preview() != Preview::Signed {
        return Err(MISSING);
    }
    let bytes = ctx.ente.archive.bytes(document, MAX_BYTES).await.map_err(crate::Error::from)?.ok_or(MISSING)?;
    let name = document.name.clone();
    let opened =
        tokio::task::spawn_blocking(move || lettura::contenuto(&bytes, &name)).await.map_err(Error::internal)?;
    let (bytes, name, format) = opened.ok_or(MISSING)?;
    consegna(bytes, &name, &format, true)
}

/// A file out of another, as it is: in the browser where that is safe and `shown` wants it, otherwise to be kept.
pub(super) fn consegna(bytes: Vec<u8>, name: &str, format: &Format, shown: bool) -> Result<Response, Error> {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_ ".contains(c) { c } else { '_' }).collect();
    let how = if shown && format.safe_inline() { "inline" } else { "attachment" };
    // The browser's viewer of PDFs does not work inside a sandbox: see the shell's own answer for files.
    let policy = match format.preview() {
        Preview::Pdf => "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
        _ => "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'",
    };
    let mut headers = HeaderMap::new();
    let pairs = [
        ("content-type", format.media_type().to_owned()),
        ("content-disposition", format!("{how}; filename=\"{plain}\"")),
        ("content-security-policy", policy.to_owned()),
        ("cache-control", "private, no-cache".to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
    ];
    for (key, value) in pairs {
        headers.insert(key, value.parse().map_err(Error::internal)?);
    }
    Ok((headers, bytes).into_response())
}
