//! One definition: its graph, who could not be found today, its versions compared, an old one put back.

use authz::Who;
use iter::confronta;
use kernel::Refusal;
use pratiche::{DefinizioneId, Grafo, Versione, Vista};
use serde::{Deserialize, Serialize};
use ui::{Column, FieldError, Flash, FlashKind, Page, columns};
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Redirect, Response, form_page, reasons};

use super::{CRUMBS, frasi, href, rifiuto};
use crate::{
    Materie,
    azioni::{self, Scheda},
    permissions::GESTISCI,
};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    da: Option<DefinizioneId>,
    a: Option<DefinizioneId>,
    fatto: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Pagina {
    href: String,
    materia: String,
    descrizione: String,
    legge: Option<String>,
    grafo: Grafo,
    /// Whether what is drawn is in force, or a draft alone.
    in_vigore: bool,
    /// What would keep it from being put in force today.
    problemi: Vec<String>,
    colonne: Vec<Column>,
    versioni: Vec<Riga>,
    confronto: Option<Confronto>,
    bozza: bool,
    gestisce: bool,
    visto: i64,
    motivo: String,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Riga {
    id: String,
    breve: String,
    dal: i64,
    chi: String,
    motivo: String,
    in_corso: u64,
    /// Whether it is the time that runs.
    corrente: bool,
    /// Whether the version can be put back: it is not in force, and of its times this is the last.
    rimetti: bool,
    confronta: Option<String>,
}

#[derive(Debug, Serialize)]
struct Confronto {
    da: String,
    a: String,
    differenze: Vec<String>,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "flussi/scheda.html";
    fn samples() -> Vec<Self> {
        let riga = |corrente: bool| Riga {
            id: "1".into(),
            breve: "0123456789ab".into(),
            dal: 0,
            chi: "Anna Neri".into(),
            motivo: "Arriva con il programma.".into(),
            in_corso: 2,
            corrente,
            rimetti: !corrente,
            confronta: (!corrente).then(|| "/x?da=1&a=2".into()),
        };
        let differenze = vec!["C'è un nuovo stato: «Verifica».".into()];
        let full = |gestisce: bool| Self {
            href: "/flussi/determina".into(),
            materia: "Atti".into(),
            descrizione: "Dalla bozza alla pubblicazione.".into(),
            legge: gestisce.then(|| "art. 107 TUEL".into()),
            grafo: pratiche::Quadro::esempio().grafo,
            in_vigore: gestisce,
            problemi: if gestisce { vec!["Nessuno può compiere «Firma».".into()] } else { vec![] },
            colonne: columns(&["Versione"]),
            versioni: vec![riga(true), riga(false)],
            confronto: gestisce.then(|| Confronto { da: "a".into(), a: "b".into(), differenze: differenze.clone() }),
            bozza: gestisce,
            gestisce,
            visto: 2,
            motivo: String::new(),
            errors: if gestisce {
                vec![FieldError { field: "motivo".into(), message: "Scrivi perché.".into() }]
            } else {
                vec![]
            },
            rifiuti: if gestisce { vec!["È già in vigore.".into()] } else { vec![] },
        };
        let same =
            Self { confronto: Some(Confronto { da: "a".into(), a: "b".into(), differenze: vec![] }), ..full(false) };
        vec![full(true), full(false), same]
    }
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path(codice): Path<String>,
    Query(scelte): Query<Scelte>,
    materie: Materie,
) -> Result<Response, Error> {
    let scheda = azioni::scheda(&ctx.ente, ctx.who()?, materie, &codice).await?;
    let done = match scelte.fatto.as_str() {
        "vigore" => Some("È in vigore: le nuove pratiche seguono questa versione."),
        "butta" => Some("La bozza non c'è più."),
        _ => None,
    };
    mostra(&ctx, &codice, &scheda, &scelte, done, (String::new(), Refusal::default())).await
}

async fn mostra(
    ctx: &Ctx,
    codice: &str,
    scheda: &Scheda,
    scelte: &Scelte,
    done: Option<&str>,
    (motivo, refusal): (String, Refusal),
) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let page = Pagina { motivo, errors, rifiuti, ..vista(ctx, ctx.who()?, codice, scheda, scelte).await? };
    let title = page.grafo.nome.clone();
    let flash = done.map(|text| Flash { kind: FlashKind::Success, text: text.into() }).into_iter().collect();
    Ok(form_page(ctx.page_with(title, CRUMBS, flash, &page).await?, failed))
}

