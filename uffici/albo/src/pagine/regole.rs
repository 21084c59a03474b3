//! The readings of the law that the ente follows, and the term of each kind.

use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, FieldError, Flash, FlashKind, Page, columns};
use web::{Ctx, Error, Form, IntoResponse, Query, Response, form_page, reasons};

use super::{CRUMBS, rifiuto, tipi};
use crate::{
    permissions::CONFIGURA,
    referta::giorno,
    regole::{decidi, fissa_termine, regole, termini},
    rules::{Lettura, Regole},
};

const BASE: &str = "/albo/registro/regole";

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    regole: Scritte,
    letture: Vec<Choice>,
    colonne: Vec<Column>,
    termini: Vec<Riga>,
    tipi: Vec<Choice>,
    termine: Termine,
    configura: bool,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    tipo: &'static str,
    giorni: String,
    fonte: String,
    dal: String,
    del_programma: bool,
}

/// The readings, as the form writes them.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Scritte {
    conta_primo: Option<String>,
    lettura: String,
    soglia_ore: String,
    storico: Option<String>,
    allarme_giorni: String,
}

/// A term, as the form writes it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Termine {
    tipo: String,
    giorni: String,
    fonte: String,
    dal: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "albo/regole.html";
    fn samples() -> Vec<Self> {
        let row = Riga {
            tipo: "Determinazione",
            giorni: "15".into(),
            fonte: "art. 124".into(),
            dal: "01/01/2011".into(),
            del_programma: true,
        };
        let full = Self {
            regole: Scritte::di(&Regole { conta_primo: true, storico: true, ..Regole::default() }),
            letture: letture(),
            colonne: colonne(),
            termini: vec![row, Riga::default()],
            tipi: tipi(),
            configura: true,
            errors: vec![FieldError { field: "fonte".into(), message: "Scrivi la fonte.".into() }],
            rifiuti: vec!["Non si può.".into()],
            ..Self::default()
        };
        vec![full, Self::default()]
    }
}

impl Scritte {
    fn di(regole: &Regole) -> Self {
        Self {
            conta_primo: regole.conta_primo.then(|| "si".to_owned()),
            lettura: regole.lettura.code().to_owned(),
            soglia_ore: regole.soglia_ore.to_string(),
            storico: regole.storico.then(|| "si".to_owned()),
            allarme_giorni: regole.allarme_giorni.to_string(),
        }
    }

    fn leggi(&self, refusal: &mut Refusal) -> Regole {
        let lettura = Lettura::from_code(&self.lettura).unwrap_or_else(|| {
            refusal.add(Some("lettura"), "Scegli da quando si contano i dieci giorni.");
            Lettura::default()
        });
        let mut number = |field: &'static str, text: &str| {
            text.trim().parse::<u16>().unwrap_or_else(|_| {
                refusal.add(Some(field), "Scrivi un numero intero.");
                1
            })
        };
        Regole {
            conta_primo: self.conta_primo.is_some(),
            lettura,
            soglia_ore: number("soglia_ore", &self.soglia_ore),
            storico: self.storico.is_some(),
            allarme_giorni: number("allarme_giorni", &self.allarme_giorni),
        }
    }
}

fn letture() -> Vec<Choice> {
    let choice =
        |(_, code, label): (Lettura, &str, &str)| Choice { value: code.into(), label: label.into(), hint: None };
    Lettura::TUTTE.map(choice).to_vec()
}

fn colonne() -> Vec<Column> {
    columns(&["Tipo", "Giorni", "Lo dice", "Vale dal"])
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Fatto {
    fatto: Option<String>,
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Query(fatto): Query<Fatto>) -> Result<Response, Error> {
    let done = fatto.fatto.map(|_| "Salvato: vale per ciò che si pubblica da adesso.");
    mostra(&ctx, None, Termine::default(), (done, Refusal::default())).await
}

async fn mostra(
    ctx: &Ctx,
    scritte: Option<Scritte>,
    mut termine: Termine,
    (done, refusal): (Option<&str>, Refusal),
) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let read = ctx.ente.db().read().await?;
    let known = termini(&read, ctx.now.date()).await?;
    let present = regole(&read).await?;
    drop(read);
    let rows = porte::albo::TIPI.iter().filter_map(|tipo| {
        let row = known.get(tipo.codice)?;
        Some(Riga {
            tipo: tipo.nome,
            giorni: row.giorni.map_or_else(|| "li scrive chi pubblica".to_owned(), |giorni| giorni.to_string()),
            fonte: row.fonte.clone(),
            dal: giorno(row.dal),
            del_programma: row.del_programma,
        })
    });
    if termine.dal.is_empty() {
        termine.dal = ctx.now.date().to_string();
    }
    let page = Pagina {
        regole: scritte.unwrap_or_else(|| Scritte::di(&present)),
        letture: letture(),
        colonne: colonne(),
        termini: rows.collect(),
        tipi: tipi(),
        termine,
        configura: ctx.who()?.may(&CONFIGURA),
        errors,
        rifiuti,
    };
    let flash = done.map(|text| Flash { kind: FlashKind::Success, text: text.into() }).into_iter().collect();
    Ok(form_page(ctx.page_with("Termini e regole dell'albo pretorio", CRUMBS, flash, &page).await?, failed))
}

fn fatto() -> Response {
    web::Redirect::to(&format!("{BASE}?fatto=si")).into_response()
}

/// Decides the readings.
pub(super) async fn salva(ctx: Ctx, Form(scritte): Form<Scritte>) -> Result<Response, Error> {
    let mut refusal = Refusal::default();
    let regole = scritte.leggi(&mut refusal);
    let done = match refusal.unless_empty(()) {
        Ok(()) => decidi(&ctx.ente, ctx.who()?, &regole).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(fatto()),
        Err(error) => mostra(&ctx, Some(scritte), Termine::default(), (None, rifiuto(error)?)).await,
    }
}

/// Sets the term of a kind.
pub(super) async fn salva_termine(ctx: Ctx, Form(termine): Form<Termine>) -> Result<Response, Error> {
    let mut refusal = Refusal::default();
    let giorni = match termine.giorni.trim() {
        "" => None,
        text => Some(text.parse::<i64>().unwrap_or_else(|_| {
            refusal.add(Some("giorni"), "Scrivi i giorni come numero, o lascia vuoto.");
            1
        })),
    };
    let dal = termine.dal.trim().parse::<Date>().unwrap_or_else(|_| {
        refusal.add(Some("dal"), "La data non si legge: scrivila come giorno, mese e anno.");
        ctx.now.date()
    });
    let done = match refusal.unless_empty(()) {
        Ok(()) => fissa_termine(&ctx.ente, ctx.who()?, &termine.tipo, (giorni, &termine.fonte, dal)).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(()) => Ok(fatto()),
        Err(error) => mostra(&ctx, None, termine, (None, rifiuto(error)?)).await,
    }
}
