use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Structured log on standard error: JSON when `MUNICIPIO_LOG_JSON` is set, otherwise for reading. No personal data is
/// ever logged: ids only.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_env("MUNICIPIO_LOG_LEVEL").unwrap_or_else(|_| EnvFilter::new("warn,municipio=info"));
    let registry = tracing_subscriber::registry().with(filter);
    if std::env::var_os("MUNICIPIO_LOG_JSON").is_some() {
        registry.with(fmt::layer().json().with_writer(std::io::stderr)).init();
    } else {
        registry.with(fmt::layer().with_writer(std::io::stderr)).init();
    }
}
