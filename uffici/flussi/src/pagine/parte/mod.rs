//! One part of a draft: a state, a step or a term, in a form, or written by hand where the form does not say all of it.

mod vista;

use iter::{Definizione, Passo, Stato, Termine, Vocabolario};
use kernel::Refusal;
use pratiche::Bozza;
use serde::de::DeserializeOwned;
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response, form_page};

pub(crate) use vista::Pagina;
use vista::{di_passo, di_termine};

use super::{CRUMBS, bozza::tipi_chi, frasi, href, rifiuto};
use crate::{
    Materie,
    azioni::{self, Scheda},
    modulo::{self, Campi, di_parte, passo, termine},
};

/// Of which draft, which kind of part, which one.
pub(super) type Quale = Path<(String, String, String)>;
/// The code of one that is not there yet.
const NUOVO: &str = "nuovo";

/// A part, whatever its kind.
#[derive(Clone, Debug)]
enum Parte {
    Stato(Stato),
    Passo(Box<Passo>),
    Termine(Box<Termine>),
}

/// The page of a part.
pub(super) async fn pagina(ctx: Ctx, Path((codice, kind, quale)): Quale, materie: Materie) -> Result<Response, Error> {
    let (scheda, bozza) = azioni::in_bozza(&ctx.ente, ctx.who()?, materie, &codice).await?;
    let parte = trova(&bozza.definizione, &kind, &quale)?;
    mostra(&ctx, &scheda, &bozza, (kind.as_str(), quale.as_str()), &parte, Refusal::default()).await
}

fn trova(it: &Definizione, kind: &str, quale: &str) -> Result<Parte, crate::Error> {
    let fresh = modulo::inizio("x", "x");
    let found = match (kind, quale) {
        ("stato", NUOVO) => Some(Parte::Stato(modulo::stato(&Campi::default(), ""))),
        ("passo", NUOVO) => fresh.passi.into_iter().next().map(|one| {
            Parte::Passo(Box::new(Passo { codice: String::new(), nome: String::new(), da: vec![], a: vec![], ..one }))
        }),
        ("termine", NUOVO) => {
            Some(Parte::Termine(Box::new(termine::leggi(&Campi::default(), "", it, &mut Refusal::default()))))
        }
        ("stato", codice) => it.stato(codice).cloned().map(Parte::Stato),
        ("passo", codice) => it.passo(codice).cloned().map(Box::new).map(Parte::Passo),
        ("termine", codice) => it.termine(codice).cloned().map(Box::new).map(Parte::Termine),
        _ => None,
    };
    found.ok_or(crate::Error::NotFound)
}

async fn mostra(
    ctx: &Ctx,
    scheda: &Scheda,
    bozza: &Bozza,
    (kind, quale): (&str, &str),
    parte: &Parte,
    refusal: Refusal,
) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let base = href(&bozza.codice);
    let problemi = problemi(ctx, scheda, bozza, parte).await?;
    let common = Pagina {
        action: format!("{base}/bozza/{kind}/{}", web::encode(quale)),
        indietro: format!("{base}/bozza"),
        parte: kind.to_owned(),
        nuovo: quale == NUOVO,
        versione: bozza.versione,
        problemi,
        rifiuti: frasi(&refusal),
        tipi_chi: tipi_chi(),
        testo: a_mano(parte),
        ..Pagina::default()
    };
    let page = match parte {
        Parte::Stato(one) => Pagina {
            codice: one.codice.clone(),
            nome: one.nome.clone(),
            tipo: modulo::tipo(one.tipo),
            modulo: true,
            ..common
        },
        Parte::Passo(one) => di_passo(one, &bozza.definizione, scheda.materia.vocabolario(), common),
        Parte::Termine(one) => di_termine(one, &bozza.definizione, common),
    };
    let title = if quale == NUOVO { format!("Nuovo {kind}") } else { format!("Bozza, {kind} «{}»", page.nome) };
    let crumbs = [CRUMBS[0], (bozza.definizione.nome.as_str(), base.as_str()), ("Bozza", page.indietro.as_str())];
    Ok(form_page(ctx.page(title, &crumbs, &page).await?, failed))
}

/// Of what keeps the draft from being put in force, what speaks of this part.
async fn problemi(ctx: &Ctx, scheda: &Scheda, bozza: &Bozza, parte: &Parte) -> Result<Vec<String>, crate::Error> {
    let (codice, nome) = match parte {
        Parte::Stato(one) => (&one.codice, &one.nome),
        Parte::Passo(one) => (&one.codice, &one.nome),
        Parte::Termine(one) => (&one.codice, &one.nome),
    };
    let read = ctx.ente.db().read().await?;
    match pratiche::controlla(&read, scheda.materia, bozza.definizione.clone(), ctx.now).await {
        Ok(_) => Ok(Vec::new()),
        Err(pratiche::Error::Refused(no)) => Ok(di_parte(&frasi(&no), codice, nome)),
        Err(error) => Err(error.into()),
    }
}

