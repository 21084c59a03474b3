//! A prepared file that was put away and taken up again.

use std::ops::Range;

use super::Prepared;
use crate::Error;

impl Prepared {
    /// What [`Prepared::bytes`] and [`Prepared::ranges`] gave, kept while somebody signed: `hole` is what lies between
    /// the two ranges.
    ///
    /// # Errors
    /// [`Error::CannotAdd`] if there is no such hole. Whether the file is still the same, the hash of
    /// [`Prepared::signed`] tells.
    pub fn resume(bytes: Vec<u8>, hole: Range<usize>) -> Result<Self, Error> {
        let place = bytes.get(hole.clone()).unwrap_or_default();
        match place {
            [b'<', digits @ .., b'>']
                if digits.len().is_multiple_of(2) && digits.iter().all(|digit| *digit == b'0') =>
            {
                Ok(Self { bytes, hole })
            }
            _ => Err(Error::CannotAdd("il posto preparato per la firma non c'è più")),
        }
    }
}
