//! What the standard refuses, told before it is written.

use crate::{Agente, Error, File, Gruppo, Id, Impronta, Metadati, Nome, Processo, Relazione};

/// Digests that are written: those of AgID's guidelines (annex 6, table 1).
const FUNZIONI: [(&str, usize); 3] = [("SHA-256", 32), ("SHA-384", 48), ("SHA-512", 64)];

pub(crate) fn manca(cosa: &'static str, dove: &str) -> Error {
    let dove = if dove.is_empty() { String::new() } else { format!(" di «{}»", short(dove)) };
    Error::Manca { cosa, dove }
}

pub(crate) fn non_valido(campo: &'static str, trovato: &str, atteso: &'static str) -> Error {
    Error::NonValido { campo, trovato: short(trovato), atteso }
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

pub(crate) fn testo(text: &str, cosa: &'static str, dove: &str) -> Result<(), Error> {
    if text.trim().is_empty() { Err(manca(cosa, dove)) } else { Ok(()) }
}

pub(crate) fn id(id: &Id) -> Result<(), Error> {
    testo(&id.valore, "un identificativo", "")?;
    testo(&id.schema, "lo schema dell'identificativo", &id.valore)
}

pub(crate) fn impronta(one: &Impronta, dove: &str) -> Result<(), Error> {
    let Some((_, len)) = FUNZIONI.iter().find(|(name, _)| *name == one.funzione) else {
        return Err(non_valido("la funzione di hash", &one.funzione, "SHA-256, SHA-384 o SHA-512"));
    };
    if one.valore.len() != *len {
        let found = format!("{} byte per «{dove}»", one.valore.len());
        return Err(non_valido("la lunghezza dell'impronta", &found, "quella della funzione dichiarata"));
    }
    Ok(())
}

/// `xs:anyURI` in the narrow form that all validators take, relative to the index and never out of the package.
pub(crate) fn percorso(path: &str, dove: &str) -> Result<(), Error> {
    testo(path, "il percorso", dove)?;
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte));
    let inside = !path.starts_with('/') && path.split('/').all(|part| part != "..");
    if plain && inside {
        return Ok(());
    }
    Err(non_valido("il percorso", path, "un percorso dentro il pacchetto, senza spazi né accenti (si scrivono %20 …)"))
}

pub(crate) fn metadati(one: Option<&Metadati>) -> Result<(), Error> {
    match one {
        None => Ok(()),
        Some(Metadati::Interni { schema, xml }) => {
            testo(schema, "lo schema dei metadati", "")?;
            let limits = bounded_xml::Limits::default();
            let whole = xml.trim_start().starts_with('<') && !xml.trim_start().starts_with("<?xml");
            if !whole {
                return Err(non_valido("l'XML dei metadati", xml, "un elemento, senza dichiarazione <?xml"));
            }
            bounded_xml::read(xml.as_bytes(), limits).map(|_| ()).map_err(Error::Xml)
        }
        Some(Metadati::Esterni { schema, file }) => {
            testo(schema, "lo schema dei metadati", "")?;
            id(&file.id)?;
            percorso(&file.percorso, &file.id.valore)?;
            testo(&file.formato, "il formato", &file.id.valore)?;
            impronta(&file.impronta, &file.id.valore)
        }
    }
}

pub(crate) fn file(one: &File) -> Result<(), Error> {
    id(&one.id)?;
    let name = &one.id.valore;
    percorso(&one.percorso, name)?;
    impronta(&one.impronta, name)?;
    testo(&one.formato, "il formato", name)?;
    if let Some(before) = &one.precedente {
        // An older index may have used a weaker function: only that something stands there is asked.
        testo(&before.impronta.funzione, "la funzione dell'impronta precedente", name)?;
        testo(&before.indice, "l'indice dell'impronta precedente", name)?;
    }
    one.relazioni.iter().try_for_each(|each| relazione(each, name))?;
    metadati(one.altro.as_ref())
}

