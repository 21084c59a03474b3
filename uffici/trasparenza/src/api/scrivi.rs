//! To publish, to withdraw, to look after sections, for programs.

use std::collections::BTreeMap;

use authz::PersonId;
use kernel::{Date, Refusal, Uuid};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Path, Sent, WithFiles};

use super::personali::{Motivo, Trovati, perche};
use crate::{
    albero::{Sezione, sezione},
    cura,
    lotti::{Riga, Scritto, scrivi_lotto},
    rules::{Contenuto, Esito, Protetto},
    scrivi::protezione,
    ufficio::{self, Scritta},
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nuovo {
    #[schemars(description = "Il codice della sezione.")]
    sezione: String,
    #[serde(default)]
    #[schemars(description = "Il contenuto di cui questa è una versione nuova.")]
    contenuto: Option<Uuid>,
    titolo: String,
    #[serde(default)]
    testo: String,
    #[serde(default)]
    #[schemars(description = "Dati con il loro nome, che tutti leggono.")]
    dati: BTreeMap<String, String>,
    #[schemars(description = "Giorno da cui decorre l'obbligo: quello dell'atto (AAAA-MM-GG).")]
    data: Date,
    #[serde(default)]
    #[schemars(description = "Ultimo giorno degli effetti, o dell'incarico (AAAA-MM-GG).")]
    effetti_fino: Option<Date>,
    #[schemars(description = "L'ufficio che ne risponde.")]
    responsabile: String,
    #[serde(default)]
    #[schemars(description = "Il beneficiario che non va nominato (art. 26, c. 4): resta all'ufficio.")]
    non_nominato: Option<NonNominato>,
    #[serde(default)]
    #[schemars(description = "Se una persona ha letto ogni file: senza, i file non si pubblicano.")]
    letti: bool,
    #[serde(default)]
    #[schemars(
        description = "Perché si può leggere ciò che sembra un dato personale: li trova `contenuti/controlla`."
    )]
    perche: Vec<Motivo>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NonNominato {
    nome: String,
    #[serde(default)]
    codice_fiscale: Option<String>,
    #[schemars(description = "salute oppure disagio.")]
    motivo: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Pubblicato {
    #[schemars(description = "L'identificativo del contenuto.")]
    id: String,
}

fn trova(codice: &str) -> Result<&'static Sezione, Error> {
    Ok(sezione(codice).ok_or(crate::Error::NotFound)?)
}

/// What is sent, as the office takes it.
fn scritta(WithFiles { dati, files }: WithFiles<Nuovo>) -> Result<Scritta, Error> {
    let protetto = match dati.non_nominato {
        None => None,
        Some(one) => {
            let motivo = protezione(&one.motivo)
                .ok_or_else(|| Refusal::because("`motivo` può essere salute oppure disagio."))?;
            Some(Protetto { nome: one.nome, codice_fiscale: one.codice_fiscale, motivo })
        }
    };
    let contenuto = Contenuto {
        sezione: trova(&dati.sezione)?,
        titolo: cura::una_riga(&dati.titolo),
        testo: dati.testo,
        campi: dati.dati.into_iter().collect(),
        riferita_al: dati.data,
        effetti_fino: dati.effetti_fino,
        responsabile: cura::una_riga(&dati.responsabile),
        protetto,
    };
    let perche = perche(dati.perche)?;
    Ok(Scritta { contenuto, capo: dati.contenuto, letti: dati.letti, files, perche })
}

/// Looks for personal data, and publishes nothing.
pub(super) async fn controlla(ctx: Ctx, sent: WithFiles<Nuovo>) -> Result<Json<Trovati>, Error> {
    let scritta = scritta(sent)?;
    let found = ufficio::guarda(&ctx.ente, ctx.who()?, &scritta).await?;
    Ok(Json(Trovati::di(&found)))
}

