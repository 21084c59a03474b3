//! How chapters and bookings stand, read for the rules; and the locks under which they stay so.
//!
//! Whoever writes on a chapter locks its row first, several in the order of year and code: so two who want the last euros come one after
//! the other, and nobody waits in a ring. What is on a chapter is always added up from its facts: no total is kept that could differ.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::Datelike;
use kernel::{Cents, Date, Id, Uuid};
use ledger::Tx;
use porte::ragioneria::{Dodicesimi, Genere, Riga};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, Value};

use crate::{
    error::Error,
    rules::{Codice, Conteggio, Conto, Prenotata, Programma, Quadro, Voce, meno},
    tables::{bilancio, capitolo, movimento, riduzione, scelta},
};

/// A chapter's account, with what the twelfths need.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Saldo {
    pub conto: Conto,
    pub gia_assunto: Cents,
    pub soggetto: Cents,
}

/// A booking or a commitment, with what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Stato {
    pub riga: movimento::Model,
    pub ridotto: Cents,
    pub liquidato: Cents,
}

impl Stato {
    pub(crate) fn genere(&self) -> Genere {
        self.riga.genere()
    }

    /// What is still booked or committed.
    pub(crate) fn residuo(&self) -> Cents {
        meno(self.riga.cents, self.ridotto)
    }

    /// What may still be given back or, of a commitment, liquidated.
    pub(crate) fn libero(&self) -> Cents {
        meno(self.residuo(), self.liquidato)
    }
}

/// As everything that these lines touch stands, seen by whoever asks.
pub(crate) async fn leggi<C: ConnectionTrait>(connection: &C, righe: &[Riga], oggi: Date) -> Result<Quadro, Error> {
    let rows = capitoli_di(connection, righe).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.uuid()).collect();
    let saldi = saldi(connection, Quali::Questi(&ids), i64::from(oggi.year())).await?;
    let named: Vec<Uuid> = righe.iter().filter_map(|riga| riga.prenotazione).collect();
    let booked = stati(connection, &named).await?;
    let voce = |row: capitolo::Model| {
        let saldo = saldi.get(&row.id.uuid()).copied().unwrap_or_default();
        let Saldo { conto, gia_assunto, soggetto } = saldo;
        ((row.anno, row.ordine), Voce { capitolo: row, conto, gia_assunto, soggetto })
    };
    let approvati = approvati(connection).await?;
    let compagni = compagni(connection, &rows, oggi, &approvati).await?;
    let programmi = match &compagni {
        Some(chapters) => Some(programmi(connection, chapters, i64::from(oggi.year())).await?),
        None => None,
    };
    let prenotata = |stato: Stato| {
        let capitolo = stato.riga.capitolo_id.uuid();
        (stato.riga.id.uuid(), Prenotata { capitolo, nome: stato.riga.nome(), residuo: stato.residuo() })
    };
    Ok(Quadro {
        oggi,
        capitoli: rows.into_iter().map(voce).collect(),
        prenotazioni: booked
            .into_iter()
            .filter(|stato| stato.genere() == Genere::Prenotazione)
            .map(prenotata)
            .collect(),
        approvati,
        programmi,
    })
}

/// Locks the chapters of these lines, on which the bookings stand that they use, and where twelfths are counted so those beside them.
pub(crate) async fn tieni(tx: &Tx, righe: &[Riga]) -> Result<(), Error> {
    let mut rows = capitoli_di(tx, righe).await?;
    // What others of the programme commit meanwhile would count too.
    let beside = compagni(tx, &rows, tx.now().date(), &approvati(tx).await?).await?;
    rows.extend(beside.unwrap_or_default());
    blocca(tx, rows.iter().map(|row| (row.anno, row.ordine, row.id.uuid())).collect()).await
}

