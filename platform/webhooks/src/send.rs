//! One call to a subscriber: bound in time, to the address that was checked, and deaf to what the answer says.

use std::{error::Error as _, time::Duration};

use reqwest::{Client, header, redirect::Policy};
use url::{Host, Url};

use crate::address::resolve;

/// How long one may wait for a connection, and for the whole answer.
const CONNECTION: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(15);
/// The longest wait that a subscriber may ask for.
const LONGEST_WAIT: u64 = 6 * 3600;

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// An answer: its code, and after how long it asks to be tried again.
    Answer(u16, Option<Duration>),
    /// None; why, in a sentence.
    Silence(String),
}

/// Sends it. No redirect is followed and no proxy asked; the body of the answer is not read.
pub(crate) async fn post(url: &Url, allowed: &[String], headers: [(&'static str, String); 3], body: String) -> Outcome {
    let addresses = match resolve(url, allowed).await {
        Ok(addresses) => addresses,
        Err(why) => return Outcome::Silence(why),
    };
    let mut builder = Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .http1_only()
        .pool_max_idle_per_host(0)
        .connect_timeout(CONNECTION)
        .timeout(ANSWER)
        .user_agent("municipio");
    if let Some(Host::Domain(name)) = url.host() {
        // The name is not looked up again: it could lead elsewhere by now.
        builder = builder.resolve_to_addrs(name, &addresses);
    }
    let client = match builder.build() {
        Ok(client) => client,
        Err(error) => return Outcome::Silence(in_words(&error)),
    };
    let mut request = client.post(url.clone()).header(header::CONTENT_TYPE, "application/json").body(body);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    match request.send().await {
        Ok(answer) => {
            let asked = answer.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            let wait = asked.map(|seconds: u64| Duration::from_secs(seconds.clamp(1, LONGEST_WAIT)));
            Outcome::Answer(answer.status().as_u16(), wait)
        }
        Err(error) => Outcome::Silence(in_words(&error)),
    }
}

fn in_words(error: &reqwest::Error) -> String {
    let mut chain = String::new();
    let mut next = error.source();
    while let Some(error) = next {
        chain.push_str(&error.to_string().to_lowercase());
        next = error.source();
    }
    let told = if error.is_timeout() {
        "Non ha risposto in tempo: l'attesa è di 15 secondi."
    } else if chain.contains("certificate") {
        "Il suo certificato non è valido, oppure è di un altro nome."
    } else if error.is_connect() {
        "Non si riesce a collegarsi: forse è spento, o un firewall lo impedisce."
    } else {
        "Ha chiuso il collegamento senza rispondere come si deve."
    };
    told.into()
}
