//! The words of the ente's papers: which there are, what each says, how one changes them.

mod elenco;
mod ripristina;
mod scheda;
mod scrivi;

use serde::Deserialize;
use web::{Access, Ctx, Error, Routes};
use wording::{Paper, TESTI};

pub(crate) use elenco::Modelli;
pub(crate) use scheda::Modello;

const BASE: &str = "/comando/modelli";
/// The way to the pages below.
const CRUMBS: &[(&str, &str)] = &[("Comando", "/comando"), ("Testi dei documenti", BASE)];

pub(super) fn routes() -> Routes {
    const SCRIVONO: Access = Access::With(&TESTI);
    Routes::new()
        .get("/comando/modelli", SCRIVONO, elenco::pagina)
        .get("/comando/modelli/{nome}", SCRIVONO, scheda::pagina)
        .get("/comando/modelli/{nome}/anteprima", SCRIVONO, scheda::anteprima)
        .post("/comando/modelli/{nome}/anteprima", SCRIVONO, scrivi::anteprima)
        .get("/comando/modelli/{nome}/modifica", SCRIVONO, scrivi::modulo)
        .post("/comando/modelli/{nome}/modifica", SCRIVONO, scrivi::salva)
        .get("/comando/modelli/{nome}/ripristina", SCRIVONO, ripristina::modulo)
        .post("/comando/modelli/{nome}/ripristina", SCRIVONO, ripristina::ripristina)
}

/// The version that whoever writes has before them; 0 where there was none.
#[derive(Debug, Deserialize)]
pub(super) struct Sopra {
    #[serde(default)]
    sopra: i64,
}

/// A paper by its name.
pub(crate) fn carta(ctx: &Ctx, nome: &str) -> Result<&'static Paper, Error> {
    let mut all = ctx.house.papers.iter().copied();
    all.find(|paper| paper.name() == nome)
        .ok_or(Error::NotFound("Nessun documento con testi da scrivere ha questo nome."))
}
