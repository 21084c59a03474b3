//! What the house writes down while a test runs, at its most talkative.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, OnceLock},
};

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use super::{confronto::parole_segrete, mondo::PAROLE};

/// What is logged in this process, by whichever test.
#[derive(Clone, Default)]
pub(super) struct Tracce(Arc<Mutex<Sentite>>);

#[derive(Default)]
struct Sentite {
    lines: usize,
    with_a_secret: Vec<String>,
}

impl Tracce {
    /// Listens from now on.
    pub fn install() -> Self {
        static ONE: OnceLock<Tracce> = OnceLock::new();
        let one = ONE.get_or_init(|| {
            let tracce = Self::default();
            let writer = tracce.clone();
            // Everything of the house and of the engines' drivers; not the protocols of the tests' own client.
            let filter = EnvFilter::new("debug,db=trace,h2=warn,hyper=warn,hyper_util=warn,rustls=warn,reqwest=warn");
            let layer = fmt::layer().with_ansi(false).with_writer(move || writer.clone());
            tracing_subscriber::registry().with(filter).with(layer).try_init().expect("nobody else listens");
            tracce
        });
        one.clone()
    }

    /// How many lines were written so far.
    pub fn lines(&self) -> usize {
        self.0.lock().unwrap().lines
    }

    /// The lines with a secret word.
    pub fn with_a_secret(&self) -> Vec<String> {
        self.0.lock().unwrap().with_a_secret.clone()
    }
}

impl Write for Tracce {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let mut heard = self.0.lock().unwrap();
        heard.lines += 1;
        heard.with_a_secret.extend(parole_segrete(&text, &PAROLE));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
