//! The communications of an act: to whom it goes, how it stands with each, what was delivered by hand and with which proof.

use axum::extract::Request;
use directory::Line;
use kernel::{Date, Instant, Refusal};
use porte::comunicazioni::{Comunicata, Consegna};
use serde::Serialize;
use ui::{FieldError, Flash, FlashKind, Page, Row};
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Response, form_page, reasons};

use super::{
    CRUMBS, Quale,
    campi::{Coppie, Spunta, campo, giorno, tutti},
    href, rifiuto,
    scheda::Fatto,
};
use crate::{
    Atti,
    comunicazioni::{
        annota::{Notificata, annota},
        leggi::destinatari,
        prepara::{Richiesta, da_elencare, prepara},
        spetta,
        tabelle::notifica,
    },
    leggi::{Scheda, leggi},
    materia::CODICE,
    rules::{
        comunicazioni::{Scopo, raggiunto, scopi},
        tipi::Effetto,
    },
    tables::{AttoId, stato},
};

/// Facts of one addressee that the page tells.
const FATTI_MAX: usize = 20;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    href: String,
    riservato: bool,
    comunicate: Vec<Voce>,
    notifiche: Vec<Row>,
    /// Whether the reader prepares communications; none where no office has the protocol.
    prepara: bool,
    annota: bool,
    scopi: Vec<Modo>,
    /// Whether what everybody reads can go out.
    per_tutti: bool,
    /// What was written of a delivery that was refused: nobody writes it again.
    scritto: Scritto,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

/// The form of a delivery by hand.
#[derive(Debug, Default, Serialize)]
struct Scritto {
    nome: String,
    giorno: String,
    come: String,
}

/// An entry that communicates the act.
#[derive(Debug, Default, Serialize)]
struct Voce {
    titolo: String,
    href: String,
    annullata: bool,
    a: Vec<Destinata>,
}

/// How it stands with one addressee.
#[derive(Debug, Default, Serialize)]
struct Destinata {
    nome: String,
    stato: String,
    da_vedere: Option<String>,
    fatti: Vec<String>,
}

/// The form of one purpose.
#[derive(Debug, Default, Serialize)]
struct Modo {
    codice: &'static str,
    nome: &'static str,
    legge: &'static str,
    /// Where there is nobody to choose, what is to be done.
    nessuno: Option<&'static str>,
    /// All are ticked, until somebody chooses.
    a: Vec<Spunta>,
    anche: Vec<Spunta>,
    /// Whether what everybody reads is what goes: unless one chooses, where the purpose wants it.
    tutti: bool,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "atti/comunicazioni.html";
    fn samples() -> Vec<Self> {
        let destinata = |da_vedere: Option<&str>| Destinata {
            nome: "Rossi Mario".into(),
            stato: "consegnato".into(),
            da_vedere: da_vedere.map(str::to_owned),
            fatti: vec!["27/11/2026 alle 12:00: consegnato".into()],
        };
        let voce = |annullata| Voce {
            titolo: "Prot. 12/2026".into(),
            href: "/x".into(),
            annullata,
            a: vec![destinata(None), destinata(Some("La casella non esiste."))],
        };
        let modo = |a: Vec<Spunta>| Modo {
            codice: "capigruppo",
            nome: "Ai capigruppo",
            legge: "art. 125 TUEL",
            nessuno: a.is_empty().then_some("Nessuno."),
            anche: a.clone(),
            a,
            tutti: true,
        };
        let full = Self {
            href: "/x".into(),
            riservato: true,
            comunicate: vec![voce(false), voce(true)],
            notifiche: vec![Row {
                label: "Rossi".into(),
                value: "a mano".into(),
                href: Some("/x".into()),
                code: false,
            }],
            prepara: true,
            annota: true,
            scopi: vec![modo(vec![Spunta::esempio(true), Spunta::esempio(false)]), modo(Vec::new())],
            per_tutti: true,
            scritto: Scritto { nome: "Rossi".into(), ..Scritto::default() },
            errors: vec![FieldError { field: "file".into(), message: "Manca la prova.".into() }],
            rifiuti: vec!["Non si può.".into()],
        };
        vec![full, Self::default()]
    }
}

/// What the page of the act shows of them.
#[derive(Debug, Default, Serialize)]
pub(super) struct InBreve {
    righe: Vec<Row>,
    href: String,
}

impl InBreve {
    /// Nothing of what is not adopted.
    pub(super) async fn di(ctx: &Ctx, atti: &Atti, scheda: &Scheda) -> Result<Option<Self>, Error> {
        if scheda.stato.numero.is_none() {
            return Ok(None);
        }
        let effetto = scheda.stato.tipo().effetto;
        let place = format!("{}/comunicazioni", href(scheda.atto.id));
        let mut righe = Vec::new();
        for one in comunicate(ctx, atti, scheda.atto.id).await? {
            let cancelled = if one.annullata { " (annullata)" } else { "" };
            let told: Vec<String> = one.a.iter().map(|a| format!("{}: {}", a.a, sta(effetto, &one, a))).collect();
            let label = format!("Prot. {}{cancelled}", one.numero);
            righe.push(Row { label, value: told.join("; "), href: Some(one.href), code: false });
        }
        righe.extend(scheda.notifiche.iter().map(|one| notificata(scheda, one)));
        Ok(Some(Self { righe, href: place }))
    }

