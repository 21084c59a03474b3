use directory::{Checked, Error, Filter, Kind, MODIFICA, NewSubject};

use crate::fixture::{MARIO, NUMBER, Stage, clerk, on_each_engine, text, who};

async fn furnish(stage: &Stage) {
    for name in ["Rossi Mario", "Rossini Anna", "Bianchi Rossella", "Dell'Acqua Niccolò", "Łukasz Żak"] {
        stage.add_named(Kind::Persona, name).await;
    }
    let edil = NewSubject {
        kind: Kind::Impresa,
        name: "Edil Rossi di Rossi Ugo S.n.c.".into(),
        tax_code: text(MARIO),
        vat_number: text(NUMBER),
        pec: text("edilrossi@pec.it"),
        ..NewSubject::default()
    };
    stage.add(edil).await;
    let comune = NewSubject { ipa: text("c_m999"), ..NewSubject::default() };
    stage.add(NewSubject { kind: Kind::Ente, name: "Comune di Montefiorito".into(), ..comune }).await;
}

#[tokio::test]
async fn any_word_of_a_name_is_found_by_its_beginning_best_first() {
    on_each_engine(|stage| async move {
        furnish(&stage).await;
        for (typed, expected) in [
            ("rossi", vec!["Rossi Mario", "Rossini Anna", "Edil Rossi di Rossi Ugo S.n.c."]),
            ("mar ros", vec!["Rossi Mario"]),
            ("ROSSI u", vec!["Edil Rossi di Rossi Ugo S.n.c."]),
            ("dellacq", vec!["Dell'Acqua Niccolò"]),
            ("dell'ac nicco", vec!["Dell'Acqua Niccolò"]),
            ("lukasz", vec!["Łukasz Żak"]),
            ("snc", vec!["Edil Rossi di Rossi Ugo S.n.c."]),
            ("cccfba85", vec!["Edil Rossi di Rossi Ugo S.n.c."]),
            ("IT11111111115", vec!["Edil Rossi di Rossi Ugo S.n.c."]),
            ("EdilRossi@p", vec!["Edil Rossi di Rossi Ugo S.n.c."]),
            ("c_m9", vec!["Comune di Montefiorito"]),
            ("rossi zzz", vec![]),
            ("%", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(stage.suggested(typed).await, expected, "{typed} on {:?}", stage.ledger.db().engine());
        }
        let found = stage.suggested("ross").await;
        assert_eq!(found.len(), 4, "{found:?}");
        let two = directory::suggest(&clerk(), &stage.read().await, "ross", 2).await.unwrap();
        assert_eq!(two.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn strange_texts_are_only_texts() {
    on_each_engine(|stage| async move {
        furnish(&stage).await;
        let long = "rossi ".repeat(5_000);
        for typed in ["'; DROP TABLE directory_word; --", "@", "a@\u{10ffff}", "\u{10ffff}", "日本", long.as_str()] {
            directory::suggest(&clerk(), &stage.read().await, typed, 10).await.unwrap();
            let filter = Filter { text: typed.into(), ..Filter::default() };
            directory::page(&clerk(), &stage.read().await, None, 10, &filter).await.unwrap();
        }
        assert_eq!(stage.suggested("rossi").await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn the_pages_show_everyone_once_in_the_order_of_names() {
    on_each_engine(|stage| async move {
        furnish(&stage).await;
        let twins: Vec<Checked> = (0..7)
            .map(|_| NewSubject { name: "Rossi Mario".into(), ..NewSubject::default() }.check().unwrap())
            .collect();
        let mut tx = stage.begin().await;
        directory::add_many(&mut tx, twins).await.unwrap();
        tx.commit().await.unwrap();
        for (filter, count) in [
            (Filter::default(), 14),
            (Filter { kind: Some(Kind::Persona), ..Filter::default() }, 12),
            (Filter { text: "ros mar".into(), ..Filter::default() }, 8),
            (Filter { text: "rossi".into(), kind: Some(Kind::Impresa) }, 1),
        ] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = directory::page(&clerk(), &stage.read().await, after, 3, &filter).await.unwrap();
                assert!(page.subjects.len() <= 3);
                seen.extend(page.subjects.into_iter().map(|subject| (subject.name_folded, subject.id)));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen.len(), count, "{filter:?}");
            assert!(seen.is_sorted_by(|a, b| a < b), "{filter:?}: {seen:?}");
        }
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn looking_needs_the_permission() {
    on_each_engine(|stage| async move {
        let (stranger, read) = (who(&[&MODIFICA]), stage.read().await);
        let denied = [
            directory::suggest(&stranger, &read, "rossi", 10).await.map(drop),
            directory::page(&stranger, &read, None, 10, &Filter::default()).await.map(drop),
            directory::view(&stranger, &read, kernel::Uuid::from_u128(9).into()).await.map(drop),
        ];
        assert!(denied.iter().all(|denied| matches!(denied, Err(Error::Denied(_)))), "{denied:?}");
    })
    .await;
}
