//! Documents of word processors.

use std::io::{Cursor, Write};

use prose::{BlockId, Content, Imported, Inline, Mark, NotRead, Prose, Role, import, plain};

use crate::caso::{block, id, section};

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options: zip::write::SimpleFileOptions = zip::write::SimpleFileOptions::default();
    for (name, text) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn imported(bytes: &[u8]) -> Result<Imported, NotRead> {
    let mut next = 99;
    let mut ids = move || -> BlockId {
        next += 1;
        id(next)
    };
    import(bytes, &mut ids)
}

fn words(imported: &Imported) -> String {
    plain(&Prose::new([vec![block(1, section(Role::Corpo, ""))], imported.blocks.clone()].concat()).unwrap())
}

fn docx(body: &str) -> Vec<u8> {
    // Word declares all that it knows.
    let others: String = (0..34).map(|n| format!(" xmlns:n{n}=\"urn:n{n}\"")).collect();
    let w = format!("xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"{others}");
    let r = r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
    let styles = r#"<w:style w:type="paragraph" w:styleId="Titolo1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>
        <w:rPr><w:b/></w:rPr></w:style><w:style w:styleId="Mio"><w:basedOn w:val="Titolo1"/></w:style>
        <w:style w:styleId="Punti"><w:name w:val="Punti"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:styleId="Forte"><w:rPr><w:b/></w:rPr></w:style>"#;
    let numbering = r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
        <w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>
        <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl></w:abstractNum>
        <w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="Art. %1"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
        <w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>"#;
    let rels = r#"<Relationships><Relationship Id="rId1" Target="https://example.it/regolamento" TargetMode="External"/>
        <Relationship Id="rId2" Target="file:///C:/segreto.doc" TargetMode="External"/></Relationships>"#;
    let notes = r#"<w:footnote w:id="2"><w:p><w:r><w:t>Come da perizia.</w:t></w:r></w:p></w:footnote>"#;
    archive(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &format!("<w:document {w} {r}><w:body>{body}</w:body></w:document>")),
        ("word/styles.xml", &format!("<w:styles {w}>{styles}</w:styles>")),
        ("word/numbering.xml", &format!("<w:numbering {w}>{numbering}</w:numbering>")),
        ("word/_rels/document.xml.rels", rels),
        ("word/footnotes.xml", &format!("<w:footnotes {w}>{notes}</w:footnotes>")),
    ])
}

