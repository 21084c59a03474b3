//! To correct a field of an entry: first which one, then what holds instead, why, and by which act.

use kernel::{Refusal, Uuid};
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Redirect, Response, StatusCode};

use super::{href, modulo, scelte::mezzi};
use crate::{
    correzione::correggi::{Campo, Richiesta, correggi},
    permissions::ANNULLA,
    registrazione::scheda::{Scheda, leggi},
    rules::segnatura,
};

#[derive(Debug, Serialize)]
pub(crate) struct Correggi {
    href: String,
    oggetto: String,
    campi: Vec<CampoVisto>,
    scelto: Option<Scelto>,
    errors: Vec<FieldError>,
}

#[derive(Debug, Serialize)]
struct CampoVisto {
    label: String,
    ora: String,
    /// Where it is corrected; none for what the person may not.
    href: Option<String>,
    immodificabile: bool,
}

/// The field that is being corrected.
#[derive(Debug, Serialize)]
struct Scelto {
    chiave: String,
    label: String,
    ora: String,
    immodificabile: bool,
    /// "mezzo", "data", "lungo" or "riga": the control that it wants.
    controllo: &'static str,
    mezzi: Vec<Choice>,
    valore: String,
    motivo: String,
    provvedimento: String,
}

impl Page for Correggi {
    const TEMPLATE: &'static str = "protocollo/correggi.html";
    fn samples() -> Vec<Self> {
        let campo = |href: Option<&str>, immodificabile| CampoVisto {
            label: "Oggetto".into(),
            ora: "Richiesta".into(),
            href: href.map(str::to_owned),
            immodificabile,
        };
        let page = |scelto, errors| Self {
            href: "/protocollo/2026/1".into(),
            oggetto: "Richiesta".into(),
            campi: vec![campo(Some("/x"), true), campo(None, true), campo(Some("/x"), false)],
            scelto,
            errors,
        };
        let scelto = |controllo, immodificabile| {
            Some(Scelto {
                chiave: "oggetto".into(),
                label: "Oggetto".into(),
                ora: "Richiesta".into(),
                immodificabile,
                controllo,
                mezzi: mezzi(),
                valore: "x".into(),
                motivo: String::new(),
                provvedimento: String::new(),
            })
        };
        let wrong = FieldError { field: "valore".into(), message: "È uguale.".into() };
        vec![
            page(None, vec![]),
            page(scelto("lungo", true), vec![wrong]),
            page(scelto("mezzo", false), vec![]),
            page(scelto("data", false), vec![]),
            page(scelto("riga", false), vec![]),
        ]
    }
}

/// A field and the party or document of which it is, as addresses carry them: `nome:0190…`.
fn chiave(campo: Campo, di: Option<Uuid>) -> String {
    di.map_or_else(|| campo.code().to_owned(), |di| format!("{}:{di}", campo.code()))
}

fn leggi_chiave(text: &str) -> Option<(Campo, Option<Uuid>)> {
    let (code, di) = text.split_once(':').map_or((text, None), |(code, di)| (code, Some(di)));
    let di = match di {
        Some(di) => Some(di.parse().ok()?),
        None => None,
    };
    Some((Campo::from_code(code)?, di))
}

