use authz::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Path, Sent, WithFiles};

use super::richieste::Firma;
use crate::{
    RichiestaId, codice as codici,
    firma::{prova, riporta::riporta},
    richiesta::{apri::apri, chiudi},
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[schemars(description = "Quali documenti alla firma, al massimo cento.")]
    richieste: Vec<RichiestaId>,
    #[schemars(
        description = "Soltanto prova: una firma remota vuole il consenso di una persona, sulla pagina del servizio, e si fa dal \
                       browser."
    )]
    porta: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Esiti {
    esiti: Vec<Esito>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Esito {
    id: RichiestaId,
    oggetto: String,
    #[schemars(description = "La firma fatta; nulla se non c'è.")]
    firma: Option<Firma>,
    #[schemars(description = "Perché non è stato firmato: tutti i motivi.")]
    motivi: Vec<String>,
}

/// Signs many.
pub(super) async fn firma(ctx: Ctx, Sent(scelte): Sent<Scelte>) -> Result<Json<Esiti>, Error> {
    if scelte.porta != "prova" {
        let told = "Per un programma la porta può essere soltanto prova: una firma remota si fa dal browser, con il consenso di una persona.";
        return Err(kernel::Refusal::beside("porta", told).into());
    }
    let who = ctx.who()?;
    let done = prova::firma(&ctx.ente, who, &scelte.richieste).await?;
    let esito = |esito: crate::firma::Esito| Esito {
        id: esito.id,
        oggetto: esito.oggetto,
        firma: esito.firma.as_ref().map(|firma| Firma::di(firma, &who.name, None)),
        motivi: esito.motivi,
    };
    Ok(Json(Esiti { esiti: done.into_iter().map(esito).collect() }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Aperto {
    nome: String,
    #[schemars(description = "SHA-256 del file, esadecimale.")]
    sha256: String,
    #[schemars(description = "Il file, in base64.")]
    contenuto: String,
}

/// The document, which is noted as shown.
pub(super) async fn documento(ctx: Ctx, Path(id): Path<RichiestaId>) -> Result<Json<Aperto>, Error> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let document = apri(&ctx.ente, ctx.who()?, id).await?;
    let bytes = ctx.ente.archive.bytes(&document, crate::rules::FIRMATO_MAX).await?;
    let bytes = bytes.ok_or_else(|| Error::TooLarge("Il documento è troppo grande per darlo così.".into()))?;
    let sha256 = document.hash().to_string();
    Ok(Json(Aperto { nome: document.name, sha256, contenuto: STANDARD.encode(bytes) }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Motivo {
    motivo: String,
}

/// Refuses.
pub(super) async fn rifiuto(ctx: Ctx, Path(id): Path<RichiestaId>, Sent(sent): Sent<Motivo>) -> Result<Done, Error> {
    chiudi::rifiuta(&ctx.ente, ctx.who()?, id, &sent.motivo).await?;
    Ok(Done)
}

/// Takes back.
pub(super) async fn ritiro(ctx: Ctx, Path(id): Path<RichiestaId>, Sent(sent): Sent<Motivo>) -> Result<Done, Error> {
    chiudi::ritira(&ctx.ente, ctx.who()?, id, &sent.motivo).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Niente {}

/// Brings back.
pub(super) async fn riportata(
    ctx: Ctx,
    Path(id): Path<RichiestaId>,
    form: WithFiles<Niente>,
) -> Result<Created<Firma>, Error> {
    let who = ctx.who()?;
    let made = riporta(&ctx.ente, who, id, form.files.first()).await?;
    let location = Some(format!("/api/v1/librofirma/richieste/{id}"));
    Ok(Created { location, body: Firma::di(&made, &who.name, None) })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Codice {
    persona: PersonId,
    codice_fiscale: String,
}

/// Writes a tax code.
pub(super) async fn codice(ctx: Ctx, Sent(sent): Sent<Codice>) -> Result<Done, Error> {
    codici::scrivi(&ctx.ente, ctx.who()?, sent.persona, &sent.codice_fiscale).await?;
    Ok(Done)
}
