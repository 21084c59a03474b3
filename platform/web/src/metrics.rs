//! What is counted for whoever watches the node, in the text format of Prometheus.
//!
//! No names, no addresses, no words searched for: routes as they are written in the program, status classes, and of each
//! ente its code. Counting a request costs two look-ups in a table; all that needs a query is asked when someone reads.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use kernel::Instant;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder};
use sha2::{Digest, Sha256};

use crate::{Error, House};

/// Where they are read.
pub(crate) const PATH: &str = "/metrics";
/// Seconds of an answer: from what memory gives to what people give up on.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0, 10.0];

/// Why the counters could not be made.
pub type MetricsError = prometheus::Error;

/// The counters of a node.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    enti: IntGauge,
    jobs: IntGaugeVec,
    unsealed: IntGaugeVec,
    connections: IntGaugeVec,
    memory: IntGauge,
    uptime: IntGauge,
    unread: IntGauge,
    started: Instant,
}

impl Metrics {
    /// The counters of a node that starts at `now`.
    ///
    /// # Errors
    /// When two have the same name.
    pub fn new(now: Instant) -> Result<Self, MetricsError> {
        let registry = Registry::new_custom(Some("municipio".into()), None)?;
        let gauges = |name: &str, help: &str, labels: &[&str]| IntGaugeVec::new(Opts::new(name, help), labels);
        let metrics = Self {
            requests: IntCounterVec::new(
                Opts::new("http_requests_total", "Requests answered, by route and class of status"),
                &["method", "route", "status"],
            )?,
            seconds: HistogramVec::new(
                HistogramOpts::new("http_request_seconds", "Seconds until an answer began, by route")
                    .buckets(BUCKETS.to_vec()),
                &["method", "route"],
            )?,
            enti: IntGauge::new("enti_open", "Enti that this node has open")?,
            jobs: gauges("jobs", "Background jobs by ente and state", &["ente", "state"])?,
            unsealed: gauges("journal_unsealed_leaves", "Leaves of the journal that wait for their seal", &["ente"])?,
            connections: gauges("database_connections", "Connections to the database", &["state"])?,
            memory: IntGauge::new("process_resident_bytes", "Memory that the process holds")?,
            uptime: IntGauge::new("process_uptime_seconds", "Seconds since the program started")?,
            unread: IntGauge::new("enti_unread", "Open enti whose figures could not be read this time")?,
            started: now,
            registry,
        };
        let all: [Box<dyn prometheus::core::Collector>; 9] = [
            Box::new(metrics.requests.clone()),
            Box::new(metrics.seconds.clone()),
            Box::new(metrics.enti.clone()),
            Box::new(metrics.jobs.clone()),
            Box::new(metrics.unsealed.clone()),
            Box::new(metrics.connections.clone()),
            Box::new(metrics.memory.clone()),
            Box::new(metrics.uptime.clone()),
            Box::new(metrics.unread.clone()),
        ];
        for collector in all {
            metrics.registry.register(collector)?;
        }
        Ok(metrics)
    }

