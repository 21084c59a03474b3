//! The list, which narrows while one writes.

use directory::{Filter, Kind, MODIFICA, SubjectId, UNISCI, page, subject};
use serde::{Deserialize, Serialize};
use ui::{Column, Page, Pager, SearchHit, Tab, columns};
use web::{Ctx, Error, Query, Response};

use super::href;

const RIGHE: u64 = 50;

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Scelte {
    #[serde(default)]
    q: String,
    #[serde(default)]
    tipo: String,
    #[serde(default)]
    dopo: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Elenco {
    q: String,
    tipo: String,
    tabs: Vec<Tab>,
    colonne: Vec<Column>,
    schede: Vec<Riga>,
    pager: Pager,
    modifica: bool,
    unisce: bool,
}

#[derive(Debug, Serialize)]
struct Riga {
    href: String,
    nome: String,
    tipo: &'static str,
    codice: String,
    da_verificare: bool,
    recapito: String,
}

impl Page for Elenco {
    const TEMPLATE: &'static str = "rubrica/elenco.html";
    fn samples() -> Vec<Self> {
        let riga = |da_verificare| Riga {
            href: "/rubrica/1".into(),
            nome: "Edilnova S.r.l.".into(),
            tipo: "Impresa",
            codice: "11111111115".into(),
            da_verificare,
            recapito: "edilnova@pec.example.it".into(),
        };
        let page = |schede, puo| Self {
            q: "edil".into(),
            tipo: String::new(),
            tabs: tabs("", ""),
            colonne: columns(&["Nome"]),
            schede,
            pager: Pager::default(),
            modifica: puo,
            unisce: puo,
        };
        vec![page(vec![riga(true), riga(false)], true), page(vec![], false)]
    }
}

fn tabs(tipo: &str, q: &str) -> Vec<Tab> {
    let all = std::iter::once(("", "Tutte")).chain([
        (Kind::Persona.code(), "Persone"),
        (Kind::Impresa.code(), "Imprese"),
        (Kind::Ente.code(), "Enti e associazioni"),
    ]);
    let tab = |(word, label): (&str, &str)| Tab {
        label: label.into(),
        href: format!("/rubrica?q={}&tipo={word}", web::encode(q)),
        count: None,
        current: tipo == word,
    };
    all.map(tab).collect()
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let text: String = scelte.q.chars().take(200).collect();
    let filter = Filter { kind: Kind::from_code(&scelte.tipo), text };
    let read = ctx.ente.db().read().await?;
    let after: Option<SubjectId> = scelte.dopo.parse().ok();
    let found = page(who, &read, after, RIGHE, &filter).await.map_err(crate::Error::from)?;
    drop(read);
    let next = found
        .next
        .map(|next| format!("/rubrica?q={}&tipo={}&dopo={next}", web::encode(&scelte.q), web::encode(&scelte.tipo)));
    let page = Elenco {
        tabs: tabs(&scelte.tipo, &scelte.q),
        colonne: columns(&["Nome", "Che cos'è", "Codice", "Recapito"]),
        pager: Pager { previous: None, next, shown: found.subjects.len() as u64, total: None },
        schede: found.subjects.into_iter().map(riga).collect(),
        q: scelte.q,
        tipo: scelte.tipo,
        modifica: who.may(&MODIFICA),
        unisce: who.may(&UNISCI),
    };
    ctx.page("Rubrica", &[], &page).await
}

fn riga(subject: subject::Model) -> Riga {
    Riga {
        href: href(subject.id),
        nome: subject.name,
        tipo: subject.kind.label(),
        codice: subject.tax_code.or(subject.vat_number).unwrap_or_default(),
        da_verificare: subject.code_note.is_some(),
        recapito: subject.pec.or(subject.email).or(subject.address).unwrap_or_default(),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Parole {
    #[serde(default)]
    q: String,
}

/// Subjects for a field, with their ids.
pub(super) async fn suggerisci(ctx: Ctx, Query(parole): Query<Parole>) -> Result<Response, Error> {
    let read = ctx.ente.db().read().await?;
    let words: String = parole.q.chars().take(100).collect();
    let found = directory::suggest(ctx.who()?, &read, &words, 10).await.map_err(crate::Error::from)?;
    let hit = |subject: subject::Model| SearchHit {
        value: subject.id.to_string(),
        label: subject.name,
        hint: subject.tax_code.or(subject.vat_number).or(subject.pec).or(subject.address),
        group: None,
    };
    ctx.hits(&found.into_iter().map(hit).collect::<Vec<_>>())
}
