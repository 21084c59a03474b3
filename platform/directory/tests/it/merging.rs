use directory::{By, Error, Kind, MergeId, Merging, NewSubject, SubjectId, subject};

use crate::fixture::{LUIGI, MARIO, NUMBER, Stage, clerk, merger, named, on_each_engine, text};

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

async fn edil(stage: &Stage) -> (subject::Model, subject::Model) {
    let old = NewSubject {
        kind: Kind::Impresa,
        name: "Edilnova S.r.l.".into(),
        vat_number: text(NUMBER),
        pec: text("edilnova@pec.it"),
        ..NewSubject::default()
    };
    let new = NewSubject {
        kind: Kind::Impresa,
        name: "Edil Nova srl".into(),
        tax_code: text(NUMBER),
        pec: text("edil.nova@legalmail.it"),
        address: text("Via Roma 1"),
        ..NewSubject::default()
    };
    (stage.add(old).await, stage.add(new).await)
}

#[tokio::test]
async fn the_survivor_is_found_and_recognised_by_everything_that_either_said() {
    on_each_engine(|stage| async move {
        let (kept, lost) = edil(&stage).await;
        let fields = NewSubject { pec: lost.pec.clone(), address: lost.address.clone(), ..NewSubject::from(&kept) };
        stage.unite(&lost, &kept, fields).await;
        for typed in ["edilnova", "edil nova", "edilnova@pec", "edil.nova@legal"] {
            assert_eq!(stage.suggested(typed).await, ["Edilnova S.r.l."], "{typed}");
        }
        let filter = directory::Filter { text: "edil nova".into(), kind: None };
        let page = directory::page(&clerk(), &stage.read().await, None, 10, &filter).await.unwrap();
        assert_eq!(page.subjects.iter().map(|row| row.id).collect::<Vec<_>>(), [kept.id]);
        // What arrives in the old name or from either address is of the survivor, and adds nobody.
        for clues in [
            named("EDIL NOVA SRL"),
            directory::Clues { pec: text("edilnova@pec.it"), ..named("Edilnova S.r.l.") },
            directory::Clues { pec: text("edil.nova@legalmail.it"), ..named("Edil Nova srl") },
            directory::Clues { tax_code: text(NUMBER), ..named("Edil Nova") },
        ] {
            assert_eq!(stage.register(&clues).await.subject.id, kept.id, "{clues:?}");
        }
        let lost = stage.row(lost.id).await;
        assert_eq!((lost.merged_into, lost.name.as_str()), (Some(kept.id), "Edil Nova srl"));
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_person_is_certain_by_the_address_and_the_name_of_a_merged_record() {
    on_each_engine(|stage| async move {
        let new = |name: &str, pec: &str| NewSubject { name: name.into(), pec: text(pec), ..NewSubject::default() };
        let kept = stage.add(new("Neri Carla", "carla@pec.it")).await;
        let lost = stage.add(new("Neri Karla", "karla@pec.it")).await;
        stage.merge(&lost, &kept).await;
        let old = directory::Clues { pec: text("karla@pec.it"), ..named("Karla Neri") };
        assert_eq!(stage.register(&old).await.subject.id, kept.id);
        let other = directory::Clues { pec: text("karla@pec.it"), ..named("Verdi Anna") };
        assert_ne!(stage.register(&other).await.subject.id, kept.id);
        // From now on two share that address: each is known by its own name.
        assert_eq!(stage.register(&old).await.subject.id, kept.id);
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn undoing_gives_back_exactly_what_was_there() {
    on_each_engine(|stage| async move {
        let (kept, lost) = edil(&stage).await;
        let words = "SELECT COUNT(*) AS n FROM directory_word";
        let before = stage.number(words).await;
        let fields = NewSubject { pec: lost.pec.clone(), address: lost.address.clone(), ..NewSubject::from(&kept) };
        let merge = stage.unite(&lost, &kept, fields).await;
        let undone = stage.part(merge).await;
        assert!(undone.stays.is_empty(), "{:?}", undone.stays);
        assert_eq!((stage.row(kept.id).await, stage.row(lost.id).await), (kept.clone(), lost.clone()));
        assert_eq!(stage.number(words).await, before);
        let addresses = directory::addresses(&stage.read().await, &kept).await.unwrap();
        assert_eq!(
            addresses.iter().map(|a| (a.value.as_str(), a.main)).collect::<Vec<_>>(),
            [("edilnova@pec.it", true)]
        );
        let mut tx = stage.begin().await;
        assert!(refused(directory::undo(&merger(), &mut tx, merge, None).await).contains("già state separate"));
        drop(tx);
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn an_address_that_ended_while_merged_has_ended_for_the_one_that_bore_it_and_only_for_it() {
    on_each_engine(|stage| async move {
        let (kept, lost) = edil(&stage).await;
        let merge = stage.unite(&lost, &kept, NewSubject::from(&kept)).await;
        let mut tx = stage.begin().await;
        let old = (directory::AddressKind::Pec, "edil.nova@legalmail.it");
        directory::retire_address(&clerk(), &mut tx, kept.id, old, None, None).await.unwrap();
        tx.commit().await.unwrap();
        let undone = stage.part(merge).await;
        assert_eq!((undone.lost.pec, undone.lost.address), (None, lost.address.clone()));
        let read = stage.read().await;
        let of = async |id| directory::addresses(&read, &stage.row(id).await).await.unwrap();
        let told: Vec<_> = of(lost.id).await.into_iter().map(|a| (a.value, a.main, a.to.is_some())).collect();
        let street = lost.address.clone().unwrap();
        assert_eq!(told, [("edil.nova@legalmail.it".to_owned(), false, true), (street, true, false)]);
        let told: Vec<_> = of(kept.id).await.into_iter().map(|a| (a.value, a.to)).collect();
        assert_eq!(told, [("edilnova@pec.it".to_owned(), None)], "the other never had it");
        drop(read);
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn several_merges_are_undone_in_any_order_and_leave_no_trace_in_the_rows() {
    on_each_engine(|stage| async move {
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1], [1, 2, 0], [2, 0, 1]] {
            let new = |n: usize| NewSubject {
                name: format!("Neri {n}"),
                pec: text(&format!("neri{n}@pec.it")),
                ..NewSubject::default()
            };
            let mut rows = Vec::new();
            for n in 0..4 {
                rows.push(stage.add(new(n)).await);
            }
            let mut merges: Vec<MergeId> = Vec::new();
            for other in rows.iter().skip(1) {
                let now = stage.row(rows[0].id).await;
                let fields = NewSubject { pec: other.pec.clone(), name: other.name.clone(), ..NewSubject::from(&now) };
                merges.push(stage.unite(other, &now, fields).await);
            }
            for place in order {
                stage.part(merges[place]).await;
            }
            for row in &rows {
                assert_eq!(stage.row(row.id).await, *row, "{order:?}");
                let addresses = directory::addresses(&stage.read().await, row).await.unwrap();
                assert_eq!(addresses.len(), 1, "{order:?}: {addresses:?}");
            }
        }
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_somebody_wrote_since_is_not_taken_away_by_undoing() {
    on_each_engine(|stage| async move {
        let (kept, lost) = edil(&stage).await;
        let fields = NewSubject { pec: lost.pec.clone(), address: lost.address.clone(), ..NewSubject::from(&kept) };
        let merge = stage.unite(&lost, &kept, fields).await;
        let now = stage.row(kept.id).await;
        let mut tx = stage.begin().await;
        let changes = NewSubject { pec: text("nuova@pec.it"), ..NewSubject::from(&now) };
        directory::edit(&clerk(), &mut tx, &now, changes).await.unwrap();
        tx.commit().await.unwrap();
        let undone = stage.part(merge).await;
        assert_eq!(undone.stays, ["pec"]);
        assert_eq!((undone.kept.pec.as_deref(), undone.kept.address), (Some("nuova@pec.it"), None));
        stage.assert_sound().await;
    })
    .await;
}

async fn tried(stage: &Stage, lost: SubjectId, kept: &subject::Model) -> String {
    let mut tx = stage.begin().await;
    let asked = Merging { lost, kept: kept.id, fields: NewSubject::from(kept), note: None, seen: None };
    refused(directory::unite(&merger(), &mut tx, &asked).await)
}

#[tokio::test]
async fn what_would_go_round_in_a_ring_or_out_of_order_is_refused_with_the_way_out() {
    on_each_engine(|stage| async move {
        let mut rows = Vec::new();
        for name in ["Alfa", "Beta", "Gamma"] {
            rows.push(stage.add_named(Kind::Ente, name).await);
        }
        let (alfa, beta, gamma) = (&rows[0], &rows[1], &rows[2]);
        assert!(tried(&stage, alfa.id, alfa).await.contains("stessa scheda"));
        let inner = stage.unite(alfa, beta, NewSubject::from(beta)).await;
        assert!(tried(&stage, beta.id, alfa).await.contains("\"Alfa\" è già stata unita a \"Beta\""));
        assert!(tried(&stage, alfa.id, gamma).await.contains("già stata unita"));
        let outer = stage.unite(beta, gamma, NewSubject::from(gamma)).await;
        assert_eq!(directory::find(&stage.read().await, &[alfa.id]).await.unwrap()[&alfa.id].id, gamma.id);
        assert_eq!(stage.suggested("alfa").await, ["Gamma"]);
        let mut tx = stage.begin().await;
        let told = refused(directory::undo(&merger(), &mut tx, inner, None).await);
        assert!(told.contains("Separa prima"), "{told}");
        drop(tx);
        stage.part(outer).await;
        stage.part(inner).await;
        for row in &rows {
            assert_eq!(stage.row(row.id).await, *row);
        }
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn merging_needs_its_permission_and_rows_as_they_were_seen() {
    on_each_engine(|stage| async move {
        let (kept, lost) = edil(&stage).await;
        let seen = Some((directory::version(&lost), directory::version(&kept)));
        let asked = Merging { lost: lost.id, kept: kept.id, fields: NewSubject::from(&kept), note: None, seen };
        let mut tx = stage.begin().await;
        assert!(matches!(directory::unite(&clerk(), &mut tx, &asked).await, Err(Error::Denied(_))));
        let changes = NewSubject { email: text("a@example.it"), ..NewSubject::from(&lost) };
        directory::edit(&clerk(), &mut tx, &lost, changes).await.unwrap();
        let late = directory::unite(&merger(), &mut tx, &asked).await;
        assert!(matches!(late, Err(Error::Ledger(ledger::Error::Changed))), "{late:?}");
    })
    .await;
}

async fn pairs(stage: &Stage, by: By) -> Vec<(String, String, Vec<&'static str>)> {
    let found = directory::duplicates(&clerk(), &stage.read().await, by, None, 50).await.unwrap();
    found.pairs.into_iter().map(|pair| (pair.first.name, pair.second.name, pair.why)).collect()
}

#[tokio::test]
async fn pairs_are_proposed_with_their_reason_until_somebody_decides() {
    on_each_engine(|stage| async move {
        let (edilnova, edil_nova) = edil(&stage).await;
        let person = |name: &str, code: Option<&str>| NewSubject {
            name: name.into(),
            tax_code: code.map(str::to_owned),
            ..NewSubject::default()
        };
        stage.add(person("Caccamo Fabio", Some(MARIO))).await;
        stage.add(person("Fabio Caccamo", Some("CCCFBAURDLPLNMVU"))).await;
        stage.add(person("Rossi Mario", Some(LUIGI))).await;
        stage.add(person("Mario Rossi", None)).await;
        let crossed = vec!["il codice fiscale dell'una che è la partita IVA dell'altra"];
        assert_eq!(
            pairs(&stage, By::Code).await,
            [(String::from("Edilnova S.r.l."), String::from("Edil Nova srl"), crossed)]
        );
        let named = pairs(&stage, By::Name).await;
        assert!(named.contains(&("Rossi Mario".into(), "Mario Rossi".into(), vec!["lo stesso nome"])), "{named:?}");
        let omocodia = pairs(&stage, By::Omocodia).await;
        assert_eq!(omocodia.len(), 1);
        assert!(omocodia[0].2[0].contains("omocodia"));
        assert!(pairs(&stage, By::Pec).await.is_empty());
        let alike = directory::alike(&clerk(), &stage.read().await, &edilnova).await.unwrap();
        assert_eq!(alike.iter().map(|(row, _)| row.id).collect::<Vec<_>>(), [edil_nova.id]);

        let mut tx = stage.begin().await;
        let one = directory::are_two(&merger(), &mut tx, edil_nova.id, edilnova.id, Some("due sedi")).await.unwrap();
        let again = directory::are_two(&merger(), &mut tx, edilnova.id, edil_nova.id, None).await.unwrap();
        assert_eq!(one, again);
        tx.commit().await.unwrap();
        assert!(pairs(&stage, By::Code).await.is_empty(), "decided");
        assert!(directory::alike(&clerk(), &stage.read().await, &edilnova).await.unwrap().is_empty());
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn two_that_are_not_the_oldest_with_an_address_are_proposed_too() {
    on_each_engine(|stage| async move {
        let new = |name: &str| NewSubject {
            kind: Kind::Impresa,
            name: name.into(),
            pec: text("studio@pec.it"),
            ..NewSubject::default()
        };
        let studio = stage.add(new("Studio Bianchi")).await;
        for name in ["Edilnova S.r.l.", "Edil Nova"] {
            let other = stage.add(new(name)).await;
            let mut tx = stage.begin().await;
            directory::are_two(&merger(), &mut tx, studio.id, other.id, None).await.unwrap();
            tx.commit().await.unwrap();
        }
        let pec = vec!["la stessa PEC"];
        assert_eq!(pairs(&stage, By::Pec).await, [(String::from("Edilnova S.r.l."), String::from("Edil Nova"), pec)]);
    })
    .await;
}

#[tokio::test]
async fn many_pairs_come_a_page_at_a_time_each_once() {
    on_each_engine(|stage| async move {
        for n in 0..130 {
            for _ in 0..2 {
                stage.add_named(Kind::Ente, &format!("Ente numero {n:03}")).await;
            }
        }
        let (mut seen, mut after) = (Vec::new(), None::<String>);
        loop {
            let read = stage.read().await;
            let page = directory::duplicates(&clerk(), &read, By::Name, after.as_deref(), 20).await.unwrap();
            seen.extend(page.pairs.into_iter().map(|pair| pair.first.name));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((all, seen.len()), (130, 130));
    })
    .await;
}
