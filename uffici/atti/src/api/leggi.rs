//! For programs: acts in pages, and one whole.

use documents::document;
use kernel::{Cents, Id};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Ctx, Error, Json, Limit, Path, Query};

use super::{allegati::Allegato, passati::Passato, testo::Commento};
use crate::{
    atto::dati::Dati,
    elenca::Filtro,
    leggi::{Scheda, leggi},
    rules::chiavi::Ricerca,
    sfoglia::{posto_valido, sfoglia},
    tables::{AttoId, stato},
};

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[serde(default)]
    #[schemars(description = "Il tipo, come determina.")]
    tipo: Option<String>,
    #[serde(default)]
    #[schemars(description = "Vero per gli adottati, falso per gli altri.")]
    adottati: Option<bool>,
    #[serde(default)]
    #[schemars(description = "L'anno del registro; allora solo gli adottati.")]
    anno: Option<i64>,
    #[serde(default)]
    #[schemars(description = "Parole dell'oggetto, del numero, del testo e dei nomi degli allegati.")]
    testo: String,
    #[serde(default)]
    #[schemars(description = "Il CIG di una riga contabile, intero.")]
    cig: String,
    #[serde(default)]
    #[schemars(description = "Il CUP di una riga contabile, intero.")]
    cup: String,
    #[serde(default)]
    #[schemars(description = "Il capitolo di una riga contabile, intero.")]
    capitolo: String,
    #[serde(default)]
    #[schemars(description = "Parole intere del nome di un creditore, o il suo codice fiscale o partita IVA.")]
    creditore: String,
    #[serde(default)]
    #[schemars(description = "Parole intere del nome di chi ha firmato l'atto.")]
    firmatario: String,
    #[serde(default)]
    #[schemars(description = "L'importo più basso, di una riga o di tutte insieme, in centesimi.")]
    importo_da: Option<i64>,
    #[serde(default)]
    #[schemars(description = "L'importo più alto, di una riga o di tutte insieme, in centesimi.")]
    importo_a: Option<i64>,
    #[serde(default)]
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<String>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Elenco {
    atti: Vec<Voce>,
    #[schemars(
        description = "Gli atti di prima di questo programma: solo cercando parole, codici, importi o firmatari."
    )]
    passati: Vec<Passato>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nullo sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Voce {
    id: String,
    tipo: String,
    #[schemars(description = "Il codice dell'iter.")]
    iter: String,
    oggetto: String,
    riservato: bool,
    #[schemars(description = "Il registro, l'anno e il numero; nulli finché non è adottato.")]
    registro: Option<String>,
    anno: Option<i64>,
    numero: Option<i64>,
    #[schemars(description = "Come si cita: Determinazione n. 195 del 17/03/2026.")]
    estremi: Option<String>,
    #[schemars(description = "Da quando ha effetto.")]
    efficace_dal: Option<String>,
    #[schemars(description = "revocato, annullato o sostituito; nullo se vale.")]
    superato: Option<String>,
}

impl Voce {
    fn di(row: &stato::Model) -> Self {
        Self {
            id: row.atto_id.to_string(),
            tipo: row.tipo.clone(),
            iter: row.iter.clone(),
            oggetto: row.oggetto.clone(),
            riservato: row.riservato,
            registro: row.registro.clone(),
            anno: row.anno,
            numero: row.numero,
            estremi: row.estremi(),
            efficace_dal: row.efficace_dal.map(|day| day.to_string()),
            superato: row.superato.clone(),
        }
    }
}

/// A page of acts.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let ricerca = Ricerca {
        cig: scelte.cig,
        cup: scelte.cup,
        capitolo: scelte.capitolo,
        creditore: scelte.creditore,
        firmatario: scelte.firmatario,
        importo_da: scelte.importo_da.map(Cents),
        importo_a: scelte.importo_a.map(Cents),
    };
    if let Some(wrong) = ricerca.al_contrario() {
        return Err(crate::Error::campo("importo_da", wrong).into());
    }
    let filtro = Filtro {
        tipo: scelte.tipo,
        adottati: scelte.adottati,
        anno: scelte.anno,
        testo: scelte.testo,
        ricerca,
        ..Filtro::default()
    };
    if scelte.dopo.as_deref().is_some_and(|text| !posto_valido(&filtro, text)) {
        return Err(Error::BadRequest(
            "`dopo` non si legge: rimanda la `prossima` com'è, con gli stessi filtri.".into(),
        ));
    }
    let limit = usize::from(scelte.limite.rows());
    let dopo = scelte.dopo.unwrap_or_default();
    let page = sfoglia(&ctx.ente, ctx.who()?, &filtro, &dopo, limit).await?;
    Ok(Json(Elenco {
        atti: page.atti.iter().map(Voce::di).collect(),
        passati: page.passati.iter().map(Passato::di).collect(),
        prossima: page.prossima,
    }))
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Intero {
    atto: Voce,
    #[schemars(description = "Il testo, a parti: la forma è quella di platform/prose.")]
    testo: serde_json::Value,
    #[schemars(description = "Quante volte la bozza è stata salvata.")]
    salvataggio: i64,
    #[schemars(description = "I dati accanto al testo; l'impronta si rimanda quando si cambiano.")]
    dati: serde_json::Value,
    impronta_dati: String,
    #[schemars(description = "Se il testo è chiuso, perché è stato proposto.")]
    chiuso: bool,
    #[schemars(description = "Le parti del testo che non leggono tutti.")]
    omissis: Vec<String>,
    #[schemars(description = "I commenti aperti sulle parti del testo.")]
    commenti: Vec<Commento>,
    allegati: Vec<Allegato>,
    #[schemars(description = "I documenti firmati: che cosa, quando, l'impronta SHA-256.")]
    firme: Vec<Firma>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Firma {
    #[schemars(description = "atto, presidente, segretario, o il codice di un parere.")]
    cosa: String,
    versione: i64,
    quando: String,
    titolare: String,
    #[schemars(description = "favorevole, condizioni, contrario o non_dovuto; nullo per l'atto.")]
    esito: Option<String>,
    documento: Option<String>,
    #[schemars(description = "Il suo identificativo, per chiederne le firme.")]
    documento_id: Id<document::Entity>,
    #[schemars(description = "Se porta una marca temporale; senza, il momento lo dice chi ha firmato.")]
    marcata: bool,
}

fn intero(scheda: &Scheda) -> Result<Intero, crate::Error> {
    let data = Dati::di(&scheda.stato)?;
    let firma = |one: &crate::tables::firma::Model| Firma {
        cosa: one.cosa.clone(),
        versione: one.versione,
        quando: one.at.to_string(),
        titolare: one.firmatario().to_owned(),
        esito: one.esito.clone(),
        documento: scheda.documenti.get(&one.documento_id.uuid()).map(|document| document.hash().to_string()),
        documento_id: one.documento_id,
        marcata: one.marcata,
    };
    Ok(Intero {
        atto: Voce::di(&scheda.stato),
        testo: serde_json::from_str(&scheda.testo.json())?,
        salvataggio: scheda.bozza.0,
        impronta_dati: data.impronta()?,
        dati: serde_json::to_value(&data)?,
        chiuso: scheda.stato.chiuso,
        omissis: scheda.bozza.1.iter().map(ToString::to_string).collect(),
        commenti: Commento::aperti(scheda),
        allegati: Allegato::tutti(scheda),
        firme: scheda.firme.iter().map(firma).collect(),
    })
}

/// An act whole.
pub(super) async fn una(ctx: Ctx, Path(id): Path<AttoId>) -> Result<Json<Intero>, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, id).await?;
    Ok(Json(intero(&scheda)?))
}
