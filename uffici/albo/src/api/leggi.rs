//! The register, read by programs.

use kernel::{Date, Id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Ctx, Error, Json, Limit, Path, Query};

use crate::{
    elenca::{Filtro, Vista, Voce, elenca, una},
    pagine::dopo,
    tables::pubblicazione,
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[serde(default)]
    #[schemars(description = "Parole di oggetto, richiedente o atto.")]
    q: Option<String>,
    #[serde(default)]
    #[schemars(description = "Il codice del tipo di atto.")]
    tipo: Option<String>,
    #[serde(default)]
    #[schemars(description = "L'anno del numero.")]
    anno: Option<i64>,
    #[serde(default)]
    #[schemars(description = "Il numero nel registro dell'albo.")]
    numero: Option<i64>,
    #[serde(default)]
    #[schemars(description = "L'ufficio o l'ente che ha chiesto la pubblicazione, come lo dice il registro.")]
    richiedente: Option<String>,
    #[serde(default)]
    #[schemars(description = "Pubblicate da questo giorno (AAAA-MM-GG).")]
    dal: Option<String>,
    #[serde(default)]
    #[schemars(description = "Pubblicate fino a questo giorno, compreso (AAAA-MM-GG).")]
    al: Option<String>,
    #[serde(default)]
    #[schemars(description = "Parole dei documenti pubblicati.")]
    testo: Option<String>,
    #[serde(default)]
    #[schemars(description = "in-corso, sospese, concluse o annullate.")]
    vista: Option<String>,
    #[serde(default)]
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<String>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Elenco {
    pubblicazioni: Vec<Riga>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nullo sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Riga {
    id: String,
    numero: i64,
    anno: i64,
    tipo: String,
    oggetto: String,
    richiedente: String,
    esterno: bool,
    atto: Option<String>,
    pubblicata: String,
    #[schemars(description = "L'ultimo giorno, compreso, come stanno le cose.")]
    fino_al: String,
    #[schemars(description = "attiva, sospesa o annullata.")]
    stato: String,
    #[schemars(description = "Se la referta finale è fatta.")]
    referta: bool,
}

impl From<Voce> for Riga {
    fn from(Voce { riga, stato }: Voce) -> Self {
        Self {
            id: riga.id.to_string(),
            numero: riga.numero,
            anno: riga.anno,
            tipo: riga.tipo,
            oggetto: riga.oggetto,
            richiedente: riga.richiedente,
            esterno: riga.esterno,
            atto: riga.origine,
            pubblicata: riga.pubblicata_at.to_string(),
            fino_al: stato.fine_il.to_string(),
            stato: stato.stato,
            referta: stato.referta,
        }
    }
}

/// A page of the register.
pub(super) async fn elenco(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let wrong = |what: &str| Error::BadRequest(format!("`{what}` non si legge: controlla il valore mandato."));
    let tipo = match scelte.tipo.as_deref() {
        None => None,
        Some(code) => Some(porte::albo::Tipo::di(code).ok_or_else(|| wrong("tipo"))?),
    };
    let vista = match scelte.vista.as_deref() {
        None => None,
        Some(code) => Some(Vista::from_code(code).ok_or_else(|| wrong("vista"))?),
    };
    let dopo = match scelte.dopo.as_deref() {
        None => None,
        given => Some(dopo(given).ok_or_else(|| wrong("dopo"))?),
    };
    let giorno = |given: Option<&str>, what: &str| given.map(str::parse::<Date>).transpose().map_err(|_| wrong(what));
    let filtro = Filtro {
        q: Filtro::parole(&scelte.q.unwrap_or_default()),
        tipo,
        anno: scelte.anno,
        numero: scelte.numero,
        richiedente: scelte.richiedente.filter(|asker| !asker.trim().is_empty()),
        dal: giorno(scelte.dal.as_deref(), "dal")?,
        al: giorno(scelte.al.as_deref(), "al")?,
        testo: Filtro::parole(&scelte.testo.unwrap_or_default()),
        vista,
    };
    if filtro.al_contrario() {
        return Err(Error::BadRequest("`dal` viene dopo `al`: scambiali.".into()));
    }
    let limit = scelte.limite.rows();
    let mut rows = elenca(&ctx.ente, ctx.who()?, &filtro, dopo, u64::from(limit) + 1).await?;
    let more = rows.len() as u64 > u64::from(limit);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let prossima = rows.last().filter(|_| more).map(|voce| format!("{}-{}", voce.riga.anno, voce.riga.numero));
    Ok(Json(Elenco { pubblicazioni: rows.into_iter().map(Riga::from).collect(), prossima }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Scheda {
    pubblicazione: Riga,
    #[schemars(description = "I giorni che non contano.")]
    giorni_persi: Vec<String>,
    #[schemars(description = "Il giorno da cui l'atto è esecutivo o in vigore, se lo decide la pubblicazione.")]
    esecutiva_dal: Option<String>,
    documenti: Vec<Documento>,
    vicende: Vec<Fatto>,
    referte: Vec<Referta>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Documento {
    nome: String,
    #[schemars(description = "integrale oppure omissis.")]
    versione: String,
    #[schemars(description = "SHA-256 di ciò che è pubblicato, esadecimale.")]
    impronta: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Fatto {
    tipo: String,
    quando: String,
    motivo: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Referta {
    #[schemars(description = "affissione oppure finale.")]
    tipo: String,
    emessa: String,
    documento: String,
}

/// One of them.
pub(super) async fn scheda(ctx: Ctx, Path(id): Path<Id<pubblicazione::Entity>>) -> Result<Json<Scheda>, Error> {
    let found = una(&ctx.ente, ctx.who()?, id).await?;
    let documenti = found.documenti.into_iter().map(|one| Documento {
        impronta: one.documento.hash().to_string(),
        nome: one.documento.name,
        versione: one.riga.versione,
    });
    let vicende =
        found.fatti.into_iter().map(|one| Fatto { tipo: one.tipo, quando: one.at.to_string(), motivo: one.motivo });
    let referte = found.referte.into_iter().map(|one| Referta {
        tipo: one.tipo,
        emessa: one.emessa_at.to_string(),
        documento: one.documento_id.to_string(),
    });
    Ok(Json(Scheda {
        pubblicazione: Voce { riga: found.riga, stato: found.stato }.into(),
        giorni_persi: found.conto.persi.iter().map(ToString::to_string).collect(),
        esecutiva_dal: found.conto.esecutiva_dal.map(|day| day.to_string()),
        documenti: documenti.collect(),
        vicende: vicende.collect(),
        referte: referte.collect(),
    }))
}
