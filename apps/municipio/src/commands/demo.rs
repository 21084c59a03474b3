use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use clap::Args;
use kernel::SystemRandom;
use web::Settings;

use municipio::OFFICES;

use crate::{node, settings};

/// The demo comune.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// La porta su cui rispondere.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// La cartella dei dati; se è vuota il Comune viene preparato.
    #[arg(long, default_value = "demo-data")]
    data: PathBuf,
    /// Un server PostgreSQL da usare al posto del database incorporato.
    #[arg(long)]
    database: Option<String>,
    /// Richieste al secondo permesse a ogni indirizzo.
    #[arg(long, default_value_t = 200)]
    requests_per_second: u32,
    /// Un file di impostazioni da cui prendere cartella, database e documenti.
    #[arg(long, conflicts_with_all = ["data", "database"])]
    config: Option<PathBuf>,
}

impl Demo {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let mut place = match &self.config {
            Some(path) => settings::Settings::load(path, false)?.place()?,
            None => settings::place(self.data, self.database)?,
        };
        place.aoo.entry(demo::SLUG.into()).or_insert_with(demo::aoo);
        place.way = ente::Way::Http { port: self.port };
        let web = Settings { https: false, requests_per_second: self.requests_per_second, ..Settings::default() };
        let clock = Arc::new(demo::DemoClock::default());
        let mut house =
            office::open(OFFICES, place, web, Arc::<demo::DemoClock>::clone(&clock), Arc::new(SystemRandom)).await?;
        // Its logins are public and it answers without https: nothing real may stand beside it.
        anyhow::ensure!(
            house.enti.list().iter().all(|info| info.demo),
            "In questa cartella c'è un Comune vero: la demo, che ha password note a tutti, non si apre accanto. Indica un'altra \
             cartella con --data."
        );
        house.demo_accounts = demo::logins();
        println!("Preparo il Comune di Montefiorito…");
        demo::open(&house, OFFICES, &clock).await?;
        println!("\nIl Comune di Montefiorito è aperto: http://localhost:{}", self.port);
        println!("Persone, carte e numeri sono inventati. La password di tutti è {}\n", demo::PASSWORD);
        for (username, what) in demo::logins() {
            println!("  {username:<16} {what}");
        }
        println!("\nPer fermarlo premi Ctrl+C.");
        node::run(house, SocketAddr::from(([127, 0, 0, 1], self.port)), None).await?;
        Ok(ExitCode::SUCCESS)
    }
}
