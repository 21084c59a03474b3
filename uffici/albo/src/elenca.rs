//! To read the register: all of it, for the office.

use std::collections::HashMap;

use authz::Who;
use documents::document;
use ente::Ente;
use kernel::{Date, Id, Instant, Uuid};
use porte::albo::{Stato, Tipo};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, Order},
};

use crate::{
    conto::{Conto, conta, fatti, stato_di},
    error::Error,
    jobs::parole::radici,
    permissions::CONSULTA,
    referta::{Quale, certificato},
    rules::termina,
    tables::{documento, fatto, integrale, parole, pubblicazione, referta, scelta, stato},
};

/// Words of a search, at most.
const PAROLE_MAX: usize = 8;
/// Letters of a search that are looked at.
const Q_MAX: usize = 200;
/// Most askers that a list offers to choose among.
const RICHIEDENTI_MAX: u64 = 500;
/// The words of a publication, the entry of a publication: beside the row of the lists.
pub(crate) const SUE_PAROLE: &str = "albo_parole.pubblicazione_id = albo_stato.pubblicazione_id";
const SUA_VOCE: &str = "albo_pubblicazione.id = albo_stato.pubblicazione_id";

/// Which publications a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filtro {
    /// Words that subject, asker and origin hold, whole or in part.
    pub q: String,
    /// Of this kind.
    pub tipo: Option<&'static Tipo>,
    /// Of this year.
    pub anno: Option<i64>,
    /// With this number of the register.
    pub numero: Option<i64>,
    /// Asked for by this office or body, in its very words.
    pub richiedente: Option<String>,
    /// Posted from this day on.
    pub dal: Option<Date>,
    /// Posted until this day, that day included.
    pub al: Option<Date>,
    /// Words that the published documents hold, in any form: all of them.
    pub testo: String,
    /// In this state: `in-corso`, `sospese`, `annullate`, `concluse`.
    pub vista: Option<Vista>,
}

impl Filtro {
    /// The words of a search, as far as they are looked at.
    pub(crate) fn parole(text: &str) -> String {
        text.chars().take(Q_MAX).collect::<String>().trim().to_owned()
    }

    /// Whether the two days are the wrong way round.
    pub(crate) fn al_contrario(&self) -> bool {
        self.dal.zip(self.al).is_some_and(|(from, to)| from > to)
    }

    /// How many fields of the form narrow the list.
    pub(crate) fn campi(&self) -> usize {
        let set = [
            !self.q.is_empty(),
            self.tipo.is_some(),
            self.anno.is_some(),
            self.numero.is_some(),
            self.richiedente.is_some(),
            self.dal.is_some(),
            self.al.is_some(),
            !self.testo.is_empty(),
        ];
        set.into_iter().filter(|is| *is).count()
    }

    /// What is asked of the entry beside its row of the lists.
    fn della_voce(&self) -> Option<Expr> {
        let mut all = Condition::all();
        if let Some(asker) = &self.richiedente {
            all = all.add(pubblicazione::Column::Richiedente.eq(asker.as_str()));
        }
        if let Some(dal) = self.dal {
            all = all.add(pubblicazione::Column::PubblicataAt.gte(Instant::start_of(dal)));
        }
        if let Some(al) = self.al {
            all = all.add(pubblicazione::Column::PubblicataAt.lt(termina(al)));
        }
        let entry = pubblicazione::Entity::find().filter(Expr::cust(SUA_VOCE));
        (!all.is_empty()).then(|| Expr::exists(entry.filter(all).into_query()))
    }

    /// What is asked of the words of the documents. Words of which none says anything ("il", "della") are in no document.
    fn dei_documenti(&self) -> Option<Expr> {
        if self.testo.is_empty() {
            return None;
        }
        let mut words = parole::Entity::find().filter(Expr::cust(SUE_PAROLE));
        let stems: Vec<String> = radici(&self.testo).take(PAROLE_MAX).collect();
        if stems.is_empty() {
            return Some(Expr::cust("1 = 0"));
        }
        for stem in stems {
            words = words.filter(parole::Column::Parole.contains(format!(" {stem} ")));
        }
        Some(Expr::exists(words.into_query()))
    }
}

/// A state, as the tabs of the register tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vista {
    /// Everybody reads it.
    InCorso,
    /// Suspended.
    Sospese,
    /// Annulled.
    Annullate,
    /// Over.
    Concluse,
}

impl Vista {
    /// With their codes and labels, in the order of the tabs.
    pub const TUTTE: [(Self, &'static str, &'static str); 4] = [
        (Self::InCorso, "in-corso", "In pubblicazione"),
        (Self::Sospese, "sospese", "Sospese"),
        (Self::Concluse, "concluse", "Concluse"),
        (Self::Annullate, "annullate", "Annullate"),
    ];

