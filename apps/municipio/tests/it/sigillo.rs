//! The seal of an ente, as whoever cares for the machine sets it.

use std::{
    io::{Read, Write},
    process::{Command, Stdio},
};

use crate::program::{Town, said};

const PASSWORD: &str = "perché no?";

/// A file with a seal, closed with [`PASSWORD`]; none where OpenSSL is not installed.
fn file(folder: &std::path::Path) -> Option<String> {
    let openssl = |arguments: &[&str]| {
        let mut command = Command::new("openssl");
        command.current_dir(folder).env("PW", PASSWORD).args(arguments).output()
    };
    if !testkit::installed("openssl", "no outside program has written a file with a seal") {
        return None;
    }
    let subject = "/C=IT/O=Comune di Prova/organizationIdentifier=GOVIT-c_m999/CN=Comune di Prova";
    let own = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem"];
    let more = ["-out", "cert.pem", "-days", "30", "-subj", subject, "-addext", "keyUsage=critical,nonRepudiation"];
    let last = ["-addext", "basicConstraints=critical,CA:false"];
    let export =
        ["pkcs12", "-export", "-in", "cert.pem", "-inkey", "key.pem", "-out", "seal.p12", "-passout", "env:PW"];
    for arguments in [[&own[..], &more, &last].concat(), export.to_vec()] {
        let output = openssl(&arguments).unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
    Some(folder.join("seal.p12").display().to_string())
}

#[test]
fn a_seal_is_tried_set_and_told_and_a_trial_never_takes_the_place_of_a_true_one() {
    let town = Town::with_an_ente(None);
    let none = town.run(&["sigillo", "mostra"]);
    assert!(!none.status.success() && said(&none).contains("non ha ancora un sigillo"), "{}", said(&none));
    let doctor = said(&town.run(&["doctor"]));
    assert!(doctor.contains("ATTENZIONE sigillo") && doctor.contains("municipio sigillo importa"), "{doctor}");

    let trial = town.well(&["sigillo", "crea-di-prova"]);
    assert!(trial.contains("SENZA VALORE LEGALE"), "{trial}");
    let shown = town.well(&["sigillo", "mostra"]);
    assert!(shown.contains("SENZA VALORE LEGALE") && shown.contains("[time_stamps.prova]"), "{shown}");
    assert!(said(&town.run(&["doctor"])).contains("è di prova, SENZA VALORE LEGALE"));

    let folder = tempfile::tempdir().unwrap();
    let Some(file) = file(folder.path()) else { return };
    let wrong = town.run_typing(&["sigillo", "importa", &file], "altra\n");
    assert!(!wrong.status.success() && said(&wrong).contains("password"), "{}", said(&wrong));
    assert!(town.well(&["sigillo", "mostra"]).contains("di prova"), "nothing has changed");
    let set = town.run_typing(&["sigillo", "importa", &file], &format!("{PASSWORD}\n"));
    assert!(set.status.success() && said(&set).contains("Titolare: Comune di Prova"), "{}", said(&set));
    assert!(!said(&set).contains(PASSWORD), "it is not repeated");
    let shown = town.well(&["sigillo", "mostra"]);
    assert!(!shown.contains("SENZA VALORE LEGALE") && shown.contains("Scade fra meno"), "{shown}");
    assert!(said(&town.run(&["doctor"])).contains("chiedi per tempo quello nuovo"));
    let back = town.run(&["sigillo", "crea-di-prova"]);
    assert!(!back.status.success() && said(&back).contains("già un sigillo vero"), "{}", said(&back));
    town.well(&["verify"]);
}

/// On a terminal, which shows what is typed unless it is told not to; `script` gives one.
#[test]
fn the_password_of_the_file_is_not_seen_while_it_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let Some(file) = file(folder.path()) else { return };
    if !testkit::installed("script", "no terminal has shown what is typed") {
        return;
    }
    let town = Town::with_an_ente(None);
    let program = env!("CARGO_BIN_EXE_municipio");
    let command = format!("'{program}' sigillo importa '{file}' --data '{}'", town.data().display());
    let mut terminal = Command::new("script");
    terminal.args(["-qec", &command, "/dev/null"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut terminal = terminal.env_remove("MUNICIPIO_CONFIG").env_remove("MUNICIPIO_KEY").spawn().unwrap();
    let (mut keyboard, mut screen) = (terminal.stdin.take().unwrap(), terminal.stdout.take().unwrap());
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains("premi Invio") {
        let mut piece = [0; 256];
        let read = screen.read(&mut piece).unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&seen));
        seen.extend_from_slice(&piece[..read]);
    }
    keyboard.write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    screen.read_to_end(&mut seen).unwrap();
    assert!(terminal.wait().unwrap().success());
    let seen = String::from_utf8_lossy(&seen);
    assert!(seen.contains("Titolare: Comune di Prova") && !seen.contains(PASSWORD), "{seen}");
}
