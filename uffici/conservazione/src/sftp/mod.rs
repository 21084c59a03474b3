//! To put a package into a folder of the conservatore's server by SFTP, with Debian's own client: a process of its own for each step, bound,
//! which knows the one key of the server that the settings pin and enters with the one key that they name.
//!
//! The steps: whether the package stands there already and has room; the package under a name that tells that it is not whole, and its
//! size; its own name, and its size once more. Killed anywhere, the next try begins anew, and what has its own name is whole.

mod chiave;
mod detto;
mod programma;

use std::{fs::File, time::Duration};

use ente::Sftp;

use self::{
    detto::{liberi, misura, perche},
    programma::{Detto, Fine, esegui},
};

/// What the name of a package ends with while it is not whole.
const PARZIALE: &str = ".parziale";
/// How long a step may take that carries no package.
const BREVE: Duration = Duration::from_secs(120);
/// How long a package may take: the largest on a slow line.
const LUNGO: Duration = Duration::from_secs(3_600);

/// What became of a package that was to be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrivo {
    /// It was put there, whole.
    Ora,
    /// It stands there whole since an earlier try.
    Prima,
    /// Another file of so many bytes has its name, and was left as it is.
    Altro(u64),
}

/// Whether the server is reached, is the one of the settings, lets the key in and has the folder. Nothing is written there.
///
/// # Errors
/// Why not, in a sentence.
pub async fn prova(posto: &Sftp) -> Result<(), String> {
    passo(posto, &["pwd".to_owned()], None, BREVE).await.map(drop)
}

/// Puts a package of so many bytes there under this name.
///
/// # Errors
/// Why it is not there under its name, in a sentence. It may be there under the other.
pub(crate) async fn consegna(posto: &Sftp, nome: &str, file: File, byte: u64) -> Result<Arrivo, String> {
    let host = &posto.host;
    let guarda = format!("-ls -n \"{nome}\"");
    let prima = passo(posto, &["-df \".\"".to_owned(), guarda.clone()], None, BREVE).await?;
    if let Some(found) = misura(&prima.fuori, nome) {
        return Ok(if found == byte { Arrivo::Prima } else { Arrivo::Altro(found) });
    }
    if liberi(&prima.fuori).is_some_and(|free| free < byte) {
        return Err(format!("Il conservatore ({host}) non ha più posto per il pacchetto, che è di {byte} byte."));
    }
    let parziale = format!("{nome}{PARZIALE}");
    let metti = [format!("put -f /proc/self/fd/0 \"{parziale}\""), format!("ls -n \"{parziale}\"")];
    let messo = passo(posto, &metti, Some(file), LUNGO).await?;
    let arrivati = misura(&messo.fuori, &parziale).unwrap_or_default();
    if arrivati != byte {
        return Err(format!("Al conservatore ({host}) sono arrivati {arrivati} byte del pacchetto, che è di {byte}."));
    }
    // The old way of renaming, which takes nobody else's place.
    let rinomina = [format!("rename -l \"{parziale}\" \"{nome}\""), guarda];
    let dopo = passo(posto, &rinomina, None, BREVE).await?;
    Ok(match misura(&dopo.fuori, nome) {
        Some(found) if found != byte => Arrivo::Altro(found),
        // Whole under the other name a moment ago: where it is gone, the conservatore was quick to take it.
        _ => Arrivo::Ora,
    })
}

/// Enters, goes into the folder and does what is asked there, one thing after the other.
async fn passo(posto: &Sftp, comandi: &[String], file: Option<File>, pazienza: Duration) -> Result<Detto, String> {
    chiave::controlla(posto)?;
    let host = &posto.host;
    let lavoro = format!("cd \"{}\"\n{}\n", posto.folder, comandi.join("\n"));
    match esegui(posto, &lavoro, file, pazienza).await {
        Fine::NonParte => {
            Err("Su questo server manca il programma sftp, o non parte: chi lo gestisce installi openssh-client."
                .into())
        }
        Fine::Tardi => {
            let minutes = pazienza.as_secs() / 60;
            Err(format!(
                "Il conservatore ({host}) non ha finito entro {minutes} minuti: il collegamento è stato chiuso."
            ))
        }
        Fine::Detto(detto) if detto.codice == Some(0) => Ok(detto),
        Fine::Detto(detto) => {
            tracing::warn!(host, codice = ?detto.codice, errori = detto.errori, "a step of SFTP failed");
            Err(perche(posto, &detto))
        }
    }
}

/// A place at which nobody answers, for unit tests.
#[cfg(test)]
pub(crate) fn esempio() -> Sftp {
    Sftp {
        name: "Conservatore".into(),
        host: "sftp.example".into(),
        port: 22,
        user: "comune".into(),
        key_file: "/etc/municipio/c.key".into(),
        host_key: "ssh-ed25519 AAAA".into(),
        folder: "arrivi".into(),
    }
}
