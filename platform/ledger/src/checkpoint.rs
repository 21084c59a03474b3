use base64::{Engine as _, prelude::BASE64_STANDARD};
use db::Db;
use kernel::Random;
use signed_note::{Note, StandardSigner, StandardVerifier, VerificationError, Verifier, Verifiers};
use tlog_tiles::Hash;
use vault::{Cell, Vault};

use crate::Error;

/// Ed25519 in the signed-note registry of algorithms (C2SP `signed-note`).
const ALG_ED25519: u8 = 1;

/// The table in which the key's seed lies.
pub const SECRET_TABLE: &str = "ledger_key";
const SEED: Cell<'_> = Cell { table: SECRET_TABLE, column: "seed", row: b"1" };

/// Whether the seed of the ente's signing key lies readable, and not sealed; `None` where it has no key yet.
///
/// # Errors
/// Those of the database.
pub async fn signing_key_is_readable<C: sea_orm::ConnectionTrait>(read: &C) -> Result<Option<bool>, db::Error> {
    let row = db::one(read, "SELECT seed FROM ledger_key WHERE id = 1", []).await?;
    let seed: Option<Vec<u8>> = row.map(|row| row.try_get("", "seed")).transpose()?;
    Ok(seed.map(|seed| !vault::is_sealed(&seed)))
}

/// The ente's key for checkpoints.
pub(crate) struct Key {
    origin: String,
    /// As it lies in the database: sealed, or from the days before there were seals.
    stored: Vec<u8>,
    secret: ed25519_dalek::SigningKey,
}

impl Key {
    pub(crate) async fn load_or_make(db: &Db, random: &dyn Random, origin: &str, vault: &Vault) -> Result<Self, Error> {
        if let Some(key) = Self::load(&db.read().await?, vault).await? {
            return Ok(key);
        }
        let write = db.write().await?;
        let mut seed = [0; 32];
        random.fill(&mut seed);
        let insert = "INSERT INTO ledger_key (id, origin, seed) VALUES (1, $1, $2) ON CONFLICT DO NOTHING";
        db::execute(&write, insert, [origin.into(), vault.seal(SEED, &seed, random).into()]).await?;
        // Another node may have been quicker: its key is the ente's.
        let key = Self::load(&write, vault).await?;
        write.commit().await?;
        key.ok_or_else(|| Error::Damaged { index: 0, what: "manca la chiave".into() })
    }

    async fn load<C: sea_orm::ConnectionTrait>(connection: &C, vault: &Vault) -> Result<Option<Self>, Error> {
        let Some(row) = db::one(connection, "SELECT origin, seed FROM ledger_key WHERE id = 1", []).await? else {
            return Ok(None);
        };
        let stored: Vec<u8> = row.try_get("", "seed")?;
        let seed = vault.open(SEED, &stored)?;
        let seed: &[u8; 32] = seed
            .as_slice()
            .try_into()
            .map_err(|_| Error::Damaged { index: 0, what: "la chiave non ha 32 byte".into() })?;
        let secret = ed25519_dalek::SigningKey::from_bytes(seed);
        Ok(Some(Self { origin: row.try_get("", "origin")?, stored, secret }))
    }

    /// Whether this is the key of that name and stored seed.
    pub(crate) fn is(&self, origin: &[u8], stored: &[u8]) -> bool {
        self.origin.as_bytes() == origin && self.stored == stored
    }

    /// Seals the seed where it lies readable; `false` where there was nothing to do.
    pub(crate) async fn seal_at_rest(&self, db: &Db, random: &dyn Random, vault: &Vault) -> Result<bool, Error> {
        if !vault.seals() {
            return Ok(false);
        }
        let write = db.write().await?;
        let sql = "UPDATE ledger_key SET seed = $2 WHERE id = 1 AND seed = $1";
        let sealed = vault.seal(SEED, self.secret.as_bytes(), random);
        let done = db::execute(&write, sql, [self.secret.as_bytes().to_vec().into(), sealed.into()]).await?;
        write.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    pub(crate) fn verifier(&self) -> String {
        signed_note::new_ed25519_verifier_key(&self.origin, &self.secret.verifying_key())
    }

    /// Signs the head of a tree of `size` leaves.
    pub(crate) fn sign(&self, size: u64, root: Hash) -> Result<String, Error> {
        let damaged = |what: String| Error::Damaged { index: size, what };
        let text = tlog_tiles::Checkpoint::new(&self.origin, size, root, "").map_err(|e| damaged(e.to_string()))?;
        let mut note = Note::new(&text.to_bytes(), &[]).map_err(|e| damaged(e.to_string()))?;
        let signer = self.signer().map_err(|e| damaged(e.to_string()))?;
        note.add_sigs(&[&signer]).map_err(|e| damaged(e.to_string()))?;
        String::from_utf8(note.to_bytes()).map_err(|e| damaged(e.to_string()))
    }

    fn signer(&self) -> Result<StandardSigner, signed_note::SignerError> {
        let public = [&[ALG_ED25519], self.secret.verifying_key().as_bytes().as_slice()].concat();
        let secret = [&[ALG_ED25519], self.secret.as_bytes().as_slice()].concat();
        let id = signed_note::key_id(&self.origin, &public);
        StandardSigner::new(&format!("PRIVATE+KEY+{}+{id:08x}+{}", self.origin, BASE64_STANDARD.encode(secret)))
    }
}

/// A signed head of the tree whose signature held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root of the tree.
    pub root: [u8; 32],
}

impl Checkpoint {
    /// Reads a signed checkpoint and checks its signature with `verifier_key`.
    ///
    /// # Errors
    /// A sentence that says what does not hold.
    pub fn open(note: &str, verifier_key: &str) -> Result<Self, String> {
        Opener::new(verifier_key)?.open(note)
    }
}

/// A key read once, to open many checkpoints with.
pub(crate) struct Opener(StandardVerifier);

impl Opener {
    pub(crate) fn new(verifier_key: &str) -> Result<Self, String> {
        // One spelling only: the library would read capitals too.
        let spelled = |id: &str| id.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c));
        if !verifier_key.split('+').nth(1).is_some_and(spelled) {
            return Err("la chiave non si legge".into());
        }
        StandardVerifier::new(verifier_key).map(Self).map_err(|e| format!("la chiave non si legge ({e})"))
    }

    pub(crate) fn open(&self, note: &str) -> Result<Checkpoint, String> {
        let signed = Note::from_bytes(note.as_bytes()).map_err(|e| format!("il sigillo non si legge ({e})"))?;
        signed.verify(self).map_err(|e| format!("la firma del sigillo non corrisponde alla chiave ({e})"))?;
        let text =
            tlog_tiles::Checkpoint::from_bytes(signed.text()).map_err(|e| format!("il sigillo non si legge ({e})"))?;
        if text.origin() != self.0.name() {
            return Err("il sigillo è di un altro registro".into());
        }
        Ok(Checkpoint { origin: text.origin().into(), size: text.size(), root: text.hash().0 })
    }
}

impl Verifiers for Opener {
    fn verifier(&self, name: &str, id: u32) -> Result<&dyn Verifier, VerificationError> {
        if self.0.name() == name && self.0.key_id() == id {
            Ok(&self.0)
        } else {
            // A witness's: it may be there, and is not ours to judge.
            Err(VerificationError::UnknownKey { name: name.into(), id })
        }
    }
}