fn relazione(one: &Relazione, dove: &str) -> Result<(), Error> {
    testo(&one.tipo, "il tipo di relazione", dove)?;
    if one.valori.is_empty() { Err(manca("l'oggetto della relazione", dove)) } else { Ok(()) }
}

/// A group without its files: those come one by one.
pub(crate) fn gruppo(one: &Gruppo) -> Result<(), Error> {
    id(&one.id)?;
    one.relazioni.iter().try_for_each(|each| relazione(each, &one.id.valore))?;
    metadati(one.altro.as_ref())
}

pub(crate) fn processo(one: &Processo) -> Result<(), Error> {
    agente(&one.versante)?;
    if one.titolari.is_empty() {
        return Err(manca("il titolare (Holder)", ""));
    }
    if one.firmatari.is_empty() {
        return Err(manca("chi firma l'indice (AuthorizedSigner)", ""));
    }
    one.titolari.iter().try_for_each(|each| agente(&each.agente))?;
    one.firmatari.iter().try_for_each(|each| agente(&each.agente))?;
    if let crate::Tempo::Marca { percorso: path, formato, .. } = &one.tempo {
        percorso(path, "marca temporale")?;
        testo(formato, "il formato", "marca temporale")?;
    }
    metadati(one.altro.as_ref())
}

fn agente(one: &Agente) -> Result<(), Error> {
    let name = match &one.nome {
        Nome::Persona { nome, cognome } => {
            testo(nome, "il nome", cognome)?;
            testo(cognome, "il cognome", nome)?;
            cognome
        }
        Nome::Denominazione(name) => {
            testo(name, "la denominazione di un soggetto", "")?;
            name
        }
    };
    if one.documenti.is_empty() {
        return Err(manca("il documento da cui risulta il suo ruolo (RelevantDocument)", name));
    }
    for each in &one.documenti {
        testo(&each.testo, "il documento da cui risulta il suo ruolo", name)?;
    }
    for each in &one.id {
        if !agente_id(&each.valore) {
            return Err(non_valido("l'identificativo di un soggetto", &each.valore, "per esempio TINIT-… o VATIT-…"));
        }
    }
    metadati(one.altro.as_ref())
}

/// `(PAS|IDC|PNO|TIN|VAT|NTR|([A-Za-z0-9]{2}:))[A-Z]{2}\-[a-zA-Z0-9]+`
fn agente_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(kind), Some(country), Some(dash), Some(rest)) =
        (bytes.get(..3), bytes.get(3..5), bytes.get(5), bytes.get(6..))
    else {
        return false;
    };
    let known = [b"PAS", b"IDC", b"PNO", b"TIN", b"VAT", b"NTR"].iter().any(|one| *one == kind);
    let own = matches!(kind, [a, b, b':'] if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric());
    let rest_good = !rest.is_empty() && rest.iter().all(u8::is_ascii_alphanumeric);
    (known || own) && country.iter().all(u8::is_ascii_uppercase) && *dash == b'-' && rest_good
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_agents_have_their_form() {
        for good in ["TINIT-VRDNNA80A41M999X", "VATIT-01234567890", "PA:IT-cm999", "NTRIT-x"] {
            assert!(agente_id(good), "{good}");
        }
        for bad in ["", "TIN", "TINIT-", "TINit-x", "XXXIT-1", "TINIT-c_m999", "TINITx1", "è:IT-1"] {
            assert!(!agente_id(bad), "{bad}");
        }
    }

    #[test]
    fn a_path_stays_inside_the_package() {
        for good in ["a.pdf", "documenti/1/a%20b.pdf", "./x"] {
            assert!(percorso(good, "").is_ok(), "{good}");
        }
        for bad in ["", "/etc/passwd", "../x", "a/../../b", "a b", "è.pdf", "a\\b"] {
            assert!(percorso(bad, "").is_err(), "{bad}");
        }
    }
}
