//! Sections and items, read by programs.

use std::collections::BTreeMap;

use kernel::Uuid;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Ctx, Error, Json, Limit, Path, Query};

use crate::{
    albero,
    pubblico::Voce,
    quadro::quadro,
    rules::Salute,
    ufficio::{come_sta, elenca, una},
};

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Sezione {
    codice: String,
    gruppo: String,
    nome: String,
    norma: String,
    frequenza: String,
    #[schemars(description = "Se mesi, giorno o norma sono da controllare.")]
    da_controllare: bool,
    #[schemars(description = "Quanti contenuti si leggono adesso.")]
    quante: i64,
    #[schemars(description = "Giorno dell'ultimo cambiamento o dell'ultima verifica (AAAA-MM-GG).")]
    aggiornata: Option<String>,
    #[schemars(description = "non_dovuta, mancante, scaduta o in_regola.")]
    stato: String,
    #[schemars(description = "Il giorno da cui è, o sarà, da aggiornare (AAAA-MM-GG).")]
    da_aggiornare_dal: Option<String>,
    #[schemars(description = "L'identificativo della persona che ne risponde.")]
    responsabile: Option<String>,
}

/// All sections.
pub(super) async fn sezioni(ctx: Ctx) -> Result<Json<Vec<Sezione>>, Error> {
    let found = quadro(&ctx.ente, ctx.who()?).await?;
    let one = |one: crate::Situazione| {
        let (stato, due) = match one.salute {
            Salute::NonDovuta => ("non_dovuta", None),
            Salute::Mancante => ("mancante", None),
            Salute::Scaduta(day) => ("scaduta", Some(day)),
            Salute::InRegola(day) => ("in_regola", Some(day)),
        };
        Sezione {
            codice: one.sezione.codice.into(),
            gruppo: one.sezione.gruppo.into(),
            nome: one.sezione.nome.into(),
            norma: one.sezione.articolo.into(),
            frequenza: one.sezione.frequenza.into(),
            da_controllare: one.sezione.da_controllare,
            quante: one.quante,
            aggiornata: one.aggiornata().map(|day| day.to_string()),
            stato: stato.into(),
            da_aggiornare_dal: due.map(|day| day.to_string()),
            responsabile: one.responsabile.map(|id| id.to_string()),
        }
    };
    Ok(Json(found.into_iter().map(one).collect()))
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[serde(default)]
    #[schemars(description = "La `prossima` della pagina di prima.")]
    dopo: Option<Uuid>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Elenco {
    contenuti: Vec<Contenuto>,
    #[schemars(description = "Da dare come `dopo` per la pagina che segue; nullo sull'ultima.")]
    prossima: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Contenuto {
    id: String,
    sezione: String,
    genere: String,
    titolo: String,
    testo: String,
    dati: BTreeMap<String, String>,
    #[schemars(description = "Giorno da cui decorre l'obbligo (AAAA-MM-GG).")]
    data: String,
    versione: i64,
    pubblicata: String,
    aggiornata: String,
    #[schemars(description = "Ultimo giorno in cui si legge (AAAA-MM-GG); nullo se resta finché vale.")]
    fino_al: Option<String>,
    #[schemars(description = "si legge, archiviata o ritirata.")]
    stato: String,
    #[schemars(
        description = "I dati personali lasciati leggibili, con il perché: solo leggendo un contenuto da solo."
    )]
    dati_lasciati: Option<Vec<Lasciato>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Lasciato {
    genere: String,
    #[schemars(description = "In quanti punti.")]
    quante: i64,
    motivo: String,
}

impl Contenuto {
    fn di(ctx: &Ctx, voce: Voce) -> Result<Self, Error> {
        let dati = voce.riga.campi()?.into_iter().collect();
        let Voce { riga, stato } = voce;
        Ok(Self {
            id: stato.capo_id.to_string(),
            sezione: riga.sezione,
            genere: riga.genere,
            titolo: riga.titolo,
            testo: riga.testo,
            dati,
            data: riga.riferita_al.to_string(),
            versione: stato.versione,
            pubblicata: stato.pubblicata_at.to_string(),
            aggiornata: stato.aggiornata_at.to_string(),
            fino_al: stato.fine_il.map(|day| day.to_string()),
            stato: come_sta(&stato, ctx.now.date()).0.to_owned(),
            dati_lasciati: None,
        })
    }
}

/// A page of the items of a section.
pub(super) async fn contenuti(
    ctx: Ctx,
    Path(codice): Path<String>,
    Query(scelte): Query<Scelte>,
) -> Result<Json<Elenco>, Error> {
    let sezione = albero::sezione(&codice).ok_or(crate::Error::NotFound)?;
    let limit = scelte.limite.rows();
    let mut rows = elenca(&ctx.ente, ctx.who()?, sezione, scelte.dopo, u64::from(limit) + 1).await?;
    let more = rows.len() > usize::from(limit);
    rows.truncate(usize::from(limit));
    let prossima = rows.last().filter(|_| more).map(|voce| voce.stato.capo_id.to_string());
    let contenuti = rows.into_iter().map(|voce| Contenuto::di(&ctx, voce)).collect::<Result<_, _>>()?;
    Ok(Json(Elenco { contenuti, prossima }))
}

/// One of them.
pub(super) async fn contenuto(ctx: Ctx, Path(id): Path<Uuid>) -> Result<Json<Contenuto>, Error> {
    let found = una(&ctx.ente, ctx.who()?, id).await?;
    let left =
        found.scelte.into_iter().map(|one| Lasciato { genere: one.genere, quante: one.quante, motivo: one.motivo });
    let dati_lasciati = Some(left.collect());
    Ok(Json(Contenuto { dati_lasciati, ..Contenuto::di(&ctx, found.voce)? }))
}