fn a_mano(parte: &Parte) -> String {
    let written = match parte {
        Parte::Stato(one) => toml::to_string_pretty(one),
        Parte::Passo(one) => toml::to_string_pretty(one),
        Parte::Termine(one) => toml::to_string_pretty(one),
    };
    // What was read from data can always be written.
    written.unwrap_or_default()
}

/// Saves a part, written in the form or by hand, or takes it away.
pub(super) async fn salva(
    ctx: Ctx,
    Path((codice, kind, quale)): Quale,
    Form(sent): Form<Campi>,
    materie: Materie,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let (scheda, mut bozza) = azioni::in_bozza(&ctx.ente, who, materie, &codice).await?;
    let before = trova(&bozza.definizione, &kind, &quale)?;
    let mut no = Refusal::default();
    let parte = if sent.si("togli") {
        togli(&mut bozza.definizione, &kind, &quale);
        before
    } else {
        let parte = leggi(&sent, &quale, &before, &bozza.definizione, scheda.materia.vocabolario(), &mut no);
        if no.reasons.is_empty() {
            metti(&mut bozza.definizione, &quale, &parte, &mut no);
        }
        parte
    };
    let seen = sent.testo("versione").parse().unwrap_or_default();
    let saved = match no.unless_empty(()) {
        Ok(()) => azioni::salva(&ctx.ente, who, scheda.materia, &bozza.definizione, seen).await,
        Err(refusal) => Err(refusal.into()),
    };
    match saved {
        Ok(_) => Ok(Redirect::to(&format!("{}/bozza#{kind}", href(&codice))).into_response()),
        Err(error) => {
            let refusal = rifiuto(error)?;
            mostra(&ctx, &scheda, &bozza, (kind.as_str(), quale.as_str()), &parte, refusal).await
        }
    }
}

/// The part out of what was sent.
fn leggi(sent: &Campi, quale: &str, before: &Parte, it: &Definizione, words: &Vocabolario, no: &mut Refusal) -> Parte {
    let codice = if quale == NUOVO { sent.testo("codice") } else { quale };
    let by_hand = sent.testo("testo");
    match before {
        Parte::Stato(one) if !by_hand.is_empty() => Parte::Stato(scritta(by_hand, one.clone(), no)),
        Parte::Passo(one) if !by_hand.is_empty() => Parte::Passo(Box::new(scritta(by_hand, (**one).clone(), no))),
        Parte::Termine(one) if !by_hand.is_empty() => Parte::Termine(Box::new(scritta(by_hand, (**one).clone(), no))),
        Parte::Stato(_) => Parte::Stato(modulo::stato(sent, codice)),
        Parte::Passo(_) => Parte::Passo(Box::new(passo::leggi(sent, codice, it, words, no))),
        Parte::Termine(_) => Parte::Termine(Box::new(termine::leggi(sent, codice, it, no))),
    }
}

/// A part written by hand; what it was, where it cannot be read.
fn scritta<T: DeserializeOwned>(text: &str, before: T, no: &mut Refusal) -> T {
    match toml::from_str(text) {
        Ok(part) => part,
        Err(error) => {
            no.add(None, format!("Quello che hai scritto a mano non si legge: {}", error.message()));
            before
        }
    }
}

fn codice_di(parte: &Parte) -> &str {
    match parte {
        Parte::Stato(one) => &one.codice,
        Parte::Passo(one) => &one.codice,
        Parte::Termine(one) => &one.codice,
    }
}

/// Puts a part in its place, or at the end.
fn metti(it: &mut Definizione, quale: &str, parte: &Parte, no: &mut Refusal) {
    let codice = codice_di(parte).to_owned();
    if codice.is_empty() || codice == NUOVO {
        no.add(None, "Scrivi un codice, diverso da «nuovo»: lettere minuscole, cifre e trattini.");
        return;
    }
    if quale != NUOVO && codice != quale {
        no.add(None, format!("Il codice non si cambia, perché le altre parti chiamano questa così: lascia «{quale}»."));
        return;
    }
    let taken = match parte {
        Parte::Stato(_) => it.stato(&codice).is_some(),
        Parte::Passo(_) => it.passo(&codice).is_some(),
        Parte::Termine(_) => it.termine(&codice).is_some(),
    };
    if quale == NUOVO && taken {
        no.add(None, format!("Il codice «{codice}» c'è già: scegline un altro."));
        return;
    }
    match parte {
        Parte::Stato(one) => posa(&mut it.stati, one.clone(), |known| known.codice == quale),
        Parte::Passo(one) => posa(&mut it.passi, (**one).clone(), |known| known.codice == quale),
        Parte::Termine(one) => posa(&mut it.termini, (**one).clone(), |known| known.codice == quale),
    }
}

fn posa<T>(all: &mut Vec<T>, one: T, same: impl Fn(&T) -> bool) {
    match all.iter().position(same) {
        Some(place) => all[place] = one,
        None => all.push(one),
    }
}

fn togli(it: &mut Definizione, kind: &str, quale: &str) {
    match kind {
        "stato" => it.stati.retain(|one| one.codice != quale),
        "passo" => it.passi.retain(|one| one.codice != quale),
        _ => it.termini.retain(|one| one.codice != quale),
    }
}
