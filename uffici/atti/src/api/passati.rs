//! Past acts for programs: PDFs brought and read, confirmed, corrected, found.

use kernel::{Cents, Date, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Created, Ctx, Done, Error, Json, Limit, Path, Query, Routes, Sent, WithFiles};

use crate::{
    pagine::{CONSULTANO, RIPORTANO},
    passati::{
        Caricato, Dati, Filtro, PassatoId, Proposta, PropostaId, carica, conferma, correggi, elenca, leggi, proposte,
        scarta, voce,
    },
    rules::passati::Trovato,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api_get(
            "/api/v1/atti/passati",
            CONSULTANO,
            "Legge una pagina del registro degli atti passati, dall'ultimo riportato",
            pagina,
        )
        .api_get("/api/v1/atti/passati/{id}", CONSULTANO, "Legge un atto passato", uno)
        .api_post(
            "/api/v1/atti/passati/{id}/correzioni",
            RIPORTANO,
            "Corregge un atto passato, o lo apre a chi consulta gli atti",
            corregge,
        )
        .api_get(
            "/api/v1/atti/passati/proposte",
            RIPORTANO,
            "Legge gli atti passati che aspettano la propria conferma",
            in_attesa,
        )
        .api_post("/api/v1/atti/passati/proposte", RIPORTANO, "Porta i PDF di atti passati e ne legge i dati", porta)
        .api_post(
            "/api/v1/atti/passati/proposte/{id}",
            RIPORTANO,
            "Conferma un atto passato con i suoi dati",
            conferma_uno,
        )
        .api_post(
            "/api/v1/atti/passati/proposte/{id}/scarto",
            RIPORTANO,
            "Scarta un atto passato che aspetta la propria conferma",
            scarta_uno,
        )
}

/// A past act, as lists tell it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(description = "Un atto passato, come lo dicono gli elenchi.")]
pub(crate) struct Passato {
    id: String,
    tipo: String,
    #[schemars(description = "Il registro in cui stava: determine, giunta, consiglio …")]
    registro: String,
    #[schemars(description = "La serie nel registro, come un settore; vuota per quella generale.")]
    serie: String,
    anno: i64,
    numero: i64,
    settore_numero: Option<i64>,
    data: String,
    oggetto: String,
    #[schemars(description = "Come si cita: Determinazione n. 45 del 12/03/2019.")]
    estremi: String,
    #[schemars(description = "Vero finché qualcuno non lo apre.")]
    riservato: bool,
    firmatari: Vec<String>,
    #[schemars(description = "In centesimi.")]
    importi: Vec<i64>,
    cup: Vec<String>,
    cig: Vec<String>,
    #[schemars(description = "Quale scrittura è: la prima, o quante correzioni ha più una.")]
    n: i64,
    #[schemars(description = "Perché fu corretto così; nullo nella prima scrittura.")]
    motivo: Option<String>,
}

