//! The trusted lists in a backup: without them no signature is qualified where there is no network to fetch them anew. A list is
//! believed for its own signature, there as here; the certificates of the Official Journal are believed by whoever compares them, so
//! `restore` tells their fingerprints.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use signing::store::{BYTES_MAX, JOURNAL};

use super::{Piece, sync};

/// The folder, in a backup.
const FOLDER: &str = "fiducia";
/// What is copied of what lies in the folder.
const ENDS: [&str; 5] = ["xml", "pem", "crt", "cer", "json"];
/// Most files looked at.
const FILES_MAX: usize = 400;

/// Copies the lists that lie in `folder`.
///
/// # Errors
/// When one cannot be read or written.
pub(crate) fn save(folder: &Path, backup: &Path) -> anyhow::Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    for below in [PathBuf::new(), PathBuf::from(JOURNAL)] {
        let Ok(entries) = fs::read_dir(folder.join(&below)) else { continue };
        let mut files: Vec<PathBuf> = entries.flatten().take(FILES_MAX).map(|entry| entry.path()).collect();
        files.sort();
        for file in files.iter().filter(|file| is_copied(file)) {
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let percorso = format!("{FOLDER}/{}", below.join(name).display());
            if !is_one(&percorso) {
                continue;
            }
            let target = backup.join(&percorso);
            fs::create_dir_all(backup.join(FOLDER).join(&below))?;
            fs::copy(file, &target).with_context(|| format!("Non riesco a copiare {}", file.display()))?;
            sync(&target)?;
            pieces.push(Piece::of(backup, percorso)?);
        }
    }
    Ok(pieces)
}

fn is_copied(file: &Path) -> bool {
    let ends = file.extension().and_then(|end| end.to_str()).map(str::to_lowercase);
    let plain = fs::metadata(file).is_ok_and(|about| about.is_file() && about.len() <= BYTES_MAX);
    plain && ends.is_some_and(|end| ENDS.contains(&end.as_str()))
}

/// Whether this is the place of a list in a backup: it becomes a path.
pub(crate) fn is_one(percorso: &str) -> bool {
    let below = percorso.strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix('/')).unwrap_or_default();
    let name = below.strip_prefix(JOURNAL).and_then(|rest| rest.strip_prefix('/')).unwrap_or(below);
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0'])
}

/// Whether they are still what was copied.
///
/// # Errors
/// A sentence that names the one that is not.
pub(crate) fn check(backup: &Path, pieces: &[Piece]) -> anyhow::Result<()> {
    pieces.iter().try_for_each(|piece| piece.check(backup, piece.percorso.clone()))
}

/// Puts them where they belong.
///
/// # Errors
/// When one cannot be written.
pub(crate) fn put_back(backup: &Path, pieces: &[Piece], folder: &Path) -> anyhow::Result<()> {
    for piece in pieces {
        let below = piece.percorso.strip_prefix(FOLDER).unwrap_or_default().trim_start_matches('/');
        let target = folder.join(below);
        if let Some(above) = target.parent() {
            fs::create_dir_all(above).with_context(|| format!("La cartella {} non si può creare", above.display()))?;
        }
        fs::copy(backup.join(&piece.percorso), &target)
            .with_context(|| format!("Non riesco a rimettere {}", target.display()))?;
        sync(&target)?;
    }
    Ok(())
}

/// The certificates of the Official Journal among them: each file's name and bytes.
///
/// # Errors
/// When one cannot be read.
pub(crate) fn journal(backup: &Path, pieces: &[Piece]) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let place = format!("{FOLDER}/{JOURNAL}/");
    let named = pieces.iter().filter_map(|piece| Some((piece.percorso.strip_prefix(&place)?, &piece.percorso)));
    named
        .map(|(name, path)| {
            let bytes = fs::read(backup.join(path)).with_context(|| format!("Non riesco a leggere {path}"))?;
            Ok((name.to_owned(), bytes))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_go_into_a_backup_and_come_back_and_nothing_else_does() {
        let (data, backup, other) =
            (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir(data.path().join(JOURNAL)).unwrap();
        for (name, text) in
            [("IT.xml", "lista"), ("gazzetta/a.pem", "certificato"), ("altro.txt", "no"), (".x.xml", "no")]
        {
            fs::write(data.path().join(name), text).unwrap();
        }
        let pieces = save(data.path(), backup.path()).unwrap();
        let paths: Vec<&str> = pieces.iter().map(|piece| piece.percorso.as_str()).collect();
        assert_eq!(paths, ["fiducia/IT.xml", "fiducia/gazzetta/a.pem"]);
        check(backup.path(), &pieces).unwrap();
        put_back(backup.path(), &pieces, other.path()).unwrap();
        assert_eq!(fs::read_to_string(other.path().join("gazzetta/a.pem")).unwrap(), "certificato");
        let journal = journal(backup.path(), &pieces).unwrap();
        assert_eq!(journal, [("a.pem".to_owned(), b"certificato".to_vec())]);
        fs::write(backup.path().join("fiducia/IT.xml"), "altra").unwrap();
        assert!(check(backup.path(), &pieces).is_err());
        assert!(save(&data.path().join("manca"), backup.path()).unwrap().is_empty());
        for bad in
            ["fiducia/../x", "fiducia/a/b.xml", "altro/IT.xml", "fiducia/", "fiducia/gazzetta/../x", "/etc/passwd"]
        {
            assert!(!is_one(bad), "{bad}");
        }
    }
}
