//! What the ente decided: the readings of the law, and the term of each kind from a day on. A change is a new row, and counts for what is
//! posted from then on.

use std::collections::HashMap;

use authz::Who;
use ente::Ente;
use kernel::{Date, Refusal};
use porte::albo::{Efficacia, Tipo};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    error::Error,
    permissions::CONFIGURA,
    pubblica::riga_sola,
    rules::{GIORNI_MAX, Lettura, Regole, TESTO_MAX},
    tables::{regola, termine},
};

/// From when the shipped table counts.
const DA_SEMPRE: (i32, u32, u32) = (2011, 1, 1);
const TUEL: &str = "art. 124 d.lgs. 267/2000";

/// The table as the program brings it: kind, days, source. What is not confirmed by a text of law that names the days says so.
const TERMINI: [(&str, Option<i64>, &str); 22] = [
    ("delibera_consiglio", Some(15), TUEL),
    ("delibera_giunta", Some(15), TUEL),
    ("delibera_commissario", Some(15), TUEL),
    ("statuto", Some(30), "art. 6, c. 5, d.lgs. 267/2000"),
    ("regolamento", Some(15), "art. 124 d.lgs. 267/2000; lo statuto può chiedere una seconda pubblicazione"),
    ("determina", Some(15), "art. 124 d.lgs. 267/2000, come letto da Cons. Stato V 1370/2006"),
    ("liquidazione", Some(15), "art. 124 d.lgs. 267/2000, per regolamento dell'ente"),
    ("ordinanza_sindaco", Some(15), TUEL),
    ("ordinanza_dirigente", Some(15), TUEL),
    ("decreto_sindaco", Some(15), "art. 124 d.lgs. 267/2000, per regolamento dell'ente"),
    ("decreto_dirigente", Some(15), "art. 124 d.lgs. 267/2000, per regolamento dell'ente"),
    ("convocazione_consiglio", None, "fino alla seduta"),
    ("permesso_costruire", Some(15), "art. 20, c. 6, DPR 380/2001, da controllare"),
    ("matrimonio", Some(8), "art. 55 DPR 396/2000, da controllare"),
    ("cambio_nome", Some(30), "art. 90 DPR 396/2000, da controllare"),
    ("irreperibilita", None, "come dice chi chiede"),
    ("avviso_deposito", None, "8 o 10 giorni: come dice chi chiede (art. 140 c.p.c.; art. 60 DPR 600/1973)"),
    ("avviso", Some(15), "per regolamento dell'ente"),
    ("bando_concorso", None, "per il tempo del bando"),
    ("bando_gara", None, "per il tempo del bando"),
    ("bando_contributi", None, "per il tempo del bando"),
    ("atto_terzi", None, "come dice chi chiede"),
];

/// The readings in force.
///
/// # Errors
/// Those of the database.
pub async fn regole<C: ConnectionTrait>(connection: &C) -> Result<Regole, Error> {
    let select = regola::Entity::find().order_by_desc(regola::Column::DecisaAt).order_by_desc(regola::Column::Id);
    let Some(row) = select.one(connection).await? else { return Ok(Regole::default()) };
    let small = |number: i64, other: u16| u16::try_from(number).unwrap_or(other);
    let usual = Regole::default();
    Ok(Regole {
        conta_primo: row.conta_primo,
        lettura: Lettura::from_code(&row.lettura).unwrap_or_default(),
        soglia_ore: small(row.soglia_ore, usual.soglia_ore),
        storico: row.storico,
        allarme_giorni: small(row.allarme_giorni, usual.allarme_giorni),
    })
}

/// The term of a kind, as it is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InVigore {
    /// How many days; none where nothing fixes them.
    pub giorni: Option<i64>,
    /// What says so.
    pub fonte: String,
    /// From when on.
    pub dal: Date,
    /// Whether it is the one that the program brings.
    pub del_programma: bool,
}

/// The terms in force on a day, by kind: those of the ente, and the shipped ones where it has set none.
///
/// # Errors
/// Those of the database.
pub async fn termini<C: ConnectionTrait>(connection: &C, giorno: Date) -> Result<HashMap<String, InVigore>, Error> {
    let dal = Date::from_ymd_opt(DA_SEMPRE.0, DA_SEMPRE.1, DA_SEMPRE.2).unwrap_or_default();
    let shipped = TERMINI.map(|(tipo, giorni, fonte)| {
        (tipo.to_owned(), InVigore { giorni, fonte: fonte.to_owned(), dal, del_programma: true })
    });
    let mut all: HashMap<String, InVigore> = shipped.into_iter().collect();
    let select = termine::Entity::find().filter(termine::Column::ValidoDal.lte(giorno));
    let rows =
        select.order_by_asc(termine::Column::ValidoDal).order_by_asc(termine::Column::Id).all(connection).await?;
    // The last of each kind stays.
    for row in rows {
        let own = InVigore { giorni: row.giorni, fonte: row.fonte, dal: row.valido_dal, del_programma: false };
        all.insert(row.tipo, own);
    }
    Ok(all)
}

