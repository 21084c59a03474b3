use std::collections::HashMap;

use authz::{PersonId, UnitId};
use kernel::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use web::{Created, Ctx, Error, IdempotencyKey, Json, Path, WithFiles};

use super::{
    annotazioni::AnnotazioneDati,
    collegamenti::CollegamentoDati,
    sportello::{CorrezioneDati, TermineDati},
};
use crate::{
    differita::DifferimentoId,
    registrazione::{
        note::da_controllare,
        registra::{Origine, registra_da as registra_atto},
        scheda::{Scheda, leggi as leggi_scheda},
    },
    rules::{Assegnatario, Nuova, Parte, Tipo, Verso, mezzi},
    tables::registrazione,
};

// A party, both ways.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ParteDati {
    nome: String,
    #[serde(default)]
    codice_fiscale: Option<String>,
    #[serde(default)]
    indirizzo: Option<String>,
}

// To whom an entry is given.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AssegnatarioDati {
    ufficio: UnitId,
    #[serde(default)]
    persona: Option<PersonId>,
    #[serde(default)]
    #[schemars(description = "Per conoscenza, e non per competenza.")]
    conoscenza: bool,
}

impl From<AssegnatarioDati> for Assegnatario {
    fn from(dati: AssegnatarioDati) -> Self {
        let tipo = if dati.conoscenza { Tipo::Conoscenza } else { Tipo::Competenza };
        Self { ufficio: dati.ufficio, persona: dati.persona, tipo }
    }
}

// What a program sends in the field `dati`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = esempio())]
pub(super) struct NuovaDati {
    verso: Verso,
    oggetto: String,
    #[serde(default)]
    #[schemars(description = "I mittenti di ciò che arriva, i destinatari di ciò che parte.")]
    parti: Vec<ParteDati>,
    #[schemars(extend("enum" = mezzi()))]
    mezzo: String,
    #[serde(default)]
    arrivata_il: Option<Date>,
    #[serde(default)]
    protocollo_mittente: Option<String>,
    #[serde(default)]
    data_mittente: Option<Date>,
    #[serde(default)]
    riservata: bool,
    #[serde(default)]
    classe: Option<String>,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    assegnazioni: Vec<AssegnatarioDati>,
    #[serde(default)]
    #[schemars(
        description = "Perché si tiene un codice fiscale che non supera il controllo: senza, un codice così è rifiutato."
    )]
    motivo_codice: Option<String>,
    #[serde(default)]
    #[schemars(
        description = "Il provvedimento in vigore con cui si registra in differita ciò che è arrivato in un giorno passato."
    )]
    pub(super) differimento: Option<DifferimentoId>,
}

fn esempio() -> Value {
    json!({
        "verso": "arrivo",
        "oggetto": "Richiesta di accesso agli atti del cantiere di via Roma",
        "mezzo": "portale",
        "parti": [{ "nome": "Verdi Luigi", "codice_fiscale": "VRDLGU80A01H501W" }],
    })
}

