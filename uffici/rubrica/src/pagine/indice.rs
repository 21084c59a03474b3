//! The index of public administrations: how old the copy is, and what is in it.

use directory::{CONSULTA, MODIFICA, ipa};
use serde::{Deserialize, Serialize};
use ui::{Column, Page, Row, columns};
use web::{Ctx, Error, Query, Response};

use super::CRUMBS;

/// Days after which a copy is old: the index changes every day.
const VECCHIA: i64 = 30;

#[derive(Debug, Serialize)]
pub(crate) struct Indice {
    q: String,
    copia: Vec<Row>,
    /// Days since it was loaded, where that is long ago.
    vecchia: Option<i64>,
    colonne: Vec<Column>,
    trovati: Vec<Voce>,
    modifica: bool,
}

#[derive(Debug, Serialize)]
struct Voce {
    nome: String,
    parte: Option<String>,
    codice: String,
    pec: Option<String>,
    aggiungi: String,
}

impl Page for Indice {
    const TEMPLATE: &'static str = "rubrica/indice.html";
    fn samples() -> Vec<Self> {
        let voce = |parte: Option<&str>| Voce {
            nome: "Comune di Montefiorito".into(),
            parte: parte.map(str::to_owned),
            codice: "c_m999".into(),
            pec: parte.map(|_| "a@pec.example.it".into()),
            aggiungi: "/x".into(),
        };
        let page = |q: &str, copia, vecchia, trovati| Self {
            q: q.into(),
            copia,
            vecchia,
            colonne: columns(&["Ente"]),
            trovati,
            modifica: true,
        };
        let row = || vec![Row { label: "Enti".into(), value: "4".into(), ..Row::default() }];
        vec![
            page("com", row(), Some(40), vec![voce(None), voce(Some("Protocollo"))]),
            page("x", row(), None, vec![]),
            page("", vec![], None, vec![]),
        ]
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Scelte {
    #[serde(default)]
    q: String,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    who.require(&CONSULTA)?;
    let read = ctx.ente.db().read().await?;
    let copy = ipa::copy(&read).await.map_err(crate::Error::from)?;
    let words: String = scelte.q.chars().take(100).collect();
    let found = ipa::look(&read, &words, 30).await.map_err(crate::Error::from)?;
    drop(read);
    let day = |date: kernel::Date| date.format("%d/%m/%Y").to_string();
    let row = |label: &str, value: String| Row { label: label.into(), value, ..Row::default() };
    let copia = copy.as_ref().map_or_else(Vec::new, |copy| {
        let updated = copy.updated.map_or_else(|| "il file non lo dice".into(), day);
        vec![
            row("Caricata il", day(copy.loaded_at.date())),
            row("Ultimo aggiornamento di un ente", updated),
            row("Enti", copy.enti.to_string()),
            row("Aree organizzative omogenee (AOO)", copy.aoo.to_string()),
            row("Unità organizzative (UO)", copy.uo.to_string()),
        ]
    });
    let age = copy.map(|copy| (ctx.now.date() - copy.loaded_at.date()).num_days());
    let voce = |line: ipa::IpaLine| Voce {
        aggiungi: format!("/rubrica/nuova?indice={}", web::encode(&line.written())),
        codice: line.code.as_deref().map_or_else(|| line.ipa.clone(), |code| format!("{} · {code}", line.ipa)),
        nome: line.name,
        parte: line.part,
        pec: line.pec,
    };
    let page = Indice {
        q: scelte.q,
        copia,
        vecchia: age.filter(|days| *days > VECCHIA),
        colonne: columns(&["Ente", "Codice IPA", "PEC", "Azioni"]),
        trovati: found.into_iter().map(voce).collect(),
        modifica: who.may(&MODIFICA),
    };
    ctx.page("Indice PA", CRUMBS, &page).await
}
