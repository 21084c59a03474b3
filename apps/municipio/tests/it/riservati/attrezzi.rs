//! What the world of secrets is made with, and asked.

use std::time::Duration;

use kernel::Uuid;
use mail::{Login, Mailbox, Outgoing, Password, Security, Server};
use testkit::{Browser, MailServer, TownHall};

/// The mailbox of the social office: on a real server, or on none.
pub(super) fn mailbox(real: Option<&(MailServer, String)>) -> Mailbox {
    let server = |port: u16, ca| Server {
        host: "localhost".into(),
        port,
        security: Security::Tls,
        ca,
        patience: Duration::from_secs(60),
    };
    let (imap, user, password) = match real {
        Some((real, user)) => {
            (server(real.port("imaps"), Some(real.ca().into())), user.clone(), real.password().to_owned())
        }
        None => (server(1, None), "nessuno".into(), "nessuna".into()),
    };
    Mailbox {
        name: "sociale".into(),
        address: "sociale@pec.example.it".into(),
        certified: true,
        unit: "SOC".into(),
        server: imap,
        login: Login { user, password: Password::new(password) },
        folder: "INBOX".into(),
        done: "Presi".into(),
        // Nobody answers there: the message waits, with its reason.
        outgoing: Some(Outgoing { server: server(1, None), largest: 30 << 20 }),
    }
}

/// The draft that a dropped file has made.
pub(super) async fn dropped(browser: &Browser, fields: &[(&str, &str)], name: &str, bytes: Vec<u8>) -> String {
    let dropped = browser.upload("/protocollo/nuova/carica", fields, name, bytes).await;
    dropped.headers()["location"].to_str().unwrap().rsplit('=').next().unwrap().to_owned()
}

/// The ids that a question gives.
pub(super) async fn tutti(hall: &TownHall, sql: &str) -> Vec<String> {
    let read = hall.ente.db().read().await.unwrap();
    let rows = db::rows(&read, sql, []).await.unwrap();
    rows.iter().map(|row| row.try_get::<Uuid>("", "id").unwrap().to_string()).collect()
}

/// The first of them.
pub(super) async fn uno(hall: &TownHall, sql: &str) -> String {
    tutti(hall, sql).await.into_iter().next().unwrap_or_else(|| panic!("{sql} gives nothing"))
}

/// The number that a question gives.
pub(super) async fn numero(hall: &TownHall, sql: &str) -> i64 {
    let read = hall.ente.db().read().await.unwrap();
    db::one(&read, sql, []).await.unwrap().unwrap().try_get("", "n").unwrap()
}
