//! The 2001 and 2013 forms: the same elements, in a DTD first and in an XSD later.

use crate::form::{form, identificatore, nome_file, ora, persona, required};
use crate::linee_guida::impronta;
use crate::{Anomalia, Classifica, Destinatario, Documento, Error, Riferimento, Segnatura, Soggetto, TipoSoggetto};
use bounded_xml::{Document, Element};

pub(crate) fn read(document: &Document) -> Result<Segnatura, Error> {
    let mut anomalie = Vec::new();
    let form = form(document, &mut anomalie);
    let root = &document.root;
    let head = root.child("Intestazione").ok_or(Error::Manca { elemento: "Intestazione" })?;
    let id = head.child("Identificatore").ok_or(Error::Manca { elemento: "Identificatore" })?;
    let none = Element::default();
    let body = root.child("Descrizione").unwrap_or(&none);
    let mut registration = identificatore(id, &mut anomalie);
    // In these forms the time stands beside the identifier.
    registration.ora = registration.ora.or_else(|| ora(head, &mut anomalie));
    let first = head.at(&["PrimaRegistrazione", "Identificatore"]);
    let prima = first.map(|first| identificatore(first, &mut anomalie));
    let oggetto = required(head, "Oggetto", "l'oggetto", &mut anomalie);
    let mittente = head.child("Origine").map(mittente).unwrap_or_default();
    if mittente.denominazione.is_empty() {
        anomalie.push(Anomalia::Manca("il mittente"));
    }
    let documento = body.child("Documento").map(|element| self::documento(element, None));
    let testo_del_messaggio = body.child("TestoDelMessaggio").is_some();
    if documento.is_none() && !testo_del_messaggio {
        anomalie.push(Anomalia::Manca("il documento principale"));
    }
    let mut allegati = Vec::new();
    if let Some(list) = body.child("Allegati") {
        attachments(list, None, &mut allegati);
    }
    let riservato = head.child("Riservato");
    Ok(Segnatura {
        form,
        identificatore: registration,
        prima_registrazione: prima,
        oggetto,
        classifiche: head.children_named("Classifica").map(classifica).collect(),
        fascicolo: None,
        riservato: riservato.is_some_and(|element| !says_no(element)),
        riservato_note: riservato.and_then(Element::trimmed).map(str::to_owned),
        mittente,
        destinatari: destinatari(head),
        risposta: head.string_at(&["Risposta", "IndirizzoTelematico"]),
        documento,
        testo_del_messaggio,
        allegati,
        riferimenti: riferimenti(root, &mut anomalie),
        note: head.string_at(&["Note"]).or_else(|| body.string_at(&["Note"])),
        firmata: root.child("Signature").is_some(),
        anomalie,
    })
}

/// The element's presence means confidential; some programs write it always, with "no" inside.
fn says_no(element: &Element) -> bool {
    let text = element.trimmed().unwrap_or_default().to_ascii_lowercase();
    matches!(text.as_str(), "no" | "n" | "false" | "0")
}

fn classifica(element: &Element) -> Classifica {
    Classifica {
        denominazione: element.string_at(&["Denominazione"]),
        livelli: element.children_named("Livello").filter_map(|level| level.trimmed().map(str::to_owned)).collect(),
    }
}

fn mittente(origin: &Element) -> Soggetto {
    let none = Element::default();
    let sender = origin.child("Mittente").unwrap_or(&none);
    let mut party = soggetto(sender);
    let address = origin.string_at(&["IndirizzoTelematico"]);
    party.indirizzi_telematici.splice(0..0, address);
    party
}

fn destinatari(head: &Element) -> Vec<Destinatario> {
    let mut found = Vec::new();
    let groups = head.children_named("Destinazione").map(|group| (group, false));
    for (group, per_conoscenza) in groups.chain(head.children_named("PerConoscenza").map(|group| (group, true))) {
        let address = group.string_at(&["IndirizzoTelematico"]);
        let mut parties: Vec<Soggetto> = group.children_named("Destinatario").map(soggetto).collect();
        if parties.is_empty() {
            parties.push(Soggetto::default());
        }
        for mut soggetto in parties {
            if soggetto.indirizzi_telematici.is_empty() {
                soggetto.indirizzi_telematici.extend(address.clone());
            }
            found.push(Destinatario {
                soggetto,
                conferma_ricezione: group.attribute("confermaRicezione") == Some("si"),
                per_conoscenza,
            });
        }
    }
    found
}

