//! The page of a person: their way in, their incarichi, when they are away, where they are signed in, what happened.

use accounts::{PersonRow, SessionView, codes_wait, sessions_of, view_person};
use authz::PersonId;
use axum::extract::RawQuery;
use kernel::Refusal;
use serde::Serialize;
use ui::{Column, Page, Row, TimelineEntry, columns};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{
    PERSONE,
    modulo::{Campo, Inviato, Modulo, fresco, rifiuto},
    vista::{RigaIncarico, fatto, righe, storia},
};
use crate::{
    fatti::storia_di,
    incarichi::elenca::{Assenza, Filtro, Stato, assenze, elenca},
    permissions::GESTISCI,
    persone::{aiuta::chiudi_sessioni, correggi::correggi as correggi_dati, stato::attiva},
};

#[derive(Debug, Serialize)]
pub(crate) struct Persona {
    id: String,
    href: String,
    attiva: bool,
    sono_io: bool,
    dati: Vec<Row>,
    accesso: Vec<Row>,
    /// Until when codes from unknown browsers are not judged.
    codici_fermi: Option<i64>,
    fattore: bool,
    gestisce: bool,
    colonne: Vec<Column>,
    incarichi: Vec<RigaIncarico>,
    finiti: Vec<RigaIncarico>,
    assenze: Vec<RigaAssenza>,
    colonne_sessioni: Vec<Column>,
    sessioni: Vec<Sessione>,
    storia: Vec<TimelineEntry>,
}

#[derive(Debug, Serialize)]
struct RigaAssenza {
    quando: String,
    stato: &'static str,
    tono: &'static str,
    fine: Option<String>,
}

#[derive(Debug, Serialize)]
struct Sessione {
    id: String,
    browser: String,
    address: String,
    since: i64,
    seen: i64,
}

impl Page for Persona {
    const TEMPLATE: &'static str = "comando/persona.html";
    fn samples() -> Vec<Self> {
        let row = || vec![Row { label: "Nome".into(), value: "Anna".into(), ..Row::default() }];
        let full = Self {
            id: "1".into(),
            href: "/comando/persone/1".into(),
            attiva: true,
            sono_io: false,
            dati: row(),
            accesso: row(),
            codici_fermi: Some(0),
            fattore: true,
            gestisce: true,
            colonne: columns(&["Ruolo"]),
            incarichi: vec![RigaIncarico::campione("in corso", true)],
            finiti: vec![RigaIncarico::campione("finito", false)],
            assenze: vec![
                RigaAssenza { quando: "dal".into(), stato: "in corso", tono: "info", fine: Some("/x".into()) },
                RigaAssenza { quando: "dal".into(), stato: "finita", tono: "neutral", fine: None },
            ],
            colonne_sessioni: columns(&["Browser"]),
            sessioni: vec![Sessione {
                id: "1".into(),
                browser: "Firefox".into(),
                address: "::1".into(),
                since: 0,
                seen: 0,
            }],
            storia: vec![TimelineEntry { what: "ha creato l'accesso".into(), ..TimelineEntry::default() }],
        };
        let bare = Self {
            attiva: false,
            sono_io: true,
            codici_fermi: None,
            fattore: false,
            gestisce: false,
            incarichi: vec![],
            finiti: vec![],
            assenze: vec![],
            sessioni: vec![],
            storia: vec![],
            dati: row(),
            accesso: row(),
            colonne: vec![],
            colonne_sessioni: vec![],
            id: "1".into(),
            href: "/comando/persone/1".into(),
        };
        vec![full, bare]
    }
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Path<PersonId>, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let who = ctx.who()?;
    let read = ctx.ente.db().read().await?;
    let person = view_person(&read, who, id).await?;
    let sessions = sessions_of(&read, who, id, &ctx.house.session_rules, ctx.now).await?;
    let codici_fermi = codes_wait(&read, who, id, ctx.now).await?.map(kernel::Instant::micros);
    drop(read);
    let (finiti, incarichi): (Vec<_>, Vec<_>) =
        elenca(&ctx.ente, who, &Filtro { persona: Some(id), ..Filtro::default() }, 500)
            .await?
            .into_iter()
            .partition(|voce| voce.stato(ctx.now.date()) == Stato::Finito);
    let gestisce = who.may(&GESTISCI);
    let title = format!("{} {}", person.name, person.surname);
    let page = Persona {
        id: id.to_string(),
        href: format!("/comando/persone/{id}"),
        attiva: person.active,
        sono_io: id == who.person,
        fattore: person.totp || person.passkeys > 0,
        accesso: righe_accesso(&person),
        dati: righe_dati(&person),
        codici_fermi,
        gestisce,
        colonne: columns(&["Ruolo", "Ufficio", "Quando", "Stato", "Azioni"]),
        incarichi: righe(&ctx, incarichi)?,
        finiti: righe(&ctx, finiti)?,
        assenze: assenze(&ctx.ente, who, id).await?.iter().map(|a| assenza(&ctx, a, gestisce)).collect(),
        colonne_sessioni: columns(&["Browser", "Indirizzo", "Entrata", "Vista", "Azioni"]),
        sessioni: sessions.into_iter().map(sessione).collect(),
        storia: storia(&ctx, storia_di(&ctx.ente, id).await?).await?,
    };
    ctx.page_with(title, PERSONE, fatto(query.as_deref()), &page).await
}

