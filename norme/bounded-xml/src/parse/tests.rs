use super::*;

fn tree(xml: &str) -> Result<Document, Error> {
    read(xml.as_bytes(), Limits::default())
}

#[test]
fn text_attributes_and_namespaces_are_read() {
    let document = tree("<?xml version='1.0'?>\n<p:a xmlns:p='urn:x' v=' 1 '><b>uno &amp; due&#233;</b><b/></p:a>")
        .expect("well formed");
    let root = &document.root;
    assert_eq!((root.name.as_str(), root.namespace.as_deref()), ("a", Some("urn:x")));
    assert_eq!(root.attribute("v"), Some("1"));
    assert_eq!(root.text_at(&["b"]), Some("uno & dueé"));
    assert_eq!(root.children_named("b").count(), 2);
    assert_eq!((root.line, document.repaired), (2, false));
}

#[test]
fn declared_latin_encodings_are_honoured() {
    for name in ["windows-1252", "ISO-8859-1", "iso-8859-15"] {
        let mut bytes = format!("<?xml version=\"1.0\" encoding=\"{name}\"?><a>citt").into_bytes();
        bytes.extend_from_slice(b"\xe0</a>");
        let document = read(&bytes, Limits::default()).expect(name);
        assert_eq!(document.root.text, "città", "{name}");
        assert!(!document.repaired);
    }
}

#[test]
fn utf16_with_mark_is_read() {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>è</a>".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(read(&bytes, Limits::default()).expect("utf-16").root.text, "è");
}

#[test]
fn latin_bytes_declared_utf8_are_read_and_reported() {
    let document = read(b"<?xml version='1.0' encoding='UTF-8'?><a>citt\xe0</a>", Limits::default()).expect("read");
    assert_eq!(document.root.text, "città");
    assert!(document.repaired);
}

#[test]
fn entities_are_never_expanded() {
    let bomb = "<!DOCTYPE a [<!ENTITY x 'boom'>]><a>&x;</a>";
    assert_eq!(tree(bomb), Err(Error::InternalDtd));
    assert!(matches!(tree("<a>\n&x;</a>"), Err(Error::Entity { line: 2, name }) if name == "x"));
    assert!(matches!(tree("<a v='&x;'/>"), Err(Error::Malformed { .. })));
}

#[test]
fn an_external_dtd_is_named_but_not_fetched() {
    let document = tree("<!DOCTYPE Segnatura SYSTEM \"Segnatura.dtd\"><Segnatura/>").expect("read");
    assert_eq!(document.doctype.as_deref(), Some("Segnatura SYSTEM \"Segnatura.dtd\""));
}

#[test]
fn each_bound_has_its_own_error() {
    let limits = Limits { bytes: 200, depth: 3, elements: 5, attributes: 2 };
    let error = |xml: &str| read(xml.as_bytes(), limits).expect_err(xml);
    assert!(matches!(error(&" ".repeat(201)), Error::TooBig { found: 201, limit: 200 }));
    assert!(matches!(error("<a><a><a>\n<a/></a></a></a>"), Error::TooDeep { line: 2, limit: 3 }));
    assert!(matches!(error("<a><b/><b/><b/><b/><b/></a>"), Error::TooManyElements { limit: 5 }));
    assert!(matches!(error("<a x='1' y='2' z='3'/>"), Error::TooManyAttributes { line: 1, limit: 2 }));
}

#[test]
fn damage_is_named_with_its_line() {
    let cases = [
        ("", "vuoto"),
        ("%PDF-1.7", "non è un XML"),
        ("<a>\n<b></a>", "riga 2"),
        ("<a>\n\n<b c></b></a>", "riga 3"),
        ("<a><b>", "«b»"),
        ("<a/><b/>", "dopo la fine"),
        ("<a/>coda", "fuori dall'elemento"),
        ("<?xml version='1.0' encoding='klingon'?><a/>", "klingon"),
    ];
    for (xml, expected) in cases {
        let message = tree(xml).expect_err(xml).to_string();
        assert!(message.contains(expected), "{xml}: {message}");
    }
}

#[test]
fn control_characters_become_blanks_and_are_reported() {
    let document = tree("<a>uno&#x1;due</a>").expect("read");
    assert_eq!((document.root.text.as_str(), document.repaired), ("uno due", true));
}

#[test]
fn no_mutation_of_a_document_panics() {
    let base = b"<?xml version='1.0' encoding='utf-8'?><p:a xmlns:p='urn:x'><b c=\"d&lt;\">t&#65;<![CDATA[x]]></b><!--k--></p:a>";
    let mut state = 0x9e37_79b9_u32;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize
    };
    for _ in 0..20_000 {
        let mut bytes = base.to_vec();
        for _ in 0..1 + next() % 4 {
            let place = next() % bytes.len();
            if let Some(byte) = bytes.get_mut(place) {
                *byte = next().to_le_bytes()[1];
            }
        }
        bytes.truncate(bytes.len() - next() % 3);
        let _ = read(&bytes, Limits::default());
    }
}

#[test]
fn words_and_elements_that_are_mixed_keep_their_order() {
    let document = tree("<p>uno <b>due</b><i/> tr&#233; <b>quattro</b>cinque</p>").expect("well formed");
    let told: Vec<String> = document
        .root
        .pieces()
        .iter()
        .map(|piece| match piece {
            crate::Piece::Text(text) => (*text).to_owned(),
            crate::Piece::Element(element) => format!("<{} {}>", element.name, element.text),
        })
        .collect();
    assert_eq!(told, ["uno ", "<b due>", "<i >", " tré ", "<b quattro>", "cinque"]);
}

#[test]
fn the_root_may_declare_what_word_processors_declare_and_what_is_inside_may_not() {
    let declared = |many: usize| (0..many).map(|n| format!(" xmlns:p{n}='urn:{n}'")).collect::<String>();
    assert!(tree(&format!("<p1:a{}><b{}/></p1:a>", declared(40), declared(16))).is_ok());
    assert!(tree(&format!("<a{}/>", declared(65))).is_err());
    assert!(tree(&format!("<a><b{}/></a>", declared(17))).is_err());
}
