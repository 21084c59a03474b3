//! What holds of every PDF, whoever made it. The fuzzer drives the same.

/// Reads it; whether it could be read.
pub fn regge(bytes: &[u8]) -> bool {
    if let Ok(page) = firma_pdf::page(bytes, None) {
        let [left, bottom, right, top] = page.area;
        assert!(
            page.area.iter().all(|corner| corner.is_finite()) && right > left && top > bottom,
            "a page has an area"
        );
        assert!([0, 90, 180, 270].contains(&page.turned));
    }
    match firma_pdf::read(bytes) {
        Ok(reading) => {
            assert!(!reading.revisions.is_empty(), "a file has a revision");
            for one in &reading.signatures {
                assert!(one.signed.iter().all(|piece| piece.end <= bytes.len()), "what is signed is in the file");
                assert_eq!(
                    one.signed_bytes(bytes).map(<[u8]>::len).sum::<usize>(),
                    one.signed.iter().map(|r| r.len()).sum::<usize>()
                );
                assert!(one.cms.len() <= one.contents.len() && one.contents.len() <= bytes.len());
                assert!(one.changes.iter().all(|change| change.text.len() < 10_000), "a sentence is for a person");
            }
            true
        }
        Err(error) => {
            assert!(error.to_string().len() < 2_000, "a reason is for a person");
            false
        }
    }
}
