//! The page of an act: where it is and who moves it, what one may do, its text, its papers, its history, what it does
//! to others.

mod passi;
mod righe;

use kernel::Refusal;
use pratiche::{Grafo, Quadro, Vista};
use serde::{Deserialize, Serialize};
use ui::{Attachment, Choice, FieldError, Flash, FlashKind, Page, Row, TimelineEntry};
use web::{Ctx, Error, Path, Query, Response, form_page, reasons};

use super::{
    CRUMBS, Quale,
    campi::chiave,
    comunicazioni::InBreve,
    confronta::versioni,
    emendamenti,
    fascicolo::Posto,
    firme::detti,
    href,
    passo::{Votazione, nel_suo_modulo},
    sposta::Modulo as Versione,
};
use crate::{
    Atti,
    atto::passo::da_firmare,
    leggi::{Scheda, leggi},
    nominati::stampato,
    permissions::MODELLI,
    tables::AttoId,
    visibilita::scrive,
};

pub(super) use passi::{Mandato, esiti};
use passi::{Passo, passi};
pub(super) use righe::riga;
use righe::{dati, documenti, fatto, firmata, movimenti, relazioni};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    href: String,
    chiave: String,
    banda: Option<String>,
    riservato: bool,
    scrive: bool,
    /// Whether the reader may keep its text as a model.
    cura: bool,
    dati: Vec<Row>,
    testo: String,
    quadro: Option<Quadro>,
    grafo: Option<Grafo>,
    /// What changes with the version in force, for who may move it there.
    versione: Option<Versione>,
    passi: Vec<Passo>,
    esiti: Vec<Choice>,
    documenti: Vec<Attachment>,
    firme: Vec<Row>,
    righe: Vec<Row>,
    fatti: Vec<TimelineEntry>,
    relazioni: Vec<Row>,
    /// Where it lies; none where no office has fascicoli.
    fascicolo: Option<Posto>,
    /// To whom it was communicated, and how that stands; none of what is not adopted.
    comunicazioni: Option<InBreve>,
    versioni: Vec<Row>,
    /// What councillors propose to change; none of an iter without amendments.
    emendamenti: Option<emendamenti::InBreve>,
    vota: bool,
    voto: Votazione,
    astiene: bool,
    /// Why the reader would keep out, where it was refused.
    astensione: String,
    prova: bool,
    /// Whether a copy of what everybody reads can be made, beside that of the whole.
    omissis: bool,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "atti/scheda.html";
    fn samples() -> Vec<Self> {
        let row =
            |label: &str| Row { label: label.into(), value: "valore".into(), href: Some("/x".into()), code: false };
        let quadro = Quadro::esempio();
        let wrong = quadro.passi.first().map(|one| format!("nessun_conflitto-{}", one.codice)).unwrap_or_default();
        let full = Self {
            href: "/x".into(),
            chiave: "k".into(),
            banda: Some("Revocato".into()),
            riservato: true,
            scrive: true,
            cura: true,
            dati: vec![row("Oggetto")],
            testo: "<section><p>Testo</p></section>".into(),
            grafo: Some(quadro.grafo.clone()),
            versione: Some(Versione::esempio()),
            passi: Passo::esempi(&quadro),
            quadro: Some(quadro),
            esiti: esiti(),
            documenti: vec![Attachment { name: "atto.pdf".into(), href: "/x".into(), ..Attachment::default() }],
            firme: vec![row("Firma")],
            righe: vec![row("Impegno")],
            fatti: vec![TimelineEntry { what: "Numerata.".into(), ..TimelineEntry::default() }],
            relazioni: vec![row("Revoca")],
            fascicolo: Some(Posto::esempio()),
            comunicazioni: Some(InBreve::esempio()),
            versioni: vec![row("Versione 1")],
            emendamenti: Some(emendamenti::InBreve::esempio()),
            vota: true,
            voto: Votazione::default(),
            astiene: true,
            astensione: "Parentela".into(),
            prova: true,
            omissis: true,
            errors: vec![FieldError { field: wrong, message: "Dichiara.".into() }],
            rifiuti: vec!["Non si può.".into()],
        };
        vec![full, Self::default()]
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fatto {
    pub(super) fatto: String,
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path(id): Quale,
    Query(fatto): Query<Fatto>,
    atti: Atti,
) -> Result<Response, Error> {
    let done = match fatto.fatto.as_str() {
        "passo" => Some("Fatto: la pratica è andata avanti."),
        "voto" => Some("Voto annotato."),
        "astensione" => Some("Ti sei astenuto: da ora l'atto lo segue chi ti sostituisce."),
        "collegato" => Some("Collegato all'altro atto."),
        "modello" => Some("Tenuto tra i modelli."),
        "fascicolo" => Some("Fascicolo scelto."),
        "sposta" => Some("L'atto segue ora la versione in vigore del suo iter."),
        _ => None,
    };
    mostra(&ctx, &atti, id, done, Refusal::default()).await
}

pub(super) async fn mostra(
    ctx: &Ctx,
    atti: &Atti,
    id: AttoId,
    done: Option<&str>,
    refusal: Refusal,
) -> Result<Response, Error> {
    rimostra(ctx, atti, id, (done, Mandato::Niente), refusal).await
}

/// The page, with what was sent with the form that was refused.
pub(super) async fn rimostra(
    ctx: &Ctx,
    atti: &Atti,
    id: AttoId,
    (done, mandato): (Option<&str>, Mandato<'_>),
    refusal: Refusal,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, id).await?;
    let failed = !refusal.reasons.is_empty();
    let (mut errors, rifiuti) = reasons(refusal);
    let read = ctx.ente.db().read().await?;
    let lettura =
        pratiche::leggi(&Vista::Letta(&read), atti, who, scheda.pratica, ctx.now).await.map_err(crate::Error::from)?;
    let quadro = Quadro::di(&read, &lettura).await.map_err(crate::Error::from)?;
    let (emendamenti, applicati) = emendamenti::InBreve::di(&read, &scheda, &lettura).await?;
    drop(read);
    let asked = mandato.passo();
    let step = asked.map_or("", |asked| asked.passo.as_str());
    nel_suo_modulo(&mut errors, step, da_firmare(&lettura, step));
    let fascicolo = Posto::di(ctx, atti, &scheda).await?;
    let versione = Versione::di(ctx, &lettura.presa, mandato.spostamento()).await?;
    let comunicazioni = InBreve::di(ctx, atti, &scheda).await?;
    let detti = detti(ctx, &scheda).await?;
    let stato = &scheda.stato;
    let page = Pagina {
        href: href(id),
        chiave: chiave(ctx.now, &**ctx.house.enti.random()),
        banda: stato
            .superato
            .as_ref()
            .map(|state| format!("Questo atto è stato {state}: resta qui con la sua storia, e non ha più effetto.")),
        riservato: stato.riservato,
        scrive: scrive(who, stato) && !stato.chiuso,
        cura: who.may(&MODELLI) && !stato.riservato,
        dati: [dati(&scheda, ctx.now.date()), super::personali::righe(who, &scheda)].concat(),
        testo: corpo(ctx, &scheda),
        grafo: Some(quadro.grafo.clone()),
        versione,
        passi: passi(ctx, atti, (&lettura, &quadro), asked),
        vota: quadro.passi.iter().any(|one| one.codice == "approva"),
        voto: mandato.voto(),
        astiene: !quadro.passi.is_empty(),
        astensione: mandato.astensione().to_owned(),
        esiti: esiti(),
        documenti: documenti(&scheda, who, &detti),
        firme: scheda.firme.iter().map(|one| firmata(&scheda, one)).collect(),
        righe: movimenti(&scheda),
        fatti: scheda.fatti.iter().rev().map(fatto).collect(),
        relazioni: relazioni(&scheda),
        fascicolo,
        comunicazioni,
        versioni: versioni(&scheda, &applicati),
        emendamenti,
        prova: stato.numero.is_some(),
        omissis: stato.pubblico_id.is_some(),
        quadro: Some(quadro),
        errors,
        rifiuti,
    };
    let title = stato.estremi().unwrap_or_else(|| stato.nome());
    let flash = done.map(|text| Flash { kind: FlashKind::Success, text: text.into() }).into_iter().collect();
    Ok(form_page(ctx.page_with(title, CRUMBS, flash, &page).await?, failed))
}

/// The text as it stands, for the page.
fn corpo(ctx: &Ctx, scheda: &Scheda) -> String {
    let text = stampato(&scheda.pieno, &ctx.ente.info.name, &scheda.stato.oggetto);
    let act = |act: kernel::Id<prose::Act>| Some(href(AttoId::from(act.uuid())));
    prose::html(&text, &prose::Page { heading: 3, act: &act, ..prose::Page::default() })
}
