//! The examples of the recommendations, those that need no DTD.

use super::{Kind, Method, NodeSet, canonicalize};
use crate::tree::{ROOT, Tree};
use crate::{Budget, Limits, Problem};

fn form(text: &str, apex: Option<&str>, method: &Method) -> Result<String, Problem> {
    let tree = Tree::read(text.as_bytes(), Limits::default()).expect("a document");
    let apex = apex.map_or(ROOT, |name| tree.within(ROOT).find(|at| tree.local(*at) == name).expect("the apex"));
    let set = NodeSet { comments: true, ..NodeSet::of(apex) };
    let bytes = canonicalize(&tree, &set, method, &Budget::new(100_000))?;
    Ok(String::from_utf8(bytes).expect("UTF-8"))
}

fn method(kind: Kind, comments: bool) -> Method {
    Method { kind, comments, inclusive_prefixes: Vec::new() }
}

/// Canonical XML 1.0, 3.1.
#[test]
fn instructions_and_comments_outside_the_root() {
    let text = "<?xml version=\"1.0\"?>\n\n<?xml-stylesheet   href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n\n<doc>Hello, \
                world!<!-- Comment 1 --></doc>\n\n<?pi-without-data     ?>\n\n<!-- Comment 2 -->\n\n<!-- Comment 3 -->";
    let style = "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n";
    assert_eq!(
        form(text, None, &method(Kind::Inclusive10, false)).expect("form"),
        format!("{style}<doc>Hello, world!</doc>\n<?pi-without-data?>")
    );
    assert_eq!(
        form(text, None, &method(Kind::Inclusive10, true)).expect("form"),
        format!(
            "{style}<doc>Hello, world!<!-- Comment 1 --></doc>\n<?pi-without-data?>\n<!-- Comment 2 -->\n<!-- Comment 3 -->"
        )
    );
}

/// Canonical XML 1.0, 3.3, without the attribute default of its DTD.
#[test]
fn start_and_end_tags() {
    let text = "<doc><e1   /><e2   ></e2><e3   name = \"elem3\"   id=\"elem3\"   /><e5 a:attr=\"out\" b:attr=\"sorted\" \
                attr2=\"all\" attr=\"I'm\" xmlns:b=\"http://www.ietf.org\" xmlns:a=\"http://www.w3.org\" \
                xmlns=\"http://example.org\"/><e6 xmlns=\"\" xmlns:a=\"http://www.w3.org\"><e7 \
                xmlns=\"http://www.ietf.org\"><e8 xmlns=\"\" xmlns:a=\"http://www.w3.org\"><e9 xmlns=\"\" \
                xmlns:a=\"http://www.ietf.org\"/></e8></e7></e6></doc>";
    let wanted = "<doc><e1></e1><e2></e2><e3 id=\"elem3\" name=\"elem3\"></e3><e5 xmlns=\"http://example.org\" \
                  xmlns:a=\"http://www.w3.org\" xmlns:b=\"http://www.ietf.org\" attr=\"I'm\" attr2=\"all\" b:attr=\"sorted\" \
                  a:attr=\"out\"></e5><e6 xmlns:a=\"http://www.w3.org\"><e7 xmlns=\"http://www.ietf.org\"><e8 xmlns=\"\"><e9 \
                  xmlns:a=\"http://www.ietf.org\"></e9></e8></e7></e6></doc>";
    assert_eq!(form(text, None, &method(Kind::Inclusive10, false)).expect("form"), wanted);
}

/// Canonical XML 1.0, 3.4: characters and references.
#[test]
fn characters() {
    let text = "<doc><text>First line&#x0d;&#10;Second line</text><value>&#x32;</value><compute><![CDATA[value>\"0\" && \
                value<\"10\" ?\"valid\":\"error\"]]></compute><norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/></doc>";
    let wanted = "<doc><text>First line&#xD;\nSecond line</text><value>2</value><compute>value&gt;\"0\" &amp;&amp; \
                  value&lt;\"10\" ?\"valid\":\"error\"</compute><norm attr=\" '    &#xD;&#xA;&#x9;   ' \"></norm></doc>";
    assert_eq!(form(text, None, &method(Kind::Inclusive10, false)).expect("form"), wanted);
}

