//! To whom the office communicates acts by law: the heads of the groups of the council and the prefect, with the days in which they are that.

use authz::Who;
use directory::Line;
use ente::Ente;
use kernel::{Date, Id, Refusal};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::tabelle::recapito;
use crate::{error::Error, permissions::MODELLI, rules::comunicazioni::Scopo};

/// Rows that the list shows.
const MOST: u64 = 500;
/// Longest of the texts, in letters.
const TESTO_MAX: usize = 200;
/// The kinds: code and name.
pub const GENERI: [(&str, &str); 2] = [("capogruppo", "Capogruppo consiliare"), ("prefetto", "Prefetto")];

/// Whom to add.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nuovo {
    /// A code of [`GENERI`].
    pub genere: String,
    /// Name or denomination.
    pub nome: String,
    /// The group that they lead.
    pub gruppo: Option<String>,
    /// Tax code or VAT number, by which the directory knows them.
    pub codice: Option<String>,
    /// PEC or mail; where there is none, that of the directory.
    pub indirizzo: Option<String>,
    /// From when.
    pub valido_dal: Option<Date>,
    /// Until when.
    pub valido_al: Option<Date>,
}

impl Nuovo {
    fn controlla(&self) -> Result<Date, Refusal> {
        let mut no = Refusal::default();
        if !GENERI.iter().any(|(code, _)| *code == self.genere) {
            no.add(Some("genere"), "Scegli dall'elenco se è un capogruppo o il prefetto.");
        }
        let long = |text: &str| text.chars().count() > TESTO_MAX;
        // What stands in a line of addressees, where these part one from the other.
        let no_line = |text: &str| long(text) || text.contains(['\n', ';']);
        if self.nome.trim().is_empty() || no_line(&self.nome) {
            no.add(
                Some("nome"),
                format!("Scrivi il nome, in non più di {TESTO_MAX} caratteri e senza punto e virgola."),
            );
        }
        if self.gruppo.as_deref().is_some_and(long) {
            no.add(Some("gruppo"), format!("Scrivi il gruppo in non più di {TESTO_MAX} caratteri."));
        }
        // What a line of a text would not read back as such is none.
        let beside = |text: &str| Line::read(&format!("Nome; {text}"));
        if let Some(code) = &self.codice
            && (beside(code).code.is_none() || directory::wrong_code(code))
        {
            no.add(Some("codice"), format!("«{code}» non è un codice fiscale né una partita IVA: controllalo."));
        }
        if let Some(address) = &self.indirizzo
            && (beside(address).address.is_none() || no_line(address))
        {
            no.add(
                Some("indirizzo"),
                format!("«{address}» non è un indirizzo di posta: scrivilo come nome@dominio.it."),
            );
        }
        if self.valido_dal.is_none() {
            no.add(Some("valido_dal"), "Scrivi da quando.");
        }
        if self.valido_al.zip(self.valido_dal).is_some_and(|(to, from)| to < from) {
            no.add(Some("valido_al"), "La fine è prima dell'inizio.");
        }
        no.unless_empty(self.valido_dal.unwrap_or_default())
    }
}

/// All of them, also those that are over; the newest of each kind first.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn tutti(ente: &Ente, who: &Who) -> Result<Vec<recapito::Model>, Error> {
    who.require(&MODELLI)?;
    let read = ente.db().read().await?;
    let select = recapito::Entity::find().order_by_asc(recapito::Column::Genere);
    let select = select.order_by_desc(recapito::Column::ValidoDal).order_by_asc(recapito::Column::Nome);
    Ok(select.limit(MOST).all(&read).await?)
}

/// Adds one: its id.
///
/// # Errors
/// Without the permission; all the reasons why not; those of the database.
pub async fn scrivi(ente: &Ente, who: &Who, nuovo: &Nuovo) -> Result<Id<recapito::Entity>, Error> {
    who.require(&MODELLI)?;
    let valido_dal = nuovo.controlla()?;
    let mut tx = ente.ledger.begin(who.actor(), "atti.recapito").await?;
    let row = recapito::Model {
        id: tx.id(),
        genere: nuovo.genere.clone(),
        nome: nuovo.nome.trim().to_owned(),
        gruppo: nuovo.gruppo.clone(),
        codice: nuovo.codice.as_ref().map(|code| code.to_uppercase()),
        indirizzo: nuovo.indirizzo.clone(),
        valido_dal,
        valido_al: nuovo.valido_al,
        at: tx.now(),
        persona_id: who.person,
    };
    let row = tx.insert(row).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Says until when one is that; what was communicated to them before stays.
///
/// # Errors
/// Without the permission; [`Error::NotFound`]; a day before they began; those of the database.
pub async fn cessa(ente: &Ente, who: &Who, id: Id<recapito::Entity>, giorno: Option<Date>) -> Result<(), Error> {
    who.require(&MODELLI)?;
    let mut tx = ente.ledger.begin(who.actor(), "atti.recapito").await?;
    let before = tx.find::<recapito::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    let Some(giorno) = giorno.filter(|day| *day >= before.valido_dal) else {
        let from = before.valido_dal.format("%d/%m/%Y");
        return Err(Error::no(format!("Scrivi l'ultimo giorno, dal {from} in poi.")));
    };
    let after = recapito::Model { valido_al: Some(giorno), persona_id: who.person, at: tx.now(), ..before.clone() };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// Those to whom an act goes for this purpose on a day, by name.
pub(super) async fn validi<C: ConnectionTrait>(connection: &C, scopo: Scopo, oggi: Date) -> Result<Vec<Line>, Error> {
    let genere = if scopo == Scopo::Prefetto { "prefetto" } else { "capogruppo" };
    // In the query, as the limit is: those that are over fill it with the years.
    let open = Condition::any().add(recapito::Column::ValidoAl.is_null()).add(recapito::Column::ValidoAl.gte(oggi));
    let select = recapito::Entity::find().filter(recapito::Column::Genere.eq(genere)).filter(open);
    let select = select.filter(recapito::Column::ValidoDal.lte(oggi)).order_by_asc(recapito::Column::Nome);
    let rows = select.limit(MOST).all(connection).await?;
    let line = |row: recapito::Model| Line { name: row.nome, code: row.codice, address: row.indirizzo };
    Ok(rows.into_iter().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_may_be_called_as_it_likes_and_a_name_must_stand_in_a_line() {
        let good = Nuovo {
            genere: "capogruppo".into(),
            nome: "Neri Paola".into(),
            gruppo: Some("Lista civica; Insieme".into()),
            valido_dal: Date::from_ymd_opt(2024, 6, 10),
            ..Nuovo::default()
        };
        assert!(good.controlla().is_ok());
        for (wrong, field) in [
            (Nuovo { nome: "Neri; Paola".into(), ..good.clone() }, "nome"),
            (Nuovo { gruppo: Some("x".repeat(TESTO_MAX + 1)), ..good.clone() }, "gruppo"),
            (Nuovo { indirizzo: Some("neri@pec.example.it; altro".into()), ..good.clone() }, "indirizzo"),
        ] {
            let no = wrong.controlla().unwrap_err();
            assert_eq!(no.reasons.iter().map(|one| one.field).collect::<Vec<_>>(), [Some(field)], "{wrong:?}");
        }
    }
}