    /// For the samples of the page.
    pub(super) fn esempio() -> Self {
        let riga = Row { label: "Prot. 12/2026".into(), value: "Rossi: consegnato".into(), href: None, code: false };
        Self { righe: vec![riga], href: "/x".into() }
    }
}

async fn comunicate(ctx: &Ctx, atti: &Atti, id: AttoId) -> Result<Vec<Comunicata>, Error> {
    match atti.comunica {
        Some(comunica) => comunica.comunicate(&ctx.ente, ctx.who()?, CODICE, id.uuid()).await,
        None => Ok(Vec::new()),
    }
}

/// Where it stands with one addressee. What was annulled counts for nobody.
fn sta(effetto: Effetto, di: &Comunicata, a: &Consegna) -> String {
    match a.consegnata.filter(|_| !di.annullata) {
        Some(day) => raggiunto(effetto, day),
        None => a.stato.clone(),
    }
}

fn notificata(scheda: &Scheda, one: &notifica::Model) -> Row {
    let who = scheda.nomi.get(&one.persona_id).cloned().unwrap_or_default();
    let reached = raggiunto(scheda.stato.tipo().effetto, one.giorno);
    Row {
        label: one.nome.clone(),
        value: format!("{reached}. {} (annotato da {who})", one.come),
        href: Some(format!("{}/documenti/{}", href(scheda.atto.id), one.documento_id)),
        code: false,
    }
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path(id): Quale,
    Query(fatto): Query<Fatto>,
    atti: Atti,
) -> Result<Response, Error> {
    let done = (fatto.fatto == "consegna").then_some("Consegna annotata, con la sua prova.");
    mostra(&ctx, &atti, id, done, Refusal::default()).await
}

async fn mostra(ctx: &Ctx, atti: &Atti, id: AttoId, done: Option<&str>, refusal: Refusal) -> Result<Response, Error> {
    rimostra(ctx, atti, id, done, (refusal, Mandato::default())).await
}

/// What was sent with the form that was refused: nobody writes it, or chooses it, again.
#[derive(Debug, Default)]
struct Mandato {
    consegna: Scritto,
    richiesta: Option<Richiesta>,
}

/// The page, with what was refused.
async fn rimostra(
    ctx: &Ctx,
    atti: &Atti,
    id: AttoId,
    done: Option<&str>,
    (refusal, mandato): (Refusal, Mandato),
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, id).await?;
    let stato = &scheda.stato;
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let mine = stato.numero.is_some() && spetta(who, stato);
    let prepara = mine && atti.comunica.is_some_and(|comunica| comunica.puo(who));
    let all = comunicate(ctx, atti, id).await?;
    let page = Pagina {
        href: href(id),
        riservato: stato.riservato,
        comunicate: all.iter().map(|one| voce(stato.tipo().effetto, one)).collect(),
        notifiche: scheda.notifiche.iter().map(|one| notificata(&scheda, one)).collect(),
        prepara,
        annota: mine,
        scopi: if prepara { modi(ctx, stato, mandato.richiesta.as_ref()).await? } else { Vec::new() },
        per_tutti: stato.da_pubblicare && !stato.riservato,
        scritto: mandato.consegna,
        errors,
        rifiuti,
    };
    let title = stato.estremi().unwrap_or_else(|| stato.nome());
    let back = href(id);
    let crumbs = [CRUMBS[0], (title.as_str(), back.as_str())];
    let flash = done.map(|text| Flash { kind: FlashKind::Success, text: text.into() }).into_iter().collect();
    Ok(form_page(ctx.page_with("Comunicazioni".to_owned(), &crumbs, flash, &page).await?, failed))
}

fn voce(effetto: Effetto, one: &Comunicata) -> Voce {
    let fatto = |at: Instant, testo: &str, ricevuta: bool| {
        let receipt = if ricevuta { ", dice la ricevuta del gestore" } else { "" };
        format!("{}: {testo}{receipt}", at.told())
    };
    let destinata = |a: &Consegna| Destinata {
        nome: a.a.clone(),
        stato: sta(effetto, one, a),
        da_vedere: a.da_vedere.clone().filter(|_| !one.annullata),
        fatti: a.fatti.iter().take(FATTI_MAX).map(|row| fatto(row.at, &row.testo, row.ricevuta)).collect(),
    };
    Voce {
        titolo: format!("Prot. {} del {}: {}", one.numero, one.at.date().format("%d/%m/%Y"), one.oggetto),
        href: one.href.clone(),
        annullata: one.annullata,
        a: one.a.iter().map(destinata).collect(),
    }
}

