//! To make the package of one thing.

use documents::store::Stored;
use ente::Ente;
use kernel::{Actor, Id, Refusal};
use ledger::Tx;
use porte::conservazione::{Chiuso, Cosa, Tipo};

use super::{
    MOST_BYTES, MOST_METADATA, REGISTRO,
    contenuto::contenuto,
    indice::{Dati, Voce, indice},
    involucro::Involucro,
    metadati::{Titolare, documento, fascicolo, tipo_di},
    sigillo::{Sigillato, apri, sigilla},
    versione::{Precedente, aggiorna, precedente},
};
use crate::{
    Fonti,
    error::Error,
    piano::tempo,
    rules::{Stato, frase},
    tables::{cosa, file, pacchetto, stato},
    trova,
};

/// Why a person is asked for a later version.
const A_MANO: &str = "Il conservatore ha la versione di prima, e il servizio con cui gli si versa non prende correzioni, versioni firmate e annullamenti. \
                      Scarica il pacchetto, consegnalo come aggiornamento di quello che ha, poi carica qui la ricevuta.";

/// Makes the package of a thing, or notes all the reasons why it cannot be made. Whether it was made.
///
/// # Errors
/// Those of the office that has the thing, the store and the ledger.
pub async fn fai(ente: &Ente, fonti: Fonti, riga: &cosa::Model, who: Actor) -> Result<bool, Error> {
    match componi(ente, fonti, riga).await {
        Ok(fatto) => scrivi(ente, riga, fatto, who).await,
        Err(Error::Refused(refusal)) => {
            blocca(ente, riga, &refusal, who).await?;
            Ok(false)
        }
        Err(error) => {
            aspetta(ente, riga, &error, who).await?;
            Err(error)
        }
    }
}

/// A package whose bytes are in the archive, and that has no number yet.
struct Fatto {
    id: Id<pacchetto::Entity>,
    zip: Stored,
    metadati: Stored,
    indice: [u8; 32],
    sigillo: Sigillato,
    file: Vec<(Voce, documents::document::Model)>,
    versione: i64,
}

async fn componi(ente: &Ente, fonti: Fonti, riga: &cosa::Model) -> Result<Fatto, Error> {
    let fonte = fonti.iter().find(|fonte| fonte.fonte() == riga.fonte).ok_or(Error::NotFound)?;
    let tipo = Tipo::from_code(&riga.tipo).ok_or(Error::NotFound)?;
    let found = fonte.leggi(ente, tipo, riga.cosa_id).await?;
    let cosa = found.ok_or_else(|| {
        Refusal::because(
            "L'ufficio che la teneva non la offre più: se il fascicolo è stato riaperto, si versa quando viene chiuso di nuovo.",
        )
    })?;
    let size: u64 = cosa.file.iter().map(|file| file.documento.size.unsigned_abs()).sum();
    if size > MOST_BYTES {
        return Err(Refusal::because("I documenti passano i 4 GB: è più di quanto sta in un pacchetto.").into());
    }
    let tempo = tempo(&ente.db().read().await?, cosa.classe.as_ref(), ente.ledger.now().date()).await?;
    let titolare = Titolare { ente: &ente.info, aoo: ente.aoo.as_ref(), tempo };
    let xml = match &cosa.chiuso {
        None => del_documento(titolare, &cosa, precedente(ente, riga).await?.as_ref())?,
        Some(chiuso) => del_fascicolo(ente, titolare, riga, &cosa, chiuso).await?,
    };
    let id = Id::new(ente.ledger.now(), &**ente.ledger.random());
    let mut involucro = Involucro::new()?;
    let mut voci = Vec::with_capacity(cosa.file.len());
    for (place, one) in cosa.file.iter().enumerate() {
        let percorso = format!("documenti/{:02}-{}", place + 1, nome_semplice(&one.documento.name));
        let sha256 = involucro.copia(ente, &one.documento, &percorso).await?;
        voci.push((Voce { percorso, formato: tipo_di(one), sha256 }, one.documento.clone()));
    }
    let percorso = "metadati/metadati.xml";
    let sha256 = involucro.metti(percorso, xml.as_bytes())?;
    let metadati = Voce { percorso: percorso.into(), formato: "application/xml".into(), sha256 };
    let opened = apri(ente).await?;
    let plain: Vec<Voce> = voci.iter().map(|(voce, _)| voce.clone()).collect();
    let dati = Dati {
        id: &id.to_string(),
        nome: &riga.nome,
        ente: (&ente.info.name, &ente.info.ipa),
        at: ente.ledger.now().rome().fixed_offset(),
        marcato: ente.time_stamps.is_some(),
        metadati: &metadati,
        file: &plain,
    };
    let xml_indice = indice(&dati).xml()?;
    let indice = involucro.metti("indice.xml", &xml_indice)?;
    let sigillo = sigilla(ente, &opened, xml_indice).await?;
    involucro.metti("indice.xml.p7m", &sigillo.bytes)?;
    let mut reader = tokio::fs::File::from_std(involucro.chiudi()?);
    let zip = ente.archive.receive_own(&mut reader, MOST_BYTES + (64 << 20)).await?;
    let metadati = ente.archive.receive_own(&mut xml.as_bytes(), MOST_METADATA).await?;
    let versione = cosa.cambio.as_ref().map_or(0, |cambio| cambio.at.micros());
    Ok(Fatto { id, zip, metadati, indice, sigillo, file: voci, versione })
}

/// The metadata of a document, or everything that annex 5 misses in them.
fn del_documento(titolare: Titolare<'_>, cosa: &Cosa, prima: Option<&Precedente>) -> Result<String, Refusal> {
    let metadati =
        documento(titolare, cosa, prima).ok_or_else(|| Refusal::because("Non ha nessun documento da versare."))?;
    metadati.xml().map_err(mancano)
}

