//! Italian for the parts of a document.

/// An entry of the catalog.
pub(super) fn of_catalog(key: &[u8]) -> String {
    match key {
        b"Pages" => "l'albero delle pagine".to_owned(),
        b"AcroForm" => "il modulo".to_owned(),
        b"OCProperties" => "i livelli che si mostrano o si nascondono".to_owned(),
        b"OpenAction" | b"AA" => "ciò che il documento fa quando si apre".to_owned(),
        b"Names" => "i nomi del documento (allegati, azioni, destinazioni)".to_owned(),
        b"Outlines" => "l'indice".to_owned(),
        b"PageLabels" => "i numeri delle pagine".to_owned(),
        b"StructTreeRoot" => "la struttura letta dagli ausili".to_owned(),
        b"ViewerPreferences" | b"PageMode" | b"PageLayout" => "il modo in cui il documento si presenta".to_owned(),
        b"OutputIntents" => "i colori del documento".to_owned(),
        b"Perms" => "i permessi del documento".to_owned(),
        b"AF" => "gli allegati".to_owned(),
        b"DSS" => "le prove per il controllo futuro".to_owned(),
        b"Lang" => "la lingua del documento".to_owned(),
        b"Info" | b"Metadata" => "i dati descrittivi".to_owned(),
        other => format!("la voce {} del documento", joined(&[other])),
    }
}

/// An entry of a page.
pub(super) fn of_page(key: &[u8], page: usize) -> String {
    let page = page + 1;
    match key {
        b"Contents" => format!("il contenuto della pagina {page}"),
        b"Resources" => format!("i caratteri, le immagini o i disegni della pagina {page}"),
        b"MediaBox" | b"CropBox" | b"Rotate" | b"UserUnit" | b"TrimBox" | b"BleedBox" | b"ArtBox" => {
            format!("la misura, il ritaglio o il verso della pagina {page}")
        }
        b"AA" => format!("ciò che fa la pagina {page} quando si apre"),
        other => format!("la voce {} della pagina {page}", joined(&[other])),
    }
}

/// Names as written, separated by a slash; what cannot be read is left out.
pub(super) fn joined(keys: &[&[u8]]) -> String {
    let shown =
        |key: &&[u8]| key.iter().filter(|byte| byte.is_ascii_graphic()).take(40).map(|b| char::from(*b)).collect();
    keys.iter().take(12).map(shown).map(|key: String| format!("/{key}")).collect()
}
