//! To read an act with all that lies beside it.

use std::collections::{BTreeSet, HashMap};

use authz::{PersonId, UnitId, UnitNames, Who};
use documents::document;
use ente::Ente;
use kernel::{Id, Instant, Uuid};
use pratiche::{PraticaId, Vista};
use prose::{BlockId, Prose};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    comunicazioni::{leggi::notifiche, tabelle::notifica},
    durevole::{durate_di, tabella as durata},
    error::Error,
    materia::CODICE,
    parole::Soggetto,
    tables::{AttoId, allegato, atto, fatto, firma, movimento, relazione, stato, versione},
    testo,
    valori::Valori,
    visibilita::condizione,
};

/// A text that is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bozza {
    /// How many times it was saved.
    pub n: i64,
    pub testo: String,
    /// Blocks that are not told to everybody.
    pub omissis: BTreeSet<BlockId>,
    pub persona_id: PersonId,
    pub at: Instant,
}

pub(crate) const COLONNE_BOZZA: &str = "n, testo, omissis, persona_id, at";

/// What a row of `atti_bozza` with [`COLONNE_BOZZA`] says.
pub(crate) fn bozza(row: &sea_orm::QueryResult) -> Result<Bozza, sea_orm::DbErr> {
    let omissis: String = row.try_get("", "omissis")?;
    Ok(Bozza {
        n: row.try_get("", "n")?,
        testo: row.try_get("", "testo")?,
        omissis: omissis.lines().filter_map(|line| line.parse().ok()).collect(),
        persona_id: row.try_get("", "persona_id")?,
        at: row.try_get("", "at")?,
    })
}

pub(crate) async fn bozza_di<C: ConnectionTrait>(connection: &C, id: AttoId) -> Result<Option<Bozza>, Error> {
    let sql = format!("SELECT {COLONNE_BOZZA} FROM atti_bozza WHERE atto_id = $1");
    Ok(db::one(connection, &sql, [id.into()]).await?.as_ref().map(bozza).transpose()?)
}

pub(crate) async fn versione_di<C: ConnectionTrait>(
    connection: &C,
    id: AttoId,
    n: i64,
) -> Result<Option<versione::Model>, Error> {
    let select = versione::Entity::find().filter(versione::Column::AttoId.eq(id)).filter(versione::Column::N.eq(n));
    Ok(select.one(connection).await?)
}

pub(crate) async fn allegati_di<C: ConnectionTrait>(connection: &C, id: AttoId) -> Result<Vec<allegato::Model>, Error> {
    let select = allegato::Entity::find().filter(allegato::Column::AttoId.eq(id));
    Ok(select.order_by_asc(allegato::Column::Posizione).all(connection).await?)
}

/// The text as it stands: what is being written, or the version that was fixed.
pub(crate) async fn testo_di<C: ConnectionTrait>(connection: &C, stato: &stato::Model) -> Result<Prose, Error> {
    if stato.chiuso
        && let Some(version) = versione_di(connection, stato.atto_id, stato.versione).await?
    {
        return testo::leggi(&version.testo);
    }
    let bozza = bozza_di(connection, stato.atto_id).await?.ok_or(Error::NotFound)?;
    testo::leggi(&bozza.testo)
}

/// The act as checks look at it.
pub(crate) async fn soggetto(vista: &Vista<'_>, id: AttoId) -> Result<Soggetto, Error> {
    let stato = stato::Entity::find().filter(stato::Column::AttoId.eq(id)).one(vista).await?.ok_or(Error::NotFound)?;
    let testo = testo_di(vista, &stato).await?;
    let valori = Valori::di(vista, &stato, &testo).await?;
    let allegati = allegati_di(vista, id).await?;
    let sql = "SELECT COUNT(*) AS n FROM atti_commento WHERE atto_id = $1 AND chiuso_at IS NULL";
    let open = db::one(vista, sql, [id.into()]).await?;
    let commenti = open.map_or(Ok(0), |row| row.try_get::<i64>("", "n"))?.unsigned_abs();
    Soggetto::nuovo(stato, (testo, valori), allegati, commenti)
}

/// A comment on a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commento {
    /// Its id.
    pub id: Uuid,
    /// Which block.
    pub blocco: BlockId,
    /// When.
    pub at: Instant,
    /// Who.
    pub persona_id: PersonId,
    /// What.
    pub testo: String,
    /// Whether it is done with.
    pub chiuso: bool,
}

