//! What is pasted.

use prose::{BlockId, Content, Fault, Imported, Inline, Mark, Prose, Role, Target, paste, plain, sections};

use crate::caso::{block, id, section};

fn pasted(html: &str) -> Imported {
    let mut next = 99;
    let mut ids = move || -> BlockId {
        next += 1;
        id(next)
    };
    paste(html, &mut ids).unwrap()
}

fn words(imported: &Imported) -> String {
    let blocks = [vec![block(1, section(Role::Corpo, ""))], imported.blocks.clone()].concat();
    plain(&Prose::new(blocks).unwrap())
}

/// As Word 2019 puts it into the clipboard.
const WORD: &str = r#"<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8><title>x</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm;} --></style></head><body lang=IT style='tab-interval:35.4pt'>
<!--StartFragment--><h1 style='text-align:center'>DETERMINAZIONE<o:p></o:p></h1>
<p class=MsoNormal><b><span style='font-size:12.0pt'>Visto</span></b> il D.Lgs.
267/2000,&nbsp; art. 107<o:p></o:p></p>
<p class=MsoNormal align=center><b>DETERMINA</b></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>di
affidare<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:
Ignore'>a)<span>&nbsp; </span></span><![endif]>il tetto</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>b)<span>&nbsp;</span></span><![endif]>la grondaia</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>2.<span>&nbsp;</span></span><![endif]>di pubblicare</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span></span><![endif]>un pallino</p>
<!--EndFragment--></body></html>"#;

#[test]
fn lists_of_word_are_lists() {
    let found = pasted(WORD);
    assert_eq!(
        words(&found),
        "DETERMINAZIONE\nVisto il D.Lgs. 267/2000, art. 107\nDETERMINA\n1. di affidare\na) il tetto\nb) la grondaia\n\
         2. di pubblicare\n– un pallino\n"
    );
    assert_eq!(found.left_out, [""; 0]);
    let points: Vec<_> = found
        .blocks
        .iter()
        .filter_map(|block| match &block.content {
            Content::Point(point) => Some((point.level, point.mark, point.start)),
            _ => None,
        })
        .collect();
    let (number, letter) = ((1, Mark::Number, None), (2, Mark::Letter, None));
    assert_eq!(points, [number, letter, letter, number, (1, Mark::Dash, None)]);
}

#[test]
fn what_was_brought_in_is_put_under_sections() {
    let mut next = 999;
    let mut ids = move || -> BlockId {
        next += 1;
        id(next)
    };
    let text = Prose::new(sections(pasted(WORD).blocks, &mut ids)).unwrap();
    let roles: Vec<_> = text
        .blocks()
        .iter()
        .filter_map(|block| match &block.content {
            Content::Section(section) => Some((section.role, section.title.to_string())),
            _ => None,
        })
        .collect();
    assert_eq!(roles, [(Role::Preambolo, String::new()), (Role::Dispositivo, "DETERMINA".into())]);
    let text = Prose::new(sections(pasted("<p>Solo una relazione</p>").blocks, &mut ids)).unwrap();
    assert!(matches!(&text.blocks()[0].content, Content::Section(section) if section.role == Role::Corpo));
}

#[test]
fn lists_of_browsers_keep_their_levels_and_numbers() {
    let found = pasted(
        "<ol><li>uno<ol type=a><li>sotto<li>ancora</ol></li><li><p>due</p><p>segue</p></ol><p>nel mezzo</p>\
         <ol start=3><li>tre</li></ol><ul><li>punto<ul><li>dentro</ul></ul>",
    );
    assert_eq!(words(&found), "1. uno\na) sotto\nb) ancora\n2. due\nsegue\nnel mezzo\n3. tre\n– punto\n– dentro\n");
}

#[test]
fn tables_are_kept_and_get_a_head() {
    let found = pasted(
        "<table><caption>Spesa</caption><tr><td>Capitolo<td>Importo</tr><tr><td rowspan=2>7<td><p>1</p><p>2</p></tr><tr><td>3</table>\
         <table><thead><tr><th colspan=2>Tutto</th></tr></thead><tbody><tr><td>a</td><td>b</td></tr></tbody></table>\
         <table><tr><td>solo</td><td>impaginazione</td></tr></table>",
    );
    assert_eq!(words(&found), "Spesa\nCapitolo\tImporto\n7\t1 2\n\t3\nTutto\na\tb\nsolo\nimpaginazione\n");
    assert_eq!(found.left_out.len(), 2, "{:?}", found.left_out);
    let Content::Table(table) = &found.blocks[1].content else { panic!("a table") };
    assert_eq!((table.head.len(), table.head[0][0].across, table.body.len()), (1, 2, 1));
}

#[test]
fn nothing_that_acts_comes_through() {
    let found = pasted(
        "<p onclick='x()'>uno <a href='javascript:alert(1)'>due</a> <a href=' https://example.it/a '>tre</a> \
         <a href='http://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:legge:1990-08-07;241'>legge</a></p>\
         <script>alert('<p>quattro</p>')</script><svg><script>x</script><p>disegno</p></svg><iframe src=x>cinque</iframe>\
         <img src='data:x' onerror=x><style>p{}</style><p style='display:none'>sei</p><del>sette</del>\
         <p>cento m<sup>2</sup> e <b>for</b><b>te</b> <i>corsivo</i> a\u{202e}b\u{ad}c&#0;&lt;script&gt;</p>",
    );
    assert_eq!(words(&found), "uno due tre legge\ncento m² e forte corsivo abc\u{fffd}<script>\n");
    let Content::Paragraph(first) = &found.blocks[0].content else { panic!("a paragraph") };
    let links: Vec<_> = first
        .text
        .pieces()
        .iter()
        .filter_map(|piece| match piece {
            Inline::Run(run) => run.link.clone(),
            Inline::Place(_) => None,
        })
        .collect();
    assert!(
        matches!(&links[..], [Target::Web(web), Target::Law(_)] if web.as_str() == "https://example.it/a"),
        "{links:?}"
    );
    let told = found.left_out.join(" ");
    for part in ["immagini", "parti attive", "cancellate", "nascosto", "collegamenti", "non si vedono"] {
        assert!(told.contains(part), "{part} is missing in: {told}");
    }
}

#[test]
fn what_is_too_large_is_refused_and_what_is_deep_is_read() {
    let mut none = || id(1);
    let large = "x".repeat(prose::bounds::PASTE_BYTES + 1);
    assert!(matches!(paste(&large, &mut none), Err(Fault::TooMuch { .. })));
    let many = "<p>".repeat(prose::bounds::PASTE_NODES + 1);
    assert!(matches!(paste(&many, &mut none), Err(Fault::TooMuch { .. })));
    let deep = format!("{}dentro{}", "<div><ul><li>".repeat(20_000), "</li></ul></div>".repeat(20_000));
    assert_eq!(words(&pasted(&deep)).trim_start_matches('–').trim(), "dentro");
    let attributes: String = (0..300_000).map(|n| format!(" a{n}")).collect();
    assert_eq!(words(&pasted(&format!("<p{attributes}>breve</p>"))), "breve\n");
}

#[test]
fn a_page_of_points_without_numbers_is_read_soon() {
    let point = "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>-</span>x</p>";
    let begun = std::time::Instant::now();
    let found = pasted(&point.repeat(40_000));
    assert_eq!(found.blocks.len(), 40_000);
    assert!(begun.elapsed().as_secs() < 20, "each looked at all those before: {:?}", begun.elapsed());
}