impl Passato {
    pub(crate) fn di(row: &voce::Model) -> Self {
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        Self {
            id: row.passato_id.to_string(),
            tipo: row.tipo.clone(),
            registro: row.registro.clone(),
            serie: row.serie.clone(),
            anno: row.anno,
            numero: row.numero,
            settore_numero: row.settore_numero,
            data: row.data.to_string(),
            oggetto: row.oggetto.clone(),
            estremi: row.estremi(),
            riservato: row.riservato,
            firmatari: lines(&row.firmatari),
            importi: row.importi().iter().map(|cents| cents.0).collect(),
            cup: lines(&row.cup),
            cig: lines(&row.cig),
            n: row.n,
            motivo: row.motivo.clone(),
        }
    }
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scelte {
    #[serde(default)]
    #[schemars(description = "Il registro, come determine.")]
    registro: Option<String>,
    #[serde(default)]
    anno: Option<i64>,
    #[serde(default)]
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<PassatoId>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Pagina {
    atti: Vec<Passato>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nullo sull'ultima.")]
    prossima: Option<String>,
}

/// A page of the register.
async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Pagina>, Error> {
    let limit = u64::from(scelte.limite.rows());
    let filtro = Filtro { registro: scelte.registro, anno: scelte.anno, dopo: scelte.dopo };
    let mut rows = elenca(&ctx.ente, ctx.who()?, &filtro, limit + 1).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let prossima = rows.last().filter(|_| more).map(|row| row.passato_id.to_string());
    Ok(Json(Pagina { atti: rows.iter().map(Passato::di).collect(), prossima }))
}

#[derive(Debug, Serialize, JsonSchema)]
struct Intero {
    atto: Passato,
    #[schemars(description = "L'impronta SHA-256 del file.")]
    impronta: String,
    #[schemars(description = "Le scritture di prima, dall'ultima.")]
    prima: Vec<Passato>,
}

/// A past act.
async fn uno(ctx: Ctx, Path(id): Path<PassatoId>) -> Result<Json<Intero>, Error> {
    let found = leggi(&ctx.ente, ctx.who()?, id).await?;
    let impronta = found.documento.hash().to_string();
    let mut rows = found.voci.iter();
    let last = rows.next().ok_or(crate::Error::NotFound)?;
    Ok(Json(Intero { atto: Passato::di(last), impronta, prima: rows.map(Passato::di).collect() }))
}

/// What a person confirms.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(description = "I dati che una persona conferma.")]
struct Confermato {
    #[schemars(description = "Il tipo, come determina o delibera_giunta.")]
    tipo: String,
    #[serde(default)]
    #[schemars(description = "La serie nel registro, come un settore o «bis»; vuota per quella generale.")]
    serie: String,
    numero: i64,
    #[serde(default)]
    settore_numero: Option<i64>,
    #[schemars(description = "La data dell'atto, come 2019-03-12: il suo anno è quello del registro.")]
    data: String,
    oggetto: String,
    #[serde(default)]
    firmatari: Vec<String>,
    #[serde(default)]
    #[schemars(description = "In centesimi.")]
    importi: Vec<i64>,
    #[serde(default)]
    cup: Vec<String>,
    #[serde(default)]
    cig: Vec<String>,
}

impl Confermato {
    fn dati(self) -> Result<Dati, Refusal> {
        let mut no = Refusal::default();
        let data = self.data.parse::<Date>().ok();
        if data.is_none() {
            no.add(Some("data"), "La data si scrive come 2019-03-12.");
        }
        no.unless_empty(Dati {
            tipo: self.tipo,
            serie: self.serie,
            numero: Some(self.numero),
            settore_numero: self.settore_numero,
            data,
            oggetto: self.oggetto,
            firmatari: self.firmatari,
            importi: self.importi.into_iter().map(Cents).collect(),
            cup: self.cup,
            cig: self.cig,
        })
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Correzione {
    #[schemars(description = "La scrittura che si è vista: `n`.")]
    visto: i64,
    #[serde(default)]
    #[schemars(
        description = "Vero per aprirlo, con il suo PDF, a chi consulta gli atti; altrimenti resta o torna riservato."
    )]
    aperto: bool,
    motivo: String,
    #[schemars(description = "I dati, tutti: anche quelli che non cambiano.")]
    dati: Confermato,
}

/// Corrects one.
async fn corregge(ctx: Ctx, Path(id): Path<PassatoId>, Sent(sent): Sent<Correzione>) -> Result<Done, Error> {
    let what = (sent.visto, sent.aperto, sent.motivo.as_str());
    correggi(&ctx.ente, ctx.who()?, id, what, &sent.dati.dati()?).await?;
    Ok(Done)
}

/// A value that was read, and why.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(description = "Un valore letto nel documento, con le parole da cui viene.")]
struct Letto {
    valore: String,
    #[schemars(description = "Le parole del testo da cui viene.")]
    parole: String,
    #[schemars(description = "sicuro, probabile, da controllare.")]
    certezza: &'static str,
}

impl Letto {
    fn di<T: ToString>(found: &Trovato<T>) -> Self {
        Self { valore: found.valore.to_string(), parole: found.parole.clone(), certezza: found.certezza.detta() }
    }

    fn centesimi(found: &Trovato<Cents>) -> Self {
        Self { valore: found.valore.0.to_string(), parole: found.parole.clone(), certezza: found.certezza.detta() }
    }

    fn tutti(found: &[Trovato<String>]) -> Vec<Self> {
        found.iter().map(Self::di).collect()
    }
}

#[derive(Debug, Serialize, JsonSchema)]
struct InAttesa {
    id: String,
    #[schemars(description = "Il nome del file.")]
    nome: String,
    impronta: String,
    tipo: Option<Letto>,
    numero: Option<Letto>,
    settore_numero: Option<Letto>,
    data: Option<Letto>,
    oggetto: Option<Letto>,
    firmatari: Vec<Letto>,
    #[schemars(description = "In centesimi.")]
    importi: Vec<Letto>,
    cup: Vec<Letto>,
    cig: Vec<Letto>,
    #[schemars(description = "Che cosa va guardato da una persona.")]
    note: Vec<String>,
}

impl InAttesa {
    fn di(waiting: &Proposta) -> Self {
        let read = &waiting.letto;
        Self {
            id: waiting.id.to_string(),
            nome: waiting.nome.clone(),
            impronta: waiting.impronta.to_string(),
            tipo: read.tipo.as_ref().map(Letto::di),
            numero: read.numero.as_ref().map(Letto::di),
            settore_numero: read.di_settore.as_ref().map(Letto::di),
            data: read.data.as_ref().map(Letto::di),
            oggetto: read.oggetto.as_ref().map(Letto::di),
            firmatari: Letto::tutti(&read.firmatari),
            importi: read.importi.iter().map(Letto::centesimi).collect(),
            cup: Letto::tutti(&read.cup),
            cig: Letto::tutti(&read.cig),
            note: waiting.avviso.iter().chain(&read.note).cloned().collect(),
        }
    }
}

/// Those that wait.
async fn in_attesa(ctx: Ctx) -> Result<Json<Vec<InAttesa>>, Error> {
    let waiting = proposte(&ctx.ente, ctx.who()?).await?;
    Ok(Json(waiting.iter().map(InAttesa::di).collect()))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Portati {
    #[schemars(description = "L'identificativo dell'ufficio per cui si portano.")]
    unita: String,
}

/// What became of a file.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(description = "Che cosa ne è stato di un file.")]
struct Preso {
    nome: String,
    #[schemars(description = "L'identificativo della proposta, da confermare; nullo se il file non è stato preso.")]
    proposta: Option<String>,
    #[schemars(description = "Perché non è stato preso.")]
    rifiuto: Option<String>,
}

/// Brings PDFs.
async fn porta(ctx: Ctx, WithFiles { dati, files }: WithFiles<Portati>) -> Result<Created<Vec<Preso>>, Error> {
    let Ok(unita) = dati.unita.parse() else {
        return Err(crate::Error::campo("unita", "Non è l'identificativo di un ufficio.").into());
    };
    let taken = carica(&ctx.ente, ctx.who()?, unita, &files).await?;
    let told = taken.into_iter().map(|one| match one.esito {
        Caricato::Proposto(id) => Preso { nome: one.nome, proposta: Some(id.to_string()), rifiuto: None },
        Caricato::Rifiutato(why) => Preso { nome: one.nome, proposta: None, rifiuto: Some(why) },
    });
    Ok(Created { location: None, body: told.collect() })
}

#[derive(Debug, Serialize, JsonSchema)]
struct Riportato {
    id: String,
}

/// Confirms one.
async fn conferma_uno(
    ctx: Ctx,
    Path(id): Path<PropostaId>,
    Sent(sent): Sent<Confermato>,
) -> Result<Created<Riportato>, Error> {
    let made = conferma(&ctx.ente, ctx.who()?, id, &sent.dati()?).await?;
    let location = Some(format!("/api/v1/atti/passati/{made}"));
    Ok(Created { location, body: Riportato { id: made.to_string() } })
}

/// Throws one away: the file that was read is none of this register's.
async fn scarta_uno(ctx: Ctx, Path(id): Path<PropostaId>) -> Result<Done, Error> {
    scarta(&ctx.ente, ctx.who()?, id).await?;
    Ok(Done)
}
