use directory::{Address, AddressKind, Filter, Kind, NewAddress, NewSubject, SubjectId, ipa, subject};
use kernel::{Date, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Created, Ctx, Done, Error, Json, Limit, Path, Query, Sent};

use crate::azioni::{aggiungi_indirizzo, correggi as correggi_scheda, crea, ritira_indirizzo};

/// Which records a program asks for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[serde(default)]
    #[schemars(description = "L'inizio di una o più parole del nome, o un codice.")]
    q: String,
    #[serde(default)]
    #[schemars(description = "persona, impresa o ente.")]
    tipo: Option<String>,
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<SubjectId>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Elenco {
    schede: Vec<Scheda>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nullo sull'ultima.")]
    prossima: Option<String>,
}

// A record as a program reads it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Scheda {
    pub(super) id: String,
    tipo: &'static str,
    nome: String,
    codice_fiscale: Option<String>,
    partita_iva: Option<String>,
    pec: Option<String>,
    email: Option<String>,
    indirizzo: Option<String>,
    codice_ipa: Option<String>,
    #[schemars(description = "Perché si tiene un codice che non supera il controllo; nullo se i codici tornano.")]
    motivo_codice: Option<String>,
    #[schemars(
        description = "Da rimandare come `visto` quando si corregge: se nel frattempo è cambiata, si viene avvisati."
    )]
    visto: String,
}

impl From<subject::Model> for Scheda {
    fn from(row: subject::Model) -> Self {
        Self {
            visto: directory::version(&row),
            id: row.id.to_string(),
            tipo: row.kind.code(),
            nome: row.name,
            codice_fiscale: row.tax_code,
            partita_iva: row.vat_number,
            pec: row.pec,
            email: row.email,
            indirizzo: row.address,
            codice_ipa: row.ipa,
            motivo_codice: row.code_note,
        }
    }
}

fn tipo(text: &str) -> Result<Kind, Refusal> {
    Kind::from_code(text).ok_or_else(|| {
        let mut refusal = Refusal::default();
        refusal.add(Some("tipo"), "Il tipo può essere persona, impresa o ente.");
        refusal
    })
}

