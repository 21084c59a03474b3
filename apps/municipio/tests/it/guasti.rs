//! When the ground gives way under the built program: the disk is full, the database is held by another, PostgreSQL stops while
//! clerks work and comes back. It is told in plain words, nothing that was acknowledged is lost, and when the cause is gone it
//! goes on by itself.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use testkit::{Door, free_port};

use crate::program::{Clerk, Running, Town, program};

/// Rosa with the token of her forms, read while all was well.
struct Rosa {
    clerk: Clerk,
    token: String,
}

impl Rosa {
    async fn enter(running: &Running, password: &str) -> Self {
        let clerk = Clerk::enter(&running.base, "rosa.clerk", password).await;
        Self { token: clerk.token().await, clerk }
    }
}

/// Registers without a file; the status and what is told.
async fn register(rosa: &Rosa, key: &str) -> (u16, String) {
    let fields = [
        ("chiave", key),
        ("verso", "arrivo"),
        ("mezzo", "mano"),
        ("oggetto", "Domanda di contributo"),
        ("nome_testo", "Rossi Mario"),
    ];
    let answer = rosa.clerk.post_with(&rosa.token, "/protocollo/nuova", &fields).await;
    let place = answer.headers().get("location").map(|place| place.to_str().unwrap().to_owned());
    (answer.status().as_u16(), place.unwrap_or(answer.text().await.unwrap()))
}

