//! New files are tried beside those that are there; only what holds, and is not older, takes their place.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Folder, JOURNAL, ListState, Lists};

/// A copy of a folder of lists into which new ones are put to see whether they hold.
#[derive(Debug)]
pub struct Trial {
    folder: PathBuf,
    before: Arc<Lists>,
    copy: tempfile::TempDir,
    /// The copy, read when it changes.
    tried: Folder,
    put: Vec<(String, Option<String>)>,
}

/// What came of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Its name.
    pub file: String,
    /// Why it did not take its place; `None`: it did. Italian, without the last stop.
    pub refused: Option<String>,
}

impl Trial {
    /// Of this folder, which is made if it is not there. **Blocks.**
    ///
    /// # Errors
    /// Those of the disk.
    pub fn begin(lists: &Folder) -> io::Result<Self> {
        let folder = lists.path();
        fs::create_dir_all(folder)?;
        let copy = tempfile::tempdir_in(folder)?;
        for place in [PathBuf::new(), PathBuf::from(JOURNAL)] {
            let Ok(entries) = fs::read_dir(folder.join(&place)) else { continue };
            fs::create_dir_all(copy.path().join(&place))?;
            for entry in entries.flatten().filter(|entry| entry.path().is_file()) {
                fs::copy(entry.path(), copy.path().join(&place).join(entry.file_name()))?;
            }
        }
        let tried = Folder::new(copy.path());
        Ok(Self { folder: folder.into(), before: lists.current(), copy, tried, put: Vec::new() })
    }

    /// Puts a list in. `country`: of whom it must be, where that is known. **Blocks.**
    ///
    /// # Errors
    /// Those of the disk.
    pub fn put(&mut self, file: &str, country: Option<&str>, bytes: &[u8]) -> io::Result<()> {
        let path = self.copy.path().join(file);
        // One that was copied from where nobody may write is as it was there.
        let _ = fs::remove_file(&path);
        fs::write(&path, bytes)?;
        File::open(&path)?.sync_all()?;
        self.put.retain(|(known, _)| known != file);
        self.put.push((file.to_owned(), country.map(str::to_owned)));
        Ok(())
    }

    /// How all of them would be read now. **Blocks.**
    #[must_use]
    pub fn look(&self) -> Arc<Lists> {
        self.tried.current()
    }

    /// Moves those that hold to their place; `older`: even where the number or the date is lower than of the one there. **Blocks.**
    ///
    /// # Errors
    /// Those of the disk: some may have been moved already, each whole.
    pub fn settle(self, older: bool) -> io::Result<Vec<Settled>> {
        let (before, after) = (&self.before, self.look());
        let state = |lists: &Lists, file: &str| lists.states.iter().find(|state| state.file == file).cloned();
        let mut all = Vec::new();
        for (file, country) in &self.put {
            let refused = match state(&after, file) {
                None => Some("non si legge".to_owned()),
                Some(new) => refusal(state(before, file).as_ref(), &new, country.as_deref(), older),
            };
            if refused.is_none() {
                fs::rename(self.copy.path().join(file), self.folder.join(file))?;
            }
            all.push(Settled { file: file.clone(), refused });
        }
        File::open(&self.folder)?.sync_all()?;
        Ok(all)
    }
}

/// Why a list does not take the place of the one that was there.
fn refusal(was: Option<&ListState>, new: &ListState, country: Option<&str>, older: bool) -> Option<String> {
    if let Some(why) = &new.refused {
        return Some(why.clone());
    }
    let whose = |state: &ListState| state.country.clone().unwrap_or_default();
    if let Some(country) = country.filter(|country| *country != whose(new)) {
        return Some(format!("doveva essere la lista di {country}, ed è quella di {}", whose(new)));
    }
    let was = was.filter(|was| was.refused.is_none())?;
    if whose(was) != whose(new) {
        return Some(format!("al suo posto c'è la lista di {}, e questa è di {}", whose(was), whose(new)));
    }
    if older {
        return None;
    }
    let number = |state: &ListState| state.number.unwrap_or_default();
    if new.number < was.number {
        return Some(format!("ha il numero {}, e qui c'è già la {}", number(new), number(was)));
    }
    let day = |state: &ListState| state.issued.map(|at| at.format("%d/%m/%Y").to_string()).unwrap_or_default();
    (new.issued < was.issued).then(|| format!("è del {}, e qui c'è già quella del {}", day(new), day(was)))
}

#[cfg(test)]
mod tests {
    use super::super::ListKind;
    use super::*;

    fn list(country: &str, number: u64, issued: &str) -> ListState {
        ListState {
            file: "IT.xml".into(),
            kind: ListKind::National,
            country: Some(country.into()),
            number: Some(number),
            issued: Some(issued.parse().unwrap()),
            next_update: None,
            refused: None,
        }
    }

    #[test]
    fn an_older_list_or_another_countrys_does_not_take_the_place_of_a_newer() {
        let was = list("IT", 100, "2026-05-01T00:00:00Z");
        let refused = |new: &ListState| refusal(Some(&was), new, Some("IT"), false);
        assert_eq!(refused(&list("IT", 101, "2026-06-01T00:00:00Z")), None);
        assert_eq!(refused(&list("IT", 100, "2026-05-01T00:00:00Z")), None, "the same again");
        assert!(refused(&list("IT", 99, "2026-06-01T00:00:00Z")).unwrap().contains("qui c'è già la 100"));
        assert!(refused(&list("IT", 101, "2026-04-30T00:00:00Z")).unwrap().contains("quella del 01/05/2026"));
        assert!(refused(&list("FR", 101, "2026-06-01T00:00:00Z")).unwrap().contains("doveva essere la lista di IT"));
        let foreign = list("FR", 101, "2026-06-01T00:00:00Z");
        assert!(refusal(Some(&was), &foreign, None, true).is_some(), "by hand neither");
        assert_eq!(
            refusal(Some(&was), &list("IT", 99, "2026-04-01T00:00:00Z"), None, true),
            None,
            "by hand it may be older"
        );
        let broken = ListState { refused: Some("firma".into()), ..list("IT", 200, "2026-06-01T00:00:00Z") };
        assert_eq!(refused(&broken).as_deref(), Some("firma"));
        assert_eq!(refusal(Some(&broken), &list("IT", 1, "2020-01-01T00:00:00Z"), Some("IT"), false), None);
        assert_eq!(refusal(None, &list("IT", 1, "2020-01-01T00:00:00Z"), Some("IT"), false), None);
    }
}
