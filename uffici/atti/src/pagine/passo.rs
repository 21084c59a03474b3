//! The forms that move an act: a step, a signed paper that comes back, a vote, a conflict of interest.

use axum::extract::Request;
use kernel::Refusal;
use serde::{Deserialize, Serialize};
use ui::FieldError;
use web::{Ctx, Error, Form, IntoResponse, Path, Response};

use super::{
    Quale,
    campi::cifra,
    href, rifiuto,
    scheda::{Mandato, rimostra},
};
use crate::{
    Atti,
    atto::{
        astieni::astieni,
        foglio::da_portare_via,
        passo::{DaFirmare, Passo, compi, tornato},
        remota,
        vota::vota,
    },
    tables::AttoId,
    voto::Voto,
};

/// What the form of a step sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Modulo {
    passo: String,
    chiave: String,
    visto: Option<u32>,
    motivo: String,
    nessun_conflitto: Option<String>,
    esito: String,
    testo: String,
    /// How it is signed: `remota`, or empty for what is done here.
    porta: String,
}

impl Modulo {
    fn passo(&self, riportata: Option<Vec<u8>>) -> Passo {
        Passo {
            passo: self.passo.clone(),
            motivo: self.motivo.clone(),
            chiave: self.chiave.clone(),
            visto: self.visto,
            nessun_conflitto: self.nessun_conflitto.is_some(),
            esito: self.esito.clone(),
            testo: self.testo.clone(),
            riportata,
        }
    }
}

/// What was refused of a step stands in the step's own form: more than one form of the page asks for the same things.
pub(super) fn nel_suo_modulo(errors: &mut [FieldError], passo: &str, what: Option<DaFirmare>) {
    let opinion = matches!(what, Some(DaFirmare::Parere(_)));
    for error in errors.iter_mut().filter(|_| !passo.is_empty()) {
        let own = match error.field.as_str() {
            "motivo" | "nessun_conflitto" | "file" => true,
            // Where no opinion is written it is the text of the act that is told of.
            "esito" | "testo" => opinion,
            _ => false,
        };
        if own {
            error.field = format!("{}-{passo}", error.field);
        }
    }
}

fn torna(id: AttoId, done: &str) -> Response {
    web::Redirect::to(&format!("{}?fatto={done}", href(id))).into_response()
}

async fn esegui(ctx: &Ctx, atti: &Atti, id: AttoId, passo: &Passo) -> Result<Response, Error> {
    match compi(atti, &ctx.ente, ctx.who()?, id, passo).await {
        Ok(()) => Ok(torna(id, "passo")),
        Err(error) => rimostra(ctx, atti, id, (None, Mandato::Passo(passo)), rifiuto(error)?).await,
    }
}

/// Takes a step; what it signs is signed here, at once, or by the service of remote signatures.
pub(super) async fn compie(
    ctx: Ctx,
    Path(id): Quale,
    Form(modulo): Form<Modulo>,
    atti: Atti,
) -> Result<Response, Error> {
    let passo = modulo.passo(None);
    if modulo.porta != "remota" {
        return esegui(&ctx, &atti, id, &passo).await;
    }
    match remota::prepara(&atti, &ctx.ente, ctx.who()?, id, &passo).await {
        Ok(ready) => atti.firma.comincia(&ctx, &atti, vec![ready]).await,
        Err(error) => rimostra(&ctx, &atti, id, (None, Mandato::Passo(&passo)), rifiuto(error)?).await,
    }
}

/// Takes a step with a paper that was signed elsewhere.
pub(super) async fn riporta(ctx: Ctx, Path(id): Quale, request: Request, atti: Atti) -> Result<Response, Error> {
    let sent = web::receive(&ctx.ente, request).await?;
    let text = |name: &str| sent.field(name).to_owned();
    let modulo = Modulo {
        passo: text("passo"),
        chiave: text("chiave"),
        visto: text("visto").parse().ok(),
        motivo: text("motivo"),
        nessun_conflitto: Some(text("nessun_conflitto")).filter(|text| !text.is_empty()),
        esito: text("esito"),
        testo: text("testo"),
        porta: String::new(),
    };
    let stored = sent.files.iter().map(|(.., stored)| stored).find(|stored| stored.size > 0);
    match tornato(&ctx.ente, stored).await {
        Ok(bytes) => esegui(&ctx, &atti, id, &modulo.passo(Some(bytes))).await,
        Err(error) => {
            let asked = modulo.passo(None);
            rimostra(&ctx, &atti, id, (None, Mandato::Passo(&asked)), rifiuto(error)?).await
        }
    }
}

