//! The fascicolo on the page of an act: where it lies, or will, and the form in which it is chosen.

use porte::fascicoli::{Fascicolo, Giace};
use serde::{Deserialize, Serialize};
use ui::Row;
use web::{Ctx, Error, Form, IntoResponse, Path, Response};

use super::{
    Quale, href, rifiuto,
    scheda::{mostra, riga},
};
use crate::{
    Atti,
    fascicolo::{
        scegli::{self, scegli},
        scelta,
    },
    leggi::Scheda,
    materia::CODICE,
};

/// What the page shows of it.
#[derive(Debug, Default, Serialize)]
pub(super) struct Posto {
    righe: Vec<Row>,
    /// Where the form finds fascicoli while somebody writes; none for who does not choose.
    cerca: Option<&'static str>,
}

impl Posto {
    /// Nothing, where no office has fascicoli.
    pub(super) async fn di(ctx: &Ctx, atti: &Atti, scheda: &Scheda) -> Result<Option<Self>, Error> {
        let Some(fascicoli) = atti.fascicoli else { return Ok(None) };
        let who = ctx.who()?;
        let (stato, id) = (&scheda.stato, scheda.atto.id);
        let righe = match fascicoli.dove(&ctx.ente, who, CODICE, id.uuid()).await? {
            Giace::Qui(one) => vec![in_quale("Sta nel fascicolo", &one)],
            Giace::Altrove => vec![riga("Sta nel fascicolo", "di un altro ufficio: quale, lo sa chi lo cura")],
            Giace::Nessuno => {
                let read = ctx.ente.db().read().await?;
                let chosen = scelta(&read, id).await?;
                drop(read);
                let label = if stato.numero.is_some() { "Non è ancora nel fascicolo" } else { "Andrà nel fascicolo" };
                match chosen.map(|row| (row.fascicolo_id, row.classe)) {
                    Some((Some(chosen), _)) => match fascicoli.uno(&ctx.ente, who, chosen).await? {
                        Some(one) => vec![in_quale(label, &one)],
                        None => vec![riga(label, "di un altro ufficio")],
                    },
                    Some((None, Some(classe))) => {
                        vec![riga(label, format!("dell'anno nella classe {classe}, che si apre da solo"))]
                    }
                    _ => vec![riga("Fascicolo", nessuno(stato.numero.is_some()))],
                }
            }
        };
        let cerca = fascicoli.suggerisce(who).filter(|_| scegli::sceglie(who, stato));
        Ok(Some(Self { righe, cerca }))
    }

    /// For the samples of the page.
    pub(super) fn esempio() -> Self {
        Self { righe: vec![riga("Sta nel fascicolo", "2026-VI.3/12")], cerca: Some("/x") }
    }
}

/// What is said where nobody chose one.
fn nessuno(adottato: bool) -> &'static str {
    if adottato {
        "non è in nessun fascicolo: scegline uno"
    } else {
        "non ancora scelto: se nessuno lo sceglie, con l'adozione vale quello dell'anno, dove l'iter indica la classe"
    }
}

fn in_quale(label: &str, one: &Fascicolo) -> Row {
    let closed = if one.chiuso { " (chiuso)" } else { "" };
    Row { href: Some(one.href.clone()), ..riga(label, format!("{} {}{closed}", one.numero, one.oggetto)) }
}

/// What the form sends: the number that was chosen from the list, else what was written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Modulo {
    fascicolo: String,
    fascicolo_testo: String,
}

/// Chooses it.
pub(super) async fn sceglie(
    ctx: Ctx,
    Path(id): Quale,
    Form(sent): Form<Modulo>,
    atti: Atti,
) -> Result<Response, Error> {
    let numero = if sent.fascicolo.trim().is_empty() { &sent.fascicolo_testo } else { &sent.fascicolo };
    match scegli(&atti, &ctx.ente, ctx.who()?, id, numero).await {
        Ok(_) => Ok(web::Redirect::to(&format!("{}?fatto=fascicolo", href(id))).into_response()),
        Err(error) => mostra(&ctx, &atti, id, None, rifiuto(error)?).await,
    }
}
