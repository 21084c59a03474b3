//! The lists fetched anew: the list of the lists first, with the pivots that lead to whoever signs it now, then each country's from where
//! that list says. Each takes its place only where its signature holds and it is not older ([`super::Trial`]).

use std::sync::Arc;
use std::time::Duration;

use super::{BYTES_MAX, Folder, ListKind, Note, Settled, Sources, Trial};
use crate::fetch::{Bounds, Fetcher, Unreachable};

/// How long one list may take.
const TIME: Duration = Duration::from_secs(120);
/// Most pivots fetched at once: there are one or two in a year.
const PIVOTS_MAX: usize = 12;
/// How far into a list of the lists the addresses of its pivots may stand, bytes.
const PIVOTS_WITHIN: usize = 64 << 10;
/// Where the list of the lists lies, if there is none yet.
const LIST_OF_LISTS: &str = "eu-lotl.xml";

/// What is told where nobody may sign the list of the lists yet.
pub const NO_JOURNAL: &str = "mancano i certificati della Gazzetta ufficiale dell'Unione, senza i quali nessuna lista viene accettata: chi cura il \
                              server li scarica dalla Gazzetta, ne controlla le impronte e li carica con \"municipio fiducia importa --gazzetta\"";

/// Why nothing could be done. The text is Italian.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// The settings forbid it.
    #[error("il collegamento in rete per le firme è spento nelle impostazioni ([firme] online)")]
    Off,
    /// The disk would not.
    #[error("la cartella delle liste di fiducia non si può usare: {0}")]
    Disk(#[from] std::io::Error),
    /// Our own mistake.
    #[error("l'aggiornamento delle liste di fiducia si è interrotto per un errore del programma")]
    Crashed(#[from] tokio::task::JoinError),
}

/// What came of it: each file, and what could not be had, in Italian.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// The files that came.
    pub files: Vec<Settled>,
    /// What did not.
    pub missing: Vec<String>,
}

impl Refreshed {
    /// All that went wrong, a sentence each without its last stop.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let refused = self.files.iter().filter_map(|file| Some(format!("{}: {}", file.file, file.refused.as_ref()?)));
        self.missing.iter().cloned().chain(refused).collect()
    }
}

/// Fetches the lists, and writes down in the folder what came of it ([`Note`]). `jitter`, any number, spreads the installations over time.
///
/// # Errors
/// [`RefreshError`], noted too where the disk lets it. A list that cannot be had, or that is refused, is no error: the one that was
/// there stays.
pub async fn refresh(
    folder: &Arc<Folder>,
    sources: &Sources,
    fetcher: &Fetcher,
    now: chrono::DateTime<chrono::Utc>,
    jitter: u8,
) -> Result<Refreshed, RefreshError> {
    if fetcher.reach().is_none() {
        return Err(RefreshError::Off);
    }
    let outcome = fetched(folder, sources, fetcher).await;
    let problems = outcome.as_ref().map_or_else(|error| vec![error.to_string()], Refreshed::problems);
    let note = Note::after(folder.path(), now, problems, jitter);
    let path = folder.path().to_path_buf();
    let written = tokio::task::spawn_blocking(move || note.write(&path)).await;
    let done = outcome?;
    written??;
    Ok(done)
}

async fn fetched(folder: &Arc<Folder>, sources: &Sources, fetcher: &Fetcher) -> Result<Refreshed, RefreshError> {
    let mut done = Refreshed::default();
    if current(folder).await?.journal == 0 {
        // Whatever came would be refused.
        done.missing.push(NO_JOURNAL.into());
        return Ok(done);
    }
    match fetch(fetcher, &sources.lotl).await {
        Err(why) => done.missing.push(format!("la lista delle liste non si è potuta scaricare: {why}")),
        Ok(bytes) => {
            let pivots = pivots(&bytes, &sources.lotl);
            done.files.extend(list_of_lists(folder, fetcher, (bytes, pivots), &mut done.missing).await?);
        }
    }
    done.files.extend(national(folder, sources, fetcher, &mut done.missing).await?);
    Ok(done)
}

async fn fetch(fetcher: &Fetcher, address: &str) -> Result<Vec<u8>, Unreachable> {
    let bytes = usize::try_from(BYTES_MAX).unwrap_or(usize::MAX);
    fetcher.get(address, Bounds { bytes, time: TIME }).await
}

