//! A folder of past acts, read by the built program.

use std::fs;

use crate::program::{Town, said};

#[test]
fn past_acts_in_a_folder_are_read_for_who_may_bring_them_and_wait_for_a_person() {
    let town = Town::with_an_ente(None);
    town.with_a_clerk();
    let folder = town.folder.path().join("passati");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("determina.pdf"), testkit::pdf(&["DETERMINAZIONE N. 45 DEL 12/03/2019"])).unwrap();
    fs::write(folder.join("nota.p7m"), "niente").unwrap();
    let import = |user: &str| town.run(&["import", folder.to_str().unwrap(), "--user", user, "--passati"]);
    let no = import("rosa.clerk");
    assert_eq!(no.status.code(), Some(1));
    assert!(said(&no).contains("riportare nel registro gli atti passati"), "{}", said(&no));
    let who = ["user", "add", "ada.archivio", "--name", "Ada", "--surname", "Archivio"];
    town.well(&[&who[..], &["--unit", "ENTE", "--role", "Responsabile: atti"]].concat());
    let first = import("ada.archivio");
    assert_eq!(first.status.code(), Some(1), "one was skipped");
    assert!(said(&first).contains("Letti 1 atti") && said(&first).contains("Non è un PDF"), "{}", said(&first));
    let again = import("ada.archivio");
    assert!(
        said(&again).contains("Letti 0 atti") && said(&again).contains("aspettano la tua conferma"),
        "{}",
        said(&again)
    );
    let arguments = ["import", folder.to_str().unwrap(), "--user", "ada.archivio", "--passati", "--json"];
    let told: serde_json::Value = serde_json::from_slice(&town.run(&arguments).stdout).unwrap();
    assert_eq!(told["letti"], 0, "{told}");
    assert_eq!(told["saltati"].as_array().unwrap().len(), 2, "{told}");
}
