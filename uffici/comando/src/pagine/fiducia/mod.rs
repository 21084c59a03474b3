//! Of whom the ente trusts signatures: the trusted lists with their age, and the authorities that it adds itself.

mod elenco;
mod nuova;
mod ritira;

use validation::AUTORITA;
use web::{Access, Routes};

pub(crate) use elenco::Fiducia;

const BASE: &str = "/comando/fiducia";
/// The way to the pages below.
const CRUMBS: &[(&str, &str)] = &[("Comando", "/comando"), ("Liste e autorità", BASE)];

pub(super) fn routes() -> Routes {
    const DECIDONO: Access = Access::With(&AUTORITA);
    Routes::new()
        .get("/comando/fiducia", DECIDONO, elenco::pagina)
        .get("/comando/fiducia/nuova", DECIDONO, nuova::modulo)
        .post("/comando/fiducia/nuova", DECIDONO, nuova::aggiungi)
        .get("/comando/fiducia/{id}/ritira", DECIDONO, ritira::modulo)
        .post("/comando/fiducia/{id}/ritira", DECIDONO, ritira::ritira)
}
