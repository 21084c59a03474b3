//! Whom the ente trusts, and how far.

use sea_orm::{ConnectionTrait, EntityTrait};

use super::ancora::valide;
use crate::{error::Error, posta::tabelle::regola};

/// When receipts count: the code, and what it means.
pub const REGOLE: [(&str, &str); 3] = [
    ("secondo", "Se c'è almeno un'autorità qui sotto, contano solo le ricevute con firma valida (consigliato)"),
    ("firmate", "Contano solo le ricevute con firma valida"),
    ("tutte", "Contano anche le ricevute con firma assente, non garantita o non verificata"),
];

/// Whom the ente trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fiducia {
    /// The authorities that it has added, one after the other.
    pub pem: String,
    /// Whether receipts count only with a good signature.
    pub severa: bool,
}

/// The code of the rule in force.
///
/// # Errors
/// Those of the database.
pub(crate) async fn regola<C: ConnectionTrait>(connection: &C) -> Result<String, Error> {
    let found = regola::Entity::find().one(connection).await?;
    Ok(found.map_or_else(|| REGOLE[0].0.to_owned(), |row| row.ricevute))
}

/// Whom the ente trusts now.
///
/// # Errors
/// Those of the database.
pub(crate) async fn fiducia<C: ConnectionTrait>(connection: &C) -> Result<Fiducia, Error> {
    let ancore = valide(connection).await?;
    let severa = severa(&regola(connection).await?, !ancore.is_empty());
    Ok(Fiducia { pem: ancore.iter().map(|ancora| ancora.pem.as_str()).collect(), severa })
}

fn severa(regola: &str, ancore: bool) -> bool {
    match regola {
        "firmate" => true,
        "tutte" => false,
        _ => ancore,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_need_a_signature_where_there_is_someone_to_trust_unless_told_otherwise() {
        assert!(severa("secondo", true) && !severa("secondo", false));
        assert!(severa("firmate", false) && !severa("tutte", true));
    }
}
