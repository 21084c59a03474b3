//! The form by which a person publishes, or writes a new version.

use authz::Who;
use axum::extract::Request;
use ente::Ente;
use kernel::{Date, Refusal, Uuid};
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, IntoResponse, Query, Response, Uploaded, form_page, reasons};

use super::{
    CRUMBS, leggi_campi, leggi_giorno, motivi,
    personali::{self, Personali},
    rifiuto, scritti,
};
use crate::{
    albero::{SEZIONI, sezione},
    cura::una_riga,
    guarda::{Guardato, Perche},
    rules::{Contenuto, Protetto},
    scrivi::protezione,
    ufficio::{Scritta, guarda, pubblica, una},
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Nuova {
    scritto: Scritto,
    sezioni: Vec<Choice>,
    motivi: Vec<Choice>,
    /// Whether it is a new version of what names nobody.
    protetta: bool,
    /// What was found in what was sent and not published.
    personali: Personali,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

/// The words of the form, as they were written.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Scritto {
    sezione: String,
    voce: String,
    titolo: String,
    testo: String,
    campi: String,
    riferita_al: String,
    effetti_fino: String,
    responsabile: String,
    beneficiario: String,
    motivo: String,
}

impl Page for Nuova {
    const TEMPLATE: &'static str = "trasparenza/nuova.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            scritto: Scritto { sezione: "05.01".into(), voce: "1".into(), ..Scritto::default() },
            sezioni: sezioni(),
            motivi: motivi(),
            protetta: true,
            personali: Personali::campione(),
            errors: vec![FieldError { field: "titolo".into(), message: "Scrivi il titolo.".into() }],
            rifiuti: vec!["Non si può.".into()],
        };
        vec![full, Self { sezioni: sezioni(), motivi: motivi(), ..Self::default() }]
    }
}

fn sezioni() -> Vec<Choice> {
    let choice = |one: &crate::Sezione| Choice {
        value: one.codice.into(),
        label: format!("{} {}: {}", one.codice, one.gruppo, one.nome),
        hint: None,
    };
    SEZIONI.iter().map(choice).collect()
}

/// Where, and of what it is a new version.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Quale {
    sezione: String,
    voce: Option<Uuid>,
}

/// The form.
pub(super) async fn pagina(ctx: Ctx, Query(quale): Query<Quale>) -> Result<Response, Error> {
    let mut scritto = Scritto { sezione: quale.sezione, riferita_al: ctx.now.date().to_string(), ..Scritto::default() };
    if let Some(id) = quale.voce {
        let found = una(&ctx.ente, ctx.who()?, id).await?;
        let campi = scritti(&found.voce.riga.campi()?, "\n");
        let riga = found.voce.riga;
        scritto = Scritto {
            sezione: riga.sezione,
            voce: id.to_string(),
            titolo: riga.titolo,
            testo: riga.testo,
            campi,
            riferita_al: riga.riferita_al.to_string(),
            effetti_fino: riga.effetti_fino.map(|day| day.to_string()).unwrap_or_default(),
            responsabile: riga.responsabile,
            ..Scritto::default()
        };
    } else {
        scritto.responsabile = ctx.who()?.grants.first().map(|grant| grant.unit_name.clone()).unwrap_or_default();
    }
    mostra(&ctx, scritto, Personali::default(), Refusal::default()).await
}

async fn mostra(ctx: &Ctx, scritto: Scritto, personali: Personali, refusal: Refusal) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let protetta = match scritto.voce.parse::<Uuid>() {
        Ok(id) => una(&ctx.ente, ctx.who()?, id).await?.protetta,
        Err(_) => false,
    };
    let title = if scritto.voce.is_empty() { "Pubblica un contenuto" } else { "Scrivi una versione nuova" };
    let page = Nuova { scritto, sezioni: sezioni(), motivi: motivi(), protetta, personali, errors, rifiuti };
    Ok(form_page(ctx.page(title, CRUMBS, &page).await?, failed))
}

fn scritto_di(sent: &Uploaded) -> Scritto {
    let text = |name: &str| sent.field(name).trim().to_owned();
    Scritto {
        sezione: text("sezione"),
        voce: text("voce"),
        titolo: una_riga(&text("titolo")),
        testo: text("testo"),
        campi: text("campi"),
        riferita_al: text("riferita_al"),
        effetti_fino: text("effetti_fino"),
        responsabile: una_riga(&text("responsabile")),
        beneficiario: una_riga(&text("beneficiario")),
        motivo: text("motivo"),
    }
}

