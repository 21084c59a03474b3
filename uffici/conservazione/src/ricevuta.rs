//! A receipt that a person brings, for a package that was handed over by hand or whose answer was lost: it must speak of this package.

use authz::Who;
use base64::Engine;
use documents::{
    document,
    store::{Sha256Hash, Stored},
};
use ente::Ente;
use kernel::{Id, Refusal, Uuid};
use memchr::memmem;
use metadati_agid::{Metadati, read as leggi_metadati};
use parer::{Chiave, Conservato, Stato as StatoParer, read_esito};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    error::Error,
    esibizione::SEGNO,
    pacchetto::stato_di,
    permissions::{CONSULTA, VERSA},
    rules::Stato,
    tables::{cosa, esito, file, pacchetto, stato, versamento},
    trova,
    versa::chiave,
};

/// Largest receipt, bytes; largest file of metadata that is read back.
const MOST_BYTES: u64 = 8_000_000;
/// What stands in every proof of a row.
const PROVA: &str = "municipio-prova/";
/// How our own index ends.
const FINE_INDICE: &[u8] = b"PIndex>\n";

/// What a receipt must name: one of the package's own hashes, or those of all its files. SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attese {
    /// Of the package, and of its index.
    pub intere: Vec<[u8; 32]>,
    /// Of its files, by name.
    pub file: Vec<(String, [u8; 32])>,
    /// What we made ourselves of the package, or sent. It names all hashes, and is nobody's receipt. SHA-256.
    pub nostri: Vec<[u8; 32]>,
    /// Under which key the conservatore knows it; none for a fascicolo.
    pub chiave: Option<Chiave>,
}

impl Attese {
    /// Whether a receipt that tells its key tells another. Registers may bear another name with the conservatore.
    fn altra(&self, found: &Chiave) -> bool {
        let plain = |text: &str| text.trim().trim_start_matches('0').to_owned();
        let other = |ours: &Chiave| ours.anno != found.anno || plain(&ours.numero) != plain(&found.numero);
        self.chiave.as_ref().is_none_or(other)
    }
}

/// The receipt's URN, where it tells one in the words of ParER's service; or everything that is wrong with it.
///
/// # Errors
/// All the reasons, in sentences.
pub fn controlla(bytes: &[u8], attese: &Attese) -> Result<Option<String>, Refusal> {
    if let Some(sentence) = nostro(bytes, attese) {
        return Err(di_file(sentence));
    }
    let mut urn = None;
    if let Ok(esito) = read_esito(bytes) {
        let altro = match esito.di {
            Conservato::Unita => esito.chiave.as_ref().is_some_and(|found| attese.altra(found)),
            Conservato::Fascicolo => attese.chiave.is_some(),
        };
        if altro {
            return Err(di_file(
                "Questa ricevuta è di un'altra cosa: dice un altro numero o un altro anno. Carica quella di questo pacchetto.",
            ));
        }
        match esito.stato {
            StatoParer::Accettato(rapporto) | StatoParer::AccettatoConAvvisi(rapporto) => urn = Some(rapporto.urn),
            StatoParer::Rifiutato => {
                let why = esito.causa().unwrap_or_else(|| "Il conservatore ha rifiutato il versamento".into());
                return Err(di_file(format!(
                    "Questa non è una ricevuta: dice che il versamento è stato rifiutato. {why}."
                )));
            }
        }
    }
    if attese.intere.iter().any(|hash| nomina(bytes, hash)) {
        return Ok(urn);
    }
    let missing: Vec<&str> =
        attese.file.iter().filter(|(_, hash)| !nomina(bytes, hash)).map(|(name, _)| name.as_str()).collect();
    if missing.is_empty() && !attese.file.is_empty() {
        return Ok(urn);
    }
    let mut refusal = di_file(
        "La ricevuta non parla di questo pacchetto: non ci sono né l'impronta SHA-256 del pacchetto o del suo indice, né quelle di tutti \
         i suoi file. Carica il rapporto di versamento che il conservatore ha dato per questo pacchetto.",
    );
    if missing.len() < attese.file.len() {
        refusal.add(Some("file"), format!("Mancano le impronte di: {}.", missing.join(", ")));
    }
    Err(refusal)
}

