//! The index of the standard of 2010 (`IdC`), as far as one needs it to check a package that others made.

use bounded_xml::Element;

use crate::controlli::manca;
use crate::leggi::cifre;
use crate::{Error, Id, Impronta, Limiti};

/// An index of 2010.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idc {
    /// The index's identifier.
    pub id: String,
    /// The package's identifier.
    pub volume: String,
    /// The program that made it.
    pub applicazione: String,
    /// Its files, of all groups.
    pub file: Vec<IdcFile>,
    /// Its time, as written (`normal` or the text of the time reference).
    pub tempo: Option<String>,
    /// Whether a signature stands in the file (XML-DSig).
    pub firmato: bool,
}

/// A file of an index of 2010.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdcFile {
    /// Identifier.
    pub id: Id,
    /// Where it lies, if told.
    pub percorso: Option<String>,
    /// Digest; that of these indexes is often SHA-1.
    pub impronta: Impronta,
    /// MIME type.
    pub formato: Option<String>,
}

/// Reads an index of the standard of 2010, by itself or with a signature in it or around it.
///
/// # Errors
/// [`Error::NonIndice`]; a file without identifier or digest.
pub fn read_idc(bytes: &[u8], limiti: Limiti) -> Result<Idc, Error> {
    let document = bounded_xml::read(bytes, limiti.into())?;
    let root = &document.root;
    let inside = |name: &str| root.children.iter().flat_map(|one| one.children.iter()).find(|one| one.name == name);
    let found = [Some(root), root.child("IdC"), inside("IdC")].into_iter().flatten().find(|one| one.name == "IdC");
    let Some(idc) = found else {
        return Err(Error::NonIndice { radice: root.name.chars().take(60).collect() });
    };
    let files = idc.children_named("FileGroup").flat_map(|group| group.children_named("File"));
    Ok(Idc {
        id: idc.string_at(&["SelfDescription", "ID"]).unwrap_or_default(),
        volume: idc.string_at(&["VdC", "ID"]).unwrap_or_default(),
        applicazione: idc.string_at(&["SelfDescription", "CreatingApplication", "Name"]).unwrap_or_default(),
        file: files.map(file).collect::<Result<_, _>>()?,
        tempo: idc.at(&["Process", "TimeReference"]).and_then(|time| {
            let one = time.children.first()?;
            one.attribute("normal").or_else(|| one.trimmed()).map(str::to_owned)
        }),
        firmato: root.name == "Signature" || root.child("Signature").is_some() || idc.child("Signature").is_some(),
    })
}

fn file(element: &Element) -> Result<IdcFile, Error> {
    let id = element.child("ID").ok_or_else(|| manca("un identificativo", ""))?;
    let valore = id.trimmed().unwrap_or_default().to_owned();
    let hash = element.child("Hash").ok_or_else(|| manca("l'impronta", &valore))?;
    let funzione = hash.attribute("function").unwrap_or_default().to_owned();
    let digits = cifre(hash.trimmed().unwrap_or_default(), &funzione).ok_or_else(|| manca("l'impronta", &valore))?;
    Ok(IdcFile {
        impronta: Impronta { valore: digits, funzione, canonica: None },
        percorso: element.string_at(&["Path"]),
        formato: element.attribute("format").map(str::to_owned),
        id: Id { schema: id.attribute("scheme").unwrap_or_default().to_owned(), valore },
    })
}
