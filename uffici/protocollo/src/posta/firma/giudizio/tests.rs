//! The real messages of the standards folder, and OpenSSL as the judge beside ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use kernel::Instant;

use super::*;
use crate::posta::firma::di as da_verificare;

#[path = "../../../../tests/it/gestore.rs"]
mod gestore;

use gestore::Gestore;

const FOLDER: &str = "08-protocollo-pec/OCA__l10n-italy/l10n_it_fatturapa_pec/tests/data";
const NOW: Instant = Instant::from_micros(1_794_000_000_000_000);

/// What OpenSSL says of a signature alone: whether it holds, with the line ends of mail or as they are. None where it
/// is not installed.
fn openssl(da: &DaVerificare) -> Option<bool> {
    Command::new("openssl").arg("version").output().ok()?;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("firma.p7s"), &da.signature).unwrap();
    let whole: Vec<u8> = String::from_utf8_lossy(&da.content).replace("\r\n", "\n").replace('\n', "\r\n").into();
    let holds = |content: &[u8]| {
        std::fs::write(folder.path().join("parte"), content).unwrap();
        let args = "cms -verify -binary -inform DER -in firma.p7s -content parte -noverify -out /dev/null";
        let run = Command::new("openssl").args(args.split(' ')).current_dir(folder.path()).output().unwrap();
        run.status.success()
    };
    Some(holds(&da.content) || holds(&whole))
}

/// Two are as their provider signed them, the others were edited afterwards.
#[tokio::test]
async fn the_real_messages_are_told_apart_as_openssl_tells_them() {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let folder = std::env::var_os("MUNICIPIO_STANDARDS").map_or_else(beside, PathBuf::from).join(FOLDER);
    let Ok(files) = std::fs::read_dir(&folder) else {
        eprintln!("SKIPPED: official samples not found ({})", folder.display());
        return;
    };
    let (mut whole, mut asked) = (0, 0);
    for path in files.flatten().map(|file| file.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let message = pec::read(&std::fs::read(&path).unwrap()).unwrap();
        let firma = match da_verificare(&message, NOW).unwrap() {
            Ok(da) => {
                let firma = verifica(&da, "").await;
                if let Some(holds) = openssl(&da) {
                    asked += 1;
                    // Never milder than OpenSSL.
                    let ours = matches!(firma.esito, Esito::Valida | Esito::Sconosciuta);
                    assert_eq!(ours, holds, "{name}: {firma:?}");
                }
                firma
            }
            Err(firma) => firma,
        };
        if name.starts_with("ACCETTAZIONE") || name.starts_with("CONSEGNA") {
            // Whether the authority is known depends on the machine.
            assert!(matches!(firma.esito, Esito::Valida | Esito::Sconosciuta), "{name}: {firma:?}");
            assert_eq!(firma.firmatario.as_deref(), Some("Posta Certificata ARUBA PEC"));
            whole += 1;
        } else {
            assert_eq!(firma.esito, Esito::NonValida, "{name}: {firma:?}");
        }
    }
    assert_eq!(whole, 2);
    if asked == 0 {
        assert!(std::env::var_os("CI").is_none(), "openssl is not installed");
        eprintln!("SKIPPED: openssl is not installed, so no outside program has judged the real messages");
    }
}

const ENVELOPE: &[u8] =
    b"From: posta-certificata@gestore.example\r\nTo: a@b.it\r\nSubject: x\r\nX-Trasporto: errore\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\r\nTesto\r\n--b--\r\n";

/// For years providers signed with SHA-1, and such an envelope is no forgery; one that is forged with it is.
#[tokio::test]
async fn a_weak_digest_makes_nothing_good_and_forgives_nothing() {
    // A forger's authority bears the name of the true one, and the certificate does not say with which key it was signed.
    let falso = Gestore::che_dice("Autorita", "none");
    let (Some(gestore), Some(falso)) = (Gestore::nuovo("Autorita"), falso) else { return };
    let said = async |message: Vec<u8>, ancore: &str| {
        let da = da_verificare(&pec::read(&message).unwrap(), NOW).unwrap().unwrap();
        let firma = verifica(&da, ancore).await;
        (firma.esito, firma.motivo.unwrap_or_default())
    };
    assert_eq!(said(gestore.firma(ENVELOPE), &gestore.pem).await.0, Esito::Valida);
    for ancore in [gestore.pem.as_str(), ""] {
        let (esito, why) = said(gestore.firma_con(ENVELOPE, "sha1"), ancore).await;
        assert_eq!(esito, Esito::Sconosciuta);
        assert!(why.contains("non è più affidabile"), "{why}");
    }
    for digest in ["sha256", "sha1"] {
        let (esito, why) = said(falso.firma_con(ENVELOPE, digest), &gestore.pem).await;
        assert_eq!(esito, Esito::NonValida, "{digest}: {why}");
        assert!(why.contains("è falso"), "{digest}: {why}");
    }
}
