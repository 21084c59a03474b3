use std::path::{Path, PathBuf};

/// The folder of the official schemas and samples: the one that `MUNICIPIO_STANDARDS` names, else `../shared/standards`
/// beside the checkout. `None`, told in one loud line, where neither is.
///
/// # Panics
/// If the variable names a folder that is not there: a wrong name must not pass for a test that passed.
#[must_use]
pub fn standards() -> Option<PathBuf> {
    let named = std::env::var_os("MUNICIPIO_STANDARDS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    found(named.as_deref(), &beside).unwrap_or_else(|why| panic!("{why}"))
}

fn found(named: Option<&Path>, beside: &Path) -> Result<Option<PathBuf>, String> {
    match named {
        Some(folder) if folder.is_dir() => Ok(Some(folder.to_owned())),
        Some(folder) => Err(format!("MUNICIPIO_STANDARDS names {}, where there is no folder", folder.display())),
        None if beside.is_dir() => Ok(Some(beside.to_owned())),
        None => {
            eprintln!("SKIPPED: official samples not found in {} (set MUNICIPIO_STANDARDS)", beside.display());
            Ok(None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_named_and_not_there_is_a_failure_and_not_a_skip() {
        let (here, nowhere) = (Path::new(env!("CARGO_MANIFEST_DIR")), Path::new("/no/such/folder"));
        assert_eq!(found(Some(here), nowhere), Ok(Some(here.to_owned())));
        assert_eq!(found(None, here), Ok(Some(here.to_owned())));
        assert_eq!(found(None, nowhere), Ok(None));
        assert!(found(Some(nowhere), here).is_err_and(|why| why.contains("/no/such/folder")));
    }
}
