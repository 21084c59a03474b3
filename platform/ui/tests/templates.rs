//! Every template of this crate and of the gallery: renders, escapes, obeys the Content-Security-Policy.

#[path = "../examples/gallery/pages.rs"]
mod pages;
#[path = "../examples/gallery/samples/mod.rs"]
mod samples;

use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use pages::{Confirm, Dashboard, Desk, Form, List, Login, Pieces, Thing};
use serde::Serialize;
use serde_json::Value;
use ui::{
    Crumb, EnteBadge, Error, ErrorPage, Flash, FlashKind, Frame, MenuItem, Page, PersonBadge, Suggestions,
    TemplateFile, Templates,
};

/// What somebody would write into a field to break out of the page.
const ATTACK: &str = "\"><script>alert('x')</script>";

fn templates() -> Templates {
    Templates::new(pages::TEMPLATES).expect("the templates compile")
}

/// What a browser would run or draw against the policy, in a template's source or in a page.
fn forbidden(html: &str) -> Vec<String> {
    let lower = html.to_ascii_lowercase();
    let mut found = Vec::new();
    for (at, _) in lower.match_indices('<') {
        let tag: String = lower.get(at..).unwrap_or_default().chars().take_while(|c| *c != '>').collect();
        let own = tag.split_once("{{").map_or(tag.as_str(), |(before, _)| before);
        for word in own.split_ascii_whitespace().skip(1) {
            if word.starts_with("style=") || (word.starts_with("on") && word.contains('=')) {
                found.push(tag.clone());
            }
        }
        if tag.starts_with("<style") || (tag.starts_with("<script") && !tag.contains(" src=")) {
            found.push(tag);
        }
    }
    found
}

fn check<P: Page>(seen: &mut BTreeSet<&'static str>) {
    let templates = templates();
    let frames = [samples::frame("Titolo", "/protocollo/1234"), Frame::default()];
    for page in &P::samples() {
        for frame in &frames {
            let whole = templates.page(frame, page).expect("the page renders");
            let part = templates.fragment(frame, page).expect("the fragment renders");
            assert!(forbidden(&whole).is_empty(), "{}: {:?}", P::TEMPLATE, forbidden(&whole));
            assert!(!part.contains("<html") && !part.contains("<h1"), "{}: a fragment has no frame", P::TEMPLATE);
            assert!(whole.contains(part.trim()), "{}: the page holds its fragment", P::TEMPLATE);
        }
    }
    seen.insert(P::TEMPLATE);
}

#[test]
fn every_page_renders_with_every_sample_whole_and_as_a_fragment() {
    let mut seen = BTreeSet::new();
    check::<ErrorPage>(&mut seen);
    check::<Suggestions>(&mut seen);
    check::<List>(&mut seen);
    check::<Thing>(&mut seen);
    check::<Form>(&mut seen);
    check::<Desk>(&mut seen);
    check::<Dashboard>(&mut seen);
    check::<Confirm>(&mut seen);
    check::<Login>(&mut seen);
    check::<Pieces>(&mut seen);
    for file in pages::TEMPLATES {
        assert!(seen.contains(file.name), "{} is rendered by no test", file.name);
    }
}

/// A sample with every text replaced by an attack.
#[derive(Serialize)]
struct Hostile<P> {
    #[serde(flatten)]
    fields: Value,
    #[serde(skip)]
    page: PhantomData<P>,
}

impl<P: Page> Page for Hostile<P> {
    const TEMPLATE: &'static str = P::TEMPLATE;
    fn samples() -> Vec<Self> {
        let hostile = |page: P| {
            let mut fields = serde_json::to_value(page).expect("samples serialize");
            poison(&mut fields);
            Self { fields, page: PhantomData }
        };
        P::samples().into_iter().map(hostile).collect()
    }
}

