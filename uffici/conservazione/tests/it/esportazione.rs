//! The whole archive, exported in an open layout that others read.

use std::{fs, path::Path};

use conservazione::{Esportazione, esporta};
use documents::store::Sha256Hash;
use testkit::Engine;

use crate::casa::{Casa, casa};

const REGISTRO: &str = "Registro giornaliero";

async fn fuori(casa: &Casa, folder: &Path) -> Esportazione {
    esporta(&casa.hall.ente, folder, |_, _| {}).await.unwrap()
}

/// What the METS of a package names, each held against its hash.
fn nominati(pack: &Path) -> Vec<String> {
    let mets = fs::read(pack.join("METS.xml")).unwrap();
    assert_eq!(csip::check(&mets).unwrap(), []);
    let mets = csip::read(&mets).unwrap();
    for file in &mets.file {
        let bytes = fs::read(pack.join(&file.percorso)).unwrap();
        assert_eq!((file.impronta.as_slice(), file.byte), (&Sha256Hash::of(&bytes).0[..], Some(bytes.len() as u64)));
    }
    mets.file.into_iter().map(|file| file.percorso).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_package_is_written_whole_once_and_again_when_its_receipt_comes() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        casa.registra("Domanda di contributo").await;
        casa.un_giorno().await;
        let folder = tempfile::tempdir().unwrap();
        let told = fuori(&casa, folder.path()).await;
        assert_eq!((told.scritti, told.presenti, told.guasti, told.senza), (1, 0, 0, 1), "{engine:?}");
        let year = folder.path().join("2026");
        let pack = fs::read_dir(&year).unwrap().next().unwrap().unwrap().path();
        let names = nominati(&pack);
        assert!(
            names.iter().any(|name| name.starts_with("representations/rep1/data/01-registro-giornaliero")),
            "{names:?}"
        );
        for name in [
            "metadata/preservation/indice.xml.p7m",
            "metadata/descriptive/metadati.xml",
            "metadata/preservation/prova.json",
        ] {
            assert!(names.iter().any(|one| one == name), "{name}: {names:?}");
        }
        // Half a package of an export that was killed, and one that is whole.
        fs::create_dir(year.join(format!(".{}.parziale", pack.file_name().unwrap().to_str().unwrap()))).unwrap();
        assert_eq!(fuori(&casa, folder.path()).await.presenti, 1);

        casa.riceve(REGISTRO).await;
        assert_eq!(fuori(&casa, folder.path()).await.scritti, 1, "with its receipt");
        let names = nominati(&pack);
        assert!(names.iter().any(|name| name == "metadata/preservation/ricevute/01-ricevuta.txt"), "{names:?}");
        assert_eq!(fs::read_dir(&year).unwrap().count(), 1, "nothing else is left there");
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_package_is_told_and_never_written() {
    let casa = casa(Engine::Sqlite, true).await;
    casa.registra("Domanda di contributo").await;
    casa.un_giorno().await;
    let zip = casa.pacchetto(REGISTRO).await;
    let mut spoiled = zip.clone();
    // Inside the register itself, behind the name of the entry.
    let at = spoiled.windows(4).position(|four| four == b"%PDF").unwrap() + 20;
    spoiled[at] ^= 1;
    casa.sovrascrivi(&zip, &spoiled);
    let folder = tempfile::tempdir().unwrap();
    let told = fuori(&casa, folder.path()).await;
    assert_eq!((told.scritti, told.guasti), (0, 1));
    assert!(told.quali[0].starts_with("1/2026: "), "{:?}", told.quali);
    assert_eq!(fs::read_dir(folder.path().join("2026")).unwrap().count(), 0);
    casa.hall.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_archive_that_is_away_no_package_is_called_damaged() {
    let casa = casa(Engine::Sqlite, true).await;
    casa.registra("Domanda di contributo").await;
    casa.un_giorno().await;
    let zip = casa.pacchetto(REGISTRO).await;
    let object = casa.hall.ente.archive.store().local_path(&Sha256Hash::of(&zip)).expect("a folder");
    let files = object.ancestors().nth(2).unwrap().to_owned();
    let away = files.with_extension("via");
    fs::rename(&files, &away).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let told = esporta(&casa.hall.ente, folder.path(), |_, _| {}).await;
    assert!(matches!(told, Err(conservazione::Error::Store(_))), "{told:?}");
    fs::rename(&away, &files).unwrap();
    let told = fuori(&casa, folder.path()).await;
    assert_eq!((told.scritti, told.guasti), (1, 0), "nothing of the first time is left in its way");
    casa.hall.stop().await;
}
