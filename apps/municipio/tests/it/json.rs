//! What the commands tell scripts with `--json`, and the bars that they show to whoever watches.

use std::{
    fs,
    process::{Command, Output, Stdio},
};

use municipio::OFFICES;
use serde_json::{Value, json};

use crate::{
    cli::{MESSAGE, bring_key, import},
    program::{Town, program, said},
};

const ENTI: &str = "Codice_IPA,Denominazione_ente,Mail1,Tipo_Mail1,Data_aggiornamento\n\
    c_m999,Comune di Montefiorito,protocollo@pec.montefiorito.example.it,Pec,2026-11-20\n";

/// The JSON of a command that ends so.
fn told(output: &Output, code: i32) -> Value {
    assert_eq!(output.status.code(), Some(code), "{}", said(output));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(output)))
}

#[test]
fn import_backup_and_restore_tell_a_script_what_they_did() {
    let town = Town::with_an_ente(None);
    town.with_a_clerk();
    let inbox = town.folder.path().join("posta");
    import(&town, &[("a.eml", MESSAGE), ("vuoto.pdf", "%PDF-1.4\n")]);
    let again = town.run(&["import", inbox.to_str().unwrap(), "--user", "rosa.clerk", "--json"]);
    let outcome = told(&again, 1);
    assert_eq!((&outcome["registrati"], &outcome["gia_registrati"]), (&json!(0), &json!(1)));
    assert!(outcome["saltati"][0]["file"].as_str().unwrap().ends_with("vuoto.pdf"), "{outcome}");
    assert!(outcome["saltati"][0]["motivo"].as_str().unwrap().contains("non dice chi lo manda"), "{outcome}");

    let dest = town.folder.path().join("copia");
    let dest = dest.to_str().unwrap();
    let outcome = told(&town.run(&["backup", dest, "--json"]), 0);
    assert_eq!(outcome["cartella"], dest);
    assert_eq!(outcome["impronta"].as_str().unwrap().len(), 64);
    let copied = &outcome["enti"][0];
    assert_eq!((&copied["ente"], &copied["problemi"]), (&json!("prova"), &json!([])));
    assert_eq!(copied["segreti_leggibili"], false);
    let files = copied["file"].as_u64().unwrap();
    assert!(files > 0 && copied["byte"].as_u64().unwrap() > 0, "{outcome}");

    let elsewhere = Town::new(None);
    bring_key(&town, &elsewhere);
    let outcome = told(&elsewhere.run(&["restore", dest, "--json"]), 0);
    assert_eq!(outcome["enti"], json!([{"ente": "prova", "file": files, "problemi": []}]));
    assert_eq!(outcome["cartella"], elsewhere.data().to_str().unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_proof_tells_a_script_what_holds_and_whose_key_was_compared() {
    let town = Town::with_an_ente(None);
    town.with_a_clerk();
    import(&town, &[("a.eml", MESSAGE)]);
    let ente = town.open().await;
    ente.ledger.seal().await.unwrap();
    let sql = "SELECT id FROM protocollo_registrazione";
    let row = db::one(&ente.db().read().await.unwrap(), sql, []).await.unwrap().unwrap();
    let id: kernel::Uuid = row.try_get("", "id").unwrap();
    let tables = office::record_tables(OFFICES);
    let table = tables.iter().find(|table| table.name() == "protocollo_registrazione").unwrap();
    let proof = serde_json::to_string(&ente.ledger.prove(*table, id).await.unwrap()).unwrap();
    let path = town.folder.path().join("prova.json");
    let check = |text: &str, more: &[&str]| {
        fs::write(&path, text).unwrap();
        program().arg("verify-proof").arg(&path).arg("--json").args(more).output().unwrap()
    };
    let good = told(&check(&proof, &[]), 0);
    assert_eq!((&good["regge"], &good["chiave_confrontata"]), (&json!(true), &json!(false)));
    assert_eq!((&good["azione"], &good["motivo"]), (&json!("protocollo.registra"), &Value::Null));
    assert!(good["contenuto"].as_str().unwrap().contains("cantiere"), "{good}");
    let key = ente.ledger.verifier_key();
    assert_eq!(told(&check(&proof, &["--key", &key]), 0)["chiave_confrontata"], true);
    let bad = told(&check(&proof.replace("cantiere", "quartiere"), &[]), 1);
    assert_eq!((&bad["regge"], &bad["contenuto"]), (&json!(false), &Value::Null));
    assert!(bad["motivo"].as_str().unwrap().contains("non regge"), "{bad}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seal_whose_key_does_not_open_is_told_to_a_script_too() {
    let town = Town::with_an_ente(None);
    town.well(&["sigillo", "crea-di-prova"]);
    let ente = town.open().await;
    let write = ente.db().write().await.unwrap();
    db::execute(&write, "DELETE FROM seal_key", []).await.unwrap();
    write.commit().await.unwrap();
    drop(ente);
    let closed = told(&town.run(&["sigillo", "mostra", "--json"]), 1);
    assert_eq!((&closed["sigilla"], &closed["sigillo"]["di_prova"]), (&json!(false), &json!(true)), "{closed}");
    assert!(closed["motivo"].as_str().unwrap().contains("non c'è la chiave del sigillo"), "{closed}");
    let read = said(&town.run(&["sigillo", "mostra"]));
    assert!(read.contains("SENZA VALORE LEGALE") && read.contains("non c'è la chiave del sigillo"), "{read}");
}

#[test]
fn how_index_seal_and_trusted_lists_stand_is_told_to_a_script() {
    let town = Town::with_an_ente(None);
    assert_eq!(told(&town.run(&["ipa", "status", "--json"]), 1), Value::Null);
    let csv = town.folder.path().join("enti.csv");
    fs::write(&csv, ENTI).unwrap();
    town.well(&["ipa", "load", "--enti", csv.to_str().unwrap()]);
    let copy = told(&town.run(&["ipa", "status", "--json"]), 0);
    assert_eq!((&copy["enti"], &copy["aoo"], &copy["giorni"]), (&json!(1), &json!(0), &json!(0)));
    assert_eq!(copy["aggiornata"], "2026-11-20");

    let none = told(&town.run(&["sigillo", "mostra", "--json"]), 1);
    assert_eq!((&none["sigilla"], &none["sigillo"]), (&json!(false), &Value::Null));
    assert!(none["motivo"].as_str().unwrap().contains("non ha ancora un sigillo"), "{none}");
    town.well(&["sigillo", "crea-di-prova"]);
    let trial = told(&town.run(&["sigillo", "mostra", "--json"]), 0);
    assert_eq!((&trial["sigilla"], &trial["motivo"]), (&json!(true), &Value::Null));
    assert_eq!(trial["sigillo"]["di_prova"], true);
    assert_eq!(trial["sigillo"]["impronta"].as_str().unwrap().len(), 64);

    let lists = told(&town.run(&["fiducia", "status", "--json"]), 1);
    assert_eq!((&lists["liste"], &lists["aggiornamento"]), (&json!([]), &Value::Null));
    let folder = town.data().join("fiducia");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("IT.xml"), "<TrustServiceStatusList/>").unwrap();
    let lists = told(&town.run(&["fiducia", "status", "--json"]), 1);
    assert_eq!(lists["liste"][0]["file"], "IT.xml");
    assert!(lists["liste"][0]["rifiutata"].is_string(), "{lists}");
}

/// On a terminal, which `script` gives; where nobody watches a bar is not written.
#[test]
fn whoever_watches_sees_a_bar_and_a_script_does_not() {
    if !testkit::installed("script", "no terminal has shown a bar") {
        return;
    }
    let town = Town::with_an_ente(None);
    let csv = town.folder.path().join("enti.csv");
    let line = |n: usize| format!("x_{n},Comune numero {n},,,2026-10-01\n");
    fs::write(&csv, ENTI.to_owned() + &(0..20_000).map(line).collect::<String>()).unwrap();
    let load = ["ipa", "load", "--enti", csv.to_str().unwrap()];
    let quiet = town.run(&load);
    assert!(quiet.status.success() && !said(&quiet).contains("Indice PA: byte"), "{}", said(&quiet));

    let own = env!("CARGO_BIN_EXE_municipio");
    let on_a_terminal = |arguments: &str| {
        let command = format!("'{own}' {arguments} --data '{}'", town.data().display());
        let mut terminal = Command::new("script");
        terminal.args(["-qec", &command, "/dev/null"]).stdin(Stdio::null());
        terminal.env("TERM", "xterm");
        let output = terminal.env_remove("MUNICIPIO_CONFIG").env_remove("MUNICIPIO_KEY").output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    };
    let seen = on_a_terminal(&format!("ipa load --enti '{}'", csv.display()));
    assert!(seen.contains("Indice PA: byte") && seen.contains("è caricato"), "{seen}");
    let seen = on_a_terminal("key seal");
    assert!(seen.contains("Sigillo i segreti") && seen.contains("prova: "), "{seen}");
}
