use std::time::Duration;

use directory::{Clues, Error, Kind, NewSubject};

use crate::fixture::{LUIGI, MARIO, NUMBER, OTHER_NUMBER, Stage, named, on_each_engine, text};

/// Name found and by what, and whether without doubt.
async fn seen(stage: &Stage, clues: &Clues) -> Option<(String, &'static str, bool)> {
    let found = directory::recognise(&stage.read().await, clues).await.unwrap()?;
    Some((found.subject.name, found.by, found.certain))
}

fn hit(name: &str, by: &'static str, certain: bool) -> Option<(String, &'static str, bool)> {
    Some((name.to_owned(), by, certain))
}

#[tokio::test]
async fn a_subject_is_recognised_by_each_of_its_codes() {
    on_each_engine(|stage| async move {
        let comune = NewSubject {
            kind: Kind::Ente,
            name: "Comune di Montefiorito".into(),
            vat_number: text(NUMBER),
            pec: text("Protocollo@pec.comune.example.it"),
            ipa: text("C_M999"),
            ..NewSubject::default()
        };
        stage.add(comune).await;
        stage.add(NewSubject { name: "Rossi Mario".into(), tax_code: text(MARIO), ..NewSubject::default() }).await;

        let tax = Clues { tax_code: text(" cccfba85d03l219p "), ..Clues::default() };
        assert_eq!(seen(&stage, &tax).await, hit("Rossi Mario", "dal codice fiscale", true));
        let number = Clues { vat_number: text("IT11111111115"), ..Clues::default() };
        assert_eq!(seen(&stage, &number).await, hit("Comune di Montefiorito", "dalla partita IVA", true));
        let number = Clues { tax_code: text(NUMBER), ..Clues::default() };
        assert_eq!(seen(&stage, &number).await, hit("Comune di Montefiorito", "dal codice fiscale", true));
        let pec = Clues { pec: text("PROTOCOLLO@pec.comune.example.it"), ..Clues::default() };
        assert_eq!(seen(&stage, &pec).await, hit("Comune di Montefiorito", "dalla PEC", true));
        let ipa = Clues { ipa: text("c_m999"), ..Clues::default() };
        assert_eq!(seen(&stage, &ipa).await, hit("Comune di Montefiorito", "dal codice IPA", true));
        let name = named("COMUNE  DI MONTEFIORITO");
        assert_eq!(seen(&stage, &name).await, hit("Comune di Montefiorito", "dal nome", true));
        assert_eq!(seen(&stage, &named("Comune di Montefiore")).await, None);
        assert_eq!(seen(&stage, &Clues::default()).await, None);
    })
    .await;
}

