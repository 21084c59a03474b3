//! Embeds the manual: the pages of `docs/manuale`, those beside it that people read too, and the pictures of `docs/immagini`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let docs = manifest.join("../../docs").canonicalize()?;
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", docs.display());
    let mut table = String::from("static PAGES: &[(&str, &str)] = &[\n");
    let mut pages = files(&docs.join("manuale"), "md")?;
    pages.push(docs.join("operatore.md"));
    for page in &pages {
        let _ = writeln!(table, "    ({:?}, include_str!({page:?})),", stem(page));
    }
    table.push_str("];\nstatic PICTURES: &[(&str, &[u8])] = &[\n");
    for picture in files(&docs.join("immagini"), "png")? {
        let _ = writeln!(table, "    ({:?}, include_bytes!({picture:?})),", stem(&picture));
    }
    let _ = writeln!(table, "];\nconst INDEX: &str = include_str!({:?});", docs.join("README.md"));
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("docs.rs"), table)
}

/// The files of a folder with this end, by name.
fn files(folder: &Path, end: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == end) {
            found.push(path);
        }
    }
    // By the name by which it is looked up: with the end of the name the order is another.
    found.sort_by_key(|path| stem(path));
    Ok(found)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
