//! A document's metadata, written in the order of the schema.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{NaiveDate, NaiveTime};
use xml_out::Xml;

use crate::{
    Allegato, Classificazione, CodiceIpa, Documento, Estera, Formato, IdAgg, IdDoc, Ipa, Modifica, Natura,
    Organizzazione, Persona, Registrazione, Ruolo, Soggetto, TipoRegistro, Verifica,
};

pub(crate) type Out = Xml<Vec<u8>>;

/// Digits of a number of the protocollo, at least (`NumProtType`).
const DIGITS: usize = 7;

pub(crate) fn documento(out: &mut Out, doc: &Documento) {
    out.within(doc.natura.radice(), &[], |out| {
        // The schema of the "documento informatico" could not be asked whether its IdDoc knows a "segnatura".
        id_doc(out, "IdDoc", &doc.id, doc.natura == Natura::Amministrativo);
        out.text("ModalitaDiFormazione", doc.formazione.testo());
        out.text("TipologiaDocumentale", &doc.tipologia);
        registrazione(out, &doc.registrazione);
        soggetti(out, &doc.soggetti, doc.natura == Natura::Informatico);
        chiave(out, &doc.oggetto, &doc.parole_chiave);
        allegati(out, &doc.allegati, doc.natura == Natura::Amministrativo);
        // A "documento informatico" may have no class and lie in no aggregation: the elements are then empty.
        match &doc.classificazione {
            Some(one) => classificazione(out, one),
            None => out.within("Classificazione", &[], |_| {}),
        }
        out.text("Riservato", vero(doc.riservato));
        formato(out, &doc.formato);
        verifica(out, doc.verifica);
        out.within("Agg", &[], |out| doc.aggregazioni.iter().for_each(|one| id_agg(out, "TipoAgg", one)));
        if let Some(primario) = &doc.primario {
            id_doc(out, "IdIdentificativoDocumentoPrimario", primario, doc.natura == Natura::Amministrativo);
        }
        out.text("NomeDelDocumento", &doc.nome);
        out.text("VersioneDelDocumento", &doc.versione);
        if let Some(change) = &doc.modifica {
            modifica(out, change, doc.natura == Natura::Informatico);
        }
        if let Some(time) = doc.conservazione {
            out.text("TempoDiConservazione", &time.codice().to_string());
        }
        out.maybe("Note", doc.note.as_deref());
    });
}

