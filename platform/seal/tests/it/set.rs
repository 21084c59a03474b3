//! A seal that is set: it seals, it opens only here, it is told, it is followed by another.

use std::sync::Arc;

use ente::{Database, Place, TimeStamps};
use kernel::{Actor, Clock, FixedClock, Instant, SystemClock};
use office::Office;
use seal::{Standing, kept, open, read_file, set, trial};
use signing::verify::report::{Level, Mark};
use testkit::{Engine, TownHall};

use crate::house::{ENTE, PASSWORD, SEALS, good, installed, issue, p12};

static OFFICES: &[&dyn Office] = &[];
const ME: Actor = Actor::System("prova");

async fn hall(engine: Engine) -> TownHall {
    TownHall::start(engine, OFFICES).await
}

fn of_trial(hall: &TownHall) -> seal::Candidate {
    trial(&hall.ente.info, hall.ente.ledger.now(), &**hall.ente.ledger.random()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sealed_holds_before_our_own_verifier_and_says_when_it_is_a_trial() {
    for engine in Engine::all() {
        let hall = hall(engine).await;
        assert!(open(&hall.ente).await.unwrap().is_none());
        let (row, report) = set(&hall.ente, ME, of_trial(&hall)).await.unwrap();
        assert!(row.trial && row.holder.contains(seal::NOTICE), "{row:?}");
        assert_eq!(report.mark, Mark::Amber, "nobody trusts it, and it is not false: {}", report.sentence);
        let opened = open(&hall.ente).await.unwrap().unwrap();
        let sealed = opened.xml(&hall.ente, "<a><b>città</b></a>".as_bytes(), "sigillo-1").await.unwrap();
        let text = String::from_utf8(sealed.bytes).unwrap();
        assert!(text.contains("<b>città</b>") && text.contains("QualifyingProperties"), "{text}");
        assert_eq!((sealed.report.mark, sealed.report.signatures[0].level), (Mark::Amber, Level::B));
        // One letter that changes is seen.
        let changed = text.replace("città", "citta");
        let judged = validation::judge_own(&hall.ente, changed.into_bytes(), hall.ente.ledger.now()).await.unwrap();
        assert_eq!(judged.mark, Mark::Red);
        // A file of any kind, inside its seal, as it was.
        let index = b"<PIndex/>".to_vec();
        let sealed = opened.file(&hall.ente, index.clone()).await.unwrap();
        assert_eq!((sealed.report.mark, sealed.stamped), (Mark::Amber, false));
        assert!(sealed.bytes.windows(index.len()).any(|some| some == index), "the file lies in it");
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_lies_closed_for_its_place_and_is_gone_with_the_seal_that_follows() {
    for engine in Engine::all() {
        let hall = hall(engine).await;
        let (first, _) = set(&hall.ente, ME, of_trial(&hall)).await.unwrap();
        let key = async || -> Vec<(Vec<u8>, Vec<u8>)> {
            let read = hall.ente.db().read().await.unwrap();
            let rows = db::rows(&read, "SELECT seal_id, sealed FROM seal_key", []).await.unwrap();
            let one = |row: &sea_orm::QueryResult| {
                let id: kernel::Uuid = row.try_get("", "seal_id").unwrap();
                (id.as_bytes().to_vec(), row.try_get("", "sealed").unwrap())
            };
            rows.iter().map(one).collect()
        };
        let before = key().await;
        assert!(vault::is_sealed(&before[0].1), "nobody reads it in a copy of the database");
        let (second, _) = set(&hall.ente, ME, of_trial(&hall)).await.unwrap();
        let after = key().await;
        assert_eq!(after.len(), 1);
        assert_eq!(after[0].0, second.id.uuid().as_bytes());
        assert_ne!(first.id, second.id);
        let read = hall.ente.db().read().await.unwrap();
        assert_eq!(kept(&read).await.unwrap().unwrap().id, second.id);
        let all = db::rows(&read, "SELECT retired_at FROM seal_seal WHERE retired_at IS NOT NULL", []).await.unwrap();
        assert_eq!(all.len(), 1, "the one before stays, with when it was retired");
        drop(read);
        // Under another seal's id the same bytes do not open.
        let write = hall.ente.db().write().await.unwrap();
        db::execute(&write, "UPDATE seal_key SET sealed = $1", [before[0].1.clone().into()]).await.unwrap();
        write.commit().await.unwrap();
        assert!(matches!(open(&hall.ente).await, Err(seal::Error::Vault(_))));
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_from_a_service_becomes_the_seal_and_one_that_does_not_fit_is_refused_with_all_reasons() {
    if !installed() {
        return;
    }
    let hall = hall(Engine::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let file = good(folder.path());
    let (row, _) = set(&hall.ente, ME, read_file(&file, PASSWORD).unwrap()).await.unwrap();
    assert_eq!((row.holder.as_str(), row.issuer.as_str(), row.trial), ("Comune di Prova", "Autorita", false));
    let again = set(&hall.ente, ME, read_file(&file, PASSWORD).unwrap()).await.unwrap_err();
    assert!(again.to_string().contains("già il sigillo in uso"), "{again}");

    let person = "/C=IT/GN=Mario/SN=Rossi/serialNumber=TINIT-RSSMRA80A01M999X/CN=Mario Rossi";
    let other = "/C=IT/O=Altro/organizationIdentifier=GOVIT-c_x000/CN=Altro Comune";
    for (subject, extensions, told) in [
        (person, SEALS, &["persona giuridica"][..]),
        (other, SEALS, &["c_x000", "c_m999"]),
        (
            ENTE,
            "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n",
            &["autorità", "non serve a sigillare"],
        ),
    ] {
        issue(folder.path(), "ec_paramgen_curve:P-256", subject, extensions, "20");
        let candidate = read_file(&p12(folder.path(), &[]), PASSWORD).unwrap();
        let refused = set(&hall.ente, ME, candidate).await.unwrap_err().to_string();
        assert!(told.iter().all(|word| refused.contains(word)), "{subject}: {refused}");
    }
    let read = hall.ente.db().read().await.unwrap();
    assert_eq!(kept(&read).await.unwrap().unwrap().id, row.id, "what was refused changed nothing");
    drop(read);
    hall.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seal_whose_certificate_has_ended_seals_nothing_more() {
    let now = SystemClock.now();
    let clock = Arc::new(FixedClock::new(now));
    let hall = TownHall::start_at(Engine::Sqlite, OFFICES, clock.clone()).await;
    let (row, _) = set(&hall.ente, ME, of_trial(&hall)).await.unwrap();
    assert_eq!(Standing::of(Some(&row), clock.now()), Standing::Good);
    let later: Instant = row.not_after_at.plus_seconds(1);
    clock.set(later);
    assert_eq!(Standing::of(Some(&row), later), Standing::Expired);
    let candidate = trial(&hall.ente.info, now, &**hall.ente.ledger.random()).unwrap();
    let refused = set(&hall.ente, ME, candidate).await.unwrap_err().to_string();
    assert!(refused.contains("scaduto"), "{refused}");
    hall.stop().await;
}

/// What the program tells whoever lost a key is what it then does.
#[tokio::test(flavor = "multi_thread")]
async fn where_the_key_is_lost_or_does_not_open_the_same_file_sets_the_seal_again() {
    if !installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = good(folder.path());
    let file = || read_file(&file, PASSWORD).unwrap();
    for engine in Engine::all() {
        let hall = hall(engine).await;
        let (first, _) = set(&hall.ente, ME, file()).await.unwrap();
        let write = hall.ente.db().write().await.unwrap();
        db::execute(&write, "DELETE FROM seal_key", []).await.unwrap();
        write.commit().await.unwrap();
        let told = open(&hall.ente).await.unwrap_err();
        assert!(matches!(told, seal::Error::NoKey) && !told.passes(), "{told}");
        assert!(told.to_string().contains("municipio sigillo importa"), "{told}");
        let (second, _) = set(&hall.ente, ME, file()).await.unwrap();
        assert!(open(&hall.ente).await.unwrap().is_some_and(|opened| opened.row.id == second.id));
        assert_ne!(first.id, second.id, "the one before is told as retired");

        let write = hall.ente.db().write().await.unwrap();
        db::execute(&write, "UPDATE seal_key SET sealed = $1", [vec![0_u8; 99].into()]).await.unwrap();
        write.commit().await.unwrap();
        open(&hall.ente).await.unwrap_err();
        set(&hall.ente, ME, file()).await.unwrap();
        assert!(open(&hall.ente).await.unwrap().is_some());
        let again = set(&hall.ente, ME, file()).await.unwrap_err();
        assert!(again.to_string().contains("già il sigillo in uso"), "{again}");
        hall.verify_clean().await;
        hall.stop().await;
    }
}

/// An address of an authority that cannot be one keeps a register from its time stamp, and XML from nothing.
#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_stamped_asks_for_an_authority_for_time_stamps() {
    let folder = tempfile::tempdir().unwrap();
    let mut place = Place::in_folder(folder.path().join("dati"), Database::Sqlite, std::env::current_exe().unwrap());
    let stamps = TimeStamps { url: "questo non è un indirizzo".into(), login: None, policy: None };
    place.time_stamps.insert("prova".into(), stamps);
    let hall = TownHall::open(place, OFFICES, Arc::new(SystemClock)).await;
    set(&hall.ente, ME, of_trial(&hall)).await.unwrap();
    let opened = open(&hall.ente).await.unwrap().unwrap();
    assert!(opened.xml(&hall.ente, b"<a/>", "sigillo-1").await.is_ok());
    let told = opened.pdf(&hall.ente, Vec::new(), "prova").await.unwrap_err();
    assert!(matches!(told, seal::Error::Stamp(_)), "{told}");
    hall.stop().await;
}
