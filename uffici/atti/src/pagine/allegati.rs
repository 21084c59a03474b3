//! Files beside the act, what everybody reads of each, and what the act does to others.

use axum::extract::Request;
use kernel::{Id, Refusal};
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Response, form_page, reasons};

use super::{CRUMBS, Quale, campi::scelta, href, rifiuto};
use crate::{
    atto::{
        allega::{Decisione, allega, decidi},
        collega::{TIPI, collega},
    },
    leggi::leggi,
    tables::{AttoId, allegato},
    visibilita::scrive,
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Allegati {
    href: String,
    scrive: bool,
    allegati: Vec<Riga>,
    decisioni: Vec<Choice>,
    /// What was written in the forms that were refused: nobody writes it again.
    titolo: String,
    integrante: bool,
    legame: Legame,
    tipi: Vec<Choice>,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    id: String,
    titolo: String,
    nome: String,
    href: String,
    integrante: bool,
    detto: String,
    /// What was chosen and written in its form, where that was refused.
    scelta: String,
    motivo: String,
}

/// What was sent and refused: of one annex, of one that is new, or of a link.
#[derive(Debug, Default)]
struct Mandato {
    quale: String,
    decisione: String,
    motivo: String,
    titolo: String,
    /// Of a new one: that it is no part of the act.
    a_parte: bool,
    legame: Legame,
}

impl Page for Allegati {
    const TEMPLATE: &'static str = "atti/allegati.html";
    fn samples() -> Vec<Self> {
        let riga = Riga {
            id: "1".into(),
            titolo: "Computo metrico".into(),
            nome: "computo.pdf".into(),
            href: "/x".into(),
            integrante: true,
            detto: "Si pubblica intero".into(),
            scelta: "no".into(),
            motivo: "Nomina una persona".into(),
        };
        let full = Self {
            href: "/x".into(),
            scrive: true,
            allegati: vec![riga],
            decisioni: decisioni(),
            titolo: "Pianta".into(),
            integrante: true,
            legame: Legame { tipo: "attua".into(), ..Legame::default() },
            tipi: tipi(),
            errors: ["file", "motivo-1"]
                .map(|field| FieldError { field: field.into(), message: "Manca.".into() })
                .to_vec(),
            rifiuti: vec!["Il testo è chiuso.".into()],
        };
        vec![full, Self::default()]
    }
}

fn decisioni() -> Vec<Choice> {
    [
        ("intero", "Si pubblica intero"),
        ("omissis", "Si pubblica con omissis: scegli il file mascherato"),
        ("no", "Non si pubblica: scrivi perché"),
        ("togli", "Va tolto dall'atto"),
    ]
    .map(|(code, name)| scelta(code, name))
    .to_vec()
}

fn tipi() -> Vec<Choice> {
    TIPI.iter().map(|(code, name, _)| scelta(*code, *name)).collect()
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Quale) -> Result<Response, Error> {
    mostra(&ctx, id, &Mandato::default(), Refusal::default()).await
}

/// The page, with what was sent: why that of one annex was refused stands beside the fields of its own form.
async fn mostra(ctx: &Ctx, id: AttoId, sent: &Mandato, refusal: Refusal) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, id).await?;
    let failed = !refusal.reasons.is_empty();
    let (mut errors, rifiuti) = reasons(refusal);
    if !sent.quale.is_empty() {
        errors.iter_mut().for_each(|error| error.field = format!("{}-{}", error.field, sent.quale));
    }
    let own = |one: &allegato::Model, text: &str| {
        if one.id.to_string() == sent.quale { text.to_owned() } else { String::new() }
    };
    let riga = |one: &allegato::Model| Riga {
        id: one.id.to_string(),
        scelta: own(one, &sent.decisione),
        motivo: own(one, &sent.motivo),
        titolo: one.titolo.clone(),
        nome: scheda.documenti.get(&one.documento_id.uuid()).map(|file| file.name.clone()).unwrap_or_default(),
        href: format!("{}/documenti/{}", href(id), one.documento_id),
        integrante: one.parte_integrante,
        detto: match (one.pubblica.as_deref(), &one.motivo) {
            (Some("intero"), _) => "Si pubblica intero".to_owned(),
            (Some("omissis"), _) => "Si pubblica con omissis".to_owned(),
            (Some("no"), why) => format!("Non si pubblica: {}", why.as_deref().unwrap_or_default()),
            _ => "Da decidere".to_owned(),
        },
    };
    let page = Allegati {
        href: href(id),
        scrive: scrive(who, &scheda.stato) && !scheda.stato.chiuso,
        allegati: scheda.allegati.iter().map(riga).collect(),
        decisioni: decisioni(),
        titolo: sent.titolo.clone(),
        integrante: !sent.a_parte,
        legame: sent.legame.clone(),
        tipi: tipi(),
        errors,
        rifiuti,
    };
    let back = href(id);
    let crumbs = [CRUMBS[0], (scheda.stato.oggetto.as_str(), back.as_str())];
    Ok(form_page(ctx.page("Allegati e collegamenti", &crumbs, &page).await?, failed))
}

