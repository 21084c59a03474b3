//! Writes the gallery, sample pages of every kind, to a folder, so that one can look at them in a browser:
//! `cargo run -p ui --example gallery -- /tmp/gallery`, then serve that folder (`python3 -m http.server`).

mod pages;
mod samples;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use pages::{Confirm, Dashboard, Desk, Form, List, Login, Pieces, Thing};
use samples::frame;
use ui::{Error, ErrorPage, Page, Templates};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        return Err("say into which folder to write the gallery".into());
    };
    fs::create_dir_all(&folder)?;
    let templates = Templates::new(pages::TEMPLATES)?;
    for (name, html) in render_all(&templates)? {
        fs::write(folder.join(name), html)?;
    }
    write_assets(&folder)?;
    println!("gallery written to {}", folder.display());
    Ok(())
}

/// Every sample of every page, as file name and HTML.
fn render_all(templates: &Templates) -> Result<Vec<(String, String)>, Error> {
    let mut files = Vec::new();
    add(templates, &mut files, "elenco", "Protocollo", "/protocollo", List::samples())?;
    add(templates, &mut files, "scheda", "Protocollo 1234/2026 in arrivo", "/protocollo/1234", Thing::samples())?;
    add(templates, &mut files, "modulo", "Registra un documento in arrivo", "/protocollo/nuovo", Form::samples())?;
    add(templates, &mut files, "scrivania", "La tua scrivania", "/scrivania", Desk::samples())?;
    add(
        templates,
        &mut files,
        "cruscotto",
        "Statistiche del protocollo",
        "/protocollo/statistiche",
        Dashboard::samples(),
    )?;
    add(
        templates,
        &mut files,
        "conferma",
        "Annulla la registrazione 1234/2026",
        "/protocollo/1234/annulla",
        Confirm::samples(),
    )?;
    add(templates, &mut files, "accesso", "Accedi", "/accedi", Login::samples())?;
    add(templates, &mut files, "componenti", "Componenti", "/componenti", Pieces::samples())?;
    add(templates, &mut files, "errore", "Non è andata", "/errore", ErrorPage::samples())?;
    Ok(files)
}

fn add<P: Page>(
    templates: &Templates,
    files: &mut Vec<(String, String)>,
    name: &str,
    title: &str,
    path: &str,
    samples: Vec<P>,
) -> Result<(), Error> {
    for (at, page) in samples.iter().enumerate() {
        files.push((format!("{name}-{}.html", at + 1), templates.page(&frame(title, path), page)?));
    }
    Ok(())
}

fn write_assets(folder: &Path) -> io::Result<()> {
    let below = folder.join(ui::static_prefix().trim_start_matches('/'));
    for asset in ui::assets() {
        let file = below.join(asset.path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, asset.bytes)?;
    }
    Ok(())
}
