//! Where the servers are, and one that says whatever a test wants.

use std::{sync::Arc, time::Duration};

use mail::{Login, Password, Security, Server};
use testkit::MailServer;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

pub(crate) fn server(real: &MailServer, port: &str, security: Security) -> Server {
    let patience = Duration::from_secs(10);
    Server { host: "localhost".into(), port: real.port(port), security, ca: Some(real.ca().into()), patience }
}

pub(crate) fn login(real: &MailServer, user: &str) -> Login {
    Login { user: user.into(), password: Password::new(real.password().into()) }
}

/// What a made-up server does with a command.
#[derive(Clone)]
pub(crate) enum Answer {
    /// Says this; `TAG` stands for the command's tag.
    Say(String),
    /// Says this and hangs up.
    HangUp(String),
    /// Says this and then nothing.
    Fall(String),
}

/// A server with this certificate that answers commands in which a word stands with what is told for it; to others it says
/// OK. Gives its address.
pub(crate) async fn liar(real: &MailServer, certificate: &str, script: Vec<(&'static str, Answer)>) -> Server {
    let (chain, key) = real.certificate(certificate);
    let chain = CertificateDer::pem_file_iter(chain).unwrap().map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_file(key).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, script) = (acceptor.clone(), script.clone());
            tokio::spawn(async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    let _ = talk(stream, &script).await;
                }
            });
        }
    });
    let patience = Duration::from_millis(1500);
    Server { host: "localhost".into(), port, security: Security::Tls, ca: Some(real.ca().into()), patience }
}

async fn talk<S: AsyncReadExt + AsyncWriteExt + Unpin>(
    stream: S,
    script: &[(&'static str, Answer)],
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"* OK pronto\r\n").await?;
    stream.flush().await?;
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let tag = line.split(' ').next().unwrap_or_default().to_owned();
        let usual = Answer::Say("TAG OK fatto\r\n".into());
        let answer = script.iter().find(|(word, _)| line.contains(word)).map_or(usual, |(_, answer)| answer.clone());
        let (Answer::Say(text) | Answer::HangUp(text) | Answer::Fall(text)) = &answer;
        stream.write_all(text.replace("TAG", &tag).as_bytes()).await?;
        stream.flush().await?;
        match answer {
            Answer::Say(_) => {}
            Answer::HangUp(_) => return stream.shutdown().await,
            Answer::Fall(_) => tokio::time::sleep(Duration::from_secs(60)).await,
        }
        line.clear();
    }
    Ok(())
}
