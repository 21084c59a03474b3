use std::sync::Arc;

use accounts::{Passkeys, SignedIn, Visitor};
use authz::Who;
use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, Uri, request::Parts},
    response::{Html, IntoResponse, Response},
};
use ente::Ente;
use kernel::Instant;
use ui::{Crumb, EnteBadge, Flash, Frame, MenuItem, Page, PersonBadge};

use crate::{Error, House, MenuEntry, Provider};

/// Entries of the rail from which on a fold is worth its click.
const WORTH_A_FOLD: usize = 3;

/// Who has identified themselves, as the session layer found.
#[derive(Clone)]
pub(crate) struct SignedInPerson {
    pub who: Arc<Who>,
    /// The session, where they came by one and not by a program's key.
    pub signed: Option<Arc<SignedIn>>,
    /// The key, where a program came with one.
    pub token: Option<accounts::TokenId>,
    /// Whether they must add a second factor before anything else.
    pub lacks_factor: bool,
}

/// The token for this answer's forms, masked anew for each answer.
#[derive(Clone)]
pub(crate) struct CsrfToken(pub String);

/// The address that the request came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client(pub std::net::IpAddr);

/// The setting of one request: which ente, who asks, when.
pub struct Ctx {
    /// What all requests share.
    pub house: Arc<House>,
    /// The comune whose host name was called.
    pub ente: Arc<Ente>,
    /// The instant at which the request came.
    pub now: Instant,
    person: Option<SignedInPerson>,
    csrf: String,
    client: std::net::IpAddr,
    path: String,
    fragment: bool,
    user_agent: String,
    cookies: String,
    authority: String,
}

impl<S> FromRequestParts<S> for Ctx
where
    S: Send + Sync,
    Arc<House>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let house = Arc::<House>::from_ref(state);
        let ente = parts
            .extensions
            .get::<Arc<Ente>>()
            .cloned()
            .ok_or(Error::NotFound("Questo indirizzo non è di nessun Comune."))?;
        let unknown = std::net::IpAddr::from([0, 0, 0, 0]);
        Ok(Self {
            now: ente.ledger.now(),
            house,
            ente,
            person: parts.extensions.get().cloned(),
            csrf: parts.extensions.get::<CsrfToken>().map(|token| token.0.clone()).unwrap_or_default(),
            client: parts.extensions.get::<Client>().map_or(unknown, |client| client.0),
            path: path_of(&parts.uri),
            fragment: text(&parts.headers, "hx-request") == "true" && text(&parts.headers, "hx-boosted") != "true",
            user_agent: text(&parts.headers, "user-agent").chars().take(200).collect(),
            cookies: text(&parts.headers, "cookie").to_owned(),
            authority: text(&parts.headers, "host").to_owned(),
        })
    }
}

