//! Names and words made to do harm, through the pages: a name that plays tricks, a subject that a sheet would run, a path where a
//! number should be. What comes out is text, everywhere.

use std::sync::Arc;

use documents::{format::recognise, text::extract};
use hostile::{Dice, FORMULAS, NAMES, mail, name};
use kernel::SystemClock;
use office::Office;
use protocollo::{Nuova, Parte, Protocollo, Verso, registra};
use reqwest::multipart;
use testkit::{Engine, TownHall, link, usual_settings};

use crate::posta::ADDETTA;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

const ODD: [char; 6] = ['\u{202e}', '\u{2066}', '\u{2067}', '\u{200e}', '\u{feff}', '\0'];

fn cells(line: &str) -> Vec<String> {
    line.trim_end_matches("\r\n").split("\";\"").map(|cell| cell.trim_matches('"').replace("\"\"", "\"")).collect()
}

/// Whether a sheet would take it for a command, and not only those whose makers read the rules.
fn runs(cell: &str) -> bool {
    let bare =
        cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}' || c == '\u{200b}');
    bare.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[tokio::test(flavor = "multi_thread")]
async fn no_cell_of_an_export_is_a_command() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let person = hall.person("anna", unit, ADDETTA).await;
        let who = hall.who(person).await;
        let words: Vec<String> = FORMULAS.iter().chain(&NAMES).map(|text| text.replace('\0', " ")).collect();
        for word in &words {
            let parti = vec![Parte { nome: format!("{word} Rossi"), ..Parte::default() }];
            let nuova = Nuova { parti, ..Nuova::new(Verso::Arrivo, format!("{word} domanda di contributo"), "mano") };
            registra(&hall.ente, &who, &nuova, &[], None).await.unwrap();
        }
        let anna = hall.signed_in("anna").await;
        let csv = anna.read("/protocollo/esporta.csv").await;
        let mut seen = 0;
        // A quoted line end is part of its cell.
        for line in csv.trim_start_matches('\u{feff}').split("\"\r\n\"") {
            for cell in cells(line) {
                assert!(!runs(&cell), "{cell:?} of the list");
                seen += 1;
            }
        }
        assert!(seen > words.len() * 11, "{seen} cells");
        for end in ["xlsx", "ods"] {
            let bytes = anna.get(&format!("/protocollo/esporta.{end}")).await.bytes().await.unwrap();
            let inside = unpacked(&bytes);
            assert!(!inside.contains("<f>") && !inside.contains("<f ") && !inside.contains("table:formula"), "{end}");
            assert!(!inside.contains("<hyperlink"), "{end}");
            let text = extract(&bytes, &recognise(&bytes[..bytes.len().min(65_536)], "", Some(&bytes))).text;
            assert!(text.contains("=cmd|' /C calc'!A0"), "as text it is there: {end}");
        }
        let page = anna.read("/protocollo").await;
        assert!(!page.contains("<script>alert(1)") && !page.contains("<img src=x"), "{page}");
        hall.verify_clean().await;
    }
}

