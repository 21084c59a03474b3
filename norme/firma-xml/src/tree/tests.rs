//! The reader refuses what XML refuses, and what a signed document must not have.

use super::{ROOT, Tree, View};
use crate::{Error, Limits};

fn read(text: &str) -> Result<Tree, Error> {
    Tree::read(text.as_bytes(), Limits::default())
}

#[test]
fn what_is_not_well_formed_is_refused() {
    let bad = [
        "<a>",
        "</a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>x",
        "x<a/>",
        "<a b/>",
        "<a b=c/>",
        "<a b='1' b='2'/>",
        "<a b='1'c='2'/>",
        "<a b='<'/>",
        "<a>&</a>",
        "<a>&x</a>",
        "<a>&#0;</a>",
        "<a>&#xD800;</a>",
        "<a>&#+65;</a>",
        "<a>]]></a>",
        "<a>\u{1}</a>",
        "<a><!-- -- --></a>",
        "<a><!-- ---></a>",
        "<a><?xml x?></a>",
        "<1/>",
        "<a:b/>",
        "<a:/>",
        "<:a/>",
        "<a:b:c/>",
        "<a xmlns:b=''/>",
        "<a xmlns:xmlns='x'/>",
        "<a xmlns:xml='x'/>",
        "<a xmlns:b='x' xmlns:b='y'/>",
        "<a><![CDATA[</a>",
        "<a xmlns:b='x' xmlns:c='x' b:d='1' c:d='2'/>",
        "<a ",
        "<a b='",
        "<!-- x",
        "<?x",
        "<a><",
        "<a></a",
        "< a/>",
        "<a>&nbsp;</a>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<a/>&#32;",
        "",
        "<?xml version='1.1'?><a/>",
        "&lt;a/>",
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
    ];
    for text in bad {
        assert!(read(text).is_err(), "{text}");
    }
    assert!(matches!(read("<!DOCTYPE a><a/>"), Err(Error::Doctype { line: 1 })));
    assert!(matches!(read("<a>\n&x;</a>"), Err(Error::Entity { line: 2, .. })));
}

#[test]
fn what_is_well_formed_is_read() {
    let good = [
        "<a/>",
        "<a ></a >",
        "<?xml version='1.0' encoding='UTF-8'?>\n<!-- x --><?y z?><a/>\n<!-- after -->",
        "\u{feff}<a/>",
        "<a b = '&lt;>'/>",
        "<a>&#x41;&#66;&amp;</a>",
        "<a xmlns='x' xmlns:y='x' b='1' y:b='2'/>",
        "<à/>",
        "<a xml:lang='it'/>",
        "<a><![CDATA[<b>]]]]><![CDATA[>]]></a>",
    ];
    for text in good {
        assert!(read(text).is_ok(), "{text}: {:?}", read(text).err());
    }
}

#[test]
fn values_are_normalised_as_xml_wants() {
    let tree = read("<a b='1\r\n2\t3&#10;4&quot;'>x\r\ny\rz&#13;</a>").expect("read");
    let root = tree.root();
    assert_eq!(tree.attribute(root, "b"), Some("1 2 3\n4\""));
    assert_eq!(tree.all_text(root), "x\ny\nz\r");
    assert_eq!(tree.children(ROOT).count(), 1);
    assert!(matches!(tree.view(root), View::Element));
}

#[test]
fn encodings_are_kept_to_and_nothing_is_repaired() {
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe0\x80</a>";
    let tree = Tree::read(latin, Limits::default()).expect("latin 1");
    assert_eq!(tree.all_text(tree.root()), "à\u{80}");
    assert!(matches!(Tree::read(b"<a>\xe0</a>", Limits::default()), Err(Error::Encoding { .. })));
    let utf16: Vec<u8> = "\u{feff}<a>à</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let tree = Tree::read(&utf16, Limits::default()).expect("utf 16");
    assert_eq!(tree.all_text(tree.root()), "à");
}

#[test]
fn bounds_are_told() {
    let limits = Limits { depth: 3, nodes: 10, attributes: 2, bytes: 1_000, ..Limits::default() };
    let read = |text: &str| Tree::read(text.as_bytes(), limits);
    assert!(matches!(read("<a><a><a><a/></a></a></a>"), Err(Error::TooDeep { limit: 3, .. })));
    assert!(matches!(read("<a b='' c='' d=''/>"), Err(Error::TooManyAttributes { limit: 2, .. })));
    assert!(matches!(read(&"<a>".replace('>', &format!(">{}", "<b/>".repeat(10)))), Err(Error::TooManyNodes { .. })));
    assert!(matches!(read(&" ".repeat(1_001)), Err(Error::TooBig { .. })));
}

#[test]
fn paths_tell_which_of_the_siblings() {
    let tree = read("<a><b/><c/><b><d/></b></a>").expect("read");
    let d = tree.within(ROOT).find(|at| tree.local(*at) == "d").expect("d");
    assert_eq!(tree.path(d), "/a/b[2]/d");
}