/// Locks the chapters of these bookings and commitments, then reads how they stand. All must be there.
pub(crate) async fn tieni_movimenti(tx: &Tx, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Stato>, Error> {
    let rows = movimento::Entity::find().filter(movimento::Column::Id.is_in(ids.iter().copied())).all(tx).await?;
    let wanted: BTreeSet<Uuid> = ids.iter().copied().collect();
    if rows.len() != wanted.len() {
        return Err(Error::NotFound);
    }
    let chapters: BTreeSet<Uuid> = rows.iter().map(|row| row.capitolo_id.uuid()).collect();
    let chapters = capitolo::Entity::find().filter(capitolo::Column::Id.is_in(chapters)).all(tx).await?;
    blocca(tx, chapters.iter().map(|row| (row.anno, row.ordine, row.id.uuid())).collect()).await?;
    Ok(stati(tx, ids).await?.into_iter().map(|stato| (stato.riga.id.uuid(), stato)).collect())
}

/// Locks chapters, in the one order in which all do.
pub(crate) async fn blocca(tx: &Tx, chapters: BTreeSet<(i64, i64, Uuid)>) -> Result<(), Error> {
    for (_, _, id) in chapters {
        tx.find::<capitolo::Entity>(id).await?.ok_or(Error::NotFound)?;
    }
    Ok(())
}

/// The chapters that lines name, as far as there are any.
async fn capitoli_di<C: ConnectionTrait>(connection: &C, righe: &[Riga]) -> Result<Vec<capitolo::Model>, Error> {
    let mut by_year: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for riga in righe {
        if let Ok(code) = riga.capitolo.parse::<Codice>() {
            by_year.entry(riga.anno).or_default().insert(code.ordine());
        }
    }
    if by_year.is_empty() {
        return Ok(Vec::new());
    }
    let any = by_year.into_iter().fold(Condition::any(), |any, (anno, codes)| {
        let one = Condition::all().add(capitolo::Column::Anno.eq(anno)).add(capitolo::Column::Ordine.is_in(codes));
        any.add(one)
    });
    Ok(capitolo::Entity::find().filter(any).all(connection).await?)
}

/// All chapters of current spending of the programmes of these, in the present year, where the twelfths are counted by programme and bind.
async fn compagni<C: ConnectionTrait>(
    connection: &C,
    rows: &[capitolo::Model],
    oggi: Date,
    approvati: &BTreeSet<i64>,
) -> Result<Option<Vec<capitolo::Model>>, Error> {
    let anno = i64::from(oggi.year());
    if approvati.contains(&anno) || conteggio(connection).await? != Conteggio::Programma {
        return Ok(None);
    }
    let programmes: BTreeSet<(&str, &str)> =
        rows.iter().filter(|row| row.anno == anno).map(|row| (&*row.missione, &*row.programma)).collect();
    let all = capitolo::Entity::find().filter(capitolo::Column::Anno.eq(anno)).all(connection).await?;
    let beside = |row: &capitolo::Model| {
        row.piano.starts_with("U.1.") && programmes.contains(&(row.missione.as_str(), row.programma.as_str()))
    };
    Ok(Some(all.into_iter().filter(beside).collect()))
}

/// What these chapters have together, by programme.
async fn programmi<C: ConnectionTrait>(
    connection: &C,
    chapters: &[capitolo::Model],
    anno: i64,
) -> Result<BTreeMap<(String, String), Programma>, Error> {
    let ids: Vec<Uuid> = chapters.iter().map(|row| row.id.uuid()).collect();
    let saldi = saldi(connection, Quali::Questi(&ids), anno).await?;
    let mut programmi: BTreeMap<(String, String), Programma> = BTreeMap::new();
    for row in chapters {
        let saldo = saldi.get(&row.id.uuid()).copied().unwrap_or_default();
        let one = programmi.entry((row.missione.clone(), row.programma.clone())).or_default();
        one.stanziato = one.stanziato + saldo.conto.assestato();
        one.gia_assunto = one.gia_assunto + saldo.gia_assunto;
        one.fpv = one.fpv + saldo.conto.fpv;
        one.soggetto = one.soggetto + saldo.soggetto;
    }
    Ok(programmi)
}

/// How the ente counts the twelfths.
pub(crate) async fn conteggio<C: ConnectionTrait>(connection: &C) -> Result<Conteggio, Error> {
    let select = scelta::Entity::find().order_by_desc(scelta::Column::At).order_by_desc(scelta::Column::Id);
    let last = select.one(connection).await?;
    Ok(last.and_then(|row| Conteggio::from_code(&row.conteggio)).unwrap_or_default())
}

/// The years whose budget was approved.
pub(crate) async fn approvati<C: ConnectionTrait>(connection: &C) -> Result<BTreeSet<i64>, Error> {
    let rows = bilancio::Entity::find().all(connection).await?;
    Ok(rows.into_iter().map(|row| row.anno).collect())
}

/// Which chapters' accounts are read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Quali<'a> {
    /// These.
    Questi(&'a [Uuid]),
    /// All of a year.
    Anno(i64),
}

impl Quali<'_> {
    /// As a condition on a column that holds the chapter's id, and its values.
    fn dove(self, column: &str) -> (String, Vec<Value>) {
        match self {
            Self::Questi(ids) => {
                let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
                (format!("{column} IN ({})", places.join(", ")), ids.iter().map(|id| Value::from(*id)).collect())
            }
            Self::Anno(anno) => {
                let within = format!("{column} IN (SELECT id FROM contabilita_capitolo WHERE anno = $1)");
                (within, vec![anno.into()])
            }
        }
    }
}

