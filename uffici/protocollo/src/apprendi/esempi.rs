//! The register as examples: read by key, newest entries first, a page at a time.

use std::collections::HashMap;

use chrono::Datelike;
use ente::Ente;
use kernel::{Instant, Uuid};
use sea_orm::QueryResult;

use super::{Carta, Esempio, carta::TESTO, chi, quale};
use crate::{
    correzione::{CODICE_FISCALE, INDIRIZZO, MEZZO, NOME, OGGETTO},
    error::Error,
    titolario::traduci::Traduzione,
};

/// The last entries that are learned from: the memory of a year or more of the busiest town that this is made for.
const PIU_RECENTI: usize = 100_000;
/// Entries read at once.
const PAGINA: usize = 1_000;

/// A row of the register, as it is read.
struct Riga {
    chi: u64,
    at: Instant,
    riservata: bool,
    campi: [String; 8],
    scelte: (Option<String>, Option<Uuid>),
    proposte: (Option<String>, Option<Uuid>),
}

/// Classes and offices by number, as they are met.
struct Nomi {
    /// The way to the plan of today: classes of earlier versions are learned as what they are now.
    oggi: Traduzione,
    classi: HashMap<String, u32>,
    uffici: HashMap<Uuid, u32>,
}

/// The last entries of which somebody has decided, in order of time. The annulled ones teach nothing.
///
/// # Errors
/// Those of the database.
pub(super) async fn leggi(ente: &Ente) -> Result<Vec<Esempio>, Error> {
    let read = ente.db().read().await?;
    let oggi = Traduzione::al(&read, ente.ledger.now().date()).await?;
    drop(read);
    let mut nomi = Nomi { oggi, classi: HashMap::new(), uffici: HashMap::new() };
    let mut found = Vec::new();
    let mut before = (i64::MAX, i64::MAX);
    while found.len() < PIU_RECENTI {
        let rows = pagina(ente, before).await?;
        let Some(last) = rows.last() else { break };
        before = quale(last.chi);
        let (made, names) = tokio::task::spawn_blocking(move || {
            let made: Vec<Esempio> = rows.iter().filter_map(|row| esempio(row, &mut nomi)).collect();
            (made, nomi)
        })
        .await
        .map_err(interno)?;
        nomi = names;
        found.extend(made);
    }
    found.truncate(PIU_RECENTI);
    found.reverse();
    Ok(found)
}

/// A thread of ours that did not come back.
pub(super) fn interno(error: tokio::task::JoinError) -> Error {
    Error::Db(db::Error::Engine(sea_orm::DbErr::Custom(error.to_string())))
}

fn esempio(riga: &Riga, nomi: &mut Nomi) -> Option<Esempio> {
    let (classe, ufficio) = (&riga.scelte.0, &riga.scelte.1);
    let day = riga.at.date();
    let today = classe.as_deref().and_then(|classe| nomi.oggi.di(day, classe));
    let scelte = [
        today.map(|classe| numero(&mut nomi.classi, classe)),
        ufficio.map(|ufficio| numero(&mut nomi.uffici, ufficio)),
    ];
    if scelte == [None, None] {
        return None;
    }
    let [verso, mezzo, oggetto, nome, codice_fiscale, indirizzo, formato, testo] = &riga.campi;
    let carta = Carta { verso, mezzo, oggetto, nome, codice_fiscale, indirizzo, formato, testo };
    let made = Esempio::new(riga.chi, day.year() * 12 + day.month0().cast_signed(), &carta, scelte);
    let left = [classe.is_some() && *classe == riga.proposte.0, ufficio.is_some() && *ufficio == riga.proposte.1];
    Some(Esempio { riservata: riga.riservata, lasciate: left, ..made })
}

fn numero<K: std::hash::Hash + Eq>(known: &mut HashMap<K, u32>, name: K) -> u32 {
    let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
    *known.entry(name).or_insert(next)
}

async fn pagina(ente: &Ente, (anno, numero): (i64, i64)) -> Result<Vec<Riga>, Error> {
    let sql = format!(
        "SELECT r.anno, r.numero, r.registrata_at, r.riservata, r.verso, {MEZZO} AS mezzo, {OGGETTO} AS oggetto, {NOME} AS nome, \
         {CODICE_FISCALE} AS codice_fiscale, {INDIRIZZO} AS indirizzo, \
         d.format AS formato, SUBSTR(t.text, 1, {TESTO}) AS testo, s.classe, q.classe AS proposta, q.ufficio_id AS proposto, \
         {UFFICIO} AS ufficio FROM protocollo_registrazione r JOIN protocollo_stato s ON s.registrazione_id = r.id \
         LEFT JOIN protocollo_parte p ON p.registrazione_id = r.id AND p.ordine = 0 \
         LEFT JOIN protocollo_allegato f ON f.registrazione_id = r.id AND f.ordine = 0 \
         LEFT JOIN documents_document d ON d.id = f.documento_id LEFT JOIN documents_text t ON t.sha256 = d.sha256 \
         LEFT JOIN protocollo_proposta q ON q.registrazione_id = r.id \
         WHERE s.annullata = $1 AND (r.anno, r.numero) < ($2, $3) ORDER BY r.anno DESC, r.numero DESC LIMIT {PAGINA}"
    );
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, [false.into(), anno.into(), numero.into()]).await?;
    rows.iter().map(riga).collect()
}

/// The office that has an entry `r` for action: the last to which it was given and that has neither refused it nor passed it on.
pub(super) const UFFICIO: &str = "(SELECT a.ufficio_id FROM protocollo_assegnazione a WHERE a.registrazione_id = r.id \
     AND a.tipo = 'competenza' AND a.stato IN ('in_attesa', 'accettata') ORDER BY a.id DESC LIMIT 1)";

fn riga(row: &QueryResult) -> Result<Riga, Error> {
    let text = |name: &str| Ok::<_, Error>(row.try_get::<Option<String>>("", name)?.unwrap_or_default());
    Ok(Riga {
        chi: chi((row.try_get("", "anno")?, row.try_get("", "numero")?)),
        at: row.try_get("", "registrata_at")?,
        riservata: row.try_get("", "riservata")?,
        campi: [
            text("verso")?,
            text("mezzo")?,
            text("oggetto")?,
            text("nome")?,
            text("codice_fiscale")?,
            text("indirizzo")?,
            text("formato")?,
            text("testo")?,
        ],
        scelte: (row.try_get("", "classe")?, row.try_get("", "ufficio")?),
        proposte: (row.try_get("", "proposta")?, row.try_get("", "proposto")?),
    })
}
