//! Many entries at once, chosen in the list: each is given or classified by itself, so that one that refuses stops no other,
//! and the page says how each went.

use serde::Serialize;
use ui::Page;
use web::{Ctx, Error, Form, IntoResponse, Response};

use super::{href, modulo};
use crate::{
    fascicolo::{Chiave, metti::metti},
    registrazione::{assegna::assegna, classifica::classifica, elenca::leggi_chiave},
    rules::{Assegnatario, Tipo},
};

/// Entries in one go: those of a page of the list.
const MOST: usize = 50;

/// How one of them went.
#[derive(Debug, Serialize)]
struct Esito {
    numero: String,
    href: String,
    motivi: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Insieme {
    /// "assegnate", "classificate" or "messe nel fascicolo".
    fatte: String,
    riuscite: Vec<Esito>,
    rifiutate: Vec<Esito>,
}

impl Page for Insieme {
    const TEMPLATE: &'static str = "protocollo/insieme.html";
    fn samples() -> Vec<Self> {
        let esito = |motivi| Esito { numero: "1/2026".into(), href: "/protocollo/2026/1".into(), motivi };
        let refused = || vec![esito(vec!["Questa registrazione è annullata.".to_owned()])];
        vec![
            Self { fatte: "assegnate".into(), riuscite: vec![esito(vec![])], rifiutate: refused() },
            Self { fatte: "classificate".into(), riuscite: vec![esito(vec![])], rifiutate: vec![] },
            Self { fatte: "classificate".into(), riuscite: vec![], rifiutate: refused() },
        ]
    }
}

/// What is done to each.
enum Azione {
    Assegna(Vec<Assegnatario>),
    Classifica(String),
    Fascicola(Chiave),
}

type Pair = (String, String);

fn get<'a>(pairs: &'a [Pair], name: &str) -> &'a str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
}

/// Gives or classifies all that were chosen.
pub(super) async fn esegui(ctx: Ctx, Form(pairs): Form<Vec<Pair>>) -> Result<Response, Error> {
    let (fatte, azione) = match get(&pairs, "azione") {
        "classifica" if get(&pairs, "a_classe").is_empty() => {
            return Err(bad("Manca la classe. Torna all'elenco, scegli la classe e riprova."));
        }
        "classifica" => ("classificate", Azione::Classifica(get(&pairs, "a_classe").to_owned())),
        _ => {
            let tipo = Tipo::from_code(get(&pairs, "tipo"));
            let a = modulo::assegnatario(get(&pairs, "a_ufficio"), tipo);
            let a = a.ok_or_else(|| bad("Manca l'ufficio. Torna all'elenco, scegli a chi assegnare e riprova."))?;
            ("assegnate", Azione::Assegna(vec![a]))
        }
    };
    tutte(&ctx, &pairs, fatte, azione).await
}

/// Puts all that were chosen in a fascicolo.
pub(super) async fn nel_fascicolo(ctx: Ctx, Form(pairs): Form<Vec<Pair>>) -> Result<Response, Error> {
    let chiave = modulo::fascicolo(get(&pairs, "a_fascicolo_testo"), "a_fascicolo")
        .map_err(|refusal| bad(&refusal.to_string()))?;
    let chiave =
        chiave.ok_or_else(|| bad("Manca il fascicolo. Torna all'elenco, scrivi in quale metterle e riprova."))?;
    tutte(&ctx, &pairs, "messe nel fascicolo", Azione::Fascicola(chiave)).await
}

async fn tutte(ctx: &Ctx, pairs: &[Pair], fatte: &str, azione: Azione) -> Result<Response, Error> {
    let chosen: Vec<(i64, i64)> = pairs
        .iter()
        .filter(|(name, _)| name == "scelta")
        .filter_map(|(_, value)| leggi_chiave(value))
        .take(MOST)
        .collect();
    if chosen.is_empty() {
        return Err(bad("Non hai scelto nessuna registrazione. Torna all'elenco, spunta quelle che vuoi e riprova."));
    }
    let mut page = Insieme { fatte: fatte.into(), riuscite: Vec::new(), rifiutate: Vec::new() };
    for (anno, numero) in chosen {
        let motivi = una(ctx, anno, numero, &azione).await?;
        let esito = Esito { numero: format!("{numero}/{anno}"), href: href(anno, numero), motivi };
        if esito.motivi.is_empty() { page.riuscite.push(esito) } else { page.rifiutate.push(esito) }
    }
    ctx.page("Fatto", &[("Protocollo", "/protocollo")], &page).await.map(IntoResponse::into_response)
}

/// All the reasons why one could not, or none.
async fn una(ctx: &Ctx, anno: i64, numero: i64, azione: &Azione) -> Result<Vec<String>, Error> {
    let done = match azione {
        Azione::Assegna(a) => assegna(&ctx.ente, ctx.who()?, anno, numero, a, None).await,
        Azione::Classifica(classe) => classifica(&ctx.ente, ctx.who()?, anno, numero, classe).await,
        Azione::Fascicola(chiave) => metti(&ctx.ente, ctx.who()?, chiave, (anno, numero), false).await.map(drop),
    };
    match done {
        Ok(()) => Ok(Vec::new()),
        Err(crate::Error::Refused(refusal)) => Ok(refusal.reasons.into_iter().map(|reason| reason.sentence).collect()),
        Err(error @ (crate::Error::NotFound | crate::Error::FascicoloAssente)) => Ok(vec![error.to_string()]),
        Err(error) => Err(error.into()),
    }
}

fn bad(message: &str) -> Error {
    Error::BadRequest(message.into())
}