fn righe_dati(person: &PersonRow) -> Vec<Row> {
    let row = |label: &str, value: String| Row { label: label.into(), value, ..Row::default() };
    vec![
        row("Nome e cognome", format!("{} {}", person.name, person.surname)),
        row("Nome utente", person.username.clone()),
        row("Email in Comune", person.email.clone().unwrap_or_else(|| "non scritta".into())),
        row("Ha l'accesso dal", person.created_at.rome().format("%d/%m/%Y").to_string()),
    ]
}

fn righe_accesso(person: &PersonRow) -> Vec<Row> {
    let row = |label: &str, value: String| Row { label: label.into(), value, ..Row::default() };
    let password = match (person.password, person.must_change) {
        (false, _) => "nessuna: entra con il servizio dell'ente",
        (true, true) => "provvisoria, da cambiare al primo accesso",
        (true, false) => "scelta dalla persona",
    };
    let factors = match (person.totp, person.passkeys) {
        (false, 0) => "nessuno: basta la password".to_owned(),
        (true, 0) => "codici dal telefono".to_owned(),
        (false, 1) => "una passkey".to_owned(),
        (false, keys) => format!("{keys} passkey"),
        (true, 1) => "codici dal telefono e una passkey".to_owned(),
        (true, keys) => format!("codici dal telefono e {keys} passkey"),
    };
    let seen = person.last_seen_at.map_or_else(|| "mai, per quel che si sa".to_owned(), kernel::Instant::told);
    vec![
        row("Accesso", if person.active { "attivo" } else { "disattivato" }.into()),
        row("Password", password.into()),
        row("Secondo fattore", factors),
        row("Vista l'ultima volta", seen),
    ]
}

fn assenza(ctx: &Ctx, assenza: &Assenza, gestisce: bool) -> RigaAssenza {
    let oggi = ctx.now.date();
    let (stato, tono, open) = if assenza.periodo.vuoto() {
        ("annullata", "neutral", false)
    } else if assenza.periodo.finito(oggi) {
        ("finita", "neutral", false)
    } else if assenza.periodo.futuro(oggi) {
        ("futura", "info", true)
    } else {
        ("assente adesso", "warning", true)
    };
    let fine = (open && gestisce).then(|| format!("/comando/assenze/{}/fine", assenza.id));
    RigaAssenza { quando: assenza.periodo.parole(), stato, tono, fine }
}

fn sessione(view: SessionView) -> Sessione {
    Sessione {
        id: view.id.to_string(),
        browser: view.user_agent,
        address: view.address,
        since: view.created_at.micros(),
        seen: view.last_seen_at.micros(),
    }
}

/// The form for names and address.
pub(super) async fn dati(ctx: Ctx, Path(id): Path<PersonId>) -> Result<Response, Error> {
    let person = view_person(&ctx.ente.db().read().await?, ctx.who()?, id).await?;
    let sent =
        Inviato::con([("nome", person.name), ("cognome", person.surname), ("email", person.email.unwrap_or_default())]);
    mostra_dati(&ctx, id, &sent, Refusal::default()).await
}

