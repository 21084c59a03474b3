//! The version that is being prepared: its classes, what changes, where what is open goes, from when it is in force.

use std::collections::BTreeMap;

use axum::extract::Request;
use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Flash, FlashKind, Page, Row};
use web::{Ctx, Error, Form, IntoResponse, Query, Redirect, Response, StatusCode};

use super::{
    BASE, Cambia, Titolo, albero,
    elenco::{self, alla_bozza},
    errors, href_di,
    passaggi::{self as campi, Passaggio},
    row, scelte,
    versione::come_csv,
};
use crate::{
    nome::nome_di,
    pagine::modulo::date,
    titolario::{
        bozza::{
            Da, Vista as Bozza, Visto, nome as nome_della_bozza, prepara_da, scarta as scarta_atto, scrivi_classe,
            togli_classe, vedi,
        },
        decidi::decidi_da,
        destina::destina_da,
        regole::Classe,
    },
};

/// Faults of a draft that the page names.
const MOST_FAULTS: usize = 50;

#[derive(Debug, Serialize)]
pub(crate) struct Vista {
    errors: Vec<FieldError>,
    /// Which writing of the draft this is, for the forms to say upon which one they write.
    versione: i64,
    dati: Vec<Row>,
    guasti: Vec<String>,
    cambia: Cambia,
    nome: String,
    righe: Vec<String>,
    codice: String,
    titolo: String,
    descrizione: String,
    classi: Vec<Choice>,
    /// The classes whose open fascicoli must go somewhere.
    servono: Vec<Passaggio>,
    /// Those that may stay where they are.
    altri: Vec<Passaggio>,
    eccezioni: String,
    /// What is told of single fascicoli that the person does not see.
    taciuti: Option<String>,
    rimasti: i64,
    dal: String,
    atto: String,
    titoli: Vec<Titolo>,
}

impl Page for Vista {
    const TEMPLATE: &'static str = "protocollo/titolario_bozza.html";
    fn samples() -> Vec<Self> {
        let page = |full: bool| Self {
            errors: if full { vec![FieldError { field: "dal".into(), message: "Scrivi.".into() }] } else { vec![] },
            versione: 1,
            dati: vec![row("Voci", "12")],
            guasti: if full { vec!["Voce VI.3: manca.".into()] } else { vec![] },
            cambia: Cambia::sample(full),
            nome: "Titolario 2027".into(),
            righe: if full { vec!["Riga 3: manca.".into()] } else { vec![] },
            codice: String::new(),
            titolo: String::new(),
            descrizione: String::new(),
            classi: vec![Choice { value: "IX.1".into(), label: "IX.1 Edilizia".into(), hint: None }],
            servono: if full { vec![Passaggio::sample(true)] } else { vec![] },
            altri: if full { vec![Passaggio::sample(false)] } else { vec![] },
            eccezioni: String::new(),
            taciuti: taciuti(usize::from(full)),
            rimasti: i64::from(full),
            dal: "2027-01-01".into(),
            atto: String::new(),
            titoli: Titolo::sample(),
        };
        vec![page(true), page(false)]
    }
}

/// What was sent and comes back with its errors: nothing is lost.
#[derive(Clone, Debug, Default)]
struct Inviato {
    nome: Option<String>,
    righe: Vec<String>,
    codice: String,
    titolo: String,
    descrizione: String,
    passaggi: Option<BTreeMap<String, String>>,
    eccezioni: Option<String>,
    dal: Option<String>,
    atto: String,
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::pagine) struct Detto {
    #[serde(default)]
    fatto: String,
}

/// The page; without a draft, that on which one begins.
pub(in crate::pagine) async fn pagina(ctx: Ctx, Query(detto): Query<Detto>) -> Result<Response, Error> {
    let Some(vista) = vedi(&ctx.ente, ctx.who()?).await? else {
        return Ok(Redirect::to(BASE).into_response());
    };
    let text = match detto.fatto.as_str() {
        "preparata" => "La bozza è pronta: guarda che cosa cambia.",
        "voce" => "La bozza è cambiata.",
        "passaggi" => "Scritto: da quel giorno i fascicoli continuano nelle classi che hai scelto.",
        _ => "",
    };
    let flash = (!text.is_empty()).then(|| Flash { kind: FlashKind::Success, text: text.into() });
    mostra(&ctx, vista, Inviato::default(), Vec::new(), flash.into_iter().collect()).await
}