/// An act whole, for its page.
#[derive(Clone, Debug)]
pub struct Scheda {
    /// What it is.
    pub atto: atto::Model,
    /// How it stands.
    pub stato: stato::Model,
    /// Its file.
    pub pratica: PraticaId,
    /// Its text as it stands.
    pub testo: Prose,
    /// The same with the data that it names (`{cig}`): what is printed, and what is signed.
    pub pieno: Prose,
    /// The draft's own number of savings, and what is not told to everybody.
    pub bozza: (i64, BTreeSet<BlockId>),
    /// Versions that were fixed, the last first.
    pub versioni: Vec<versione::Model>,
    /// Signatures, the first first.
    pub firme: Vec<firma::Model>,
    /// Signed documents with what verifies them over the years.
    pub(crate) durate: Vec<durata::Model>,
    /// Annexes that stand.
    pub allegati: Vec<allegato::Model>,
    /// What happened beside the steps.
    pub fatti: Vec<fatto::Model>,
    /// What it does to others and they to it, each with the other's row where the reader may see it.
    pub relazioni: Vec<(relazione::Model, stato::Model)>,
    /// What it has in the accounting office.
    pub movimenti: Vec<movimento::Model>,
    /// What was delivered of it without the protocol, by day.
    pub notifiche: Vec<notifica::Model>,
    /// Comments, the first first.
    pub commenti: Vec<Commento>,
    /// Documents by id.
    pub documenti: HashMap<Uuid, document::Model>,
    /// Names of people.
    pub nomi: HashMap<PersonId, String>,
    /// The unit's name.
    pub unita: String,
}

impl Scheda {
    /// A document of this act.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is none of its.
    pub fn documento(&self, id: Id<document::Entity>) -> Result<&document::Model, Error> {
        self.documenti.get(&id.uuid()).ok_or(Error::NotFound)
    }
}

/// The row of an act, for who may see it: the first line of every query of one act.
///
/// # Errors
/// [`Error::NotFound`] where there is none *or* it is not for `who`; those of the database.
pub(crate) async fn una<C: ConnectionTrait>(connection: &C, who: &Who, id: AttoId) -> Result<stato::Model, Error> {
    let select = stato::Entity::find().filter(condizione(who)).filter(stato::Column::AttoId.eq(id));
    select.one(connection).await?.ok_or(Error::NotFound)
}

/// The file of an act.
pub(crate) async fn pratica_di<C: ConnectionTrait>(connection: &C, id: AttoId) -> Result<PraticaId, Error> {
    let select = pratiche::pratica::Entity::find().filter(pratiche::pratica::Column::Materia.eq(CODICE));
    let row = select.filter(pratiche::pratica::Column::OggettoId.eq(id.uuid())).one(connection).await?;
    row.map(|row| row.id).ok_or(Error::NotFound)
}

/// An act whole.
///
/// # Errors
/// As [`una`].
pub async fn leggi(ente: &Ente, who: &Who, id: AttoId) -> Result<Scheda, Error> {
    let read = ente.db().read().await?;
    let stato = una(&read, who, id).await?;
    let atto = atto::Entity::find_by_id(id).one(&read).await?.ok_or(Error::NotFound)?;
    let versioni = versione::Entity::find().filter(versione::Column::AttoId.eq(id));
    let versioni = versioni.order_by_desc(versione::Column::N).all(&read).await?;
    let firme = firma::Entity::find().filter(firma::Column::AttoId.eq(id));
    let firme = firme.order_by_asc(firma::Column::At).all(&read).await?;
    let mut allegati = allegati_di(&read, id).await?;
    allegati.retain(|one| !one.tolto);
    let fatti = fatto::Entity::find().filter(fatto::Column::AttoId.eq(id));
    let fatti = fatti.order_by_asc(fatto::Column::At).order_by_asc(fatto::Column::Id).all(&read).await?;
    let movimenti = movimento::Entity::find().filter(movimento::Column::AttoId.eq(id));
    let movimenti =
        movimenti.order_by_asc(movimento::Column::At).order_by_asc(movimento::Column::Posizione).all(&read).await?;
    let commenti = commenti_di(&read, id).await?;
    let draft = bozza_di(&read, id).await?;
    let notifiche = notifiche(&read, id).await?;
    let durate = durate_di(&read, id).await?;
    let proofs = notifiche.iter().map(|one| one.documento_id);
    let further: Vec<_> = proofs.chain(durate.iter().map(|one| one.documento_id)).collect();
    let documenti = documenti(&read, &stato, (&firme, &allegati), &further).await?;
    let people = firme.iter().map(|one| one.persona_id).chain(versioni.iter().map(|one| one.persona_id));
    let people = people.chain(notifiche.iter().map(|one| one.persona_id));
    let people = people.chain(commenti.iter().map(|one| one.persona_id)).chain([stato.autore_id]).chain(stato.rup_id);
    let nomi = accounts::names(&read, &people.collect::<Vec<_>>()).await?;
    let unita = nome_unita(&read, stato.unita_id).await?;
    // As `testo_di` has it, of what was read by now.
    let fixed = versioni.iter().find(|one| stato.chiuso && one.n == stato.versione);
    let kept = fixed.map(|one| &one.testo).or(draft.as_ref().map(|one| &one.testo)).ok_or(Error::NotFound)?;
    let testo = testo::leggi(kept)?;
    let bozza = draft.map(|one| (one.n, one.omissis)).unwrap_or_default();
    let pieno = Valori::di(&read, &stato, &testo).await?.riempi(&testo, ente.ledger.now().date());
    Ok(Scheda {
        pratica: pratica_di(&read, id).await?,
        testo,
        pieno,
        relazioni: relazioni(&read, who, id).await?,
        atto,
        stato,
        bozza,
        versioni,
        firme,
        durate,
        allegati,
        fatti,
        movimenti,
        notifiche,
        commenti,
        documenti,
        nomi,
        unita,
    })
}

