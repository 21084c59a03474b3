use std::ops::Range;

use crate::{Dice, mutate, mutate::NUMBERS, name};

/// XML that is nested so deep.
pub fn deep_xml(depth: usize) -> Vec<u8> {
    ["<a>".repeat(depth), "</a>".repeat(depth)].concat().into_bytes()
}

/// XML that somebody made to do harm; `papers` are honest ones, of which some is made.
pub fn xml(dice: &mut Dice, papers: &[&[u8]]) -> Vec<u8> {
    if !papers.is_empty() && !dice.once_in(3) {
        let paper = dice.one(papers);
        return match dice.below(8) {
            0 => with_a_dtd(dice, paper),
            1 => other_words(dice, paper),
            _ => mutate(dice, paper),
        };
    }
    let text = match dice.below(14) {
        0 => entities(dice),
        1 => return deep_xml(1 + dice.below(3_000)),
        2 => {
            let many: Vec<String> = (0..dice.below(600)).map(|n| format!(" a{n}='{}'", dice.word(3))).collect();
            format!("<a{}/>", many.concat())
        }
        3 => format!("<{}/>", "n".repeat(1 + dice.below(20_000))),
        4 => format!("<a {}='1'/>", "n".repeat(1 + dice.below(20_000))),
        5 => format!("<a>{}</a>", "<b/>".repeat(dice.below(6_000))),
        6 => format!("<a xmlns='{0}' xmlns:x='{0}'><x:b xmlns:x=''/></a>", "u".repeat(dice.below(5_000))),
        7 => format!("<a>{}</a>", "&#x41;".repeat(dice.below(3_000))),
        8 => format!("<a><![CDATA[{}", "]]]]><![CDATA[>".repeat(dice.below(3_000))),
        9 => format!("<a><!--{}", "-->--".repeat(dice.below(3_000))),
        10 => format!("<?{}?>", "p ".repeat(dice.below(5_000))),
        11 => return encoded(dice),
        12 => format!("<a>{}</b></c>{}", dice.word(20), "</a>".repeat(dice.below(1_000))),
        _ => {
            let length = dice.below(400);
            return [&b"<a "[..], &dice.bytes(length)].concat();
        }
    };
    if dice.once_in(3) { mutate(dice, text.as_bytes()) } else { text.into_bytes() }
}

/// The billion laughs, and their cousins.
fn entities(dice: &mut Dice) -> String {
    let levels = 2 + dice.below(30);
    let bombs: Vec<String> =
        (1..levels).map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(1 + n % 10))).collect();
    let kind = dice.one(&[
        "<!ENTITY e0 \"ha\">",
        "<!ENTITY e0 SYSTEM \"file:///etc/passwd\">",
        "<!ENTITY e0 SYSTEM \"http://127.0.0.1:9/x\">",
        "<!ENTITY % e0 \"<!ENTITY e1 'x'>\"> %e0;",
        "<!ENTITY e0 PUBLIC \"x\" \"file:///dev/random\">",
    ]);
    format!("<?xml version=\"1.0\"?><!DOCTYPE a [{kind}{}]><a b=\"&e{1};\">&e{1};</a>", bombs.concat(), levels - 1)
}

/// An honest paper behind declarations of its own.
fn with_a_dtd(dice: &mut Dice, paper: &[u8]) -> Vec<u8> {
    let dtd = dice.one(&[
        "<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x.dtd\">",
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE x [<!ATTLIST x y CDATA \"z\">]>",
        "<!DOCTYPE x [",
    ]);
    let at = paper.windows(2).position(|two| two == b"?>").map_or(0, |at| at + 2);
    let (head, body) = paper.split_at(at);
    [head, dtd.as_bytes(), body].concat()
}

/// It stays XML, and what it says is played with: whoever reads more than tags gets something to read.
fn other_words(dice: &mut Dice, paper: &[u8]) -> Vec<u8> {
    let mut made = paper.to_vec();
    for _ in 0..1 + dice.below(6) {
        let all = texts(&made);
        let Some(Range { start, end }) = all.get(dice.below(all.len())).cloned() else { break };
        if dice.once_in(4) {
            // The whole element: not at all, or many times.
            let start = made[..start].iter().rposition(|byte| *byte == b'<').unwrap_or(start);
            let end = made[end..].iter().position(|byte| *byte == b'>').map_or(end, |after| end + after + 1);
            let again = made[start..end].repeat(dice.below(20));
            made.splice(start..end, again);
        } else {
            made.splice(start..end, words(dice).into_bytes());
        }
    }
    made
}

/// Where something is said between two tags.
fn texts(xml: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = None;
    for (at, byte) in xml.iter().enumerate() {
        match byte {
            b'>' => from = Some(at + 1),
            b'<' => found.extend(from.take().map(|from| from..at)),
            _ => {}
        }
    }
    found.retain(|at: &Range<usize>| !xml[at.clone()].trim_ascii().is_empty());
    found
}

/// What may stand between two tags and seldom does.
fn words(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => dice.one(&NUMBERS).to_owned(),
        1 => name(dice).replace('&', "&amp;").replace('<', "&lt;"),
        2 => "a".repeat(dice.below(5_000)),
        _ => dice
            .one(&[
                "",
                " \t\r\n",
                "&#x202e;&#xfeff;",
                "&#x10FFFF;",
                "&#13;&#10;",
                "<![CDATA[<script>alert(1)</script>]]>",
                "due<!-- e -->tre",
                "2026-02-31",
                "-262144-01-01",
                "-0.005",
            ])
            .to_owned(),
    }
}

/// One encoding is declared, and another used.
fn encoded(dice: &mut Dice) -> Vec<u8> {
    let declared =
        dice.one(&["utf-8", "UTF-16", "UTF-16LE", "iso-8859-1", "utf-7", "ebcdic-cp-it", "shift_jis", "x", ""]);
    let text = format!("<?xml version='1.0' encoding='{declared}'?><a>citt\u{e0} {}</a>", dice.word(30));
    match dice.below(5) {
        0 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        1 => [vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
        2 => [vec![0xfe, 0xff], text.encode_utf16().flat_map(u16::to_be_bytes).collect()].concat(),
        3 => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
        _ => text.into_bytes(),
    }
}

#[test]
fn something_is_said_between_tags_and_nowhere_else() {
    let xml = b"<?xml version='1.0'?>\n<a x='1'><b>uno</b><!-- due --><c/>\n<d>tre</d><e><![CDATA[<>]]></e></a>\n";
    let found: Vec<&[u8]> = texts(xml).into_iter().map(|at| &xml[at]).collect();
    assert_eq!(found, [&b"uno"[..], b"tre"]);
}
