//! One message: what it says, its files, and what to do with it.

use documents::format::{Format, Preview, recognise};
use serde::Serialize;
use ui::{FieldError, Flash, FlashKind, Page, Row};
use web::{Ctx, Error, HeaderMap, IntoResponse, Path, Query, Redirect, Response};

use super::{
    elenco::tono,
    href_di,
    riscontri::{Eccezione, Riscontri},
    scelte::Scelte,
};
use crate::{
    carta::separatore::foglio_separatore_pdf,
    cooperazione,
    lettura::{FIRMA_NON_GUARDATA, Lettura, MAX_BYTES, cooperata},
    pagine::{
        href,
        leggi::{consegna, leggi as leggi_documento},
        modulo::errors,
    },
    posta::{
        MessaggioId, Stato,
        busta::{chi_scrive, dettaglio, tipo_in_parole},
        firma::{Esito, verifica::verifica},
        tabelle::firma,
        vedi::{Intero, vedi},
    },
    scansione::TIPO,
};

#[derive(Debug, Serialize)]
pub(crate) struct Messaggio {
    href: String,
    /// What the addresses of its forms end in: the list from which one came.
    coda: String,
    tipo: &'static str,
    dettaglio: Option<String>,
    tono: &'static str,
    stato: &'static str,
    stato_parole: &'static str,
    motivo: Option<String>,
    scritto: String,
    numero: Option<String>,
    numero_href: Option<String>,
    /// What came of checking the provider's signature.
    firma: Option<FirmaVista>,
    /// Where a scan is looked at.
    scansione: Option<String>,
    risponde: Option<String>,
    risponde_href: Option<String>,
    riscontri: Riscontri,
    lettura: Lettura,
    dati: Vec<Row>,
    note: Vec<String>,
    errors: Vec<FieldError>,
}

/// A signature as the page tells of it.
#[derive(Debug, Serialize)]
struct FirmaVista {
    parole: &'static str,
    tono: &'static str,
    /// Who signed, and who vouches for that.
    chi: Option<String>,
    motivo: Option<String>,
    /// A receipt that was not believed.
    non_contata: bool,
    quando: i64,
    /// Whether to look again may change something.
    di_nuovo: bool,
}