/// The days of a kind, where the table fixes them.
pub(crate) fn usuali(termini: &HashMap<String, InVigore>, tipo: &Tipo) -> Option<u16> {
    termini.get(tipo.codice)?.giorni.and_then(|giorni| u16::try_from(giorni).ok())
}

/// Decides the readings.
///
/// # Errors
/// Without the permission; numbers out of bounds; those of the database.
pub async fn decidi(ente: &Ente, who: &Who, regole: &Regole) -> Result<(), Error> {
    who.require(&CONFIGURA)?;
    let mut refusal = Refusal::default();
    if regole.soglia_ore > 23 {
        refusal.add(Some("soglia_ore"), "Scrivi un numero di ore da 0 a 23.");
    }
    if !(1..=60).contains(&regole.allarme_giorni) {
        refusal.add(Some("allarme_giorni"), "Scrivi un numero di giorni lavorativi da 1 a 60.");
    }
    refusal.unless_empty(())?;
    let mut tx = ente.ledger.begin(who.actor(), "albo.regole").await?;
    let row = regola::Model {
        id: tx.id(),
        decisa_at: tx.now(),
        conta_primo: regole.conta_primo,
        lettura: regole.lettura.code().into(),
        soglia_ore: i64::from(regole.soglia_ore),
        storico: regole.storico,
        allarme_giorni: i64::from(regole.allarme_giorni),
        persona_id: who.person,
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

/// The days below which no ente goes: those of the law, for the kinds that hold by having been posted.
fn di_legge(tipo: &str) -> Option<i64> {
    Tipo::di(tipo).filter(|tipo| tipo.efficacia != Efficacia::Nessuna)?;
    TERMINI.iter().find(|(shipped, ..)| *shipped == tipo)?.1
}

/// Sets the term of a kind from a day on; `giorni` none where nothing fixes it.
///
/// # Errors
/// Without the permission; all that is wrong; those of the database.
pub async fn fissa_termine(
    ente: &Ente,
    who: &Who,
    tipo: &str,
    (giorni, fonte, dal): (Option<i64>, &str, Date),
) -> Result<(), Error> {
    who.require(&CONFIGURA)?;
    let mut refusal = Refusal::default();
    if Tipo::di(tipo).is_none() {
        refusal.add(Some("tipo"), "Scegli il tipo di atto dall'elenco.");
    }
    if giorni.is_some_and(|giorni| !(1..=i64::from(GIORNI_MAX)).contains(&giorni)) {
        refusal.add(Some("giorni"), format!("Scrivi un numero di giorni da 1 a {GIORNI_MAX}, o lascia vuoto."));
    }
    if let Some(least) = di_legge(tipo)
        && giorni.is_none_or(|giorni| giorni < least)
    {
        let told = format!(
            "Per questi atti la legge vuole almeno {least} giorni, e da quei giorni dipende la loro efficacia."
        );
        refusal.add(Some("giorni"), told);
    }
    if fonte.trim().is_empty() || fonte.chars().count() > TESTO_MAX {
        refusal.add(Some("fonte"), "Scrivi quale norma o regolamento lo dice, in 300 caratteri al massimo.");
    }
    if dal < ente.ledger.now().date() {
        refusal.add(Some("dal"), "Un termine nuovo vale da oggi in poi: ciò che è già pubblicato tiene il suo.");
    }
    refusal.unless_empty(())?;
    let mut tx = ente.ledger.begin(who.actor(), "albo.termine").await?;
    let row = termine::Model {
        id: tx.id(),
        tipo: tipo.into(),
        valido_dal: dal,
        giorni,
        fonte: riga_sola(fonte),
        persona_id: who.person,
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use porte::albo::TIPI;

    use super::*;

    #[test]
    fn the_shipped_table_has_every_kind_once() {
        let shipped: Vec<&str> = TERMINI.iter().map(|(tipo, ..)| *tipo).collect();
        let known: Vec<&str> = TIPI.iter().map(|tipo| tipo.codice).collect();
        assert_eq!(shipped, known);
    }

    #[test]
    fn what_holds_by_having_been_posted_has_days_that_no_ente_shortens() {
        for tipo in &TIPI {
            assert_eq!(di_legge(tipo.codice).is_some(), tipo.efficacia != Efficacia::Nessuna, "{}", tipo.codice);
        }
        assert_eq!((di_legge("statuto"), di_legge("delibera_giunta"), di_legge("avviso")), (Some(30), Some(15), None));
    }
}
