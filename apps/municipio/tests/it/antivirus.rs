//! The antivirus in the settings, as whoever cares for the machine meets it. In its place stands a **simulator**
//! (`testkit::SimulatedClamd`).

use testkit::{FOUND, INFECTED, Mood, SimulatedClamd};

use crate::{
    cli::{MESSAGE, import},
    program::{Clerk, Town, said},
};

fn settings(address: &str, unanswered: &str) -> String {
    format!("[antivirus]\naddress = \"{address}\"\ntimeout = 30\nunanswered = \"{unanswered}\"\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_tells_whether_it_answers_and_what_came_in_without_it() {
    let simulator = SimulatedClamd::start().await;
    let town = Town::with_settings(None, &settings(&simulator.address, "mark"));
    let password = town.with_a_clerk();
    let doctor = said(&town.run(&["doctor"]));
    assert!(doctor.contains("L'antivirus risponde") && doctor.contains("SIMULATORE"), "{doctor}");
    assert!(!doctor.contains("da controllare"), "{doctor}");

    let running = town.serve().await;
    let clerk = Clerk::enter(&running.base, "rosa.clerk", &password).await;
    let refused = clerk.drop_file("lettera.txt", INFECTED.to_vec()).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains(FOUND));
    simulator.be(Mood::HangsUp);
    clerk.register("Una lettera non guardata", "lettera.txt", "Buongiorno").await;
    let doctor = said(&town.run(&["doctor"]));
    assert!(doctor.contains("In prova 1 file sono entrati mentre l'antivirus non rispondeva"), "{doctor}");
    assert!(doctor.contains("ERRORE     antivirus: L'antivirus ha interrotto il collegamento"), "{doctor}");
    simulator.leave().await;
    let doctor = said(&town.run(&["doctor"]));
    assert!(doctor.contains("nessuno ascolta") && doctor.contains("con il segno \"da controllare\""), "{doctor}");
    town.well(&["verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_goes_on_past_a_file_at_which_the_antivirus_does_not_look() {
    let simulator = SimulatedClamd::start().await;
    let town = Town::with_settings(None, &settings(&simulator.address, "refuse"));
    town.with_a_clerk();
    simulator.be(Mood::UpTo(10_000));
    let long = MESSAGE.replace("Vorrei", &format!("{}Vorrei", "Una riga.\r\n".repeat(2_000)));
    let done = import(&town, &[("a.eml", &long), ("b.eml", MESSAGE)]);
    assert_eq!(done.status.code(), Some(1), "{}", said(&done));
    assert!(said(&done).contains("Registrati 1 file; 0 lo erano già; 1 saltati"), "{}", said(&done));
    assert!(said(&done).contains("a.eml: L'antivirus"), "{}", said(&done));
}

#[test]
fn wrong_settings_are_told_with_what_is_expected() {
    let town = Town::with_settings_only(None, &settings("clamd", "forse"));
    let told = said(&town.run(&["doctor"]));
    assert!(told.contains("127.0.0.1:3310") && told.contains("\"refuse\""), "{told}");
}
