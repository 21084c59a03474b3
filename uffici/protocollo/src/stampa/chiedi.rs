//! To ask for the register of a period.

use authz::Who;
use ente::Ente;
use kernel::{Date, Instant, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Select};

use super::{StampaId, fai::PER_VOLUME, raccogli::per_anno, tabella};
use crate::{error::Error, jobs, permissions::GIORNALIERO, tables::registrazione};

/// Entries of one print.
const MOST: i64 = 500_000;
/// Prints that are made at the same time.
const MOST_AT_ONCE: i64 = 3;
/// Days for which the files are kept.
pub(super) const KEPT_SECONDS: i64 = 7 * 86_400;

/// Which entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Periodo {
    /// Those registered from one day to another, both included.
    Giorni(Date, Date),
    /// Those of a year from one number to another, both included.
    Numeri {
        /// The year.
        anno: i64,
        /// The first number.
        da: i64,
        /// The last number.
        a: i64,
    },
}

impl Periodo {
    fn controlla(self) -> Result<(), Refusal> {
        let mut refusal = Refusal::default();
        match self {
            Self::Giorni(dal, al) if dal > al => {
                refusal.add(Some("al"), "Il periodo finisce prima di cominciare: correggi le date.");
            }
            Self::Numeri { da, a, .. } if da < 1 || a < da => {
                refusal.add(Some("a"), "I numeri vanno dal più piccolo al più grande, da 1 in su: correggili.");
            }
            _ => {}
        }
        refusal.unless_empty(())
    }

    fn select(self) -> Select<registrazione::Entity> {
        use registrazione::Column;
        let within = match self {
            Self::Giorni(dal, al) => {
                let end = al.succ_opt().map_or(Instant::start_of(al), Instant::start_of);
                Condition::all()
                    .add(Column::Anno.gte(i64::from(Instant::start_of(dal).year())))
                    .add(Column::Anno.lte(i64::from(Instant::start_of(al).year())))
                    .add(Column::RegistrataAt.gte(Instant::start_of(dal)))
                    .add(Column::RegistrataAt.lt(end))
            }
            Self::Numeri { anno, da, a } => {
                Condition::all().add(Column::Anno.eq(anno)).add(Column::Numero.gte(da)).add(Column::Numero.lte(a))
            }
        };
        registrazione::Entity::find().filter(within)
    }
}

/// Asks for the register of a period: it is made in the background. The period is told by its first and last entry, so that nothing
/// that is registered meanwhile comes in between; for the same reason all of it is counted before, while others write.
///
/// # Errors
/// A missing permission; all the reasons of a refusal; those of the ledger.
pub async fn chiedi(ente: &Ente, who: &Who, periodo: Periodo) -> Result<StampaId, Error> {
    who.require(&GIORNALIERO)?;
    periodo.controlla()?;
    let read = ente.db().read().await?;
    let by_number = |select: Select<registrazione::Entity>| {
        select.order_by_asc(registrazione::Column::Anno).order_by_asc(registrazione::Column::Numero)
    };
    let last = periodo.select().order_by_desc(registrazione::Column::Anno).order_by_desc(registrazione::Column::Numero);
    let (Some(prima), Some(ultima)) = (by_number(periodo.select()).one(&read).await?, last.one(&read).await?) else {
        return Err(Refusal::because("In questo periodo non c'è nessuna registrazione: scegline un altro.").into());
    };
    let anni = per_anno(&read, (prima.anno, prima.numero), (ultima.anno, ultima.numero)).await?;
    let quante: i64 = anni.iter().map(|anno| anno.quante).sum();
    drop(read);
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.stampa").await?;
    // Of several who ask at once each is counted by the next.
    db::alone(&tx, "protocollo_stampa").await?;
    refuse_too_much(&tx, quante).await?;
    let row = tabella::Model {
        id: tx.id(),
        persona_id: who.person,
        at: tx.now(),
        da_anno: prima.anno,
        da_numero: prima.numero,
        a_anno: ultima.anno,
        a_numero: ultima.numero,
        quante,
    };
    let row = tx.insert(row).await?;
    let sql =
        "INSERT INTO protocollo_stampa_lavoro (stampa_id, volumi, fatte, stato, scade_at) VALUES ($1, $2, $3, $4, $5)";
    let volumes = row.quante.unsigned_abs().div_ceil(PER_VOLUME);
    let values = [
        row.id.into(),
        i64::try_from(volumes).unwrap_or(i64::MAX).into(),
        0_i64.into(),
        "in_corso".into(),
        row.at.plus_seconds(KEPT_SECONDS).into(),
    ];
    // The row that it points at must be there first.
    db::execute(&tx, sql, values).await?;
    jobs::stampa_registro::accoda(&tx, row.id).await?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(row.id)
}

async fn refuse_too_much(tx: &Tx, quante: i64) -> Result<(), Error> {
    let mut refusal = Refusal::default();
    if quante > MOST {
        refusal.add(None, format!("Sono {quante} registrazioni: in una stampa ne stanno {MOST}. Dividi il periodo."));
    }
    let sql = "SELECT COUNT(*) AS n FROM protocollo_stampa_lavoro WHERE stato = 'in_corso'";
    let running = db::one(tx, sql, []).await?.map_or(Ok(0_i64), |row| row.try_get("", "n"))?;
    if running >= MOST_AT_ONCE {
        refusal.add(None, format!("Ci sono già {MOST_AT_ONCE} stampe in corso: aspetta che ne finisca una e riprova."));
    }
    Ok(refusal.unless_empty(())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_goes_forward() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(Periodo::Giorni(day("2026-01-01"), day("2026-01-01")).controlla().is_ok());
        assert!(Periodo::Giorni(day("2026-01-02"), day("2026-01-01")).controlla().is_err());
        assert!(Periodo::Numeri { anno: 2026, da: 1, a: 1 }.controlla().is_ok());
        assert!(Periodo::Numeri { anno: 2026, da: 2, a: 1 }.controlla().is_err());
        assert!(Periodo::Numeri { anno: 2026, da: 0, a: 1 }.controlla().is_err(), "numbers begin with 1");
    }
}