async fn mostra(
    ctx: &Ctx,
    vista: Bozza,
    inviato: Inviato,
    errors: Vec<FieldError>,
    flash: Vec<Flash>,
) -> Result<Response, Error> {
    let names =
        accounts::names(&ctx.ente.db().read().await?, &[vista.bozza.persona]).await.map_err(crate::Error::from)?;
    let who = nome_di(&names, &vista.bozza.persona);
    let when = vista.bozza.at.told();
    let sent = inviato.passaggi.as_ref();
    let (servono, altri) = vista.da_destinare.iter().map(|each| Passaggio::of(each, sent)).partition(|each| each.serve);
    let written = || vista.bozza.eccezioni.values().map(|(numero, classe)| format!("{numero} {classe}"));
    let page = Vista {
        errors,
        versione: vista.bozza.at.micros(),
        dati: vec![
            row("Voci", vista.bozza.classi.len().to_string()),
            row("Ultima modifica", format!("{who}, il {when}")),
        ],
        guasti: vista.guasti.iter().take(MOST_FAULTS).cloned().collect(),
        cambia: Cambia::of(&vista.vigente, &vista.confronto),
        nome: inviato.nome.unwrap_or_else(|| vista.bozza.nome.clone()),
        righe: inviato.righe,
        codice: inviato.codice,
        titolo: inviato.titolo,
        descrizione: inviato.descrizione,
        classi: scelte(&vista.bozza.classi),
        servono,
        altri,
        eccezioni: inviato.eccezioni.unwrap_or_else(|| written().collect::<Vec<_>>().join("\n")),
        taciuti: taciuti(vista.taciuti),
        rimasti: vista.rimasti,
        dal: inviato.dal.unwrap_or_else(|| primo_gennaio(ctx.now.date())),
        atto: inviato.atto,
        titoli: albero(&vista.bozza.classi),
    };
    let crumbs = [("Protocollo", "/protocollo"), ("Titolario", BASE)];
    ctx.page_with(format!("Bozza: {}", vista.bozza.nome), &crumbs, flash, &page).await
}

/// What is told of single fascicoli that have a destination and that the person does not see.
fn taciuti(quanti: usize) -> Option<String> {
    match quanti {
        0 => None,
        1 => Some("Un altro fascicolo, che tu non vedi, ha già la sua destinazione: resta com'è.".into()),
        more => Some(format!("Altri {more} fascicoli, che tu non vedi, hanno già la loro destinazione: resta com'è.")),
    }
}

/// The day on which a titolario usually begins: the numbers of fascicoli begin anew too.
fn primo_gennaio(today: kernel::Date) -> String {
    use chrono::Datelike;
    format!("{}-01-01", today.year() + 1)
}

async fn con_errori(ctx: &Ctx, inviato: Inviato, errors: Vec<FieldError>) -> Result<Response, Error> {
    let vista = vedi(&ctx.ente, ctx.who()?).await?.ok_or(crate::Error::TitolarioAssente)?;
    let mut response = mostra(ctx, vista, inviato, errors, Vec::new()).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn esito(ctx: &Ctx, done: Result<(), crate::Error>, what: &str, inviato: Inviato) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(Redirect::to(&alla_bozza(what)).into_response()),
        Err(crate::Error::Refused(refusal)) => con_errori(ctx, inviato, errors(&refusal)).await,
        Err(error) => Err(error.into()),
    }
}

/// The file of its classes.
pub(in crate::pagine) async fn csv(ctx: Ctx) -> Result<Response, Error> {
    let vista = vedi(&ctx.ente, ctx.who()?).await?.ok_or(crate::Error::TitolarioAssente)?;
    Ok(come_csv(&vista.bozza.classi))
}

/// Begins a draft, or writes it anew from a file; without a file it begins from what is in force.
pub(in crate::pagine) async fn prepara(ctx: Ctx, request: Request) -> Result<Response, Error> {
    let uploaded = web::receive(&ctx.ente, request).await?;
    let who = ctx.who()?;
    let (nome, copia) = (uploaded.field("nome").to_owned(), uploaded.field("da") == "copia");
    let visto = Visto::letto(uploaded.field("versione"));
    let da = match (uploaded.files.into_iter().next(), copia) {
        (Some((_, _, stored)), _) => Da::File(stored),
        (None, true) => Da::Copia,
        (None, false) => {
            let missing = FieldError { field: "file".into(), message: "Scegli il file CSV con le voci.".into() };
            return rifiutata(&ctx, nome, vec![missing]).await;
        }
    };
    match prepara_da(&ctx.ente, who, visto, &nome, da).await {
        Ok(()) => Ok(Redirect::to(&alla_bozza("preparata")).into_response()),
        Err(crate::Error::Refused(refusal)) => rifiutata(&ctx, nome, errors(&refusal)).await,
        Err(error) => Err(error.into()),
    }
}

