//! The stamp on copies of real and of hostile PDFs, made by the child.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use documents::Guard;
use documents::format::{FormatId, recognise};
use documents::stamp::{LARGEST, Stamp, Unstamped, stamp};
use documents::text::extract;
use futures::StreamExt;

use crate::samples::{files, standards};

const CHILD: &str = env!("CARGO_BIN_EXE_estrai-testo");
const SAYS: &str = "Protocollo 0000123/2026";

/// A PDF of one page with a table of its objects.
pub fn pdf(page: &str, content: &str, rest: &[String]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R{page}/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    objects.extend_from_slice(rest);
    let mut out = String::from("%PDF-1.7\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let (start, size) = (out.len(), objects.len() + 1);
    out.push_str(&format!("{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"));
    out.into_bytes()
}

fn ours() -> Stamp {
    let content = format!("0.5 g 0 0 190 46 re f 0 g BT /F 9 Tf 4 20 Td ({SAYS}) Tj ET");
    Stamp { pdf: pdf("/MediaBox[0 0 190 46]", &content, &[]), text: SAYS.into() }
}

async fn update(original: &[u8], guard: Guard) -> Result<Vec<u8>, Unstamped> {
    let stream = futures::stream::iter([Ok(original.to_vec().into())]).boxed();
    stamp(Path::new(CHILD), stream, original.len() as u64, &ours(), guard).await
}

/// The words of a PDF, as our own reader finds them.
fn words(bytes: &[u8]) -> String {
    extract(bytes, &recognise(bytes, "", Some(bytes))).text
}

/// What an outside program says of a file, where it is installed: its code of exit and its standard output.
fn asked(program: &str, args: &[&str], bytes: &[u8]) -> Option<(i32, String)> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let path = file.path().to_str().unwrap();
    let args: Vec<&str> = args.iter().map(|arg| if *arg == "FILE" { path } else { arg }).collect();
    let out = Command::new(program).args(args).stderr(Stdio::null()).output().ok()?;
    Some((out.status.code().unwrap_or(-1), String::from_utf8_lossy(&out.stdout).into_owned()))
}

#[tokio::test]
async fn every_real_pdf_is_stamped_or_told_why_not_and_outside_programs_read_the_copy() {
    let Some(folder) = standards() else { return };
    let mut all = Vec::new();
    files(&folder, &mut all);
    all.sort();
    let (mut stamped, mut judged, mut refused) = (0, 0, Vec::new());
    for path in all {
        let original = std::fs::read(&path).unwrap();
        if recognise(&original, "", Some(&original)).id != FormatId::Pdf {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let update = match update(&original, Guard::default()).await {
            Ok(update) => update,
            Err(why) => {
                refused.push((name, why));
                continue;
            }
        };
        let copy = [original.clone(), update].concat();
        assert!(words(&copy).contains(SAYS), "{name}");
        if let Some((_, said)) = asked("pdftotext", &["-l", "1", "FILE", "-"], &copy) {
            assert!(said.contains(SAYS), "{name}: pdftotext reads {said}");
            judged += 1;
        }
        // Some samples are damaged on purpose: the copy must be no worse.
        let sound = |bytes| asked("qpdf", &["--check", "FILE"], bytes).map(|(code, _)| code);
        if let (Some(before), Some(after)) = (sound(&original), sound(&copy)) {
            assert!(after <= before, "{name}: qpdf says {after} of the copy, {before} of the original");
            judged += 1;
        }
        stamped += 1;
    }
    println!("{stamped} stamped, {judged} times judged by pdftotext or qpdf; without: {refused:?}");
    assert!(stamped >= 20, "only {stamped}; without: {refused:?}");
    assert!(refused.len() <= 2, "{refused:?}");
}

#[tokio::test]
async fn a_turned_page_is_stamped_upright() {
    for turn in [0, 90, 180, 270] {
        let page = pdf(&format!("/MediaBox[0 0 595 842]/Rotate {turn}"), "BT /F 9 Tf 100 400 Td (Ciao) Tj ET", &[]);
        let copy = [page.clone(), update(&page, Guard::default()).await.unwrap()].concat();
        let Some((_, said)) = asked("pdftotext", &["-bbox", "FILE", "-"], &copy) else { return };
        // pdftotext tells boxes on the page as it is shown: all four at the same place, near the top right corner.
        let word = said.lines().find(|line| line.contains(">Protocollo<")).unwrap_or_else(|| panic!("{turn}: {said}"));
        let value = |name: &str| -> f64 {
            word.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        let wide = if turn % 180 == 0 { 595.0 } else { 842.0 };
        assert!(value("yMin") > 14.0 && value("yMax") < 60.0, "{turn}: {word}");
        assert!(value("xMin") > wide - 204.0 && value("xMax") < wide - 14.0, "{turn}: {word}");
        assert!(value("xMax") - value("xMin") > value("yMax") - value("yMin"), "{turn}: {word}");
    }
}

#[tokio::test]
async fn files_made_to_harm_are_refused_in_time() {
    let guard = Guard { time: Duration::from_secs(20), cpu_seconds: 10, memory: 1_000_000_000, background: false };
    let (open, close) = ("[".repeat(200_000), "]".repeat(200_000));
    let nested = pdf(&format!("/MediaBox[0 0 595 842]/X {open}{close}"), "", &[]);
    let form = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 11>>\nstream\n/X Do /X Do\nendstream";
    let loops = pdf("/MediaBox[0 0 595 842]/X 6 0 R", "/X Do", &[form.into()]);
    let loops =
        String::from_utf8(loops).unwrap().replace("<</Font<</F 5 0 R>>>>", "<</XObject<</X 6 0 R>>>>").into_bytes();
    let turns = pdf("/MediaBox[0 0 595 842]", &"q 1 0 0 1 0 0 cm ".repeat(500_000), &[]);
    let ink = pdf("/MediaBox[0 0 595 842]", &"0 0 1 1 re f ".repeat(400_000), &[]);
    let no_area = pdf("/MediaBox[0 0 0 0]", "", &[]);
    let huge = pdf("/MediaBox[0 0 1e30 1e30]", "", &[]);
    for (what, bytes) in
        [("nested", nested), ("loops", loops), ("turns", turns), ("ink", ink), ("no area", no_area), ("huge", huge)]
    {
        let start = std::time::Instant::now();
        let answer = update(&bytes, guard).await;
        assert!(start.elapsed() < Duration::from_secs(60), "{what}");
        if let Ok(update) = answer {
            assert!(update.len() < 1_000_000, "{what}");
        }
    }
    let stream = futures::stream::empty().boxed();
    let large = stamp(Path::new(CHILD), stream, LARGEST + 1, &ours(), guard).await;
    assert_eq!(large, Err(Unstamped::TooLarge));
    let stream = futures::stream::empty().boxed();
    let nobody = stamp(Path::new("/nowhere"), stream, 1, &ours(), guard).await;
    assert_eq!(nobody, Err(Unstamped::NotStarted));
}
