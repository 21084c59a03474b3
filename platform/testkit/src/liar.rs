use std::{sync::Arc, time::Duration};

use mail::Server;
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

use crate::MailServer;

/// What a made-up server does with a command.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Says this; `TAG` stands for the command's tag.
    Say(String),
    /// Says this and hangs up.
    HangUp(String),
    /// Says this and then nothing.
    Fall(String),
}

/// A server over TLS with this certificate (as [`MailServer::certificate`] names it) that answers commands in which a word
/// stands with what is told for it; to others it says OK. Gives its address.
///
/// # Panics
/// When there is no free port or the certificate cannot be read.
pub async fn liar(real: &MailServer, certificate: &str, script: Vec<(&'static str, Answer)>) -> Server {
    let (chain, key) = real.certificate(certificate);
    let chain = CertificateDer::pem_file_iter(chain).expect("a certificate").map(|one| one.expect("a certificate"));
    let key = PrivateKeyDer::from_pem_file(key).expect("a key");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain.collect(), key)
        .expect("a certificate with its key");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let falls = script.iter().any(|(_, answer)| matches!(answer, Answer::Fall(_)));
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
    // Who waits for one that says nothing more waits all of it; who is answered, on a machine that does other things, needs it.
    Server { port, patience: Duration::from_secs(if falls { 8 } else { 30 }), ..real.server("imaps") }
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
            Answer::Fall(_) => tokio::time::sleep(Duration::from_secs(600)).await,
        }
        line.clear();
    }
    Ok(())
}
