//! The door that tells which documents of others the albo needs: they are not discarded while they are published, while the certificate
//! that they were is still to be made, nor once one tells of them, for it names their fingerprints (art. 124 TUEL).

use documents::{named_by, named_in};
use kernel::Uuid;
use ledger::Tx;
use porte::{conservazione::Silenzio, scarto::Usano};

/// The documents of the register of publications.
#[derive(Debug)]
pub struct Usati;

/// Which publications need theirs: one that was annulled before any certificate was made tells nothing any more; every other is in its
/// term, waits for its certificate, or has one.
const SERVE: &str = "(s.stato <> 'annullata' OR EXISTS \
                     (SELECT 1 FROM albo_referta r WHERE r.pubblicazione_id = s.pubblicazione_id))";

#[async_trait::async_trait]
impl Usano for Usati {
    async fn usati(&self, tx: &Tx, documenti: &[Uuid]) -> Result<Vec<Uuid>, Silenzio> {
        let dove = dove();
        named_in(tx, &dove, documenti).await.map_err(|error| Silenzio(error.into()))
    }
}

/// Where the office names a document, as queries that go on with the ids that are sought.
fn dove() -> [String; 4] {
    [
        format!(
            "SELECT d.documento_id AS id FROM albo_documento d JOIN albo_stato s ON s.pubblicazione_id = d.pubblicazione_id \
             WHERE {SERVE} AND d.documento_id"
        ),
        format!(
            "SELECT i.documento_id AS id FROM albo_integrale i JOIN albo_documento d ON d.id = i.albo_documento_id \
             JOIN albo_stato s ON s.pubblicazione_id = d.pubblicazione_id WHERE {SERVE} AND i.documento_id"
        ),
        named_by("albo_referta", "documento_id"),
        named_by("albo_manifesto", "documento_id"),
    ]
}
