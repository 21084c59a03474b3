//! A proposal: what the office says, put right and published, or refused.

use authz::Who;
use ente::Ente;
use kernel::{Refusal, Uuid};
use serde::{Deserialize, Serialize};
use ui::{Attachment, Choice, FieldError, Page, Row};
use web::{Ctx, Error, Form, HeaderMap, IntoResponse, Path, Query, Response, form_page, reasons};

use super::{
    CRUMBS, chi, leggi_campi, leggi_giorno, motivi,
    personali::{self, Personali},
    proposte::{BASE, come_sta},
    pubblica::{Come, documenti_di, manda},
    rifiuto, row, scritti,
};
use crate::{
    decidi::{Corretta, Proposta, guarda_proposta, leggi_proposta, pubblica_proposta, rifiuta_proposta},
    fatti::giorno,
    guarda::{Guardato, Perche},
    proponi::con_documenti,
    scrivi::protezione,
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    href: String,
    stato: &'static str,
    tono: &'static str,
    attende: bool,
    avviso: Option<String>,
    dati: Vec<Row>,
    campi: Vec<Row>,
    beneficiario: Vec<Row>,
    protetta: bool,
    documenti: Vec<Attachment>,
    motivi: Vec<Choice>,
    scritta: Scritta,
    /// What was found in what was sent and not published.
    personali: Personali,
    motivo: String,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

/// The words of the form, as they were written.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Scritta {
    titolo: String,
    testo: String,
    campi: String,
    effetti_fino: String,
    responsabile: String,
    protezione: String,
    /// That the documents go with it, and that they were read.
    file: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "trasparenza/proposta.html";
    fn samples() -> Vec<Self> {
        let row = Row { label: "Importo".into(), value: "500,00 €".into(), ..Row::default() };
        let full = Self {
            href: "/x".into(),
            stato: "da decidere",
            tono: "warning",
            attende: true,
            avviso: Some("Guarda l'oggetto.".into()),
            dati: vec![row.clone()],
            beneficiario: vec![row.clone()],
            protetta: true,
            documenti: vec![Attachment { name: "atto.pdf".into(), href: "/x".into(), ..Attachment::default() }],
            motivi: motivi(),
            scritta: Scritta { file: "si".into(), ..Scritta::default() },
            personali: Personali::campione(),
            errors: vec![FieldError { field: "campi".into(), message: "Manca «Norma o titolo».".into() }],
            rifiuti: vec!["Non si può.".into()],
            ..Self::default()
        };
        vec![full, Self { tono: "neutral", campi: vec![row], protetta: true, ..Self::default() }]
    }
}

/// The page of a proposal.
pub(super) fn href(id: Uuid) -> String {
    format!("{BASE}/{id}")
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Response, Error> {
    mostra(&ctx, id, None, (String::new(), Refusal::default())).await
}

async fn mostra(
    ctx: &Ctx,
    id: Uuid,
    mandata: Option<(Scritta, Personali)>,
    (motivo, refusal): (String, Refusal),
) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let found = leggi_proposta(&ctx.ente, ctx.who()?, id).await?;
    let (stato, tono) = come_sta(&found.riga);
    let campi = found.riga.campi()?;
    let (scritta, personali) = mandata.unwrap_or_else(|| (proposta(&found, &campi), Personali::default()));
    let page = Pagina {
        href: href(id),
        stato,
        tono,
        attende: found.attende(),
        avviso: found.riga.avviso.clone(),
        dati: dati(&found),
        beneficiario: chi(found.beneficiario.as_ref()),
        protetta: found.riga.beneficiario.is_some(),
        documenti: documenti_di(&href(id), &found.documenti),
        motivi: motivi(),
        scritta,
        personali,
        campi: campi.iter().map(|(name, value)| row(name, value.clone())).collect(),
        motivo,
        errors,
        rifiuti,
    };
    let title = found.riga.titolo.clone();
    Ok(form_page(ctx.page(title, CRUMBS, &page).await?, failed))
}

/// The form as the office fills it.
fn proposta(found: &Proposta, campi: &[(String, String)]) -> Scritta {
    Scritta {
        titolo: found.riga.titolo.clone(),
        testo: String::new(),
        campi: scritti(campi, "\n"),
        effetti_fino: found.riga.effetti_fino.map(|day| day.to_string()).unwrap_or_default(),
        responsabile: found.riga.responsabile.clone(),
        protezione: found.riga.beneficiario_motivo.clone().unwrap_or_default(),
        // Whoever publishes says that they read them: nobody says it for them.
        file: String::new(),
    }
}