/// What the words of the form mean.
fn contenuto(scritto: &Scritto) -> Result<Contenuto, Refusal> {
    let mut refusal = Refusal::default();
    let found = sezione(&scritto.sezione);
    if found.is_none() {
        refusal.add(Some("sezione"), "Scegli la sezione dall'elenco.");
    }
    let riferita_al = scritto.riferita_al.parse::<Date>().ok();
    if riferita_al.is_none() {
        refusal.add(Some("riferita_al"), "Scrivi la data: quella dell'atto, o del pagamento.");
    }
    let effetti_fino = leggi_giorno(&scritto.effetti_fino, "effetti_fino", &mut refusal);
    let campi = leggi_campi(&scritto.campi, &mut refusal);
    let protetto = protetto(scritto, &mut refusal);
    let (Some(sezione), Some(riferita_al)) = (found, riferita_al) else { return Err(refusal) };
    refusal.unless_empty(Contenuto {
        sezione,
        titolo: scritto.titolo.clone(),
        testo: scritto.testo.clone(),
        campi,
        riferita_al,
        effetti_fino,
        responsabile: scritto.responsabile.clone(),
        protetto,
    })
}

/// Who is not named, where the form says somebody.
fn protetto(scritto: &Scritto, refusal: &mut Refusal) -> Option<Protetto> {
    if scritto.beneficiario.is_empty() {
        // Half an answer is not taken for none: what was to be kept would be published.
        if !scritto.motivo.is_empty() {
            refusal.add(Some("beneficiario"), "Scrivi chi è il beneficiario che non va nominato: resta all'ufficio.");
        }
        return None;
    }
    let Some(motivo) = protezione(&scritto.motivo) else {
        refusal.add(Some("motivo"), "Scegli perché il beneficiario non va nominato.");
        return None;
    };
    Some(Protetto { nome: scritto.beneficiario.clone(), codice_fiscale: None, motivo })
}

/// Publishes.
pub(super) async fn salva(ctx: Ctx, request: Request) -> Result<Response, Error> {
    let who = ctx.who()?;
    let sent = web::receive(&ctx.ente, request).await?;
    let scritto = scritto_di(&sent);
    let fields =
        sent.fields.iter().flat_map(|(name, values)| values.iter().map(move |one| (name.as_str(), one.as_str())));
    let perche = personali::perche(fields);
    let had_files = sent.files.iter().any(|(.., stored)| stored.size > 0);
    let (guardato, done) = match scritta(&scritto, &perche, sent) {
        Ok(scritta) => prova(&ctx.ente, who, scritta).await,
        Err(error) => (Guardato::default(), Err(error)),
    };
    match done {
        Ok(id) => Ok(web::Redirect::to(&format!("{}?fatto=si", super::scheda::href(id))).into_response()),
        Err(error) => {
            let mut refusal = rifiuto(error)?;
            if had_files {
                refusal.add(Some("file"), "Scegli di nuovo i file: non si possono rimettere da soli nel modulo.");
            }
            mostra(&ctx, scritto, Personali::di(&guardato, &perche), refusal).await
        }
    }
}

/// What was sent, as the office takes it.
fn scritta(scritto: &Scritto, perche: &Perche, sent: Uploaded) -> Result<Scritta, crate::Error> {
    let capo = match scritto.voce.as_str() {
        "" => None,
        text => Some(text.parse::<Uuid>().map_err(|_| crate::Error::NotFound)?),
    };
    let letti = !sent.field("letti").is_empty();
    let files = sent.files.into_iter().filter(|(.., stored)| stored.size > 0).map(|(_, name, stored)| (name, stored));
    Ok(Scritta { contenuto: contenuto(scritto)?, capo, letti, files: files.collect(), perche: perche.clone() })
}

/// Looks into it and publishes it: what was found, and how it went.
async fn prova(ente: &Ente, who: &Who, scritta: Scritta) -> (Guardato, Result<Uuid, crate::Error>) {
    match guarda(ente, who, &scritta).await {
        Ok(guardato) => {
            let done = pubblica(ente, who, scritta, &guardato).await;
            (guardato, done)
        }
        Err(error) => (Guardato::default(), Err(error)),
    }
}
