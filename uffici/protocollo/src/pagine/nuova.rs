//! To register a document: drop it, read what it proposes, confirm.

mod documenti;
pub(super) mod scansioni;

use axum::extract::Request;
use documents::{store::Stored, text::propose::Proposal};
use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page, Row};
use web::{Ctx, Error, Form, IntoResponse, Query, Redirect, Response, StatusCode};

use self::documenti::{DocumentoVisto, visti};
use super::{
    href,
    modulo::{Modulo, errors, fascicolo},
    richiamo::verso_della_risposta,
    scelte::{classi, differimenti, mezzi, uffici, versi},
    suggerite::{Suggerite, suggerisci},
};
use crate::{
    bozza::{self, Bozza},
    fascicolo::Chiave,
    permissions::{FASCICOLA, REGISTRA},
    registrazione::{
        elenca::leggi_chiave,
        registra::{Origine, doppioni, registra_da},
        scheda::leggi as leggi_scheda,
    },
    rules::{self, Verso},
};

#[derive(Debug, Serialize)]
pub(crate) struct Nuova {
    bozza: Option<String>,
    chiave: String,
    modulo: Modulo,
    proposte: bozza::Fonti,
    /// Codes and amounts that the documents say, told beside the form.
    letto: bozza::Letto,
    /// Where it is told what the scans say, while their words are being recognised.
    si_legge: Option<String>,
    /// Why words of the scans are not known.
    avvisi: Vec<String>,
    errors: Vec<FieldError>,
    documenti: Vec<DocumentoVisto>,
    doppioni: Vec<String>,
    versi: Vec<Choice>,
    mezzi: Vec<Choice>,
    classi: Vec<Choice>,
    uffici: Vec<Choice>,
    max_bytes: u64,
    in_breve: Option<(String, Vec<Row>)>,
    /// Whether the person may put it in a fascicolo at once.
    fascicoli: bool,
    /// What was chosen for documents like this one.
    suggerite: Suggerite,
    /// The acts under which something may be registered later than the day on which it came.
    differimenti: Vec<Choice>,
}

impl Page for Nuova {
    const TEMPLATE: &'static str = "protocollo/nuova.html";
    fn samples() -> Vec<Self> {
        let choice = |value: &str, label: &str| Choice { value: value.into(), label: label.into(), hint: None };
        let empty = Self {
            classi: vec![choice("VI.5", "VI.5 Opere pubbliche")],
            uffici: vec![choice("u", "Ufficio tecnico")],
            fascicoli: true,
            differimenti: vec![choice("d", "decreto n. 5")],
            ..Self::samples_empty()
        };
        let full = Self {
            bozza: Some("y".into()),
            proposte: bozza::Fonti {
                oggetto: Some("dal PDF".into()),
                altro_oggetto: Some("Invio".into()),
                nome: Some("dalla PEC".into()),
                ..bozza::Fonti::default()
            },
            letto: letto_di_prova(),
            si_legge: Some("/x".into()),
            avvisi: vec!["Manca Tesseract.".into()],
            errors: vec![FieldError { field: "oggetto".into(), message: "Manca l'oggetto.".into() }],
            documenti: DocumentoVisto::samples(),
            doppioni: vec!["12/2026".into()],
            in_breve: Some(("Fattura".into(), vec![])),
            suggerite: Suggerite::sample(),
            ..Self::samples_empty()
        };
        vec![empty, full]
    }
}

impl Nuova {
    fn samples_empty() -> Self {
        Self {
            bozza: None,
            chiave: "x".into(),
            modulo: Modulo { verso: "arrivo".into(), ..Modulo::default() },
            proposte: bozza::Fonti::default(),
            letto: bozza::Letto::default(),
            si_legge: None,
            avvisi: vec![],
            errors: vec![],
            documenti: vec![],
            doppioni: vec![],
            versi: versi(),
            mezzi: mezzi(),
            classi: vec![],
            uffici: vec![],
            max_bytes: web::MAX_UPLOAD,
            in_breve: None,
            fascicoli: false,
            suggerite: Suggerite::default(),
            differimenti: vec![],
        }
    }
}

/// For samples.
fn letto_di_prova() -> bozza::Letto {
    fn letta<T>(value: T) -> Proposal<T> {
        Proposal { value, source: "dal PDF".into() }
    }
    bozza::Letto { codici: vec![letta("RSSMRA80A01H501U".to_owned())], importi: vec![letta(150_000)] }
}

#[derive(Debug, Deserialize)]
pub(super) struct Da {
    #[serde(default)]
    verso: String,
    bozza: Option<String>,
}

