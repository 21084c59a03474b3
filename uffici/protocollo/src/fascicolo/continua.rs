//! To continue a fascicolo under another class, because the titolario has changed: it is closed, and another goes on, each pointing
//! at the other. See [`crate::titolario::passa`] for why.

use std::collections::HashMap;

use authz::{PersonId, Who};
use ente::Ente;
use kernel::{Actor, Instant};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    Chiave, Fascicolo, FascicoloId,
    apri::registro,
    chiave_se_visibile, condivisi, indice, intero,
    tables::{fascicolo, fatto, stato, ufficio, voce},
    trasferisci::con_i_sotto,
};
use crate::{
    error::Error,
    titolario::{
        regole::giorno,
        tabelle::{seguito, versione},
    },
};

/// Closes a fascicolo with what is open under it and opens their continuation under `classe`; `false` where somebody closed or
/// continued it meanwhile.
///
/// It is the program's act, on the day that a person decided: the facts carry that person's name, the journal the program's.
///
/// # Errors
/// Those of the database and of the clock.
pub(crate) async fn continua(
    ente: &Ente,
    id: FascicoloId,
    classe: &str,
    versione: &versione::Model,
) -> Result<bool, Error> {
    let mut tx =
        ente.ledger.begin(Actor::System("protocollo.nuovo_titolario"), "protocollo.continua_fascicolo").await?;
    let open = aperti(&tx, id).await?;
    let Some(first) = open.first() else { return Ok(false) };
    if continuato(&tx, id).await?.is_some() {
        return Ok(false);
    }
    let da = versione.decisa_da.unwrap_or(first.riga.aperto_da);
    let (given, at) = tx.number(&registro(classe)).await?;
    let numero = Chiave { anno: given.1.into(), classe: classe.into(), numero: given.2, sotto: String::new() };
    let mut passo = Passo { versione, da, at, numero, fatti: HashMap::new(), sotto: HashMap::new() };
    for old in &open {
        passo.uno(&mut tx, old).await?;
    }
    for (old, (new, _)) in passo.fatti {
        indice::aggiorna(&tx, old).await?;
        indice::aggiorna(&tx, new).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// A fascicolo and what is open under it, each locked, those above first; none where it is closed.
async fn aperti(tx: &Tx, id: FascicoloId) -> Result<Vec<Fascicolo>, Error> {
    let root = intero(tx, id).await?;
    // Whoever closes, fills or opens under it locks it too: from here on it stands still.
    let locked = tx.find::<stato::Entity>(root.stato.id.uuid()).await?.ok_or(Error::FascicoloAssente)?;
    let mut open: Vec<Fascicolo> = Vec::new();
    if locked.chiuso {
        return Ok(open);
    }
    for each in con_i_sotto(tx, root).await? {
        let above = each.riga.sopra_id;
        let under_open = above.is_none_or(|above| open.iter().any(|known| known.riga.id == above));
        let stato = tx.find::<stato::Entity>(each.stato.id.uuid()).await?.ok_or(Error::FascicoloAssente)?;
        if under_open && !stato.chiuso {
            open.push(Fascicolo { riga: each.riga, stato });
        }
    }
    Ok(open)
}

/// What is needed from one fascicolo to those under it.
struct Passo<'a> {
    versione: &'a versione::Model,
    /// Who decided the version.
    da: PersonId,
    at: Instant,
    /// The number of the first.
    numero: Chiave,
    /// The continuations, by what they continue, each with its way under the first.
    fatti: HashMap<FascicoloId, (FascicoloId, String)>,
    /// How many there are under each continuation.
    sotto: HashMap<FascicoloId, usize>,
}

impl Passo<'_> {
    async fn uno(&mut self, tx: &mut Tx, old: &Fascicolo) -> Result<(), Error> {
        let above = old.riga.sopra_id.and_then(|above| self.fatti.get(&above).cloned());
        let sotto = self.posto(above.as_ref());
        let key = Chiave { sotto: sotto.clone(), ..self.numero.clone() };
        let riga = fascicolo::Model {
            id: tx.id(),
            anno: key.anno,
            classe: key.classe.clone(),
            numero: key.numero,
            sotto: sotto.clone(),
            sopra_id: above.map(|(id, _)| id),
            aperto_at: self.at,
            chiave: None,
            ..old.riga.clone()
        };
        let id = riga.id;
        tx.insert(riga).await?;
        tx.insert(stato::Model { id: tx.id(), fascicolo_id: id, ..old.stato.clone() }).await?;
        self.condivisioni(tx, old.riga.id, id).await?;
        self.richiama(tx, old.riga.id, id).await?;
        self.chiudi(tx, old, &key).await?;
        let testo = format!("Continua il fascicolo {}, chiuso per nuovo titolario.", old.chiave());
        self.annota(tx, id, "continuazione", testo).await?;
        let row = seguito::Model { id: tx.id(), versione_id: self.versione.id, da_id: old.riga.id, a_id: id };
        tx.insert(row).await?;
        self.fatti.insert(old.riga.id, (id, sotto));
        Ok(())
    }

    /// The way of the next one under this continuation.
    fn posto(&mut self, above: Option<&(FascicoloId, String)>) -> String {
        let Some((id, way)) = above else { return String::new() };
        let count = self.sotto.entry(*id).or_default();
        *count += 1;
        if way.is_empty() { count.to_string() } else { format!("{way}.{count}") }
    }

    async fn condivisioni(&self, tx: &mut Tx, from: FascicoloId, to: FascicoloId) -> Result<(), Error> {
        let shares = condivisi(tx, from).await?.into_iter().filter(|share| share.attiva);
        let rows: Vec<ufficio::Model> =
            shares.map(|share| ufficio::Model { id: tx.id(), fascicolo_id: to, ..share }).collect();
        Ok(tx.insert_many(rows).await?)
    }

    /// The entries stay where they are and lie in the continuation too, in the same order.
    async fn richiama(&self, tx: &mut Tx, from: FascicoloId, to: FascicoloId) -> Result<(), Error> {
        let there = voce::Entity::find()
            .filter(voce::Column::FascicoloId.eq(from))
            .filter(voce::Column::ToltaAt.is_null())
            .order_by_asc(voce::Column::Ordine)
            .all(tx)
            .await?;
        let recalled = (1_i64..).zip(there).map(|(ordine, voce)| voce::Model {
            id: tx.id(),
            fascicolo_id: to,
            ordine,
            messa_da: self.da,
            messa_at: tx.now(),
            ..voce
        });
        let rows: Vec<voce::Model> = recalled.collect();
        Ok(tx.insert_many(rows).await?)
    }

    async fn chiudi(&self, tx: &mut Tx, old: &Fascicolo, in_: &Chiave) -> Result<(), Error> {
        let after = stato::Model { chiuso: true, chiuso_at: Some(tx.now()), ..old.stato.clone() };
        tx.update(&old.stato, after).await?;
        let (nome, dal) = (&self.versione.nome, giorno(self.versione.dal));
        let testo = format!("Per nuovo titolario: «{nome}», in vigore dal {dal}. Continua nel fascicolo {in_}.");
        self.annota(tx, old.riga.id, "chiusura", testo).await
    }

    async fn annota(&self, tx: &mut Tx, id: FascicoloId, tipo: &str, testo: String) -> Result<(), Error> {
        let (fatto_id, at) = (tx.id(), tx.now());
        let row = fatto::Model { id: fatto_id, fascicolo_id: id, tipo: tipo.into(), testo, persona_id: self.da, at };
        tx.insert(row).await?;
        Ok(())
    }
}

/// The one that continues a fascicolo.
pub(super) async fn continuato<C: ConnectionTrait>(
    connection: &C,
    id: FascicoloId,
) -> Result<Option<FascicoloId>, Error> {
    let found = seguito::Entity::find().filter(seguito::Column::DaId.eq(id)).one(connection).await?;
    Ok(found.map(|row| row.a_id))
}

/// The fascicolo that this one continues, and the one that continues it, where `who` may see them. The caller has found this one
/// where `who` sees it.
///
/// # Errors
/// Those of the database.
pub async fn legami(ente: &Ente, who: &Who, id: FascicoloId) -> Result<(Option<Chiave>, Option<Chiave>), Error> {
    let read = ente.db().read().await?;
    let before = seguito::Entity::find().filter(seguito::Column::AId.eq(id)).one(&read).await?.map(|row| row.da_id);
    let after = continuato(&read, id).await?;
    let mut found = [None, None];
    for (place, other) in found.iter_mut().zip([before, after]) {
        if let Some(other) = other {
            *place = chiave_se_visibile(&read, who, other).await?;
        }
    }
    let [before, after] = found;
    Ok((before, after))
}
