//! Lists of acts: drafts and proposals, and the registers of what was adopted.

use authz::{UnitId, Who};
use ente::Ente;
use kernel::{Instant, Uuid};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Order};

use crate::{
    error::Error,
    rules::chiavi::Ricerca,
    sfoglia::cerca,
    tables::{AttoId, stato},
    visibilita::condizione,
};

/// Most words that are looked for.
const PAROLE_MAX: usize = 8;

/// Which acts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filtro {
    /// Of this kind.
    pub tipo: Option<String>,
    /// In this register: then only what is adopted, by number.
    pub registro: Option<String>,
    /// Of this year.
    pub anno: Option<i64>,
    /// Of this unit.
    pub unita: Option<UnitId>,
    /// Adopted, or not yet; both where it is not said.
    pub adottati: Option<bool>,
    /// With these words.
    pub testo: String,
    /// With these codes, chapters, creditors, amounts and signers. Registers, which are read by number, look at none of it.
    pub ricerca: Ricerca,
}

impl Filtro {
    /// Whether words are sought.
    pub(crate) fn ha_parole(&self) -> bool {
        !self.testo.trim().is_empty()
    }

    /// Whether the index is asked: words and keys are found there alone.
    pub(crate) fn nell_indice(&self) -> bool {
        self.ha_parole() || self.ricerca.chiede()
    }
}

/// After which act a page begins: when it was begun, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dopo {
    /// When.
    pub at: Instant,
    /// Which.
    pub id: AttoId,
}

impl Dopo {
    /// As the address of a page carries it.
    pub(crate) fn scrivi(row: &stato::Model) -> String {
        format!("{}.{}", row.creato_at.micros(), row.atto_id)
    }

    /// From what [`Dopo::scrivi`] gave.
    pub(crate) fn leggi(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        Some(Self { at: Instant::from_micros(at.parse().ok()?), id: id.parse().ok()? })
    }
}

/// A page of acts, the newest first: those alone that `who` may see. With words or keys, what the index finds first,
/// wherever the page begins: further pages are [`crate::sfoglia()`]'s.
///
/// # Errors
/// Those of the index and of the database.
pub async fn elenca(
    ente: &Ente,
    who: &Who,
    filtro: &Filtro,
    dopo: Option<Dopo>,
    limite: u64,
) -> Result<Vec<stato::Model>, Error> {
    if filtro.nell_indice() {
        let limit = usize::try_from(limite).unwrap_or(usize::MAX);
        return Ok(cerca(ente, who, filtro, None, limit).await?.atti);
    }
    righe(ente, who, filtro, dopo, limite).await
}

/// Of these acts those that `who` may see and that pass the filters, words and keys apart.
pub(crate) async fn di_questi(
    ente: &Ente,
    who: &Who,
    filtro: &Filtro,
    ids: &[Uuid],
) -> Result<Vec<stato::Model>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let read = ente.db().read().await?;
    let bare = Filtro { testo: String::new(), ..filtro.clone() };
    let select = stato::Entity::find().filter(condizione(who)).filter(scelti(&bare));
    Ok(select.filter(stato::Column::AttoId.is_in(ids.iter().copied())).all(&read).await?)
}

/// A page of acts by the filters, the newest first.
pub(crate) async fn righe(
    ente: &Ente,
    who: &Who,
    filtro: &Filtro,
    dopo: Option<Dopo>,
    limite: u64,
) -> Result<Vec<stato::Model>, Error> {
    let read = ente.db().read().await?;
    let mut select = stato::Entity::find().filter(condizione(who)).filter(scelti(filtro));
    if let Some(dopo) = dopo {
        let before = Condition::any()
            .add(stato::Column::CreatoAt.lt(dopo.at))
            .add(Condition::all().add(stato::Column::CreatoAt.eq(dopo.at)).add(stato::Column::AttoId.lt(dopo.id)));
        select = select.filter(before);
    }
    let ordered = select.order_by(stato::Column::CreatoAt, Order::Desc).order_by(stato::Column::AttoId, Order::Desc);
    Ok(ordered.limit(limite.clamp(1, 201)).all(&read).await?)
}

/// A page of a register, the last number first; `dopo` is the number before which it begins.
///
/// # Errors
/// Those of the database.
pub async fn registro(
    ente: &Ente,
    who: &Who,
    filtro: &Filtro,
    dopo: Option<i64>,
    limite: u64,
) -> Result<Vec<stato::Model>, Error> {
    let read = ente.db().read().await?;
    let mut select = stato::Entity::find().filter(condizione(who)).filter(scelti(filtro));
    select = select.filter(stato::Column::Numero.is_not_null());
    if let Some(dopo) = dopo {
        select = select.filter(stato::Column::Numero.lt(dopo));
    }
    Ok(select.order_by(stato::Column::Numero, Order::Desc).limit(limite.clamp(1, 201)).all(&read).await?)
}

fn scelti(filtro: &Filtro) -> Condition {
    let mut all = Condition::all();
    if let Some(tipo) = &filtro.tipo {
        all = all.add(stato::Column::Tipo.eq(tipo.as_str()));
    }
    if let Some(registro) = &filtro.registro {
        all = all.add(stato::Column::Registro.eq(registro.as_str()));
    }
    if let Some(anno) = filtro.anno {
        all = all.add(stato::Column::Anno.eq(anno));
    }
    if let Some(unita) = filtro.unita {
        all = all.add(stato::Column::UnitaId.eq(unita));
    }
    match filtro.adottati {
        Some(true) => all = all.add(stato::Column::Numero.is_not_null()),
        Some(false) => all = all.add(stato::Column::Numero.is_null()),
        None => {}
    }
    // Only registers come here with words: they are read by number. Folded as the column is: letters, digits and blanks
    // alone, so that nothing in it is a mark of the pattern.
    for word in directory::fold(&filtro.testo).split_whitespace().take(PAROLE_MAX) {
        all = all.add(stato::Column::Cerca.contains(word));
    }
    all
}
