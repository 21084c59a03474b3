//! The invariants of ARCHITECTURE.md, kept by reading the tree.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use municipio::OFFICES;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn folders(of: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(of)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn dependencies(krate: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(krate).join("Cargo.toml")).unwrap();
    let own = text.split("[dependencies]").nth(1).unwrap_or_default().split("\n[").next().unwrap_or_default();
    own.lines()
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_folder_of_the_offices_is_in_the_list() {
    let offices: Vec<String> = folders("uffici").into_iter().filter(|name| name != "porte").collect();
    let mut listed: Vec<&str> = OFFICES.iter().map(|office| office.id()).collect();
    listed.sort_unstable();
    assert_eq!(listed, offices);
}

#[test]
fn the_map_names_every_crate() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let map = text.split("```").nth(1).unwrap();
    for floor in ["norme", "platform", "uffici"] {
        let missing: Vec<String> =
            folders(floor).into_iter().filter(|krate| !map.contains(&format!(" {krate}/"))).collect();
        assert_eq!(missing, [""; 0], "the map of ARCHITECTURE.md does not name these of {floor}");
    }
}

#[test]
fn an_office_imports_no_other_office_and_the_platform_none() {
    let offices = folders("uffici");
    for office in offices.iter().filter(|name| *name != "porte") {
        let wrong: Vec<String> = dependencies(&format!("uffici/{office}"))
            .into_iter()
            .filter(|name| name != "porte" && offices.contains(name))
            .collect();
        assert_eq!(wrong, [""; 0], "{office} imports another office");
    }
    for krate in folders("platform") {
        let wrong: Vec<String> =
            dependencies(&format!("platform/{krate}")).into_iter().filter(|name| offices.contains(name)).collect();
        assert_eq!(wrong, [""; 0], "platform/{krate} names an office");
    }
}

/// Whose rows about documents hold none back: those of the fascicoli that are discarded, of what discards, and files of its own alone.
const HOLD_NONE: [&str; 3] = ["conservazione", "contabilita", "protocollo"];

#[test]
fn whoever_keeps_rows_about_documents_is_asked_before_they_are_discarded() {
    let list = fs::read_to_string(root().join("apps/municipio/src/lib.rs")).unwrap();
    let mut asked = 0;
    for office in folders("uffici").iter().filter(|name| !HOLD_NONE.contains(&name.as_str())) {
        // Wherever an office tells its tables, and whatever it calls the column.
        let keeps = rust_files(&root().join("uffici").join(office).join("src")).iter().any(|file| {
            let text = fs::read_to_string(file).unwrap();
            text.contains("DeriveEntityModel") && text.contains("document::Entity>")
        });
        if keeps {
            assert!(list.contains(&format!("&{office}::Usati")), "{office} has no porte::scarto::Usano in the list");
            asked += 1;
        }
    }
    assert_eq!(asked, list.matches("::Usati").count(), "each of the list keeps such rows");
}

#[test]
fn only_one_crate_depends_on_typst() {
    let all = ["apps", "norme", "platform", "uffici"]
        .map(|floor| folders(floor).into_iter().map(move |name| format!("{floor}/{name}")));
    let mut found: Vec<String> = all.into_iter().flatten().chain(["demo".into()]).collect();
    found.retain(|krate| {
        let text = fs::read_to_string(root().join(krate).join("Cargo.toml")).unwrap();
        // Its fonts are data, and take no time.
        text.lines()
            .any(|line| line.trim_start().starts_with("typst") && !line.trim_start().starts_with("typst-assets"))
    });
    assert_eq!(found, ["platform/pdf"], "it takes minutes to build: ask `pdf` instead");
}

#[test]
fn the_norms_do_no_io_and_have_no_clock() {
    for krate in folders("norme") {
        let io = ["tokio", "sea-orm", "reqwest", "axum", "db", "ledger", "kernel", "web", "ente", "documents"];
        let wrong: Vec<String> =
            dependencies(&format!("norme/{krate}")).into_iter().filter(|name| io.contains(&name.as_str())).collect();
        assert_eq!(wrong, [""; 0], "norme/{krate} could do I/O");
        for file in rust_files(&root().join("norme").join(&krate).join("src")) {
            let text = fs::read_to_string(&file).unwrap();
            for word in ["std::fs", "std::net", "SystemTime", "Utc::now", "std::process"] {
                assert!(!text.contains(word), "{} uses {word}", file.display());
            }
        }
    }
}

#[test]
fn names_carry_the_prefix_of_their_office() {
    for office in OFFICES {
        let id = office.id();
        assert!(office.permissions().iter().all(|permission| permission.code.starts_with(&format!("{id}."))), "{id}");
        assert!(office.record_tables().iter().all(|table| table.name().starts_with(&format!("{id}_"))), "{id}");
        assert!(office.jobs().iter().all(|job| job.kind().starts_with(&format!("{id}."))), "{id}");
        for route in office.routes().listed() {
            let own = route.path.trim_start_matches("/api/v1");
            assert!(own == format!("/{id}") || own.starts_with(&format!("/{id}/")), "{id} has {}", route.path);
        }
    }
}

