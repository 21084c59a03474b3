//! The fascicolo in the search index: always written in the transaction that changes what can be found or by whom.

use ledger::Tx;

use super::{Fascicolo, FascicoloId, condivisi, intero, visibilita};
use crate::error::Error;

/// The name of the fascicoli in the index: a source of its own beside the entries.
pub(crate) const FONTE: &str = "protocollo.fascicolo";
/// The facet of those that are open and of those that are closed.
pub(super) const STATO: &str = "stato";

/// Puts a fascicolo in the index as it stands now.
pub(super) async fn aggiorna(tx: &Tx, id: FascicoloId) -> Result<(), Error> {
    let fascicolo = intero(tx, id).await?;
    let scopes = visibilita::scopes_of(&fascicolo.riga, &fascicolo.stato, &condivisi(tx, id).await?);
    let heading = heading(&fascicolo);
    let doc = search::Doc {
        source: FONTE,
        id: id.uuid(),
        order: fascicolo.riga.aperto_at.micros(),
        heading: &heading,
        body: "",
        scopes,
        facets: facets(&fascicolo),
    };
    search::index(tx, &doc).await?;
    Ok(())
}

fn heading(fascicolo: &Fascicolo) -> String {
    let mut heading = format!("{} {}", fascicolo.chiave(), fascicolo.stato.oggetto);
    for more in [&fascicolo.riga.intestatario, &fascicolo.riga.codice_fiscale].into_iter().flatten() {
        heading.push('\n');
        heading.push_str(more);
    }
    heading
}

/// What the filters of the list ask for. A class stands under those above it too.
fn facets(fascicolo: &Fascicolo) -> Vec<(&'static str, String)> {
    let Fascicolo { riga, stato } = fascicolo;
    let ends = riga.classe.match_indices('.').map(|(end, _)| end).chain([riga.classe.len()]);
    let above = ends.filter_map(|end| riga.classe.get(..end)).map(|above| ("classe", above.to_owned()));
    let open = if stato.chiuso { "chiuso" } else { "aperto" };
    let rest = [
        ("anno", riga.anno.to_string()),
        ("tipo", riga.tipo.clone()),
        ("ufficio", stato.ufficio_id.to_string()),
        (STATO, open.to_owned()),
    ];
    above.chain(rest).collect()
}
