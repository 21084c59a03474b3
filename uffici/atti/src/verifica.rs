//! What everybody may check of an act, without identifying themselves: that it stands in its register with this number,
//! and whether a file is it, its version for everybody or a copy of ours. Only of acts that were posted for everybody
//! ([`chiunque`]); of all others the answer is that of one that was never made.

use documents::{document, store::Sha256Hash};
use ente::Ente;
use kernel::{Date, Refusal};
use porte::albo::{Pubblica, Stato};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use crate::{
    error::Error,
    rules::{efficacia, tipi::Registro},
    tables::{copia, stato},
    visibilita::chiunque,
};

/// The page of the check.
pub(crate) const INDIRIZZO: &str = "/atti/verifica";
/// Bytes of a fingerprint that a code tells: eighty bits of the signed file's. It is no secret, and names one file.
const CODICE: usize = 10;
const INTERA: usize = 32;
/// Most documents and copies with one fingerprint that are looked at.
const MOLTI: u64 = 500;

/// The code that a copy bears: the beginning of the fingerprint of the signed original, as it is printed.
pub(crate) fn codice(hash: &Sha256Hash) -> String {
    let digits = hex::encode_upper(&hash.0[..CODICE]);
    digits.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

/// A fingerprint, or the beginning of one: the code of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impronta(Vec<u8>);

impl Impronta {
    /// What somebody typed: a code or a whole SHA-256, in groups or not, in small or capital letters.
    ///
    /// # Errors
    /// What it should look like.
    pub fn leggi(text: &str) -> Result<Self, Refusal> {
        let digits: String =
            text.chars().filter(|c| !c.is_whitespace() && !"-–—:.".contains(*c)).take(2 * INTERA + 1).collect();
        let bytes = hex::decode(&digits).ok().filter(|bytes| [CODICE, INTERA].contains(&bytes.len()));
        bytes.map(Self).ok_or_else(|| {
            Refusal::beside(
                "codice",
                "Il codice di una copia ha 20 cifre, a gruppi di quattro; un'impronta SHA-256 ne ha 64. Sono solo cifre \
                 da 0 a 9 e lettere da A a F: ricontrollale.",
            )
        })
    }

    /// Of a whole file.
    pub fn di(hash: &Sha256Hash) -> Self {
        Self(hash.0.to_vec())
    }

    /// The first and the last fingerprint that begin so.
    fn estremi(&self) -> (Vec<u8>, Vec<u8>) {
        let filled = |with: u8| {
            let mut bytes = self.0.clone();
            bytes.resize(INTERA, with);
            bytes
        };
        (filled(0), filled(u8::MAX))
    }
}

/// What is asked: an act by its register, year and number, a file by its fingerprint, or whether the one is the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domanda {
    /// Register, year, number.
    pub estremi: Option<(String, i64, i64)>,
    /// The fingerprint or the code.
    pub impronta: Option<Impronta>,
}

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Che {
    /// The signed original.
    Originale,
    /// What was posted of an act that has parts not for everybody.
    PerTutti,
    /// A copy with the number, made on this day.
    Copia(Date),
    /// Nothing of this act.
    Altro,
}

/// An act, as much of it as everybody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trovato {
    /// "Determinazione n. 195 del 17/03/2026".
    pub estremi: String,
    /// "Determinazioni: registro generale, n. 195/2026".
    pub registro: String,
    /// What it is about, as long as it is posted: afterwards it is not told to everybody any more.
    pub oggetto: Option<String>,
    /// In whose place another came, and how: revocato, annullato, sostituito.
    pub superato: Option<String>,
    /// Since when it takes effect, in words.
    pub efficacia: String,
    /// Until which day it is posted, or was.
    pub affisso: (bool, Date),
    /// The fingerprint of the signed original, and of the version for everybody where there is one.
    pub impronte: (Option<String>, Option<String>),
    /// What the file is whose fingerprint was given.
    pub che: Option<Che>,
}

/// Looks for it.
///
/// # Errors
/// Those of the database and of the albo.
pub async fn verifica(albo: &dyn Pubblica, ente: &Ente, asked: &Domanda) -> Result<Option<Trovato>, Error> {
    let read = ente.db().read().await?;
    let Some(row) = cerca(&read, asked).await? else { return Ok(None) };
    let ids: Vec<_> = row.documento_id.iter().chain(&row.pubblico_id).map(|id| id.uuid()).collect();
    let files = ente.archive.find(&read, &ids).await?;
    let che = match &asked.impronta {
        Some(hash) => Some(riconosci(&read, &row, &files, hash).await?),
        None => None,
    };
    drop(read);
    let (Some(posting), Some(estremi)) = (row.pubblicazione_id, row.estremi()) else { return Ok(None) };
    let affisso = match albo.stato(ente, posting).await? {
        Some((Stato::InCorso(day), _)) => (true, day),
        Some((Stato::Conclusa(day, _), _)) => (false, day),
        // Somebody decided that for now, or for ever, nobody reads it.
        Some((Stato::Sospesa | Stato::Annullata, _)) | None => return Ok(None),
    };
    let of = |id: Option<kernel::Id<document::Entity>>| {
        files.iter().find(|file| Some(file.id) == id).map(|file| file.hash().to_string())
    };
    Ok(Some(Trovato {
        estremi,
        registro: registro(&row),
        oggetto: affisso.0.then(|| row.oggetto_per_tutti().to_owned()),
        efficacia: efficacia::detta(row.tipo().effetto, row.efficace_dal, ente.ledger.now().date()),
        affisso,
        impronte: (of(row.documento_id), of(row.pubblico_id)),
        che,
        superato: row.superato,
    }))
}

