use base64::{Engine as _, prelude::BASE64_STANDARD};
use db::Read;
use kernel::Uuid;
use serde::{Deserialize, Serialize};
use tlog_tiles::{Hash, TileHashReader, check_record, check_tree, prove_record, prove_tree, record_hash};

use crate::{
    Attestor, Checkpoint, Cosigned, Error, Leaf, Ledger, Mention, RecordTable, Stamped, WitnessKey, attest::best_over,
    row_digest, row_salt, tree::Shelf,
};

/// The format's name, in every proof file.
const FORMAT: &str = "municipio-prova/1";

/// What a citizen keeps: one row of the town hall's records and everything needed to check, without the town hall, that
/// it stands in the journal. A JSON file; the words are Italian because people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// `municipio-prova/1`.
    pub formato: String,
    /// The key that signs the ente's checkpoints. Compare it with the one that the ente publishes.
    pub chiave: String,
    /// The row's canonical content (see [`crate::canonical()`]).
    pub contenuto: String,
    /// The salt of the row, hexadecimal.
    pub sale: String,
    /// The leaf.
    pub voce: String,
    /// The leaf's place.
    pub indice: u64,
    /// The audit path (RFC 6962 §2.1.1), base64.
    pub percorso: Vec<String>,
    /// The signed checkpoint.
    pub sigillo: String,
    /// An authority's time stamp of the checkpoint (RFC 3161, base64), where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marca: Option<String>,
    /// A witness's signature of the checkpoint, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub testimone: Option<Cosignature>,
}

/// A witness's signature of a checkpoint (C2SP `tlog-cosignature`), as a proof file holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cosignature {
    /// The witness's key. Compare it with the one that the witness publishes.
    pub chiave: String,
    /// The line of its signature.
    pub firma: String,
}

/// The longest audit path that a tree of 2^64 leaves can have.
const LONGEST_PATH: usize = 64;
/// How often a row may be written again while its proof is being made.
const ATTEMPTS: u32 = 8;

/// Why a proof does not hold.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Not a proof file of ours.
    #[error("Il file non è una prova di Municipio: {0}.")]
    Unreadable(String),
    /// A part that does not hold.
    #[error("La prova non regge: {0}.")]
    Broken(String),
}

/// What a proof that holds says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The leaf.
    pub leaf: Leaf,
    /// The table and the content of the row.
    pub content: String,
    /// The checkpoint that it stands under.
    pub checkpoint: Checkpoint,
    /// The time stamp of the checkpoint, where the proof brings one.
    pub stamped: Option<Stamped>,
    /// The witness who has signed the checkpoint, where the proof brings one.
    pub cosigned: Option<Cosigned>,
}

