use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::Args;
use kernel::{SystemClock, SystemRandom};

use municipio::OFFICES;

use crate::{
    logging, node,
    settings::{Settings, load},
};

/// The comune at work.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Il file delle impostazioni [se non lo indichi: /etc/municipio/municipio.toml].
    #[arg(long, env = "MUNICIPIO_CONFIG")]
    config: Option<PathBuf>,
}

impl Serve {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let settings = load(self.config.as_deref())?;
        logging::start(&settings.log);
        let place = settings.place()?;
        let Settings { listen, web, lists, .. } = settings;
        let house = office::open(OFFICES, place, web, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
        let enti = house.enti.list();
        if enti.is_empty() {
            eprintln!("Non c'è ancora nessun ente: crealo con \"municipio ente add\". Il programma lo vedrà da solo.");
        }
        tracing::info!(%listen, enti = enti.len(), "serving");
        node::run(house, listen, Some(lists)).await?;
        Ok(ExitCode::SUCCESS)
    }
}
