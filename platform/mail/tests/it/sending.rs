//! Messages handed to a real SMTP server.

use mail::{Error, Login, Password, Security, Server, send};
use testkit::MailServer;

use crate::servers::{liar, login, nowhere, server};

const LETTER: &[u8] =
    b"From: prova30@example.it\r\nTo: rossi@example.it\r\nSubject: Prova\r\n\r\n.\r\n..due punti\r\nfine\r\n";

#[tokio::test]
async fn a_message_arrives_with_its_bytes_over_tls_and_starttls() {
    let Some(real) = MailServer::find() else { return };
    for (port, security, to) in
        [("smtps", Security::Tls, "uno@example.it"), ("smtp", Security::StartTls, "due@example.it")]
    {
        let server = server(&real, port, security);
        let both = [to.to_owned(), "copia@example.it".to_owned()];
        send(&server, &login(&real, "prova30"), "prova30@example.it", &both, LETTER).await.unwrap();
        let sent = real.sent();
        let (from, to, bytes) = sent.iter().find(|(_, to, _)| to[0] == both[0]).expect("it arrived");
        assert_eq!((from.as_str(), to.as_slice()), ("prova30@example.it", &both[..]));
        assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(LETTER));
    }
}

#[tokio::test]
async fn what_keeps_a_message_from_leaving_is_told_apart() {
    let Some(real) = MailServer::find() else { return };
    let good = server(&real, "smtp", Security::StartTls);
    let name = login(&real, "prova40");
    let to = |who: &str| [format!("{who}@example.it")];
    let good = Server { patience: std::time::Duration::from_secs(20), ..good };
    let sending = async |server: &Server, login: &Login, to: [String; 1], letter: &[u8]| {
        send(server, login, "prova40@example.it", &to, letter).await.expect_err("it does not leave")
    };
    let error = sending(&good, &name, to("rifiuta"), LETTER).await;
    assert!(matches!(&error, Error::Rejected { told, .. } if told.contains("casella inesistente")), "{error:?}");
    let error = sending(&good, &name, to("piena"), LETTER).await;
    assert!(matches!(error, Error::Quota { .. }), "{error:?}");
    let error = sending(&good, &name, to("grande"), &LETTER.repeat(20_000)).await;
    assert!(matches!(error, Error::Quota { .. } | Error::Rejected { .. }), "{error:?}");
    let wrong = Login { password: Password::new("un'altra".into()), ..name.clone() };
    let error = sending(&good, &wrong, to("a"), LETTER).await;
    assert!(matches!(error, Error::WrongPassword { .. }), "{error:?}");
    let error = sending(&nowhere(&good), &name, to("a"), LETTER).await;
    assert!(matches!(error, Error::NameNotFound { .. }), "{error:?}");
    let error = sending(&Server { ca: None, ..good.clone() }, &name, to("a"), LETTER).await;
    assert!(matches!(error, Error::CertificateUnknown { .. }), "{error:?}");
    let expired = liar(&real, "expired", vec![]).await;
    let error = sending(&expired, &name, to("a"), LETTER).await;
    assert!(matches!(error, Error::CertificateExpired { .. }), "{error:?}");
    let free = testkit::free_port();
    let error = sending(&Server { port: free, ..good.clone() }, &name, to("a"), LETTER).await;
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
    let error = sending(&good, &name, ["non un indirizzo".to_owned()], LETTER).await;
    assert!(matches!(error, Error::Rejected { .. }), "{error:?}");
}