impl Proof {
    /// Reads a proof file.
    ///
    /// # Errors
    /// When it is not one.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ProofError> {
        let proof: Self = serde_json::from_slice(bytes).map_err(|error| ProofError::Unreadable(error.to_string()))?;
        if proof.formato == FORMAT { Ok(proof) } else { Err(ProofError::Unreadable(proof.formato)) }
    }

    /// Checks everything: the signature, the path, the leaf, that the leaf speaks of this very content; and that the time stamp and the
    /// witness's signature, where they are there, are of this very checkpoint. Whose authority and whose key they are it does not say.
    ///
    /// # Errors
    /// The first part that does not hold.
    pub fn check(&self) -> Result<Proven, ProofError> {
        let broken = |what: &str| ProofError::Broken(what.into());
        let checkpoint = Checkpoint::open(&self.sigillo, &self.chiave).map_err(ProofError::Broken)?;
        if self.formato != FORMAT || self.percorso.len() > LONGEST_PATH {
            return Err(broken("il formato non è quello di una prova"));
        }
        let path: Vec<Hash> = self
            .percorso
            .iter()
            .map(|hash| Hash::parse_hash(hash))
            .collect::<Result<_, _>>()
            .map_err(|_| broken("il percorso non si legge"))?;
        check_record(&path, checkpoint.size, Hash(checkpoint.root), self.indice, record_hash(self.voce.as_bytes()))
            .map_err(|_| broken("la voce non sta nell'albero firmato"))?;
        let leaf = Leaf::from_bytes(self.voce.as_bytes()).map_err(|_| broken("la voce non si legge"))?;
        if leaf.n != self.indice {
            return Err(broken("la voce dice di essere un'altra"));
        }
        let mut salt = [0; 32];
        hex::decode_to_slice(&self.sale, &mut salt).map_err(|_| broken("il sale non si legge"))?;
        if hex::encode(salt) != self.sale {
            return Err(broken("il sale non è scritto in lettere minuscole"));
        }
        let digest = hex::encode(row_digest(&salt, self.contenuto.as_bytes()));
        let table = self.contenuto.lines().next().unwrap_or_default();
        if !leaf.rows.iter().any(|row| row.0 == table && row.3 == digest) {
            return Err(broken("il contenuto non è quello registrato"));
        }
        let (stamped, cosigned) = self.attested().map_err(ProofError::Broken)?;
        Ok(Proven { leaf, content: self.contenuto.clone(), checkpoint, stamped, cosigned })
    }

    /// What others say of the checkpoint.
    fn attested(&self) -> Result<(Option<Stamped>, Option<Cosigned>), String> {
        let stamped = |coded: &String| {
            let token = BASE64_STANDARD.decode(coded).map_err(|_| "la marca temporale non si legge".to_owned())?;
            Stamped::read(&token, self.sigillo.as_bytes())
        };
        let cosigned = |one: &Cosignature| WitnessKey::parse(&one.chiave)?.cosigned(&self.sigillo, &one.firma);
        let stamped = self.marca.as_ref().map(stamped).transpose()?;
        Ok((stamped, self.testimone.as_ref().map(cosigned).transpose()?))
    }
}

fn absent(table: &dyn RecordTable, row: Uuid) -> Error {
    Error::Absent(format!("nessuna voce che parli di {} {row}", table.name()))
}

/// The last leaf that speaks of a row, and the row as it is.
struct Found {
    index: u64,
    leaf: Vec<u8>,
    salt: [u8; 32],
    content: Vec<u8>,
}

impl Found {
    async fn last(read: &Read, table: &dyn RecordTable, row: Uuid) -> Result<Self, Error> {
        // A row of another table may have the same id.
        let last = "SELECT j.idx, j.leaf, j.salt FROM ledger_subject s JOIN ledger_journal j ON j.idx = s.idx \
                    WHERE s.row_id = $1 AND s.idx < $2 ORDER BY s.idx DESC LIMIT 1";
        let mut before = i64::MAX;
        while let Some(found) = db::one(read, last, [row.into(), before.into()]).await? {
            before = found.try_get("", "idx")?;
            let index = before.unsigned_abs();
            let damaged = |what: String| Error::Damaged { index, what };
            let bytes: Vec<u8> = found.try_get("", "leaf")?;
            let leaf = Leaf::from_bytes(&bytes).map_err(|error| damaged(error.to_string()))?;
            let ours = |mention: &Mention| mention.0 == table.name() && mention.1 == row;
            let Some(ordinal) = leaf.rows.iter().rposition(ours) else { continue };
            let salt: Option<Vec<u8>> = found.try_get("", "salt")?;
            let salt =
                salt.ok_or_else(|| damaged(format!("il sale è stato cancellato: {row} non si può più provare")))?;
            let salt = row_salt(&salt, ordinal);
            let content = table.canonical(read, &[row]).await?.pop().map(|(_, content)| content).unwrap_or_default();
            if leaf.rows.get(ordinal).is_none_or(|mention| mention.3 != hex::encode(row_digest(&salt, &content))) {
                return Err(damaged(format!("{} {row} non è più come fu scritta", table.name())));
            }
            return Ok(Self { index, leaf: bytes, salt, content });
        }
        Err(absent(table, row))
    }

    fn proof(self, path: &[Hash], note: String, key: String) -> Proof {
        Proof {
            formato: FORMAT.into(),
            chiave: key,
            contenuto: String::from_utf8_lossy(&self.content).into_owned(),
            sale: hex::encode(self.salt),
            voce: String::from_utf8_lossy(&self.leaf).into_owned(),
            indice: self.index,
            percorso: path.iter().map(|hash| BASE64_STANDARD.encode(hash.0)).collect(),
            sigillo: note,
            marca: None,
            testimone: None,
        }
    }
}

