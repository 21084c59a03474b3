//! What the office puts on the desk of whoever publishes: certificates that an outside body waits for. And what the global search finds.

use authz::Who;
use ente::Ente;
use kernel::{Date, Id, Instant};
use web::{Desk, Error};

use super::scheda::href;
use crate::{
    elenca::{Filtro, elenca},
    permissions::{CONSULTA, PUBBLICA},
    referta::nome_tipo,
    tables::pubblicazione,
};

/// Things of a desk, at most.
const MOST: u64 = 100;
/// Certificates that are made, of what an outside body asked, and that nobody has given back yet.
const DA_RESTITUIRE: &str = "FROM albo_stato s JOIN albo_pubblicazione p ON p.id = s.pubblicazione_id \
     WHERE s.da_restituire = $1 AND s.stato = 'attiva'";

/// The office's side of the desk.
#[derive(Debug)]
pub(crate) struct Scrivania;

#[async_trait::async_trait]
impl Desk for Scrivania {
    fn href(&self) -> &'static str {
        "/albo/registro"
    }

    async fn count(&self, ente: &Ente, who: &Who) -> Result<u64, Error> {
        if !who.may(&PUBBLICA) || !who.may(&CONSULTA) {
            return Ok(0);
        }
        let read = ente.db().read().await?;
        let sql = format!("SELECT COUNT(*) AS quante FROM (SELECT 1 AS uno {DA_RESTITUIRE} LIMIT {MOST}) q");
        let row = db::one(&read, &sql, [true.into()]).await?;
        let found: Option<i64> = row.map(|row| row.try_get("", "quante")).transpose().map_err(crate::Error::from)?;
        Ok(found.unwrap_or_default().unsigned_abs())
    }

    async fn waiting(&self, ente: &Ente, who: &Who, limit: u64) -> Result<Vec<ui::Waiting>, Error> {
        if !who.may(&PUBBLICA) || !who.may(&CONSULTA) {
            return Ok(Vec::new());
        }
        let read = ente.db().read().await?;
        let sql = format!(
            "SELECT p.id, p.anno, p.numero, p.richiedente, s.termina_at, s.fine_il {DA_RESTITUIRE} ORDER BY s.termina_at, p.id LIMIT {}",
            limit.min(MOST)
        );
        let rows = db::rows(&read, &sql, [true.into()]).await?;
        let mut found = Vec::new();
        for row in rows {
            let waiting = voce(&row).map_err(crate::Error::from)?;
            found.push(waiting);
        }
        Ok(found)
    }

    async fn search(&self, ente: &Ente, who: &Who, words: &str, limit: u64) -> Result<Vec<ui::SearchHit>, Error> {
        if !who.may(&CONSULTA) || directory::fold(words).is_empty() {
            return Ok(Vec::new());
        }
        let filtro = Filtro { q: words.chars().take(200).collect(), ..Filtro::default() };
        let found = elenca(ente, who, &filtro, None, limit.min(MOST)).await?;
        let hit = |voce: crate::Voce| ui::SearchHit {
            value: href(voce.riga.id),
            label: format!("Albo {}/{}: {}", voce.riga.numero, voce.riga.anno, voce.riga.oggetto),
            hint: Some(nome_tipo(&voce.riga.tipo).to_owned()),
            group: Some("Albo pretorio".into()),
        };
        Ok(found.into_iter().map(hit).collect())
    }
}

fn voce(row: &sea_orm::QueryResult) -> Result<ui::Waiting, sea_orm::DbErr> {
    let id: Id<pubblicazione::Entity> = row.try_get("", "id")?;
    let (anno, numero): (i64, i64) = (row.try_get("", "anno")?, row.try_get("", "numero")?);
    let richiedente: String = row.try_get("", "richiedente")?;
    let finita: Instant = row.try_get("", "termina_at")?;
    let fine: Date = row.try_get("", "fine_il")?;
    Ok(ui::Waiting {
        action: "Restituisci la referta".into(),
        subject: format!("Albo {numero}/{anno} · {richiedente}"),
        href: href(id),
        why: format!("La pubblicazione è finita il {}", crate::referta::giorno(fine)),
        since: finita.micros(),
        ..ui::Waiting::default()
    })
}
