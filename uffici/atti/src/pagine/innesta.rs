//! What is brought into the text from elsewhere: pasted from a word processor or from a page, or imported from a DOCX
//! or ODT; into one section, after a part, or in the place of all. What could not be taken is told in one list.

use axum::extract::Request;
use kernel::Refusal;
use prose::{BlockId, Content, Prose};
use serde::{Deserialize, Serialize};
use ui::Choice;
use web::{Ctx, Error, Form, Path, Response};

use super::{
    Quale,
    blocco::{Modulo, RUOLI},
    campi::scelta,
    rifiuto,
    testo::{Esito, mostra},
};
use crate::{
    atto::{
        arriva::{Arrivato, Arrivo, arriva},
        carta::byte,
        innesta::Dove,
    },
    incolla::quante,
    tables::AttoId,
};

/// What the form of pasted words sends, and shows again where it was refused.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Portato {
    pub dove: String,
    /// The same of the form of documents.
    pub dove_file: String,
    visto: String,
    /// The words alone.
    pub incollato: String,
    /// The same as the clipboard has them, from browsers that hand it over.
    pub html: String,
}

/// The places of a text where something may be put; `dopo` is the part that the author chose to write after.
pub(super) fn posti(text: &Prose, dopo: &str) -> Vec<Choice> {
    let mut all = Vec::new();
    if let Ok(after) = dopo.parse::<BlockId>() {
        all.push(scelta(Dove::Dopo(after).code(), "Dopo la parte scelta con «Aggiungi sotto»"));
    }
    let sections = || {
        text.blocks().iter().filter_map(|block| match &block.content {
            Content::Section(section) => {
                let role = RUOLI.iter().find(|(.., role)| *role == section.role).map_or("", |(_, name, _)| name);
                let role = role.split(':').next().unwrap_or_default();
                let title = section.title.to_string();
                Some((block.id, if title.trim().is_empty() { role.to_owned() } else { format!("{role}, «{title}»") }))
            }
            _ => None,
        })
    };
    all.extend(sections().map(|(id, name)| scelta(Dove::InFondo(id).code(), format!("In fondo alla sezione {name}"))));
    all.extend(sections().map(|(id, name)| {
        scelta(Dove::AlPosto(id).code(), format!("Al posto di quello che c'è nella sezione {name}"))
    }));
    all.push(scelta(Dove::Tutto.code(), "Al posto di tutto il testo"));
    all
}

fn posto(dove: &str, field: &'static str) -> Result<Dove, Refusal> {
    Dove::from_code(dove).ok_or_else(|| Refusal::beside(field, "Scegli dove va."))
}

/// Puts in what was pasted.
pub(super) async fn incolla(ctx: Ctx, Path(id): Quale, Form(portato): Form<Portato>) -> Result<Response, Error> {
    let place = match posto(&portato.dove, "dove") {
        Ok(place) => place,
        Err(no) => return rimostra(&ctx, id, no, portato).await,
    };
    let (html, parole) = (portato.html.clone(), portato.incollato.clone());
    let visto = portato.visto.parse().unwrap_or_default();
    mette(&ctx, id, Arrivo::Incollato { html, parole }, (place, visto), portato).await
}

/// Brings a document of a word processor into the draft.
pub(super) async fn importa(ctx: Ctx, Path(id): Quale, request: Request) -> Result<Response, Error> {
    let sent = web::receive(&ctx.ente, request).await?;
    let portato = Portato { dove_file: sent.field("dove_file").to_owned(), ..Portato::default() };
    let stored = sent.files.iter().map(|(.., stored)| stored).find(|stored| stored.size > 0);
    let read = match stored {
        Some(stored) => byte(&ctx.ente, stored, prose::bounds::FILE_BYTES as u64).await?,
        None => None,
    };
    let mut no = Refusal::default();
    let place = posto(&portato.dove_file, "dove_file").map_err(|refusal| no.reasons.extend(refusal.reasons));
    if read.is_none() {
        no.add(Some("file"), "Scegli un documento DOCX o ODT, non troppo grande.");
    }
    let (Ok(place), Some(bytes)) = (place, read) else {
        return rimostra(&ctx, id, no, portato).await;
    };
    let visto = sent.field("visto").parse().unwrap_or_default();
    mette(&ctx, id, Arrivo::Documento(bytes), (place, visto), portato).await
}

async fn mette(
    ctx: &Ctx,
    id: AttoId,
    arrivo: Arrivo,
    (place, visto): (Dove, i64),
    portato: Portato,
) -> Result<Response, Error> {
    match arriva(&ctx.ente, ctx.who()?, id, arrivo, (place, visto)).await {
        Ok(Arrivato { parti, lasciato }) => {
            mostra(ctx, id, Modulo::default(), Esito { lasciato, fatto: quante(parti), ..Esito::default() }).await
        }
        Err(error) => rimostra(ctx, id, rifiuto(error)?, portato).await,
    }
}

/// The page with what was sent, and why it was refused.
async fn rimostra(ctx: &Ctx, id: AttoId, no: Refusal, portato: Portato) -> Result<Response, Error> {
    let chosen = [&portato.dove, &portato.dove_file].into_iter().find_map(|code| code.strip_prefix("dopo:"));
    let modulo = Modulo { dopo: chosen.unwrap_or_default().to_owned(), ..Modulo::default() };
    mostra(ctx, id, modulo, Esito { no, portato, ..Esito::default() }).await
}
