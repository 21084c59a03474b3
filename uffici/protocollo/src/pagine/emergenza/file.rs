//! The file of an emergency register: an empty one to fill, and a full one to bring in.

use axum::extract::Request;
use ui::FieldError;
use web::{Ctx, Error, IntoResponse, Path, Redirect, Response};

use super::{
    BASE, errors,
    registro::{Inviato, con_errori},
};
use crate::emergenza::{EmergenzaId, importa::importa as importa_atto, tracciato};

/// An empty file with the heads.
pub(in crate::pagine) async fn modello(_: Ctx) -> Result<Response, Error> {
    let headers = [
        ("content-type", "text/csv; charset=utf-8"),
        ("content-disposition", "attachment; filename=\"registro-di-emergenza.csv\""),
    ];
    Ok((headers, tracciato::modello()).into_response())
}

/// Brings the entries of a file in, or tells every line that is wrong.
pub(in crate::pagine) async fn importa(
    ctx: Ctx,
    Path(id): Path<EmergenzaId>,
    request: Request,
) -> Result<Response, Error> {
    let uploaded = web::receive(&ctx.ente, request).await?;
    let Some((_, _, stored)) = uploaded.files.first() else {
        let missing = FieldError { field: "file".into(), message: "Scegli il file CSV da riportare.".into() };
        return con_errori(&ctx, Inviato::default(), vec![missing]).await;
    };
    match importa_atto(&ctx.ente, ctx.who()?, id, stored).await {
        Ok(done) => {
            let address = format!("{BASE}?fatto=importate&nuove={}&gia={}", done.nuove, done.gia_riportate);
            Ok(Redirect::to(&address).into_response())
        }
        Err(crate::Error::Refused(refusal)) => {
            let errors = errors(&refusal);
            if errors.len() <= 1 {
                return con_errori(&ctx, Inviato::default(), errors).await;
            }
            // At the field how many they are; the lines, which may be thousands, once, under it.
            let message = format!(
                "Nel file ci sono {} righe da sistemare, elencate qui: non è stato scritto niente.",
                errors.len()
            );
            let summary = FieldError { field: "file".into(), message };
            let righe = errors.into_iter().map(|error| error.message).collect();
            con_errori(&ctx, Inviato { righe, ..Inviato::default() }, vec![summary]).await
        }
        Err(error) => Err(error.into()),
    }
}
