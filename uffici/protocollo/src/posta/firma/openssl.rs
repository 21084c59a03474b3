//! The program OpenSSL, bound in time and memory: what it is given comes from outside.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{
    DaVerificare, Esito, Firma,
    certificato::{Certificato, leggi, perche},
};
use crate::programma::{self, Detto};

/// Processor seconds of one answer.
const SECONDS: u32 = 20;
/// Certificates that a signature may carry: more would only keep the program busy.
const MOST_CERTIFICATES: usize = 20;

/// The program, where it is on this machine.
pub(crate) fn trova() -> Option<PathBuf> {
    programma::trova("openssl")
}

/// Runs it in a folder; none where it does not end in its time or cannot be started.
pub(crate) async fn esegui(program: &Path, folder: &Path, args: &[&str]) -> Option<Detto> {
    programma::esegui(program, folder, args, SECONDS).await
}

/// Checks a signature. `ancore`: the authorities that the ente has added (PEM), beside the system's.
pub async fn verifica(da: &DaVerificare, ancore: &str) -> Firma {
    let Some(program) = trova() else {
        let why = "Su questo server manca OpenSSL, il programma che verifica le firme: chiedi a chi lo gestisce di installarlo.";
        return Firma::senza(Esito::NonVerificata, why);
    };
    match prova(&program, da, ancore).await {
        Some(firma) => firma,
        None => {
            let why = "La verifica non è arrivata in fondo: il programma che la fa si è fermato o ci ha messo troppo.";
            Firma::senza(Esito::NonVerificata, why)
        }
    }
}

async fn prova(program: &Path, da: &DaVerificare, ancore: &str) -> Option<Firma> {
    let folder = TempDir::new().ok()?;
    let path = folder.path();
    tokio::fs::write(path.join("firma.p7s"), &da.signature).await.ok()?;
    tokio::fs::write(path.join("ancore.pem"), ancore).await.ok()?;
    if !integra(program, path, &da.content).await? {
        let why = "Il messaggio è stato alterato dopo la firma del gestore, oppure la firma non è sua.";
        return Some(Firma::senza(Esito::NonValida, why));
    }
    let certificato = certificato(program, path, "firmatario.pem").await?;
    let firma = |esito, motivo| Firma {
        esito,
        firmatario: certificato.nome.clone(),
        autorita: certificato.autorita.clone(),
        motivo,
    };
    if let Some(why) = certificato.impedimento(&da.from, da.at) {
        return Some(firma(Esito::NonValida, Some(why)));
    }
    let seconds = da.at.micros().div_euclid(1_000_000).to_string();
    let mut args = vec!["verify", "-partial_chain", "-purpose", "smimesign", "-attime", &seconds];
    if !ancore.is_empty() {
        args.extend(["-CAfile", "ancore.pem"]);
    }
    args.extend(["-untrusted", "certificati.pem", "firmatario.pem"]);
    let said = esegui(program, path, &args).await?;
    if said.riuscito {
        return Some(firma(Esito::Valida, None));
    }
    let (esito, why) = perche(&format!("{}\n{}", said.errori, said.fuori));
    Some(firma(esito, Some(why)))
}

/// Whether what is signed is as it was signed; the certificates are left in the folder. Providers sign with the line ends of
/// mail: where a store has lost them, they are put back.
async fn integra(program: &Path, folder: &Path, content: &[u8]) -> Option<bool> {
    let first = una_firma(program, folder, content).await?;
    let again = || {
        !content.is_empty()
            && content.iter().enumerate().any(|(at, byte)| {
                *byte == b'\n' && at.checked_sub(1).and_then(|before| content.get(before)) != Some(&b'\r')
            })
    };
    if first || !again() {
        return Some(first);
    }
    let mut whole = Vec::with_capacity(content.len() + content.len() / 40);
    for byte in content {
        if *byte == b'\n' && whole.last() != Some(&b'\r') {
            whole.push(b'\r');
        }
        whole.push(*byte);
    }
    una_firma(program, folder, &whole).await
}

async fn una_firma(program: &Path, folder: &Path, content: &[u8]) -> Option<bool> {
    tokio::fs::write(folder.join("parte"), content).await.ok()?;
    let args = [
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        "firma.p7s",
        "-content",
        "parte",
        "-noverify",
        "-signer",
        "firmatario.pem",
        "-certsout",
        "certificati.pem",
        "-out",
        "/dev/null",
    ];
    if !esegui(program, folder, &args).await?.riuscito {
        return Some(false);
    }
    let count = async |name: &str| {
        let pem = tokio::fs::read_to_string(folder.join(name)).await.unwrap_or_default();
        pem.matches("-----BEGIN CERTIFICATE-----").count()
    };
    // One provider signs, once.
    Some(count("firmatario.pem").await == 1 && count("certificati.pem").await <= MOST_CERTIFICATES)
}

/// What a certificate in the folder says.
async fn certificato(program: &Path, folder: &Path, file: &str) -> Option<Certificato> {
    let args = [
        "x509",
        "-in",
        file,
        "-noout",
        "-email",
        "-subject",
        "-issuer",
        "-dates",
        "-dateopt",
        "iso_8601",
        "-nameopt",
        "RFC2253,utf8,-esc_msb",
        "-fingerprint",
        "-sha256",
    ];
    let said = esegui(program, folder, &args).await?;
    said.riuscito.then(|| leggi(&said.fuori))
}

/// What the authority says whose certificate this is (PEM): name, fingerprint, until when it is good. None where it is none.
pub(crate) async fn autorita(pem: &str) -> Option<Certificato> {
    let program = trova()?;
    let folder = TempDir::new().ok()?;
    tokio::fs::write(folder.path().join("uno.pem"), pem).await.ok()?;
    certificato(&program, folder.path(), "uno.pem").await
}

#[cfg(test)]
mod tests {
    use kernel::Instant;

    use super::*;
    use crate::posta::firma::di;

    const FOLDER: &str = "08-protocollo-pec/OCA__l10n-italy/l10n_it_fatturapa_pec/tests/data";

    /// The real messages of the standards folder: two are as their provider signed them, the others were edited afterwards.
    #[tokio::test]
    async fn the_real_messages_are_told_apart_as_openssl_tells_them() {
        let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
        let folder = std::env::var_os("MUNICIPIO_STANDARDS").map_or_else(beside, PathBuf::from).join(FOLDER);
        let (Ok(files), Some(_)) = (std::fs::read_dir(&folder), trova()) else {
            eprintln!("SKIPPED: official samples or openssl not found ({})", folder.display());
            return;
        };
        let mut whole = 0;
        for path in files.flatten().map(|file| file.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let message = pec::read(&std::fs::read(&path).unwrap()).unwrap();
            let firma = match di(&message, Instant::from_micros(1_794_000_000_000_000)).unwrap() {
                Ok(da) => verifica(&da, "").await,
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
    }
}
