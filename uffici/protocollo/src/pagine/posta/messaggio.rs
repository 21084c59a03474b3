//! One message: what it says, its files, and what to do with it.

use documents::format::{Format, Preview, recognise};
use serde::Serialize;
use ui::{FieldError, Page, Row};
use web::{Ctx, Error, HeaderMap, Path, Response};

use super::{
    BASE,
    elenco::{da, tono},
    href_di,
};
use crate::{
    lettura::{Lettura, MAX_BYTES},
    pagine::{
        href,
        leggi::{consegna, leggi as leggi_documento},
    },
    posta::{
        MessaggioId, Stato,
        busta::{dettaglio, tipo_in_parole},
        vedi::{Intero, vedi},
    },
};

#[derive(Debug, Serialize)]
pub(crate) struct Messaggio {
    href: String,
    tipo: &'static str,
    dettaglio: Option<&'static str>,
    tono: &'static str,
    stato: &'static str,
    stato_parole: &'static str,
    motivo: Option<String>,
    scritto: String,
    numero: Option<String>,
    numero_href: Option<String>,
    lettura: Lettura,
    dati: Vec<Row>,
    note: Vec<String>,
    errors: Vec<FieldError>,
}

impl Page for Messaggio {
    const TEMPLATE: &'static str = "protocollo/messaggio.html";
    fn samples() -> Vec<Self> {
        let page = |stato: Stato| Self {
            href: "/protocollo/posta/x".into(),
            tipo: "PEC",
            dettaglio: Some("busta di anomalia"),
            tono: "info",
            stato: stato.code(),
            stato_parole: in_parole(stato),
            motivo: Some("Pubblicità".into()),
            scritto: "Pubblicità".into(),
            numero: Some("12/2026".into()),
            numero_href: Some("/protocollo/2026/12".into()),
            lettura: Lettura { posta: Some(crate::pagine::leggi::sample_mail()), ..Lettura::default() },
            dati: vec![Row { label: "Casella".into(), value: "pec".into(), href: None, code: false }],
            note: vec!["Il server annunciava 7 byte.".into()],
            errors: vec![FieldError { field: "motivo".into(), message: "Scrivi il motivo.".into() }],
        };
        let mut all: Vec<Self> = Stato::ALL.into_iter().map(page).collect();
        all.push(Self {
            lettura: Lettura::default(),
            motivo: None,
            numero: None,
            errors: vec![],
            ..page(Stato::DaParte)
        });
        all
    }
}

fn in_parole(stato: Stato) -> &'static str {
    match stato {
        Stato::Attesa => "da registrare",
        Stato::Registrato => "registrato",
        Stato::DaParte => "messo da parte",
        Stato::Escluso => "da non registrare",
        Stato::Ricevuta => "ricevuta",
    }
}

/// The page.
pub(in crate::pagine) async fn pagina(ctx: Ctx, Path(id): Path<MessaggioId>) -> Result<Response, Error> {
    mostra(&ctx, id, String::new(), Vec::new()).await
}

pub(super) async fn mostra(
    ctx: &Ctx,
    id: MessaggioId,
    scritto: String,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let intero = vedi(&ctx.ente, ctx.who()?, id).await?;
    let mut lettura = leggi_documento(ctx, &intero.documento, true).await?;
    if let Some(posta) = &mut lettura.posta {
        for (file, place) in posta.allegati.iter_mut().zip(0_usize..) {
            file.href = Some(format!("{}/allegati/{place}", href_di(id)));
        }
    }
    let failed = !errors.is_empty();
    let title = intero.messaggio.oggetto.clone().unwrap_or_else(|| "Messaggio senza oggetto".into());
    let page = vista(intero, lettura, scritto, errors);
    let mut response = ctx.page(title, &[("Protocollo", "/protocollo"), ("Posta in arrivo", BASE)], &page).await?;
    if failed {
        *response.status_mut() = web::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn vista(intero: Intero, lettura: Lettura, scritto: String, errors: Vec<FieldError>) -> Messaggio {
    let Intero { messaggio, stato, casella, documento, registrazione } = intero;
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let when = |at: kernel::Instant| at.rome().format("%d/%m/%Y alle %H:%M:%S").to_string();
    let mut dati = vec![
        row("Da", da(messaggio.mittente.as_deref(), messaggio.indirizzo.as_deref())),
        row("Arrivato nella casella", format!("{} ({})", casella.indirizzo, casella.nome)),
        row("Preso da Municipio il", when(messaggio.preso_at)),
    ];
    dati.extend(messaggio.consegna.clone().map(|to| row("Riguarda il destinatario", to)));
    dati.extend(messaggio.riferimento.clone().map(|id| Row { code: true, ..row("Risponde al messaggio", id) }));
    dati.extend(messaggio.message_id.clone().map(|id| Row { code: true, ..row("Identificativo", id) }));
    dati.push(Row { code: true, ..row("SHA-256", documento.hash().to_string()) });
    let known = Stato::from_code(&stato.stato).unwrap_or(Stato::Attesa);
    Messaggio {
        href: href_di(messaggio.id),
        tipo: tipo_in_parole(&messaggio.tipo),
        dettaglio: dettaglio(&messaggio.tipo, casella.certificata),
        tono: tono(&messaggio.tipo),
        stato: known.code(),
        stato_parole: in_parole(known),
        motivo: stato.motivo,
        scritto,
        numero: registrazione.map(|(anno, numero)| format!("{numero}/{anno}")),
        numero_href: registrazione.map(|(anno, numero)| href(anno, numero)),
        // What is odd in it is told by reading it again.
        note: messaggio.nota.iter().flat_map(|text| text.lines()).map(str::to_owned).collect(),
        lettura,
        dati,
        errors,
    }
}

/// The message as it came.
pub(in crate::pagine) async fn originale(
    ctx: Ctx,
    Path(id): Path<MessaggioId>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let intero = vedi(&ctx.ente, ctx.who()?, id).await?;
    web::attachment(&ctx.ente, &intero.documento, &headers).await
}

/// A file of a message, before it is registered.
pub(in crate::pagine) async fn allegato(
    ctx: Ctx,
    Path((id, posto)): Path<(MessaggioId, usize)>,
) -> Result<Response, Error> {
    const MISSING: Error = Error::NotFound("Questo messaggio non ha un allegato così.");
    let intero = vedi(&ctx.ente, ctx.who()?, id).await?;
    let bytes =
        ctx.ente.archive.bytes(&intero.documento, MAX_BYTES).await.map_err(crate::Error::from)?.ok_or(MISSING)?;
    let read = tokio::task::spawn_blocking(move || -> Option<(Vec<u8>, String, Format)> {
        let message = pec::read(&bytes).ok()?;
        let file = message.files().nth(posto)?;
        let name = file.name.clone().unwrap_or_else(|| "allegato senza nome".into());
        let format = recognise(&file.bytes, &name, Some(&file.bytes));
        Some((file.bytes.to_vec(), name, format))
    });
    let (bytes, name, format) = read.await.map_err(Error::internal)?.ok_or(MISSING)?;
    // What has a page of ours when registered is only downloaded from here.
    let shown = matches!(format.preview(), Preview::Pdf | Preview::Image | Preview::Text);
    consegna(bytes, &name, &format, shown)
}
