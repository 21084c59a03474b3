//! To whom acts are communicated by law: the list of the heads of the groups and of the prefect, with the days in which they are that.

use kernel::{Id, Refusal};
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, FieldError, Page, columns};
use web::{Ctx, Error, Form, IntoResponse, Path, Response, form_page, reasons};

use super::{
    CRUMBS,
    campi::{detto, giorno, scelta},
    rifiuto,
};
use crate::comunicazioni::{
    recapiti::{GENERI, Nuovo, cessa, scrivi, tutti},
    tabelle::recapito,
};

/// The address of the page.
const INDIRIZZO: &str = "/atti/destinatari";

#[derive(Debug, Default, Serialize)]
pub(crate) struct Recapiti {
    colonne: Vec<Column>,
    righe: Vec<Riga>,
    generi: Vec<Choice>,
    modulo: Modulo,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    id: String,
    nome: String,
    genere: String,
    dove: String,
    vale: String,
    buono: bool,
    /// Whether somebody may still say until when.
    aperto: bool,
    /// The last day that was written and refused.
    fine: String,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Modulo {
    genere: String,
    nome: String,
    gruppo: String,
    codice: String,
    indirizzo: String,
    valido_dal: String,
    valido_al: String,
}

impl Page for Recapiti {
    const TEMPLATE: &'static str = "atti/recapiti.html";
    fn samples() -> Vec<Self> {
        let riga = |buono| Riga {
            id: "1".into(),
            nome: "Rossi Mario".into(),
            genere: "Capogruppo consiliare, Lista civica".into(),
            dove: "rossi@pec.example.it".into(),
            vale: "dal 01/06/2024".into(),
            buono,
            aperto: buono,
            fine: "2000-01-01".into(),
        };
        let full = Self {
            colonne: colonne(),
            righe: vec![riga(true), riga(false)],
            generi: generi(),
            modulo: Modulo { genere: "capogruppo".into(), ..Modulo::default() },
            errors: ["nome", "fine-1"]
                .map(|field| FieldError { field: field.into(), message: "Manca.".into() })
                .to_vec(),
            rifiuti: vec!["Non si può.".into()],
        };
        vec![full, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Nome", "Chi è", "Indirizzo", "Vale", "Finisce"])
}

fn generi() -> Vec<Choice> {
    GENERI.map(|(code, name)| scelta(code, name)).to_vec()
}

/// The list.
pub(super) async fn pagina(ctx: Ctx) -> Result<Response, Error> {
    mostra(&ctx, Modulo::default(), ("", ""), Refusal::default()).await
}

/// The page. `quale`: of which row the last day was refused, and what was written there; why stands beside it.
async fn mostra(ctx: &Ctx, modulo: Modulo, (quale, fine): (&str, &str), refusal: Refusal) -> Result<Response, Error> {
    let today = ctx.now.date();
    let failed = !refusal.reasons.is_empty();
    let (mut errors, rifiuti) = reasons(refusal);
    if !quale.is_empty() {
        errors.iter_mut().for_each(|error| error.field = format!("{}-{quale}", error.field));
    }
    let riga = |row: &recapito::Model| {
        let kind = GENERI.iter().find(|(code, _)| *code == row.genere).map_or("", |(_, name)| *name);
        let group = row.gruppo.as_deref().map(|group| format!(", {group}")).unwrap_or_default();
        let to = row.valido_al.map(|to| to.format(" al %d/%m/%Y").to_string()).unwrap_or_default();
        let id = row.id.to_string();
        Riga {
            fine: if id == quale { fine.to_owned() } else { String::new() },
            id,
            nome: row.nome.clone(),
            genere: format!("{kind}{group}"),
            dove: row.indirizzo.clone().unwrap_or_else(|| "quello dell'anagrafica".to_owned()),
            vale: format!("{}{to}", row.valido_dal.format("dal %d/%m/%Y")),
            buono: row.vale(today),
            aperto: row.valido_al.is_none(),
        }
    };
    let righe = tutti(&ctx.ente, ctx.who()?).await?.iter().map(riga).collect();
    let page = Recapiti { colonne: colonne(), righe, generi: generi(), modulo, errors, rifiuti };
    Ok(form_page(ctx.page("Destinatari delle comunicazioni", CRUMBS, &page).await?, failed))
}

fn torna() -> Response {
    web::Redirect::to(INDIRIZZO).into_response()
}

/// Adds one.
pub(super) async fn aggiunge(ctx: Ctx, Form(modulo): Form<Modulo>) -> Result<Response, Error> {
    let mut no = Refusal::default();
    let nuovo = Nuovo {
        genere: modulo.genere.clone(),
        nome: modulo.nome.clone(),
        gruppo: detto(&modulo.gruppo),
        codice: detto(&modulo.codice),
        indirizzo: detto(&modulo.indirizzo),
        valido_dal: giorno(&modulo.valido_dal, "valido_dal", &mut no),
        valido_al: giorno(&modulo.valido_al, "valido_al", &mut no),
    };
    if !no.reasons.is_empty() {
        return mostra(&ctx, modulo, ("", ""), no).await;
    }
    match scrivi(&ctx.ente, ctx.who()?, &nuovo).await {
        Ok(_) => Ok(torna()),
        Err(error) => mostra(&ctx, modulo, ("", ""), rifiuto(error)?).await,
    }
}

/// The last day of one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fine {
    fine: String,
}

/// Says until when one is that.
pub(super) async fn finisce(
    ctx: Ctx,
    Path(id): Path<Id<recapito::Entity>>,
    Form(sent): Form<Fine>,
) -> Result<Response, Error> {
    let mut no = Refusal::default();
    let day = giorno(&sent.fine, "fine", &mut no);
    if no.reasons.is_empty() {
        match cessa(&ctx.ente, ctx.who()?, id, day).await {
            Ok(()) => return Ok(torna()),
            Err(error) => no = rifiuto(error)?,
        }
    }
    // The day is all that this form asks for.
    no.reasons.iter_mut().for_each(|reason| reason.field = Some("fine"));
    mostra(&ctx, Modulo::default(), (&id.to_string(), &sent.fine), no).await
}