/// `Mittente` and `Destinatario`: a body with its AOO, or a name with persons, or persons alone.
fn soggetto(element: &Element) -> Soggetto {
    let mut party = Soggetto::default();
    if let Some(body) = element.child("Amministrazione") {
        party.denominazione = body.string_at(&["Denominazione"]).unwrap_or_default();
        party.codice_amministrazione = body.string_at(&["CodiceAmministrazione"]);
        party.codice_aoo = element.string_at(&["AOO", "CodiceAOO"]);
        party.aoo = element.string_at(&["AOO", "Denominazione"]);
        let mut level = Some(body);
        while let Some(unit) = level {
            if !std::ptr::eq(unit, body) {
                party.unita.extend(unit.string_at(&["Denominazione"]));
            }
            persone_e_indirizzi(unit, &mut party);
            level = unit.child("UnitaOrganizzativa");
        }
    } else {
        persone_e_indirizzi(element, &mut party);
        party.codice_fiscale = element.string_at(&["Persona", "CodiceFiscale"]);
        match element.string_at(&["Denominazione"]) {
            Some(name) => {
                party.tipo = TipoSoggetto::PersonaGiuridica;
                party.denominazione = name;
            }
            None => {
                party.tipo = TipoSoggetto::PersonaFisica;
                party.denominazione = party.persone.join(", ");
            }
        }
    }
    let own = element.string_at(&["IndirizzoTelematico"]);
    if party.indirizzi_telematici.is_empty() {
        party.indirizzi_telematici.extend(own);
    }
    party
}

fn persone_e_indirizzi(unit: &Element, party: &mut Soggetto) {
    party.persone.extend(unit.children_named("Persona").filter_map(persona));
    for role in unit.children_named("Ruolo") {
        let who = role.child("Persona").and_then(persona);
        let what = role.string_at(&["Denominazione"]);
        let words: Vec<String> = what.into_iter().chain(who).collect();
        party.persone.push(words.join(": "));
    }
    let addresses = unit.children_named("IndirizzoTelematico");
    party.indirizzi_telematici.extend(addresses.filter_map(|address| address.trimmed().map(str::to_owned)));
}

/// Documents in the list and in its folders. A `Documento` with `rife` only points at one written elsewhere.
/// Folders nest no deeper than the reader's bound.
fn attachments(list: &Element, folder: Option<&str>, found: &mut Vec<Documento>) {
    for element in &list.children {
        match element.name.as_str() {
            "Documento" if element.attribute("rife").is_none() => found.push(documento(element, folder)),
            "Fascicolo" => {
                let name = element.text_at(&["Identificativo"]).or_else(|| element.text_at(&["Oggetto"]));
                attachments(element, name.or(folder), found);
            }
            _ => {}
        }
    }
}

fn documento(element: &Element, folder: Option<&str>) -> Documento {
    let description = ["TitoloDocumento", "Oggetto"];
    Documento {
        nome: element.attribute("nome").and_then(nome_file),
        tipo_mime: element.attribute("tipoMIME").map(str::to_owned),
        descrizione: description.into_iter().find_map(|name| element.string_at(&[name])),
        tipo_documento: element.string_at(&["TipoDocumento"]),
        impronta: element.child("Impronta").and_then(impronta),
        collocazione: element.string_at(&["CollocazioneTelematica"]),
        cartaceo: element.attribute("tipoRiferimento") == Some("cartaceo"),
        firmato: false,
        firme_separate: Vec::new(),
        fascicolo: folder.map(str::to_owned),
    }
}

fn riferimenti(root: &Element, anomalie: &mut Vec<Anomalia>) -> Vec<Riferimento> {
    let mut found = Vec::new();
    let references = root.child("Riferimenti").map(|references| references.children.as_slice()).unwrap_or_default();
    for element in references {
        let reference = match element.name.as_str() {
            "Messaggio" => match element.child("Identificatore") {
                Some(id) => Some(Riferimento::Registrazione(Box::new(identificatore(id, anomalie)))),
                None => element.string_at(&["DescrizioneMessaggio"]).map(Riferimento::Descrizione),
            },
            "ContestoProcedurale" | "Procedimento" => element.string_at(&["Identificativo"]).map(|identificativo| {
                Riferimento::Procedimento { identificativo, oggetto: element.string_at(&["Oggetto"]) }
            }),
            _ => None,
        };
        found.extend(reference);
    }
    found
}
