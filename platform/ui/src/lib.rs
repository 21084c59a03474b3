//! How Municipio looks: the frame around every page, the components that pages are built from, and the engine that
//! renders typed contexts into HTML.
//!
//! An office writes templates that extend `ui/frame.html`, imports the macros of `ui/components.html`, and declares one
//! struct per page that implements [`Page`]. [`Templates`] renders it whole for a browser or only its content for htmx.
//! Style sheets, fonts, icons and scripts come from `web/dist`, embedded at build time ([`asset`]).
//!
//! What is absent, on purpose: no inline script, no inline style, no `on…` attribute anywhere (the pages run under a
//! strict Content-Security-Policy); no template reads the clock (the instant comes with the [`Frame`]).

mod assets;
mod charts;
mod error;
mod filters;
mod frame;
mod output;
mod page;
mod parts;
mod templates;

pub use assets::{Asset, asset, asset_url, assets, static_prefix};
pub use charts::{Chart, Point};
pub use error::Error;
pub use filters::sized;
pub use frame::{Assets, Crumb, EnteBadge, Flash, FlashKind, Frame, MenuItem, PersonBadge};
pub use page::{ErrorPage, Page, Suggestions, TemplateFile};
pub use parts::{
    Attachment, Blocked, Choice, Column, FieldError, Kind, Link, Pager, Row, SearchHit, Sorted, Stat, Step, Tab,
    TimelineEntry, Waiting, columns,
};
pub use templates::Templates;
