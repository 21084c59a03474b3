//! A mailbox on Dovecot, read and emptied.

use std::time::Duration;

use mail::{Client, Error, Login, Password, Security, Server};
use testkit::MailServer;
use tokio::io::AsyncReadExt;

use crate::servers::{login, nowhere, server};

/// The largest message that these tests take.
const LIMIT: u64 = 40 << 20;

async fn read(client: &mut Client, uid: u32) -> Vec<u8> {
    let mut body = client.message(uid, LIMIT).await.unwrap().expect("the message is there");
    let mut bytes = Vec::new();
    body.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(body.length(), bytes.len() as u64);
    body.finish().await.unwrap();
    bytes
}

fn letter(subject: &str, size: usize) -> Vec<u8> {
    let line = "parole che riempiono la lettera, {42}\r\n";
    let text = line.repeat(size / line.len() + 1);
    format!("From: rossi@example.it\r\nTo: comune@example.it\r\nSubject: {subject}\r\n\r\n{text}").into_bytes()
}

/// Takes everything of a mailbox and moves it, by the extensions that are left.
async fn empties(mailbox: &str, security: Security, without: &[&str]) {
    let Some(real) = MailServer::find() else { return };
    let port = if security == Security::Tls { "imaps" } else { "imap" };
    let letters = [letter("Prima", 100), letter("Seconda", 3 << 20), letter("Terza è così", 0)];
    letters.iter().for_each(|bytes| real.deliver(mailbox, bytes));
    let server = server(&real, port, security);
    let mut client = Client::enter(&server, &login(&real, mailbox)).await.unwrap();
    without.iter().for_each(|capability| client.without(capability));
    let folder = client.open("INBOX").await.unwrap();
    assert_eq!(folder.messages, 3);
    let uids = client.uids().await.unwrap();
    let sizes = client.sizes(&uids).await.unwrap();
    for (uid, bytes) in uids.iter().zip(&letters) {
        assert_eq!(sizes.get(uid), Some(&(bytes.len() as u64)));
        assert!(read(&mut client, *uid).await == *bytes, "the bytes are those delivered");
    }
    client.move_to(&uids[..2], "Presi \"da\" Municipio").await.unwrap();
    assert_eq!(client.uids().await.unwrap(), uids[2..]);
    client.move_to(&uids[2..], "Presi \"da\" Municipio").await.unwrap();
    assert!(client.uids().await.unwrap().is_empty());
    assert!(client.message(uids[0], LIMIT).await.unwrap().is_none(), "what was moved is there no more");
    let other = client.open("Presi \"da\" Municipio").await.unwrap();
    assert_eq!(other.messages, 3);
    let again = client.open("INBOX").await.unwrap();
    assert_eq!((again.uidvalidity, again.messages), (folder.uidvalidity, 0));
    client.leave().await;
}

#[tokio::test]
async fn a_mailbox_is_emptied_over_tls() {
    empties("prova1", Security::Tls, &[]).await;
}

#[tokio::test]
async fn a_mailbox_is_emptied_over_starttls() {
    empties("prova2", Security::StartTls, &[]).await;
}

#[tokio::test]
async fn a_server_that_cannot_move_copies_and_takes_away() {
    empties("prova3", Security::Tls, &["MOVE"]).await;
    empties("prova4", Security::Tls, &["MOVE", "UIDPLUS"]).await;
}

#[tokio::test]
async fn a_message_that_is_too_large_is_left_where_it_is() {
    let Some(real) = MailServer::find() else { return };
    real.deliver("prova5", &letter("Grande", 2 << 20));
    let server = server(&real, "imaps", Security::Tls);
    let mut client = Client::enter(&server, &login(&real, "prova5")).await.unwrap();
    client.open("INBOX").await.unwrap();
    let uids = client.uids().await.unwrap();
    let error = client.message(uids[0], 1 << 20).await.expect_err("it is larger");
    assert!(matches!(error, Error::TooBig { limit: 0x0010_0000, .. }), "{error}");
    assert!(client.uids().await.is_err(), "a connection that stopped half-way is of no use");
    let mut client = Client::enter(&server, &login(&real, "prova5")).await.unwrap();
    client.open("INBOX").await.unwrap();
    assert_eq!(client.uids().await.unwrap(), uids);
}

#[tokio::test]
async fn what_keeps_us_out_is_told_apart() {
    let Some(real) = MailServer::find() else { return };
    let good = server(&real, "imaps", Security::Tls);
    let name = login(&real, "prova6");
    let enter = async |server: &Server, login: &Login| Client::enter(server, login).await.expect_err("stays out");

    let wrong = Login { password: Password::new("un'altra".into()), ..name.clone() };
    let error = enter(&good, &wrong).await;
    assert!(matches!(error, Error::WrongPassword { .. }), "{error}");
    assert!(!format!("{error} {error:?}").contains("un'altra"));

    let error = enter(&nowhere(&good), &name).await;
    assert!(matches!(error, Error::NameNotFound { .. }), "{error}");
    let free = testkit::free_port();
    let error = enter(&Server { port: free, ..good.clone() }, &name).await;
    assert!(matches!(error, Error::Refused { .. }), "{error}");
    let error = enter(&Server { ca: None, ..good.clone() }, &name).await;
    assert!(matches!(error, Error::CertificateUnknown { .. }), "{error}");
    let error = enter(&Server { ca: Some("/non/esiste.pem".into()), ..good.clone() }, &name).await;
    assert!(matches!(error, Error::BadAuthority { .. }), "{error}");
    // TLS spoken on the port that begins in clear, and the other way round.
    let quick = Duration::from_secs(5);
    let error = enter(&Server { port: real.port("imap"), ..good.clone() }, &name).await;
    assert!(matches!(error, Error::Tls { .. }), "{error}");
    let crossed = Server { security: Security::StartTls, patience: quick, ..good };
    let error = enter(&crossed, &name).await;
    assert!(matches!(error, Error::Silent { .. }), "{error}");
}

#[tokio::test]
async fn a_full_mailbox_is_told_as_such_and_loses_nothing() {
    let Some(real) = MailServer::find() else { return };
    real.deliver("piena", &letter("Tanto", 600));
    let server = server(&real, "imaps", Security::Tls);
    let mut client = Client::enter(&server, &login(&real, "piena")).await.unwrap();
    client.without("MOVE");
    client.open("INBOX").await.unwrap();
    let uids = client.uids().await.unwrap();
    let error = client.move_to(&uids, "Presi").await.expect_err("there is no room for a copy");
    assert!(matches!(error, Error::Quota { .. }), "{error:?}");
    assert_eq!(client.uids().await.unwrap(), uids);
}
