//! The connection: found by name, encrypted, and never waited for without end.

use std::{
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, BufReader, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep},
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        self, ClientConfig, RootCertStore,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

use crate::{Authority, Error, Server};

/// An encrypted connection.
pub(crate) type Secure = BufReader<TlsStream<Patient<TcpStream>>>;

/// Finds the server by its name.
pub(crate) async fn find(server: &Server) -> Result<Vec<SocketAddr>, Error> {
    let name = (server.host.as_str(), server.port);
    let lookup = tokio::time::timeout(server.patience, tokio::net::lookup_host(name)).await;
    let found = lookup.map_err(|_| Error::of_io(server, io::ErrorKind::TimedOut.into()))?;
    let addresses: Vec<_> = found.map(Iterator::collect).unwrap_or_default();
    if addresses.is_empty() {
        return Err(Error::NameNotFound { host: server.host.clone() });
    }
    Ok(addresses)
}

/// Reaches the server.
pub(crate) async fn reach(server: &Server) -> Result<Patient<TcpStream>, Error> {
    let addresses = find(server).await?;
    let stream = match tokio::time::timeout(server.patience, TcpStream::connect(&addresses[..])).await {
        Ok(stream) => stream.map_err(|error| Error::of_io(server, error))?,
        Err(_) => return Err(Error::of_io(server, io::ErrorKind::TimedOut.into())),
    };
    Ok(Patient::new(stream, server.patience))
}

/// Encrypts a connection.
pub(crate) async fn secure(server: &Server, stream: Patient<TcpStream>) -> Result<Secure, Error> {
    let bad_name = |_| Error::NameNotFound { host: server.host.clone() };
    let name = ServerName::try_from(server.host.clone()).map_err(bad_name)?;
    let connector = TlsConnector::from(Arc::new(config(server)?));
    let stream = connector.connect(name, stream).await.map_err(|error| Error::of_tls(server, error))?;
    Ok(BufReader::with_capacity(64 << 10, stream))
}

fn config(server: &Server) -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore::empty();
    match &server.ca {
        Some(path) => {
            let bad = |reason: String| Error::BadAuthority { path: path.path(), reason };
            for certificate in authority(server)? {
                roots.add(certificate).map_err(|error| bad(error.to_string()))?;
            }
        }
        // What the system cannot read of its own list is no reason to do without the rest.
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| Error::Tls { host: server.host.clone(), source: io::Error::other(error) })?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// The certificates of the private authority.
pub(crate) fn authority(server: &Server) -> Result<Vec<CertificateDer<'static>>, Error> {
    let Some(authority) = &server.ca else { return Ok(Vec::new()) };
    let bad = |reason: String| Error::BadAuthority { path: authority.path(), reason };
    let found: Result<Vec<_>, _> = match authority {
        Authority::File(path) => CertificateDer::pem_file_iter(path).map_err(|error| bad(error.to_string()))?.collect(),
        Authority::Pem(text) => CertificateDer::pem_slice_iter(text.as_bytes()).collect(),
    };
    let found = found.map_err(|error| bad(error.to_string()))?;
    if found.is_empty() { Err(bad("non contiene certificati in formato PEM".into())) } else { Ok(found) }
}

/// A stream on which no wait is longer than a time: then it fails with [`io::ErrorKind::TimedOut`].
#[derive(Debug)]
pub(crate) struct Patient<S> {
    inner: S,
    patience: Duration,
    alarm: Pin<Box<Sleep>>,
    waiting: bool,
}

impl<S> Patient<S> {
    fn new(inner: S, patience: Duration) -> Self {
        Self { inner, patience, alarm: Box::pin(tokio::time::sleep(patience)), waiting: false }
    }

    /// The answer of the stream, or the end of the patience.
    fn within<T>(&mut self, cx: &mut Context<'_>, answer: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if answer.is_ready() {
            self.waiting = false;
            return answer;
        }
        if !self.waiting {
            self.waiting = true;
            self.alarm.as_mut().reset(Instant::now() + self.patience);
        }
        ready!(self.alarm.as_mut().poll(cx));
        self.waiting = false;
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let answer = Pin::new(&mut self.inner).poll_read(cx, buf);
        self.within(cx, answer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let answer = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.within(cx, answer)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let answer = Pin::new(&mut self.inner).poll_flush(cx);
        self.within(cx, answer)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let answer = Pin::new(&mut self.inner).poll_shutdown(cx);
        self.within(cx, answer)
    }
}
