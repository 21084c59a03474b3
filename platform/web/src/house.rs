use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use authz::{Permission, Who};
use ente::{Ente, Enti};
use serde::Serialize;
use ui::Templates;

use crate::{Error, Listed};

impl House {
    /// The page of the manual about this page of the program, or what there is of it.
    pub fn help_for(&self, path: &str) -> String {
        let base = manual::BASE;
        manual::best(self.help.iter().chain(crate::pages::HELP), path)
            .map_or_else(|| base.to_owned(), |page| format!("{base}/{page}"))
    }
}

/// What the shell needs to know to serve.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether people reach us by HTTPS (ends at a proxy before us): cookies are then for HTTPS only.
    pub https: bool,
    /// Proxies whose word about the client's address is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Requests a second that one address may make for long; four times as many in a burst.
    pub requests_per_second: u32,
    /// With which metrics are read from another machine; none, and they are read from this one only.
    pub metrics_token: Option<accounts::Secret>,
    /// Who must have a second factor to work here.
    pub second_factor: SecondFactor,
    /// The enti's own identity providers, where people may enter by one: by the ente's code.
    pub providers: BTreeMap<String, Provider>,
}

/// Who must have a second factor (OWASP ASVS 5.0, 6.3.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecondFactor {
    /// Nobody: it is offered.
    #[default]
    Offered,
    /// Whoever manages people's accounts.
    Managers,
    /// Everyone.
    Everyone,
}

impl SecondFactor {
    /// Whether this person must.
    pub(crate) fn asks(self, who: &Who) -> bool {
        match self {
            Self::Offered => false,
            Self::Managers => who.may(&accounts::GESTISCI_PERSONE),
            Self::Everyone => true,
        }
    }
}

/// An ente's own identity provider.
#[derive(Clone, Debug)]
pub struct Provider {
    /// What people call it, as it goes on after "con": "il servizio dell'ente".
    pub name: String,
    /// Where it is, and who we are to it.
    pub oidc: accounts::Oidc,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            https: true,
            trusted_proxies: Vec::new(),
            requests_per_second: 50,
            metrics_token: None,
            second_factor: SecondFactor::default(),
            providers: BTreeMap::new(),
        }
    }
}

/// An entry of the left rail.
#[derive(Clone, Copy, Debug)]
pub struct MenuEntry {
    /// One or two words.
    pub label: &'static str,
    /// Its first page.
    pub href: &'static str,
    /// A Bootstrap Italia icon.
    pub icon: &'static str,
    /// Who sees it.
    pub permission: &'static Permission,
    /// Who finds the page elsewhere, and needs no place for it here.
    pub elsewhere: Option<&'static Permission>,
    /// For what is rarely asked for: the name under which it stands folded with others.
    pub fold: Option<&'static str>,
}

impl MenuEntry {
    /// One that stands by itself.
    pub const fn new(
        label: &'static str,
        href: &'static str,
        icon: &'static str,
        permission: &'static Permission,
    ) -> Self {
        Self { label, href, icon, permission, elsewhere: None, fold: None }
    }

    /// The same, for those only who do not have this permission.
    #[must_use]
    pub const fn unless(self, elsewhere: &'static Permission) -> Self {
        Self { elsewhere: Some(elsewhere), ..self }
    }

    /// The same, folded under this name.
    #[must_use]
    pub const fn under(self, fold: &'static str) -> Self {
        Self { fold: Some(fold), ..self }
    }

    /// Whether this person finds it in the rail.
    pub fn is_for(&self, who: &Who) -> bool {
        who.may(self.permission) && !self.elsewhere.is_some_and(|permission| who.may(permission))
    }
}

/// What whoever has no account may do in an office: its place on the front page.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PublicEntry {
    /// Beside which others it stands.
    pub kind: PublicKind,
    /// What it is called, in a few words.
    pub label: &'static str,
    /// Its first page, which everybody may open.
    pub href: &'static str,
    /// A Bootstrap Italia icon.
    pub icon: &'static str,
    /// In a sentence or two, what one does there.
    pub text: &'static str,
}