/// The fields of an entry with what they say now.
fn campi(scheda: &Scheda) -> Vec<(Campo, Option<Uuid>, Option<String>)> {
    let riga = &scheda.riga;
    let mut all = vec![(Campo::Oggetto, None, Some(riga.oggetto.clone()))];
    for parte in &scheda.parti {
        let id = Some(parte.id.uuid());
        all.push((Campo::Nome, id, Some(parte.nome.clone())));
        all.push((Campo::CodiceFiscale, id, parte.codice_fiscale.clone()));
        all.push((Campo::Indirizzo, id, parte.indirizzo.clone()));
    }
    all.push((Campo::Mezzo, None, Some(riga.mezzo.clone())));
    all.push((Campo::ArrivataIl, None, riga.arrivata_il.map(|day| day.to_string())));
    all.push((Campo::ProtocolloMittente, None, riga.protocollo_mittente.clone()));
    all.push((Campo::DataMittente, None, riga.data_mittente.map(|day| day.to_string())));
    all.push((Campo::Note, None, riga.note.clone()));
    let documents = scheda.documenti.iter();
    all.extend(documents.map(|(held, document)| (Campo::Documento, Some(held.id.uuid()), Some(document.name.clone()))));
    all
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Quale {
    campo: String,
}

/// The list of the fields, or the form of one.
pub(super) async fn pagina(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Query(quale): Query<Quale>,
) -> Result<Response, Error> {
    let sent = Inviato { campo: quale.campo, ..Inviato::default() };
    mostra(&ctx, (anno, numero), sent, true, Vec::new()).await
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Inviato {
    campo: String,
    valore: String,
    motivo: String,
    provvedimento: String,
}

async fn mostra(
    ctx: &Ctx,
    (anno, numero): (i64, i64),
    sent: Inviato,
    fresh: bool,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, anno, numero).await?;
    let back = href(anno, numero);
    let name = format!("Protocollo {}", segnatura(&scheda.riga));
    let all = campi(&scheda);
    let chosen = leggi_chiave(&sent.campo).and_then(|(campo, di)| {
        all.iter().find(|(field, of, _)| *field == campo && *of == di).map(|(_, _, now)| (campo, di, now.clone()))
    });
    let may = who.may(&ANNULLA);
    let seen = |(campo, di, now): &(Campo, Option<Uuid>, Option<String>)| CampoVisto {
        label: campo.label().into(),
        ora: campo.in_parole(now.as_deref()),
        href: (may || !campo.immodificabile()).then(|| format!("{back}/correggi?campo={}", chiave(*campo, *di))),
        immodificabile: campo.immodificabile(),
    };
    let failed = !errors.is_empty();
    let page = Correggi {
        campi: all.iter().map(seen).collect(),
        href: back.clone(),
        oggetto: scheda.riga.oggetto.clone(),
        scelto: chosen.map(|(campo, di, now)| scelto(campo, di, now, sent, fresh)),
        errors,
    };
    let crumbs = [("Protocollo", "/protocollo"), (name.as_str(), back.as_str())];
    let mut response = ctx.page("Correggi", &crumbs, &page).await?;
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn scelto(campo: Campo, di: Option<Uuid>, now: Option<String>, sent: Inviato, fresh: bool) -> Scelto {
    let controllo = match campo {
        Campo::Mezzo => "mezzo",
        Campo::ArrivataIl | Campo::DataMittente => "data",
        Campo::Oggetto | Campo::Note => "lungo",
        _ => "riga",
    };
    Scelto {
        chiave: chiave(campo, di),
        label: campo.label().into(),
        ora: campo.in_parole(now.as_deref()),
        immodificabile: campo.immodificabile(),
        controllo,
        mezzi: mezzi(),
        valore: if fresh { now.unwrap_or_default() } else { sent.valore },
        motivo: sent.motivo,
        provvedimento: sent.provvedimento,
    }
}

/// Corrects.
pub(super) async fn invia(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Form(sent): Form<Inviato>,
) -> Result<Response, Error> {
    let done = match leggi_chiave(&sent.campo) {
        Some((campo, di)) => {
            let richiesta = Richiesta {
                campo,
                di,
                valore: sent.valore.clone(),
                motivo: sent.motivo.clone(),
                provvedimento: sent.provvedimento.clone(),
            };
            correggi(&ctx.ente, ctx.who()?, (anno, numero), &richiesta).await.map(|_| ())
        }
        None => Err(Refusal::because("Scegli dall'elenco che cosa correggere.").into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{}?corretta", href(anno, numero))).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            let mut errors = modulo::errors(&refusal);
            for (error, reason) in errors.iter_mut().zip(&refusal.reasons) {
                if reason.field.is_none_or(|field| field == "campo") {
                    error.field = "campi".into();
                }
            }
            mostra(&ctx, (anno, numero), sent, false, errors).await
        }
        Err(error) => Err(error.into()),
    }
}