/// The paper to be taken away and signed.
pub(super) async fn foglio_da_firmare(
    ctx: Ctx,
    Path(id): Quale,
    Form(modulo): Form<Modulo>,
    atti: Atti,
) -> Result<Response, Error> {
    let asked = modulo.passo(None);
    match da_portare_via(&atti, &ctx.ente, ctx.who()?, id, &asked).await {
        Ok((name, bytes)) => web::made_pdf(&name, bytes),
        Err(error) => rimostra(&ctx, &atti, id, (None, Mandato::Passo(&asked)), rifiuto(error)?).await,
    }
}

/// Declares a conflict of interest.
pub(super) async fn si_astiene(
    ctx: Ctx,
    Path(id): Quale,
    Form(modulo): Form<Modulo>,
    atti: Atti,
) -> Result<Response, Error> {
    match astieni(&atti, &ctx.ente, ctx.who()?, id, (&modulo.motivo, &modulo.chiave)).await {
        Ok(()) => Ok(torna(id, "astensione")),
        Err(error) => rimostra(&ctx, &atti, id, (None, Mandato::Astensione(&modulo.motivo)), rifiuto(error)?).await,
    }
}

/// What the form of a vote sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Votazione {
    componenti: String,
    presenti: String,
    favorevoli: String,
    contrari: String,
    astenuti: String,
    favorevoli_immediata: String,
}

impl Votazione {
    /// The vote that it says; what cannot be read is told in `no`.
    pub(super) fn voto(&self, no: &mut Refusal) -> Voto {
        let mut number = |field: &'static str, text: &str| cifra(text, field, no);
        Voto {
            componenti: number("componenti", &self.componenti),
            presenti: number("presenti", &self.presenti),
            favorevoli: number("favorevoli", &self.favorevoli),
            contrari: number("contrari", &self.contrari),
            astenuti: number("astenuti", &self.astenuti),
            favorevoli_immediata: Some(self.favorevoli_immediata.as_str())
                .filter(|text| !text.trim().is_empty())
                .map(|text| number("favorevoli_immediata", text)),
        }
    }
}

/// Notes a vote.
pub(super) async fn annota_voto(
    ctx: Ctx,
    Path(id): Quale,
    Form(sent): Form<Votazione>,
    atti: Atti,
) -> Result<Response, Error> {
    let mut no = Refusal::default();
    let voto = sent.voto(&mut no);
    if !no.reasons.is_empty() {
        return rimostra(&ctx, &atti, id, (None, Mandato::Voto(&sent)), no).await;
    }
    match vota(&atti, &ctx.ente, ctx.who()?, id, &voto).await {
        Ok(()) => Ok(torna(id, "voto")),
        Err(error) => rimostra(&ctx, &atti, id, (None, Mandato::Voto(&sent)), rifiuto(error)?).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::pareri::Quale;

    #[test]
    fn what_is_wrong_with_a_step_is_told_in_its_form_and_what_is_wrong_with_the_act_is_not() {
        let placed = |passo: &str, what: Option<DaFirmare>| {
            let error = |field: &str| FieldError { field: field.into(), message: "No.".into() };
            let mut errors = ["motivo", "testo", "righe"].map(error);
            nel_suo_modulo(&mut errors, passo, what);
            errors.map(|error| error.field)
        };
        assert_eq!(placed("visto", Some(DaFirmare::Parere(Quale::Visto))), ["motivo-visto", "testo-visto", "righe"]);
        assert_eq!(placed("proponi", None), ["motivo-proponi", "testo", "righe"]);
        assert_eq!(placed("", None), ["motivo", "testo", "righe"], "a form that takes no step");
    }
}