/// The page from which the file was sent, with what is wrong: the lines, which may be thousands, once, under the field.
async fn rifiutata(ctx: &Ctx, nome: String, errors: Vec<FieldError>) -> Result<Response, Error> {
    let (of_file, mut others): (Vec<FieldError>, Vec<FieldError>) =
        errors.into_iter().partition(|error| error.field == "file");
    let righe = if of_file.len() > 1 {
        let message =
            format!("Nel file ci sono {} cose da sistemare, elencate qui: la bozza non è cambiata.", of_file.len());
        others.push(FieldError { field: "file".into(), message });
        of_file.into_iter().map(|error| error.message).collect()
    } else {
        others.extend(of_file);
        Vec::new()
    };
    if nome_della_bozza(&ctx.ente, ctx.who()?).await?.is_some() {
        return con_errori(ctx, Inviato { nome: Some(nome), righe, ..Inviato::default() }, others).await;
    }
    elenco::con_errori(ctx, elenco::Inviato { nome, righe }, others).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pagine) struct VoceInviata {
    codice: String,
    titolo: String,
    descrizione: String,
    azione: String,
    versione: String,
}

/// Writes one class of the draft, or takes it out.
pub(in crate::pagine) async fn voce(ctx: Ctx, Form(sent): Form<VoceInviata>) -> Result<Response, Error> {
    let (who, visto) = (ctx.who()?, Visto::letto(&sent.versione));
    let done = match sent.azione.as_str() {
        "togli" => togli_classe(&ctx.ente, who, visto, &sent.codice).await,
        _ => scrivi_classe(&ctx.ente, who, visto, Classe::new(&sent.codice, &sent.titolo, &sent.descrizione)).await,
    };
    let inviato =
        Inviato { codice: sent.codice, titolo: sent.titolo, descrizione: sent.descrizione, ..Inviato::default() };
    esito(&ctx, done, "voce", inviato).await
}

/// Says where what is open goes.
pub(in crate::pagine) async fn passaggi(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    let field = |name: &str| pairs.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone());
    let text = field("eccezioni").unwrap_or_default();
    let visto = Visto::letto(&field("versione").unwrap_or_default());
    let said = campi::leggi(&pairs);
    let mut refusal = Refusal::default();
    let singoli = campi::singoli(&text, &mut refusal);
    let done = match refusal.unless_empty(()) {
        Ok(()) => destina_da(&ctx.ente, ctx.who()?, visto, said.clone(), &singoli).await,
        Err(refusal) => Err(refusal.into()),
    };
    let inviato = Inviato { passaggi: Some(said), eccezioni: Some(text), ..Inviato::default() };
    esito(&ctx, done, "passaggi", inviato).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pagine) struct Vigore {
    dal: String,
    atto: String,
    versione: String,
}

/// Decides from when it is in force.
pub(in crate::pagine) async fn in_vigore(ctx: Ctx, Form(sent): Form<Vigore>) -> Result<Response, Error> {
    let mut refusal = Refusal::default();
    let dal = date(&sent.dal, "dal", &mut refusal);
    let inviato = Inviato { dal: Some(sent.dal), atto: sent.atto.clone(), ..Inviato::default() };
    if !refusal.reasons.is_empty() {
        return con_errori(&ctx, inviato, errors(&refusal)).await;
    }
    let visto = Visto::letto(&sent.versione);
    match decidi_da(&ctx.ente, ctx.who()?, visto, dal, &sent.atto).await {
        Ok(id) => Ok(Redirect::to(&format!("{}?fatto=decisa", href_di(id))).into_response()),
        Err(crate::Error::Refused(refusal)) => con_errori(&ctx, inviato, errors(&refusal)).await,
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pagine) struct DaScartare {
    versione: String,
}

/// Throws the draft away.
pub(in crate::pagine) async fn scarta(ctx: Ctx, Form(sent): Form<DaScartare>) -> Result<Response, Error> {
    match scarta_atto(&ctx.ente, ctx.who()?, Visto::letto(&sent.versione)).await {
        Ok(()) => Ok(Redirect::to(&format!("{BASE}?fatto=scartata")).into_response()),
        Err(crate::Error::Refused(refusal)) => con_errori(&ctx, Inviato::default(), errors(&refusal)).await,
        Err(error) => Err(error.into()),
    }
}
