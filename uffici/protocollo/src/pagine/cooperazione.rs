//! The two services to which other bodies write without mail (SOAP): no page, and nobody is signed in there.

use axum::extract::Request;
use segnatura::cooperazione::{Colpa, Servizio};
use web::{Ctx, HeaderMap, IntoResponse, Response, Routes, StatusCode};

use crate::cooperazione::{
    MASSIMO,
    ricevi::{Esito, ricevi},
    rules::credenziali,
};

/// The service of whoever receives messages (`protocollo-destinatario.wsdl`).
async fn destinatario(ctx: Ctx, headers: HeaderMap, request: Request) -> Response {
    servi(&ctx, Servizio::Destinatario, &headers, request).await
}

/// The service of whoever has sent them (`protocollo-mittente.wsdl`).
async fn mittente(ctx: Ctx, headers: HeaderMap, request: Request) -> Response {
    servi(&ctx, Servizio::Mittente, &headers, request).await
}

async fn servi(ctx: &Ctx, servizio: Servizio, headers: &HeaderMap, request: Request) -> Response {
    let header = headers.get("authorization").and_then(|value| value.to_str().ok());
    let mut body = web::streaming(request);
    let esito = match ricevi(&ctx.ente, servizio, header.and_then(credenziali), &mut body).await {
        Ok(esito) => esito,
        Err(error) => {
            tracing::error!(ente = ctx.ente.info.slug, %error, "a body was not served");
            Esito::errore(
                Colpa::Servente,
                "Un guasto di questa amministrazione: il messaggio non è stato preso. Riprova più tardi.",
            )
        }
    };
    let status = StatusCode::from_u16(esito.stato).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [("content-type", "text/xml; charset=utf-8")], esito.xml).into_response()
}

/// The addresses of both.
pub(super) fn routes() -> Routes {
    let most = usize::try_from(MASSIMO).unwrap_or(usize::MAX);
    Routes::new().program("/protocollo/cooperazione/destinatario", most, destinatario).program(
        "/protocollo/cooperazione/mittente",
        most,
        mittente,
    )
}
