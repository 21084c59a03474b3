//! The lists fetched now, as a running node does by itself.

use std::{process::ExitCode, sync::Arc};

use clap::Args;
use kernel::{Clock, SystemClock, SystemRandom};
use signing::{
    fetch::Fetcher,
    store::{Folder, refresh},
};

use super::told;
use crate::{commands::waiting, lists::jitter, settings::At};

/// Fetch them.
#[derive(Debug, Args)]
pub(crate) struct Aggiorna {
    #[command(flatten)]
    at: At,
}

impl Aggiorna {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let settings = self.at.settings()?;
        let place = settings.place()?;
        let folder = Arc::new(Folder::new(place.trusted_lists()));
        let fetcher = Fetcher::new(place.reach);
        let progress = waiting("Scarico le liste di fiducia");
        let done = refresh(&folder, &settings.lists, &fetcher, SystemClock.now().utc(), jitter(&SystemRandom)).await;
        progress.finish_and_clear();
        let problems =
            done.map_err(|error| anyhow::anyhow!("Le liste non sono state aggiornate: {error}."))?.problems();
        problems.iter().for_each(|problem| println!("NON aggiornata: {problem}."));
        folder.current().states.iter().for_each(|state| println!("{}", told(state)));
        Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
