//! The real LibreOffice and OCRmyPDF, where they are installed; where not, one loud line says so, and on a CI machine it is an error.

use std::io::{Cursor, Write};
use std::net::TcpListener;
use std::process::Command;

use conversion::{Fence, OFFICE, Programs, SCAN, Way};

use crate::{made, words};

/// The programs of this machine, if the one for this way is among them.
fn installed(way: Way) -> Option<Programs> {
    let programs = Programs::find(&std::env::var_os("PATH").unwrap_or_default());
    let lacking = programs.lacking(way);
    assert!(lacking.is_none() || std::env::var_os("CI").is_none(), "{lacking:?}");
    if let Some(lacking) = lacking {
        eprintln!("CONVERSION NOT TRIED: {lacking}");
        return None;
    }
    Some(programs)
}

/// An OpenDocument text with this body.
fn odt(body: &str) -> Vec<u8> {
    const SPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
        xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
        xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
        xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\"";
    const KIND: &str = "application/vnd.oasis.opendocument.text";
    let entry = |path: &str, kind: &str| {
        format!("<manifest:file-entry manifest:full-path=\"{path}\" manifest:media-type=\"{kind}\"/>")
    };
    let manifest = format!(
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" \
         manifest:version=\"1.2\">{}{}</manifest:manifest>",
        entry("/", KIND),
        entry("content.xml", "text/xml")
    );
    let content = format!(
        "<office:document-content {SPACES} office:version=\"1.2\"><office:body><office:text>{body}</office:text>\
         </office:body></office:document-content>"
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in
        [("mimetype", KIND), ("META-INF/manifest.xml", manifest.as_str()), ("content.xml", content.as_str())]
    {
        zip.start_file(name, plain).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_document_becomes_an_archivable_pdf_with_its_words() {
    let Some(programs) = installed(Way::Office(conversion::Family::Text)) else { return };
    let letter = odt("<text:p>Relazione sulla potatura dei platani</text:p>");
    let fence = programs.fence().await;
    let made = made(&programs, fence, OFFICE, "relazione.odt", &letter).await.unwrap();
    assert!(made.archivable && !made.version.is_empty(), "{made:?}");
    assert!(words(&made.pdf.unwrap()).contains("Relazione sulla potatura dei platani"));
}

/// Without the fence on purpose: what the profile alone keeps away.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_an_office_document_points_at_is_opened() {
    let Some(programs) = installed(Way::Office(conversion::Family::Text)) else { return };
    let spy = TcpListener::bind("127.0.0.1:0").unwrap();
    spy.set_nonblocking(true).unwrap();
    let port = spy.local_addr().unwrap().port();
    let disk = tempfile::tempdir().unwrap();
    let secret = disk.path().join("segreto.txt");
    std::fs::write(&secret, "PAROLASEGRETA").unwrap();
    let letter = odt(&format!(
        "<text:p>Prima</text:p><text:section text:name=\"s\"><text:section-source xlink:href=\"file://{}\" \
         xlink:type=\"simple\" xlink:show=\"embed\" text:filter-name=\"Text\"/><text:p>vuota</text:p></text:section>\
         <text:p><draw:frame svg:width=\"5cm\" svg:height=\"5cm\" text:anchor-type=\"as-char\"><draw:image \
         xlink:href=\"http://127.0.0.1:{port}/spia.png\" xlink:type=\"simple\" xlink:show=\"embed\" \
         xlink:actuate=\"onLoad\"/></draw:frame></text:p><text:p>Dopo</text:p>",
        secret.display()
    ));
    let made = made(&programs, Fence::Absent, OFFICE, "lettera.odt", &letter).await.unwrap();
    let words = words(&made.pdf.unwrap());
    assert!(words.contains("Prima") && words.contains("Dopo"), "{words}");
    assert!(!words.contains("PAROLASEGRETA"), "a file of this machine is in the PDF");
    assert!(spy.accept().is_err(), "somebody outside was told that the document is being read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_gets_its_words() {
    let Some(programs) = installed(Way::Recognise) else { return };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.pdf"), testkit::pdf(&["Potatura dei platani"])).unwrap();
    let drawn = Command::new("pdftoppm")
        .args(["-r", "200", "-gray", "-png", "-singlefile", "a.pdf", "a"])
        .current_dir(folder.path())
        .status()
        .unwrap();
    assert!(drawn.success(), "poppler-utils draws the page");
    let png = std::fs::read(folder.path().join("a.png")).unwrap();
    let fence = programs.fence().await;
    let made = made(&programs, fence, SCAN, "scansione.png", &png).await.unwrap();
    assert_eq!(made.program, "OCRmyPDF");
    let pdf = made.pdf.unwrap();
    let found = words(&pdf).replace(' ', "").to_lowercase();
    assert!(made.archivable && found.contains("platani"), "{found}");
}