async fn del_fascicolo(
    ente: &Ente,
    titolare: Titolare<'_>,
    riga: &cosa::Model,
    cosa: &Cosa,
    chiuso: &Chiuso,
) -> Result<String, Error> {
    let documenti = contenuto(ente, &riga.fonte, chiuso).await?;
    Ok(fascicolo(titolare, cosa, chiuso, documenti).xml().map_err(mancano)?)
}

/// All that annex 5 misses, each in a sentence with its source.
pub(super) fn mancano(reasons: Vec<metadati_agid::Mancanza>) -> Refusal {
    let mut refusal = Refusal::default();
    for reason in reasons {
        refusal.add_law(None, frase(&reason.to_string()), "allegato 5 alle linee guida AgID 2021");
    }
    refusal
}

/// A name that every file system and address takes; the true one stands in the metadata.
pub(crate) fn nome_semplice(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let long: String = name.chars().map(plain).collect();
    let from = long.len().saturating_sub(80);
    long.get(from..).unwrap_or_default().trim_start_matches('.').to_owned()
}

async fn scrivi(ente: &Ente, riga: &cosa::Model, fatto: Fatto, who: Actor) -> Result<bool, Error> {
    let mut tx = ente.ledger.begin(who, "conservazione.impacchetta").await?;
    let before = stato_di(&tx, riga.id).await?;
    if !Stato::from_code(&before.stato).is_some_and(Stato::si_impacchetta) {
        // Another was quicker. Nothing is committed.
        return Ok(false);
    }
    let nome = format!("pacchetto-{}.zip", nome_semplice(&riga.nome));
    let zip = ente.archive.name(&mut tx, &fatto.zip, &nome).await?;
    let metadati = ente.archive.name(&mut tx, &fatto.metadati, "metadati.xml").await?;
    let (numbered, fatto_at) = tx.number(REGISTRO).await?;
    let row = pacchetto::Model {
        id: fatto.id,
        cosa_id: riga.id,
        anno: i64::from(numbered.1),
        numero: numbered.2,
        documento_id: zip.id,
        metadati_id: metadati.id,
        impronta: fatto.zip.sha256.to_string(),
        impronta_indice: hex::encode(fatto.indice),
        file: i64::try_from(fatto.file.len()).unwrap_or(i64::MAX),
        byte: zip.size,
        sigillo_id: fatto.sigillo.sigillo,
        marcato: fatto.sigillo.marcato,
        fatto_at,
        versione: Some(fatto.versione),
    };
    tx.insert(row).await?;
    for (place, (voce, document)) in fatto.file.into_iter().enumerate() {
        let row = file::Model {
            id: tx.id(),
            pacchetto_id: fatto.id,
            ordine: i64::try_from(place + 1).unwrap_or(i64::MAX),
            nome: document.name,
            percorso: voce.percorso,
            documento_id: document.id,
            impronta: hex::encode(voce.sha256),
            byte: document.size,
            formato: voce.formato,
        };
        tx.insert(row).await?;
    }
    let by_hand = aggiorna(riga);
    let after = stato::Model {
        stato: if by_hand { Stato::DaConsegnare } else { Stato::Pronta }.code().into(),
        dal: tx.now(),
        causa: by_hand.then(|| A_MANO.to_owned()),
        pacchetto_id: Some(fatto.id),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(true)
}

async fn blocca(ente: &Ente, riga: &cosa::Model, refusal: &Refusal, who: Actor) -> Result<(), Error> {
    let causa: Vec<&str> = refusal.reasons.iter().map(|reason| reason.sentence.as_str()).collect();
    let causa = Some(causa.join("\n"));
    let mut tx = ente.ledger.begin(who, "conservazione.non_impacchetta").await?;
    let before = stato_di(&tx, riga.id).await?;
    let unchanged = before.stato == Stato::Bloccata.code() && before.causa == causa;
    if unchanged || !Stato::from_code(&before.stato).is_some_and(Stato::si_impacchetta) {
        return Ok(());
    }
    let since = if before.stato == Stato::Bloccata.code() { before.dal } else { tx.now() };
    let after = stato::Model { stato: Stato::Bloccata.code().into(), dal: since, causa, ..before.clone() };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes why a package waits that nothing is missing in: a silent store, a full disk, a seal that fails. It is tried again each hour.
async fn aspetta(ente: &Ente, riga: &cosa::Model, error: &Error, who: Actor) -> Result<(), Error> {
    let told = error.to_string();
    let causa = Some(format!("{}. Il programma riprova ogni ora.", told.trim_end_matches('.')));
    let mut tx = ente.ledger.begin(who, "conservazione.non_riesce").await?;
    let before = stato_di(&tx, riga.id).await?;
    if before.causa == causa || !Stato::from_code(&before.stato).is_some_and(Stato::si_impacchetta) {
        return Ok(());
    }
    tx.update(&before, stato::Model { causa, ..before.clone() }).await?;
    tx.commit().await?;
    Ok(())
}

/// How a thing stands, held until the transaction ends.
pub(crate) async fn stato_di(tx: &Tx, id: Id<cosa::Entity>) -> Result<stato::Model, Error> {
    let found = trova::stato(tx, id).await?;
    tx.find::<stato::Entity>(found.id.uuid()).await?.ok_or(Error::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_plain_and_keeps_its_end() {
        assert_eq!(nome_semplice("Delibera n° 3 – perché.pdf"), "Delibera_n__3___perch_.pdf");
        assert_eq!(nome_semplice("../../etc/passwd"), "_.._etc_passwd");
        assert!(nome_semplice(&"a".repeat(300)).len() <= 80);
    }
}