/// Why a file is one of ours, and proves nothing of what the conservatore has.
fn nostro(bytes: &[u8], attese: &Attese) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(
            "Questo è un archivio ZIP, come il pacchetto stesso, e non una ricevuta. Se il conservatore ti ha dato un archivio, aprilo e \
             carica il rapporto di versamento che c'è dentro.",
        );
    }
    // The index as it is, or inside its seal.
    let ends = memmem::find(bytes, b"<?xml").zip(memmem::rfind(bytes, FINE_INDICE));
    let inside = ends.and_then(|(from, to)| bytes.get(from..to + FINE_INDICE.len()));
    let shown = [SEGNO, PROVA].iter().any(|mark| memmem::find(bytes, mark.as_bytes()).is_some());
    let ours = |part: &[u8]| shown || attese.nostri.contains(&Sha256Hash::of(part).0);
    [Some(bytes), inside].into_iter().flatten().any(ours).then_some(
        "Questo file l'ha fatto il Comune, e dice che cosa è stato consegnato: non è la risposta del conservatore. Carica il rapporto di \
         versamento che il conservatore ha dato per questo pacchetto.",
    )
}

fn di_file(sentence: impl Into<String>) -> Refusal {
    let mut refusal = Refusal::default();
    refusal.add(Some("file"), sentence);
    refusal
}

/// Whether a hash stands in the bytes, in hexadecimal digits of either case or in base64.
fn nomina(bytes: &[u8], hash: &[u8; 32]) -> bool {
    let lower = hex::encode(hash);
    let base64 = base64::engine::general_purpose::STANDARD.encode(hash);
    [lower.to_uppercase(), lower, base64].iter().any(|text| memmem::find(bytes, text.as_bytes()).is_some())
}