    /// By its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTE.iter().find(|(_, known, _)| *known == code).map(|(one, ..)| *one)
    }

    /// Whether a row of the lists is in it.
    fn condition(self, now: kernel::Instant) -> Condition {
        let is = |what: &str| Condition::all().add(stato::Column::Stato.eq(what));
        match self {
            Self::InCorso => is("attiva").add(stato::Column::TerminaAt.gt(now)),
            Self::Concluse => is("attiva").add(stato::Column::TerminaAt.lte(now)),
            Self::Sospese => is("sospesa"),
            Self::Annullate => is("annullata"),
        }
    }
}

/// A line of a list.
#[derive(Clone, Debug)]
pub struct Voce {
    /// The entry.
    pub riga: pubblicazione::Model,
    /// How it stands.
    pub stato: stato::Model,
}

/// A document of a publication.
#[derive(Clone, Debug)]
pub struct Documento {
    /// Its row.
    pub riga: documento::Model,
    /// What is published.
    pub documento: document::Model,
    /// The whole, where what is published is a version with omissis. For the office alone.
    pub integrale: Option<document::Model>,
}

/// A publication with all that the office knows of it.
#[derive(Clone, Debug)]
pub struct Scheda {
    /// The entry.
    pub riga: pubblicazione::Model,
    /// How it stands.
    pub stato: stato::Model,
    /// Its days.
    pub conto: Conto,
    /// Its documents.
    pub documenti: Vec<Documento>,
    /// What was decided of personal data.
    pub scelte: Vec<scelta::Model>,
    /// What happened.
    pub fatti: Vec<fatto::Model>,
    /// Its certificates.
    pub referte: Vec<referta::Model>,
    /// The publication that took its place.
    pub al_suo_posto: Option<pubblicazione::Model>,
}

/// The rows that a filter finds, the newest first; `dopo` is the (year, number) of the last of the page before.
pub(crate) fn trova(filtro: &Filtro, dopo: Option<(i64, i64)>, now: kernel::Instant) -> Select<stato::Entity> {
    let mut select = stato::Entity::find();
    if let Some(tipo) = filtro.tipo {
        select = select.filter(stato::Column::Tipo.eq(tipo.codice));
    }
    if let Some(anno) = filtro.anno {
        select = select.filter(stato::Column::Anno.eq(anno));
    }
    if let Some(numero) = filtro.numero {
        select = select.filter(stato::Column::Numero.eq(numero));
    }
    if let Some(vista) = filtro.vista {
        select = select.filter(vista.condition(now));
    }
    for asked in [filtro.della_voce(), filtro.dei_documenti()].into_iter().flatten() {
        select = select.filter(asked);
    }
    // Folded words hold letters and digits alone: none is a sign of the pattern.
    for word in directory::fold(&filtro.q).split_whitespace().take(PAROLE_MAX) {
        select = select.filter(stato::Column::Cerca.contains(word));
    }
    if let Some((anno, numero)) = dopo {
        let before = Condition::any()
            .add(stato::Column::Anno.lt(anno))
            .add(Condition::all().add(stato::Column::Anno.eq(anno)).add(stato::Column::Numero.lt(numero)));
        select = select.filter(before);
    }
    select.order_by(stato::Column::Anno, Order::Desc).order_by(stato::Column::Numero, Order::Desc)
}

/// The entries of these rows, in their order.
pub(crate) async fn con_righe<C: ConnectionTrait>(
    connection: &C,
    stati: Vec<stato::Model>,
) -> Result<Vec<Voce>, Error> {
    let ids: Vec<Id<pubblicazione::Entity>> = stati.iter().map(|row| row.pubblicazione_id).collect();
    let rows = pubblicazione::Entity::find().filter(pubblicazione::Column::Id.is_in(ids)).all(connection).await?;
    let mut rows: HashMap<Uuid, pubblicazione::Model> = rows.into_iter().map(|row| (row.id.uuid(), row)).collect();
    let paired = stati.into_iter().filter_map(|stato| {
        let riga = rows.remove(&stato.pubblicazione_id.uuid())?;
        Some(Voce { riga, stato })
    });
    Ok(paired.collect())
}

/// Who asked for publications, for a choice among them: all of them for `who` of the office; for everybody, where there is nobody, those alone
/// whose publication is read now.
///
/// # Errors
/// Without the permission; those of the database.
pub(crate) async fn richiedenti(ente: &Ente, who: Option<&Who>) -> Result<Vec<String>, Error> {
    if let Some(who) = who {
        who.require(&CONSULTA)?;
    }
    let read = ente.db().read().await?;
    let mut select = pubblicazione::Entity::find().select_only().column(pubblicazione::Column::Richiedente).distinct();
    if who.is_none() {
        // Those that are read now first, which are few: not each of the register in turn.
        let read_now = stato::Entity::find().select_only().column(stato::Column::PubblicazioneId);
        let read_now = read_now.filter(Vista::InCorso.condition(ente.ledger.now()));
        select = select.filter(pubblicazione::Column::Id.in_subquery(read_now.into_query()));
    }
    let ordered = select.order_by(pubblicazione::Column::Richiedente, Order::Asc).limit(RICHIEDENTI_MAX);
    Ok(ordered.into_tuple::<String>().all(&read).await?)
}