fn torna(id: AttoId) -> Response {
    web::Redirect::to(&format!("{}/allegati", href(id))).into_response()
}

/// Puts a file beside the act.
pub(super) async fn mette(ctx: Ctx, Path(id): Quale, request: Request) -> Result<Response, Error> {
    let sent = web::receive(&ctx.ente, request).await?;
    let what = (sent.field("titolo").to_owned(), !sent.field("integrante").is_empty());
    let file = sent.files.into_iter().map(|(_, name, stored)| (name, stored)).find(|(_, stored)| stored.size > 0);
    match allega(&ctx.ente, ctx.who()?, id, (&what.0, what.1), file.as_ref()).await {
        Ok(_) => Ok(torna(id)),
        Err(error) => {
            let sent = Mandato { titolo: what.0.clone(), a_parte: !what.1, ..Mandato::default() };
            mostra(&ctx, id, &sent, rifiuto(error)?).await
        }
    }
}

/// Decides what becomes of one.
pub(super) async fn decide(
    ctx: Ctx,
    Path((id, quale)): Path<(AttoId, Id<allegato::Entity>)>,
    request: Request,
) -> Result<Response, Error> {
    let sent = web::receive(&ctx.ente, request).await?;
    let (what, why) = (sent.field("decisione").to_owned(), sent.field("motivo").to_owned());
    let file = sent.files.into_iter().map(|(_, name, stored)| (name, stored)).find(|(_, stored)| stored.size > 0);
    let (decisione, motivo) = (what.clone(), why.clone());
    let sent = Mandato { quale: quale.to_string(), decisione, motivo, ..Mandato::default() };
    let decisione = match (what.as_str(), file) {
        ("intero", _) => Ok(Decisione::Intero),
        ("omissis", Some((name, stored))) => Ok(Decisione::Omissis(name, stored)),
        ("omissis", None) => Err(Refusal::beside("file", "Manca la versione con omissis: scegli il file mascherato.")),
        ("no", _) => Ok(Decisione::No(why)),
        ("togli", _) => Ok(Decisione::Togli),
        _ => Err(Refusal::beside("decisione", "Scegli che cosa fare dell'allegato.")),
    };
    let decisione = match decisione {
        Ok(decisione) => decisione,
        Err(no) => return mostra(&ctx, id, &sent, no).await,
    };
    match decidi(&ctx.ente, ctx.who()?, id, quale, &decisione).await {
        Ok(()) => Ok(torna(id)),
        Err(error) => mostra(&ctx, id, &sent, rifiuto(error)?).await,
    }
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Legame {
    altro: String,
    tipo: String,
    motivo: String,
}

/// Links the act to another, by the address of its page or its id.
pub(super) async fn lega(ctx: Ctx, Path(id): Quale, Form(sent): Form<Legame>) -> Result<Response, Error> {
    let sent = Mandato { legame: sent, ..Mandato::default() };
    let legame = &sent.legame;
    let Ok(altro) = legame.altro.trim().rsplit('/').next().unwrap_or_default().parse() else {
        let no = Refusal::beside("altro", "Incolla l'indirizzo della pagina dell'altro atto.");
        return mostra(&ctx, id, &sent, no).await;
    };
    match collega(&ctx.ente, ctx.who()?, id, (altro, &legame.tipo, &legame.motivo)).await {
        Ok(()) => Ok(web::Redirect::to(&format!("{}?fatto=collegato", href(id))).into_response()),
        Err(error) => mostra(&ctx, id, &sent, rifiuto(error)?).await,
    }
}