/// Until it is registered again, by nobody's hand.
async fn recovers(rosa: &Rosa, key: &str) -> String {
    let started = Instant::now();
    loop {
        let (status, place) = register(rosa, key).await;
        if status == 303 {
            return place;
        }
        assert!(started.elapsed() < Duration::from_secs(180), "it does not come back: {status} {place}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Numbers without a hole from 1, as many as there are entries, and everything holds.
async fn assert_whole(town: &Town, least: i64) {
    let ente = town.open().await;
    let read = ente.db().read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n, COALESCE(MAX(numero), 0) AS last, COUNT(DISTINCT numero) AS d FROM protocollo_registrazione";
    let row = db::one(&read, sql, []).await.unwrap().unwrap();
    let count = |name: &str| row.try_get::<i64>("", name).unwrap();
    assert_eq!((count("n"), count("n")), (count("last"), count("d")), "a hole, or a number given twice");
    assert!(count("n") >= least, "{} entries and not {least}", count("n"));
    drop(read);
    drop(ente);
    town.well(&["verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_that_stops_while_clerks_work_is_told_and_found_again() {
    if testkit::Engine::all().len() < 2 {
        return;
    }
    let url = testkit::new_database().await;
    let mut through = url::Url::parse(&url).unwrap();
    let door = Door::to(through.port().unwrap_or(5432)).await;
    through.set_host(Some("127.0.0.1")).unwrap();
    through.set_port(Some(door.port())).unwrap();
    let town = Town::with_an_ente(Some(through.to_string()));
    let password = town.with_a_clerk();
    let running = town.serve().await;
    let rosa = Rosa::enter(&running, &password).await;
    let mut places = Vec::new();
    for turn in 0..3 {
        places.push(recovers(&rosa, &format!("prima-{turn}")).await);
        // Cut in the midst of work: some at once, and the server is away for a while.
        let work = async {
            let mut done = Vec::new();
            for n in 0..400 {
                let (status, place) = register(&rosa, &format!("durante-{turn}-{n}")).await;
                match status {
                    303 => done.push(place),
                    503 => {
                        assert!(place.contains("Il database non risponde"), "{place}");
                        return (done, true);
                    }
                    other => panic!("{other}: {place}"),
                }
            }
            (done, false)
        };
        let cut = async {
            tokio::time::sleep(Duration::from_millis(150 + 170 * turn)).await;
            door.shut();
        };
        let ((done, told), ()) = tokio::join!(work, cut);
        assert!(told, "somebody is told");
        places.extend(done);
        tokio::time::sleep(Duration::from_secs(1)).await;
        door.open();
        places.push(recovers(&rosa, &format!("dopo-{turn}")).await);
    }
    for place in &places {
        let page = rosa.clerk.get(place.trim_end_matches("?registrata")).await;
        assert_eq!(page.status(), 200, "{place} was acknowledged");
    }
    drop(running);
    assert_whole(&town, i64::try_from(places.len()).unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_another_holds_is_waited_for_then_told_and_nothing_is_lost() {
    let town = Town::with_an_ente(None);
    let password = town.with_a_clerk();
    let running = town.serve().await;
    let rosa = Rosa::enter(&running, &password).await;
    assert_eq!(register(&rosa, "prima").await.0, 303);
    let file = town.data().join("enti/prova/ente.db");
    let hold = || async {
        let other = db::Db::sqlite(&file).await.unwrap();
        let write = other.write().await.unwrap();
        db::execute(&write, "UPDATE ledger_register SET last_number = last_number", []).await.unwrap();
        (other, write)
    };
    // A little while: the clerk waits and notices nothing.
    let (other, write) = hold().await;
    let freed = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        drop(write);
        drop(other);
    };
    let ((status, told), ()) = tokio::join!(register(&rosa, "poco"), freed);
    assert_eq!(status, 303, "{told}");
    // Longer than anybody should wait.
    let (other, write) = hold().await;
    let (status, told) = register(&rosa, "troppo").await;
    assert_eq!(status, 503, "{told}");
    assert!(told.contains("Il database non risponde") && told.contains("Niente è andato perso"), "{told}");
    assert!(rosa.clerk.read("/protocollo").await.contains("Domanda di contributo"), "one reads on");
    drop(write);
    drop(other);
    recovers(&rosa, "troppo").await;
    drop(running);
    assert_whole(&town, 3).await;
}

/// The program on a disk of its own of so many megabytes, which is a mount that only it sees; `None` where this machine does not
/// let one be made.
async fn on_a_small_disk(town: &Town, megabytes: u32) -> Option<(Running, PathBuf)> {
    let mut can = Command::new("unshare");
    can.args(["--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
    if !can.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        eprintln!(
            "NOT TRIED ON A FULL DISK: this machine lets nobody mount one of their own (unshare --map-root-user --mount)"
        );
        return None;
    }
    let port = free_port();
    town.write_settings(port);
    let script = "set -e; cp -a \"$1\" \"$1.prima\"; mount -t tmpfs -o size=\"$2\"m tmpfs \"$1\"; cp -a \"$1.prima/.\" \"$1\"; \
                  shift 2; exec \"$@\"";
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", script, "sh"]).arg(town.data()).arg(megabytes.to_string());
    command.arg(program().get_program()).args(["serve", "--config"]).arg(town.config());
    let running = Running::start(command, port).await;
    // `exec` all the way: the process that was started is the program, and what it sees is seen through it.
    let seen = Path::new("/proc").join(running.id().to_string()).join("root");
    let disk = seen.join(town.data().strip_prefix("/").unwrap());
    Some((running, disk))
}

fn run(what: &str, args: &[&std::ffi::OsStr]) {
    assert!(Command::new(what).args(args).status().unwrap().success(), "{what} {args:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_when_there_is_room_again_nothing_is_missing() {
    let town = Town::with_settings(None, "");
    let password = town.with_a_clerk();
    let Some((running, disk)) = on_a_small_disk(&town, 40).await else { return };
    let rosa = Rosa::enter(&running, &password).await;
    let mut places = vec![rosa.clerk.register("Domanda con un file", "a.txt", vec![b'a'; 100_000]).await];
    let filler = disk.join("riempimento");
    let fill = || {
        let mut file = fs::File::options().create(true).append(true).open(&filler).unwrap();
        let mut size = 1 << 20;
        while size > 0 {
            // Down to the last byte.
            if std::io::Write::write_all(&mut file, &vec![0; size]).is_err() {
                size /= 2;
            }
        }
    };
    for turn in 0..2 {
        fill();
        let dropped = rosa.clerk.drop_file_with(rosa.token.clone(), "b.bin", vec![b'b'; 2_000_000]).await;
        let (status, told) = (dropped.status(), dropped.text().await.unwrap());
        assert_eq!(status, 503, "{told}");
        assert!(
            told.contains("Lo spazio per i documenti è esaurito") || told.contains("Il database non risponde"),
            "{told}"
        );
        let mut refused = 0;
        for n in 0..60 {
            let (status, place) = register(&rosa, &format!("pieno-{turn}-{n}")).await;
            match status {
                303 => places.push(place),
                503 => {
                    assert!(
                        place.contains("Il database non risponde") && place.contains("Niente è andato perso"),
                        "{place}"
                    );
                    refused += 1;
                }
                other => panic!("{other}: {place}"),
            }
            if refused > 3 {
                break;
            }
        }
        assert!(refused > 0, "the disk is full and nobody is told");
        let list = rosa.clerk.get("/protocollo").await;
        assert_eq!(list.status(), 200, "one reads on: {}", list.text().await.unwrap());
        fs::remove_file(&filler).unwrap();
        places.push(recovers(&rosa, &format!("dopo-{turn}")).await);
        places.push(rosa.clerk.register("Domanda con un file", "c.txt", vec![b'c'; 100_000]).await);
    }
    for place in &places {
        let page = rosa.clerk.get(place.trim_end_matches("?registrata")).await;
        assert_eq!(page.status(), 200, "{place} was acknowledged");
    }
    // Stopped as it stands, and what is on its disk is looked at from outside.
    run("kill", &["-STOP".as_ref(), running.id().to_string().as_ref()]);
    let kept = town.folder.path().join("fermo");
    run("cp", &["-a".as_ref(), disk.as_os_str(), kept.as_os_str()]);
    drop(running);
    fs::remove_dir_all(town.data()).unwrap();
    fs::rename(&kept, town.data()).unwrap();
    assert_whole(&town, i64::try_from(places.len()).unwrap()).await;
}
