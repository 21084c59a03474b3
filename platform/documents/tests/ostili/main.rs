//! Documents made to do harm, by the thousand: PDFs, archives and what is made of them, mails, envelopes, noise.

mod copie;
mod regge;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use documents::text::{Guard, extract_guarded_stream};
use futures::StreamExt;
use hostile::{Dice, Entry, Watch, archive, bomb, envelope, mail, name, pdf, peak_kib, xml, zip};
use regge::regge;

/// Small PDFs of the official samples, where this machine has them.
fn official() -> Vec<Vec<u8>> {
    let folder = std::env::var_os("MUNICIPIO_STANDARDS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards"), PathBuf::from);
    let (mut left, mut found) = (vec![folder], Vec::new());
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, kind) = (entry.path(), entry.file_type());
            let is = |what: fn(&fs::FileType) -> bool| kind.as_ref().is_ok_and(what);
            if is(fs::FileType::is_dir) {
                left.push(path);
            } else if is(fs::FileType::is_file)
                && path.extension().is_some_and(|end| end.eq_ignore_ascii_case("pdf"))
                && entry.metadata().is_ok_and(|about| about.len() < 40_000)
            {
                found.push(path);
            }
        }
    }
    found.sort();
    if found.is_empty() {
        eprintln!("NOT TRIED ON OFFICIAL PDFS: set MUNICIPIO_STANDARDS");
    }
    found.iter().take(20).filter_map(|path| fs::read(path).ok()).collect()
}

#[test]
fn no_document_breaks_the_reader_nor_its_bounds() {
    let watch = Watch::new(Duration::from_secs(180));
    let honest =
        zip(&[Entry::honest("[Content_Types].xml", b"<Types/>"), Entry::honest("word/document.xml", b"<w:t>a</w:t>")]);
    for seed in 0..2_000 {
        let dice = &mut Dice::new(seed);
        let (bytes, end) = match seed % 6 {
            0 => (archive(dice), "docx"),
            1 => (archive(dice), "zip"),
            2 => (mail(dice, &[&honest]), "eml"),
            3 => (envelope(dice, &[]), "pdf.p7m"),
            4 => (xml(dice, &[]), "xml"),
            _ => {
                let length = dice.below(4_000);
                ([&b"{\\rtf1 \\'e0 \\bin9999999 "[..], &dice.bytes(length)].concat(), "rtf")
            }
        };
        let called = format!("{}.{end}", name(dice));
        watch.one(|| format!("document of seed {seed}"), || regge(&bytes, &called));
    }
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 1_200_000, "{peak} KiB for documents of at most a few megabytes");
}

/// PDFs are read in a process of its own, as in the program: no parser promises how much stack and time it takes.
#[tokio::test]
async fn no_pdf_breaks_more_than_the_process_that_reads_it() {
    let official = official();
    let papers: Vec<&[u8]> = official.iter().map(Vec::as_slice).collect();
    let reader = Path::new(env!("CARGO_BIN_EXE_estrai-testo"));
    for seed in 0..160 {
        let guard = Guard { time: Duration::from_secs(5), ..Guard::default() };
        let bytes = pdf(&mut Dice::new(seed), &papers);
        let stream = futures::stream::iter([Ok(bytes.into())]).boxed();
        let start = Instant::now();
        let read = extract_guarded_stream(reader, stream, "a.pdf", guard).await;
        assert!(start.elapsed() < Duration::from_secs(90), "PDF of seed {seed}: {:?}", start.elapsed());
        let odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
        assert!(!read.text.contains(odd) && read.notes.len() <= 100, "PDF of seed {seed}");
    }
}

#[test]
fn a_bomb_is_not_unpacked_whatever_it_says_of_itself() {
    let watch = Watch::new(Duration::from_secs(180));
    let packed = bomb(200);
    assert!(packed.len() < 3 << 20, "{}", packed.len());
    for told in [0, 200_000_000, u32::MAX] {
        for inside in ["word/document.xml", "nota.txt"] {
            let entry = Entry { name: inside.into(), packed: packed.clone(), deflated: true, told };
            let types = Entry::honest("[Content_Types].xml", b"<Types/>");
            let bytes = zip(&[types, entry.clone(), entry]);
            watch.one(|| format!("bomb in {inside} that tells of {told}"), || regge(&bytes, "a.docx"));
        }
    }
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 1_200_000, "{peak} KiB: a bomb went off");
}
