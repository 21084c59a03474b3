//! To read the ledger: the chapters of a year, one of them with all that happened on it, the variations.

use std::collections::HashMap;

use accounts::names;
use authz::{PersonId, Who};
use chrono::Datelike;
use db::Read;
use ente::Ente;
use kernel::{Id, Uuid};
use porte::ragioneria::Capitolo;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    error::Error,
    libro::{
        leggi::{come_porta, puo_leggere, trova},
        quadro::{Quali, saldi},
    },
    riservato::vela_mosso,
    rules::meno,
    tables::{capitolo, gara, liquidazione, movimento, riduzione, stanziamento, variazione},
};

/// The most bookings and commitments of one chapter that are shown, the newest.
const MOLTI: u64 = 500;

/// The chapters of a year that a text finds, by code, each as it stands.
///
/// # Errors
/// Without the right; those of the database.
pub async fn elenca(ente: &Ente, who: &Who, anno: i64, testo: &str) -> Result<Vec<Capitolo>, Error> {
    puo_leggere(who)?;
    let read = ente.db().read().await?;
    let rows = trova(&read, anno, testo).await?;
    let saldi = saldi(&read, Quali::Anno(anno), anno).await?;
    Ok(rows.iter().map(|row| come_porta(row, saldi.get(&row.id.uuid()).copied().unwrap_or_default())).collect())
}

/// One chapter with all that happened on it.
#[derive(Clone, Debug)]
pub struct Scheda {
    /// As it stands.
    pub capitolo: Capitolo,
    /// Its row.
    pub riga: capitolo::Model,
    /// What was given to it and taken from it, the oldest first.
    pub stanziamenti: Vec<(stanziamento::Model, variazione::Model)>,
    /// What was booked and committed, the newest first.
    pub movimenti: Vec<Mosso>,
    /// Who did all that.
    pub nomi: HashMap<PersonId, String>,
}

/// A booking or a commitment with what became of it.
#[derive(Clone, Debug)]
pub struct Mosso {
    /// Its row.
    pub riga: movimento::Model,
    /// What is still booked or committed, in cents.
    pub residuo: kernel::Cents,
    /// What of it was liquidated, in cents.
    pub liquidato: kernel::Cents,
    /// What of it is gone.
    pub riduzioni: Vec<riduzione::Model>,
    /// What was liquidated.
    pub liquidazioni: Vec<liquidazione::Model>,
    /// Its tender.
    pub gara: Option<gara::Model>,
}

/// Reads one. Of the spending of a confidential act, what for and to whom is told to whoever commits alone.
///
/// # Errors
/// Without the right; [`Error::NotFound`] where there is none; those of the database.
pub async fn scheda(ente: &Ente, who: &Who, id: Id<capitolo::Entity>) -> Result<Scheda, Error> {
    puo_leggere(who)?;
    let read = ente.db().read().await?;
    let riga = capitolo::Entity::find_by_id(id).one(&read).await?.ok_or(Error::NotFound)?;
    let anno = i64::from(ente.ledger.now().date().year());
    let saldo = saldi(&read, Quali::Questi(&[id.uuid()]), anno).await?.remove(&id.uuid()).unwrap_or_default();
    let stanziamenti = stanziamenti(&read, id).await?;
    let mut movimenti = movimenti(&read, id).await?;
    movimenti.iter_mut().for_each(|mosso| vela_mosso(who, mosso));
    let mut people: Vec<PersonId> = stanziamenti.iter().map(|(_, act)| act.persona_id).collect();
    for mosso in &movimenti {
        people.push(mosso.riga.persona_id);
        people.extend(mosso.riduzioni.iter().filter_map(|row| row.persona_id));
        people.extend(mosso.liquidazioni.iter().map(|row| row.persona_id));
        people.extend(mosso.gara.iter().map(|row| row.persona_id));
    }
    let nomi = names(&read, &people).await?;
    Ok(Scheda { capitolo: come_porta(&riga, saldo), riga, stanziamenti, movimenti, nomi })
}

