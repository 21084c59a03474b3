//! Reading the folder: the Journal, the pivots from the oldest, the list of the lists, then each country's list by those whom it names.

use std::fs;
use std::path::{Path, PathBuf};

use liste_fiducia::{Certificate, Kind, List, pivot};

use super::{Files, JOURNAL, ListKind, ListState, Lists, pem, trust_of};

/// Largest file that is read, bytes: the largest national lists are about 5 MiB.
pub const BYTES_MAX: u64 = 32 << 20;
/// Most files looked at.
const FILES_MAX: usize = 200;

/// The files of the folder as they are now.
pub(super) fn files(folder: &Path) -> Files {
    let mut files = Vec::new();
    for place in [folder.to_path_buf(), folder.join(JOURNAL)] {
        let entries = fs::read_dir(place).into_iter().flatten().flatten().take(FILES_MAX);
        files.extend(entries.filter_map(|entry| {
            let about = fs::metadata(entry.path()).ok().filter(fs::Metadata::is_file)?;
            Some((entry.path(), about.len(), about.modified().ok()))
        }));
    }
    files.sort();
    files
}

pub(super) fn load(folder: &Path, all: Files) -> Lists {
    let journal_folder = folder.join(JOURNAL);
    let ends = |path: &Path, end: &str| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(end));
    let of = |place: &Path, wanted: &[&str]| -> Vec<PathBuf> {
        let here = all.iter().map(|(path, ..)| path).filter(|path| path.parent() == Some(place));
        here.filter(|path| wanted.iter().any(|end| ends(path, end))).cloned().collect()
    };
    let journal: Vec<Certificate> =
        of(&journal_folder, &["pem", "crt", "cer"]).iter().flat_map(|path| journal(path)).collect();
    let mut files = of(folder, &["xml"]);
    files.sort_by_key(|path| (order(path), path.clone()));
    let mut reading = Reading { signers: journal.clone(), ..Reading::default() };
    for path in &files {
        reading.file(path);
    }
    let Reading { states, taken, lotl, .. } = reading;
    let addresses = lotl.map(|lotl| addresses(&lotl)).unwrap_or_default();
    Lists { states, journal: journal.len(), trust: trust_of(&taken), addresses, files: all }
}

/// The lists for programs that a list of the lists points at; of each country the first.
fn addresses(lotl: &List) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for pointer in lotl.pointers.iter().filter(|it| it.is_for_programs() && it.kind == Kind::EuGeneric) {
        let Some(country) = pointer.territory.clone() else { continue };
        let plain = country.len() == 2 && country.chars().all(|c| c.is_ascii_uppercase());
        if plain && !all.iter().any(|(known, _)| *known == country) {
            all.push((country, pointer.location.clone()));
        }
    }
    all
}

fn journal(path: &Path) -> Vec<Certificate> {
    let bytes = bytes(path).unwrap_or_default();
    let found = match std::str::from_utf8(&bytes).ok().and_then(pem::certificates) {
        Some(found) if !found.is_empty() => found,
        _ => vec![bytes],
    };
    found.iter().filter_map(|der| Certificate::from_der(der)).collect()
}

/// Pivots first, by their number, then the list of the lists, then the others.
fn order(path: &Path) -> (u8, u64) {
    let name = name(path).to_lowercase();
    let number = name.rsplit(|c: char| !c.is_ascii_digit()).find_map(|part| part.parse().ok()).unwrap_or_default();
    match (name.contains("lotl"), name.contains("pivot")) {
        (true, true) => (0, number),
        (true, false) => (1, 0),
        _ => (2, 0),
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let size = fs::metadata(path).map_err(|error| format!("il file non si apre: {error}"))?.len();
    if size > BYTES_MAX {
        return Err(format!("il file è troppo grande: {size} byte, al massimo {BYTES_MAX}"));
    }
    fs::read(path).map_err(|error| format!("il file non si legge: {error}"))
}

#[derive(Default)]
struct Reading {
    /// Who may sign the next list of the lists.
    signers: Vec<Certificate>,
    lotl: Option<List>,
    states: Vec<ListState>,
    taken: Vec<List>,
}

impl Reading {
    fn file(&mut self, path: &Path) {
        let kind = match order(path).0 {
            0 => ListKind::Pivot,
            1 => ListKind::ListOfLists,
            _ => ListKind::National,
        };
        let read = bytes(path).and_then(|bytes| self.list(kind, &bytes));
        let mut state = ListState {
            file: name(path),
            kind,
            country: None,
            number: None,
            issued: None,
            next_update: None,
            refused: None,
        };
        match read {
            Err(why) => state.refused = Some(why),
            Ok(list) => {
                state.country = Some(list.territory.clone());
                state.number = Some(list.sequence);
                state.issued = Some(list.issued);
                state.next_update = list.next_update;
                match kind {
                    ListKind::Pivot => {}
                    ListKind::ListOfLists => self.lotl = Some(list),
                    ListKind::National => self.taken.push(list),
                }
            }
        }
        self.states.push(state);
    }

    fn list(&mut self, kind: ListKind, bytes: &[u8]) -> Result<List, String> {
        match kind {
            ListKind::Pivot | ListKind::ListOfLists => {
                if self.signers.is_empty() {
                    return Err(format!(
                        "non si sa chi può firmarla: metti in {JOURNAL}/ i certificati pubblicati nella Gazzetta ufficiale dell'Unione"
                    ));
                }
                let list = List::read(bytes, &self.signers).map_err(|error| error.to_string())?;
                if kind == ListKind::Pivot {
                    self.signers = pivot::named(&list).map_err(|error| error.to_string())?;
                }
                Ok(list)
            }
            ListKind::National => self.national(bytes),
        }
    }

    /// A country's list, by those whom the list of the lists names for that country and no other.
    fn national(&self, bytes: &[u8]) -> Result<List, String> {
        let Some(lotl) = &self.lotl else {
            return Err(
                "non si sa chi può firmarla: manca la lista delle liste (eu-lotl.xml), o non è stata accettata".into(),
            );
        };
        // Only a hint which signers to try: the territory that counts is read from what was signed.
        let hint = territory(bytes).ok_or("non dice di quale Paese è")?;
        let pointers = lotl.pointers.iter().filter(|pointer| pointer.territory.as_deref() == Some(hint.as_str()));
        let signers: Vec<Certificate> = pointers.flat_map(|pointer| pointer.signers.iter().cloned()).collect();
        if signers.is_empty() {
            return Err(format!("la lista delle liste non nomina nessuno che possa firmare quella di {hint}"));
        }
        let list = List::read(bytes, &signers).map_err(|error| error.to_string())?;
        if list.territory != hint {
            return Err(format!("è firmata per {hint}, ma è di {}", list.territory));
        }
        if self.taken.iter().any(|other| other.territory == hint) {
            return Err(format!("c'è già un'altra lista di {hint}: togline una"));
        }
        Ok(list)
    }
}

/// The first `SchemeTerritory` in the bytes.
fn territory(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(4 << 20))?);
    let after = text.split_once("SchemeTerritory>")?.1;
    let country: String = after.trim_start().chars().take_while(char::is_ascii_uppercase).collect();
    (country.len() == 2).then_some(country)
}