/// A page of the register.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn elenca(
    ente: &Ente,
    who: &Who,
    filtro: &Filtro,
    dopo: Option<(i64, i64)>,
    limit: u64,
) -> Result<Vec<Voce>, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let stati = trova(filtro, dopo, ente.ledger.now()).limit(limit).all(&read).await?;
    con_righe(&read, stati).await
}

/// One of them, whole.
///
/// # Errors
/// Without the permission; [`Error::NotFound`]; those of the database.
pub async fn una(ente: &Ente, who: &Who, id: Id<pubblicazione::Entity>) -> Result<Scheda, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let riga = pubblicazione::Entity::find_by_id(id).one(&read).await?.ok_or(Error::NotFound)?;
    let stato = stato_di(&read, &riga).await?;
    let conto = conta(&read, &riga, ente.ledger.now()).await?;
    let documenti = documenti(ente, &read, id, true).await?;
    let scelte = scelta::Entity::find()
        .filter(scelta::Column::PubblicazioneId.eq(id))
        .order_by_asc(scelta::Column::Id)
        .all(&read)
        .await?;
    let fatti = fatti(&read, &riga).await?;
    let referte = referta::Entity::find()
        .filter(referta::Column::PubblicazioneId.eq(id))
        .order_by_asc(referta::Column::EmessaAt)
        .all(&read)
        .await?;
    let al_suo_posto = sostituta(&read, id).await?;
    Ok(Scheda { riga, stato, conto, documenti, scelte, fatti, referte, al_suo_posto })
}

/// The publication that took the place of one that was annulled.
pub(crate) async fn sostituta<C: ConnectionTrait>(
    connection: &C,
    id: Id<pubblicazione::Entity>,
) -> Result<Option<pubblicazione::Model>, Error> {
    let select = pubblicazione::Entity::find().filter(pubblicazione::Column::RipubblicaId.eq(id));
    Ok(select.one(connection).await?)
}

/// The documents of a publication, in order; the whole ones only where `interi`.
pub(crate) async fn documenti<C: ConnectionTrait>(
    ente: &Ente,
    connection: &C,
    id: Id<pubblicazione::Entity>,
    interi: bool,
) -> Result<Vec<Documento>, Error> {
    let rows = documento::Entity::find()
        .filter(documento::Column::PubblicazioneId.eq(id))
        .order_by_asc(documento::Column::Posizione)
        .all(connection)
        .await?;
    let whole = if interi {
        let ids: Vec<Id<documento::Entity>> = rows.iter().map(|row| row.id).collect();
        integrale::Entity::find().filter(integrale::Column::AlboDocumentoId.is_in(ids)).all(connection).await?
    } else {
        Vec::new()
    };
    let ids = rows.iter().map(|row| row.documento_id).chain(whole.iter().map(|row| row.documento_id));
    let ids: Vec<Uuid> = ids.map(Id::uuid).collect();
    let found = ente.archive.find(connection, &ids).await?;
    let found: HashMap<Uuid, document::Model> = found.into_iter().map(|row| (row.id.uuid(), row)).collect();
    let paired = rows.into_iter().filter_map(|riga| {
        let documento = found.get(&riga.documento_id.uuid())?.clone();
        let whole = whole.iter().find(|row| row.albo_documento_id == riga.id);
        let integrale = whole.and_then(|row| found.get(&row.documento_id.uuid())).cloned();
        Some(Documento { riga, documento, integrale })
    });
    Ok(paired.collect())
}

/// How a publication stands, for the office that asked.
///
/// # Errors
/// Those of the database.
pub(crate) async fn come_sta(ente: &Ente, id: Uuid) -> Result<Option<(Stato, Option<kernel::Date>)>, Error> {
    let read = ente.db().read().await?;
    let id: Id<pubblicazione::Entity> = id.into();
    let Some(riga) = pubblicazione::Entity::find_by_id(id).one(&read).await? else { return Ok(None) };
    let (row, now) = (stato_di(&read, &riga).await?, ente.ledger.now());
    let conto = conta(&read, &riga, now).await?;
    let made = certificato(&read, id, Quale::Finale).await?;
    let stato = match row.stato.as_str() {
        // What counts for nothing makes nothing enforceable.
        "annullata" => return Ok(Some((Stato::Annullata, None))),
        "sospesa" => Stato::Sospesa,
        _ if row.termina_at <= now => Stato::Conclusa(row.fine_il, made.map(|made| made.documento_id)),
        _ => Stato::InCorso(row.fine_il),
    };
    Ok(Some((stato, conto.esecutiva_dal)))
}
