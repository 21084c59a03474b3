//! Pages and documents made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, archive, mutate, peak_kib, xml};
use regge::{legge, regge, zippato};

const PAGES: [&str; 4] = [
    "<p>Visto <b>il</b> <a href='https://example.it'>decreto</a><ol start=3><li>uno<ul><li>due</ul><li value=9>tre</ol>",
    "<p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>a)<span>&nbsp;</span></span>punto</p><h2>Titolo</h2>",
    "<table><tr><th rowspan=3 colspan=2>a<td>b<tr><td>c<table><tr><td>dentro</table></table><blockquote>x</blockquote>",
    "<script>alert('<p>')</script><svg><p>x</svg><style>p{}</style><pre>uno\ndue</pre><sup>2</sup>&#x202e;&amp;&lt;b&gt;",
];
const PIECES: [&str; 16] = [
    "<p>",
    "</p>",
    "<b a=1>",
    "<li>",
    "<ol>",
    "</ol>",
    "<table>",
    "<tr>",
    "<td rowspan=99999 colspan=99999>",
    "</table>",
    "<svg>",
    "<!--",
    "<![CDATA[",
    "<a href='javascript:x'>",
    "</div>",
    "testo ",
];

#[test]
fn no_page_breaks_who_reads_it() {
    assert!(PAGES.iter().all(|page| regge(page.as_bytes())), "the honest ones are read");
    let watch = Watch::new(Duration::from_secs(20));
    let mut read = 0;
    for seed in 0..3_000 {
        let mut dice = Dice::new(seed);
        let bytes = if dice.once_in(3) {
            let many = dice.below(20_000);
            let some = 1 + dice.below(PIECES.len());
            (0..many).map(|_| PIECES[dice.below(some)]).collect::<String>().into_bytes()
        } else {
            let page = dice.one(&PAGES).as_bytes().to_vec();
            mutate(&mut dice, &page)
        };
        read += usize::from(watch.one(|| format!("page of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 1_000, "only {read} of 3,000 can be read: that is noise, not hostility");
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 800_000, "{peak} KiB for pages of at most a few megabytes");
}

const DOCX: &[u8] = br#"<w:document><w:body><w:p><w:pPr><w:pStyle w:val="a"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>
<w:r><w:rPr><w:b/></w:rPr><w:t>uno</w:t><w:footnoteReference w:id="1"/></w:r></w:p><w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr>
<w:gridSpan w:val="3"/></w:tcPr><w:p><w:r><w:t>due</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:body></w:document>"#;
const ODT: &[u8] = br#"<o:document-content><o:body><o:text><t:h t:outline-level="2">a</t:h><t:list t:style-name="L"><t:list-item t:start-value="3"><t:p>b
<t:span>c</t:span></t:p></t:list-item></t:list><t:table><t:table-row><t:table-cell t:number-rows-spanned="2" t:number-columns-spanned="9"><t:p>d</t:p>
</t:table-cell></t:table-row><t:table-row><t:table-cell><t:p>e</t:p></t:table-cell></t:table-row></t:table></o:text></o:body></o:document-content>"#;

#[test]
fn no_document_breaks_who_reads_it() {
    assert!([("word/document.xml", DOCX), ("content.xml", ODT)].iter().all(|(name, xml)| legge(&zippato(name, xml))));
    let watch = Watch::new(Duration::from_secs(20));
    let mut read = 0;
    for seed in 0..2_000 {
        let mut dice = Dice::new(seed);
        let bytes = match dice.below(4) {
            0 => archive(&mut dice),
            1 => zippato("word/document.xml", &xml(&mut dice, &[DOCX])),
            2 => zippato("content.xml", &xml(&mut dice, &[ODT])),
            _ => {
                let honest = zippato("word/document.xml", DOCX);
                mutate(&mut dice, &honest)
            }
        };
        read += usize::from(watch.one(|| format!("document of seed {seed}"), || legge(&bytes)));
    }
    assert!(read > 50, "only {read} of 2,000 can be read: that is noise, not hostility");
}
