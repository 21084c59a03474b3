//! A draft made of what another office communicates: that office says to whom, what about and which documents go with it.

use authz::Who;
use directory::Line;
use ente::Ente;
use kernel::{Id, Refusal};
use porte::comunicazioni::{Comunicazione, Destinatario};

use super::{Bozza, Documento, Fonti, Proposte, Valori, scrivi};
use crate::{comunicazione::DaComunicare, error::Error, permissions::REGISTRA, rules::Verso};

/// Documents of one communication.
const MAX_DOCUMENTI: usize = 100;
/// Records of one communication.
const MAX_COSE: usize = 100;
/// What is said of where the values come from.
const DALL_UFFICIO: &str = "da chi lo comunica";

/// Prepares it: a draft of `who`, without a number, from which nothing leaves.
///
/// # Errors
/// A missing permission; a communication to nobody, of nothing or of too much; those of the store and the database.
pub(crate) async fn di_comunicazione(ente: &Ente, who: &Who, cosa: &Comunicazione) -> Result<Id<Bozza>, Error> {
    who.require(&REGISTRA)?;
    check(cosa)?;
    let mut documenti = Vec::with_capacity(cosa.documenti.len());
    for (nome, hash) in &cosa.documenti {
        documenti.push(Documento::of(nome, &ente.archive.stored(*hash).await?));
    }
    scrivi(ente, who, Verso::Partenza, (&documenti, &proposte(cosa)), None).await
}

fn check(cosa: &Comunicazione) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    if cosa.destinatari.is_empty() {
        refusal.add(Some("destinatari"), "Scegli almeno un destinatario.");
    }
    if cosa.documenti.is_empty() {
        refusal.add(None, "Non c'è nessun documento da comunicare.");
    }
    if cosa.documenti.len() > MAX_DOCUMENTI || cosa.cose.len() > MAX_COSE {
        refusal.add(None, format!("È troppo per una comunicazione sola: al massimo {MAX_DOCUMENTI} documenti."));
    }
    refusal.unless_empty(())
}

fn proposte(cosa: &Comunicazione) -> Proposte {
    let riga = |one: &Destinatario| Line {
        name: one.nome.replace(['\n', ';'], " "),
        code: one.codice.clone(),
        address: one.indirizzo.clone(),
    };
    let first = cosa.destinatari.first().cloned().unwrap_or_default();
    let altri = cosa.destinatari.iter().skip(1).map(|one| riga(one).to_string());
    let source = || Some(DALL_UFFICIO.to_owned());
    let fonti = Fonti {
        oggetto: source(),
        nome: source(),
        codice_fiscale: source().filter(|_| first.codice.is_some()),
        indirizzo: source().filter(|_| first.indirizzo.is_some()),
        mezzo: source(),
        ..Fonti::default()
    };
    let valori = Valori {
        oggetto: cosa.oggetto.clone(),
        nome: first.nome,
        codice_fiscale: first.codice.unwrap_or_default(),
        indirizzo: first.indirizzo.unwrap_or_default(),
        altri: altri.collect::<Vec<_>>().join("\n"),
        mezzo: "pec".into(),
        riservata: cosa.riservata,
        ..Valori::default()
    };
    let comunica =
        DaComunicare { ufficio: cosa.ufficio.to_owned(), cose: cosa.cose.clone(), riservata: cosa.riservata };
    Proposte { valori, fonti, comunica: Some(comunica), ..Proposte::default() }
}
