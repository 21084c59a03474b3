use std::{error::Error as _, net::SocketAddr, time::Duration};

use reqwest::{Client, redirect::Policy};
use url::{Host, Url};

/// How long one waits for a connection.
pub const CONNECTION: Duration = Duration::from_secs(5);

/// A client for one call to an address that was [resolved](crate::resolve()): the name is not looked up again, it could lead elsewhere
/// by now. It follows no redirect and asks no proxy; `time` is for the whole answer.
///
/// # Errors
/// When the machine cannot prepare a connection.
pub fn client(url: &Url, addresses: &[SocketAddr], time: Duration) -> Result<Client, Silence> {
    let mut builder = Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .http1_only()
        .pool_max_idle_per_host(0)
        .connect_timeout(CONNECTION)
        .timeout(time)
        .user_agent("municipio");
    if let Some(Host::Domain(name)) = url.host() {
        builder = builder.resolve_to_addrs(name, addresses);
    }
    builder.build().map_err(|error| Silence::of(&error))
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// It took too long.
    Late,
    /// It does not prove who it is.
    Certificate,
    /// No connection.
    Closed,
    /// The connection broke.
    Broken,
}

impl Silence {
    /// What an error of the client means.
    #[must_use]
    pub fn of(error: &reqwest::Error) -> Self {
        let mut chain = String::new();
        let mut next = error.source();
        while let Some(error) = next {
            chain.push_str(&error.to_string().to_lowercase());
            next = error.source();
        }
        if error.is_timeout() {
            Self::Late
        } else if chain.contains("certificate") {
            Self::Certificate
        } else if error.is_connect() {
            Self::Closed
        } else {
            Self::Broken
        }
    }

    /// In Italian; goes on after whom was asked, and has no full stop.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Late => "non ha risposto in tempo",
            Self::Certificate => "il certificato del suo collegamento non è valido, oppure è di un altro nome",
            Self::Closed => "non si riesce a collegarsi: forse è spento, o un firewall lo impedisce",
            Self::Broken => "ha chiuso il collegamento senza rispondere come si deve",
        }
    }
}
