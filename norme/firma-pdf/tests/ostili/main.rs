//! PDFs made to do harm, by the thousand.

#[path = "../it/made.rs"]
#[expect(dead_code, reason = "what the other tests make more of")]
mod made;
mod regge;

use std::{io::Write, time::Duration};

use firma_pdf::{Dss, Error, NewTimeStamp, append_evidence, prepare_time_stamp, read};
use hostile::{Dice, Watch, mutate, pdf, peak_kib};
use made::{CMS, paper, signed};
use regge::regge;

/// Two signatures, evidence and a time stamp.
fn honest() -> Vec<u8> {
    let twice = signed(&signed(&paper(""), "Firma1"), "Firma2");
    let kept = append_evidence(&twice, &Dss { certificates: vec![b"uno".to_vec()], ..Dss::default() }).expect("kept");
    let stamp = NewTimeStamp { field: "Marca1".to_owned(), room: 400 };
    prepare_time_stamp(&kept, &stamp).expect("prepared").place(CMS).expect("placed")
}

fn packed(data: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(data).expect("packed");
    packed.finish().expect("packed")
}

#[test]
fn no_pdf_breaks_the_reader() {
    let watch = Watch::new(Duration::from_secs(180));
    let (plain, honest) = (paper(""), honest());
    assert!(regge(&plain) && regge(&honest), "the honest ones are read");
    let mut read = 0;
    for seed in 0..4_000 {
        let bytes =
            if seed % 3 == 0 { pdf(&mut Dice::new(seed), &[&plain]) } else { mutate(&mut Dice::new(seed), &honest) };
        read += usize::from(watch.one(|| format!("PDF of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 1_000, "only {read} of 4,000 can be read: that is noise, not hostility");
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 400_000, "{peak} KiB for files of at most some megabytes");
}

/// No mutation of a signed byte leaves a signature that covers the whole file with nothing said of it, unless the bytes that are read
/// are the same: what the range says is checked against the digest by the verifier.
#[test]
fn no_mutation_of_what_comes_after_passes_in_silence() {
    let base = signed(&paper(""), "Firma1");
    let whole = made::update(&base, &[(4, &made::stream("", "BT (altro) Tj ET"))]);
    let watch = Watch::new(Duration::from_secs(180));
    for seed in 0..2_000 {
        let tail = mutate(&mut Dice::new(seed), &whole[base.len()..]);
        let bytes = [&base[..], &tail].concat();
        let reading = watch.one(|| format!("tail of seed {seed}"), || read(&bytes));
        let Ok(reading) = reading else { continue };
        for one in reading.signatures.iter().filter(|one| one.field == "Firma1") {
            let silent = one.verdict() == firma_pdf::Verdict::Permitted
                && one.changes.is_empty()
                && reading.anomalies.is_empty();
            let covered = one.signed.last().map_or(0, |last| last.end);
            let blank = bytes[covered..].iter().all(u8::is_ascii_whitespace);
            // A tail that no index leads to is told as bytes after the end; one whose objects are as before changes nothing.
            assert!(!silent || blank || reading.revisions.len() > 2, "tail of seed {seed} passes in silence");
        }
    }
}

#[test]
fn two_hundred_thousand_arrays_and_dictionaries() {
    for open in ["[", "<</A", "[<</A"] {
        let mut objects = made::objects("/DSS 60 0 R");
        objects.push((60, open.repeat(200_000)));
        let reading = read(&made::file(&objects)).expect("the rest is read");
        assert!(!reading.anomalies.is_empty());
        objects[0].1 = open.repeat(200_000);
        assert!(read(&made::file(&objects)).is_err());
    }
}

#[test]
fn bombs_of_object_streams_are_refused_in_time() {
    let zeros = packed(&vec![b' '; 200 << 20]);
    let bomb = |bytes: &[u8], extra: &str| -> Vec<u8> {
        let mut file = b"%PDF-1.7\n".to_vec();
        for number in 1..=20 {
            file.extend(
                format!(
                    "{number} 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode{extra}/Length {}>>\nstream\n",
                    bytes.len()
                )
                .bytes(),
            );
            file.extend(bytes);
            file.extend(b"\nendstream\nendobj\n");
        }
        file.extend(b"trailer\n<</Root 99 0 R>>\n");
        file
    };
    let watch = Watch::new(Duration::from_secs(180));
    let of = |what: &str, bytes: &[u8]| watch.one(|| what.to_owned(), || read(bytes));
    assert_eq!(of("spaces", &bomb(&zeros, "")), Err(Error::TooMuchWork));
    let wide = "/DecodeParms<</Predictor 15/Columns 65535/Colors 32/BitsPerComponent 16>>";
    assert!(of("wide rows", &bomb(&packed(&vec![2; 1 << 20]), wide)).is_err());
    let many: String = (0..200_000).map(|number| format!("{number} 0 ")).collect();
    assert!(of("many", &bomb(&packed(many.as_bytes()), "/N 999999999")).is_err());
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 900_000, "{peak} KiB");
}

#[test]
fn circles_have_an_end() {
    let mut objects = made::objects("");
    objects[1].1 = "<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 1>>".to_owned();
    objects[5].1 = "<</Fields[7 0 R 6 0 R]/Kids[6 0 R]>>".to_owned();
    objects[6].1 = "<</FT/Sig/T(a)/Kids[7 0 R 6 0 R]/V 7 0 R/Parent 7 0 R/Length 7 0 R>>".to_owned();
    objects[3].1 = "4 0 R".to_owned();
    assert!(regge(&made::file(&objects)));
    let file = made::file(&objects);
    let around = made::update_after(&file, &[], &[], made::last_xref(&file) + 1);
    assert!(regge(&around));
    let at = file.len();
    let own =
        [&file[..], format!("xref\n0 0\ntrailer\n<</Root 1 0 R/Prev {at}>>\nstartxref\n{at}\n%%EOF\n").as_bytes()]
            .concat();
    assert!(read(&own).expect("rebuilt").rebuilt, "an index that is its own past");
}

#[test]
fn an_encrypted_file_says_so() {
    let file = String::from_utf8_lossy(&paper("")).replace("/Info 5 0 R", "/Encrypt<</Filter/Standard>>/Info 5 0 R");
    assert_eq!(read(file.as_bytes()), Err(Error::Encrypted));
}
