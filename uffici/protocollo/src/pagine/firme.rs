//! The signatures of a document of an entry: in brief, and their page.

use axum::extract::RawQuery;
use documents::document;
use kernel::{Id, Uuid};
use serde::Serialize;
use ui::Link;
use verifiche::{DiNuovo, Esito, Posto, esito, frase};
use web::{Ctx, Error, Form, Path, Response};

use super::href;
use crate::{
    firme::controlla::intorno,
    registrazione::scheda::{Scheda, leggi},
    rules::segnatura,
};

/// What was found of a document's signatures, for the pages that lead here.
#[derive(Clone, Debug, Serialize)]
pub(super) struct InBreve {
    #[serde(skip)]
    documento: Id<document::Entity>,
    nome: String,
    href: String,
    esito: Esito,
    frase: String,
}

impl InBreve {
    pub(super) fn sample() -> Self {
        Self {
            documento: Uuid::nil().into(),
            nome: "a.pdf".into(),
            href: "/a/firme".into(),
            esito: Esito { parola: "Firme valide", tono: "success" },
            frase: "Firma valida di Anna Neri.".into(),
        }
    }

    /// Of all those of an entry that were checked, in their order.
    pub(super) async fn della(ctx: &Ctx, scheda: &Scheda) -> Result<Vec<Self>, Error> {
        let documents = || scheda.documenti.iter().map(|(_, document)| document);
        let ids: Vec<Uuid> = documents().map(|document| document.id.uuid()).collect();
        let found = validation::latest_of(&ctx.ente, &ids).await.map_err(crate::Error::from)?;
        let base = href(scheda.riga.anno, scheda.riga.numero);
        let one = |document: &document::Model| {
            let told = found.get(&document.id.uuid())?;
            Some(Self {
                documento: document.id,
                nome: document.name.clone(),
                href: format!("{base}/documenti/{}/firme", document.id),
                esito: esito(told.mark()),
                frase: frase(&told.sentence),
            })
        };
        Ok(documents().filter_map(one).collect())
    }

    /// Whether it is of this document.
    pub(super) fn e_di(&self, document: &document::Model) -> bool {
        self.documento == document.id
    }

    /// The word, for a sentence.
    pub(super) const fn parola(&self) -> &'static str {
        self.esito.parola
    }
}

type Quale = Path<(i64, i64, Id<document::Entity>)>;

/// Where a document of an entry stands.
fn posto<'a>(scheda: &Scheda, documento: &'a document::Model) -> Posto<'a> {
    let base = href(scheda.riga.anno, scheda.riga.numero);
    let of = format!("{base}/documenti/{}", documento.id);
    Posto {
        documento,
        href: format!("{of}/firme"),
        scarica: format!("{of}/scarica"),
        torna: Link { label: "Torna alla registrazione".into(), href: base.clone() },
        briciole: vec![
            ("Protocollo".into(), "/protocollo".into()),
            (format!("Protocollo {}", segnatura(&scheda.riga)), base),
        ],
    }
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path((anno, numero, id)): Quale,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, anno, numero).await?;
    let document = scheda.documento(id)?;
    verifiche::pagina(&ctx, &posto(&scheda, document), &query.unwrap_or_default()).await
}

/// Looks again.
pub(super) async fn di_nuovo(
    ctx: Ctx,
    Path((anno, numero, id)): Quale,
    Form(sent): Form<DiNuovo>,
) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, anno, numero).await?;
    let document = scheda.documento(id)?;
    verifiche::di_nuovo(&ctx, &posto(&scheda, document), intorno(&scheda, document), &sent).await
}
