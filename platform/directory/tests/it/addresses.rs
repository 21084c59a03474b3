use directory::{AddressKind, Clues, Error, NewAddress, NewSubject, subject};
use kernel::Date;

use crate::fixture::{Stage, clerk, named, on_each_engine, text};

async fn in_use(stage: &Stage, row: &subject::Model) -> Vec<(String, bool)> {
    let all = directory::addresses(&stage.read().await, row).await.unwrap();
    all.into_iter().filter(|a| a.to.is_none()).map(|a| (a.value, a.main)).collect()
}

async fn add(stage: &Stage, row: &subject::Model, value: &str, main: bool) -> Result<subject::Model, Error> {
    let mut tx = stage.begin().await;
    let new = NewAddress { kind: AddressKind::Pec, value: value.into(), from: Date::from_ymd_opt(2026, 1, 1), main };
    let row = directory::add_address(&clerk(), &mut tx, row.id, &new).await?;
    tx.commit().await.unwrap();
    Ok(row)
}

#[tokio::test]
async fn an_address_that_is_used_no_more_is_kept_with_its_dates_and_not_proposed() {
    on_each_engine(|stage| async move {
        let row = NewSubject { name: "Edilnova".into(), pec: text("vecchia@pec.it"), ..NewSubject::default() };
        let row = stage.add(row).await;
        let row = add(&stage, &row, "Nuova@pec.it", true).await.unwrap();
        assert_eq!(row.pec.as_deref(), Some("nuova@pec.it"));
        assert_eq!(
            in_use(&stage, &row).await,
            [(String::from("nuova@pec.it"), true), (String::from("vecchia@pec.it"), false)]
        );
        assert_eq!(stage.suggested("vecchia@").await, ["Edilnova"]);

        let mut tx = stage.begin().await;
        let (kind, day) = (AddressKind::Pec, Date::from_ymd_opt(2026, 6, 30));
        let note = text("Casella chiusa");
        directory::retire_address(&clerk(), &mut tx, row.id, (kind, "vecchia@pec.it"), day, note).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(in_use(&stage, &row).await, [(String::from("nuova@pec.it"), true)]);
        let all = directory::addresses(&stage.read().await, &row).await.unwrap();
        let old = all.iter().find(|a| a.value == "vecchia@pec.it").unwrap();
        assert_eq!((old.to, old.note.as_deref()), (day, Some("Casella chiusa")));
        assert!(stage.suggested("vecchia@").await.is_empty());
        let gone = directory::out_of_use(&stage.read().await, &[&row]).await.unwrap();
        assert_eq!(gone[&row.id].iter().collect::<Vec<_>>(), ["vecchia@pec.it"]);

        // By itself it recognises nobody; with the name it does.
        let old = Clues { pec: text("vecchia@pec.it"), ..named("Verdi Anna") };
        assert_ne!(stage.register(&old).await.subject.id, row.id);
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn another_takes_the_place_of_a_first_address_that_ends() {
    on_each_engine(|stage| async move {
        let row = NewSubject { name: "Edilnova".into(), pec: text("prima@pec.it"), ..NewSubject::default() };
        let row = stage.add(row).await;
        add(&stage, &row, "altra@pec.it", false).await.unwrap();
        let mut tx = stage.begin().await;
        let first = (AddressKind::Pec, "prima@pec.it");
        let row = directory::retire_address(&clerk(), &mut tx, row.id, first, None, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(row.pec.as_deref(), Some("altra@pec.it"));
        let mut tx = stage.begin().await;
        let late = directory::retire_address(&clerk(), &mut tx, row.id, first, None, None).await;
        assert!(matches!(late, Err(Error::Refused(_))));
        drop(tx);
        assert!(matches!(add(&stage, &row, "altra@pec.it", false).await, Err(Error::Refused(_))), "it is there");
        assert!(matches!(add(&stage, &row, "senza chiocciola", false).await, Err(Error::Refused(_))));
        stage.assert_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_corrected_address_leaves_the_old_one_in_the_history() {
    on_each_engine(|stage| async move {
        let row = NewSubject { name: "Edilnova".into(), pec: text("prima@pec.it"), ..NewSubject::default() };
        let row = stage.add(row).await;
        let mut tx = stage.begin().await;
        let changes = NewSubject { pec: text("seconda@pec.it"), ..NewSubject::from(&row) };
        let row = directory::edit(&clerk(), &mut tx, &row, changes).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(in_use(&stage, &row).await, [(String::from("seconda@pec.it"), true)]);
        let gone = directory::out_of_use(&stage.read().await, &[&row]).await.unwrap();
        assert!(gone[&row.id].contains("prima@pec.it"));
        stage.assert_sound().await;
    })
    .await;
}