/// The form of each purpose that the act has; that of what was refused as it was filled in.
async fn modi(ctx: &Ctx, stato: &stato::Model, chiesta: Option<&Richiesta>) -> Result<Vec<Modo>, Error> {
    let read = ctx.ente.db().read().await?;
    let mut modi = Vec::new();
    for scopo in scopi(stato.tipo()) {
        let lines = destinatari(&read, scopo, stato, ctx.now.date()).await?;
        let others =
            if scopo == Scopo::Capigruppo { da_elencare(&read, ctx.who()?, stato.atto_id).await? } else { Vec::new() };
        let chiesta = chiesta.filter(|chiesta| chiesta.scopo == scopo);
        let a = |line: &Line| {
            let told = line.to_string();
            let si = chiesta.is_none_or(|chiesta| chiesta.a.contains(&told));
            Spunta { value: told.clone(), label: told, si }
        };
        let one = |act: &stato::Model| Spunta {
            value: act.atto_id.to_string(),
            label: format!("{}: {}", act.estremi().unwrap_or_default(), act.oggetto),
            si: chiesta.is_none_or(|chiesta| chiesta.anche.contains(&act.atto_id)),
        };
        let usual = matches!(scopo, Scopo::Capigruppo | Scopo::Fornitori);
        modi.push(Modo {
            codice: scopo.code(),
            nome: scopo.nome(),
            legge: scopo.legge(),
            nessuno: lines.is_empty().then_some(nessuno(scopo)),
            a: lines.iter().map(a).collect(),
            anche: others.iter().map(one).collect(),
            tutti: chiesta.map_or(usual, |chiesta| chiesta.per_tutti),
        });
    }
    Ok(modi)
}

/// What is said where there is nobody to choose.
const fn nessuno(scopo: Scopo) -> &'static str {
    match scopo {
        Scopo::Interessati => "Nei dati dell'atto non c'è nessun destinatario.",
        Scopo::Fornitori => "Nessuna riga contabile dell'atto dice il creditore.",
        Scopo::Capigruppo => {
            "Oggi nessun capogruppo è nell'elenco dei destinatari: lo scrive chi cura i modelli degli atti."
        }
        Scopo::Prefetto => "Il prefetto non è nell'elenco dei destinatari: lo scrive chi cura i modelli degli atti.",
    }
}

/// Prepares the draft, and goes there.
pub(super) async fn prepara_bozza(
    ctx: Ctx,
    Path(id): Quale,
    Form(fields): Form<Coppie>,
    atti: Atti,
) -> Result<Response, Error> {
    let Some(scopo) = Scopo::from_code(campo(&fields, "scopo")) else {
        return mostra(&ctx, &atti, id, None, Refusal::because("Scegli a chi comunicare l'atto.")).await;
    };
    let asked = Richiesta {
        scopo,
        a: tutti(&fields, "destinatario").into_iter().map(str::to_owned).collect(),
        per_tutti: campo(&fields, "documento") == "tutti",
        anche: tutti(&fields, "anche").into_iter().filter_map(|text| text.parse().ok()).collect(),
    };
    match prepara(&atti, &ctx.ente, ctx.who()?, id, &asked).await {
        Ok(draft) => Ok(web::Redirect::to(&draft).into_response()),
        Err(error) => {
            let mandato = Mandato { richiesta: Some(asked), ..Mandato::default() };
            rimostra(&ctx, &atti, id, None, (rifiuto(error)?, mandato)).await
        }
    }
}

/// Notes what was delivered by hand.
pub(super) async fn annota_consegna(
    ctx: Ctx,
    Path(id): Quale,
    request: Request,
    atti: Atti,
) -> Result<Response, Error> {
    let sent = web::receive(&ctx.ente, request).await?;
    let mut no = Refusal::default();
    let day: Option<Date> = giorno(sent.field("giorno"), "giorno", &mut no);
    let fatta = Notificata { nome: sent.field("nome").to_owned(), giorno: day, come: sent.field("come").to_owned() };
    let written = |name: &str| sent.field(name).to_owned();
    let consegna = Scritto { nome: written("nome"), giorno: written("giorno"), come: written("come") };
    let mandato = Mandato { consegna, richiesta: None };
    if !no.reasons.is_empty() {
        return rimostra(&ctx, &atti, id, None, (no, mandato)).await;
    }
    let file = sent.files.into_iter().map(|(_, name, stored)| (name, stored)).find(|(_, stored)| stored.size > 0);
    match annota(&ctx.ente, ctx.who()?, id, &fatta, file.as_ref()).await {
        Ok(()) => Ok(web::Redirect::to(&format!("{}/comunicazioni?fatto=consegna", href(id))).into_response()),
        Err(error) => rimostra(&ctx, &atti, id, None, (rifiuto(error)?, mandato)).await,
    }
}
