//! One call: bound in size, time and redirects, to the address that was checked.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use outside::{Cut, Silence, Unresolved};
use reqwest::{Response, header};
use url::Url;

use super::{Reach, Unreachable};

/// Most redirects followed.
const REDIRECTS_MAX: usize = 3;
/// For how long who did not answer is not asked again: a hundred documents must not wait for it a hundred times.
const LEFT_ALONE: Duration = Duration::from_secs(30);
/// Who took the call and did not finish within this time is silent; given less, it may only have been hurried.
const ENOUGH: Duration = outside::CONNECTION;
/// Most of those that are remembered.
const SILENT_MAX: usize = 1000;

/// How much is taken of an answer, and how long it may take in all.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Bytes.
    pub bytes: usize,
    /// From the look-up of the name to the last byte.
    pub time: Duration,
}

/// What is sent with a `POST`: its media type and the bytes.
type Body<'a> = Option<(&'static str, &'a [u8])>;

/// Who was called last, and since when it is waited for.
type Last = Option<(String, Instant)>;

/// Asks outside, or tells that it may not.
#[derive(Debug, Default)]
pub struct Fetcher {
    reach: Option<Reach>,
    silent: Mutex<HashMap<String, Instant>>,
}

impl Fetcher {
    /// Within this reach; `None`: nothing is ever asked.
    #[must_use]
    pub fn new(reach: Option<Reach>) -> Self {
        Self { reach, silent: Mutex::default() }
    }

    /// What may be asked; `None`: nothing.
    #[must_use]
    pub fn reach(&self) -> Option<&Reach> {
        self.reach.as_ref()
    }

    /// What is at an address.
    ///
    /// # Errors
    /// [`Unreachable`].
    pub async fn get(&self, address: &str, bounds: Bounds) -> Result<Vec<u8>, Unreachable> {
        self.call(address, None, bounds).await
    }

    /// What an address answers to these bytes of this media type.
    ///
    /// # Errors
    /// [`Unreachable`].
    pub async fn post(
        &self,
        address: &str,
        kind: &'static str,
        body: &[u8],
        bounds: Bounds,
    ) -> Result<Vec<u8>, Unreachable> {
        self.call(address, Some((kind, body)), bounds).await
    }

    async fn call(&self, address: &str, body: Body<'_>, bounds: Bounds) -> Result<Vec<u8>, Unreachable> {
        let reach = self.reach.as_ref().ok_or(Unreachable::Off)?;
        let late = Unreachable::Silent(Silence::Late.words());
        let mut last = None;
        // Behind a pointer: the types of a whole HTTP client would else stand in those of each job that has something judged.
        let call: Pin<Box<dyn Future<Output = _> + Send + '_>> =
            Box::pin(self.follow(reach, address, body, bounds, &mut last));
        let done = tokio::time::timeout(bounds.time, call).await;
        done.unwrap_or_else(|_| {
            if let Some((whom, _)) = last.filter(|(_, since)| since.elapsed() >= ENOUGH) {
                self.leave_alone(whom);
            }
            Err(late)
        })
    }

    async fn follow(
        &self,
        reach: &Reach,
        address: &str,
        body: Body<'_>,
        bounds: Bounds,
        last: &mut Last,
    ) -> Result<Vec<u8>, Unreachable> {
        let mut url = reach.read(address)?;
        for _ in 0..=REDIRECTS_MAX {
            let answer = self.send(reach, &url, body, bounds, last).await?;
            let status = answer.status();
            if status.is_redirection() {
                let to = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
                let to = to.and_then(|to| url.join(to).ok()).ok_or(Unreachable::Status(status.as_u16()))?;
                url = reach.read(to.as_str())?;
                continue;
            }
            if !status.is_success() {
                return Err(Unreachable::Status(status.as_u16()));
            }
            return outside::body(answer, bounds.bytes).await.map_err(|cut| match cut {
                Cut::TooBig => Unreachable::TooBig(bounds.bytes),
                Cut::Silent(silence) => silence.into(),
            });
        }
        Err(Unreachable::Redirects)
    }

    async fn send(
        &self,
        reach: &Reach,
        url: &Url,
        body: Body<'_>,
        bounds: Bounds,
        last: &mut Last,
    ) -> Result<Response, Unreachable> {
        let whom = format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(0));
        if self.is_left_alone(&whom) {
            return Err(Unreachable::Silent("poco fa non ha risposto"));
        }
        let addresses = outside::resolve(url, &reach.allowed_hosts).await?;
        let client = outside::client(url, &addresses, bounds.time)?;
        let request = match body {
            None => client.get(url.clone()),
            Some((kind, bytes)) => client.post(url.clone()).header(header::CONTENT_TYPE, kind).body(bytes.to_vec()),
        };
        *last = Some((whom.clone(), Instant::now()));
        request.send().await.map_err(|error| {
            if error.is_connect() || error.is_timeout() {
                self.leave_alone(whom);
            }
            Silence::of(&error).into()
        })
    }

    fn is_left_alone(&self, whom: &str) -> bool {
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        silent.get(whom).is_some_and(|since| since.elapsed() < LEFT_ALONE)
    }

    fn leave_alone(&self, whom: String) {
        let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        if silent.len() >= SILENT_MAX {
            silent.clear();
        }
        silent.insert(whom, Instant::now());
    }
}

impl From<Silence> for Unreachable {
    fn from(silence: Silence) -> Self {
        Self::Silent(silence.words())
    }
}

impl From<Unresolved> for Unreachable {
    fn from(why: Unresolved) -> Self {
        match why {
            Unresolved::Unknown => Self::Unknown,
            Unresolved::Inside => Self::Inside,
        }
    }
}
