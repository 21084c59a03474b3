use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::settings::Log;

/// Structured log on standard error, for reading or as JSON. No personal data is ever logged: ids only.
pub(crate) fn start(log: &Log) {
    let filter = EnvFilter::try_new(&log.level).unwrap_or_else(|_| EnvFilter::new("warn"));
    let registry = tracing_subscriber::registry().with(filter);
    if log.json {
        registry.with(fmt::layer().json().with_writer(std::io::stderr)).init();
    } else {
        registry.with(fmt::layer().with_writer(std::io::stderr)).init();
    }
}

/// The log of a command that has no settings of its own: the usual one, or what the environment asks.
pub(crate) fn start_from_environment() {
    let level = std::env::var("MUNICIPIO_LOG_LEVEL").unwrap_or_else(|_| "warn,municipio=info".into());
    let json = std::env::var("MUNICIPIO_LOG_JSON").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
    start(&Log { level, json });
}
