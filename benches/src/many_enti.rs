//! Memory of a node with nothing open, and with 200 enti open.

use std::{sync::Arc, time::Instant};

use ente::{Database, Place};
use kernel::SystemClock;
use testkit::TownHall;

use crate::{
    figures::Figures,
    program::{Program, bin, client},
};

const ENTI: usize = 200;

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let temporary = tempfile::Builder::new().prefix("bench-").tempdir_in(crate::large::folder()?)?;
    let folder = temporary.path().join("dati");
    let place = Place::in_folder(&folder, Database::Sqlite, bin()?);
    let town = TownHall::open(place, municipio::OFFICES, Arc::new(SystemClock)).await;
    for n in 1..ENTI {
        town.add_ente(&format!("ente{n}"), &format!("ente{n}.example")).await;
    }
    town.stop().await;
    let program = Program::serve(&folder, &Database::Sqlite).await?;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    figures.note("memory at rest, one ente", format!("{:.0} MB", program.memory().0), String::new(), "150 MB");
    let client = client()?;
    let started = Instant::now();
    for n in 1..ENTI {
        let request = client.get(format!("{}/accedi", program.url)).header("host", format!("ente{n}.example"));
        let status = request.send().await?.status();
        anyhow::ensure!(status == 200, "ente{n}: {status}");
    }
    let opened = started.elapsed().as_secs_f64();
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    let (resident, most) = program.memory();
    figures.note(
        "memory, 200 enti open",
        format!("{resident:.0} MB (at most {most:.0}), opened in {opened:.1} s"),
        String::new(),
        "1000 MB",
    );
    Ok(())
}
