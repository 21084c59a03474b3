//! To send again to one addressee: from the notice on the entry's page in one step, or from the form.

use ui::FieldError;
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{
    modulo::{Riga, detto, errors},
    spedisci::{Rifiutato, mostra, proposto},
};
use crate::{
    pagine::href,
    registrazione::scheda::leggi,
    spedizione::{
        SpedizioneId,
        di_nuovo::di_nuovo,
        leggi::Spedizione,
        proponi::proponi,
        spedisci::{A, Richiesta, spedisci},
    },
};

type Posto = Path<(i64, i64, SpedizioneId)>;

/// The form, with the words of the time before.
pub(in crate::pagine) async fn pagina(ctx: Ctx, Path((anno, numero, id)): Posto) -> Result<Response, Error> {
    di_prima(&ctx, (anno, numero, id), None, Vec::new()).await
}

async fn di_prima(
    ctx: &Ctx,
    (anno, numero, id): (i64, i64, SpedizioneId),
    pairs: Option<&[(String, String)]>,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let before = prima(ctx, (anno, numero, id)).await?;
    let scheda = leggi(&ctx.ente, ctx.who()?, anno, numero).await?;
    let proposta = proponi(&ctx.ente, ctx.who()?, &scheda).await?;
    let mut modulo = proposto(ctx, &proposta);
    let parte = before.riga.parte_id.to_string();
    let known = proposta.destinatari.iter().find(|one| one.parte == before.riga.parte_id);
    let old = before.riga.indirizzo.clone().unwrap_or_default();
    let other = known.and_then(|one| one.altro.clone()).filter(|other| !other.eq_ignore_ascii_case(&old));
    let said = |name: &str, usual: String| pairs.map_or(usual, |pairs| detto(pairs, name));
    modulo.casella = said("casella", before.riga.casella_id.map_or(modulo.casella, |id| id.to_string()));
    modulo.oggetto = said("oggetto", before.riga.oggetto.unwrap_or(modulo.oggetto));
    modulo.testo = said("testo", before.riga.testo.unwrap_or(modulo.testo));
    let indirizzo = said(&format!("indirizzo-{parte}"), other.unwrap_or(old));
    modulo.destinatari =
        vec![Riga { parte: parte.clone(), nome: before.nome, indirizzo, proposto: None, scelto: true }];
    let action = format!("{}/spedizioni/{id}/di-nuovo", href(anno, numero));
    let again = Rifiutato { modulo: Some(modulo), errors, di_nuovo: Some((action, parte)), ..Rifiutato::default() };
    mostra(ctx, (anno, numero), again).await
}

async fn prima(ctx: &Ctx, (anno, numero, id): (i64, i64, SpedizioneId)) -> Result<Spedizione, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, anno, numero).await?;
    let found = scheda.spedizioni.into_iter().find(|one| one.riga.id == id);
    Ok(found.ok_or(crate::Error::SpedizioneAssente)?)
}

/// Sends again. With an address alone the words and the mailbox are those of the time before.
pub(in crate::pagine) async fn invia(
    ctx: Ctx,
    Path((anno, numero, id)): Posto,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let before = prima(&ctx, (anno, numero, id)).await?;
    let chiave = detto(&pairs, "chiave");
    let chiave = (!chiave.is_empty()).then(|| format!("modulo:{chiave}"));
    let whole = pairs.iter().any(|(key, _)| key == "oggetto");
    let done = if whole {
        let parte = before.riga.parte_id;
        let indirizzo = detto(&pairs, &format!("indirizzo-{parte}"));
        match detto(&pairs, "casella").parse() {
            Ok(casella) => {
                let a = vec![A { parte, indirizzo, in_luogo_di: Some(id) }];
                let richiesta =
                    Richiesta { casella, oggetto: detto(&pairs, "oggetto"), testo: detto(&pairs, "testo"), a };
                spedisci(&ctx.ente, who, (anno, numero), &richiesta, chiave.as_deref()).await.map(drop)
            }
            Err(_) => Err(kernel::Refusal::beside("casella", "Scegli la casella da cui spedire.").into()),
        }
    } else {
        let address = detto(&pairs, "indirizzo");
        di_nuovo(&ctx.ente, who, (anno, numero), id, &address, chiave.as_deref()).await.map(drop)
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{}?spedita", href(anno, numero))).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            let typed = if whole {
                pairs
            } else {
                let place = format!("indirizzo-{}", before.riga.parte_id);
                let text = |value: &Option<String>| value.clone().unwrap_or_default();
                let casella = before.riga.casella_id.map(|id| id.to_string()).unwrap_or_default();
                vec![
                    (place, detto(&pairs, "indirizzo")),
                    ("casella".into(), casella),
                    ("oggetto".into(), text(&before.riga.oggetto)),
                    ("testo".into(), text(&before.riga.testo)),
                ]
            };
            di_prima(&ctx, (anno, numero, id), Some(&typed), errors(&refusal)).await
        }
        Err(error) => Err(error.into()),
    }
}
