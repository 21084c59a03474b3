//! What holds of every page that is pasted and of every document, whoever made it. The fuzzer drives the same.

use std::io::{Cursor, Write};

use kernel::Uuid;
use prose::{
    Block, BlockId, Content, Fault, Imported, Line, Page, Prose, Role, Section, html, import, paste, sections,
};

fn ids() -> impl FnMut() -> BlockId {
    let mut last = 0;
    move || {
        last += 1;
        Uuid::from_u128(last).into()
    }
}

/// Pastes it; whether something came of it.
pub fn regge(bytes: &[u8]) -> bool {
    match paste(&String::from_utf8_lossy(bytes), &mut ids()) {
        Ok(found) => clean(found),
        Err(fault) => {
            assert!(matches!(fault, Fault::TooMuch { .. }), "{fault}");
            false
        }
    }
}

/// Imports it; whether something came of it.
pub fn legge(bytes: &[u8]) -> bool {
    match import(bytes, &mut ids()) {
        Ok(found) => clean(found),
        Err(error) => {
            assert!(error.to_string().len() < 1_000, "a reason is for a person");
            false
        }
    }
}

/// An archive with this part, as an honest writer makes it.
pub fn zippato(name: &str, part: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options: zip::write::SimpleFileOptions = zip::write::SimpleFileOptions::default();
    zip.start_file(name, options).expect("a part begins");
    zip.write_all(part).expect("it is written");
    zip.finish().expect("it ends").into_inner()
}

/// What holds of blocks that were brought in.
fn clean(found: Imported) -> bool {
    let some = !found.blocks.is_empty();
    let opening = Content::Section(Section { role: Role::Corpo, title: Line::default() });
    let opening = Block { id: Uuid::from_u128(u128::MAX).into(), content: opening };
    let under = [vec![opening], found.blocks.clone()].concat();
    let mut last = u128::MAX / 2;
    let mut more = move || -> BlockId {
        last += 1;
        Uuid::from_u128(last).into()
    };
    for blocks in [under, sections(found.blocks, &mut more)] {
        match Prose::new(blocks) {
            Ok(prose) => {
                let shown = html(&prose, &Page::default());
                for bad in
                    ["<script", "<svg", "<img", "<style", "<iframe", "onclick=\"", "href=\"javascript", "style=\""]
                {
                    assert!(!shown.contains(bad), "{bad} came through");
                }
                assert_eq!(Prose::read(prose.json().as_bytes()).as_ref(), Ok(&prose));
            }
            Err(faults) => {
                assert!(faults.iter().all(|fault| matches!(fault, Fault::TooMuch { .. })), "{faults:?}");
            }
        }
    }
    some
}