pub(crate) async fn nome_unita<C: ConnectionTrait>(connection: &C, id: UnitId) -> Result<String, Error> {
    let names = UnitNames::load(connection).await?;
    Ok(names.now(id).unwrap_or_default().to_owned())
}

async fn documenti<C: ConnectionTrait>(
    connection: &C,
    stato: &stato::Model,
    (firme, allegati): (&[firma::Model], &[allegato::Model]),
    further: &[Id<document::Entity>],
) -> Result<HashMap<Uuid, document::Model>, Error> {
    let own = stato.documento_id.into_iter().chain(stato.pubblico_id);
    let beside = allegati.iter().flat_map(|one| std::iter::once(one.documento_id).chain(one.omissis_id));
    let signed = firme.iter().map(|one| one.documento_id).chain(further.iter().copied());
    let ids: Vec<_> = own.chain(signed).chain(beside).collect();
    let rows = document::Entity::find().filter(document::Column::Id.is_in(ids)).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.id.uuid(), row)).collect())
}

async fn commenti_di<C: ConnectionTrait>(connection: &C, id: AttoId) -> Result<Vec<Commento>, Error> {
    let sql =
        "SELECT id, blocco_id, at, persona_id, testo, chiuso_at FROM atti_commento WHERE atto_id = $1 ORDER BY at, id";
    let read = |row: &sea_orm::QueryResult| -> Result<Commento, sea_orm::DbErr> {
        Ok(Commento {
            id: row.try_get("", "id")?,
            blocco: row.try_get("", "blocco_id")?,
            at: row.try_get("", "at")?,
            persona_id: row.try_get("", "persona_id")?,
            testo: row.try_get("", "testo")?,
            chiuso: row.try_get::<Option<Instant>>("", "chiuso_at")?.is_some(),
        })
    };
    Ok(db::rows(connection, sql, [id.into()]).await?.iter().map(read).collect::<Result<_, _>>()?)
}

/// Those alone of which the reader may see the other act.
async fn relazioni<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    id: AttoId,
) -> Result<Vec<(relazione::Model, stato::Model)>, Error> {
    let either = sea_orm::Condition::any().add(relazione::Column::DaId.eq(id)).add(relazione::Column::AId.eq(id));
    let rows = relazione::Entity::find().filter(either).order_by_asc(relazione::Column::At).all(connection).await?;
    let other = |row: &relazione::Model| if row.da_id == id { row.a_id } else { row.da_id };
    let ids: Vec<AttoId> = rows.iter().map(other).collect();
    let select = stato::Entity::find().filter(condizione(who)).filter(stato::Column::AttoId.is_in(ids));
    let seen: HashMap<Uuid, stato::Model> =
        select.all(connection).await?.into_iter().map(|row| (row.atto_id.uuid(), row)).collect();
    Ok(rows.into_iter().filter_map(|row| Some((row.clone(), seen.get(&other(&row).uuid())?.clone()))).collect())
}
