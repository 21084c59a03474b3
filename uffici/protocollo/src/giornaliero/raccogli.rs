//! What a day's register tells: everything, in the order of the numbers. For the register alone: no person asks for it.

use std::collections::{BTreeMap, HashMap};

use accounts::names;
use authz::{PersonId, UnitId, UnitNames};
use db::Read;
use kernel::{Date, Instant, Uuid};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    differita::tables::{differimento, differita},
    error::Error,
    nome::nome_di,
    tables::{allegato, emergenza_voce, fatto, parte, registrazione, stato},
};

/// Ids asked for at once.
const AT_ONCE: usize = 400;

/// An entry with what belongs to it.
pub(crate) struct Voce {
    pub riga: registrazione::Model,
    pub parti: Vec<String>,
    pub classe: Option<String>,
    pub annullata: bool,
    pub uffici: Vec<String>,
    pub documenti: usize,
    /// Its number on the emergency register (art. 63, comma 5).
    pub emergenza: Option<emergenza_voce::Model>,
    /// The act under which it was registered later than the day on which it came.
    pub differita: Option<differimento::Model>,
}

/// What was done to an entry, perhaps of another day.
pub(super) struct Fatto {
    pub anno: i64,
    pub numero: i64,
    pub fatto: fatto::Model,
    pub chi: String,
}

/// A day.
pub(super) struct Giornata {
    pub voci: Vec<Voce>,
    pub fatti: Vec<Fatto>,
    /// Year and number of the last entry told, here or before.
    pub fino: (i64, i64),
}

/// Year and number of the last entry before `at`.
pub(super) async fn ultima_prima_di(read: &Read, at: Instant) -> Result<(i64, i64), Error> {
    let before = registrazione::Entity::find()
        .filter(registrazione::Column::RegistrataAt.lt(at))
        .order_by_desc(registrazione::Column::Anno)
        .order_by_desc(registrazione::Column::Numero);
    Ok(before.one(read).await?.map_or((0, 0), |riga| (riga.anno, riga.numero)))
}

/// The entries after `dopo` that were registered before the end of `giorno`, and the facts of that day. An entry that was
/// written while the day before was being closed is told here: it is in no other register.
pub(super) async fn raccogli(read: &Read, giorno: Date, dopo: (i64, i64)) -> Result<Giornata, Error> {
    let (start, end) =
        (Instant::start_of(giorno), giorno.succ_opt().map_or(Instant::start_of(giorno), Instant::start_of));
    let this_year =
        Condition::all().add(registrazione::Column::Anno.eq(dopo.0)).add(registrazione::Column::Numero.gt(dopo.1));
    let later = Condition::any().add(registrazione::Column::Anno.gt(dopo.0)).add(this_year);
    let righe = registrazione::Entity::find()
        .filter(later)
        .filter(registrazione::Column::RegistrataAt.lt(end))
        .order_by_asc(registrazione::Column::Anno)
        .order_by_asc(registrazione::Column::Numero)
        .all(read)
        .await?;
    let fino = righe.last().map_or(dopo, |riga| (riga.anno, riga.numero));
    let ids: Vec<Uuid> = righe.iter().map(|riga| riga.id.uuid()).collect();
    let mut around = Around::load(read, &ids).await?;
    let voci = righe.into_iter().map(|riga| around.voce(riga)).collect();
    Ok(Giornata { voci, fatti: fatti(read, start, end).await?, fino })
}

async fn fatti(read: &Read, start: Instant, end: Instant) -> Result<Vec<Fatto>, Error> {
    let rows = fatto::Entity::find()
        .filter(fatto::Column::At.gte(start))
        .filter(fatto::Column::At.lt(end))
        .order_by_asc(fatto::Column::At)
        .order_by_asc(fatto::Column::Id)
        .all(read)
        .await?;
    let people: Vec<PersonId> = rows.iter().map(|row| row.persona_id).collect();
    let names = names(read, &people).await?;
    let mut numbers = HashMap::new();
    for some in rows.chunks(AT_ONCE) {
        let ids = some.iter().map(|row| row.registrazione_id);
        let found = registrazione::Entity::find().filter(registrazione::Column::Id.is_in(ids)).all(read).await?;
        numbers.extend(found.into_iter().map(|riga| (riga.id, (riga.anno, riga.numero))));
    }
    let named = |fatto: fatto::Model| {
        let (anno, numero) = numbers.get(&fatto.registrazione_id).copied().unwrap_or_default();
        let chi = nome_di(&names, &fatto.persona_id);
        Fatto { anno, numero, fatto, chi }
    };
    Ok(rows.into_iter().map(named).collect())
}