/// What one does on a public page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PublicKind {
    /// One reads what the ente makes known.
    Read,
    /// One checks something that one already has.
    Check,
}

/// What an office puts on people's desks.
#[async_trait::async_trait]
pub trait Desk: Send + Sync {
    /// The first page of the office, to which the count in the menu belongs.
    fn href(&self) -> &'static str;

    /// How many things of this office wait for this person: one cheap query, on every page. It may stop counting at 100:
    /// the page then says "99+".
    async fn count(&self, ente: &Ente, who: &Who) -> Result<u64, Error>;

    /// How many belong to another page of the office, which has a place of its own in the menu: its address, and the number, as
    /// cheaply counted as [`Desk::count`], which does not hold them.
    async fn count_apart(&self, _ente: &Ente, _who: &Who) -> Result<Option<(&'static str, u64)>, Error> {
        Ok(None)
    }

    /// The most urgent of them, at most `limit`.
    async fn waiting(&self, ente: &Ente, who: &Who, limit: u64) -> Result<Vec<ui::Waiting>, Error>;

    /// What of this office is still open in a unit, so that the unit cannot be closed: a sentence for each kind of thing. Asked
    /// for whoever may close units; it tells how many and never what.
    async fn open_in(&self, _ente: &Ente, _unit: authz::UnitId) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    /// What of this office came from these subjects of the directory or went to them, as far as `who` may see it: the latest, at
    /// most `limit`.
    async fn dealings(
        &self,
        _ente: &Ente,
        _who: &Who,
        _subjects: &[kernel::Uuid],
        _limit: u64,
    ) -> Result<Vec<Dealing>, Error> {
        Ok(Vec::new())
    }

    /// What the office finds for a person who searches everywhere, at most `limit`.
    async fn search(&self, ente: &Ente, who: &Who, words: &str, limit: u64) -> Result<Vec<ui::SearchHit>, Error>;
}

/// Something that an office has had to do with a person or body of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dealing {
    /// When.
    pub at: kernel::Instant,
    /// Whether it came from them; otherwise it went to them.
    pub from_them: bool,
    /// What it is called: "Protocollo 12/2026".
    pub title: String,
    /// What it is about.
    pub about: String,
    /// Its page.
    pub href: String,
}

/// Everything that requests share: one per process.
pub struct House {
    /// The enti.
    pub enti: Enti,
    /// The compiled templates.
    pub templates: Templates,
    /// The left rail.
    pub menu: Vec<MenuEntry>,
    /// What the offices offer on the front page to whoever has no account.
    pub public: Vec<PublicEntry>,
    /// Which page of the manual is about which addresses ([`manual::best`]): those of the offices.
    pub help: Vec<(&'static str, &'static str)>,
    /// The offices' desks.
    pub desks: Vec<Arc<dyn Desk>>,
    /// Every route with who may use it.
    pub routes: Vec<Listed>,
    /// What the API does, for programs: an OpenAPI 3.1 document.
    pub api: serde_json::Value,
    /// Every permission that there is, in the order of the offices.
    pub permissions: Vec<&'static Permission>,
    /// Every paper with words that an ente may write.
    pub papers: Vec<&'static wording::Paper>,
    /// The kinds of background work, each with its name in words.
    pub jobs: Vec<(&'static str, &'static str)>,
    /// The kinds of things that happen, of which other programs may be told.
    pub events: Vec<&'static webhooks::Kind>,
    /// What is counted for whoever watches the node.
    pub metrics: crate::Metrics,
    /// Who is being served, so that heavy background work stands aside.
    pub crowd: Arc<jobs::Crowd>,
    /// The settings.
    pub settings: Settings,
    /// How passwords are kept.
    pub passwords: accounts::Passwords,
    /// User names and what they are for, shown on the login page of the demo comune.
    pub demo_accounts: Vec<(String, String)>,
    /// How long sessions last.
    pub session_rules: accounts::SessionRules,
}