async fn mostra_dati(ctx: &Ctx, id: PersonId, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let back = format!("/comando/persone/{id}");
    let campi = vec![
        Campo::testo("nome", "Nome", sent),
        Campo::testo("cognome", "Cognome", sent),
        Campo::email("email", "Email in Comune", sent)
            .facoltativo()
            .aiuto("Il servizio di accesso dell'ente riconosce la persona da questo indirizzo."),
    ];
    Modulo::new(format!("{back}/dati"), back, "Salva")
        .testo("Il nome utente non cambia: le carte e le persone se lo ricordano.")
        .campi(campi)
        .mostra(ctx, "Correggi i dati", PERSONE, refusal)
        .await
}

/// Corrects them.
pub(super) async fn correggi(
    ctx: Ctx,
    Path(id): Path<PersonId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let sent = Inviato(pairs);
    let edit = accounts::PersonEdit {
        name: sent.uno("nome").into(),
        surname: sent.uno("cognome").into(),
        email: Some(sent.uno("email").to_owned()).filter(|email| !email.is_empty()),
    };
    match correggi_dati(&ctx.ente, ctx.who()?, id, edit).await {
        Ok(()) => Ok(Redirect::to(&format!("/comando/persone/{id}?fatto=dati")).into_response()),
        Err(error) => mostra_dati(&ctx, id, &sent, rifiuto(error)?).await,
    }
}

/// Asks once before an account is closed, or opened again.
pub(super) async fn accesso(ctx: Ctx, Path(id): Path<PersonId>) -> Result<Response, Error> {
    mostra_accesso(&ctx, id, &Inviato::default(), Refusal::default()).await
}

async fn mostra_accesso(ctx: &Ctx, id: PersonId, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let person = view_person(&ctx.ente.db().read().await?, ctx.who()?, id).await?;
    let back = format!("/comando/persone/{id}");
    let testo = format!("{} {} ({})", person.name, person.surname, person.username);
    let action = format!("{back}/accesso");
    if person.active {
        return Modulo::new(action, back, "Disattiva l'accesso")
            .testo(testo)
            .avviso(
                "Non potrà più entrare: le sue sessioni si chiudono subito e le chiavi dei suoi programmi sono revocate per sempre. \
                 Quello che ha fatto resta suo, e gli incarichi restano scritti: l'accesso si può riattivare.",
            )
            .pericolo()
            .campi(vec![Campo::area("motivo", "Motivo", sent).aiuto("Resta nella storia della persona.")])
            .mostra(ctx, "Disattiva l'accesso", PERSONE, refusal)
            .await;
    }
    Modulo::new(action, back, "Riattiva l'accesso")
        .testo(testo)
        .avviso("Potrà di nuovo entrare con la password che aveva, e fare quello che dicono i suoi incarichi in corso.")
        .campi(vec![Campo::area("motivo", "Motivo", sent).facoltativo()])
        .mostra(ctx, "Riattiva l'accesso", PERSONE, refusal)
        .await
}

/// The deed: the other of the two states.
pub(super) async fn cambia_accesso(
    ctx: Ctx,
    Path(id): Path<PersonId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    fresco(&ctx)?;
    let sent = Inviato(pairs);
    let who = ctx.who()?;
    let active = view_person(&ctx.ente.db().read().await?, who, id).await?.active;
    match attiva(&ctx.ente, who, id, !active, sent.uno("motivo")).await {
        Ok(()) => {
            let word = if active { "disattivato" } else { "riattivato" };
            Ok(Redirect::to(&format!("/comando/persone/{id}?fatto={word}")).into_response())
        }
        Err(error) => mostra_accesso(&ctx, id, &sent, rifiuto(error)?).await,
    }
}

/// Ends a session of theirs, or all.
pub(super) async fn sessioni(
    ctx: Ctx,
    Path(id): Path<PersonId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let sent = Inviato(pairs);
    let one = sent.uno("sessione");
    let one = if one.is_empty() {
        None
    } else {
        Some(one.parse().map_err(|_| Error::NotFound("Questa sessione non c'è: forse è già finita."))?)
    };
    chiudi_sessioni(&ctx.ente, ctx.who()?, id, one).await?;
    Ok(Redirect::to(&format!("/comando/persone/{id}?fatto=sessioni")).into_response())
}
