//! The versions there are, what is in force today, and where a new one begins.

use kernel::Date;
use serde::{Deserialize, Serialize};
use ui::{Column, FieldError, Flash, FlashKind, Page};
use web::{Ctx, Error, Query, Response, StatusCode};

use super::{BASE, BOZZA, href_di, passaggi::Passaggio};
use crate::titolario::{
    bozza,
    passa::{Rimasti, senza_destinazione},
    regole::giorno,
    tabelle::versione,
    versioni::{elenca, vedi},
};

#[derive(Debug, Serialize)]
pub(crate) struct Elenco {
    errors: Vec<FieldError>,
    /// The version in force, and since when.
    vigente: Option<String>,
    href_vigente: String,
    /// The version to come.
    futura: Option<String>,
    /// The draft, if there is one.
    bozza: Option<String>,
    nome: String,
    /// What is wrong in the file, by line.
    righe: Vec<String>,
    rimasti: Vec<Rimasto>,
    colonne: Vec<Column>,
    versioni: Vec<Riga>,
}

#[derive(Debug, Serialize)]
struct Rimasto {
    href: String,
    versione: String,
    passaggi: Vec<Passaggio>,
    classi: Vec<ui::Choice>,
}

#[derive(Debug, Serialize)]
struct Riga {
    href: String,
    nome: String,
    dal: String,
    al: String,
    atto: String,
    stato: &'static str,
    tono: &'static str,
}

impl Page for Elenco {
    const TEMPLATE: &'static str = "protocollo/titolario.html";
    fn samples() -> Vec<Self> {
        let riga = || Riga {
            href: "/x".into(),
            nome: "Titolario 2026".into(),
            dal: "01/01/2026".into(),
            al: String::new(),
            atto: "Delibera n. 12".into(),
            stato: "in vigore",
            tono: "success",
        };
        let rimasto = || Rimasto {
            href: "/x".into(),
            versione: "Titolario 2026".into(),
            passaggi: vec![Passaggio::sample(true)],
            classi: vec![],
        };
        let page = |full: bool| Self {
            errors: if full { vec![FieldError { field: "file".into(), message: "Riga 3.".into() }] } else { vec![] },
            vigente: full.then(|| "«Titolario 2026», dal 01/01/2026".into()),
            href_vigente: "/x".into(),
            futura: full.then(|| "«Titolario 2027», dal 01/01/2027".into()),
            bozza: None,
            nome: "Titolario 2027".into(),
            righe: if full { vec!["Riga 3: manca.".into()] } else { vec![] },
            rimasti: if full { vec![rimasto()] } else { vec![] },
            colonne: colonne(),
            versioni: vec![riga()],
        };
        vec![page(true), page(false), Self { bozza: Some("Titolario 2027".into()), ..page(false) }]
    }
}

fn colonne() -> Vec<Column> {
    let column = |label: &str| Column { label: label.into(), ..Column::default() };
    ["Versione", "Dal", "Al", "Atto", "Stato"].into_iter().map(column).collect()
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::pagine) struct Detto {
    #[serde(default)]
    fatto: String,
}

/// The page.
pub(in crate::pagine) async fn pagina(ctx: Ctx, Query(detto): Query<Detto>) -> Result<Response, Error> {
    let flash = match detto.fatto.as_str() {
        "scartata" => "La bozza è stata scartata: il titolario in vigore non è cambiato.",
        _ => return mostra(&ctx, Inviato::default(), Vec::new(), Vec::new()).await,
    };
    let flash = Flash { kind: FlashKind::Success, text: flash.into() };
    mostra(&ctx, Inviato::default(), Vec::new(), vec![flash]).await
}

/// What was sent and comes back with its errors.
#[derive(Clone, Debug, Default)]
pub(super) struct Inviato {
    pub nome: String,
    pub righe: Vec<String>,
}

/// The page with what was sent and what is wrong in it.
pub(super) async fn con_errori(ctx: &Ctx, inviato: Inviato, errors: Vec<FieldError>) -> Result<Response, Error> {
    let mut response = mostra(ctx, inviato, errors, Vec::new()).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn mostra(ctx: &Ctx, inviato: Inviato, errors: Vec<FieldError>, flash: Vec<Flash>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let today = ctx.now.date();
    let all = elenca(&ctx.ente, who).await?;
    let valide = || all.iter().filter(|(each, _)| each.ritirata_at.is_none());
    let vigente = valide().find(|(each, _)| each.dal <= today).or_else(|| valide().next_back());
    let futura = valide().find(|(each, _)| each.dal > today);
    let named = |(each, _): &(versione::Model, Option<Date>)| format!("«{}», dal {}", each.nome, giorno(each.dal));
    let page = Elenco {
        vigente: vigente.map(named),
        href_vigente: vigente.map_or_else(|| BASE.to_owned(), |(each, _)| href_di(each.id)),
        futura: futura.filter(|each| Some(*each) != vigente).map(named),
        bozza: bozza::nome(&ctx.ente, who).await?,
        nome: inviato.nome,
        righe: inviato.righe,
        rimasti: rimasti(ctx, senza_destinazione(&ctx.ente, who).await?).await?,
        colonne: colonne(),
        versioni: all.iter().map(|each| riga(each, today, vigente)).collect(),
        errors,
    };
    ctx.page_with("Titolario", &[("Protocollo", "/protocollo")], flash, &page).await
}

/// What waits for a destination, by the version that must say it.
async fn rimasti(ctx: &Ctx, found: Vec<Rimasti>) -> Result<Vec<Rimasto>, Error> {
    let mut all: Vec<(crate::titolario::VersioneId, Rimasto)> = Vec::new();
    for each in &found {
        if let Some((_, known)) = all.iter_mut().find(|(id, _)| *id == each.versione) {
            known.passaggi.push(Passaggio::rimasto(each));
            continue;
        }
        let vista = vedi(&ctx.ente, ctx.who()?, each.versione).await?;
        let rimasto = Rimasto {
            href: format!("{}/passaggi", href_di(each.versione)),
            versione: each.nome.clone(),
            passaggi: vec![Passaggio::rimasto(each)],
            classi: super::scelte(&vista.classi),
        };
        all.push((each.versione, rimasto));
    }
    Ok(all.into_iter().map(|(_, rimasto)| rimasto).collect())
}

/// How a version stands, in a word, and the tone.
pub(super) fn stato(each: &versione::Model, today: Date, vigente: bool) -> (&'static str, &'static str) {
    match each {
        _ if each.ritirata_at.is_some() => ("ritirata", "danger"),
        _ if vigente => ("in vigore", "success"),
        _ if each.dal > today => ("da venire", "info"),
        _ => ("passata", "neutral"),
    }
}

fn riga(
    (each, al): &(versione::Model, Option<Date>),
    today: Date,
    vigente: Option<&(versione::Model, Option<Date>)>,
) -> Riga {
    let (stato, tono) = stato(each, today, vigente.is_some_and(|(known, _)| known.id == each.id));
    Riga {
        href: href_di(each.id),
        nome: each.nome.clone(),
        dal: giorno(each.dal),
        al: al.map(giorno).unwrap_or_default(),
        atto: each.atto.clone().unwrap_or_default(),
        stato,
        tono,
    }
}

/// Where the draft is.
pub(super) fn alla_bozza(fatto: &str) -> String {
    if fatto.is_empty() { BOZZA.to_owned() } else { format!("{BOZZA}?fatto={fatto}") }
}