/// The accounts of chapters, added up from their facts; a chapter without any is left out. `anno` is the present year, for the twelfths.
pub(crate) async fn saldi<C: ConnectionTrait>(
    connection: &C,
    quali: Quali<'_>,
    anno: i64,
) -> Result<HashMap<Uuid, Saldo>, Error> {
    let mut saldi: HashMap<Uuid, Saldo> = HashMap::new();
    if matches!(quali, Quali::Questi([])) {
        return Ok(saldi);
    }
    let (dove, values) = quali.dove("s.capitolo_id");
    let sql = format!(
        "SELECT s.capitolo_id AS id, \
         CAST(SUM(CASE WHEN v.tipo = 'iniziale' THEN s.cents ELSE 0 END) AS BIGINT) AS iniziale, \
         CAST(SUM(CASE WHEN v.tipo = 'iniziale' THEN 0 ELSE s.cents END) AS BIGINT) AS variazioni, \
         CAST(SUM(s.fpv_cents) AS BIGINT) AS fpv \
         FROM contabilita_stanziamento s JOIN contabilita_variazione v ON v.id = s.variazione_id \
         WHERE {dove} GROUP BY s.capitolo_id"
    );
    for row in db::rows(connection, &sql, values).await? {
        let conto = &mut saldi.entry(row.try_get("", "id")?).or_default().conto;
        conto.iniziale = row.try_get("", "iniziale")?;
        conto.variazioni = row.try_get("", "variazioni")?;
        conto.fpv = row.try_get("", "fpv")?;
    }
    let (dove, values) = quali.dove("m.capitolo_id");
    // What was asked, then what of it is gone, by what the twelfths tell apart.
    let by = "m.capitolo_id, m.genere, m.dodicesimi, m.numero_anno";
    let read = |from: &str, cents: &str| {
        format!(
            "SELECT m.capitolo_id AS id, m.genere AS genere, m.dodicesimi AS dodicesimi, m.numero_anno AS numero_anno, \
             CAST(SUM({cents}) AS BIGINT) AS cents FROM {from} WHERE {dove} GROUP BY {by}"
        )
    };
    let asked = read("contabilita_movimento m", "m.cents");
    let gone = read("contabilita_riduzione r JOIN contabilita_movimento m ON m.id = r.movimento_id", "-r.cents");
    for sql in [asked, gone] {
        for row in db::rows(connection, &sql, values.clone()).await? {
            somma(saldi.entry(row.try_get("", "id")?).or_default(), &row, anno)?;
        }
    }
    let paid = "contabilita_liquidazione l JOIN contabilita_movimento m ON m.id = l.movimento_id";
    for row in db::rows(connection, &read(paid, "l.cents"), values.clone()).await? {
        let conto = &mut saldi.entry(row.try_get("", "id")?).or_default().conto;
        conto.liquidato = conto.liquidato + row.try_get::<Cents>("", "cents")?;
    }
    Ok(saldi)
}

