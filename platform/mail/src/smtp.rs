//! A message handed to an SMTP server.

use std::{error::Error as _, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    address::{Address, Envelope},
    transport::smtp::{
        authentication::{Credentials, Mechanism},
        client::{Certificate, CertificateStore, Tls, TlsParameters},
    },
};
use tokio_rustls::rustls;

use crate::{Authority, Error, Login, Security, Server, error::told, wire::authority};

/// Answers that may each take the whole patience.
const ANSWERS: u32 = 3;
/// The slowest line on which a message still leaves, bytes a second.
const SLOWEST: u64 = 16 << 10;

/// Hands a whole message (RFC 5322 bytes) to the server, for these recipients. When this returns the server has taken it; what
/// it said is given, in one line.
///
/// # Errors
/// Whatever keeps it from doing so, told apart. After [`Error::Dropped`] or [`Error::Silent`] the message may have been taken
/// all the same: whoever sends again keeps its Message-ID.
pub async fn send(server: &Server, login: &Login, from: &str, to: &[String], message: &[u8]) -> Result<String, Error> {
    let bad =
        |what: &str| Error::Rejected { host: server.host.clone(), told: format!("\"{what}\" non è un indirizzo") };
    let sender: Address = from.parse().map_err(|_| bad(from))?;
    let recipients: Result<Vec<Address>, Error> = to.iter().map(|one| one.parse().map_err(|_| bad(one))).collect();
    let envelope = Envelope::new(Some(sender), recipients?).map_err(|_| bad(""))?;
    let transport = transport(server, login)?;
    // The name is looked for first: from what the library says of one that is not there, nobody could tell.
    crate::wire::find(server).await?;
    // The library ends every message with a line of its own.
    let message = message.strip_suffix(b"\r\n").unwrap_or(message);
    // The library's own patience ends with the connection: the conversation has one of its own, longer for a large message.
    let patience = server.patience * ANSWERS + Duration::from_secs(message.len() as u64 / SLOWEST);
    match tokio::time::timeout(patience, transport.send_raw(&envelope, message)).await {
        Ok(Ok(answer)) => Ok(told(&answer.message().collect::<Vec<_>>().join(" "))),
        Ok(Err(error)) => Err(why(server, login, error)),
        Err(_) => Err(Error::Silent { host: server.host.clone(), seconds: patience.as_secs() }),
    }
}

/// Enters the server as [`send`] does and says nothing more: whether messages could leave.
///
/// # Errors
/// Whatever keeps one from entering.
pub async fn greet(server: &Server, login: &Login) -> Result<(), Error> {
    let transport = transport(server, login)?;
    crate::wire::find(server).await?;
    let patience = server.patience * ANSWERS;
    match tokio::time::timeout(patience, transport.test_connection()).await {
        Ok(Ok(true)) => Ok(()),
        Ok(Ok(false)) => Err(Error::Unavailable { host: server.host.clone(), told: told("") }),
        Ok(Err(error)) => Err(why(server, login, error)),
        Err(_) => Err(Error::Silent { host: server.host.clone(), seconds: patience.as_secs() }),
    }
}

fn transport(server: &Server, login: &Login) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
    let parameters = parameters(server)?;
    let tls = match server.security {
        Security::Tls => Tls::Wrapper(parameters),
        Security::StartTls => Tls::Required(parameters),
    };
    let credentials = Credentials::new(login.user.clone(), login.password.reveal().to_owned());
    Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
        .port(server.port)
        .tls(tls)
        .credentials(credentials)
        .authentication(vec![Mechanism::Plain, Mechanism::Login])
        .timeout(Some(server.patience))
        .build())
}

fn parameters(server: &Server) -> Result<TlsParameters, Error> {
    let mut builder = TlsParameters::builder(server.host.clone());
    if server.ca.is_some() {
        builder = builder.certificate_store(CertificateStore::None);
        for certificate in authority(server)? {
            let certificate = Certificate::from_der(certificate.to_vec()).map_err(|error| refused(server, &error))?;
            builder = builder.add_root_certificate(certificate);
        }
    }
    builder.build_rustls().map_err(|error| refused(server, &error))
}

fn refused(server: &Server, error: &lettre::transport::smtp::Error) -> Error {
    Error::BadAuthority { path: server.ca.as_ref().map(Authority::path).unwrap_or_default(), reason: error.to_string() }
}

/// The library's error in our terms.
fn why(server: &Server, login: &Login, error: lettre::transport::smtp::Error) -> Error {
    let host = server.host.clone();
    if let Some(code) = error.status() {
        let words = told(&error.source().map(ToString::to_string).unwrap_or_default());
        return match u16::from(code) {
            530 | 534 | 535 | 538 => Error::WrongPassword { host, user: login.user.clone() },
            552 => Error::Quota { told: words },
            400..=499 => Error::Unavailable { host, told: words },
            _ => Error::Rejected { host, told: words },
        };
    }
    if error.is_timeout() {
        return Error::Silent { host, seconds: server.patience.as_secs() };
    }
    let mut next = error.source();
    while let Some(inner) = next {
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            let tls = io.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
            if let Some(known) = tls.and_then(|tls| Error::of_rustls(&host, tls)) {
                return known;
            }
            return Error::of_io(server, std::io::Error::new(io.kind(), io.to_string()));
        }
        next = inner.source();
    }
    if error.is_tls() {
        return Error::Tls { host, source: std::io::Error::other(error) };
    }
    Error::Dropped { host, source: std::io::Error::other(error) }
}