#[test]
fn an_offices_sql_touches_no_other_offices_tables() {
    for office in OFFICES {
        for other in OFFICES.iter().filter(|other| other.id() != office.id()) {
            for file in rust_files(&root().join("uffici").join(office.id()).join("src")) {
                let text = fs::read_to_string(&file).unwrap();
                assert!(
                    !text.contains(&format!(" {}_", other.id())),
                    "{} names a table of {}",
                    file.display(),
                    other.id()
                );
            }
        }
    }
}

/// One mail server serves the whole run: whoever reads a mailbox, or what was sent to an address, is alone there.
#[test]
fn no_two_tests_share_a_mailbox_or_an_address() {
    let mut users: BTreeMap<String, BTreeSet<(PathBuf, usize)>> = BTreeMap::new();
    for file in ["apps", "platform", "uffici"].into_iter().flat_map(|floor| rust_files(&root().join(floor))) {
        let text = fs::read_to_string(&file).unwrap();
        for (place, test) in text.split("#[tokio::test").enumerate() {
            for name in mailboxes(test).chain(addresses(test)) {
                users.entry(name.to_owned()).or_default().insert((file.clone(), place));
            }
        }
    }
    assert!(users.len() > 90, "they are read: {}", users.len());
    users.retain(|_, tests| tests.len() > 1);
    assert!(users.is_empty(), "{users:?}");
}

/// The mailboxes that a test names, `prova1` and on.
fn mailboxes(test: &str) -> impl Iterator<Item = &str> {
    let number = |rest: &str| !rest.is_empty() && rest.bytes().all(|digit| digit.is_ascii_digit());
    test.split('"').filter(move |word| word.strip_prefix("prova").is_some_and(number))
}

/// The addresses that a test writes to, where it asks the mail server; from its own it only sends.
fn addresses(test: &str) -> impl Iterator<Item = &str> {
    let test = Some(test).filter(|test| test.contains("MailServer::find")).unwrap_or_default();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-@".contains(c);
    let whole = move |word: &&str| word.contains('@') && word.chars().all(plain) && *word != "comune@pec.example.it";
    let made = test.split("address(\"").skip(1).filter_map(|rest| rest.split('"').next());
    // A browser's address is a path.
    test.split('"').filter(whole).chain(made.filter(|name| !name.starts_with('/')))
}

#[test]
fn files_are_short() {
    let mut files = Vec::new();
    for floor in ["apps", "demo", "norme", "platform", "uffici"] {
        files.extend(rust_files(&root().join(floor)));
    }
    let lines: Vec<(usize, PathBuf)> =
        files.into_iter().map(|file| (fs::read_to_string(&file).unwrap().lines().count(), file)).collect();
    let long: Vec<_> = lines.iter().filter(|(count, _)| *count > 800).collect();
    assert!(long.is_empty(), "over 800 lines: {long:?}");
    let longish = lines.iter().filter(|(count, _)| *count > 400).count();
    assert!(longish * 10 <= lines.len(), "{longish} of {} files are over 400 lines", lines.len());
}

/// Where files are taken in without the antivirus: those that the program has made, that prove what was done and may not be lost, or that
/// come back from a backup.
const UNSEEN: [&str; 21] = [
    "apps/municipio/src/commands/judge_samples/pdf.rs",
    "apps/municipio/src/commands/restore.rs",
    "platform/conversion/src/keep.rs",
    "platform/documents/src/archive.rs",
    "platform/validation/src/evidence.rs",
    "uffici/albo/src/manifesto.rs",
    "uffici/albo/src/referta.rs",
    "uffici/atti/src/atto/foglio.rs",
    "uffici/atti/src/comunicazioni/prepara.rs",
    "uffici/atti/src/durevole/mod.rs",
    "uffici/conservazione/src/pacchetto/fai.rs",
    "uffici/conservazione/src/scarto/proponi.rs",
    "uffici/conservazione/src/versa/invia.rs",
    "uffici/copie/src/rilascia.rs",
    "uffici/librofirma/src/firma/concludi.rs",
    "uffici/librofirma/src/jobs/rendi_durevole.rs",
    "uffici/protocollo/src/giornaliero/fai.rs",
    "uffici/protocollo/src/riscontro/invia.rs",
    "uffici/protocollo/src/scansione/prendi.rs",
    "uffici/protocollo/src/spedizione/sigillata.rs",
    "uffici/protocollo/src/stampa/fai.rs",
];

#[test]
fn files_from_outside_pass_the_antivirus() {
    let root = root();
    let mut found = Vec::new();
    for floor in ["apps", "platform", "uffici"] {
        for krate in folders(floor) {
            for file in rust_files(&root.join(floor).join(krate).join("src")) {
                if fs::read_to_string(&file).unwrap().contains("receive_own(") {
                    found.push(file.strip_prefix(&root).unwrap().display().to_string());
                }
            }
        }
    }
    found.sort();
    assert_eq!(found, UNSEEN, "what others send is taken in by `receive`; whoever is new here says why in `UNSEEN`");
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return files };
    for entry in entries.map(|entry| entry.unwrap().path()) {
        if entry.is_dir() && !entry.ends_with("target") && !entry.ends_with("node_modules") {
            files.extend(rust_files(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            files.push(entry);
        }
    }
    files
}
