//! What surrounds every handler, from the outside in: limits, the ente, the person, the forged forms, the errors shown.

mod csrf;
mod enter;
mod headers;
mod limit;
mod show;
mod unread;

use std::{sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

pub(crate) use enter::{cookie_header, device_cookie_name, provider_cookie_name, session_cookie_name};
pub(crate) use limit::Limiter;
pub(crate) use unread::unread;

use crate::{
    Error, House,
    extract::{ENCODED_NUL, nul},
    metrics,
};

/// What the shell keeps besides the house.
#[derive(Clone)]
pub(crate) struct Shell {
    pub house: Arc<House>,
    pub limiter: Arc<Limiter>,
}

/// The one middleware.
pub(crate) async fn shell(State(shell): State<Shell>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let house = &shell.house;
    let route = request.extensions().get::<MatchedPath>().cloned();
    if path == metrics::PATH {
        return metrics::shell(house, request, next).await;
    }
    let _guest = house.crowd.enter();
    let mut response = match admitted(&shell, request).await {
        Ok(entered) => {
            let (parts, body) = entered.request.into_parts();
            let kept = parts.clone();
            let response = next.run(Request::from_parts(parts, body)).await;
            let mut response = show::errors(house, kept, response).await;
            if let Some(cookie) = entered.guest_cookie {
                response.headers_mut().append(axum::http::header::SET_COOKIE, cookie);
            }
            response
        }
        Err((error, parts)) => show::errors(house, *parts, error.into_response()).await,
    };
    headers::secure(house, &path, &mut response);
    let route = route.as_ref().map_or("nessuna", MatchedPath::as_str);
    house.metrics.count(&method, route, response.status(), started.elapsed());
    let path = noted(route, &path);
    tracing::info!(%method, path, status = response.status().as_u16(), ms = started.elapsed().as_millis() as u64, "request");
    response
}

/// Where programs call. There alone their keys are good, and an error is problem details (RFC 9457).
const CALLS: &str = "/api/";

/// Whether the path is a call's: `/api` itself is a page about them.
fn is_call(path: &str) -> bool {
    path.starts_with(CALLS)
}

/// What is written down of an address: its path, which carries ids and never names, without the query, which may carry what someone
/// searched for. A code is a key: of an address that carries one only the pattern is noted.
fn noted<'a>(route: &'a str, path: &'a str) -> &'a str {
    if route.contains("{codice}") { route } else { path }
}

type Refused = (Error, Box<axum::http::request::Parts>);

async fn admitted(shell: &Shell, request: Request) -> Result<enter::Entered, Refused> {
    let (parts, body) = request.into_parts();
    let refused = |error, parts: axum::http::request::Parts| (error, Box::new(parts));
    let client = enter::client_of(&shell.house, &parts);
    if !parts.uri.path().starts_with("/static/") && !shell.limiter.admits(client) {
        return Err(refused(Error::TooMany, parts));
    }
    let entered = enter::enter(&shell.house, parts, body, client).await?;
    // Decoded, it would reach the database with the words of a search.
    if entered.request.uri().path_and_query().is_some_and(|whole| whole.as_str().contains(ENCODED_NUL)) {
        return Err(refused(nul(), entered.request.into_parts().0));
    }
    csrf::check(entered).await
}
