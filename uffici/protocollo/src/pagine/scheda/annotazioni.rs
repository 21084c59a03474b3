//! The notes on the page of an entry, and their form.

use authz::Who;
use serde::{Deserialize, Serialize};
use ui::TemplateFile;
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::Nomi;
use crate::{
    pagine::href,
    registrazione::{
        annota::{LONGEST, annota, puo},
        scheda::Scheda,
    },
};

/// The part of the page.
pub(in crate::pagine) const NELLA_SCHEDA: TemplateFile = TemplateFile {
    name: "protocollo/scheda_annotazioni.html",
    source: include_str!("../../../templates/scheda_annotazioni.html"),
};

#[derive(Debug, Serialize)]
pub(super) struct Vista {
    puo: bool,
    longest: usize,
    /// The last one first.
    tutte: Vec<Una>,
}

#[derive(Debug, Serialize)]
struct Una {
    testo: String,
    /// By whom and when.
    chi: String,
}

impl Vista {
    pub(super) fn sample(full: bool) -> Self {
        let una = || Una { testo: "Ha telefonato.".into(), chi: "Lucia Ferri, 27/11/2026 alle 10:30".into() };
        Self { puo: full, longest: LONGEST, tutte: if full { vec![una()] } else { Vec::new() } }
    }

    pub(super) fn of(scheda: &Scheda, names: &Nomi, who: &Who) -> Self {
        let una = |nota: &crate::tables::annotazione::Model| Una {
            testo: nota.testo.clone(),
            chi: format!("{}, {}", names.persona(nota.persona_id.uuid()), nota.at.told()),
        };
        Self { puo: puo(who), longest: LONGEST, tutte: scheda.annotazioni.iter().rev().map(una).collect() }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pagine) struct Inviata {
    testo: String,
}

/// Adds a note.
pub(in crate::pagine) async fn invia(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    Form(sent): Form<Inviata>,
) -> Result<Response, Error> {
    annota(&ctx.ente, ctx.who()?, (anno, numero), &sent.testo).await?;
    Ok(Redirect::to(&format!("{}?annotata", href(anno, numero))).into_response())
}