/// A page of the directory, by name.
pub(super) async fn elenca(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let kind = scelte.tipo.as_deref().map(tipo).transpose()?;
    let filter = Filter { kind, text: scelte.q.chars().take(200).collect() };
    let read = ctx.ente.db().read().await?;
    let limit = u64::from(scelte.limite.rows());
    let found = directory::page(ctx.who()?, &read, scelte.dopo, limit, &filter).await.map_err(crate::Error::from)?;
    let schede = found.subjects.into_iter().map(Into::into).collect();
    Ok(Json(Elenco { schede, prossima: found.next.map(|id| id.to_string()) }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Intera {
    scheda: Scheda,
    indirizzi: Vec<Indirizzo>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Indirizzo {
    #[schemars(description = "pec, email o postale.")]
    tipo: &'static str,
    valore: String,
    #[schemars(description = "Se è quello proposto per primo: per la PEC, il domicilio digitale.")]
    principale: bool,
    dal: Option<Date>,
    #[schemars(description = "L'ultimo giorno in cui è valso; nullo se è in uso.")]
    al: Option<Date>,
    nota: Option<String>,
}

impl From<Address> for Indirizzo {
    fn from(address: Address) -> Self {
        Self {
            tipo: address.kind.code(),
            valore: address.value,
            principale: address.main,
            dal: address.from,
            al: address.to,
            nota: address.note,
        }
    }
}

/// One of them; of one that was merged, its survivor.
pub(super) async fn una(ctx: Ctx, Path(id): Path<SubjectId>) -> Result<Json<Intera>, Error> {
    let read = ctx.ente.db().read().await?;
    let row = directory::view(ctx.who()?, &read, id).await.map_err(crate::Error::from)?;
    let row = row.ok_or(crate::Error::NotFound)?;
    let addresses = directory::addresses(&read, &row).await.map_err(crate::Error::from)?;
    Ok(Json(Intera { scheda: row.into(), indirizzi: addresses.into_iter().map(Into::into).collect() }))
}

// A record as a program writes it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = esempio())]
pub(super) struct Dati {
    #[schemars(description = "persona, impresa o ente.")]
    tipo: String,
    nome: String,
    #[serde(default)]
    codice_fiscale: Option<String>,
    #[serde(default)]
    partita_iva: Option<String>,
    #[serde(default)]
    pec: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    indirizzo: Option<String>,
    #[serde(default)]
    codice_ipa: Option<String>,
    #[serde(default)]
    #[schemars(
        description = "Perché si tiene un codice che non supera il controllo: senza, un codice così è rifiutato."
    )]
    motivo_codice: Option<String>,
    #[serde(default)]
    #[schemars(description = "Solo per correggere: il `visto` della scheda letta.")]
    visto: Option<String>,
}

fn esempio() -> serde_json::Value {
    json!({ "tipo": "impresa", "nome": "Edilnova S.r.l.", "partita_iva": "11111111115", "pec": "edilnova@pec.example.it" })
}

impl Dati {
    pub(super) fn letti(self) -> Result<(NewSubject, Option<String>), Refusal> {
        let new = NewSubject {
            kind: tipo(&self.tipo)?,
            name: self.nome,
            tax_code: self.codice_fiscale,
            vat_number: self.partita_iva,
            pec: self.pec,
            email: self.email,
            address: self.indirizzo,
            ipa: self.codice_ipa,
            code_note: self.motivo_codice,
        };
        Ok((new, self.visto))
    }
}

/// Adds one.
pub(super) async fn aggiungi(ctx: Ctx, Sent(dati): Sent<Dati>) -> Result<Created<Scheda>, Error> {
    let (new, _) = dati.letti()?;
    let row = crea(&ctx.ente, ctx.who()?, new).await?;
    let location = Some(format!("/api/v1/rubrica/schede/{}", row.id));
    Ok(Created { location, body: row.into() })
}

/// Corrects one: what is left out is taken away.
pub(super) async fn correggi(
    ctx: Ctx,
    Path(id): Path<SubjectId>,
    Sent(dati): Sent<Dati>,
) -> Result<Json<Scheda>, Error> {
    let (new, visto) = dati.letti()?;
    Ok(Json(correggi_scheda(&ctx.ente, ctx.who()?, id, visto.as_deref(), new).await?.into()))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NuovoIndirizzo {
    #[schemars(description = "pec, email o postale.")]
    tipo: String,
    valore: String,
    #[serde(default)]
    dal: Option<Date>,
    #[serde(default)]
    #[schemars(description = "Se da ora è quello proposto per primo.")]
    principale: bool,
}

fn tipo_indirizzo(text: &str) -> Result<AddressKind, Refusal> {
    AddressKind::from_code(text).ok_or_else(|| {
        let mut refusal = Refusal::default();
        refusal.add(Some("tipo"), "Il tipo può essere pec, email o postale.");
        refusal
    })
}

/// Adds an address.
pub(super) async fn indirizzo(
    ctx: Ctx,
    Path(id): Path<SubjectId>,
    Sent(sent): Sent<NuovoIndirizzo>,
) -> Result<Done, Error> {
    let kind = tipo_indirizzo(&sent.tipo)?;
    let new = NewAddress { kind, value: sent.valore, from: sent.dal, main: sent.principale };
    aggiungi_indirizzo(&ctx.ente, ctx.who()?, id, &new).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ritiro {
    #[schemars(description = "pec, email o postale.")]
    tipo: String,
    valore: String,
    #[serde(default)]
    #[schemars(description = "L'ultimo giorno in cui è valso; senza, oggi.")]
    al: Option<Date>,
    #[serde(default)]
    motivo: Option<String>,
}

/// Notes that an address is used no more.
pub(super) async fn ritiro(ctx: Ctx, Path(id): Path<SubjectId>, Sent(sent): Sent<Ritiro>) -> Result<Done, Error> {
    let kind = tipo_indirizzo(&sent.tipo)?;
    ritira_indirizzo(&ctx.ente, ctx.who()?, id, (kind, &sent.valore), sent.al, sent.motivo).await?;
    Ok(Done)
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Cerca {
    #[serde(default)]
    #[schemars(description = "L'inizio di una o più parole del nome, o il codice.")]
    q: String,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Indice {
    #[schemars(description = "Quando è stata caricata la copia; nullo se non ce n'è una.", extend("format" = "date-time"))]
    copia_del: Option<String>,
    enti: Vec<Ente>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Ente {
    codice_ipa: String,
    #[schemars(description = "Il codice dell'area o dell'unità; nullo per l'ente intero.")]
    codice: Option<String>,
    nome: String,
    #[schemars(description = "Il nome dell'area o dell'unità.")]
    parte: Option<String>,
    codice_fiscale: Option<String>,
    pec: Option<String>,
}

/// What the copy of the index has.
pub(super) async fn indice(ctx: Ctx, Query(cerca): Query<Cerca>) -> Result<Json<Indice>, Error> {
    ctx.who()?.require(&directory::CONSULTA)?;
    let read = ctx.ente.db().read().await?;
    let words: String = cerca.q.chars().take(100).collect();
    let found = ipa::look(&read, &words, u64::from(cerca.limite.rows())).await.map_err(crate::Error::from)?;
    let copy = ipa::copy(&read).await.map_err(crate::Error::from)?;
    let ente = |line: ipa::IpaLine| Ente {
        codice_ipa: line.ipa,
        codice: line.code,
        nome: line.name,
        parte: line.part,
        codice_fiscale: line.tax_code,
        pec: line.pec,
    };
    let enti = found.into_iter().map(ente).collect();
    Ok(Json(Indice { copia_del: copy.map(|copy| copy.loaded_at.to_string()), enti }))
}