/// Tones and directions are a closed vocabulary that no user writes; all other text may come from outside.
fn poison(value: &mut Value) {
    match value {
        Value::String(text) => *text = ATTACK.to_owned(),
        Value::Array(items) => items.iter_mut().for_each(poison),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                if !matches!(name.as_str(), "kind" | "kinds" | "sorted") {
                    poison(field);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn hostile_frame() -> Frame {
    let text = || ATTACK.to_owned();
    Frame {
        title: text(),
        breadcrumb: vec![Crumb { label: text(), href: Some(text()) }, Crumb { label: text(), href: None }],
        ente: EnteBadge { name: text(), coat_of_arms_href: text() },
        person: Some(PersonBadge { name: text(), initials: text(), role: text() }),
        menu: vec![MenuItem {
            label: text(),
            href: text(),
            icon: text(),
            count: Some(1),
            current: true,
            fold: Some(text()),
            unfolded: true,
        }],
        waiting: 1,
        csrf: text(),
        flash: vec![Flash { kind: FlashKind::Danger, text: text() }],
        help_href: Some(text()),
        path: text(),
        demo_notice: true,
        ..samples::frame("", "")
    }
}

fn attack<P: Page>() {
    let templates = templates();
    for page in &Hostile::<P>::samples() {
        let html = templates.page(&hostile_frame(), page).expect("the hostile page renders");
        assert!(!html.contains("<script>alert"), "{} lets a script through", P::TEMPLATE);
        assert!(!html.contains("\">&lt;script"), "{} lets a quote close an attribute", P::TEMPLATE);
    }
}

#[test]
fn a_script_in_any_text_comes_out_as_text() {
    attack::<ErrorPage>();
    attack::<Suggestions>();
    attack::<List>();
    attack::<Thing>();
    attack::<Form>();
    attack::<Desk>();
    attack::<Dashboard>();
    attack::<Confirm>();
    attack::<Login>();
    attack::<Pieces>();
}

#[derive(Serialize)]
struct Anything {
    known: Option<String>,
}

impl Page for Anything {
    const TEMPLATE: &'static str = "try/it.html";
    fn samples() -> Vec<Self> {
        vec![Self { known: None }]
    }
}

fn try_it(source: &'static str) -> Result<String, Error> {
    Templates::new(&[TemplateFile { name: "try/it.html", source }])?
        .fragment(&Frame::default(), &Anything { known: None })
}

#[test]
fn what_is_wrong_is_tied_to_its_control_and_to_a_group_of_them() {
    let told = |source| try_it(source).expect("it renders");
    let control = told(
        "{% import 'ui/components.html' as ui %}<input{{ ui.described('motivo-3', true, 'No.') }}>{{ ui.error_text('motivo-3', 'No.') }}",
    );
    let (tag, text) = control.split_once('>').expect("a tag");
    assert_eq!(tag, "<input aria-describedby=\"motivo-3-aiuto motivo-3-errore\" aria-invalid=\"true\"");
    assert!(text.contains(" id=\"motivo-3-errore\">") && text.contains("No."), "{text}");
    let group = "{% import 'ui/components.html' as ui %}<fieldset{{ ui.described('a', none, 'No.', group=true) }}>";
    assert_eq!(told(group), "<fieldset aria-describedby=\"a-errore\">", "of a group no control is said to be wrong");
    let well = "{% import 'ui/components.html' as ui %}[{{ ui.described('a', none, '') }}{{ ui.error_text('a', '') }}]";
    assert_eq!(told(well), "[]");
}

#[test]
fn a_variable_that_is_missing_is_an_error_and_an_absent_one_prints_nothing() {
    assert_eq!(try_it("[{{ known }}]").expect("an absent value renders"), "[]");
    assert!(matches!(try_it("{{ unknown }}"), Err(Error::Render { .. })));
    assert!(matches!(try_it("{% if unknown %}x{% endif %}"), Err(Error::Render { .. })));
    assert!(matches!(
        try_it("{% import 'ui/components.html' as ui %}{{ ui.badge('x', colour='red') }}"),
        Err(Error::Render { .. })
    ));
}

#[test]
fn a_template_that_is_not_valid_or_given_twice_is_refused_at_the_start() {
    assert!(matches!(try_it("{% if %}"), Err(Error::Compile { .. })));
    let twice = TemplateFile { name: "ui/frame.html", source: "" };
    assert!(matches!(Templates::new(&[twice]), Err(Error::Duplicate { .. })));
}

#[test]
fn a_block_can_be_rendered_by_itself() {
    let page = List::samples().into_iter().next().expect("a sample");
    let actions = templates().block(&samples::frame("", ""), &page, "actions").expect("the block renders");
    assert!(actions.contains("Registra in arrivo") && !actions.contains("<table"));
}

/// Template files of the whole house, so that no office slips in what the policy forbids.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for floor in ["platform", "uffici"] {
        collect(&root.join(floor), &mut files);
    }
    files
        .into_iter()
        .filter(|file| file.components().any(|part| part.as_os_str() == "templates"))
        .filter_map(|file| std::fs::read_to_string(&file).ok().map(|source| (file, source)))
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            files.push(path);
        }
    }
}

#[test]
fn no_template_carries_inline_scripts_styles_or_handlers() {
    let sources = sources();
    assert!(sources.len() > 10, "the templates are found");
    for (file, source) in sources {
        assert!(forbidden(&source).is_empty(), "{}: {:?}", file.display(), forbidden(&source));
    }
    assert_eq!(forbidden("<p style=\"x\">").len(), 1);
    assert_eq!(forbidden("<button type=button onclick=\"x()\">").len(), 1);
    assert_eq!(forbidden("<script>x()</script>").len(), 1);
    assert_eq!(forbidden("<style>p{}</style>").len(), 1);
}

#[test]
fn every_icon_that_a_template_names_is_in_the_sprite() {
    let sprite = ui::asset("svg/sprites.svg").expect("the sprite is embedded");
    let sprite = String::from_utf8_lossy(sprite.bytes);
    for (file, source) in sources() {
        for piece in source.split('"').filter(|piece| piece.starts_with("it-") && !piece.contains(char::is_whitespace))
        {
            assert!(sprite.contains(&format!("id=\"{piece}\"")), "{} names the icon {piece}", file.display());
        }
    }
}

/// The macros that `ui/components.html` gives.
fn macros() -> Vec<String> {
    let source = include_str!("../templates/ui/components.html");
    let imported = source.split("import ").skip(2).filter_map(|rest| rest.split(" -%}").next());
    imported.flat_map(|names| names.split(", ").map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn every_macro_is_described_and_shown_in_the_gallery() {
    let readme = include_str!("../README.md");
    let gallery: String = sources()
        .into_iter()
        .chain(pages::TEMPLATES.iter().map(|file| (PathBuf::from(file.name), file.source.to_owned())))
        .map(|(_, source)| source)
        .collect();
    let macros = macros();
    assert!(macros.len() > 40, "the macros are found: {macros:?}");
    for name in macros {
        assert!(readme.contains(&format!("`{name}(")), "README.md does not describe {name}");
        // Once where it is defined, and at least once where it is used.
        assert!(gallery.matches(&format!("{name}(")).count() > 1, "no page shows {name}");
    }
}
