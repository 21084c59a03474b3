//! Where the servers are.

use std::time::Duration;

use mail::{Login, Password, Security, Server};
use testkit::MailServer;

pub(crate) use testkit::{Answer, liar};

pub(crate) fn server(real: &MailServer, port: &str, security: Security) -> Server {
    let patience = Duration::from_secs(60);
    Server { host: "localhost".into(), port: real.port(port), security, ca: Some(real.ca().into()), patience }
}

pub(crate) fn login(real: &MailServer, user: &str) -> Login {
    Login { user: user.into(), password: Password::new(real.password().into()) }
}

/// The same by a name that nobody has (RFC 2606). Where no server of names answers, the system takes its time to give up.
pub(crate) fn nowhere(server: &Server) -> Server {
    Server { host: "non-esiste.invalid".into(), patience: Duration::from_secs(180), ..server.clone() }
}