/// What belongs to the entries of a day, by entry.
#[derive(Default)]
pub(crate) struct Around {
    parti: BTreeMap<Uuid, Vec<String>>,
    stati: HashMap<Uuid, stato::Model>,
    uffici: BTreeMap<Uuid, Vec<String>>,
    documenti: HashMap<Uuid, usize>,
    emergenze: HashMap<Uuid, emergenza_voce::Model>,
    differite: HashMap<Uuid, differimento::Model>,
}

impl Around {
    pub(crate) async fn load(read: &Read, ids: &[Uuid]) -> Result<Self, Error> {
        let mut all = Self::default();
        let called = UnitNames::load(read).await?;
        for some in ids.chunks(AT_ONCE) {
            let of = |column: parte::Column| column.is_in(some.iter().copied());
            let parti = parte::Entity::find().filter(of(parte::Column::RegistrazioneId));
            for parte in parti.order_by_asc(parte::Column::Ordine).all(read).await? {
                all.parti.entry(parte.registrazione_id.uuid()).or_default().push(parte.nome);
            }
            let stati = stato::Entity::find().filter(stato::Column::RegistrazioneId.is_in(some.iter().copied()));
            all.stati.extend(stati.all(read).await?.into_iter().map(|stato| (stato.registrazione_id.uuid(), stato)));
            let files = allegato::Entity::find().filter(allegato::Column::RegistrazioneId.is_in(some.iter().copied()));
            for file in files.all(read).await? {
                *all.documenti.entry(file.registrazione_id.uuid()).or_default() += 1;
            }
            let emergenze = emergenza_voce::Entity::find()
                .filter(emergenza_voce::Column::RegistrazioneId.is_in(some.iter().copied()));
            all.emergenze
                .extend(emergenze.all(read).await?.into_iter().map(|voce| (voce.registrazione_id.uuid(), voce)));
            all.differite(read, some).await?;
            all.uffici(read, some, &called).await?;
        }
        Ok(all)
    }

    async fn differite(&mut self, read: &Read, ids: &[Uuid]) -> Result<(), Error> {
        let of = differita::Column::RegistrazioneId.is_in(ids.iter().copied());
        let rows = differita::Entity::find().filter(of).all(read).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let acts = differimento::Entity::find()
            .filter(differimento::Column::Id.is_in(rows.iter().map(|row| row.differimento_id)))
            .all(read)
            .await?;
        for row in rows {
            let act = acts.iter().find(|act| act.id == row.differimento_id);
            self.differite.extend(act.map(|act| (row.registrazione_id.uuid(), act.clone())));
        }
        Ok(())
    }

    async fn uffici(&mut self, read: &Read, ids: &[Uuid], called: &UnitNames) -> Result<(), Error> {
        let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
        let sql = format!(
            "SELECT a.registrazione_id AS id, a.ufficio_id, a.assegnata_at FROM protocollo_assegnazione a \
             WHERE a.stato <> 'rifiutata' AND a.registrazione_id IN ({}) ORDER BY a.assegnata_at, a.id",
            places.join(", ")
        );
        for row in db::rows(read, &sql, ids.iter().map(|id| (*id).into())).await? {
            let (unit, at): (UnitId, Instant) = (row.try_get("", "ufficio_id")?, row.try_get("", "assegnata_at")?);
            // Under the name that it had when the entry was given to it.
            let Some(name) = called.at(unit, at) else { continue };
            let names = self.uffici.entry(row.try_get("", "id")?).or_default();
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        Ok(())
    }

    pub(crate) fn voce(&mut self, riga: registrazione::Model) -> Voce {
        let id = riga.id.uuid();
        let stato = self.stati.remove(&id);
        Voce {
            parti: self.parti.remove(&id).unwrap_or_default(),
            classe: stato.as_ref().and_then(|stato| stato.classe.clone()),
            annullata: stato.is_some_and(|stato| stato.annullata),
            uffici: self.uffici.remove(&id).unwrap_or_default(),
            documenti: self.documenti.remove(&id).unwrap_or_default(),
            emergenza: self.emergenze.remove(&id),
            differita: self.differite.remove(&id),
            riga,
        }
    }
}