/// The empty form, or the one that a dropped document has filled.
pub(super) async fn pagina(ctx: Ctx, Query(da): Query<Da>) -> Result<Response, Error> {
    let who = ctx.who()?;
    if let Some(id) = da.bozza.as_deref().and_then(|id| id.parse().ok()) {
        let bozza = bozza::leggi(&ctx.ente, who, id).await?;
        let modulo = bozza.modulo();
        return mostra(&ctx, modulo, Some(&bozza), String::new(), Vec::new()).await;
    }
    let verso = Verso::from_code(&da.verso).unwrap_or(Verso::Arrivo).code().to_owned();
    let mezzo = if verso == "interno" { "interno" } else { "" }.to_owned();
    let today = ctx.now.date().to_string();
    let arrivata_il = if verso == "arrivo" { today } else { String::new() };
    let modulo = Modulo { verso, mezzo, arrivata_il, ..Modulo::default() };
    mostra(&ctx, modulo, None, String::new(), Vec::new()).await
}

async fn mostra(
    ctx: &Ctx,
    mut modulo: Modulo,
    bozza: Option<&Bozza>,
    chiave: String,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let (uffici, classi) = (uffici(ctx).await?, classi(ctx).await?);
    let differimenti = differimenti(ctx, &modulo).await?;
    let mut doubles = Vec::new();
    for documento in bozza.iter().flat_map(|bozza| &bozza.documenti) {
        let found = doppioni(&ctx.ente, who, &documento.hash()).await?;
        doubles.extend(found.into_iter().map(|(anno, numero)| format!("{numero}/{anno}")));
    }
    doubles.dedup();
    let id = bozza.map(|bozza| bozza.id.to_string());
    let documenti = visti(ctx, bozza).await?;
    let chiave = match (&id, chiave.is_empty()) {
        (Some(id), _) => id.clone(),
        (None, false) => chiave,
        (None, true) => kernel::Id::<Bozza>::new(ctx.now, &**ctx.ente.ledger.random()).to_string(),
    };
    let proposte = if errors.is_empty() {
        bozza.map(|bozza| bozza.fonti.clone()).unwrap_or_default()
    } else {
        bozza::Fonti::default()
    };
    let failed = !errors.is_empty();
    let suggerite = if failed { Suggerite::default() } else { suggerisci(ctx, bozza, &mut modulo).await? };
    let title = match Verso::from_code(&modulo.verso) {
        Some(Verso::Partenza) => "Registra in partenza",
        Some(Verso::Interno) => "Registra un documento interno",
        _ => "Registra in arrivo",
    };
    let page = Nuova {
        bozza: id,
        chiave,
        modulo,
        proposte,
        letto: bozza.map(|bozza| bozza.letto.clone()).unwrap_or_default(),
        si_legge: bozza
            .filter(|bozza| bozza.si_legge(ctx.now))
            .map(|bozza| format!("/protocollo/bozze/{}/lettura", bozza.id)),
        avvisi: bozza.map(|bozza| bozza.avvisi(ctx.now)).unwrap_or_default(),
        errors,
        documenti,
        doppioni: doubles,
        versi: versi(),
        mezzi: mezzi(),
        classi,
        uffici,
        max_bytes: web::MAX_UPLOAD,
        in_breve: in_breve(ctx, bozza).await?,
        fascicoli: who.may(&FASCICOLA),
        suggerite,
        differimenti,
    };
    let mut response = ctx.page(title, &[("Protocollo", "/protocollo")], &page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// The main document of a draft in a few lines; only small ones, since this is read at each look at the form.
async fn in_breve(ctx: &Ctx, bozza: Option<&Bozza>) -> Result<Option<(String, Vec<Row>)>, Error> {
    let Some(main) = bozza.and_then(|bozza| bozza.documenti.first()).filter(|main| main.size <= 2 << 20) else {
        return Ok(None);
    };
    let format = main.format();
    if !crate::lettura::ha_pagina(&format) {
        return Ok(None);
    }
    let bytes = bozza::bytes_of(&ctx.ente, main.hash()).await?;
    let name = main.nome.clone();
    let read = tokio::task::spawn_blocking(move || {
        crate::lettura::in_breve(&crate::lettura::leggi(&bytes, &name, format.id, None), None)
    });
    read.await.map_err(Error::internal)
}

/// Takes the files in, reads them, and shows the form that they fill.
pub(super) async fn carica(ctx: Ctx, request: Request) -> Result<Response, Error> {
    let who = ctx.who()?;
    who.require(&REGISTRA)?;
    let uploaded = web::receive(&ctx.ente, request).await?;
    if uploaded.files.is_empty() {
        return Err(Error::BadRequest("Nessun file è arrivato. Torna indietro, scegli un file e riprova.".into()));
    }
    let verso = Verso::from_code(uploaded.field("verso")).unwrap_or(Verso::Arrivo);
    let (risponde, verso) = match leggi_chiave(uploaded.field("risponde")) {
        Some((anno, numero)) => {
            let scheda = leggi_scheda(&ctx.ente, who, anno, numero).await?;
            let verso = verso_della_risposta(&scheda.riga);
            (Some(scheda), verso)
        }
        None => (None, verso),
    };
    let files: Vec<(String, Stored)> = uploaded.files.into_iter().map(|(_, name, stored)| (name, stored)).collect();
    let id = bozza::prepara(&ctx.ente, who, verso, files, risponde.as_ref()).await?;
    Ok(Redirect::to(&format!("/protocollo/nuova?bozza={id}")).into_response())
}

/// Registers, or shows the form again with all that is missing.
pub(super) async fn registra(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let get =
        |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default();
    let modulo = Modulo::from_pairs(&pairs);
    let sent = get("chiave").chars().take(64).collect::<String>();
    let bozza = match get("bozza").parse() {
        Ok(id) => match bozza::leggi(&ctx.ente, who, id).await {
            Ok(bozza) => Some(bozza),
            // Sent twice: the first time made the entry and took the draft away.
            Err(crate::Error::NotFound) => None,
            Err(error) => return Err(error.into()),
        },
        Err(_) => None,
    };
    // A draft is its own key, whatever the form says: by it what it holds is asked again in the commit.
    let chiave = bozza.as_ref().map_or(sent, |bozza| bozza.id.to_string());
    let (nuova, fascicolo) = match letti(&modulo) {
        Ok(read) => read,
        Err(refusal) => return mostra(&ctx, modulo, bozza.as_ref(), chiave, errors(&refusal)).await,
    };
    let files = match file_di(&ctx, bozza.as_ref()).await {
        Ok(files) => files,
        Err(crate::Error::Refused(refusal)) => {
            return mostra(&ctx, modulo, bozza.as_ref(), chiave, errors(&refusal)).await;
        }
        Err(error) => return Err(error.into()),
    };
    let da_bozza = bozza.as_ref().map(|bozza| Origine {
        messaggio: bozza.messaggio,
        spedito: bozza.message_id.clone(),
        risponde: bozza.risponde,
        comunica: bozza.comunica.clone(),
        ..Origine::default()
    });
    let motivo_codice = Some(modulo.motivo_codice.clone()).filter(|motivo| !motivo.is_empty());
    let differimento = Some(modulo.differimento.as_str()).filter(|id| !id.is_empty());
    let differimento = match differimento.map(str::parse) {
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => {
            let mut refusal = Refusal::default();
            refusal.add(Some("differimento"), "Scegli dall'elenco il provvedimento di differimento.");
            return mostra(&ctx, modulo, bozza.as_ref(), chiave, errors(&refusal)).await;
        }
        None => None,
    };
    let origine =
        Origine { fascicolo, motivo_codice, proposta: modulo.proposta(), differimento, ..da_bozza.unwrap_or_default() };
    let chiave_sola = Some(chiave.as_str()).filter(|key| !key.is_empty());
    match registra_da(&ctx.ente, who, &nuova, &files, chiave_sola, &origine).await {
        Ok(riga) => {
            if let Some(bozza) = bozza {
                bozza::togli(&ctx.ente, who, bozza.id).await?;
            }
            Ok(Redirect::to(&format!("{}?registrata", href(riga.anno, riga.numero))).into_response())
        }
        Err(crate::Error::Refused(refusal)) => mostra(&ctx, modulo, bozza.as_ref(), chiave, errors(&refusal)).await,
        Err(error) => Err(error.into()),
    }
}

/// The files of a draft, none of which may wait for a signature.
async fn file_di(ctx: &Ctx, bozza: Option<&Bozza>) -> Result<Vec<(String, Stored)>, crate::Error> {
    let Some(bozza) = bozza else { return Ok(Vec::new()) };
    bozza.senza_attese(&ctx.ente).await?;
    let mut files = Vec::new();
    for documento in &bozza.documenti {
        files.push((documento.nome.clone(), ctx.ente.archive.stored(documento.hash()).await?));
    }
    Ok(files)
}

/// What the form asks for, and the fascicolo into which it goes.
fn letti(modulo: &Modulo) -> Result<(rules::Nuova, Option<Chiave>), Refusal> {
    match (modulo.read(), fascicolo(&modulo.fascicolo, "fascicolo")) {
        (Ok(nuova), Ok(fascicolo)) => Ok((nuova, fascicolo)),
        (read, fascicolo) => {
            let reasons = [read.err(), fascicolo.err()].into_iter().flatten().flat_map(|refusal| refusal.reasons);
            Err(Refusal { reasons: reasons.collect() })
        }
    }
}
