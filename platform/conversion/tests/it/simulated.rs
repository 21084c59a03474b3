//! Programs that hang, crash, flood or lie. None of them is a converter: each is a script of these tests that stands in for one.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use conversion::{Bounds, Fence, Made, OFFICE, Programs, Unmade};
use tempfile::TempDir;
use testkit::{built_program, lives};

use crate::{made, made_read_by};

/// RTF is text, and an office document.
const LETTER: &[u8] = br"{\rtf1\ansi Relazione sulla potatura dei platani\par}";
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(170), file: 1 << 20, ..OFFICE };

/// A folder with a program of this name in it, which says of itself that it is a simulator and then does what `body` says.
fn folder(name: &str, body: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    testkit::simulated_converter(folder.path(), name, body);
    folder
}

async fn by_simulator(body: &str, bounds: Bounds) -> Made {
    let folder = folder("soffice", body);
    let programs = Programs::find(folder.path().as_os_str());
    made(&programs, Fence::Absent, bounds, "lettera.rtf", LETTER).await.unwrap()
}

#[tokio::test]
async fn without_the_program_nothing_is_made_and_nothing_is_written_down() {
    let programs = Programs::find(std::ffi::OsStr::new("/nowhere"));
    assert_eq!(made(&programs, Fence::Absent, BOUNDS, "lettera.rtf", LETTER).await, None);
    assert_eq!(made(&programs, Fence::Absent, BOUNDS, "scansione.pdf", b"%PDF-1.4\n").await, None);
    assert_eq!(made(&programs, Fence::Absent, BOUNDS, "busta.zip", b"PK\x05\x06").await, None);
}

#[tokio::test]
async fn what_it_makes_is_read_before_it_is_believed() {
    let paper = tempfile::tempdir().unwrap();
    let pdf = testkit::pdf(&["Relazione"]);
    fs::write(paper.path().join("a.pdf"), &pdf).unwrap();
    let made = by_simulator(&format!("cp {}/a.pdf esce/documento.pdf", paper.path().display()), BOUNDS).await;
    assert_eq!(made.pdf, Ok(pdf));
    assert!(!made.archivable, "it does not say that it is PDF/A, so we do not either");
    assert_eq!((made.program, made.version.as_str()), ("LibreOffice", "SIMULATORE 1.0"));
}

#[tokio::test]
async fn garbage_is_not_kept() {
    let nonsense = Err(Unmade::Nonsense { program: "LibreOffice" });
    assert_eq!(by_simulator("echo ciao > esce/documento.pdf", BOUNDS).await.pdf, nonsense);
    assert_eq!(by_simulator("printf '%%PDF-1.7\\nciao' > esce/documento.pdf", BOUNDS).await.pdf, nonsense);
}

#[tokio::test]
async fn a_program_that_crashes_or_makes_nothing_is_told() {
    let unreadable = Err(Unmade::Unreadable { program: "LibreOffice" });
    for body in ["kill -SEGV $$", "exit 1", "exit 0", "mkdir esce/documento.pdf", "cat > /dev/null; exit 0"] {
        let made = by_simulator(body, BOUNDS).await;
        assert_eq!(made.pdf, unreadable, "{body}");
        assert!(made.pdf.unwrap_err().to_string().contains("password"), "the usual reason is told");
    }
}

#[tokio::test]
async fn a_result_that_is_a_link_to_a_file_of_ours_is_not_followed() {
    let ours = tempfile::tempdir().unwrap();
    fs::write(ours.path().join("chiave.pdf"), testkit::pdf(&["CHIAVE"])).unwrap();
    let body = format!("ln -s {}/chiave.pdf esce/documento.pdf", ours.path().display());
    assert_eq!(by_simulator(&body, BOUNDS).await.pdf, Err(Unmade::Unreadable { program: "LibreOffice" }));
}

