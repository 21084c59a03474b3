//! The trusted lists of a node, fetched anew about once a day. Each node has its own folder, so each does it; nobody waits for it, and
//! what goes wrong is noted beside the lists, for `doctor` and for the page.

use std::{sync::Arc, time::Duration};

use kernel::Random;
use signing::store::{Note, Sources, refresh};
use tokio::sync::watch;
use web::House;

/// How often one looks whether it is time.
const LOOK: Duration = Duration::from_secs(600);
/// How long after the start one looks first: a node that is started again and again must not call each time.
const FIRST: Duration = Duration::from_secs(30);

/// How long one waits after the folder could not be used.
const AFTER_FAILURE: Duration = Duration::from_secs(3600);

/// Keeps them fresh until the node stops.
pub(crate) async fn keep_fresh(house: Arc<House>, sources: Sources, mut stopped: watch::Receiver<bool>) {
    let mut pause = FIRST;
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = ended(&mut stopped) => return,
        }
        pause = LOOK;
        let (lists, outside) = house.enti.trust();
        let now = house.enti.clock().now().utc();
        let folder = lists.path().to_path_buf();
        let note = tokio::task::spawn_blocking(move || Note::read(&folder)).await.unwrap_or_default();
        if outside.reach().is_none() || !Note::is_due(note.as_ref(), now) {
            continue;
        }
        match refresh(lists, &sources, outside, now, jitter(&**house.enti.random())).await {
            Ok(done) => {
                done.problems().iter().for_each(|problem| tracing::warn!(problem, "a trusted list was not renewed"))
            }
            Err(error) => {
                tracing::error!(%error, "the trusted lists could not be renewed");
                // Where nothing can be noted either, it would be tried at every look.
                pause = AFTER_FAILURE;
            }
        }
    }
}

async fn ended(stopped: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, which is an end too.
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// Installations must not all call at the same minute.
pub(crate) fn jitter(random: &dyn Random) -> u8 {
    let mut byte = [0];
    random.fill(&mut byte);
    byte[0]
}