/// Publishes.
pub(super) async fn pubblica(ctx: Ctx, sent: WithFiles<Nuovo>) -> Result<Created<Pubblicato>, Error> {
    let who = ctx.who()?;
    let scritta = scritta(sent)?;
    let found = ufficio::guarda(&ctx.ente, who, &scritta).await?;
    let id = ufficio::pubblica(&ctx.ente, who, scritta, &found).await?;
    let body = Pubblicato { id: id.to_string() };
    Ok(Created { location: Some(format!("/api/v1/trasparenza/contenuti/{id}")), body })
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ritirato {
    #[schemars(description = "Perché: resta all'ufficio.")]
    motivo: String,
}

/// Withdraws.
pub(super) async fn ritira(ctx: Ctx, Path(id): Path<Uuid>, Sent(sent): Sent<Ritirato>) -> Result<Done, Error> {
    cura::ritira(&ctx.ente, ctx.who()?, id, &sent.motivo).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Verificata {
    #[schemars(description = "aggiornata, nulla o non_dovuta.")]
    esito: String,
    #[serde(default)]
    #[schemars(description = "Una nota; di ciò che non è dovuto la leggono tutti, e ci vuole.")]
    nota: String,
}

/// Says how a section stands.
pub(super) async fn verifica(
    ctx: Ctx,
    Path(codice): Path<String>,
    Sent(sent): Sent<Verificata>,
) -> Result<Done, Error> {
    let Some(esito) = Esito::from_code(&sent.esito) else {
        return Err(Refusal::because("`esito` può essere aggiornata, nulla o non_dovuta.").into());
    };
    cura::verifica(&ctx.ente, ctx.who()?, trova(&codice)?, esito, &sent.nota).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelto {
    #[schemars(description = "L'identificativo della persona.")]
    persona: Uuid,
}

/// Says who answers for a section.
pub(super) async fn responsabile(
    ctx: Ctx,
    Path(codice): Path<String>,
    Sent(sent): Sent<Scelto>,
) -> Result<Done, Error> {
    cura::assegna(&ctx.ente, ctx.who()?, trova(&codice)?, PersonId::from(sent.persona)).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Lotto {
    cig: String,
    #[schemars(description = "Il codice fiscale della struttura proponente.")]
    struttura_codice: String,
    struttura: String,
    oggetto: String,
    #[schemars(description = "Le due cifre della scelta del contraente, dalla tabella di ANAC.")]
    scelta: String,
    #[serde(default)]
    offerenti: Vec<Offerente>,
    #[schemars(description = "In centesimi, senza IVA.")]
    aggiudicato: u64,
    #[schemars(description = "In centesimi, senza IVA.")]
    liquidato: u64,
    #[serde(default)]
    inizio: Option<Date>,
    #[serde(default)]
    fine: Option<Date>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Offerente {
    #[schemars(
        description = "Il codice fiscale, o l'identificativo di un altro Paese con la sua sigla, come: DE 123456789."
    )]
    codice: String,
    nome: String,
    #[serde(default)]
    vince: bool,
    #[serde(default)]
    #[schemars(description = "Il nome del raggruppamento; vuoto per chi partecipa da solo.")]
    gruppo: String,
    #[serde(default)]
    #[schemars(description = "Il ruolo nel raggruppamento, da 01 a 05.")]
    ruolo: String,
}

/// Writes a lot of a year.
pub(super) async fn lotto(ctx: Ctx, Path(anno): Path<i64>, Sent(sent): Sent<Lotto>) -> Result<Done, Error> {
    let offerente = |one: Offerente| Riga {
        codice: one.codice,
        nome: one.nome,
        vince: one.vince,
        gruppo: one.gruppo,
        ruolo: one.ruolo,
    };
    let scritto = Scritto {
        cig: sent.cig,
        struttura_codice: sent.struttura_codice,
        struttura: sent.struttura,
        oggetto: sent.oggetto,
        scelta: sent.scelta,
        offerenti: sent.offerenti.into_iter().map(offerente).collect(),
        aggiudicato: sent.aggiudicato,
        liquidato: sent.liquidato,
        inizio: sent.inizio,
        fine: sent.fine,
    };
    scrivi_lotto(&ctx.ente, ctx.who()?, anno, &scritto).await?;
    Ok(Done)
}
