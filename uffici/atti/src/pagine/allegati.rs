//! Files beside the act, what everybody reads of each, and what the act does to others.

use axum::extract::Request;
use kernel::{Id, Refusal};
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Response, form_page, reasons};

use super::{CRUMBS, Quale, campi::scelta, firme::detti, href, personali, rifiuto};
use crate::{
    atto::{
        allega::{Decisione, allega, decidi},
        collega::{TIPI, collega},
    },
    leggi::{Scheda, leggi},
    personali::{nel_file, si_cerca},
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
    /// What its signatures are worth, and whether it can be kept as it is, where there is something to tell.
    avviso: Option<String>,
    /// What was chosen and written in its form, where that was refused.
    scelta: String,
    motivo: String,
    /// What looks like personal data in what everybody would read of it, where that was looked for.
    trovati: Option<personali::File>,
    /// Where it is looked for.
    cerca: Option<String>,
}

/// What was sent and refused: of one annex, of one that is new, or of a link.
#[derive(Debug, Default)]
struct Mandato {
    /// The annex in which personal data are looked for.
    cerca: String,
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
            avviso: Some("Scegli un altro formato.".into()),
            scelta: "no".into(),
            motivo: "Nomina una persona".into(),
            trovati: Some(personali::File::campione()),
            cerca: None,
        };
        let altra = Riga { id: "2".into(), cerca: Some("/x?cerca=2".into()), ..Riga::default() };
        let full = Self {
            href: "/x".into(),
            scrive: true,
            allegati: vec![riga, altra],
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

/// In which annex personal data are looked for: one at a time, since it takes up to twenty seconds.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Cerca {
    cerca: String,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Quale, Query(in_uno): Query<Cerca>) -> Result<Response, Error> {
    let sent = Mandato { cerca: in_uno.cerca, ..Mandato::default() };
    mostra(&ctx, id, &sent, Refusal::default()).await
}

/// What looks like personal data in the annex in which it was asked for, for who may be told.
async fn cerca(ctx: &Ctx, scheda: &Scheda, quale: &str) -> Result<Option<personali::File>, Error> {
    if !si_cerca(ctx.who()?, &scheda.stato) {
        return Ok(None);
    }
    let found = scheda.allegati.iter().find(|one| one.id.to_string() == quale);
    match found.filter(|one| one.pubblica.as_deref() != Some("no")) {
        Some(one) => Ok(Some(personali::File::di(&nel_file(&ctx.ente, scheda, one).await?))),
        None => Ok(None),
    }
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
    let mut found = cerca(ctx, &scheda, &sent.cerca).await?;
    let looks = si_cerca(who, &scheda.stato);
    let own = |one: &allegato::Model, text: &str| {
        if one.id.to_string() == sent.quale { text.to_owned() } else { String::new() }
    };
    let detti = detti(ctx, &scheda).await?;
    let asked = |one: &allegato::Model| one.id.to_string() == sent.cerca;
    let riga = |one: &allegato::Model| Riga {
        avviso: detti.get(&one.documento_id.uuid()).cloned(),
        id: one.id.to_string(),
        trovati: if asked(one) { found.take() } else { None },
        cerca: (looks && !asked(one) && one.pubblica.as_deref() != Some("no")).then(|| cerca_in(id, one.id)),
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

/// The page with what looks like personal data in one of the annexes.
fn cerca_in(id: AttoId, quale: Id<allegato::Entity>) -> String {
    format!("{}/allegati?cerca={quale}#a-{quale}", href(id))
}

/// Puts a file beside the act.
pub(super) async fn mette(ctx: Ctx, Path(id): Quale, request: Request) -> Result<Response, Error> {
    let sent = web::receive(&ctx.ente, request).await?;
    let what = (sent.field("titolo").to_owned(), !sent.field("integrante").is_empty());
    let file = sent.files.into_iter().map(|(_, name, stored)| (name, stored)).find(|(_, stored)| stored.size > 0);
    match allega(&ctx.ente, ctx.who()?, id, (&what.0, what.1), file.as_ref()).await {
        // Whoever brought it is told at once what looks like personal data in it.
        Ok(made) => Ok(web::Redirect::to(&cerca_in(id, made.id)).into_response()),
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
    let decisione = match Decisione::letta(&what, why, file) {
        Ok(decisione) => decisione,
        Err(no) => return mostra(&ctx, id, &sent, no).await,
    };
    match decidi(&ctx.ente, ctx.who()?, id, quale, &decisione).await {
        // In a masked version something may be left.
        Ok(()) if matches!(decisione, Decisione::Omissis(..)) => {
            Ok(web::Redirect::to(&cerca_in(id, quale)).into_response())
        }
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
