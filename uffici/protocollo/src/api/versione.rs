//! The PDF made beside a document, for programs.

use conversion::State;
use documents::document;
use kernel::Id;
use schemars::JsonSchema;
use serde::Serialize;
use web::{Access, Ctx, Done, Error, Json, Path, Routes};

use super::documenti::di_versione;
use crate::{permissions::CONSULTA, registrazione::scheda::leggi as leggi_scheda, versione};

const PLACE: &str = "/api/v1/protocollo/registrazioni/{anno}/{numero}/documenti/{documento}/versione-pdf";

pub(super) fn routes() -> Routes {
    const PUO: Access = Access::With(&CONSULTA);
    Routes::new().api_get(PLACE, PUO, "Dice come sta la versione PDF di un documento", leggi).api_post(
        PLACE,
        PUO,
        "Chiede di preparare la versione PDF di un documento",
        prepara,
    )
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct VersioneDati {
    #[schemars(
        description = "`non_prevista` per i formati di cui non si prepara; `manca` se sul server non c'è il programma che la fa.",
        extend("enum" = ["pronta", "in_attesa", "fallita", "possibile", "manca", "non_prevista"])
    )]
    stato: &'static str,
    #[schemars(description = "Perché non c'è, dove si sa.")]
    perche: Option<String>,
    #[schemars(description = "La chiamata che la dà; nulla se non è pronta.")]
    href: Option<String>,
    #[schemars(description = "Il programma che l'ha preparata.")]
    programma: Option<String>,
    #[schemars(description = "La versione del programma.")]
    versione: Option<String>,
    #[schemars(description = "Vero se il file dichiara di essere PDF/A: se lo è davvero lo dice un validatore.")]
    dichiara_pdf_a: bool,
    #[schemars(description = "Lo SHA-256 del documento da cui è stata preparata, in esadecimale.")]
    impronta_origine: Option<String>,
    #[schemars(extend("format" = "date-time"))]
    preparata_at: Option<String>,
}

type Posto = Path<(i64, i64, Id<document::Entity>)>;

/// How it stands.
async fn leggi(ctx: Ctx, Path((anno, numero, id)): Posto) -> Result<Json<VersioneDati>, Error> {
    let scheda = leggi_scheda(&ctx.ente, ctx.who()?, anno, numero).await?;
    let document = scheda.documento(id)?;
    let states = conversion::states(&ctx.ente, &[document]).await.map_err(crate::Error::from)?;
    let state = states.get(&id.uuid());
    let (stato, perche) = state.map_or(("non_prevista", None), versione::stato);
    let row = match state {
        Some(State::Ready(row)) => Some(row),
        _ => None,
    };
    Ok(Json(VersioneDati {
        stato,
        perche: perche.map(str::to_owned),
        href: row.map(|_| di_versione((anno, numero, id))),
        programma: row.map(|row| row.program.clone()),
        versione: row.map(|row| row.version.clone()),
        dichiara_pdf_a: row.is_some_and(|row| row.archivable),
        impronta_origine: row.map(|_| document.hash().to_string()),
        preparata_at: row.map(|row| row.made_at.to_string()),
    }))
}

/// Asks for it: it is made in the background.
async fn prepara(ctx: Ctx, Path(posto): Posto) -> Result<Done, Error> {
    versione::chiedi(&ctx.ente, ctx.who()?, posto).await?;
    Ok(Done)
}
