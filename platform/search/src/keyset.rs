use std::{fmt, str::FromStr};

use kernel::Uuid;

use crate::Error;

/// Where a page of results ended, to be put in a link. It names results that were shown, never how many others there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyset {
    /// The document at which the window stands: its first, or the last of the window before.
    pub(crate) anchor: Uuid,
    /// Whether the window holds the anchor.
    pub(crate) inclusive: bool,
    /// The last result shown of this window.
    pub(crate) after: Option<Uuid>,
    /// How many of this window were shown: where to go on when `after` is gone.
    pub(crate) seen: u32,
}

impl fmt::Display for Keyset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.inclusive { 'i' } else { 'e' };
        write!(f, "{kind}.{}.", self.anchor.simple())?;
        if let Some(after) = self.after {
            write!(f, "{}", after.simple())?;
        }
        write!(f, ".{}", self.seen)
    }
}

impl FromStr for Keyset {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let read = || {
            let mut parts = text.splitn(4, '.');
            let inclusive = match parts.next()? {
                "i" => true,
                "e" => false,
                _ => return None,
            };
            let anchor = parts.next()?.parse().ok()?;
            let after = match parts.next()? {
                "" => None,
                id => Some(id.parse().ok()?),
            };
            Some(Self { anchor, inclusive, after, seen: parts.next()?.parse().ok()? })
        };
        read().ok_or(Error::BadKeyset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_the_link_and_a_forged_one_is_refused() {
        let id = Uuid::from_u128(7);
        for after in [None, Some(Uuid::from_u128(9))] {
            let keyset = Keyset { anchor: id, inclusive: after.is_some(), after, seen: 25 };
            assert_eq!(keyset.to_string().parse::<Keyset>().unwrap(), keyset);
        }
        for forged in [
            "",
            "i",
            "i..",
            "x.00000000000000000000000000000007..0",
            "i.7..0",
            "i.00000000000000000000000000000007..-1",
        ] {
            assert!(forged.parse::<Keyset>().is_err(), "{forged}");
        }
    }
}