fn p(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

#[test]
fn a_docx_becomes_clean_blocks() {
    let number =
        |list: u8, level: u8| format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>");
    let body = [
        p("<w:pStyle w:val=\"Mio\"/>", "DETERMINA"),
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Visto</w:t></w:r><w:r><w:t xml:space=\"preserve\"> il </w:t></w:r><w:hyperlink r:id=\"rId1\"><w:r>\
         <w:t>regolamento</w:t></w:r></w:hyperlink><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:del><w:r><w:delText>no</w:delText></w:r></w:del>\
         <w:ins><w:r><w:t xml:space=\"preserve\"> e l'</w:t><w:tab/><w:t>altro</w:t></w:r></w:ins><w:hyperlink r:id=\"rId2\"><w:r><w:t>.</w:t></w:r>\
         </w:hyperlink></w:p>".to_owned(),
        p("<w:pStyle w:val=\"Punti\"/>", "di affidare"),
        p(&number(1, 1), "il tetto"),
        p(&number(1, 1), "la grondaia"),
        p("", "intanto"),
        p("<w:pStyle w:val=\"Punti\"/>", "di pubblicare"),
        p(&number(2, 0), "pallino"),
        p(&format!("<w:outlineLvl w:val=\"1\"/>{}", number(3, 0)), "Oggetto"),
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>Spesa</w:t></w:r></w:p></w:tc></w:tr>\
         <w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p>\
         <w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>3</w:t></w:r></w:p>\
         </w:tc></w:tr></w:tbl>".to_owned(),
        "<w:p><w:r><w:drawing><a/></w:drawing></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>nascosto</w:t></w:r></w:p>".to_owned(),
        "<w:sectPr><w:headerReference/></w:sectPr>".to_owned(),
    ]
    .concat();
    let found = imported(&docx(&body)).unwrap();
    assert_eq!(
        words(&found),
        "DETERMINA\nVisto il regolamento(1) e l' altro.\n1. di affidare\na) il tetto\nb) la grondaia\nintanto\n2. di pubblicare\n\
         – pallino\nArt. 1 Oggetto\nSpesa\n7\t1 2\n\t3\n(1) Come da perizia.\n"
    );
    let told = found.left_out.join(" ");
    for part in
        ["immagini", "cancellate", "nascosto", "collegamenti", "unite in verticale", "note a piè", "Intestazioni"]
    {
        assert!(told.contains(part), "{part} is missing in: {told}");
    }
    let Content::Heading(heading) = &found.blocks[0].content else { panic!("a heading") };
    assert_eq!(heading.level, 1);
    assert!(matches!(&heading.text.pieces()[..], [Inline::Run(run)] if !run.bold), "a heading is strong by itself");
    let Content::Paragraph(visto) = &found.blocks[1].content else { panic!("a paragraph") };
    assert!(matches!(&visto.text.pieces()[0], Inline::Run(run) if run.bold && run.text == "Visto"));
    assert!(visto.text.pieces().iter().any(|one| matches!(one, Inline::Run(run) if run.link.is_some())));
    let Content::Point(second) = &found.blocks[6].content else { panic!("a point") };
    assert_eq!((second.mark, second.start), (Mark::Number, Some(2)), "the paragraph between would begin it anew");
}

#[test]
fn notes_that_refer_to_notes_without_end_are_read_one_after_the_other() {
    let many = 30_000;
    let note = |n: u32| {
        let next = format!("<w:r><w:footnoteReference w:id=\"{}\"/></w:r>", n + 1);
        format!("<w:footnote w:id=\"{n}\"><w:p><w:r><w:t>nota {n}</w:t></w:r>{next}</w:p></w:footnote>")
    };
    let notes: String = (1..=many).map(note).collect();
    let body = "<w:p><w:r><w:t>testo</w:t></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>";
    let bytes = archive(&[
        ("word/document.xml", &format!("<w:document><w:body>{body}</w:body></w:document>")),
        ("word/footnotes.xml", &format!("<w:footnotes>{notes}</w:footnotes>")),
    ]);
    let found = imported(&bytes).unwrap();
    let told: Vec<String> =
        found.blocks.iter().map(|block| block.content.lines().map(ToString::to_string).collect()).collect();
    assert_eq!(told[..3], ["testo(1)", "(1) nota 1(2)", "(2) nota 2(3)"]);
    assert_eq!(told.last().map(String::as_str), Some("(30000) nota 30000"), "the last refers to nothing");
    assert_eq!(told.len(), 30_001);
}

const ODT: &str = r#"<office:document-content xmlns:office="urn:o" xmlns:text="urn:t" xmlns:style="urn:s" xmlns:fo="urn:f" xmlns:table="urn:tb" xmlns:xlink="urn:x" xmlns:draw="urn:d">
<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/><text:list-level-style-number text:level="2" style:num-format="a"/></text:list-style>
<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/></text:list-style></office:automatic-styles>
<office:body><office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>via</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:h text:outline-level="2">Premessa</text:h>
<text:p>Visto <text:span text:style-name="T1">il decreto</text:span><text:s/>del<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Nota.</text:p></text:note-body></text:note>
 sindaco<text:line-break/>e <text:a xlink:href="https://example.it/">altro</text:a></text:p>
<text:list text:style-name="L1"><text:list-item><text:p>uno</text:p><text:list><text:list-item><text:p>sotto</text:p></text:list-item></text:list></text:list-item></text:list>
<text:p>in mezzo</text:p>
<text:list text:style-name="L1" text:continue-numbering="true"><text:list-item><text:p>due</text:p><text:p>segue</text:p></text:list-item></text:list>
<text:list text:style-name="L2"><text:list-item><text:p>pallino</text:p></text:list-item></text:list>
<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Capitolo</text:p></table:table-cell><table:table-cell><text:p>Importo</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>7</text:p><text:list text:style-name="L2"><text:list-item><text:p>x</text:p></text:list-item></text:list></table:table-cell><table:covered-table-cell/></table:table-row></table:table>
<text:p><draw:frame><draw:image/></draw:frame></text:p></office:text></office:body></office:document-content>"#;

#[test]
fn an_odt_becomes_clean_blocks() {
    let found =
        imported(&archive(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", ODT)])).unwrap();
    assert_eq!(
        words(&found),
        "Premessa\nVisto il decreto del(1) sindaco\ne altro\n1. uno\na) sotto\nin mezzo\n2. due\nsegue\n– pallino\nCapitolo\tImporto\n\
         7 – x\n(1) Nota.\n"
    );
    let told = found.left_out.join(" ");
    for part in ["immagini", "cancellate", "note a piè"] {
        assert!(told.contains(part), "{part} is missing in: {told}");
    }
    let Content::Paragraph(visto) = &found.blocks[1].content else { panic!("a paragraph") };
    assert!(
        visto.text.pieces().iter().any(|one| matches!(one, Inline::Run(run) if run.bold && run.text == "il decreto"))
    );
    let Content::Table(table) = &found.blocks[8].content else { panic!("a table: {:?}", found.blocks[8]) };
    assert_eq!((table.head.len(), table.body[0][0].across), (1, 2));
}

#[test]
fn characters_that_were_taken_out_are_told_wherever_they_stood() {
    let odt = |text: &str| {
        let body = format!("<o:document-content><o:body><o:text>{text}</o:text></o:body></o:document-content>");
        imported(&archive(&[("content.xml", &body)])).unwrap()
    };
    let docx = |text: &str| {
        let body = format!("<w:document><w:body>{text}</w:body></w:document>");
        imported(&archive(&[("word/document.xml", &body)])).unwrap()
    };
    let honest = odt("<t:p>testo</t:p>");
    assert_eq!(honest.left_out, [""; 0]);
    for found in [
        odt("<t:p>te\u{202e}sto</t:p>"),
        odt("<t:p>testo<t:note><t:note-body><t:p>no\u{202e}ta</t:p></t:note-body></t:note></t:p>"),
        odt("<t:table><t:table-row><t:table-cell><t:p>u\u{202e}no</t:p></t:table-cell></t:table-row></t:table>"),
        docx("<w:p><w:r><w:t>te\u{202e}sto</w:t></w:r></w:p>"),
        docx("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>u\u{202e}no</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"),
    ] {
        assert!(found.left_out.iter().any(|left| left.contains("non si vedono")), "{found:?}");
        assert!(!words(&found).contains('\u{202e}'));
    }
}

#[test]
fn what_is_no_document_is_told_with_what_to_do() {
    assert_eq!(imported(b"%PDF-1.7"), Err(NotRead::Other));
    assert_eq!(imported(&archive(&[("a.txt", "ciao")])), Err(NotRead::Other));
    assert!(imported(b"").unwrap_err().to_string().contains("DOCX o ODT"));
    let damaged = archive(&[("word/document.xml", "<w:document><w:body>")]);
    assert!(matches!(imported(&damaged), Err(NotRead::Damaged(_))));
    let bomb = archive(&[("content.xml", &" ".repeat(prose::bounds::UNPACKED_BYTES + 1))]);
    assert!(bomb.len() < 100_000);
    assert_eq!(imported(&bomb), Err(NotRead::TooLarge { limit: prose::bounds::UNPACKED_BYTES }));
    let names: Vec<String> = (0..=prose::bounds::FILE_PARTS).map(|n| format!("p{n}")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let refused = imported(&archive(&many)).unwrap_err().to_string();
    assert!(refused.contains("più di 4000 parti"), "{refused}");
    let deep = format!("<w:document>{}", "<w:p>".repeat(5_000));
    assert!(matches!(imported(&archive(&[("word/document.xml", &deep)])), Err(NotRead::Damaged(_))));
}