#[tokio::test]
async fn what_is_kept_is_what_was_read_though_somebody_changes_the_file_meanwhile() {
    let paper = tempfile::tempdir().unwrap();
    let at = paper.path().display();
    let pdf = testkit::pdf(&["Relazione"]);
    fs::write(paper.path().join("a.pdf"), &pdf).unwrap();
    // Until that file is there, and a minute at most.
    let until = |file: &str| {
        format!("n=0; while [ ! -e {at}/{file} ] && [ $n -lt 1200 ]; do /bin/sleep 0.05; n=$((n + 1)); done")
    };
    // It leaves its group, so that it outlives the program where nothing keeps it in, and writes into the same file as soon as
    // somebody reads it.
    let late = format!(": > {at}/partito; {}; echo ciao > esce/documento.pdf; : > {at}/cambiato", until("letto"));
    let body =
        format!("cp {at}/a.pdf esce/documento.pdf; setsid sh -c '{late}' >/dev/null 2>&1 & {}", until("partito"));
    let folder = folder("soffice", &body);
    // Our own reader, which goes on when that has happened.
    let slow = paper.path().join("lento");
    let script =
        format!("#!/bin/sh\n: > {at}/letto\n{}\nexec {} \"$@\"\n", until("cambiato"), built_program().display());
    testkit::runnable(&slow, &script);
    let programs = Programs::find(folder.path().as_os_str());
    let made = made_read_by(&slow, &programs, Fence::Absent, BOUNDS, ("lettera.rtf", LETTER)).await.unwrap();
    assert!(paper.path().join("cambiato").exists(), "it was changed while it was being read");
    assert_eq!(made.pdf, Ok(pdf));
}

#[tokio::test]
async fn a_program_that_hangs_is_stopped_with_its_children() {
    let marks = tempfile::tempdir().unwrap();
    let body = format!("sleep 300 & echo $! > {}/figlio; wait", marks.path().display());
    let begun = Instant::now();
    let made = by_simulator(&body, Bounds { time: Duration::from_secs(8), ..BOUNDS }).await;
    assert_eq!(made.pdf, Err(Unmade::TooSlow { minutes: 1 }));
    assert!(begun.elapsed() < Duration::from_secs(120));
    let child = fs::read_to_string(marks.path().join("figlio")).unwrap();
    while lives(&child) {
        assert!(begun.elapsed() < Duration::from_secs(180), "its child goes on");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_result_without_end_is_cut_off() {
    let begun = Instant::now();
    let made = by_simulator("yes > esce/documento.pdf", BOUNDS).await;
    assert_eq!(made.pdf, Err(Unmade::Unreadable { program: "LibreOffice" }));
    assert!(begun.elapsed() < Duration::from_secs(120), "it was the size that stopped it, not the time");
}

#[tokio::test]
async fn it_sees_its_own_folder_and_a_profile_in_which_no_macro_runs() {
    let marks = tempfile::tempdir().unwrap();
    let at = marks.path().display();
    let body = format!(
        "cp casa/profilo/user/registrymodifications.xcu {at}/; echo \"$*\" > {at}/detto; env > {at}/env; ls > {at}/ls"
    );
    by_simulator(&body, BOUNDS).await;
    let read = |name: &str| fs::read_to_string(marks.path().join(name)).unwrap();
    let profile = read("registrymodifications.xcu");
    for locked in ["DisableMacrosExecution", "BlockUntrustedRefererLinks"] {
        let at = profile.find(locked).unwrap();
        assert!(profile[at..].split("</prop>").next().unwrap().contains("<value>true</value>"), "{locked}");
    }
    let said = read("detto");
    assert!(said.contains("--headless") && said.contains("\"SelectPdfVersion\""), "{said}");
    assert!(said.contains("documento.rtf") && !said.contains("lettera"), "no name from outside: {said}");
    assert!(!read("env").contains("CARGO"), "nothing of our environment");
    let own: Vec<String> = read("ls").lines().map(str::to_owned).collect();
    assert_eq!(own, ["casa", "documento.rtf", "esce", "tmp"]);
}

#[tokio::test]
async fn a_picture_that_the_recogniser_refuses_still_stands_on_a_page() {
    let folder = folder("ocrmypdf", "exit 2");
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 30, 40);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[90; 1200]).unwrap();
    drop(writer);
    let programs = Programs::find(Path::new(folder.path()).as_os_str());
    let made = made(&programs, Fence::Absent, BOUNDS, "foto.png", &png).await.unwrap();
    assert!(made.pdf.is_ok() && made.archivable && made.program == "Municipio", "{made:?}");
}
