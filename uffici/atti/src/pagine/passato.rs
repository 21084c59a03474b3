//! One past act: what was read of it, to be confirmed; or its entry, with its corrections. Each value that was read stands beside the words from
//! which it comes.

use authz::Who;
use kernel::{Cents, Refusal};
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, FieldError, Page, Row, columns};
use web::{Ctx, Error, Form, HeaderMap, IntoResponse, Path, Response, form_page, reasons};

use super::{
    QualePassato, QualeProposta,
    campi::{giorno, scelta},
    rifiuto,
};
use crate::{
    passati::{self, Dati, Intero, PassatoId, Proposta, voce},
    permissions::PASSATI,
    rules::{
        importi::leggi as importo,
        passati::{Certezza, Letto, Trovato},
        tipi::{REGISTRI, TIPI, Tipo},
    },
};

/// The way to these pages.
const CRUMBS: &[(&str, &str)] = &[("Atti", "/atti"), ("Atti passati", "/atti/passati")];

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    /// Where the form goes; the entry is not there yet where `nuovo`.
    azione: String,
    nuovo: bool,
    scrive: bool,
    documento: Option<String>,
    dati: Vec<Row>,
    riservato: bool,
    avvisi: Vec<String>,
    colonne: Vec<Column>,
    letti: Vec<Riga>,
    colonne_prima: Vec<Column>,
    prima: Vec<Prima>,
    tipi: Vec<Choice>,
    modulo: Modulo,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

/// A value that was read.
#[derive(Debug, Serialize)]
struct Riga {
    campo: &'static str,
    valore: String,
    parole: String,
    certezza: &'static str,
    tono: &'static str,
}

