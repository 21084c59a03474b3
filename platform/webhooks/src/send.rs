//! One call to a subscriber: bound in time, to the address that was checked, and deaf to what the answer says.

use std::time::Duration;

use outside::Silence;
use reqwest::header;
use url::Url;

use crate::address::resolve;

/// How long one may wait for the whole answer.
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
    let client = match outside::client(url, &addresses, ANSWER) {
        Ok(client) => client,
        Err(silence) => return Outcome::Silence(in_words(silence)),
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
        Err(error) => Outcome::Silence(in_words(Silence::of(&error))),
    }
}

fn in_words(silence: Silence) -> String {
    if silence == Silence::Late {
        return format!("Non ha risposto in tempo: l'attesa è di {} secondi.", ANSWER.as_secs());
    }
    let (first, rest) = silence.words().split_at(1);
    format!("{}{rest}.", first.to_uppercase())
}
