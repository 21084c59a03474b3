use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, MatchedPath},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use ui::{Crumb, ErrorPage};

use super::is_call;
use crate::{Ctx, Error, House, Problem, error::Failed};

/// Turns an error that a handler answered with into a page, or for programs into problem details (RFC 9457). Whoever
/// comes to a page with a key is a program too.
pub(crate) async fn errors(house: &Arc<House>, mut parts: Parts, response: Response) -> Response {
    let Some(Failed(error)) = response.extensions().get::<Failed>().cloned() else {
        return not_found_page(house, parts, response).await;
    };
    match &*error {
        Error::Internal(cause) => tracing::error!(path = noted_path(&parts), cause = chain(&**cause), "request failed"),
        // Not those that are too many: a flood of requests would become one of lines.
        Error::Denied(_) | Error::Forged | Error::KeyElsewhere => note_refusal(&parts, &error),
        _ => {}
    }
    let headers = response.headers().clone();
    let for_program = is_call(parts.uri.path()) || matches!(*error, Error::KeyElsewhere);
    let mut shown = if for_program {
        problem(&error)
    } else {
        match *error {
            Error::SignIn => lead_to("/accedi", &parts),
            Error::ProveAgain => lead_to("/account/conferma", &parts),
            Error::MustChangePassword => lead_to("/account/password", &parts),
            Error::MustAddFactor => lead_to("/account", &parts),
            _ => page(house, &mut parts, &error).await,
        }
    };
    for (name, value) in headers.iter().filter(|(name, _)| **name == header::SET_COOKIE) {
        shown.headers_mut().append(name, value.clone());
    }
    shown
}

/// The router's own 404 and 405 have no body: they get our page.
async fn not_found_page(house: &Arc<House>, mut parts: Parts, response: Response) -> Response {
    let status = response.status();
    let bare = response.headers().get(header::CONTENT_TYPE).is_none();
    if !bare || !matches!(status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) {
        return response;
    }
    let error = match status {
        StatusCode::METHOD_NOT_ALLOWED => Error::Method,
        _ => Error::NotFound("L'indirizzo è sbagliato, oppure la pagina è stata spostata."),
    };
    let mut shown = if is_call(parts.uri.path()) { problem(&error) } else { page(house, &mut parts, &error).await };
    if let Some(allowed) = response.headers().get(header::ALLOW) {
        shown.headers_mut().insert(header::ALLOW, allowed.clone());
    }
    shown
}

/// What whoever watches for break-ins wants to see (OWASP ASVS 5.0, 16.3.2): who, which page, why; never names.
fn note_refusal(parts: &Parts, error: &Error) {
    let person = parts.extensions.get::<crate::ctx::SignedInPerson>().map(|person| person.who.person);
    tracing::info!(target: "security", ?person, method = %parts.method, path = noted_path(parts), why = error.title(), "refused");
}

fn noted_path(parts: &Parts) -> &str {
    super::noted(parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str), parts.uri.path())
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// To a page that must be passed first; it leads back here. Each form of the account is sent to the address of its own
/// page, so that coming back by GET finds it.
fn lead_to(page: &str, parts: &Parts) -> Response {
    let back = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let query = serde_urlencoded::to_string([("poi", back)]).unwrap_or_default();
    let target = format!("{page}?{query}");
    if parts.headers.contains_key("hx-request") {
        // htmx would put that page inside the page: it is told to leave instead.
        let mut response = StatusCode::NO_CONTENT.into_response();
        if let Ok(target) = HeaderValue::from_str(&target) {
            response.headers_mut().insert("hx-redirect", target);
        }
        return response;
    }
    Redirect::to(&target).into_response()
}

fn problem(error: &Error) -> Response {
    let mut response = (error.status(), axum::Json(Problem::of(error))).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if response.status() == StatusCode::UNAUTHORIZED {
        // RFC 9110, section 15.5.2: with what one would be let in.
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

async fn page(house: &Arc<House>, parts: &mut Parts, error: &Error) -> Response {
    let Ok(ctx) = Ctx::from_request_parts(parts, house).await else {
        let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        return (error.status(), kind, error.to_string()).into_response();
    };
    let way_out = if ctx.maybe_who().is_some() {
        ("Vai alla scrivania", "/scrivania")
    } else {
        ("Vai alla pagina iniziale", "/")
    };
    let page = ErrorPage {
        status: error.status().as_u16(),
        title: error.title().into(),
        text: error.to_string(),
        what_to_do: Vec::new(),
        way_out: Some(Crumb { label: way_out.0.into(), href: Some(way_out.1.into()) }),
        reference: None,
    };
    let frame = ctx.bare_frame(error.title().into(), &[]);
    match ctx.house.templates.page(&frame, &page) {
        Ok(text) => (error.status(), Html(text)).into_response(),
        Err(broken) => {
            tracing::error!(%broken, "the error page does not render");
            (error.status(), error.to_string()).into_response()
        }
    }
}
