//! The 2021 form (AgID guidelines, annex 6, `segnatura_protocollo.xsd` 3.0).

use crate::form::{form, identificatore, nome_file, persona, required};
use crate::{
    Anomalia, Classifica, Destinatario, Documento, Error, Fascicolo, Impronta, Riferimento, Segnatura, Soggetto,
    TipoSoggetto,
};
use bounded_xml::{Document, Element};

pub(crate) fn read(document: &Document) -> Result<Segnatura, Error> {
    let mut anomalie = Vec::new();
    let form = form(document, &mut anomalie);
    let root = &document.root;
    let head = root.child("Intestazione").ok_or(Error::Manca { elemento: "Intestazione" })?;
    let id = head.child("Identificatore").ok_or(Error::Manca { elemento: "Identificatore" })?;
    let none = Element::default();
    let body = root.child("Descrizione").unwrap_or(&none);
    let firmata = root.child("Signature").is_some();
    if !firmata {
        anomalie.push(Anomalia::NonFirmata);
    }
    let identificatore_ = identificatore(id, &mut anomalie);
    let prima = head.child("PrimaRegistrazione").map(|first| identificatore(first, &mut anomalie));
    let oggetto = required(head, "Oggetto", "l'oggetto", &mut anomalie);
    let mittente = body.child("Mittente").map(soggetto).unwrap_or_default();
    if mittente.denominazione.is_empty() {
        anomalie.push(Anomalia::Manca("il mittente"));
    }
    let documento = body.child("DocumentoPrimario").map(documento);
    if documento.is_none() {
        anomalie.push(Anomalia::Manca("il documento principale"));
    }
    let references = root.child("Riferimenti").and_then(|references| references.child("Identificatore"));
    let references = references.map(|id| Riferimento::Registrazione(Box::new(identificatore(id, &mut anomalie))));
    let riservato = head.child("Riservato");
    Ok(Segnatura {
        form,
        identificatore: identificatore_,
        prima_registrazione: prima,
        oggetto,
        classifiche: head.children_named("Classifica").map(classifica).collect(),
        fascicolo: head.child("Fascicolo").map(|element| Fascicolo {
            denominazione: element.string_at(&["Denominazione"]),
            codice: element.string_at(&["CodiceFascicolo"]),
        }),
        riservato: riservato.is_some_and(is_true),
        riservato_note: riservato.and_then(|element| element.attribute("note")).map(str::to_owned),
        mittente,
        destinatari: body.children_named("Destinatario").map(destinatario).collect(),
        risposta: None,
        documento,
        testo_del_messaggio: false,
        allegati: body.children_named("Allegato").map(self::documento).collect(),
        riferimenti: references.into_iter().collect(),
        note: None,
        firmata,
        anomalie,
    })
}

/// XML Schema `boolean`.
fn is_true(element: &Element) -> bool {
    matches!(element.trimmed(), Some("true" | "1"))
}

fn classifica(element: &Element) -> Classifica {
    let mut livelli: Vec<String> = element.string_at(&["CodiceFlat"]).into_iter().collect();
    let mut level = element.child("CodicePath");
    while let Some(path) = level {
        livelli.extend(path.string_at(&["Livello"]));
        level = path.child("SubLivello");
    }
    Classifica { denominazione: element.string_at(&["Denominazione"]), livelli }
}

fn destinatario(element: &Element) -> Destinatario {
    Destinatario {
        soggetto: soggetto(element),
        // The schema's defaults: confirmation asked, not for information only.
        conferma_ricezione: !matches!(element.attribute("confermaRicezione"), Some("false" | "0")),
        per_conoscenza: matches!(element.attribute("perConoscenza"), Some("true" | "1")),
    }
}

fn soggetto(element: &Element) -> Soggetto {
    let kinds = [
        ("Amministrazione", TipoSoggetto::Amministrazione),
        ("PersonaGiuridica", TipoSoggetto::PersonaGiuridica),
        ("PersonaFisica", TipoSoggetto::PersonaFisica),
        ("AmministrazioneEstera", TipoSoggetto::AmministrazioneEstera),
    ];
    let found = kinds.into_iter().find_map(|(name, tipo)| Some((element.child(name)?, tipo)));
    let Some((party, tipo)) = found else { return Soggetto::default() };
    let name = match tipo {
        TipoSoggetto::PersonaGiuridica => party.string_at(&["Denominazione"]),
        TipoSoggetto::PersonaFisica => persona(party),
        _ => party.string_at(&["DenominazioneAmministrazione"]),
    };
    let contacts = ["ContattiUO", "ContattiAOO", "ContattiAmministrazione", "ContattiPersonaGiuridica", "Contatti"];
    let contacts = contacts.into_iter().filter_map(|name| party.child(name));
    let addresses = contacts.flat_map(|contact| contact.children_named("IndirizzoTelematico"));
    let tax = ["CFAmministrazione", "PIVAoCF", "CodiceFiscale"];
    let unit = party.child("CodiceIPAUO");
    let unit = unit.and_then(|unit| unit.attribute("descrizione").or_else(|| unit.trimmed()));
    Soggetto {
        tipo,
        denominazione: name.unwrap_or_default(),
        codice_amministrazione: party.string_at(&["CodiceIPAAmministrazione"]),
        codice_aoo: party.string_at(&["CodiceIPAAOO"]),
        aoo: party.child("CodiceIPAAOO").and_then(|aoo| aoo.attribute("descrizione")).map(str::to_owned),
        unita: unit.or_else(|| party.text_at(&["DenominazioneUfficio"])).map(str::to_owned).into_iter().collect(),
        persone: party.children_named("PersonaFisica").filter_map(persona).collect(),
        codice_fiscale: tax.into_iter().find_map(|name| party.string_at(&[name])),
        indirizzi_telematici: addresses.filter_map(|a| a.trimmed().map(str::to_owned)).collect(),
    }
}

fn documento(element: &Element) -> Documento {
    let place = element.child("CollocazioneTelematica");
    let seals = ["firmatoDigitalmente", "sigillatoElettronicamente", "marcaturaTemporale"];
    let seals: Vec<&Element> = seals.into_iter().filter_map(|name| element.child(name)).collect();
    let detached = seals.iter().flat_map(|seal| seal.children_named("Detached"));
    Documento {
        nome: element.attribute("nomeFile").and_then(nome_file),
        tipo_mime: element.attribute("mimeType").map(str::to_owned),
        descrizione: element.string_at(&["Descrizione"]),
        tipo_documento: None,
        impronta: element.child("Impronta").and_then(impronta),
        collocazione: place.map(|place| {
            let part = |name: &str| place.text_at(&[name]).unwrap_or_default();
            format!("{}{}", part("HostValue"), part("PathValue"))
        }),
        cartaceo: false,
        firmato: !seals.is_empty(),
        firme_separate: detached.filter_map(|file| nome_file(file.attribute("nomeFile")?)).collect(),
        fascicolo: None,
    }
}

/// A digest, with the algorithm that the schemas presume.
pub(crate) fn impronta(element: &Element) -> Option<Impronta> {
    Some(Impronta {
        algoritmo: element.attribute("algoritmo").unwrap_or("SHA-256").to_owned(),
        valore: element.trimmed()?.split_whitespace().collect(),
    })
}
