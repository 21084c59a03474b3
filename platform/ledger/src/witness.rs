//! Witnesses (C2SP `tlog-witness` and `tlog-cosignature`): whoever signs a checkpoint only if it follows from all those of the same log
//! that they have signed. A log that shows one past to some and another to others cannot have both signed.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use kernel::Instant;
use sha2::{Digest as _, Sha256};

/// `cosignature/v1`, Ed25519, in the signed-note registry of algorithms.
const ALG_COSIGNATURE: u8 = 4;
/// Bytes of the instant and of the signature, after the key's id.
const INSTANT: usize = 8;
const SIGNATURE: usize = 64;
/// What a line of signature begins with (C2SP `signed-note`).
const DASH: &str = "— ";
/// Lines of an answer that are looked at.
const MOST_LINES: usize = 32;

/// The public key of a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessKey {
    text: String,
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

/// A witness's signature that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// The witness's name.
    pub name: String,
    /// When it signed, as it says.
    pub at: Instant,
    /// The line of the signature, without its end.
    pub line: String,
}

impl WitnessKey {
    /// Reads a key as witnesses publish it (`name+hash+key`).
    ///
    /// # Errors
    /// An Italian sentence without a full stop that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let unreadable = || "la chiave del testimone non si legge: ha la forma nome+12345678+base64".to_owned();
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(unreadable());
        };
        // What is shown on terminals too does not move their cursor.
        if name.is_empty() || name.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(unreadable());
        }
        let coded = BASE64_STANDARD.decode(key).map_err(|_| unreadable())?;
        let known = id_of(name, &coded);
        if hex::encode(known) != id {
            return Err("la chiave del testimone non è intera: il suo codice non corrisponde".into());
        }
        let Some((&ALG_COSIGNATURE, public)) = coded.split_first() else {
            return Err("la chiave non è di un testimone: serve una chiave \"cosignature/v1\"".into());
        };
        let public: &[u8; 32] = public.try_into().map_err(|_| unreadable())?;
        let key = VerifyingKey::from_bytes(public).map_err(|_| unreadable())?;
        Ok(Self { text: text.to_owned(), name: name.to_owned(), id: known, key })
    }

    /// As it is published.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The witness's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its signature of this checkpoint among the lines of an answer: lines of others are passed over.
    ///
    /// # Errors
    /// An Italian sentence without a full stop: there is none, or it does not hold.
    pub fn cosigned(&self, note: &str, lines: &str) -> Result<Cosigned, String> {
        let mine = |line: &str| {
            let (name, coded) = line.strip_prefix(DASH)?.split_once(' ')?;
            let bytes = (name == self.name).then(|| BASE64_STANDARD.decode(coded).ok()).flatten()?;
            bytes.strip_prefix(&self.id).map(<[u8]>::to_vec)
        };
        let found = lines.lines().take(MOST_LINES).find_map(|line| Some((line, mine(line)?)));
        let Some((line, bytes)) = found else {
            return Err(format!("non c'è la firma del testimone {}", self.name));
        };
        let seconds = self.signs(note, &bytes).ok_or_else(|| {
            format!("la firma del testimone {} non è di questo sigillo o di questa chiave", self.name)
        })?;
        let micros = i64::try_from(seconds).ok().and_then(|seconds| seconds.checked_mul(1_000_000));
        let micros = micros.ok_or_else(|| format!("la firma del testimone {} ha una data impossibile", self.name))?;
        Ok(Cosigned { name: self.name.clone(), at: Instant::from_micros(micros), line: line.to_owned() })
    }

    /// The seconds that a signature which holds tells.
    fn signs(&self, note: &str, bytes: &[u8]) -> Option<u64> {
        let (seconds, signature) = bytes.split_at_checked(INSTANT)?;
        let seconds = u64::from_be_bytes(seconds.try_into().ok()?);
        let signature: &[u8; SIGNATURE] = signature.try_into().ok()?;
        let message = cosigned_message(note, seconds)?;
        self.key.verify_strict(message.as_bytes(), &Signature::from_bytes(signature)).ok()?;
        Some(seconds)
    }
}

/// The id of a key (C2SP `signed-note`): the beginning of the hash of its name and of its coded form.
fn id_of(name: &str, coded: &[u8]) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update(b"\n").chain_update(coded).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

/// What a witness signs: the instant and the text of the note, without the signatures under it.
fn cosigned_message(note: &str, seconds: u64) -> Option<String> {
    let (text, _) = note.rsplit_once("\n\n")?;
    Some(format!("cosignature/v1\ntime {seconds}\n{text}\n"))
}

