use std::{error::Error, fmt, time::Duration};

/// One kind of background work, in the context `C` (the open ente).
///
/// **At least once:** a node may die after the work and before the note that it is done, and then another does it again.
/// So a job asks what is still to do before it does it, and doing it twice changes nothing.
#[async_trait::async_trait]
pub trait Job<C>: Send + Sync {
    /// Its name, with the prefix of its office: `protocollo.estrai_testo`. Once given it never changes.
    fn kind(&self) -> &'static str;

    /// What it does, for whoever looks after the queue: "leggere il testo dei documenti".
    fn title(&self) -> &'static str {
        self.kind()
    }

    /// With which others it shares the places of a node.
    fn queue(&self) -> Queue {
        Queue::GENERAL
    }

    /// Whether there is anything for it in this context: where there is not, its periods pass and nothing is enqueued.
    async fn is_wanted(&self, _context: &C) -> bool
    where
        C: Sync,
    {
        true
    }

    /// How often it is tried before it is shown among the failed.
    fn max_attempts(&self) -> u32 {
        8
    }

    /// How long one attempt may take.
    fn timeout(&self) -> Duration {
        Duration::from_secs(600)
    }

    /// How long to wait after the attempt with this number (from 1) has failed: 10 seconds, then three times more each,
    /// up to six hours.
    fn backoff(&self, attempt: u32) -> Duration {
        let seconds = 10_u64.saturating_mul(3_u64.saturating_pow(attempt.saturating_sub(1)));
        Duration::from_secs(seconds.min(6 * 3600))
    }

    /// Does the work. `payload` is what was enqueued; `attempt` counts from 1.
    async fn run(&self, context: &C, payload: &str, attempt: u32) -> Result<(), Failure>;
}

/// Jobs that share the places of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its name.
    pub name: &'static str,
    /// How many of its jobs run at once on a node, whichever ente they belong to.
    pub at_once: usize,
}

impl Queue {
    /// For what is quick, or waits for others.
    pub const GENERAL: Self = Self { name: "general", at_once: 4 };
    /// For what keeps a processor busy: one at a time, so that pages stay quick, and hardly any while many are being served.
    pub const HEAVY: Self = Self { name: "heavy", at_once: 1 };

    /// Whether its jobs stand aside while a [`crate::Crowd`] is dense.
    pub(crate) fn stands_aside(self) -> bool {
        self == Self::HEAVY
    }
}

/// Why an attempt did not succeed.
#[derive(Debug)]
pub struct Failure {
    pub(crate) retry: bool,
    pub(crate) after: Option<Duration>,
    pub(crate) reason: String,
    pub(crate) cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// Trying again may help. `reason` is a sentence for the page of failed jobs, `cause` what lies behind it.
    pub fn retry(reason: impl Into<String>, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { retry: true, after: None, reason: reason.into(), cause: Some(cause.into()) }
    }

    /// Trying again cannot help: someone must see to it.
    pub fn give_up(reason: impl Into<String>) -> Self {
        Self { retry: false, after: None, reason: reason.into(), cause: None }
    }

    /// What lies behind it.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// When to try again, where the other side says so, instead of the job's own back-off.
    #[must_use]
    pub const fn after(mut self, wait: Duration) -> Self {
        self.after = Some(wait);
        self
    }

    /// Whether trying again may help.
    pub const fn is_retry(&self) -> bool {
        self.retry
    }

    /// The sentence.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// What lies behind it, each error with those that caused it.
    pub(crate) fn cause_chain(&self) -> Option<String> {
        let first = self.cause.as_deref()?;
        let mut text = first.to_string();
        let mut next = first.source();
        while let Some(error) = next {
            text.push_str(" ← ");
            text.push_str(&error.to_string());
            if text.len() > MAX_CAUSE_BYTES {
                break;
            }
            next = error.source();
        }
        text.truncate(text.floor_char_boundary(MAX_CAUSE_BYTES));
        Some(text)
    }
}

/// Bytes of a cause that are kept.
const MAX_CAUSE_BYTES: usize = 4_000;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain;

    #[async_trait::async_trait]
    impl Job<()> for Plain {
        fn kind(&self) -> &'static str {
            "prova.semplice"
        }
        async fn run(&self, _context: &(), _payload: &str, _attempt: u32) -> Result<(), Failure> {
            Ok(())
        }
    }

    #[test]
    fn a_job_that_fails_is_tried_for_most_of_a_working_day() {
        let waits: Vec<u64> = (1..=9).map(|attempt| Plain.backoff(attempt).as_secs()).collect();
        assert_eq!(waits, [10, 30, 90, 270, 810, 2430, 7290, 21_600, 21_600]);
        assert_eq!(Plain.backoff(u32::MAX).as_secs(), 21_600);
    }

    #[test]
    fn a_failure_tells_the_whole_chain_within_bounds() {
        let inner = std::io::Error::other("la porta è chiusa");
        assert_eq!(Failure::retry("Non si può.", inner).cause_chain().unwrap(), "la porta è chiusa");
        let long = Failure::give_up("x").because("è".repeat(5_000)).cause_chain().unwrap();
        assert!(long.len() <= MAX_CAUSE_BYTES);
    }
}