/// What the register said before.
#[derive(Debug, Serialize)]
struct Prima {
    quando: String,
    chi: String,
    detto: String,
    motivo: String,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Modulo {
    tipo: String,
    serie: String,
    numero: String,
    settore_numero: String,
    data: String,
    oggetto: String,
    firmatari: String,
    importi: String,
    cup: String,
    cig: String,
    visto: String,
    aperto: Option<String>,
    motivo: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "atti/passato.html";
    fn samples() -> Vec<Self> {
        let read = Trovato { valore: 45_i64, parole: "DETERMINAZIONE N. 45".into(), certezza: Certezza::Dubbio };
        let waiting = Self {
            azione: "/x".into(),
            nuovo: true,
            scrive: true,
            avvisi: vec!["Il PDF è una scansione.".into()],
            colonne: colonne(),
            letti: vec![riga("Numero", read.valore.to_string(), &read)],
            tipi: tipi(),
            errors: vec![FieldError { field: "numero".into(), message: "Scrivi il numero.".into() }],
            rifiuti: vec!["È già nel registro.".into()],
            ..Self::default()
        };
        let before =
            Prima { quando: "ieri".into(), chi: "Elena".into(), detto: "n. 44".into(), motivo: "Errore".into() };
        let entry = Self {
            azione: "/x".into(),
            scrive: true,
            documento: Some("/x".into()),
            dati: vec![Row { label: "Registro".into(), value: "n. 45/2019".into(), href: None, code: false }],
            riservato: true,
            colonne_prima: prima(),
            prima: vec![before],
            tipi: tipi(),
            ..Self::default()
        };
        vec![waiting, entry, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Dato", "Si legge", "Da queste parole", "Quanto è sicuro"])
}

fn prima() -> Vec<Column> {
    columns(&["Scritta il", "Da", "Che cosa diceva", "Perché"])
}

fn tipi() -> Vec<Choice> {
    TIPI.iter().map(|tipo| scelta(tipo.codice, tipo.nome)).collect()
}

fn riga<T>(campo: &'static str, valore: String, found: &Trovato<T>) -> Riga {
    let tono = match found.certezza {
        Certezza::Sicuro => "success",
        Certezza::Probabile => "info",
        Certezza::Dubbio => "warning",
    };
    Riga { campo, valore, parole: found.parole.clone(), certezza: found.certezza.detta(), tono }
}

/// All that was read, with its words.
fn letti(read: &Letto) -> Vec<Riga> {
    let mut all = Vec::new();
    all.extend(read.tipo.iter().map(|one| {
        let name = Tipo::di(&one.valore).map_or(one.valore.as_str(), |tipo| tipo.nome);
        riga("Tipo", name.to_owned(), one)
    }));
    all.extend(read.numero.iter().map(|one| riga("Numero", one.valore.to_string(), one)));
    all.extend(read.di_settore.iter().map(|one| riga("Numero di settore", one.valore.to_string(), one)));
    all.extend(read.data.iter().map(|one| riga("Data", one.valore.format("%d/%m/%Y").to_string(), one)));
    all.extend(read.oggetto.iter().map(|one| riga("Oggetto", one.valore.clone(), one)));
    all.extend(read.firmatari.iter().map(|one| riga("Firmatario", one.valore.clone(), one)));
    all.extend(read.importi.iter().map(|one| riga("Importo", one.valore.to_string(), one)));
    all.extend(read.cup.iter().map(|one| riga("CUP", one.valore.clone(), one)));
    all.extend(read.cig.iter().map(|one| riga("CIG", one.valore.clone(), one)));
    all
}

impl Modulo {
    /// The form filled with what was read.
    fn letto(read: &Letto) -> Self {
        let lines =
            |found: &[Trovato<String>]| found.iter().map(|one| one.valore.as_str()).collect::<Vec<_>>().join("\n");
        let number =
            |found: &Option<Trovato<i64>>| found.as_ref().map(|one| one.valore.to_string()).unwrap_or_default();
        Self {
            tipo: read.tipo.as_ref().map(|one| one.valore.clone()).unwrap_or_default(),
            numero: number(&read.numero),
            settore_numero: number(&read.di_settore),
            data: read.data.as_ref().map(|one| one.valore.to_string()).unwrap_or_default(),
            oggetto: read.oggetto.as_ref().map(|one| one.valore.clone()).unwrap_or_default(),
            firmatari: lines(&read.firmatari),
            importi: importi(read.importi.iter().map(|one| one.valore)),
            cup: lines(&read.cup),
            cig: lines(&read.cig),
            ..Self::default()
        }
    }

    /// The form filled with what stands.
    fn scritto(row: &voce::Model) -> Self {
        Self {
            tipo: row.tipo.clone(),
            serie: row.serie.clone(),
            numero: row.numero.to_string(),
            settore_numero: row.settore_numero.map(|number| number.to_string()).unwrap_or_default(),
            data: row.data.to_string(),
            oggetto: row.oggetto.clone(),
            firmatari: row.firmatari.clone(),
            importi: importi(row.importi().into_iter()),
            cup: row.cup.clone(),
            cig: row.cig.clone(),
            visto: row.n.to_string(),
            aperto: (!row.riservato).then(|| "si".to_owned()),
            motivo: String::new(),
        }
    }

    /// What the form says; what cannot be read goes to `no`.
    fn dati(&self, no: &mut Refusal) -> Dati {
        let lines = |text: &str| text.lines().take(100).map(str::to_owned).collect::<Vec<_>>();
        let number = |text: &str| text.trim().parse::<i64>().ok();
        let settore_numero = number(&self.settore_numero);
        if settore_numero.is_none() && !self.settore_numero.trim().is_empty() {
            no.add(Some("settore_numero"), "Il numero di settore è fatto di sole cifre.");
        }
        let mut amounts = Vec::new();
        for line in self.importi.lines().take(100).map(str::trim).filter(|line| !line.is_empty()) {
            match importo(line.trim_matches(['€', ' '])) {
                Some(cents) => amounts.push(cents),
                None => no.add(Some("importi"), "Scrivi ogni importo su una riga, come 1.234,56."),
            }
        }
        Dati {
            tipo: self.tipo.clone(),
            serie: self.serie.clone(),
            numero: number(&self.numero),
            settore_numero,
            data: giorno(&self.data, "data", no),
            oggetto: self.oggetto.clone(),
            firmatari: lines(&self.firmatari),
            importi: amounts,
            cup: lines(&self.cup),
            cig: lines(&self.cig),
        }
    }
}

/// One a line, without the sign of the currency.
fn importi(all: impl Iterator<Item = Cents>) -> String {
    all.map(|cents| cents.to_string().trim_end_matches([' ', '€']).to_owned()).collect::<Vec<_>>().join("\n")
}

/// What waits for a confirmation.
pub(super) async fn da_confermare(ctx: Ctx, Path(id): QualeProposta) -> Result<Response, Error> {
    let waiting = passati::proposta(&ctx.ente, ctx.who()?, id).await?;
    let modulo = Modulo::letto(&waiting.letto);
    mostra_proposta(&ctx, &waiting, modulo, Refusal::default()).await
}

/// Confirms it.
pub(super) async fn conferma(ctx: Ctx, Path(id): QualeProposta, Form(modulo): Form<Modulo>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let waiting = passati::proposta(&ctx.ente, who, id).await?;
    let mut no = Refusal::default();
    let dati = modulo.dati(&mut no);
    if !no.reasons.is_empty() {
        return mostra_proposta(&ctx, &waiting, modulo, no).await;
    }
    match passati::conferma(&ctx.ente, who, id, &dati).await {
        Ok(made) => Ok(web::Redirect::to(&format!("/atti/passati/{made}")).into_response()),
        Err(error) => mostra_proposta(&ctx, &waiting, modulo, rifiuto(error)?).await,
    }
}

/// Throws it away.
pub(super) async fn scarta(ctx: Ctx, Path(id): QualeProposta) -> Result<Response, Error> {
    passati::scarta(&ctx.ente, ctx.who()?, id).await?;
    Ok(web::Redirect::to("/atti/passati").into_response())
}

async fn mostra_proposta(ctx: &Ctx, waiting: &Proposta, modulo: Modulo, refusal: Refusal) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let page = Pagina {
        azione: format!("/atti/passati/proposte/{}", waiting.id),
        nuovo: true,
        scrive: true,
        avvisi: waiting.avviso.iter().chain(&waiting.letto.note).cloned().collect(),
        colonne: colonne(),
        letti: letti(&waiting.letto),
        tipi: tipi(),
        modulo,
        errors,
        rifiuti,
        ..Pagina::default()
    };
    Ok(form_page(ctx.page(&waiting.nome, CRUMBS, &page).await?, failed))
}

/// The entry.
pub(super) async fn pagina(ctx: Ctx, Path(id): QualePassato) -> Result<Response, Error> {
    let found = passati::leggi(&ctx.ente, ctx.who()?, id).await?;
    mostra(&ctx, &found, None, Refusal::default()).await
}

/// Corrects it.
pub(super) async fn corregge(ctx: Ctx, Path(id): QualePassato, Form(modulo): Form<Modulo>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let mut no = Refusal::default();
    let dati = modulo.dati(&mut no);
    // A form that lost what it saw is told as one that was overtaken.
    let visto = modulo.visto.parse().unwrap_or(0);
    let said = if no.reasons.is_empty() {
        passati::correggi(&ctx.ente, who, id, (visto, modulo.aperto.is_some(), &modulo.motivo), &dati).await
    } else {
        Err(no.into())
    };
    match said {
        Ok(()) => Ok(web::Redirect::to(&format!("/atti/passati/{id}")).into_response()),
        Err(error) => {
            let no = rifiuto(error)?;
            let found = passati::leggi(&ctx.ente, who, id).await?;
            mostra(&ctx, &found, Some(modulo), no).await
        }
    }
}

/// The PDF, for who may see the entry.
pub(super) async fn documento(ctx: Ctx, Path(id): QualePassato, headers: HeaderMap) -> Result<Response, Error> {
    let found = passati::leggi(&ctx.ente, ctx.who()?, id).await?;
    web::attachment(&ctx.ente, &found.documento, &headers).await
}

async fn mostra(ctx: &Ctx, found: &Intero, modulo: Option<Modulo>, refusal: Refusal) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let Some((last, before)) = found.voci.split_first() else { return Err(crate::Error::NotFound.into()) };
    let chi = |row: &voce::Model| found.nomi.get(&row.persona_id).cloned().unwrap_or_default();
    let page = Pagina {
        azione: format!("/atti/passati/{}", found.passato.id),
        scrive: scrive(ctx.who()?),
        documento: Some(documento_href(found.passato.id)),
        dati: dati(found, last, &chi(last)),
        riservato: last.riservato,
        colonne_prima: prima(),
        prima: before
            .iter()
            .zip(&found.voci)
            .map(|(row, after)| Prima {
                quando: row.at.told(),
                chi: chi(row),
                detto: format!("{}: {}", row.estremi(), row.oggetto),
                // The reason stands with what took its place.
                motivo: after.motivo.clone().unwrap_or_default(),
            })
            .collect(),
        tipi: tipi(),
        modulo: modulo.unwrap_or_else(|| Modulo::scritto(last)),
        errors,
        rifiuti,
        ..Pagina::default()
    };
    Ok(form_page(ctx.page(&last.estremi(), CRUMBS, &page).await?, failed))
}

fn scrive(who: &Who) -> bool {
    who.may(&PASSATI)
}

fn documento_href(id: PassatoId) -> String {
    format!("/atti/passati/{id}/documento")
}

fn dati(found: &Intero, row: &voce::Model, chi: &str) -> Vec<Row> {
    let line = |label: &str, value: String, code: bool| Row { label: label.into(), value, href: None, code };
    let name = REGISTRI.iter().find(|one| one.codice == row.registro).map_or(row.registro.as_str(), |one| one.nome);
    let listed = |text: &str| text.lines().collect::<Vec<_>>().join(", ");
    let mut all = vec![
        line("Oggetto", row.oggetto.clone(), false),
        line("Registro di allora", format!("{name}, n. {}/{}", row.numero, row.anno), false),
    ];
    all.extend(row.settore_numero.map(|number| line("Numero di settore", number.to_string(), false)));
    let amounts: Vec<String> = row.importi().iter().map(ToString::to_string).collect();
    let lists = [
        ("Firmato da", listed(&row.firmatari), false),
        ("Importi", amounts.join("; "), false),
        ("CUP", listed(&row.cup), true),
        ("CIG", listed(&row.cig), true),
    ];
    all.extend(
        lists
            .into_iter()
            .filter(|(_, value, _)| !value.is_empty())
            .map(|(label, value, code)| line(label, value, code)),
    );
    all.push(line("Riportato da", found.unita.clone(), false));
    all.push(line("Ultima scrittura", format!("{}, {chi}", row.at.told()), false));
    all.push(line("Impronta SHA-256 del file", found.documento.hash().to_string(), true));
    all
}