    /// Counts an answer.
    pub(crate) fn count(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        // Whatever a client calls its method, the labels stay few.
        let method = match *method {
            Method::GET => "GET",
            Method::POST => "POST",
            _ => "other",
        };
        let class = match status.as_u16() {
            ..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
        self.requests.with_label_values(&[method, route, class]).inc();
        self.seconds.with_label_values(&[method, route]).observe(took.as_secs_f64());
    }

    /// Asks for what is not counted as it happens, and writes all of it down.
    async fn read(&self, house: &House) -> Result<String, Error> {
        let now = house.enti.clock().now();
        let opened = house.enti.opened();
        self.enti.set(whole(opened.len() as u64));
        self.jobs.reset();
        self.unsealed.reset();
        let (mut connections, mut unread) = (db::Connections::default(), 0);
        for ente in &opened {
            let slug = ente.info.slug.as_str();
            let own = ente.db().connections();
            // On a server the connections are the node's: every ente tells the same.
            connections = match ente.db().engine() {
                db::Engine::Postgres => own,
                db::Engine::Sqlite => {
                    db::Connections { open: connections.open + own.open, idle: connections.idle + own.idle }
                }
            };
            if let Err(error) = self.ask(ente, slug, now).await {
                tracing::warn!(ente = slug, %error, "the figures of an ente could not be read");
                unread += 1;
            }
        }
        self.unread.set(unread);
        self.connections.with_label_values(&["open"]).set(whole(connections.open));
        self.connections.with_label_values(&["idle"]).set(whole(connections.idle));
        self.memory.set(whole(resident_bytes().unwrap_or_default()));
        self.uptime.set((now.micros() - self.started.micros()).max(0) / 1_000_000);
        TextEncoder::new().encode_to_string(&self.registry.gather()).map_err(Error::internal)
    }

    async fn ask(&self, ente: &ente::Ente, slug: &str, now: Instant) -> Result<(), Error> {
        let stats = jobs::stats(&ente.db().read().await?, now).await.map_err(Error::internal)?;
        for (state, count) in
            [("waiting", stats.waiting), ("due", stats.due), ("running", stats.running), ("failed", stats.failed)]
        {
            self.jobs.with_label_values(&[slug, state]).set(whole(count));
        }
        let sealing = ente.ledger.sealing().await?;
        self.unsealed.with_label_values(&[slug]).set(whole(sealing.leaves.saturating_sub(sealing.sealed)));
        Ok(())
    }
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What the kernel says of this process.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()?.checked_mul(1_024)
}

/// The mark of a request that comes from whoever runs the machine.
#[derive(Clone, Copy)]
pub(crate) struct Operator;

/// What surrounds this one route instead of the usual shell: it belongs to no ente and to no person.
pub(crate) async fn shell(house: &House, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    if !admitted(house.settings.metrics_token.as_ref(), peer, request.headers()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    request.extensions_mut().insert(Operator);
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The figures.
pub(crate) async fn page(State(house): State<Arc<House>>) -> Result<Response, Error> {
    let text = house.metrics.read(&house).await?;
    Ok(([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], text).into_response())
}

/// From this machine itself, or with the token. A proxy on this machine is not this machine: what it passes on carries the
/// name of an ente, or says on whose behalf it comes.
fn admitted(token: Option<&accounts::Secret>, peer: Option<SocketAddr>, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let (Some(token), Some(sent)) = (token, text("authorization").strip_prefix("Bearer ")) {
        // Digests are compared, so that the time tells nothing about the token.
        return Sha256::digest(token.reveal()) == Sha256::digest(sent);
    }
    let passed_on = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];
    let host = text("host");
    let name = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(host, |(name, _)| name);
    peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback())
        && passed_on.iter().all(|name| !headers.contains_key(*name))
        && matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_this_machine_reads_them_unless_there_is_a_token() {
        let (here, far) =
            (Some(SocketAddr::from(([127, 0, 0, 1], 5000))), Some(SocketAddr::from(([192, 0, 2, 7], 5000))));
        let token = accounts::Secret::new("0123456789abcdef01234567".into());
        let local = ("host", "127.0.0.1:8080");
        assert!(admitted(None, here, &headers(&[local])));
        assert!(admitted(None, here, &headers(&[("host", "localhost")])));
        for passed_on in [
            &[("host", "comune.example.it")][..],
            &[local, ("x-forwarded-for", "192.0.2.7")],
            &[local, ("forwarded", "for=192.0.2.7")],
            &[local, ("via", "1.1 nginx")],
            &[],
        ] {
            assert!(!admitted(None, here, &headers(passed_on)), "{passed_on:?}");
        }
        assert!(!admitted(None, far, &headers(&[local])));
        assert!(!admitted(None, None, &headers(&[local])));
        let with = |sent| headers(&[("host", "comune.example.it"), ("authorization", sent)]);
        assert!(admitted(Some(&token), far, &with("Bearer 0123456789abcdef01234567")));
        assert!(!admitted(Some(&token), far, &with("Bearer 0123456789abcdef0123456")));
        assert!(!admitted(None, far, &with("Bearer 0123456789abcdef01234567")));
        assert!(!admitted(Some(&token), far, &headers(&[local])));
    }

    /// The samples whose line starts so.
    fn samples(metrics: &Metrics, start: &str) -> Vec<String> {
        let text = TextEncoder::new().encode_to_string(&metrics.registry.gather()).unwrap();
        text.lines().filter(|line| line.starts_with(start)).map(str::to_owned).collect()
    }

    #[test]
    fn each_answer_is_counted_once_by_class_and_a_thousand_make_no_more_series_than_one() {
        let metrics = Metrics::new(Instant::default()).unwrap();
        let count = |status, ms| {
            let took = Duration::from_millis(ms);
            metrics.count(&Method::GET, "/protocollo/{anno}/{numero}", status, took);
        };
        count(StatusCode::OK, 3);
        count(StatusCode::NOT_FOUND, 700);
        let (requests, seconds) = ("municipio_http_requests_total{", "municipio_http_request_seconds_");
        let before = (samples(&metrics, requests).len(), samples(&metrics, seconds).len());
        for status in [StatusCode::OK, StatusCode::CREATED, StatusCode::GONE] {
            (0..333).for_each(|_| count(status, 3));
        }
        assert_eq!((samples(&metrics, requests).len(), samples(&metrics, seconds).len()), before);
        let route = r#"method="GET",route="/protocollo/{anno}/{numero}""#;
        let total = |class: &str| samples(&metrics, &format!("{requests}{route},status=\"{class}\"}}"));
        assert_eq!(total("2xx"), [format!("{requests}{route},status=\"2xx\"}} 667")]);
        assert_eq!(total("4xx"), [format!("{requests}{route},status=\"4xx\"}} 334")]);
        let within = |bound: &str| samples(&metrics, &format!("{seconds}bucket{{{route},le=\"{bound}\"}}"));
        assert!(within("0.0025")[0].ends_with(" 0") && within("0.005")[0].ends_with(" 1000"));
        assert!(within("0.5")[0].ends_with(" 1000") && within("2")[0].ends_with(" 1001"));
    }

    #[test]
    fn labels_stay_few_whatever_clients_send() {
        let metrics = Metrics::new(Instant::default()).unwrap();
        for method in ["PROPFIND", "ABC", "XYZ"] {
            metrics.count(&method.parse().unwrap(), "nessuna", StatusCode::NOT_FOUND, Duration::ZERO);
        }
        let text = TextEncoder::new().encode_to_string(&metrics.registry.gather()).unwrap();
        assert!(
            text.contains(r#"municipio_http_requests_total{method="other",route="nessuna",status="4xx"} 3"#),
            "{text}"
        );
    }
}
