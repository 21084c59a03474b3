//! A running node: the web server, and for each open ente the background work and the sealing of the journal.

use std::{collections::HashSet, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use ente::Ente;
use jobs::Runner;
use tokio::{net::TcpListener, sync::watch};
use web::House;

use municipio::OFFICES;
use signing::store::Sources;

use crate::lists;

/// How often open enti are sealed, and new ones looked for.
const TICK: Duration = Duration::from_secs(1);
/// Ticks between two looks at the list of enti, to which a command or another node may have added one.
const TICKS_BETWEEN_LISTS: u64 = 10;

/// Serves until the process is told to stop, then ends in order. `sources`: where the trusted lists are fetched from, if they are.
pub(crate) async fn run(house: House, address: SocketAddr, sources: Option<Sources>) -> anyhow::Result<()> {
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("Su {address} non si può rispondere: la porta {} è forse occupata da un altro programma. Ferma l'altro, oppure scegli un'altra porta (con --port, o con listen nelle impostazioni).", address.port())
    })?;
    let house = Arc::new(house);
    let (stop, stopped) = watch::channel(false);
    let background = tokio::spawn(background(Arc::clone(&house), stopped.clone()));
    if let Some(sources) = sources {
        tokio::spawn(lists::keep_fresh(Arc::clone(&house), sources, stopped.clone()));
    }
    let app = web::app(house, office::routes(OFFICES));
    tokio::spawn(async move {
        asked_to_stop().await;
        tracing::info!("stopping");
        stop.send_replace(true);
    });
    web::serve(listener, app, ended(stopped)).await?;
    background.await??;
    Ok(())
}

async fn ended(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is an end too.
    let _ = stopped.wait_for(|stop| *stop).await;
}

async fn asked_to_stop() {
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

async fn background(house: Arc<House>, stopped: watch::Receiver<bool>) -> anyhow::Result<()> {
    let runner = Arc::new(office::runner(OFFICES)?);
    let mut name = [0; 8];
    house.enti.random().fill(&mut name);
    let node: Arc<str> = name.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into();
    let mut known = HashSet::new();
    let mut tasks = tokio::task::JoinSet::new();
    for tick in 1_u64.. {
        if *stopped.borrow() {
            break;
        }
        if tick.is_multiple_of(TICKS_BETWEEN_LISTS)
            && let Err(error) = house.enti.refresh().await
        {
            tracing::warn!(%error, "the list of enti could not be read again");
        }
        if tick == 1 {
            open_those_with_mail(&house).await;
        }
        for ente in house.enti.opened() {
            if known.insert(ente.info.slug.clone()) {
                tasks.spawn(work(
                    Arc::clone(&runner),
                    Arc::clone(&ente),
                    Arc::clone(&house),
                    Arc::clone(&node),
                    stopped.clone(),
                ));
                tasks.spawn(seal(ente, stopped.clone()));
            }
        }
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            () = ended(stopped.clone()) => {}
        }
    }
    while tasks.join_next().await.is_some() {}
    Ok(())
}

/// An ente is opened by its first visitor; mail must not wait for one.
async fn open_those_with_mail(house: &House) {
    for slug in house.enti.place().mailboxes.keys() {
        if let Err(error) = house.enti.by_slug(slug).await {
            tracing::error!(ente = slug, %error, "an ente whose mail is to be read could not be opened");
        }
    }
}

async fn work(
    runner: Arc<Runner<Arc<Ente>>>,
    ente: Arc<Ente>,
    house: Arc<House>,
    node: Arc<str>,
    stopped: watch::Receiver<bool>,
) {
    let site = office::site(&ente, &house, &node);
    runner.run_until(&site, &ente.bell, ended(stopped)).await;
}

async fn seal(ente: Arc<Ente>, stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        if let Err(error) = ente.ledger.seal().await {
            tracing::error!(ente = ente.info.slug, %error, "the journal could not be sealed");
        }
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            () = ended(stopped.clone()) => {}
        }
    }
}
