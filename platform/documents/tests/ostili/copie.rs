//! Copies of documents made to do harm: whatever they are, there is a copy or a reason, in time.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use documents::{
    Guard,
    compose::{Look, Plan, compose, look},
};
use futures::StreamExt;
use hostile::{Dice, envelope, pdf};

use super::official;

/// A PDF of ours of so many empty pages.
fn blank(pages: usize) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|page| format!("{} 0 R", page + 3)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{}]/Count {pages}>>", kids.join(" ")),
    ];
    objects.extend((0..pages).map(|_| "<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 66]>>".to_owned()));
    let mut out = String::from("%PDF-1.4\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let start = out.len();
    let size = objects.len() + 1;
    out.push_str(&format!("{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"));
    out.into_bytes()
}

#[tokio::test]
async fn no_document_breaks_more_than_the_process_that_copies_it() {
    let official = official();
    let papers: Vec<&[u8]> = official.iter().map(Vec::as_slice).collect();
    let reader = Path::new(env!("CARGO_BIN_EXE_estrai-testo"));
    let guard = Guard { time: Duration::from_secs(5), ..Guard::default() };
    for seed in 0..120 {
        let dice = &mut Dice::new(seed);
        let bytes = match seed % 3 {
            0 => envelope(dice, &[]),
            1 => [&b"\xff\xd8\xff"[..], &dice.bytes(4_000)].concat(),
            _ => pdf(dice, &papers),
        };
        let given = || futures::stream::iter([Ok(bytes.clone().into())]).boxed();
        let (start, size) = (Instant::now(), bytes.len() as u64);
        if let Ok(Look { pages, .. }) = look(reader, given(), size, guard).await {
            let pages: Vec<u32> = (1..=pages.min(3)).collect();
            let plan = Plan { marks: blank(pages.len()), last: blank(1), pages, title: "Copia".into() };
            if let Ok(copy) = compose(reader, given(), size, &plan, guard).await {
                assert!(copy.starts_with(b"%PDF-1.7") && copy.ends_with(b"%%EOF\n"), "seed {seed}");
            }
        }
        assert!(start.elapsed() < Duration::from_secs(120), "BREAKS: copy of seed {seed}: {:?}", start.elapsed());
    }
}