pub(crate) fn giorno(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

pub(crate) fn ora(time: NaiveTime) -> String {
    time.format("%H:%M:%S").to_string()
}

fn vero(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}

pub(crate) fn id_doc(out: &mut Out, name: &str, id: &IdDoc, segnatura: bool) {
    out.within(name, &[], |out| id_doc_inside(out, id, segnatura));
}

pub(crate) fn id_doc_inside(out: &mut Out, id: &IdDoc, segnatura: bool) {
    out.within("ImprontaCrittograficaDelDocumento", &[], |out| {
        out.text("Impronta", &STANDARD.encode(&id.impronta.valore));
        out.text("Algoritmo", &id.impronta.algoritmo);
    });
    out.text("Identificativo", &id.identificativo);
    if segnatura {
        out.maybe("Segnatura", id.segnatura.as_deref());
    }
}

fn registrazione(out: &mut Out, reg: &Registrazione) {
    out.within("DatiDiRegistrazione", &[], |out| {
        out.text("TipologiaDiFlusso", reg.flusso.codice());
        out.within("TipoRegistro", &[], |out| match reg.tipo {
            TipoRegistro::Nessuno => out.within("Nessuno", &[], |out| {
                out.text("TipoRegistro", "Nessuno");
                out.text("DataDocumento", &giorno(reg.data));
                out.maybe("OraDocumento", reg.ora.map(ora).as_deref());
                out.text("NumeroDocumento", &reg.numero);
            }),
            TipoRegistro::Protocollo => out.within("ProtocolloOrdinario_ProtocolloEmergenza", &[], |out| {
                out.text("TipoRegistro", "ProtocolloOrdinario\\ProtocolloEmergenza");
                out.text("DataProtocollazioneDocumento", &giorno(reg.data));
                out.maybe("OraProtocollazioneDocumento", reg.ora.map(ora).as_deref());
                out.text("NumeroProtocolloDocumento", &format!("{:0>DIGITS$}", reg.numero));
                out.maybe("CodiceRegistro", reg.codice.as_deref());
            }),
            TipoRegistro::Repertorio => out.within("Repertorio_Registro", &[], |out| {
                out.text("TipoRegistro", "Repertorio\\Registro");
                out.text("DataRegistrazioneDocumento", &giorno(reg.data));
                out.maybe("OraRegistrazioneDocumento", reg.ora.map(ora).as_deref());
                out.text("NumeroRegistrazioneDocumento", &reg.numero);
                out.maybe("CodiceRegistro", reg.codice.as_deref());
            }),
        });
    });
}

/// `informatico`: in the narrower form of the "documento informatico", which knows no Indice PA for persons.
pub(crate) fn soggetti(out: &mut Out, roles: &[Ruolo], informatico: bool) {
    out.within("Soggetti", &[], |out| {
        for role in roles {
            out.within("Ruolo", &[], |out| {
                out.within(role.tipo.elemento(), &[], |out| {
                    out.text("TipoRuolo", role.tipo.testo());
                    soggetto(out, &role.soggetto, informatico);
                });
            });
        }
    });
}

fn soggetto(out: &mut Out, who: &Soggetto, informatico: bool) {
    out.within(who.elemento(), &[], |out| match who {
        Soggetto::Persona(one) => persona(out, one, informatico),
        Soggetto::Assegnatario(one) | Soggetto::Rup(one) => incaricato(out, one, informatico),
        Soggetto::Organizzazione(one) => organizzazione(out, one),
        Soggetto::Amministrazione { ipa: codes, indirizzi: addresses } => {
            ipa(out, codes);
            indirizzi(out, addresses);
        }
        Soggetto::Estera(one) => estera(out, one),
        Soggetto::Sistema { denominazione } => out.text("DenominazioneSistema", denominazione),
    });
}

pub(crate) fn persona(out: &mut Out, one: &Persona, informatico: bool) {
    out.text("Cognome", &one.cognome);
    out.text("Nome", &one.nome);
    out.maybe("CodiceFiscale", one.codice_fiscale.as_deref());
    if !informatico {
        ipa(out, &one.ipa);
    }
    indirizzi(out, &one.indirizzi);
}

pub(crate) fn incaricato(out: &mut Out, one: &Persona, informatico: bool) {
    for (name, text) in [("Cognome", &one.cognome), ("Nome", &one.nome)] {
        out.maybe(name, Some(text.as_str()).filter(|text| !text.is_empty()));
    }
    out.maybe("CodiceFiscale", one.codice_fiscale.as_deref());
    if informatico {
        let name = |code: &Option<CodiceIpa>| code.as_ref().map(|one| one.denominazione.clone()).unwrap_or_default();
        out.text("DenominazioneOrganizzazione", &name(&one.ipa.amministrazione));
        out.text("DenominazioneUfficio", &name(&one.ipa.uor));
    } else {
        ipa(out, &one.ipa);
    }
    indirizzi(out, &one.indirizzi);
}

fn organizzazione(out: &mut Out, one: &Organizzazione) {
    out.text("DenominazioneOrganizzazione", &one.denominazione);
    out.maybe("CodiceFiscale_PartitaIva", one.codice_fiscale.as_deref());
    out.maybe("DenominazioneUfficio", one.ufficio.as_deref());
    indirizzi(out, &one.indirizzi);
}

fn estera(out: &mut Out, one: &Estera) {
    out.text("DenominazioneAmministrazione", &one.denominazione);
    out.maybe("DenominazioneUfficio", one.ufficio.as_deref());
    indirizzi(out, &one.indirizzi);
}

fn ipa(out: &mut Out, ipa: &Ipa) {
    for (name, code) in [("IPAAmm", &ipa.amministrazione), ("IPAAOO", &ipa.aoo), ("IPAUOR", &ipa.uor)] {
        if let Some(one) = code {
            out.within(name, &[], |out| {
                out.text("Denominazione", &one.denominazione);
                out.text("CodiceIPA", &one.codice);
            });
        }
    }
}

fn indirizzi(out: &mut Out, addresses: &[String]) {
    addresses.iter().for_each(|one| out.text("IndirizziDigitaliDiRiferimento", one));
}

pub(crate) fn chiave(out: &mut Out, subject: &str, words: &[String]) {
    out.within("ChiaveDescrittiva", &[], |out| {
        out.text("Oggetto", subject);
        words.iter().for_each(|one| out.text("ParoleChiave", one));
    });
}

fn allegati(out: &mut Out, files: &[Allegato], segnatura: bool) {
    out.within("Allegati", &[], |out| {
        out.text("NumeroAllegati", &files.len().to_string());
        for file in files {
            out.within("IndiceAllegati", &[], |out| {
                id_doc(out, "IdDoc", &file.id, segnatura);
                out.text("Descrizione", &file.descrizione);
            });
        }
    });
}

pub(crate) fn classificazione(out: &mut Out, one: &Classificazione) {
    out.within("Classificazione", &[], |out| {
        out.text("IndiceDiClassificazione", &one.indice);
        out.text("Descrizione", &one.descrizione);
        out.maybe("PianoDiClassificazione", one.piano.as_deref());
    });
}

fn formato(out: &mut Out, one: &Formato) {
    out.within("IdentificativoDelFormato", &[], |out| {
        out.text("Formato", &one.formato);
        if let Some(program) = &one.prodotto {
            out.within("ProdottoSoftware", &[], |out| {
                out.maybe("NomeProdotto", program.nome.as_deref());
                out.maybe("VersioneProdotto", program.versione.as_deref());
                out.maybe("Produttore", program.produttore.as_deref());
            });
        }
    });
}

fn verifica(out: &mut Out, one: Verifica) {
    out.within("Verifica", &[], |out| {
        out.text("FirmatoDigitalmente", vero(one.firmato));
        out.text("SigillatoElettronicamente", vero(one.sigillato));
        out.text("MarcaturaTemporale", vero(one.marcato));
        out.text("ConformitaCopieImmagineSuSupportoInformatico", vero(one.copia_conforme));
    });
}

pub(crate) fn id_agg(out: &mut Out, name: &str, one: &IdAgg) {
    out.within(name, &[], |out| {
        out.text("TipoAggregazione", one.tipo.testo());
        out.text("IdAggregazione", &one.id);
    });
}

fn modifica(out: &mut Out, change: &Modifica, informatico: bool) {
    out.within("TracciatureModificheDocumento", &[], |out| {
        out.text("TipoModifica", change.tipo.testo());
        out.within("SoggettoAutoreDellaModifica", &[], |out| persona(out, &change.autore, informatico));
        out.text("DataModifica", &giorno(change.data));
        out.maybe("OraModifica", change.ora.map(ora).as_deref());
        id_doc(out, "IdDocVersionePrecedente", &change.precedente, !informatico);
    });
}