/// Exclusive XML Canonicalization, 2.2: the same element in two surroundings.
#[test]
fn exclusive_does_not_carry_the_surroundings_along() {
    let one =
        "<n0:pdu xmlns:n0=\"http://a.example\"><n1:elem1 xmlns:n1=\"http://b.example\">content</n1:elem1></n0:pdu>";
    let two = "<n2:pdu xmlns:n1=\"http://example.com\" xmlns:n2=\"http://foo.example\" xml:lang=\"fr\" \
               xml:space=\"retain\"><n1:elem2 xmlns:n0=\"http://a.example\" xmlns:n1=\"http://b.example\" \
               xml:lang=\"en\"><n3:stuff xmlns:n3=\"ftp://example.org\"/></n1:elem2></n2:pdu>";
    let exclusive = method(Kind::Exclusive, false);
    assert_eq!(
        form(one, Some("elem1"), &exclusive).expect("form"),
        "<n1:elem1 xmlns:n1=\"http://b.example\">content</n1:elem1>"
    );
    assert_eq!(
        form(two, Some("elem2"), &exclusive).expect("form"),
        "<n1:elem2 xmlns:n1=\"http://b.example\" xml:lang=\"en\"><n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff></n1:elem2>"
    );
    assert_eq!(
        form(two, Some("elem2"), &method(Kind::Inclusive10, false)).expect("form"),
        "<n1:elem2 xmlns:n0=\"http://a.example\" xmlns:n1=\"http://b.example\" xmlns:n2=\"http://foo.example\" \
         xml:lang=\"en\" xml:space=\"retain\"><n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff></n1:elem2>"
    );
    let with = Method { inclusive_prefixes: vec!["n0".to_owned(), "n2".to_owned()], ..exclusive };
    assert_eq!(
        form(two, Some("elem2"), &with).expect("form"),
        "<n1:elem2 xmlns:n0=\"http://a.example\" xmlns:n1=\"http://b.example\" xmlns:n2=\"http://foo.example\" \
         xml:lang=\"en\"><n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff></n1:elem2>"
    );
}

/// Canonical XML 1.1, 2.4: `xml:id` stays where it is, `xml:lang` comes along.
#[test]
fn the_newer_form_does_not_inherit_identifiers() {
    let text = "<a xml:id=\"x\" xml:lang=\"it\"><b/></a>";
    assert_eq!(form(text, Some("b"), &method(Kind::Inclusive11, false)).expect("form"), "<b xml:lang=\"it\"></b>");
    let old = form(text, Some("b"), &method(Kind::Inclusive10, false)).expect("form");
    assert_eq!(old, "<b xml:id=\"x\" xml:lang=\"it\"></b>");
    let based = "<a xml:base=\"x\"><b/></a>";
    assert!(matches!(form(based, Some("b"), &method(Kind::Inclusive11, false)), Err(Problem::NotSupported(_))));
}

#[test]
fn the_default_namespace_is_taken_back_where_nothing_has_it() {
    let text = "<a xmlns=\"x\"><b xmlns=\"\"><c/></b></a>";
    let exclusive = method(Kind::Exclusive, false);
    assert_eq!(form(text, None, &exclusive).expect("form"), "<a xmlns=\"x\"><b xmlns=\"\"><c></c></b></a>");
    assert_eq!(form(text, Some("b"), &exclusive).expect("form"), "<b><c></c></b>");
}

/// Long names of namespaces, written again at each element, grow a small document into a large one.
#[test]
fn a_form_that_grows_without_bounds_is_stopped() {
    let text = format!("<a xmlns:p=\"{}\">{}</a>", "x".repeat(4_000), "<p:b/>".repeat(1_000));
    assert_eq!(form(&text, None, &method(Kind::Exclusive, false)), Err(Problem::TooMuchWork));
}
