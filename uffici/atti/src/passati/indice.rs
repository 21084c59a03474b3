//! A past act in the search index, beside the acts of today: the same words find both.

use kernel::Instant;
use ledger::Tx;

use super::voce;
use crate::{error::Error, indice::FONTE, scopi};

/// Puts it in the index as it stands now.
pub(super) async fn aggiorna(tx: &Tx, testo: &str, entry: &voce::Model) -> Result<(), Error> {
    let heading = format!("{}\n{}/{}\n{}", entry.estremi(), entry.numero, entry.anno, entry.oggetto);
    let body = [entry.firmatari.as_str(), &entry.cup, &entry.cig, testo].join("\n");
    let doc = search::Doc {
        source: FONTE,
        id: entry.passato_id.uuid(),
        order: Instant::start_of(entry.data).micros(),
        heading: &heading,
        body: &body,
        scopes: scopi::del_passato(entry),
        facets: vec![
            ("tipo", entry.tipo.clone()),
            ("adottato", "si".to_owned()),
            ("anno", entry.anno.to_string()),
            ("registro", entry.registro.clone()),
        ],
    };
    Ok(search::index(tx, &doc).await?)
}
