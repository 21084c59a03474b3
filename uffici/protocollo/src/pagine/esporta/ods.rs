//! A sheet of OpenDocument (ISO/IEC 26300), the format that the rules for public bodies prefer. Written here: the part of
//! the format that a plain list needs is a page, and the libraries bring a second copy of half of ours.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::{COLUMNS, HEADS, WIDTHS_MM};

const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// The list as a sheet, with numbers as numbers.
///
/// # Errors
/// Those of the library that packs it.
pub(super) fn foglio(rows: &[[String; COLUMNS]]) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The kind comes first and is not packed, so that it can be read without unpacking (part 3, 3.3).
    zip.start_file("mimetype", SimpleFileOptions::default().compression_method(CompressionMethod::Stored))?;
    zip.write_all(KIND.as_bytes())?;
    zip.start_file("META-INF/manifest.xml", SimpleFileOptions::default())?;
    zip.write_all(manifest().as_bytes())?;
    zip.start_file("content.xml", SimpleFileOptions::default())?;
    zip.write_all(head().as_bytes())?;
    zip.write_all(row(&HEADS.map(str::to_owned), true).as_bytes())?;
    for cells in rows {
        zip.write_all(row(cells, false).as_bytes())?;
    }
    zip.write_all(b"</table:table></office:spreadsheet></office:body></office:document-content>")?;
    Ok(zip.finish()?.into_inner())
}

fn manifest() -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" \
         manifest:version=\"1.3\"><manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\"{KIND}\"/>\
         <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    )
}

fn head() -> String {
    let mut head = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
         office:version=\"1.3\"><office:automatic-styles><style:style style:name=\"capo\" style:family=\"table-cell\">\
         <style:text-properties fo:font-weight=\"bold\"/></style:style>",
    );
    for (width, n) in WIDTHS_MM.iter().zip(0..) {
        head.push_str(&format!(
            "<style:style style:name=\"c{n}\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"{width}mm\"/></style:style>"
        ));
    }
    head.push_str("</office:automatic-styles><office:body><office:spreadsheet><table:table table:name=\"Protocollo\">");
    for n in 0..COLUMNS {
        head.push_str(&format!("<table:table-column table:style-name=\"c{n}\"/>"));
    }
    head
}

fn row(cells: &[String; COLUMNS], bold: bool) -> String {
    let mut row = String::from("<table:table-row>");
    for (n, cell) in cells.iter().enumerate() {
        let style = if bold { " table:style-name=\"capo\"" } else { "" };
        let number = (n < 2).then(|| cell.parse::<u32>().ok()).flatten();
        let value = match number {
            Some(number) => format!(" office:value-type=\"float\" office:value=\"{number}\""),
            None => " office:value-type=\"string\"".to_owned(),
        };
        row.push_str(&format!("<table:table-cell{style}{value}><text:p>{}</text:p></table:table-cell>", escaped(cell)));
    }
    row.push_str("</table:table-row>");
    row
}

/// As text of XML 1.0, without the characters that it cannot hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\t' => out.push(' '),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn the_sheet_says_its_kind_first_and_keeps_every_text_as_text() {
        let mut cells: [String; COLUMNS] = std::array::from_fn(|_| String::new());
        (cells[0], cells[1]) = ("7".into(), "2026".into());
        cells[4] = "=1+1 <Rossi & figli>\u{1}\nvia".into();
        let bytes = foglio(&[cells]).unwrap();
        assert_eq!(&bytes[30..38], b"mimetype");
        assert_eq!(&bytes[38..38 + KIND.len()], KIND.as_bytes());
        let mut content = String::new();
        zip::ZipArchive::new(Cursor::new(bytes))
            .unwrap()
            .by_name("content.xml")
            .unwrap()
            .read_to_string(&mut content)
            .unwrap();
        assert!(content.contains("office:value-type=\"float\" office:value=\"7\""), "{content}");
        assert!(
            content.contains("office:value-type=\"string\"><text:p>=1+1 &lt;Rossi &amp; figli&gt; via</text:p>"),
            "{content}"
        );
    }
}
