//! The draft of a definition: its parts, all that keeps it from being put in force, each beside its place.

use iter::{Chi, Definizione, confronta};
use kernel::Refusal;
use pratiche::{Bozza, Grafo};
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response, form_page, reasons};

use super::{BASE, CRUMBS, frasi, href, rifiuto};
use crate::{
    Materie,
    azioni::{self, Scheda},
    modulo::{Campi, chi, di_parte},
};

#[derive(Debug, Serialize)]
pub(crate) struct Pagina {
    href: String,
    codice: String,
    versione: i64,
    visto: Option<i64>,
    nome: String,
    descrizione: String,
    legge: String,
    /// Who may begin a file, in rows; none where rows cannot say it: then it is shown in words and kept.
    avvia: Option<chi::Righe>,
    avvia_detto: String,
    tipi_chi: Vec<Choice>,
    stati: Vec<Parte>,
    passi: Vec<Parte>,
    termini: Vec<Parte>,
    /// What speaks of no single part.
    altri: Vec<String>,
    in_ordine: bool,
    grafo: Grafo,
    differenze: Vec<String>,
    motivo: String,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

/// A part in the list of its kind.
#[derive(Debug, Serialize)]
struct Parte {
    href: String,
    nome: String,
    detto: String,
    problemi: Vec<String>,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "flussi/bozza.html";
    fn samples() -> Vec<Self> {
        let parte = |problemi: Vec<String>| Parte {
            href: "/x".into(),
            nome: "Firma".into(),
            detto: "Da «Bozza» a «Firmata».".into(),
            problemi,
        };
        let page = |in_ordine: bool| Self {
            href: "/flussi/x".into(),
            codice: "x".into(),
            versione: 3,
            visto: in_ordine.then_some(2),
            nome: "Determina".into(),
            descrizione: String::new(),
            legge: String::new(),
            avvia: in_ordine.then(chi::Righe::default),
            avvia_detto: "chi lavora in qualunque ufficio".into(),
            tipi_chi: tipi_chi(),
            stati: vec![parte(vec!["Lo stato «Firma» non ha uscite.".into()])],
            passi: vec![parte(vec![])],
            termini: vec![],
            altri: if in_ordine { vec![] } else { vec!["Manca uno stato finale.".into()] },
            in_ordine,
            grafo: pratiche::Quadro::esempio().grafo,
            differenze: if in_ordine { vec!["C'è un nuovo stato.".into()] } else { vec![] },
            motivo: String::new(),
            errors: vec![FieldError { field: "motivo".into(), message: "Scrivi perché.".into() }],
            rifiuti: if in_ordine { vec![] } else { vec!["Qualcun altro ha salvato.".into()] },
        };
        vec![page(true), page(false)]
    }
}

/// The kinds of a row of who may.
pub(super) fn tipi_chi() -> Vec<Choice> {
    chi::TIPI
        .iter()
        .map(|(value, label)| Choice { value: (*value).into(), label: (*label).into(), hint: None })
        .collect()
}

/// An expression in words.
pub(super) fn detto(definizione: &Definizione, chi: &Chi) -> String {
    definizione.descrivi(chi)
}

/// The rows as a form shows them: the empty ones to be filled among them.
pub(super) fn con_vuote(rows: Option<chi::Righe>) -> Option<chi::Righe> {
    let mut rows = rows?;
    rows.uno_di.resize_with(chi::RIGHE, chi::Riga::default);
    rows.tranne.resize_with(chi::TRANNE, chi::Riga::default);
    Some(rows)
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(codice): Path<String>, materie: Materie) -> Result<Response, Error> {
    let (scheda, bozza) = azioni::in_bozza(&ctx.ente, ctx.who()?, materie, &codice).await?;
    mostra(&ctx, &scheda, &bozza, (String::new(), Refusal::default())).await
}

async fn mostra(
    ctx: &Ctx,
    scheda: &Scheda,
    bozza: &Bozza,
    (motivo, refusal): (String, Refusal),
) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let page = Pagina { motivo, errors, rifiuti, ..vista(ctx, scheda, bozza).await? };
    let title = format!("Bozza: {}", page.nome);
    let here = href(&bozza.codice);
    let crumbs = [CRUMBS[0], (page.nome.as_str(), here.as_str())];
    Ok(form_page(ctx.page(title, &crumbs, &page).await?, failed))
}

async fn vista(ctx: &Ctx, scheda: &Scheda, bozza: &Bozza) -> Result<Pagina, crate::Error> {
    let it = &bozza.definizione;
    let read = ctx.ente.db().read().await?;
    let problems = match pratiche::controlla(&read, scheda.materia, it.clone(), ctx.now).await {
        Ok(_) => Vec::new(),
        Err(pratiche::Error::Refused(no)) => frasi(&no),
        Err(error) => return Err(error.into()),
    };
    let differenze = match &scheda.vigore {
        Some(now) => confronta(&pratiche::definizione_di(&read, now.riga.id).await?.1, it),
        None => Vec::new(),
    };
    drop(read);
    let base = href(&bozza.codice);
    let parts = Parti { base: &base, it, problems: &problems };
    let (stati, passi, termini) = (parts.stati(), parts.passi(), parts.termini());
    let placed = |reason: &&String| {
        [&stati, &passi, &termini].into_iter().flatten().any(|parte| parte.problemi.contains(reason))
    };
    let altri = problems.iter().filter(|reason| !placed(reason)).cloned().collect();
    Ok(Pagina {
        href: base.clone(),
        codice: bozza.codice.clone(),
        versione: bozza.versione,
        visto: scheda.visto(),
        nome: it.nome.clone(),
        descrizione: it.descrizione.clone(),
        legge: it.legge.clone().unwrap_or_default(),
        avvia: con_vuote(chi::righe(&it.avvia)),
        avvia_detto: detto(it, &it.avvia),
        tipi_chi: tipi_chi(),
        stati,
        passi,
        termini,
        altri,
        in_ordine: problems.is_empty(),
        grafo: Grafo::di(it, None, "iter"),
        differenze,
        motivo: String::new(),
        errors: Vec::new(),
        rifiuti: Vec::new(),
    })
}