/// The act that is asked for, where everybody may be told of it.
async fn cerca<C: ConnectionTrait>(connection: &C, asked: &Domanda) -> Result<Option<stato::Model>, Error> {
    let which = match (&asked.estremi, &asked.impronta) {
        (Some((registro, anno, numero)), _) => Condition::all()
            .add(stato::Column::Registro.eq(registro.as_str()))
            .add(stato::Column::Anno.eq(*anno))
            .add(stato::Column::Numero.eq(*numero)),
        (None, Some(hash)) => con_file(connection, hash).await?,
        (None, None) => return Ok(None),
    };
    Ok(stato::Entity::find().filter(chiunque()).filter(which).one(connection).await?)
}

/// The acts of which a file with this fingerprint is the original, the version for everybody, or a copy. By lists of
/// ids: each is an index's work, however many acts there are.
async fn con_file<C: ConnectionTrait>(connection: &C, hash: &Impronta) -> Result<Condition, Error> {
    let (from, to) = hash.estremi();
    let files = document::Entity::find().filter(document::Column::Sha256.between(from.clone(), to.clone()));
    // The act's own was named first, whatever was done with the same file later.
    let files = files.order_by_asc(document::Column::Id).limit(MOLTI).all(connection).await?;
    let files: Vec<_> = files.iter().map(|file| file.id).collect();
    let copies = note_copie().filter(copia::Column::Impronta.between(from, to));
    let copies = copies.limit(MOLTI).all(connection).await?;
    Ok(Condition::any()
        .add(stato::Column::DocumentoId.is_in(files.clone()))
        .add(stato::Column::PubblicoId.is_in(files))
        .add(stato::Column::AttoId.is_in(copies.iter().map(|copy| copy.atto_id))))
}

/// What of this act a file is.
async fn riconosci<C: ConnectionTrait>(
    connection: &C,
    row: &stato::Model,
    files: &[document::Model],
    hash: &Impronta,
) -> Result<Che, Error> {
    if let Some(file) = files.iter().find(|file| file.sha256.starts_with(&hash.0)) {
        return Ok(if Some(file.id) == row.documento_id { Che::Originale } else { Che::PerTutti });
    }
    let (from, to) = hash.estremi();
    let select = note_copie().filter(copia::Column::AttoId.eq(row.atto_id));
    let found = select.filter(copia::Column::Impronta.between(from, to)).one(connection).await?;
    Ok(found.map_or(Che::Altro, |copy| Che::Copia(copy.at.date())))
}

/// The copies that are known again: those that show no more than everybody may read. Of the others, which can be made
/// anew by whoever guesses what is left out, nobody is told whether the guess was right.
fn note_copie() -> Select<copia::Entity> {
    copia::Entity::find().filter(copia::Column::PerTutti.eq(true))
}

/// "Determinazioni: registro generale, n. 195/2026; di settore n. 132".
pub(crate) fn registro(stato: &stato::Model) -> String {
    let code = stato.registro.as_deref().unwrap_or_default();
    let name = Registro::di(code).map_or(code, |one| one.nome);
    let sector = stato.settore_numero.map(|number| format!("; di settore n. {number}")).unwrap_or_default();
    format!("{name}, n. {}/{}{sector}", stato.numero.unwrap_or_default(), stato.anno.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed_and_begins_as_its_file() {
        let hash = Sha256Hash::of(b"abc");
        let code = codice(&hash);
        assert_eq!(code, "BA78-16BF-8F01-CFEA-4141");
        let read = Impronta::leggi(&code).unwrap();
        for typed in [code.to_lowercase(), code.replace('-', " "), format!(" {} ", code.replace('-', ""))] {
            assert_eq!(Impronta::leggi(&typed), Ok(read.clone()), "{typed}");
        }
        let (from, to) = read.estremi();
        assert!(from <= hash.0.to_vec() && hash.0.to_vec() <= to && from.len() == 32 && to.len() == 32);
        assert_ne!(Sha256Hash::of(b"abd").0[..CODICE], read.0[..], "another file has another code");
        assert_eq!(Impronta::leggi(&hash.to_string()), Ok(Impronta::di(&hash)));
        for wrong in ["", "BA78", "BA78-16BF-8F01-CFEA-414G", &format!("{hash}00"), &"a".repeat(100_000)] {
            assert!(Impronta::leggi(wrong).is_err());
        }
    }
}