impl Ledger {
    /// The proof that a row, as it is now, stands in the journal. Seals first, so that the row is under a checkpoint; where others have
    /// said something of an earlier one that covers it, that one is taken, with what they say.
    ///
    /// # Errors
    /// [`Error::Absent`] when the journal does not speak of the row; [`Error::Damaged`] when the row is not what its leaf
    /// says, or its salt is gone; those of the database.
    pub async fn prove(&self, table: &dyn RecordTable, row: Uuid) -> Result<Proof, Error> {
        for _ in 0..ATTEMPTS {
            let checkpoint = self.seal().await?.ok_or_else(|| absent(table, row))?;
            let read = self.db().read().await?;
            let found = Found::last(&read, table, row).await?;
            // Written again between the seal and the view: the new leaf waits for the next seal.
            if found.index < checkpoint.size {
                let size = best_over(&read, found.index).await?.unwrap_or(checkpoint.size);
                drop(read);
                return self.prove_under(size, found).await;
            }
        }
        Err(Error::Changed)
    }

    /// The proof under the checkpoint of this size, with what others say of it.
    async fn prove_under(&self, size: u64, found: Found) -> Result<Proof, Error> {
        let note = self.checkpoint_note_at(size).await?;
        let checkpoint = Checkpoint::open(&note, &self.verifier_key())
            .map_err(|what| Error::Damaged { index: found.index, what })?;
        let read = self.db().read().await?;
        let path = Shelf::run(&read, |shelf| {
            let reader = TileHashReader::new(checkpoint.size, Hash(checkpoint.root), shelf);
            prove_record(checkpoint.size, found.index, &reader)
        })
        .await?;
        drop(read);
        let stamp = self.attestation(size, Attestor::Authority).await?;
        let witness = self.attestation(size, Attestor::Witness).await?;
        let cosignature = |(chiave, line): (String, Vec<u8>)| Cosignature {
            chiave,
            firma: String::from_utf8_lossy(&line).into_owned(),
        };
        Ok(Proof {
            marca: stamp.map(|one| BASE64_STANDARD.encode(one.content)),
            testimone: witness.and_then(|one| Some(cosignature((one.key?, one.content)))),
            ..found.proof(&path, note, self.verifier_key())
        })
    }

    /// The proof that the tree of `newer` leaves only adds to the tree of `older` (RFC 6962 §2.1.2).
    ///
    /// # Errors
    /// [`Error::Absent`] when `older` is zero or more than `newer`, and those of the database.
    pub async fn prove_consistency(&self, older: u64, newer: &Checkpoint) -> Result<Vec<[u8; 32]>, Error> {
        if older == 0 || older > newer.size {
            return Err(Error::Absent(format!("un albero di {older} voci che precede quello di {}", newer.size)));
        }
        let read = self.db().read().await?;
        let path = Shelf::run(&read, |shelf| {
            let reader = TileHashReader::new(newer.size, Hash(newer.root), shelf);
            prove_tree(newer.size, older, &reader)
        })
        .await?;
        Ok(path.into_iter().map(|hash| hash.0).collect())
    }

    /// The signed checkpoint of exactly this size.
    ///
    /// # Errors
    /// [`Error::Absent`] when there is none, and those of the database.
    pub async fn checkpoint_note_at(&self, size: u64) -> Result<String, Error> {
        let read = self.db().read().await?;
        let sql = "SELECT note FROM ledger_checkpoint WHERE size = $1";
        let row = db::one(&read, sql, [i64::try_from(size).unwrap_or(i64::MAX).into()]).await?;
        let row = row.ok_or_else(|| Error::Absent(format!("un sigillo di {size} voci")))?;
        // As for the latest: [`Ledger::checkpoint_note`].
        self.db().settle().await?;
        Ok(row.try_get("", "note")?)
    }
}

impl Checkpoint {
    /// Whether `newer` only adds to this one, by the path of [`Ledger::prove_consistency`].
    pub fn extends_to(&self, newer: &Self, path: &[[u8; 32]]) -> bool {
        let path = path.iter().copied().map(Hash).collect();
        check_tree(&path, newer.size, Hash(newer.root), self.size, Hash(self.root)).is_ok()
    }
}
