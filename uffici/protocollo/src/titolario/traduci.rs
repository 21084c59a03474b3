//! What was classified under an earlier version, in the plan of another day.

use kernel::Date;
use sea_orm::ConnectionTrait;

use super::piani::Piani;
use crate::error::Error;

/// The way from any version to that of one day.
pub(crate) struct Traduzione {
    piani: Piani,
    fino: usize,
}

impl Traduzione {
    /// The way to the plan of `day`.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) async fn al<C: ConnectionTrait>(connection: &C, day: Date) -> Result<Self, Error> {
        let piani = Piani::leggi(connection).await?;
        let fino = piani.del(day);
        Ok(Self { piani, fino })
    }

    /// The code, there, of what had this class on `day`; none where nobody has said where it goes.
    pub(crate) fn di(&self, day: Date, classe: &str) -> Option<String> {
        self.piani.destinazione(self.piani.del(day), self.fino, classe, None)
    }
}