impl From<NuovaDati> for Nuova {
    fn from(dati: NuovaDati) -> Self {
        let parte = |parte: ParteDati| Parte {
            nome: parte.nome,
            codice_fiscale: parte.codice_fiscale,
            indirizzo: parte.indirizzo,
        };
        Self {
            verso: dati.verso,
            oggetto: dati.oggetto,
            parti: dati.parti.into_iter().map(parte).collect(),
            mezzo: dati.mezzo,
            arrivata_il: dati.arrivata_il,
            protocollo_mittente: dati.protocollo_mittente,
            data_mittente: dati.data_mittente,
            riservata: dati.riservata,
            classe: dati.classe,
            note: dati.note,
            assegnazioni: dati.assegnazioni.into_iter().map(Into::into).collect(),
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Registrata {
    anno: i64,
    numero: i64,
    #[schemars(extend("format" = "date-time"))]
    registrata_at: String,
    impronta: Option<String>,
}

/// Registers: a form with the field `dati` (JSON) and the files, the first being the main document. With the header
/// `Idempotency-Key` a call that is repeated gives the entry of the first.
pub(super) async fn registra(
    ctx: Ctx,
    IdempotencyKey(chiave): IdempotencyKey,
    WithFiles { dati, files }: WithFiles<NuovaDati>,
) -> Result<Created<Registrata>, Error> {
    let who = ctx.who()?;
    // The key is the person's own: two people who choose the same word do not meet.
    let chiave = chiave.map(|key| format!("api:{}:{key}", who.person));
    let origine =
        Origine { motivo_codice: dati.motivo_codice.clone(), differimento: dati.differimento, ..Origine::default() };
    let riga = registra_atto(&ctx.ente, who, &dati.into(), &files, chiave.as_deref(), &origine).await?;
    Ok(nata(riga))
}

/// What a program is told of an entry that it has made.
pub(super) fn nata(riga: registrazione::Model) -> Created<Registrata> {
    let place = format!("/api/v1/protocollo/registrazioni/{}/{}", riga.anno, riga.numero);
    let body = Registrata {
        anno: riga.anno,
        numero: riga.numero,
        registrata_at: riga.registrata_at.to_string(),
        impronta: riga.impronta,
    };
    Created { location: Some(place), body }
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Intera {
    anno: i64,
    numero: i64,
    verso: Verso,
    #[schemars(extend("format" = "date-time"))]
    registrata_at: String,
    oggetto: String,
    mezzo: String,
    arrivata_il: Option<Date>,
    protocollo_mittente: Option<String>,
    data_mittente: Option<Date>,
    riservata: bool,
    annullata: bool,
    classe: Option<String>,
    parti: Vec<ParteDati>,
    documenti: Vec<DocumentoDati>,
    assegnazioni: Vec<AssegnazioneDati>,
    #[schemars(description = "Gli estremi del provvedimento con cui è stata registrata in differita.")]
    differita: Option<String>,
    #[schemars(description = "Che cosa è stato corretto; i dati qui sopra sono quelli che valgono ora.")]
    correzioni: Vec<CorrezioneDati>,
    termini: Vec<TermineDati>,
    #[schemars(description = "Le annotazioni aggiunte dopo, dalla prima.")]
    annotazioni: Vec<AnnotazioneDati>,
    #[schemars(description = "I collegamenti fatti dopo con altre registrazioni che puoi vedere, anche sciolti.")]
    collegamenti: Vec<CollegamentoDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DocumentoDati {
    id: String,
    nome: String,
    impronta: String,
    byte: i64,
    tipo: &'static str,
    principale: bool,
    #[schemars(description = "Se è entrato mentre l'antivirus non rispondeva: che cosa se ne sa, in una frase.")]
    antivirus: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct AssegnazioneDati {
    id: String,
    ufficio: UnitId,
    persona: Option<PersonId>,
    tipo: String,
    stato: String,
    motivo: Option<String>,
}

/// One entry whole.
pub(super) async fn leggi(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Json<Intera>, Error> {
    let scheda = leggi_scheda(&ctx.ente, ctx.who()?, anno, numero).await?;
    let unseen = da_controllare(&ctx.ente, &scheda).await?;
    Ok(Json(intera(scheda, &unseen)))
}

fn intera(scheda: Scheda, unseen: &HashMap<Vec<u8>, String>) -> Intera {
    let Scheda {
        riga,
        stato,
        parti,
        documenti,
        assegnazioni,
        differita,
        correzioni,
        termini,
        annotazioni,
        collegamenti,
        ..
    } = scheda;
    Intera {
        differita: differita.map(|act| act.provvedimento),
        correzioni: correzioni.into_iter().map(Into::into).collect(),
        termini: termini.into_iter().map(Into::into).collect(),
        annotazioni: annotazioni.into_iter().map(Into::into).collect(),
        collegamenti: collegamenti.into_iter().map(Into::into).collect(),
        anno: riga.anno,
        numero: riga.numero,
        verso: Verso::from_code(&riga.verso).unwrap_or(Verso::Arrivo),
        registrata_at: riga.registrata_at.to_string(),
        oggetto: riga.oggetto,
        mezzo: riga.mezzo,
        arrivata_il: riga.arrivata_il,
        protocollo_mittente: riga.protocollo_mittente,
        data_mittente: riga.data_mittente,
        riservata: riga.riservata,
        annullata: stato.annullata,
        classe: stato.classe,
        parti: parti
            .into_iter()
            .map(|parte| ParteDati {
                nome: parte.nome,
                codice_fiscale: parte.codice_fiscale,
                indirizzo: parte.indirizzo,
            })
            .collect(),
        documenti: documenti
            .into_iter()
            .map(|(allegato, document)| DocumentoDati {
                id: document.id.to_string(),
                tipo: document.format().media_type(),
                nome: document.name,
                impronta: allegato.impronta,
                byte: document.size,
                principale: allegato.principale,
                antivirus: unseen.get(&document.sha256).cloned(),
            })
            .collect(),
        assegnazioni: assegnazioni
            .into_iter()
            .map(|a| AssegnazioneDati {
                id: a.id.to_string(),
                ufficio: a.ufficio_id,
                persona: a.persona_id,
                tipo: a.tipo,
                stato: a.stato,
                motivo: a.motivo,
            })
            .collect(),
    }
}
