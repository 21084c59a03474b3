//! The structured text of an act, as long as it is posted: made by the office whose act it is, of what everybody may read.

use kernel::Uuid;
use porte::albo::Affissa;
use web::{Ctx, Error, IntoResponse, Path, Response};

use super::{
    Numero,
    pubblica::{href, nascosta, trova},
};
use crate::{Testi, pubblico::Visibile};

const ASSENTE: &str =
    "Di questa pubblicazione non c'è un testo in formato Akoma Ntoso: torna alla sua pagina e apri i documenti.";

/// The office that has the text of what is posted, and which of its acts it is.
pub(super) fn di(testi: Testi, found: &Visibile) -> Option<(&'static dyn porte::albo::Testi, Uuid)> {
    let atto = found.riga.origine_id?;
    let office = testi.iter().copied().find(|one| one.ufficio() == found.riga.ufficio)?;
    Some((office, atto))
}

/// The text.
pub(super) async fn scarica(ctx: Ctx, Path(numero): Numero, testi: Testi) -> Result<Response, Error> {
    let found = match trova(&ctx, numero).await? {
        Ok(found) => found,
        Err(answer) => return Ok(*answer),
    };
    let Some((office, atto)) = di(testi, &found) else { return Err(Error::NotFound(ASSENTE)) };
    let riga = &found.riga;
    let (anno, numero) = (riga.anno, riga.numero);
    let page = href(anno, numero);
    let base = ctx.lasting_address(&page).unwrap_or(page);
    let posted = found.documenti.iter();
    let documenti = posted.map(|one| (one.documento.clone(), format!("{base}/documenti/{}", one.riga.posizione)));
    let affissa = Affissa {
        numero: (anno, numero),
        dal: riga.pubblicata_at.date(),
        esecutiva_dal: found.conto.esecutiva_dal,
        documenti: documenti.collect(),
    };
    let Some(xml) = office.akn(&ctx.ente, atto, &affissa).await? else { return Err(Error::NotFound(ASSENTE)) };
    let name = format!("attachment; filename=\"albo-{numero}-{anno}.akn\"");
    let headers = [("content-type", "application/akn+xml".to_owned()), ("content-disposition", name)];
    Ok(nascosta((headers, xml).into_response()))
}
