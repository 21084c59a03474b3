use kernel::Instant;
use sea_orm::QueryResult;

use crate::{Error, Numbered, Tx};

/// How far the clock may stand behind the last write before writing stops. Two nodes' clocks differ by less.
pub(crate) const TOLERANCE_MICROS: i64 = 2_000_000;

/// Refuses a clock that stands more than a little behind the last write: time in a register never goes back.
pub(crate) fn clock_not_before(now: Instant, last: Instant) -> Result<(), Error> {
    if now.plus_micros(TOLERANCE_MICROS) < last { Err(Error::ClockBehind { now, last }) } else { Ok(()) }
}

impl Tx {
    /// The next number of `register`, in the civil year of the Italian clock, and the instant of the entry.
    ///
    /// The counter moves in this transaction: if it does not commit, the number is given to the next entry, so that
    /// numbers have no holes (art. 53 and 57 DPR 445/2000). Others that want a number of the same register wait until
    /// this transaction ends: ask late.
    ///
    /// # Errors
    /// When the clock went back, or the database refuses.
    pub async fn number(&mut self, register: &str) -> Result<(Numbered, Instant), Error> {
        let year = self.now().year();
        self.in_line().await;
        let row = match self.advance(register, year).await? {
            Some(row) => row,
            None => {
                self.open_year(register, year).await?;
                self.advance(register, year).await?.ok_or(Error::Changed)?
            }
        };
        let number: i64 = row.try_get("", "last_number")?;
        let at = self.not_before(row.try_get("", "last_at")?);
        let at = self.note_refusal(at)?;
        if number == 1 {
            let open = self.refuse_closed_year(register, year).await;
            self.note_refusal(open)?;
        }
        let numbered = Numbered(register.into(), year, number);
        self.note_number(numbered.clone(), at);
        Ok((numbered, at))
    }

    /// Moves the counter; nothing where this year's has not been opened yet.
    async fn advance(&self, register: &str, year: i32) -> Result<Option<QueryResult>, Error> {
        let sql = "UPDATE ledger_register SET last_number = last_number + 1, \
                   last_at = CASE WHEN last_at > $3 THEN last_at ELSE $3 END \
                   WHERE register = $1 AND year = $2 RETURNING last_number, last_at";
        Ok(db::one_apart(self, sql, [register.into(), i64::from(year).into(), self.now().into()]).await?)
    }

    async fn open_year(&self, register: &str, year: i32) -> Result<(), Error> {
        let sql = "INSERT INTO ledger_register (register, year, last_number, last_at) VALUES ($1, $2, 0, 0) \
                   ON CONFLICT (register, year) DO NOTHING";
        db::execute(self, sql, [register.into(), i64::from(year).into()]).await?;
        Ok(())
    }

    /// A new year opens only forward: a clock that falls back into a year without entries must not start it anew.
    async fn refuse_closed_year(&self, register: &str, year: i32) -> Result<(), Error> {
        let later = db::one(
            self,
            "SELECT last_at FROM ledger_register WHERE register = $1 AND year > $2 AND last_number > 0 LIMIT 1",
            [register.into(), i64::from(year).into()],
        )
        .await?;
        match later {
            Some(row) => Err(Error::ClockBehind { now: self.now(), last: row.try_get("", "last_at")? }),
            None => Ok(()),
        }
    }
}
