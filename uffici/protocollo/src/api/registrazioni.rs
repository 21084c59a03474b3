use authz::{PersonId, UnitId};
use axum::extract::{Path, Query, Request};
use kernel::Date;
use serde::{Deserialize, Serialize};
use web::{Ctx, Error, HeaderMap, IntoResponse, Json, Response, StatusCode};

use crate::{
    registrazione::{
        elenca::{Filtro, Voce, elenca as voci},
        registra::registra as registra_atto,
        scheda::{Scheda, leggi as leggi_scheda},
    },
    rules::{Assegnatario, Nuova, Parte, Tipo, Verso},
};

/// A party, both ways.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ParteDati {
    nome: String,
    #[serde(default)]
    codice_fiscale: Option<String>,
    #[serde(default)]
    indirizzo: Option<String>,
}

/// To whom an entry is given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AssegnatarioDati {
    ufficio: UnitId,
    #[serde(default)]
    persona: Option<PersonId>,
    #[serde(default)]
    conoscenza: bool,
}

impl From<AssegnatarioDati> for Assegnatario {
    fn from(dati: AssegnatarioDati) -> Self {
        let tipo = if dati.conoscenza { Tipo::Conoscenza } else { Tipo::Competenza };
        Self { ufficio: dati.ufficio, persona: dati.persona, tipo }
    }
}

/// What a program sends in the field `dati`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NuovaDati {
    verso: Verso,
    oggetto: String,
    #[serde(default)]
    parti: Vec<ParteDati>,
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

#[derive(Debug, Serialize)]
struct Registrata {
    anno: i64,
    numero: i64,
    registrata_at: String,
    impronta: Option<String>,
}

/// Registers: a form with the field `dati` (JSON) and the files, the first being the main document. With the header
/// `Idempotency-Key` a call that is repeated gives the entry of the first.
pub(super) async fn registra(ctx: Ctx, headers: HeaderMap, request: Request) -> Result<Response, Error> {
    let who = ctx.who()?;
    let uploaded = web::receive(&ctx.ente, request).await?;
    let dati: NuovaDati = serde_json::from_str(uploaded.field("dati")).map_err(|error| {
        Error::BadRequest(format!("Il campo \"dati\" non si legge come JSON di una registrazione: {error}."))
    })?;
    let files: Vec<_> = uploaded.files.into_iter().map(|(_, name, stored)| (name, stored)).collect();
    // The key is the person's own: two people who choose the same word do not meet.
    let chiave = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
        .filter(|key| !key.is_empty() && key.len() <= 100);
    let chiave = chiave.map(|key| format!("api:{}:{key}", who.person));
    let riga = registra_atto(&ctx.ente, who, &dati.into(), &files, chiave.as_deref()).await?;
    let place = format!("/api/v1/protocollo/registrazioni/{}/{}", riga.anno, riga.numero);
    let body = Registrata {
        anno: riga.anno,
        numero: riga.numero,
        registrata_at: riga.registrata_at.to_string(),
        impronta: riga.impronta,
    };
    Ok((StatusCode::CREATED, [("location", place)], Json(body)).into_response())
}

#[derive(Debug, Serialize)]
struct Intera {
    anno: i64,
    numero: i64,
    verso: Verso,
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
}

#[derive(Debug, Serialize)]
struct DocumentoDati {
    id: String,
    nome: String,
    impronta: String,
    byte: i64,
    tipo: &'static str,
    principale: bool,
}

#[derive(Debug, Serialize)]
struct AssegnazioneDati {
    id: String,
    ufficio: UnitId,
    persona: Option<PersonId>,
    tipo: String,
    stato: String,
    motivo: Option<String>,
}

/// One entry whole.
pub(super) async fn leggi(ctx: Ctx, Path((anno, numero)): Path<(i64, i64)>) -> Result<Response, Error> {
    let scheda = leggi_scheda(&ctx.ente, ctx.who()?, anno, numero).await?;
    Ok(Json(intera(scheda)).into_response())
}

fn intera(scheda: Scheda) -> Intera {
    let Scheda { riga, stato, parti, documenti, assegnazioni, .. } = scheda;
    Intera {
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

/// Which entries a program asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    verso: Option<Verso>,
    dal: Option<Date>,
    al: Option<Date>,
    classe: Option<String>,
    #[serde(default)]
    da_assegnare: bool,
    #[serde(default)]
    per_me: bool,
    prima_anno: Option<i64>,
    prima_numero: Option<i64>,
    limite: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Elenco {
    registrazioni: Vec<VoceDati>,
    /// Year and number to ask for as `prima_anno` and `prima_numero`; none on the last page.
    prossima: Option<(i64, i64)>,
}

#[derive(Debug, Serialize)]
struct VoceDati {
    anno: i64,
    numero: i64,
    verso: Verso,
    registrata_at: String,
    oggetto: String,
    parte: Option<String>,
    classe: Option<String>,
    annullata: bool,
    riservata: bool,
    documenti: i64,
}

/// A page of the list, newest first: at most 200 entries, 50 if nothing is said.
pub(super) async fn elenca(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let limit = scelte.limite.unwrap_or(50).clamp(1, 200);
    let filtro = Filtro {
        verso: scelte.verso,
        dal: scelte.dal,
        al: scelte.al,
        classe: scelte.classe,
        da_assegnare: scelte.da_assegnare,
        per_me: scelte.per_me,
        ..Filtro::default()
    };
    let prima = scelte.prima_anno.zip(scelte.prima_numero);
    let mut found = voci(&ctx.ente, ctx.who()?, &filtro, prima, limit + 1).await?;
    let more = found.len() as u64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let prossima = found.last().filter(|_| more).map(|voce| (voce.anno, voce.numero));
    Ok(Json(Elenco { registrazioni: found.into_iter().map(voce).collect(), prossima }).into_response())
}

fn voce(voce: Voce) -> VoceDati {
    VoceDati {
        anno: voce.anno,
        numero: voce.numero,
        verso: voce.verso,
        registrata_at: voce.registrata_at.to_string(),
        oggetto: voce.oggetto,
        parte: voce.parte,
        classe: voce.classe,
        annullata: voce.annullata,
        riservata: voce.riservata,
        documenti: voce.documenti,
    }
}