async fn vista(ctx: &Ctx, who: &Who, codice: &str, scheda: &Scheda, scelte: &Scelte) -> Result<Pagina, crate::Error> {
    let gestisce = who.may(&GESTISCI);
    let read = ctx.ente.db().read().await?;
    let definizione = match (&scheda.vigore, &scheda.bozza) {
        (Some(vigore), _) => pratiche::definizione_di(&read, vigore.riga.id).await?.1.definizione().clone(),
        (None, Some(bozza)) => bozza.definizione.clone(),
        (None, None) => return Err(crate::Error::NotFound),
    };
    let problemi = match pratiche::controlla(&read, scheda.materia, definizione.clone(), ctx.now).await {
        Ok(_) => Vec::new(),
        Err(pratiche::Error::Refused(no)) => frasi(&no),
        Err(error) => return Err(error.into()),
    };
    let versioni = pratiche::versioni(&read, codice).await?;
    let running = pratiche::conta_per_versione(&Vista::Letta(&read), (scheda.materia, who), codice).await?;
    let people: Vec<authz::PersonId> = versioni.iter().filter_map(|one| one.autore_id).collect();
    let names = accounts::names(&read, &people).await?;
    let confronto = match scelte.da.zip(scelte.a) {
        Some((da, a)) => Some(confronto(&read, codice, da, a).await?),
        None => None,
    };
    let now = versioni.first().map(|one| one.definizione_id);
    let base = href(codice);
    let riga = |(place, one): (usize, &Versione)| Riga {
        id: one.definizione_id.to_string(),
        breve: one.impronta.chars().take(12).collect(),
        dal: one.dal.micros(),
        chi: one.autore_id.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| "il programma".into()),
        motivo: one.motivo.clone(),
        in_corso: running.iter().find(|(id, _)| *id == one.definizione_id).map_or(0, |(_, count)| *count),
        corrente: place == 0,
        rimetti: Some(one.definizione_id) != now
            && versioni.iter().take(place).all(|later| later.definizione_id != one.definizione_id),
        confronta: now
            .filter(|now| *now != one.definizione_id)
            .map(|now| format!("{base}?da={}&a={now}#confronto", one.definizione_id)),
    };
    Ok(Pagina {
        href: base.clone(),
        materia: scheda.materia.nome().to_owned(),
        descrizione: definizione.descrizione.clone(),
        legge: definizione.legge.clone(),
        grafo: Grafo::di(&definizione, None, "iter"),
        in_vigore: scheda.vigore.is_some(),
        problemi,
        colonne: columns(&["Versione", "In vigore dal", "Messa da", "Perché", "Pratiche in corso", "Confronto"]),
        versioni: versioni.iter().enumerate().map(riga).collect(),
        confronto,
        bozza: scheda.bozza.is_some(),
        gestisce,
        visto: scheda.visto().unwrap_or_default(),
        motivo: String::new(),
        errors: Vec::new(),
        rifiuti: Vec::new(),
    })
}

/// What changes from one version to another of the same code.
async fn confronto(
    read: &db::Read,
    codice: &str,
    da: DefinizioneId,
    a: DefinizioneId,
) -> Result<Confronto, crate::Error> {
    let (first, old) = pratiche::definizione_di(read, da).await?;
    let (second, new) = pratiche::definizione_di(read, a).await?;
    if first.codice != codice || second.codice != codice {
        return Err(crate::Error::NotFound);
    }
    Ok(Confronto {
        da: old.impronta().breve().to_owned(),
        a: new.impronta().breve().to_owned(),
        differenze: confronta(&old, &new),
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct Rimetti {
    versione: DefinizioneId,
    visto: i64,
    #[serde(default)]
    motivo: String,
}

/// Puts an old version back in force.
pub(super) async fn rimetti(
    ctx: Ctx,
    Path(codice): Path<String>,
    Form(sent): Form<Rimetti>,
    materie: Materie,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = azioni::scheda(&ctx.ente, who, materie, &codice).await?;
    match azioni::rimetti(&ctx.ente, who, &scheda, sent.versione, &sent.motivo, Some(sent.visto)).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=vigore", href(&codice))).into_response()),
        Err(error) => {
            let refusal = rifiuto(error)?;
            mostra(&ctx, &codice, &scheda, &Scelte::default(), None, (sent.motivo, refusal)).await
        }
    }
}
