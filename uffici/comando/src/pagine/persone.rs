//! The list of people, and adding one.

use accounts::{NewPerson, PersonFilter, PersonRow, list_people};
use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Column, Page, Pager, Tab, columns};
use web::{Ctx, Error, Form, Query, Response};

use super::{
    PERSONE,
    modulo::{Campo, Inviato, Modulo, fresco, rifiuto},
    password::consegna,
    vista::{oggi, ruoli, uffici},
};
use crate::{incarichi::dai::Nuovo, permissions::GESTISCI, persone::aggiungi::aggiungi as aggiungi_persona};

const RIGHE: u32 = 50;

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Scelte {
    #[serde(default)]
    q: String,
    #[serde(default)]
    vista: String,
    #[serde(default)]
    dopo: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Persone {
    q: String,
    vista: String,
    attivi: usize,
    tabs: Vec<Tab>,
    colonne: Vec<Column>,
    persone: Vec<Riga>,
    pager: Pager,
}

#[derive(Debug, Serialize)]
struct Riga {
    href: String,
    nome: String,
    utente: String,
    attiva: bool,
    vista_at: Option<i64>,
    da_cambiare: bool,
    fattore: bool,
}

impl Page for Persone {
    const TEMPLATE: &'static str = "comando/persone.html";
    fn samples() -> Vec<Self> {
        let riga = |attiva| Riga {
            href: "/comando/persone/1".into(),
            nome: "Neri Anna".into(),
            utente: "anna.neri".into(),
            attiva,
            vista_at: attiva.then_some(0),
            da_cambiare: attiva,
            fattore: attiva,
        };
        let page = |persone| Self {
            q: "neri".into(),
            vista: String::new(),
            attivi: 1,
            tabs: tabs(""),
            colonne: columns(&["Persona"]),
            persone,
            pager: Pager::default(),
        };
        vec![page(vec![riga(true), riga(false)]), page(vec![])]
    }
}

fn tabs(vista: &str) -> Vec<Tab> {
    let tab = |(word, label): (&str, &str)| Tab {
        label: label.into(),
        href: if word.is_empty() { "/comando/persone".into() } else { format!("/comando/persone?vista={word}") },
        count: None,
        current: vista == word,
    };
    [("", "Tutte"), ("attive", "Attive"), ("disattivate", "Disattivate")].map(tab).to_vec()
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let active = match scelte.vista.as_str() {
        "attive" => Some(true),
        "disattivate" => Some(false),
        _ => None,
    };
    let filter = PersonFilter { text: scelte.q.clone(), active, after: scelte.dopo.parse().ok(), limit: RIGHE };
    let read = ctx.ente.db().read().await?;
    let found = list_people(&read, ctx.who()?, &filter).await?;
    drop(read);
    let next = found.next.map(|next| {
        format!("/comando/persone?q={}&vista={}&dopo={next}", web::encode(&scelte.q), web::encode(&scelte.vista))
    });
    let page = Persone {
        attivi: usize::from(!scelte.q.trim().is_empty()),
        tabs: tabs(&scelte.vista),
        colonne: columns(&["Persona", "Nome utente", "Accesso", "Vista l'ultima volta", "Secondo fattore"]),
        pager: Pager { previous: None, next, shown: found.people.len() as u64, total: None },
        persone: found.people.into_iter().map(riga).collect(),
        q: scelte.q,
        vista: scelte.vista,
    };
    ctx.page("Persone", super::CRUMBS, &page).await
}

fn riga(person: PersonRow) -> Riga {
    Riga {
        href: format!("/comando/persone/{}", person.id),
        nome: format!("{} {}", person.surname, person.name),
        utente: person.username,
        attiva: person.active,
        vista_at: person.last_seen_at.map(kernel::Instant::micros),
        da_cambiare: person.must_change,
        fattore: person.totp || person.passkeys > 0,
    }
}

/// The form for a new one.
pub(super) async fn nuova(ctx: Ctx) -> Result<Response, Error> {
    fresco(&ctx)?;
    let sent = Inviato::con([("dal", oggi(&ctx))]);
    mostra(&ctx, &sent, Refusal::default()).await
}

async fn mostra(ctx: &Ctx, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let mut chi = vec![
        Campo::testo("nome", "Nome", sent),
        Campo::testo("cognome", "Cognome", sent),
        Campo::testo("utente", "Nome utente", sent)
            .aiuto("Con questo entra, e non cambia più: per esempio mario.rossi."),
        Campo::email("email", "Email in Comune", sent).facoltativo(),
    ];
    if ctx.provider().is_some() {
        let casella = Campo::casella("solo_ente", "Entra solo con il servizio di accesso dell'ente", sent);
        chi.push(casella.aiuto("Senza password: serve l'email con cui quel servizio la conosce."));
    }
    let mut form =
        Modulo::new("/comando/persone/nuova", "/comando/persone", "Aggiungi la persona").gruppo("Chi è", chi);
    if ctx.who()?.may(&GESTISCI) {
        let incarico = vec![
            Campo::scelta("unita", "Ufficio", uffici(ctx, ctx.now.date(), None).await?, sent).vuoto("Per ora nessuno"),
            Campo::una_di("ruolo", "Ruolo", ruoli(ctx).await?, sent).facoltativo(),
            Campo::data("dal", "Dal", sent),
            Campo::data("al", "Ultimo giorno", sent).facoltativo().aiuto("Vuoto: finché qualcuno non gli mette fine."),
        ];
        form = form.gruppo("Che cosa fa", incarico);
    }
    let testo =
        "Avrà una password provvisoria, che vedi una volta sola nella pagina dopo e che cambierà al primo accesso.";
    form.testo(testo).mostra(ctx, "Aggiungi una persona", PERSONE, refusal).await
}

/// The deed: shows the password this once.
pub(super) async fn aggiungi(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    fresco(&ctx)?;
    let sent = Inviato(pairs);
    let mut refusal = Refusal::default();
    let new = NewPerson {
        username: sent.uno("utente").into(),
        name: sent.uno("nome").into(),
        surname: sent.uno("cognome").into(),
        email: Some(sent.uno("email").to_owned()).filter(|email| !email.is_empty()),
    };
    let incarico = Nuovo {
        unita: sent.id("unita"),
        ruolo: sent.id("ruolo"),
        dal: sent.data("dal", &mut refusal),
        al: sent.data("al", &mut refusal),
    };
    let wanted = incarico.unita.is_some() || incarico.ruolo.is_some();
    if !refusal.reasons.is_empty() {
        return mostra(&ctx, &sent, refusal).await;
    }
    let nome = format!("{} {}", new.name, new.surname);
    let utente = new.username.to_lowercase();
    let solo_ente = sent.uno("solo_ente") == "si" && ctx.provider().is_some();
    let incarico = wanted.then_some(&incarico);
    match aggiungi_persona(&ctx.ente, &ctx.house.passwords, ctx.who()?, new, solo_ente, incarico).await {
        Ok(added) => consegna(&ctx, added.persona, &nome, &utente, added.password.as_ref(), wanted).await,
        Err(error) => mostra(&ctx, &sent, rifiuto(error)?).await,
    }
}