/// All files of an archive, one after the other.
pub fn unpacked(bytes: &[u8]) -> String {
    use std::io::{Cursor, Read};
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..zip.len() {
        let _ = zip.by_index(at).unwrap().read_to_string(&mut all);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_plays_tricks_is_only_a_name() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, ADDETTA).await;
        let anna = hall.signed_in("anna").await;
        let token = anna.token().await;
        let names = NAMES.iter().map(|name| (*name).to_owned()).chain((0..40).map(|seed| name(&mut Dice::new(seed))));
        let mut registered = 0;
        for (n, name) in names.enumerate() {
            let name: String = name.chars().take(2_000).collect();
            let file = multipart::Part::bytes(format!("testo {n}").into_bytes()).file_name(name.clone());
            let form = multipart::Form::new().text("csrf", token.clone()).text("verso", "arrivo").part("file", file);
            let dropped =
                anna.client().post(anna.address("/protocollo/nuova/carica")).multipart(form).send().await.unwrap();
            let status = dropped.status().as_u16();
            assert!(status == 303 || status == 400, "{status} for {name:?}");
            let Some(place) = dropped.headers().get("location").map(|place| place.to_str().unwrap().to_owned()) else {
                continue;
            };
            let form = anna.read(&place).await;
            only_text(&form, &name);
            let bozza = place.rsplit('=').next().unwrap().to_owned();
            let fields = [
                ("bozza", &*bozza),
                ("chiave", &*bozza),
                ("verso", "arrivo"),
                ("mezzo", "mano"),
                ("oggetto", "Domanda di contributo"),
                ("nome_testo", &name.replace('\0', "")),
            ];
            let done = anna.post_with(&token, "/protocollo/nuova", &fields).await;
            let status = done.status().as_u16();
            assert!(status == 303 || status == 422, "{status} for {name:?}");
            let Some(place) = done.headers().get("location").map(|place| place.to_str().unwrap().to_owned()) else {
                continue;
            };
            let entry = anna.read(place.trim_end_matches("?registrata")).await;
            only_text(&entry, &name);
            let href = link(&entry, "/scarica");
            let taken = anna.get(href.unwrap_or_else(|| panic!("no document in {entry}"))).await;
            assert_eq!(taken.status(), 200, "{name:?}");
            let how = taken.headers()["content-disposition"].to_str().map(str::to_owned);
            let how = how.unwrap_or_else(|_| panic!("a header of plain characters for {name:?}"));
            assert!(
                how.starts_with("attachment; filename") && !how.contains("=\"..\"") && !how.contains(['/', '\\']),
                "{how}"
            );
            assert_eq!(how.matches("filename=").count(), 1, "{how}");
            assert_eq!(taken.headers()["x-content-type-options"], "nosniff");
            assert!(
                taken.headers().get("set-cookie").is_none_or(|cookie| !cookie.as_bytes().starts_with(b"x=1")),
                "{name:?}"
            );
            registered += 1;
        }
        assert!(registered > 15, "only {registered} were registered: the others prove nothing of documents");
        hall.verify_clean().await;
    }
}

fn only_text(page: &str, name: &str) {
    assert!(!page.contains("<script>alert(1)") && !page.contains("<img src=x"), "{name:?}: {page}");
    // What turns the direction of writing makes "gpj.exe" of "exe.jpg".
    assert!(!page.contains(ODD), "{name:?}: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_stands_where_an_address_has_a_number_is_answered_and_never_breaks() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    let all: Vec<&str> = office::permissions(OFFICES).iter().map(|one| one.code).collect();
    hall.person("anna", unit, &all).await;
    let anna = hall.signed_in("anna").await;
    let routes = hall.house.routes.clone();
    let mut asked = 0;
    for (n, route) in routes.iter().filter(|route| route.method == "GET" && route.path.contains('{')).enumerate() {
        for turn in 0..24 {
            let dice = &mut Dice::new((n * 100 + turn) as u64);
            let part = |part: &str, dice: &mut Dice| match part.starts_with('{') {
                true => web::encode(&odd_part(dice)),
                false => part.to_owned(),
            };
            let path: Vec<String> = route.path.split('/').map(|one| part(one, dice)).collect();
            let path = path.join("/");
            let answer = anna.get(&path).await;
            let status = answer.status().as_u16();
            assert!(status < 500 || route.path == "/metrics", "{status} for {path}");
            let page = answer.text().await.unwrap();
            assert!(!page.contains("<script>alert(1)"), "{path}: {page}");
            asked += 1;
        }
    }
    assert!(asked > 500, "{asked}");
}

fn odd_part(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => {
            dice.one(&["-1", "0", "9223372036854775807", "9223372036854775808", "1e5", "0x10", "１", "NaN"]).to_owned()
        }
        1 => dice
            .one(&[
                "2026-VI.3-1",
                "2026-VI.3-99999999999999999999",
                "--",
                "2026--1",
                "018f3f1e-0000-7000-8000-000000000000",
            ])
            .to_owned(),
        _ => name(dice).chars().take(800).collect(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_made_to_do_harm_are_taken_like_any_other_and_read_without_harm() {
    for engine in Engine::all() {
        let hall = TownHall::start_with(engine, OFFICES, Arc::new(SystemClock), usual_settings()).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, ADDETTA).await;
        let anna = hall.signed_in("anna").await;
        for seed in 0..30 {
            let bytes = mail(&mut Dice::new(10_000 + seed), &[]);
            let fields = [("verso", "arrivo")];
            let dropped = anna.upload("/protocollo/nuova/carica", &fields, "messaggio.eml", bytes).await;
            assert_eq!(dropped.status(), 303, "mail of seed {}", 10_000 + seed);
            let form = anna.get(dropped.headers()["location"].to_str().unwrap()).await;
            assert_eq!(form.status(), 200, "mail of seed {}", 10_000 + seed);
            only_text(&form.text().await.unwrap(), "a mail");
        }
        while hall.work().await > 0 {}
        hall.verify_clean().await;
    }
}
