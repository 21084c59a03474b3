//! What was measured, told at the end in one table.

use std::time::Duration;

/// The figures of a run.
#[derive(Default)]
pub(crate) struct Figures(Vec<[String; 4]>);

impl Figures {
    /// Notes a figure, what it is held against, and the target. Prints it at once too: a run is long.
    pub(crate) fn note(&mut self, what: &str, ours: String, against: String, target: &str) {
        println!("  {what}: {ours} | {against} | {target}");
        self.0.push([what.into(), ours, against, target.into()]);
    }

    /// The table.
    pub(crate) fn print(&self) {
        let width = |column: usize| self.0.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let widths = [0, 1, 2].map(width);
        println!("\n==== figures (what, ours, ceiling or peer in this run, target)");
        for [what, ours, against, target] in &self.0 {
            println!("{what:<0$}  {ours:<1$}  {against:<2$}  {target}", widths[0], widths[1], widths[2]);
        }
    }
}

/// Durations, sorted.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// In milliseconds, the time within which this share of all stays (0.99: p99).
    pub(crate) fn at(&self, share: f64) -> f64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a short list"
        )]
        let place = (self.0.len().saturating_sub(1) as f64 * share).round() as usize;
        self.0.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }

    /// "p50 1.2, p99 3.4, max 5.6 ms".
    pub(crate) fn told(&self) -> String {
        format!("p50 {:.1}, p99 {:.1}, max {:.1} ms", self.at(0.5), self.at(0.99), self.at(1.0))
    }
}