/// What is sent to a witness (`add-checkpoint`): the size of the tree that it has seen last, 0 where it has seen none, the proof that
/// the checkpoint follows from it, the checkpoint.
pub fn add_checkpoint(old: u64, path: &[[u8; 32]], note: &str) -> String {
    let hashes: String = path.iter().map(|hash| BASE64_STANDARD.encode(hash) + "\n").collect();
    format!("old {old}\n{hashes}\n{note}")
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    const NOTE: &str = "comune.example.it/registro\n5\nAAAA\n\n— comune.example.it/registro AAAA\n";

    /// The key of a witness of these tests, and its signature of a note.
    fn witness(name: &str, seed: u8) -> (WitnessKey, impl Fn(&str, u64) -> String) {
        let secret = SigningKey::from_bytes(&[seed; 32]);
        let coded = [&[ALG_COSIGNATURE], secret.verifying_key().as_bytes().as_slice()].concat();
        let id = id_of(name, &coded);
        let text = format!("{name}+{}+{}", hex::encode(id), BASE64_STANDARD.encode(coded));
        let own = name.to_owned();
        let sign = move |note: &str, seconds: u64| {
            let value = secret.sign(cosigned_message(note, seconds).unwrap().as_bytes());
            let bytes = [id.as_slice(), &seconds.to_be_bytes(), &value.to_bytes()].concat();
            format!("— {own} {}\n", BASE64_STANDARD.encode(bytes))
        };
        (WitnessKey::parse(&text).unwrap(), sign)
    }

    #[test]
    fn a_witness_signs_this_checkpoint_at_this_instant_and_no_other() {
        let (key, sign) = witness("testimone.example/uno", 3);
        let line = sign(NOTE, 1_795_597_200);
        let found = key.cosigned(NOTE, &line).unwrap();
        assert_eq!((found.name.as_str(), found.at.micros()), ("testimone.example/uno", 1_795_597_200_000_000));
        assert_eq!(format!("{}\n", found.line), line);
        // Another signature of the log under the same text changes nothing.
        assert!(key.cosigned(&format!("{NOTE}— altro AAAA\n"), &line).is_ok());
        assert!(key.cosigned(&NOTE.replace("\n5\n", "\n6\n"), &line).is_err(), "another checkpoint");
        assert!(key.cosigned("senza firme", &line).is_err());
        let (other, theirs) = witness("testimone.example/due", 4);
        assert!(other.cosigned(NOTE, &line).unwrap_err().contains("non c'è la firma"));
        assert!(key.cosigned(NOTE, &(theirs(NOTE, 1) + &line)).is_ok(), "lines of others are passed over");
        let (impostor, _) = witness("testimone.example/uno", 5);
        assert!(impostor.cosigned(NOTE, &line).is_err(), "another key of the same name");
        for place in 0..76 {
            let mut bytes = BASE64_STANDARD.decode(line.trim_end().rsplit(' ').next().unwrap()).unwrap();
            bytes[place] ^= 1;
            let bent = format!("— testimone.example/uno {}\n", BASE64_STANDARD.encode(bytes));
            assert!(key.cosigned(NOTE, &bent).is_err(), "byte {place}");
        }
    }

    #[test]
    fn a_key_is_read_as_it_is_published_or_the_reason_is_told() {
        let (key, _) = witness("testimone.example/uno", 3);
        assert_eq!(WitnessKey::parse(key.text()).unwrap().name(), "testimone.example/uno");
        let renamed = key.text().replace("uno", "due");
        for bad in ["", "uno", "uno+00000000", "un nome+00000000+BAAA", renamed.as_str()] {
            assert!(WitnessKey::parse(bad).is_err(), "{bad}");
        }
        // A name that a terminal would obey, though its key is good.
        let coded = BASE64_STANDARD.decode(key.text().splitn(3, '+').nth(2).unwrap()).unwrap();
        let name = "uno\u{1b}[2J";
        let text = format!("{name}+{}+{}", hex::encode(id_of(name, &coded)), BASE64_STANDARD.encode(&coded));
        assert!(WitnessKey::parse(&text).unwrap_err().contains("non si legge"));
        // A log's key is no witness's.
        let log = [&[1_u8], [7_u8; 32].as_slice()].concat();
        let text = format!("uno+{}+{}", hex::encode(id_of("uno", &log)), BASE64_STANDARD.encode(log));
        assert!(WitnessKey::parse(&text).unwrap_err().contains("cosignature/v1"));
    }

    #[test]
    fn what_is_sent_has_the_form_of_c2sp() {
        assert_eq!(add_checkpoint(0, &[], NOTE), format!("old 0\n\n{NOTE}"));
        let hash = BASE64_STANDARD.encode([9; 32]);
        assert_eq!(add_checkpoint(3, &[[9; 32], [9; 32]], NOTE), format!("old 3\n{hash}\n{hash}\n\n{NOTE}"));
    }
}