async fn list_of_lists(
    folder: &Arc<Folder>,
    fetcher: &Fetcher,
    (bytes, pivots): (Vec<u8>, Vec<(String, String)>),
    missing: &mut Vec<String>,
) -> Result<Vec<Settled>, RefreshError> {
    let (own, lists) = (Arc::clone(folder), current(folder).await?);
    let known = lists.states.iter().find(|state| state.kind == ListKind::ListOfLists);
    let name = known.map_or_else(|| LIST_OF_LISTS.to_owned(), |state| state.file.clone());
    let whole = lists.states.iter().filter(|state| state.refused.is_none());
    let there: Vec<String> = whole.map(|state| state.file.clone()).collect();
    let (trial, holds) = tokio::task::spawn_blocking(move || {
        let mut trial = Trial::begin(&own)?;
        trial.put(&name, None, &bytes)?;
        let holds = trial.look().states.iter().any(|state| state.file == name && state.refused.is_none());
        Ok::<_, std::io::Error>((trial, holds))
    })
    .await??;
    let mut fetched = Vec::new();
    // Signed by others than those who signed the last: the pivots tell who they are.
    for (name, address) in pivots.into_iter().filter(|(name, _)| !holds && !there.contains(name)) {
        match fetch(fetcher, &address).await {
            Ok(bytes) => fetched.push((name, bytes)),
            Err(why) => missing.push(format!("{name} non si è potuto scaricare: {why}")),
        }
    }
    let settled = tokio::task::spawn_blocking(move || {
        let mut trial = trial;
        for (name, bytes) in fetched {
            trial.put(&name, None, &bytes)?;
        }
        trial.settle(false)
    });
    Ok(settled.await??)
}

/// The pivots that a list of the lists names on the machine from which it comes itself, by the names of their files. Read before its
/// signature can be: only where to look; what is found there is believed for its own signature.
fn pivots(bytes: &[u8], from: &str) -> Vec<(String, String)> {
    let host = |address: &str| url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
    let own = host(from);
    let text = String::from_utf8_lossy(bytes.get(..PIVOTS_WITHIN.min(bytes.len())).unwrap_or_default());
    let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let found = text.split('>').filter_map(|part| {
        let address = part.split('<').next()?.trim();
        let name = address.rsplit('/').next()?;
        let lower = name.to_ascii_lowercase();
        let fits = lower.contains("lotl-pivot") && lower.ends_with(".xml") && plain(name);
        (fits && own.is_some() && host(address) == own).then(|| (name.to_owned(), address.to_owned()))
    });
    found.take(PIVOTS_MAX).collect()
}

async fn national(
    folder: &Arc<Folder>,
    sources: &Sources,
    fetcher: &Fetcher,
    missing: &mut Vec<String>,
) -> Result<Vec<Settled>, RefreshError> {
    let (own, lists) = (Arc::clone(folder), current(folder).await?);
    let mut fetched = Vec::new();
    let wanted = sources.wanted(lists.addresses());
    for country in wanted.unknown {
        missing.push(format!("la lista delle liste non dice dove sia la lista di {country}"));
    }
    for (country, address) in wanted.found {
        let known = lists.of(&country).map(|state| state.file.clone());
        let name = known.unwrap_or_else(|| format!("{country}.xml"));
        match fetch(fetcher, &address).await {
            Ok(bytes) => fetched.push((name, country, bytes)),
            Err(why) => missing.push(format!("la lista di {country} non si è potuta scaricare: {why}")),
        }
    }
    let settled = tokio::task::spawn_blocking(move || {
        let mut trial = Trial::begin(&own)?;
        for (name, country, bytes) in fetched {
            trial.put(&name, Some(&country), &bytes)?;
        }
        trial.settle(false)
    });
    Ok(settled.await??)
}

async fn current(folder: &Arc<Folder>) -> Result<Arc<super::Lists>, RefreshError> {
    let folder = Arc::clone(folder);
    Ok(tokio::task::spawn_blocking(move || folder.current()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pivots_are_found_by_name_and_nothing_else_is() {
        let text = "<SchemeInformationURI><URI xml:lang=\"en\">https://ec.europa.eu/tools/lotl/eu-lotl-pivot-341.xml</URI>\
                    <URI>https://ec.europa.eu/tools/lotl/eu-lotl-pivot-335.xml </URI><URI>https://x.example/eu-lotl.xml</URI>\
                    <URI>https://x.example/..%2feu-lotl-pivot-1.xml</URI><URI>file:///lotl-pivot-2.xml</URI>";
        let from = "https://ec.europa.eu/tools/lotl/eu-lotl.xml";
        let found: Vec<String> = pivots(text.as_bytes(), from).into_iter().map(|(name, _)| name).collect();
        assert_eq!(found, ["eu-lotl-pivot-341.xml", "eu-lotl-pivot-335.xml"]);
        assert!(pivots(&[0xff; 100], from).is_empty() && pivots(text.as_bytes(), "https://x.example/").is_empty());
    }
}