async fn stanziamenti(
    read: &Read,
    id: Id<capitolo::Entity>,
) -> Result<Vec<(stanziamento::Model, variazione::Model)>, Error> {
    let rows = stanziamento::Entity::find().filter(stanziamento::Column::CapitoloId.eq(id)).all(read).await?;
    let acts: Vec<Id<variazione::Entity>> = rows.iter().map(|row| row.variazione_id).collect();
    let acts = variazione::Entity::find().filter(variazione::Column::Id.is_in(acts)).all(read).await?;
    let mut both: Vec<(stanziamento::Model, variazione::Model)> = rows
        .into_iter()
        .filter_map(|row| acts.iter().find(|act| act.id == row.variazione_id).cloned().map(|act| (row, act)))
        .collect();
    both.sort_by_key(|(_, act)| (act.at, act.numero));
    Ok(both)
}

async fn movimenti(read: &Read, id: Id<capitolo::Entity>) -> Result<Vec<Mosso>, Error> {
    let select = movimento::Entity::find().filter(movimento::Column::CapitoloId.eq(id));
    let select = select.order_by_desc(movimento::Column::At).order_by_desc(movimento::Column::Numero).limit(MOLTI);
    let rows = select.all(read).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.uuid()).collect();
    let riduzioni = riduzione::Entity::find().filter(riduzione::Column::MovimentoId.is_in(ids.iter().copied()));
    let riduzioni = riduzioni.order_by_asc(riduzione::Column::At).all(read).await?;
    let paid = liquidazione::Entity::find().filter(liquidazione::Column::MovimentoId.is_in(ids.iter().copied()));
    let paid = paid.order_by_asc(liquidazione::Column::Numero).all(read).await?;
    let gare = gara::Entity::find().filter(gara::Column::MovimentoId.is_in(ids)).all(read).await?;
    let mosso = |riga: movimento::Model| {
        let gone: Vec<riduzione::Model> = riduzioni.iter().filter(|row| row.movimento_id == riga.id).cloned().collect();
        let liquidazioni: Vec<liquidazione::Model> =
            paid.iter().filter(|row| row.movimento_id == riga.id).cloned().collect();
        Mosso {
            residuo: meno(riga.cents, gone.iter().map(|row| row.cents).sum()),
            liquidato: liquidazioni.iter().map(|row| row.cents).sum(),
            riduzioni: gone,
            liquidazioni,
            gara: gare.iter().find(|row| row.movimento_id == riga.id).cloned(),
            riga,
        }
    };
    Ok(rows.into_iter().map(mosso).collect())
}

/// A variation with how many chapters it touches and what it adds up to, in cents.
#[derive(Clone, Debug)]
pub struct Variata {
    /// Its row.
    pub riga: variazione::Model,
    /// How many chapters.
    pub capitoli: i64,
    /// What it adds up to.
    pub somma: kernel::Cents,
}

/// The acts that allocate in a year, the newest first, 200 at most; the budget itself is the last.
///
/// # Errors
/// Without the right; those of the database.
pub async fn variazioni(ente: &Ente, who: &Who, anno: i64) -> Result<Vec<Variata>, Error> {
    puo_leggere(who)?;
    let read = ente.db().read().await?;
    let select = variazione::Entity::find().filter(variazione::Column::Anno.eq(anno));
    let rows = select
        .order_by_desc(variazione::Column::At)
        .order_by_desc(variazione::Column::Numero)
        .limit(200)
        .all(&read)
        .await?;
    let sql = "SELECT s.variazione_id AS id, COUNT(*) AS capitoli, CAST(SUM(s.cents) AS BIGINT) AS cents \
               FROM contabilita_stanziamento s JOIN contabilita_variazione v ON v.id = s.variazione_id \
               WHERE v.anno = $1 GROUP BY s.variazione_id";
    let mut sums: HashMap<Uuid, (i64, kernel::Cents)> = HashMap::new();
    for row in db::rows(&read, sql, [anno.into()]).await? {
        sums.insert(row.try_get("", "id")?, (row.try_get("", "capitoli")?, row.try_get("", "cents")?));
    }
    let variata = |riga: variazione::Model| {
        let (capitoli, somma) = sums.get(&riga.id.uuid()).copied().unwrap_or_default();
        Variata { riga, capitoli, somma }
    };
    Ok(rows.into_iter().map(variata).collect())
}
