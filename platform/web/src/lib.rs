//! The web shell: hosts, sessions, forms, errors, documents over HTTP, and the pages that belong to no office.
//!
//! An office hands in its [`Routes`]; each route says who may use it ([`Access`]) when it is added, so that one without
//! an answer does not compile. A handler receives a [`Ctx`] (the ente, and who asks) and gives a page, or an [`Error`]
//! that the shell turns into a page, or for programs into problem details (RFC 9457).
//!
//! Who asks is told by a session's cookie or by a program's key (`Authorization: Bearer`), and a key by the calls under
//! `/api/` alone: there alone no form token is asked. Everywhere else, public pages and feeds included, it is refused
//! ([`Error::KeyElsewhere`]) before it is looked at. What is not asked at all: `/static/`, the same for everybody;
//! [`Access::Program`], where other bodies bring secrets of their own; `/metrics`, which has its own token.
//!
//! *Absent on purpose:* a way for a handler to read the cookie, the host name or the clock by itself.

mod access;
mod api;
mod csv;
mod ctx;
mod error;
mod extract;
mod files;
mod form;
mod house;
mod layers;
mod metrics;
mod open;
mod pages;
mod refused;
mod routes;
mod serve;
mod upload;

pub use access::Access;
pub use api::{
    Answers, Call, Created, Described, Done, File, FileKind, IdempotencyKey, Limit, Pdf, Problem, Sent, Single, Takes,
    WithFiles, Xml,
};
pub use csv::{csv_line, unguarded};
pub use ctx::Ctx;
pub use error::{Error, Result};
pub use extract::{Path, Query};
pub use files::{attachment, attachment_with_update, inline, made_pdf, still_kept, streamed};
pub use form::Form;
pub use house::{Dealing, Desk, House, MenuEntry, Provider, PublicEntry, PublicKind, SecondFactor, Settings};
pub use metrics::{Metrics, MetricsError};
pub use open::{FeedItem, OpenField, feed, goes_on, open_csv, open_rows, open_schema};
pub use pages::PAGES;
pub use refused::{form_page, reasons};
pub use routes::{Listed, Routes};
pub use serve::{app, serve};
pub use upload::{MAX_UPLOAD, Uploaded, fingerprint, receive, small_file, streaming};

/// Our page to which an identity provider sends the browser back.
pub const PROVIDER_RETURN: &str = "/accedi/ente/ritorno";

/// A value as it stands in the query of an address.
pub fn encode(value: &str) -> String {
    serde_urlencoded::to_string([("", value)]).map(|text| text.trim_start_matches('=').to_owned()).unwrap_or_default()
}

pub use axum::{
    Json,
    http::{HeaderMap, StatusCode},
    response::{Html, IntoResponse, Redirect, Response},
};