impl Page for Messaggio {
    const TEMPLATE: &'static str = "protocollo/messaggio.html";
    fn samples() -> Vec<Self> {
        let page = |stato: Stato| Self {
            href: "/protocollo/posta/x".into(),
            coda: "?vista=esclusi".into(),
            tipo: "PEC",
            dettaglio: Some("busta di anomalia".into()),
            tono: "info",
            stato: stato.code(),
            stato_parole: in_parole(stato),
            motivo: Some("Pubblicità".into()),
            scritto: "Pubblicità".into(),
            numero: Some("12/2026".into()),
            numero_href: Some("/protocollo/2026/12".into()),
            firma: Some(FirmaVista {
                parole: Esito::Sconosciuta.parole(),
                tono: "warning",
                chi: Some("Gestore, garantito da Autorità".into()),
                motivo: Some("Nessuna autorità conosciuta garantisce chi ha firmato.".into()),
                non_contata: true,
                quando: 1,
                di_nuovo: true,
            }),
            scansione: Some("/protocollo/posta/x/allegati/0".into()),
            risponde: Some("11/2026".into()),
            risponde_href: Some("/protocollo/2026/11".into()),
            riscontri: Riscontri::sample(true),
            lettura: Lettura { posta: Some(crate::pagine::leggi::sample_mail()), ..Lettura::default() },
            dati: vec![Row { label: "Casella".into(), value: "pec".into(), href: None, code: false }],
            note: vec!["Il server annunciava 7 byte.".into()],
            errors: vec![FieldError { field: "motivo".into(), message: "Scrivi il motivo.".into() }],
        };
        let mut all: Vec<Self> = Stato::ALL.into_iter().map(page).collect();
        all.push(Self {
            riscontri: Riscontri::sample(false),
            lettura: Lettura::default(),
            motivo: None,
            numero: None,
            firma: None,
            scansione: None,
            risponde: None,
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
pub(in crate::pagine) async fn pagina(
    ctx: Ctx,
    Path(id): Path<MessaggioId>,
    Query(scelte): Query<Scelte>,
) -> Result<Response, Error> {
    mostra(&ctx, id, &scelte, String::new(), Vec::new()).await
}

pub(super) async fn mostra(
    ctx: &Ctx,
    id: MessaggioId,
    scelte: &Scelte,
    scritto: String,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    mostra_con(ctx, id, scelte, (scritto, Eccezione::default()), errors).await
}

/// As [`mostra`], with the exception as it was written.
pub(super) async fn mostra_con(
    ctx: &Ctx,
    id: MessaggioId,
    scelte: &Scelte,
    (scritto, eccezione): (String, Eccezione),
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let intero = vedi(&ctx.ente, ctx.who()?, id).await?;
    let mut lettura = match senza_posta(ctx, &intero).await? {
        Some(letto) => cooperata(&letto),
        None => leggi_documento(ctx, &intero.documento, true).await?,
    };
    if let Some(posta) = &mut lettura.posta {
        for (file, place) in posta.allegati.iter_mut().zip(0_usize..) {
            file.href = Some(format!("{}/allegati/{place}", href_di(id)));
        }
    }
    let failed = !errors.is_empty();
    let title = intero.messaggio.oggetto.clone().unwrap_or_else(|| "Messaggio senza oggetto".into());
    let page = Messaggio { coda: scelte.coda(), ..vista(ctx, intero, lettura, (scritto, eccezione), errors) };
    let list = scelte.indirizzo();
    let crumbs = [("Protocollo", "/protocollo"), ("Posta in arrivo", list.as_str())];
    let flash = scelte.detto(" Questo è quello che segue.").map(|text| Flash { kind: FlashKind::Success, text });
    let mut response = ctx.page_with(title, &crumbs, flash.into_iter().collect(), &page).await?;
    if failed {
        *response.status_mut() = web::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// A message that came without mail; none where it came otherwise, sends no documents, or was discarded.
async fn senza_posta(ctx: &Ctx, intero: &Intero) -> Result<Option<segnatura::cooperazione::Messaggio>, Error> {
    if intero.messaggio.tipo != cooperazione::TIPO {
        return Ok(None);
    }
    let gone = ctx.ente.archive.disposal(&ctx.ente.db().read().await?, intero.documento.id).await?;
    if gone.is_some() {
        return Ok(None);
    }
    let stored = ctx.ente.archive.stored(intero.documento.hash()).await.map_err(crate::Error::from)?;
    Ok(cooperazione::apri::messaggio(&ctx.ente, &stored).await?)
}

fn vista(
    ctx: &Ctx,
    intero: Intero,
    mut lettura: Lettura,
    (scritto, eccezione): (String, Eccezione),
    errors: Vec<FieldError>,
) -> Messaggio {
    let Intero { messaggio, stato, casella, documento, registrazione, firma, risponde, riscontri } = intero;
    let riscontri = Riscontri::of(ctx, &messaggio, &stato.stato, riscontri, eccezione);
    let firma = firma.map(firma_vista);
    if firma.is_some() {
        lettura.avvisi.retain(|told| told != FIRMA_NON_GUARDATA);
    }
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let scansione = messaggio.tipo == TIPO;
    let mut dati = Vec::new();
    if !scansione {
        let (gestore, nome) = (messaggio.gestore.as_deref(), messaggio.mittente.as_deref());
        dati.push(row("Da", chi_scrive(&messaggio.tipo, gestore, nome, messaggio.indirizzo.as_deref())));
    }
    dati.extend([
        row(
            if scansione { "Presa dalla cartella" } else { "Arrivato nella casella" },
            format!("{} ({})", casella.indirizzo, casella.nome),
        ),
        row("Preso da Municipio il", messaggio.preso_at.told_to_the_second()),
    ]);
    dati.extend(messaggio.consegna.clone().map(|to| row("Riguarda il destinatario", to)));
    dati.extend(messaggio.riferimento.clone().map(|id| Row { code: true, ..row("Risponde al messaggio", id) }));
    dati.extend(messaggio.message_id.clone().map(|id| Row { code: true, ..row("Identificativo", id) }));
    dati.push(Row { code: true, ..row("SHA-256", documento.hash().to_string()) });
    let known = Stato::from_code(&stato.stato).unwrap_or(Stato::Attesa);
    Messaggio {
        href: href_di(messaggio.id),
        coda: String::new(),
        tipo: tipo_in_parole(&messaggio.tipo),
        dettaglio: dettaglio(&messaggio.tipo, casella.certificata, messaggio.consegna.as_deref()),
        tono: tono(&messaggio.tipo),
        stato: known.code(),
        stato_parole: in_parole(known),
        motivo: stato.motivo,
        scritto,
        numero: registrazione.map(|(anno, numero)| format!("{numero}/{anno}")),
        numero_href: registrazione.map(|(anno, numero)| href(anno, numero)),
        firma,
        scansione: scansione.then(|| format!("{}/allegati/0", href_di(messaggio.id))),
        risponde: risponde.map(|(anno, numero)| format!("{numero}/{anno}")),
        risponde_href: risponde.map(|(anno, numero)| href(anno, numero)),
        // What is odd in it is told by reading it again.
        note: messaggio.nota.iter().flat_map(|text| text.lines()).map(str::to_owned).collect(),
        riscontri,
        lettura,
        dati,
        errors,
    }
}

fn firma_vista(row: firma::Model) -> FirmaVista {
    let esito = Esito::from_code(&row.esito);
    let chi = row.firmatario.map(|name| match row.autorita {
        Some(authority) => format!("{name}, garantito da {authority}"),
        None => name,
    });
    FirmaVista {
        parole: esito.parole(),
        tono: match esito {
            Esito::Valida => "success",
            Esito::NonValida => "danger",
            _ => "warning",
        },
        chi,
        motivo: row.motivo,
        non_contata: !row.contata,
        quando: row.verificata_at.micros(),
        di_nuovo: matches!(esito, Esito::Sconosciuta | Esito::NonVerificata) || !row.contata,
    }
}

/// Checks the signature again.
pub(in crate::pagine) async fn verifica_firma(
    ctx: Ctx,
    Path(id): Path<MessaggioId>,
    Query(scelte): Query<Scelte>,
) -> Result<Response, Error> {
    match verifica(&ctx.ente, ctx.who()?, id).await {
        Ok(()) => Ok(Redirect::to(&format!("{}{}", href_di(id), scelte.coda())).into_response()),
        Err(crate::Error::Refused(refusal)) => mostra(&ctx, id, &scelte, String::new(), errors(&refusal)).await,
        Err(error) => Err(error.into()),
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

/// The sheet to lay between two documents that are scanned together.
pub(in crate::pagine) async fn separatore(ctx: Ctx) -> Result<Response, Error> {
    let sheet = foglio_separatore_pdf(&ctx.ente, ctx.who()?).await?;
    web::made_pdf("foglio separatore.pdf", sheet)
}

/// A file of a message, before it is registered.
pub(in crate::pagine) async fn allegato(
    ctx: Ctx,
    Path((id, posto)): Path<(MessaggioId, usize)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    const MISSING: Error = Error::NotFound("Questo messaggio non ha un allegato così.");
    let intero = vedi(&ctx.ente, ctx.who()?, id).await?;
    web::still_kept(&ctx.ente, &intero.documento).await?;
    if intero.messaggio.tipo == TIPO {
        // A scan is its own and only file.
        return if posto == 0 { web::inline(&ctx.ente, &intero.documento, &headers).await } else { Err(MISSING) };
    }
    if let Some(letto) = senza_posta(&ctx, &intero).await? {
        let file = letto.file.into_iter().nth(posto).ok_or(MISSING)?;
        let format = recognise(&file.bytes, &file.nome, Some(&file.bytes));
        let shown = matches!(format.preview(), Preview::Pdf | Preview::Image | Preview::Text);
        return consegna(file.bytes, &file.nome, &format, shown);
    }
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
