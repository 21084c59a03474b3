//! To hand a package over in a folder of the conservatore's server. The package is its file, whole, as it was sealed; its name tells the
//! ente and the number in the register of packages, and is the same at each try.

use std::{fs::Permissions, os::unix::fs::PermissionsExt};

use documents::store::{Sha256Hash, StoreError};
use ente::{Ente, Sftp};
use futures::StreamExt;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::{
    giudica::Giudizio,
    invia::{Seguito, comincia, finisci, non_parte},
};
use crate::{
    error::Error,
    pacchetto::{nome_semplice, provvisorio},
    sftp::{Arrivo, consegna},
    tables::{cosa, pacchetto},
};

/// Hands it over, where it still waits for that. `ultimo` is the last try.
///
/// # Errors
/// Those of the store, the disk, the ledger and the database.
pub(super) async fn per_sftp(
    ente: &Ente,
    posto: &Sftp,
    thing: &cosa::Model,
    pack: &pacchetto::Model,
    ultimo: bool,
) -> Result<Seguito, Error> {
    let Some(file) = copia(ente, pack).await? else {
        let sentence = "Il pacchetto nell'archivio non è più quello sigillato: manca, o è stato alterato. Non parte; chi gestisce il \
                        sistema lo ripristini da una copia di sicurezza.";
        non_parte(ente, thing, pack, sentence).await?;
        return Ok(Seguito::Ancora(sentence.into()));
    };
    let Some(deposit) = comincia(ente, thing, pack, ("sftp", &posto.name), None).await? else {
        return Ok(Seguito::Finito);
    };
    let (nome, byte) = (nome(&ente.info.ipa, pack), pack.byte.unsigned_abs());
    let giudizio = giudica(posto, &nome, byte, consegna(posto, &nome, file, byte).await);
    finisci(ente, thing, (deposit, pack.id), giudizio, None, ultimo).await
}

/// Under which name it lies there.
fn nome(ipa: &str, pack: &pacchetto::Model) -> String {
    format!("pacchetto-{}-{}-{:07}.zip", nome_semplice(ipa), pack.anno, pack.numero)
}

fn giudica(posto: &Sftp, nome: &str, byte: u64, arrivo: Result<Arrivo, String>) -> Giudizio {
    const RICEVUTA: &str = "Non è ancora conservato: quando il conservatore dà la ricevuta, caricala qui.";
    let dove = format!("nella cartella {} di {}", posto.folder, posto.name);
    match arrivo {
        Ok(Arrivo::Ora) => Giudizio::consegnato(format!("Consegnato {dove}, come {nome} ({byte} byte). {RICEVUTA}")),
        Ok(Arrivo::Prima) => {
            Giudizio::consegnato(format!("Era già {dove}, come {nome} ({byte} byte), da un invio di prima. {RICEVUTA}"))
        }
        Ok(Arrivo::Altro(found)) => Giudizio::dubbio(format!(
            "C'è già un altro file {dove} con il nome {nome}, di {found} byte invece di {byte}: è rimasto com'era. Chiedi al conservatore \
             di che cosa si tratta e di toglierlo, poi manda di nuovo il pacchetto."
        )),
        Err(sentence) => Giudizio::ancora(sentence),
    }
}

/// The package in a file that nobody else sees; none where its bytes are gone, or no longer those that were sealed.
async fn copia(ente: &Ente, pack: &pacchetto::Model) -> Result<Option<std::fs::File>, Error> {
    let hash: Sha256Hash = pack.impronta.parse().map_err(|_| Error::NotFound)?;
    let mut stream = match ente.archive.store().open(&hash).await {
        Err(StoreError::NotFound { .. }) => return Ok(None),
        other => other?,
    };
    let mut file = tokio::fs::File::from_std(provvisorio()?);
    let mut hasher = Sha256::new();
    while let Some(piece) = stream.next().await {
        let piece = piece?;
        hasher.update(&piece);
        file.write_all(&piece).await?;
    }
    file.flush().await?;
    // The client gives these permissions to what it makes there, as far as the server lets it. Here the file has no name by which
    // anybody could open it.
    file.set_permissions(Permissions::from_mode(0o660)).await?;
    let found: [u8; 32] = hasher.finalize().into();
    Ok(if found == hash.0 { Some(file.into_std().await) } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{rules::Stato, sftp::esempio};

    #[test]
    fn what_was_handed_over_is_never_told_as_kept() {
        let posto = esempio();
        let of = |arrivo| giudica(&posto, "a.zip", 9, arrivo);
        for arrivo in [Arrivo::Ora, Arrivo::Prima] {
            let judged = of(Ok(arrivo));
            assert_eq!((judged.stato, judged.esito), (Some(Stato::DaChiarire), "consegnato"), "{arrivo:?}");
            assert!(judged.causa.unwrap().contains("Non è ancora conservato"));
        }
        assert_eq!(of(Ok(Arrivo::Altro(8))).esito, "da_chiarire");
        let failed = of(Err("Il conservatore non si raggiunge.".into()));
        assert_eq!((failed.stato, failed.esito), (None, "non_riuscito"), "tried again");
    }
}