fn dati(found: &Proposta) -> Vec<Row> {
    let riga = &found.riga;
    let mut rows = vec![
        Row {
            href: Some(super::sezione::href(found.sezione)),
            ..row("Sezione", format!("{} {}", found.sezione.codice, found.sezione.nome))
        },
        row("Norma", found.sezione.articolo.to_owned()),
        Row { href: Some(riga.pagina.clone()), ..row("Viene da", riga.ufficio.clone()) },
        row("Data", giorno(riga.riferita_al)),
        row("Proposta", riga.proposta_at.told()),
    ];
    if con_documenti(found.sezione) {
        rows.push(row("Documenti", "in questa sezione tutti leggono anche gli atti: leggili e pubblicali".into()));
    }
    rows.extend(riga.decisa_at.map(|at| row("Decisa", at.told())));
    rows.extend(riga.motivo.clone().map(|motivo| row("Rifiutata perché", motivo)));
    let made = |id| Row { href: Some(super::scheda::href(id)), ..row("Contenuto", "apri la scheda".into()) };
    rows.extend(riga.capo_id.map(made));
    rows
}

/// What the words of the form mean.
fn corretta(scritta: &Scritta, perche: &Perche) -> Result<Corretta, Refusal> {
    let mut refusal = Refusal::default();
    let effetti_fino = leggi_giorno(&scritta.effetti_fino, "effetti_fino", &mut refusal);
    let campi = leggi_campi(&scritta.campi, &mut refusal);
    let protezione = match scritta.protezione.as_str() {
        "" => None,
        codice => {
            let known = protezione(codice);
            if known.is_none() {
                refusal.add(Some("protezione"), "Scegli dall'elenco perché il beneficiario non va nominato.");
            }
            known
        }
    };
    refusal.unless_empty(Corretta {
        titolo: scritta.titolo.clone(),
        testo: scritta.testo.trim().to_owned(),
        campi,
        effetti_fino,
        responsabile: scritta.responsabile.clone(),
        protezione,
        documenti: !scritta.file.is_empty(),
        perche: perche.clone(),
    })
}

/// What a form says.
fn scritta_di(pairs: &[(String, String)]) -> Scritta {
    let text =
        |name: &str| pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone()).unwrap_or_default();
    Scritta {
        titolo: text("titolo"),
        testo: text("testo"),
        campi: text("campi"),
        effetti_fino: text("effetti_fino"),
        responsabile: text("responsabile"),
        protezione: text("protezione"),
        file: text("file"),
    }
}

/// Publishes.
pub(super) async fn pubblica(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scritta = scritta_di(&pairs);
    let perche = personali::perche(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let (guardato, done) = match corretta(&scritta, &perche) {
        Ok(corretta) => prova(&ctx.ente, who, id, corretta).await,
        Err(refusal) => (Guardato::default(), Err(refusal.into())),
    };
    match done {
        Ok(_) => Ok(web::Redirect::to(&format!("{BASE}?fatto=si")).into_response()),
        Err(error) => {
            let personali = Personali::di(&guardato, &perche);
            mostra(&ctx, id, Some((scritta, personali)), (String::new(), rifiuto(error)?)).await
        }
    }
}

/// Looks into it and publishes it: what was found, and how it went.
async fn prova(ente: &Ente, who: &Who, id: Uuid, corretta: Corretta) -> (Guardato, Result<Uuid, crate::Error>) {
    match guarda_proposta(ente, who, id, &corretta).await {
        Ok(guardato) => {
            let done = pubblica_proposta(ente, who, id, corretta, &guardato).await;
            (guardato, done)
        }
        Err(error) => (Guardato::default(), Err(error)),
    }
}

/// Why it is refused, as the form writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rifiutata {
    motivo: String,
}

/// Refuses it.
pub(super) async fn rifiuta(ctx: Ctx, Path(id): Path<Uuid>, Form(scritta): Form<Rifiutata>) -> Result<Response, Error> {
    match rifiuta_proposta(&ctx.ente, ctx.who()?, id, &scritta.motivo).await {
        Ok(()) => Ok(web::Redirect::to(&format!("{BASE}?fatto=si")).into_response()),
        Err(error) => mostra(&ctx, id, None, (scritta.motivo, rifiuto(error)?)).await,
    }
}

/// One of the documents.
pub(super) async fn documento(
    ctx: Ctx,
    Path((id, posizione)): Path<(Uuid, usize)>,
    Query(come): Query<Come>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let found = leggi_proposta(&ctx.ente, ctx.who()?, id).await?;
    manda(&ctx, &found.documenti, posizione, (&come, &headers)).await
}