/// Takes a receipt in for the last package of a thing.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; all that is wrong with the receipt.
pub async fn carica(
    ente: &Ente,
    who: &Who,
    id: Id<cosa::Entity>,
    (name, stored): (&str, &Stored),
) -> Result<(), Error> {
    who.require(&VERSA)?;
    if stored.size > MOST_BYTES {
        return Err(di_file("La ricevuta passa gli 8 MB: non sembra una ricevuta.").into());
    }
    let read = ente.db().read().await?;
    let pack = trova::ultimo(&read, id).await?;
    let pack = pacchetto::Entity::find_by_id(pack).one(&read).await?.ok_or(Error::NotFound)?;
    drop(read);
    let bytes = ente.archive.store().get_range(&stored.sha256, 0..stored.size).await?;
    let urn = controlla(&bytes, &attese(ente, &pack).await?)?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.ricevuta").await?;
    let before = stato_di(&tx, id).await?;
    if !Stato::from_code(&before.stato).is_some_and(Stato::aspetta_ricevuta) || before.pacchetto_id != Some(pack.id) {
        return Err(Refusal::because("Nel frattempo è cambiata: guarda di nuovo la pagina.").into());
    }
    let document = ente.archive.name(&mut tx, stored, name).await?;
    let deposit = versamento::Model {
        id: tx.id(),
        pacchetto_id: pack.id,
        come: "a_mano".into(),
        verso: "consegna a mano".into(),
        versato_id: None,
        persona_id: Some(who.person),
        iniziato_at: tx.now(),
    };
    let row = esito::Model {
        id: tx.id(),
        versamento_id: deposit.id,
        esito: "accettato".into(),
        causa: None,
        urn,
        ricevuta_id: Some(document.id),
        at: tx.now(),
    };
    tx.insert(deposit).await?;
    tx.insert(row).await?;
    let after = stato::Model { stato: Stato::Conservata.code().into(), dal: tx.now(), causa: None, ..before.clone() };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// What a receipt of this package must say, and what it cannot be.
async fn attese(ente: &Ente, pack: &pacchetto::Model) -> Result<Attese, Error> {
    let read = ente.db().read().await?;
    let files = file::Entity::find().filter(file::Column::PacchettoId.eq(pack.id)).order_by_asc(file::Column::Ordine);
    let files = files.all(&read).await?;
    let sent = versamento::Entity::find().filter(versamento::Column::PacchettoId.eq(pack.id)).all(&read).await?;
    let sent: Vec<Uuid> = sent.iter().filter_map(|row| row.versato_id).map(|id| id.uuid()).collect();
    let sent = ente.archive.find(&read, &sent).await?;
    let metadati = trova::documento(ente, &read, pack.metadati_id).await?;
    drop(read);
    let bytes = ente.archive.bytes(&metadati, MOST_BYTES).await?.ok_or(Error::NotFound)?;
    let chiave = match leggi_metadati(&bytes) {
        Ok(Metadati::Documento(document)) => Some(chiave(&document)),
        _ => None,
    };
    let hash = |text: &String| text.parse::<Sha256Hash>().ok().map(|hash| hash.0);
    let intere: Vec<[u8; 32]> = [&pack.impronta, &pack.impronta_indice].into_iter().filter_map(hash).collect();
    let made = sent.iter().chain([&metadati]).map(|document| document.hash().0);
    Ok(Attese {
        nostri: intere.iter().copied().chain(made).collect(),
        intere,
        file: files.iter().filter_map(|row| Some((row.nome.clone(), hash(&row.impronta)?))).collect(),
        chiave,
    })
}

/// One of the receipts of a thing.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; those of the database.
pub async fn apri(
    ente: &Ente,
    who: &Who,
    id: Id<cosa::Entity>,
    ricevuta: Id<document::Entity>,
) -> Result<document::Model, Error> {
    who.require(&VERSA)?;
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let sql = "SELECT 1 AS una FROM conservazione_esito e JOIN conservazione_versamento v ON v.id = e.versamento_id \
               JOIN conservazione_pacchetto p ON p.id = v.pacchetto_id WHERE p.cosa_id = $1 AND e.ricevuta_id = $2 LIMIT 1";
    if db::one(&read, sql, [id.into(), ricevuta.into()]).await?.is_none() {
        return Err(Error::NotFound);
    }
    trova::documento(ente, &read, ricevuta).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDICE: &[u8] = b"<?xml version=\"1.0\"?>\n<sincro:PIndex>0303</sincro:PIndex>\n";

    fn attese() -> Attese {
        Attese {
            intere: vec![[1; 32], [2; 32]],
            file: vec![("a.pdf".into(), [3; 32]), ("b.pdf".into(), [4; 32])],
            nostri: vec![Sha256Hash::of(INDICE).0],
            chiave: Some(Chiave { numero: "12".into(), anno: 2026, registro: "PG".into() }),
        }
    }

    #[test]
    fn a_receipt_names_the_package_its_index_or_all_its_files() {
        let text = |hashes: &[[u8; 32]]| hashes.iter().map(hex::encode).collect::<Vec<_>>().join(" ").to_uppercase();
        for good in [vec![[1; 32]], vec![[2; 32]], vec![[3; 32], [4; 32]]] {
            assert_eq!(controlla(text(&good).as_bytes(), &attese()), Ok(None), "{good:?}");
        }
        let base64 = base64::engine::general_purpose::STANDARD.encode([2; 32]);
        assert_eq!(controlla(base64.as_bytes(), &attese()), Ok(None));
        for bad in [vec![], vec![[9; 32]], vec![[3; 32]]] {
            let refusal = controlla(text(&bad).as_bytes(), &attese()).unwrap_err();
            assert!(refusal.reasons[0].sentence.contains("non parla di questo pacchetto"), "{bad:?}");
        }
        let half = controlla(text(&[[3; 32]]).as_bytes(), &attese()).unwrap_err();
        assert!(half.reasons[1].sentence.contains("b.pdf"), "{half:?}");
        let nothing = Attese { intere: vec![], file: vec![], nostri: vec![], chiave: None };
        assert!(controlla(b"", &nothing).is_err(), "nothing proves nothing");
    }

    #[test]
    fn what_we_made_ourselves_is_no_receipt() {
        let named = hex::encode([1; 32]);
        let zip = [&b"PK\x03\x04"[..], named.as_bytes()].concat();
        let shown = format!("# {SEGNO}\n{named}").into_bytes();
        let sealed = [&b"\x30\x82\x01\x00"[..], INDICE, b"\xa0", named.as_bytes()].concat();
        for (bytes, word) in [
            (zip, "archivio ZIP"),
            (INDICE.to_vec(), "l'ha fatto il Comune"),
            (sealed, "l'ha fatto il Comune"),
            (shown, "l'ha fatto il Comune"),
        ] {
            let refusal = controlla(&bytes, &attese()).unwrap_err();
            assert!(refusal.reasons[0].sentence.contains(word), "{word}: {refusal:?}");
        }
    }

    #[test]
    fn a_receipt_of_the_same_files_under_another_number_is_another_s() {
        let answer = |numero: &str, anno: &str| {
            format!(
                "<EsitoVersamento><EsitoGenerale><CodiceEsito>POSITIVO</CodiceEsito></EsitoGenerale><UnitaDocumentaria><Chiave>\
                 <Numero>{numero}</Numero><Anno>{anno}</Anno><TipoRegistro>PG</TipoRegistro></Chiave></UnitaDocumentaria>\
                 <RapportoVersamento>&lt;RapportoVersamento&gt;&lt;URNRapportoVersamento&gt;urn:1&lt;/URNRapportoVersamento&gt;\
                 &lt;/RapportoVersamento&gt;</RapportoVersamento><!-- {} --></EsitoVersamento>",
                hex::encode([1; 32])
            )
        };
        assert_eq!(controlla(answer("0000012", "2026").as_bytes(), &attese()), Ok(Some("urn:1".into())));
        for (numero, anno) in [("13", "2026"), ("12", "2027")] {
            let refusal = controlla(answer(numero, anno).as_bytes(), &attese()).unwrap_err();
            assert!(refusal.reasons[0].sentence.contains("di un'altra cosa"), "{refusal:?}");
        }
    }
}