fn path_of(uri: &Uri) -> String {
    uri.path().to_owned()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

impl Ctx {
    /// Who asks.
    ///
    /// # Errors
    /// When nobody has identified themselves: on a route that is not public this never happens.
    pub fn who(&self) -> Result<&Who, Error> {
        self.person.as_ref().map(|person| &*person.who).ok_or(Error::SignIn)
    }

    /// Who asks, if anyone has identified themselves.
    pub fn maybe_who(&self) -> Option<&Who> {
        self.person.as_ref().map(|person| &*person.who)
    }

    /// The session by which they came; a program that comes with a key has none.
    ///
    /// # Errors
    /// When there is no session.
    pub fn signed(&self) -> Result<&SignedIn, Error> {
        self.person.as_ref().and_then(|person| person.signed.as_deref()).ok_or(Error::SignIn)
    }

    /// The key with which a program came; none for a person who came by a session.
    pub fn token(&self) -> Option<accounts::TokenId> {
        self.person.as_ref().and_then(|person| person.token)
    }

    /// Whether the person must add a second factor before anything else.
    pub(crate) fn lacks_factor(&self) -> bool {
        self.person.as_ref().is_some_and(|person| person.lacks_factor)
    }

    /// The address that the request came from.
    pub const fn client(&self) -> std::net::IpAddr {
        self.client
    }

    /// What the browser says it is, shortened.
    pub fn user_agent(&self) -> &str {
        &self.user_agent
    }

    /// From where the person knocks, for what the accounts count.
    pub(crate) fn visitor(&self) -> Visitor<'_> {
        let device = self.cookie(crate::layers::device_cookie_name(&self.house));
        Visitor { address: self.client, user_agent: &self.user_agent, device }
    }

    /// Passkeys for the address at which this ente was called; `None` where browsers give none (a number, no HTTPS).
    pub(crate) fn passkeys(&self) -> Option<Passkeys> {
        Passkeys::new(&self.own_address("").ok()?, &self.ente.info.name).ok()
    }

    /// The identity provider of this ente, if it has one.
    pub fn provider(&self) -> Option<&Provider> {
        self.house.settings.providers.get(&self.ente.info.slug)
    }

    /// One of our pages as the browser that asks reaches it: under one of the ente's host names, which it called.
    ///
    /// # Errors
    /// When the name by which we were called makes no address.
    pub fn own_address(&self, path: &str) -> Result<url::Url, Error> {
        let scheme = if self.house.settings.https { "https" } else { "http" };
        let address = format!("{scheme}://{}{path}", self.authority).parse();
        address.map_err(|_| Error::BadRequest("L'indirizzo con cui hai chiamato questa pagina non si legge.".into()))
    }

    /// One of our pages as it is printed and kept: under the ente's first host name where people reach us by HTTPS; elsewhere, as in the demo,
    /// as whoever asks reached us, whose port is part of it. `None` where neither makes an address.
    pub fn lasting_address(&self, path: &str) -> Option<String> {
        match self.ente.address(path) {
            Some(address) if self.house.settings.https => Some(address),
            _ => self.own_address(path).ok().map(String::from),
        }
    }

    /// A cookie of the request.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        cookie(&self.cookies, name)
    }

    /// A whole page, or only its content when htmx asks for that.
    ///
    /// `crumbs` leads from the office's first page to this one, without this one.
    ///
    /// # Errors
    /// When the template does not fit the page, or the counts on the frame cannot be read.
    pub async fn page<P: Page>(
        &self,
        title: impl Into<String>,
        crumbs: &[(&str, &str)],
        page: &P,
    ) -> Result<Response, Error> {
        self.page_with(title, crumbs, Vec::new(), page).await
    }

    /// [`Ctx::page`] with messages about what just happened.
    ///
    /// # Errors
    /// As [`Ctx::page`].
    pub async fn page_with<P: Page>(
        &self,
        title: impl Into<String>,
        crumbs: &[(&str, &str)],
        flash: Vec<Flash>,
        page: &P,
    ) -> Result<Response, Error> {
        let title = title.into();
        let frame = self.frame(title, crumbs, flash).await?;
        let text = if self.fragment {
            self.house.templates.fragment(&frame, page)?
        } else {
            self.house.templates.page(&frame, page)?
        };
        Ok(Html(text).into_response())
    }

    /// Only one block of a page's template, for htmx.
    ///
    /// # Errors
    /// When the template does not fit.
    pub async fn block<P: Page>(&self, block: &str, page: &P) -> Result<Response, Error> {
        let frame = self.bare_frame(String::new(), &[]);
        Ok(Html(self.house.templates.block(&frame, page, block)?).into_response())
    }

    /// Suggestions for a field, as the items of its list.
    ///
    /// # Errors
    /// When the template does not fit.
    pub fn hits(&self, hits: &[ui::SearchHit]) -> Result<Response, Error> {
        let frame = self.bare_frame(String::new(), &[]);
        let page = ui::Suggestions { hits: hits.to_vec() };
        Ok(Html(self.house.templates.fragment(&frame, &page)?).into_response())
    }

    /// Whether htmx asks for a part of the page.
    pub const fn is_fragment(&self) -> bool {
        self.fragment
    }

    async fn frame(&self, title: String, crumbs: &[(&str, &str)], flash: Vec<Flash>) -> Result<Frame, Error> {
        let mut frame = self.bare_frame(title, crumbs);
        frame.flash = flash;
        if let Some(who) = self.maybe_who() {
            for desk in &self.house.desks {
                let apart = desk.count_apart(&self.ente, who).await?;
                let own = (desk.href(), desk.count(&self.ente, who).await?);
                for (href, count) in std::iter::once(own).chain(apart) {
                    frame.waiting += count;
                    if let Some(item) = frame.menu.iter_mut().find(|item| item.href == href) {
                        item.count = Some(count);
                    }
                }
            }
        }
        Ok(frame)
    }

    /// The frame without what needs a query.
    pub(crate) fn bare_frame(&self, title: String, crumbs: &[(&str, &str)]) -> Frame {
        let mut breadcrumb: Vec<Crumb> =
            crumbs.iter().map(|(label, href)| Crumb { label: (*label).into(), href: Some((*href).into()) }).collect();
        if !breadcrumb.is_empty() {
            breadcrumb.push(Crumb { label: title.clone(), href: None });
        }
        let menu = |who: &Who| {
            let seen: Vec<_> = self.house.menu.iter().filter(|entry| entry.is_for(who)).collect();
            // Of a page and the one under it, only the nearer is where one is.
            let here = |href: &str| self.path == href || self.path.starts_with(&format!("{href}/"));
            let nearest = seen.iter().map(|entry| entry.href).filter(|href| here(href)).max_by_key(|href| href.len());
            seen.iter().map(|entry| item(entry, &seen, nearest)).collect()
        };
        Frame {
            title,
            breadcrumb,
            ente: EnteBadge { name: self.ente.info.name.clone(), coat_of_arms_href: coat_of_arms(&self.ente) },
            person: self.maybe_who().map(badge),
            menu: self.maybe_who().map(menu).unwrap_or_default(),
            csrf: self.csrf.clone(),
            demo_notice: self.ente.info.demo,
            help_href: self.maybe_who().map(|_| self.house.help_for(&self.path)),
            path: self.path.clone(),
            now: self.now.micros(),
            ..Frame::default()
        }
    }
}

/// An entry of the rail, among those that the person sees. A few are not worth a fold, and one stands open where one is in it.
fn item(entry: &MenuEntry, seen: &[&MenuEntry], nearest: Option<&str>) -> MenuItem {
    let beside = || seen.iter().filter(move |other| other.fold == entry.fold);
    let fold = entry.fold.filter(|_| beside().count() >= WORTH_A_FOLD);
    MenuItem {
        label: entry.label.into(),
        href: entry.href.into(),
        icon: entry.icon.into(),
        count: None,
        current: nearest == Some(entry.href),
        fold: fold.map(str::to_owned),
        unfolded: beside().any(|other| nearest == Some(other.href)),
    }
}

fn coat_of_arms(ente: &Ente) -> String {
    if ente.info.demo { ui::asset_url("img/montefiorito.svg").unwrap_or_default() } else { String::new() }
}

fn badge(who: &Who) -> PersonBadge {
    let initials = who.name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
    let role = who.grants.first().map(|grant| format!("{} · {}", grant.unit_name, grant.role)).unwrap_or_default();
    PersonBadge { name: who.name.clone(), initials, role }
}

/// A cookie out of the header's text.
pub(crate) fn cookie<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}