#[tokio::test]
async fn two_people_of_the_same_name_never_become_one() {
    on_each_engine(|stage| async move {
        let first = Clues { tax_code: text(MARIO), ..named("Rossi Mario") };
        let second = Clues { tax_code: text(LUIGI), ..named("Mario Rossi") };
        let (first, second) = (stage.register(&first).await, stage.register(&second).await);
        assert_ne!(first.subject.id, second.subject.id);
        assert_eq!(second.by, None);

        // A name alone says neither; and the next time it says the one who was added by it.
        assert_eq!(seen(&stage, &named("Mario Rossi")).await, None);
        let third = stage.register(&named("Mario Rossi")).await;
        assert!(third.subject.id != first.subject.id && third.subject.id != second.subject.id);
        let again = stage.register(&named("Rossi Mario")).await;
        assert_eq!((again.subject.id, again.by), (third.subject.id, Some("dal nome")));
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_only_person_of_a_name_is_proposed_and_not_taken_unasked() {
    on_each_engine(|stage| async move {
        let known = stage.register(&Clues { tax_code: text(MARIO), ..named("Rossi Mario") }).await;
        assert_eq!(seen(&stage, &named("Mario Rossi")).await, hit("Rossi Mario", "dal nome", false));
        assert_ne!(stage.register(&named("Mario Rossi")).await.subject.id, known.subject.id);
    })
    .await;
}

#[tokio::test]
async fn a_shared_pec_does_not_give_a_document_to_someone_else() {
    on_each_engine(|stage| async move {
        let luigi = stage.register(&Clues { pec: text("studio@pec.it"), ..named("Bianchi Luigi") }).await;
        let anna = Clues { pec: text("studio@pec.it"), ..named("Verdi Anna") };
        assert_eq!(seen(&stage, &anna).await, hit("Bianchi Luigi", "dalla PEC", false));
        let anna = stage.register(&anna).await;
        assert_eq!((anna.by, anna.subject.name.as_str()), (None, "Verdi Anna"));

        // From now on each of the two is known by PEC and name together.
        let again = stage.register(&Clues { pec: text("studio@pec.it"), ..named("VERDI ANNA") }).await;
        assert_eq!((again.subject.id, again.by), (anna.subject.id, Some("dalla PEC")));
        let again = stage.register(&Clues { pec: text("studio@pec.it"), ..named("Bianchi Luigi") }).await;
        assert_eq!(again.subject.id, luigi.subject.id);
    })
    .await;
}

#[tokio::test]
async fn a_stronger_clue_that_contradicts_is_believed() {
    on_each_engine(|stage| async move {
        let one = Clues { tax_code: text(OTHER_NUMBER), vat_number: text(NUMBER), ..named("Alfa S.r.l.") };
        let one = stage.register(&one).await;
        // Another company of the same VAT group.
        let two = Clues { tax_code: text("98765432103"), vat_number: text(NUMBER), ..named("Beta S.r.l.") };
        let two = stage.register(&two).await;
        assert_eq!(two.by, None);
        assert_ne!(one.subject.id, two.subject.id);
        // A PEC under another tax code is no match.
        stage.add(NewSubject { pec: text("beta@pec.it"), ..NewSubject::from(&two.subject) }).await;
        let three = Clues { tax_code: text(MARIO), pec: text("beta@pec.it"), ..named("Beta") };
        assert_eq!(seen(&stage, &three).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_merged_subject_gives_the_one_it_was_merged_into() {
    on_each_engine(|stage| async move {
        let kept = stage.add_named(Kind::Persona, "Neri Carla").await;
        let middle = stage.add_named(Kind::Persona, "Neri C.").await;
        let lost = NewSubject { name: "Neri Karla".into(), tax_code: text(MARIO), ..NewSubject::default() };
        let lost = stage.add(lost).await;
        let lost = stage.merge(&lost, &middle).await;
        stage.merge(&middle, &kept).await;

        let clues = Clues { tax_code: text(MARIO), ..Clues::default() };
        assert_eq!(seen(&stage, &clues).await, hit("Neri Carla", "dal codice fiscale", true));
        let found = directory::find(&stage.read().await, &[lost.id, kept.id]).await.unwrap();
        assert_eq!((found[&lost.id].id, found[&kept.id].id), (kept.id, kept.id));
        assert_eq!(stage.suggested("neri").await, ["Neri Carla"]);
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn wrong_codes_are_refused_when_typed_and_dropped_when_asked() {
    on_each_engine(|stage| async move {
        stage.register(&Clues { pec: text("rossi@pec.it"), ..named("Rossi Mario") }).await;
        let clues = Clues { tax_code: text("CCCFBA85D03L219X"), pec: text("rossi@pec.it"), ..named("") };
        let mut tx = stage.begin().await;
        let refused = directory::recognise_or_add(&mut tx, &clues).await.unwrap_err();
        let Error::Refused(refusal) = refused else { panic!("{refused:?}") };
        assert!(refusal.reasons.iter().any(|reason| reason.field == Some("tax_code")), "{refusal:?}");
        drop(tx);

        let known = stage.register(&clues.without_mistakes()).await;
        assert_eq!((known.subject.name.as_str(), known.by), ("Rossi Mario", Some("dalla PEC")));
        let mut tx = stage.begin().await;
        let unknown = Clues { pec: text("altri@pec.it"), ..Clues::default() };
        let refused = directory::recognise_or_add(&mut tx, &unknown).await.unwrap_err();
        assert!(refused.to_string().contains("Manca il nome"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn many_who_register_the_same_new_sender_at_once_get_one_subject() {
    on_each_engine(|stage| async move {
        let clues = Clues { pec: text("nuovo@pec.it"), ..named("Nuovo Mittente S.p.A.") };
        let mut first = stage.begin().await;
        let added = directory::recognise_or_add(&mut first, &clues).await.unwrap();
        let others: Vec<_> = (0..4)
            .map(|_| {
                let (stage, clues) = (stage.clone(), clues.clone());
                tokio::spawn(async move { stage.register(&clues).await })
            })
            .collect();
        // The rest of a registration takes its time: the others must wait for it to end.
        tokio::time::sleep(Duration::from_millis(500)).await;
        first.commit().await.unwrap();
        for other in others {
            let found = other.await.unwrap();
            assert_eq!((found.subject.id, found.by), (added.subject.id, Some("dalla PEC")));
        }
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn who_waited_for_one_that_failed_adds_the_sender_itself() {
    on_each_engine(|stage| async move {
        let clues = named("Nuovo Mittente S.p.A.");
        let mut first = stage.begin().await;
        directory::recognise_or_add(&mut first, &clues).await.unwrap();
        let other = tokio::spawn({
            let (stage, clues) = (stage.clone(), clues.clone());
            async move { stage.register(&clues).await }
        });
        tokio::time::sleep(Duration::from_millis(200)).await;
        drop(first);
        assert_eq!(other.await.unwrap().by, None);
        assert_eq!(stage.number("SELECT COUNT(*) AS n FROM directory_subject").await, 1);
    })
    .await;
}
