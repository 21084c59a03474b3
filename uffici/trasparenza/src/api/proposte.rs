//! What offices propose, for programs: read, published, refused.

use kernel::{Date, Refusal, Uuid};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Limit, Path, Query, Sent};

use super::personali::{Motivo, Trovati, perche};
use crate::{
    cura::una_riga,
    decidi::{Corretta, decidi_regola, elenca_proposte, guarda_proposta, pubblica_proposta, rifiuta_proposta},
    scrivi::protezione,
    tables::proposta,
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[serde(default)]
    #[schemars(description = "Se leggere quelle già decise; senza, quelle che aspettano.")]
    decise: bool,
    #[serde(default)]
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<Uuid>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Elenco {
    proposte: Vec<Proposta>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nullo sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Proposta {
    id: String,
    #[schemars(description = "L'ufficio che propone.")]
    ufficio: String,
    #[schemars(description = "La pagina da cui viene.")]
    pagina: String,
    sezione: String,
    titolo: String,
    #[schemars(description = "Dati con il loro nome; quelli senza valore sono da scrivere.")]
    dati: Vec<Dato>,
    #[schemars(description = "Giorno da cui decorre l'obbligo (AAAA-MM-GG).")]
    data: String,
    responsabile: String,
    #[schemars(description = "Se si propone di non nominare il beneficiario: salute o disagio.")]
    non_nominato: Option<String>,
    avviso: Option<String>,
    #[schemars(description = "attende, pubblicata o rifiutata.")]
    stato: String,
    #[schemars(description = "L'identificativo del contenuto che ne è venuto.")]
    contenuto: Option<String>,
    motivo: Option<String>,
}

#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Dato {
    nome: String,
    valore: String,
}

fn detta(row: proposta::Model) -> Result<Proposta, Error> {
    let campi = row.campi()?;
    Ok(Proposta {
        id: row.id.to_string(),
        ufficio: row.ufficio,
        pagina: row.pagina,
        sezione: row.sezione,
        titolo: row.titolo,
        dati: campi.into_iter().map(|(nome, valore)| Dato { nome, valore }).collect(),
        data: row.riferita_al.to_string(),
        responsabile: row.responsabile,
        non_nominato: row.beneficiario_motivo,
        avviso: row.avviso,
        stato: row.stato,
        contenuto: row.capo_id.map(|id| id.to_string()),
        motivo: row.motivo,
    })
}

/// A page of them.
pub(super) async fn elenco(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let limit = scelte.limite.rows();
    let (wait, after) = (!scelte.decise, scelte.dopo);
    let mut rows = elenca_proposte(&ctx.ente, ctx.who()?, wait, after, u64::from(limit) + 1).await?;
    let more = rows.len() > usize::from(limit);
    rows.truncate(usize::from(limit));
    let prossima = rows.last().filter(|_| more).map(|row| row.id.to_string());
    let proposte = rows.into_iter().map(detta).collect::<Result<_, _>>()?;
    Ok(Json(Elenco { proposte, prossima }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Pubblicata {
    titolo: String,
    #[serde(default)]
    testo: String,
    #[schemars(description = "Tutti i dati, nell'ordine in cui si leggono.")]
    dati: Vec<Dato>,
    #[serde(default)]
    #[schemars(description = "Ultimo giorno degli effetti (AAAA-MM-GG).")]
    effetti_fino: Option<Date>,
    #[schemars(description = "L'ufficio che ne risponde.")]
    responsabile: String,
    #[serde(default)]
    #[schemars(description = "Perché il beneficiario non va nominato: salute o disagio; nullo se lo leggono tutti.")]
    non_nominato: Option<String>,
    #[serde(default)]
    #[schemars(description = "Se si pubblicano anche i documenti: una persona li ha letti tutti.")]
    documenti_letti: bool,
    #[serde(default)]
    #[schemars(description = "Perché si può leggere ciò che sembra un dato personale: li trova `controlla`.")]
    perche: Vec<Motivo>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Fatta {
    #[schemars(description = "L'identificativo del contenuto.")]
    id: String,
}

/// What is sent, as the office takes it.
fn corretta(sent: Pubblicata) -> Result<Corretta, Refusal> {
    let protezione = match sent.non_nominato.as_deref() {
        None => None,
        Some(codice) => Some(
            protezione(codice).ok_or_else(|| Refusal::because("`non_nominato` può essere salute oppure disagio."))?,
        ),
    };
    Ok(Corretta {
        titolo: sent.titolo,
        testo: sent.testo,
        campi: sent.dati.into_iter().map(|one| (una_riga(&one.nome), una_riga(&one.valore))).collect(),
        effetti_fino: sent.effetti_fino,
        responsabile: sent.responsabile,
        protezione,
        documenti: sent.documenti_letti,
        perche: perche(sent.perche)?,
    })
}

/// Looks for personal data, and publishes nothing.
pub(super) async fn controlla(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Sent(sent): Sent<Pubblicata>,
) -> Result<Json<Trovati>, Error> {
    let found = guarda_proposta(&ctx.ente, ctx.who()?, id, &corretta(sent)?).await?;
    Ok(Json(Trovati::di(&found)))
}

/// Publishes one.
pub(super) async fn pubblica(
    ctx: Ctx,
    Path(id): Path<Uuid>,
    Sent(sent): Sent<Pubblicata>,
) -> Result<Created<Fatta>, Error> {
    let who = ctx.who()?;
    let corretta = corretta(sent)?;
    let found = guarda_proposta(&ctx.ente, who, id, &corretta).await?;
    let made = pubblica_proposta(&ctx.ente, who, id, corretta, &found).await?;
    let body = Fatta { id: made.to_string() };
    Ok(Created { location: Some(format!("/api/v1/trasparenza/contenuti/{made}")), body })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Rifiutata {
    #[schemars(description = "Perché: resta all'ufficio.")]
    motivo: String,
}

/// Refuses one.
pub(super) async fn rifiuta(ctx: Ctx, Path(id): Path<Uuid>, Sent(sent): Sent<Rifiutata>) -> Result<Done, Error> {
    rifiuta_proposta(&ctx.ente, ctx.who()?, id, &sent.motivo).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Regola {
    #[schemars(
        description = "Se le proposte complete, senza avvisi e senza persone da proteggere, si pubblicano da sole."
    )]
    da_sola: bool,
}

/// Decides the rule.
pub(super) async fn regola(ctx: Ctx, Sent(sent): Sent<Regola>) -> Result<Done, Error> {
    decidi_regola(&ctx.ente, ctx.who()?, sent.da_sola).await?;
    Ok(Done)
}