/// Adds what was asked, or what of it is gone, to an account.
fn somma(saldo: &mut Saldo, row: &QueryResult, anno: i64) -> Result<(), sea_orm::DbErr> {
    let cents: Cents = row.try_get("", "cents")?;
    let genere: String = row.try_get("", "genere")?;
    if Genere::from_code(&genere) == Some(Genere::Prenotazione) {
        saldo.conto.prenotato = saldo.conto.prenotato + cents;
        return Ok(());
    }
    saldo.conto.impegnato = saldo.conto.impegnato + cents;
    let (dodicesimi, written): (String, i64) = (row.try_get("", "dodicesimi")?, row.try_get("", "numero_anno")?);
    if written < anno {
        saldo.gia_assunto = saldo.gia_assunto + cents;
    } else if dodicesimi == Dodicesimi::Soggetta.code() {
        saldo.soggetto = saldo.soggetto + cents;
    }
    Ok(())
}

/// These bookings and commitments as they stand, in the order in which they were written; those that are not there are left out.
pub(crate) async fn stati<C: ConnectionTrait>(connection: &C, ids: &[Uuid]) -> Result<Vec<Stato>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select = movimento::Entity::find().filter(movimento::Column::Id.is_in(ids.iter().copied()));
    let rows =
        select.order_by_asc(movimento::Column::At).order_by_asc(movimento::Column::Numero).all(connection).await?;
    con_esito(connection, rows).await
}

/// Bookings and commitments with what became of them.
pub(crate) async fn con_esito<C: ConnectionTrait>(
    connection: &C,
    rows: Vec<movimento::Model>,
) -> Result<Vec<Stato>, Error> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.uuid()).collect();
    let (mut ridotti, mut liquidati) = (HashMap::<Uuid, Cents>::new(), HashMap::<Uuid, Cents>::new());
    for some in ids.chunks(400) {
        let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
        let values: Vec<Value> = some.iter().map(|id| Value::from(*id)).collect();
        for (table, sums) in [("contabilita_riduzione", &mut ridotti), ("contabilita_liquidazione", &mut liquidati)] {
            let sql = format!(
                "SELECT movimento_id AS id, CAST(SUM(cents) AS BIGINT) AS cents FROM {table} \
                 WHERE movimento_id IN ({}) GROUP BY movimento_id",
                places.join(", ")
            );
            for row in db::rows(connection, &sql, values.clone()).await? {
                sums.insert(row.try_get("", "id")?, row.try_get("", "cents")?);
            }
        }
    }
    let stato = |riga: movimento::Model| {
        let of = |sums: &HashMap<Uuid, Cents>| sums.get(&riga.id.uuid()).copied().unwrap_or_default();
        Stato { ridotto: of(&ridotti), liquidato: of(&liquidati), riga }
    };
    Ok(rows.into_iter().map(stato).collect())
}

/// A row that says that so much of one is gone.
pub(crate) fn ridotto(
    tx: &Tx,
    (movimento_id, cents): (Id<movimento::Entity>, Cents),
    tipo: &str,
    motivo: &str,
) -> riduzione::Model {
    let persona_id = match tx.actor() {
        kernel::Actor::Person(id) => Some((*id).into()),
        kernel::Actor::System(_) => None,
    };
    let (tipo, motivo) = (tipo.into(), motivo.into());
    riduzione::Model { id: tx.id(), movimento_id, tipo, cents, motivo, persona_id, at: tx.now() }
}