/// The lists of parts, each with the reasons that speak of it.
struct Parti<'a> {
    base: &'a str,
    it: &'a Definizione,
    problems: &'a [String],
}

impl Parti<'_> {
    fn parte(&self, kind: &str, codice: &str, nome: &str, detto: String) -> Parte {
        Parte {
            href: format!("{}/bozza/{kind}/{}", self.base, web::encode(codice)),
            nome: if nome.is_empty() { codice.to_owned() } else { nome.to_owned() },
            detto,
            problemi: di_parte(self.problems, codice, nome),
        }
    }

    fn stati(&self) -> Vec<Parte> {
        let word = |tipo| match tipo {
            iter::Tipo::Inizio => "Qui cominciano le pratiche.",
            iter::Tipo::Passaggio => "",
            iter::Tipo::Fine => "Qui finiscono.",
        };
        let all = self.it.stati.iter();
        all.map(|one| self.parte("stato", &one.codice, &one.nome, word(one.tipo).to_owned())).collect()
    }

    fn passi(&self) -> Vec<Parte> {
        let names = |codes: &[String]| {
            codes.iter().map(|code| format!("«{}»", self.it.nome_stato(code))).collect::<Vec<_>>().join(" e ")
        };
        let told = |passo: &iter::Passo| {
            format!("Da {} a {}: {}.", names(&passo.da), names(&passo.a), detto(self.it, &passo.chi))
        };
        self.it.passi.iter().map(|one| self.parte("passo", &one.codice, &one.nome, told(one))).collect()
    }

    fn termini(&self) -> Vec<Parte> {
        let told = |termine: &iter::Termine| format!("{}.", termine.durata);
        self.it.termini.iter().map(|one| self.parte("termine", &one.codice, &one.nome, told(one))).collect()
    }
}

/// Saves what the draft says of the whole.
pub(super) async fn salva(
    ctx: Ctx,
    Path(codice): Path<String>,
    Form(sent): Form<Campi>,
    materie: Materie,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let (scheda, mut bozza) = azioni::in_bozza(&ctx.ente, who, materie, &codice).await?;
    let mut no = Refusal::default();
    let it = &mut bozza.definizione;
    it.nome = sent.testo("nome").to_owned();
    it.descrizione = sent.testo("descrizione").to_owned();
    it.legge = sent.forse("legge");
    // What rows cannot say is not in the form, and stays.
    if chi::righe(&it.avvia).is_some() {
        it.avvia = chi::leggi(&sent, "avvia", &mut no);
    }
    let seen = sent.testo("versione").parse().unwrap_or_default();
    let saved = match no.unless_empty(()) {
        Ok(()) => azioni::salva(&ctx.ente, who, scheda.materia, &bozza.definizione, seen).await,
        Err(refusal) => Err(refusal.into()),
    };
    match saved {
        Ok(_) => Ok(Redirect::to(&format!("{}/bozza", href(&codice))).into_response()),
        Err(error) => {
            let refusal = rifiuto(error)?;
            mostra(&ctx, &scheda, &bozza, (String::new(), refusal)).await
        }
    }
}

/// Begins a draft out of what is in force.
pub(super) async fn apri(ctx: Ctx, Path(codice): Path<String>, materie: Materie) -> Result<Response, Error> {
    azioni::apri(&ctx.ente, ctx.who()?, materie, &codice).await?;
    Ok(Redirect::to(&format!("{}/bozza", href(&codice))).into_response())
}

/// Throws the draft away.
pub(super) async fn butta(ctx: Ctx, Path(codice): Path<String>) -> Result<Response, Error> {
    let who = ctx.who()?;
    azioni::butta(&ctx.ente, who, &codice).await?;
    let read = ctx.ente.db().read().await?;
    let there = pratiche::in_vigore(&read, &codice).await.map_err(crate::Error::from)?.is_some();
    drop(read);
    let to = if there { format!("{}?fatto=butta", href(&codice)) } else { BASE.to_owned() };
    Ok(Redirect::to(&to).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Vigore {
    motivo: String,
    visto: String,
}

/// Puts the draft in force.
pub(super) async fn metti(
    ctx: Ctx,
    Path(codice): Path<String>,
    Form(sent): Form<Vigore>,
    materie: Materie,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let (scheda, bozza) = azioni::in_bozza(&ctx.ente, who, materie, &codice).await?;
    let seen = sent.visto.parse().ok();
    let it = bozza.definizione.clone();
    match azioni::metti(&ctx.ente, who, scheda.materia, it, &sent.motivo, seen).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=vigore", href(&codice))).into_response()),
        Err(error) => {
            let refusal = rifiuto(error)?;
            mostra(&ctx, &scheda, &bozza, (sent.motivo, refusal)).await
        }
    }
}
