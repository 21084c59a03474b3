//! A unit of documents: checked and written.

use std::collections::HashSet;

use chrono::SecondsFormat;
use xml_out::Xml;

use crate::controlli::{Motivi, Motivo};
use crate::{
    Chiave, Componente, DatiSpecifici, Documento, Fascicolazione, Forzature, Supporto, UnitaDocumentaria, VoceFascicolo,
};

type Out = Xml<Vec<u8>>;

/// Characters of a token without a limit of its own in the schema.
const LONG: usize = 4000;

pub(crate) fn motivi(unit: &UnitaDocumentaria) -> Vec<Motivo> {
    let mut told = Motivi::default();
    told.testo(&unit.versione, "la versione del servizio", 100);
    told.testo(&unit.versatore.ambiente, "l'ambiente del versatore", 100);
    told.testo(&unit.versatore.ente, "l'ente versatore", 100);
    told.testo(&unit.versatore.struttura, "la struttura versante", 100);
    told.testo(&unit.versatore.user_id, "l'utente del servizio", 100);
    told.forse(unit.versatore.utente.as_deref(), "la persona che versa", LONG);
    chiave(&mut told, &unit.chiave);
    told.testo(&unit.tipologia, "la tipologia dell'unità documentaria", LONG);
    told.forse(unit.migrazione.as_deref(), "il sistema di migrazione", 100);
    for one in &unit.fascicoli {
        told.forse(one.classifica.as_deref(), "la classifica", 254);
        for each in [&one.fascicolo, &one.sottofascicolo].into_iter().flatten() {
            told.testo(&each.identificativo, "l'identificativo del fascicolo", LONG);
            told.corto(each.oggetto.as_deref().unwrap_or_default(), "l'oggetto del fascicolo", LONG);
        }
    }
    told.corto(unit.oggetto.as_deref().unwrap_or_default(), "l'oggetto", LONG);
    if let Some((version, xml)) = &unit.profilo_normativo {
        told.testo(version, "la versione del profilo normativo", 1024);
        told.xml(xml, "il profilo normativo");
    }
    dati_specifici(&mut told, unit.dati_specifici.as_ref());
    for one in &unit.collegati {
        chiave(&mut told, &one.chiave);
        told.corto(&one.descrizione, "la descrizione del collegamento", 254);
    }
    for (many, campo) in [
        (&unit.allegati, "il numero di allegati"),
        (&unit.annessi, "il numero di annessi"),
        (&unit.annotazioni, "il numero di annotazioni"),
    ] {
        told.numero(many.len() as u64, campo, 9999);
    }
    let (mut documents, mut components) = (HashSet::new(), HashSet::new());
    for one in unit.documenti() {
        told.una_volta(&mut documents, &one.id);
        documento(&mut told, one, &mut components);
    }
    told.0
}

fn chiave(told: &mut Motivi, one: &Chiave) {
    told.testo(&one.numero, "il numero dell'unità documentaria", 100);
    told.numero(one.anno.into(), "l'anno dell'unità documentaria", 9999);
    told.testo(&one.registro, "il registro dell'unità documentaria", 100);
}

fn documento(told: &mut Motivi, one: &Documento, seen: &mut HashSet<String>) {
    told.testo(&one.id, "l'identificativo di un documento", 100);
    told.testo(&one.tipo, "il tipo di un documento", LONG);
    told.corto(one.descrizione.as_deref().unwrap_or_default(), "la descrizione di un documento", LONG);
    told.corto(one.autore.as_deref().unwrap_or_default(), "l'autore di un documento", LONG);
    dati_specifici(told, one.dati_specifici.as_ref());
    told.forse(one.struttura.as_deref(), "il tipo di struttura di un documento", LONG);
    if one.componenti.is_empty() {
        told.0.push(Motivo::Manca("almeno un file per ogni documento"));
    }
    for component in &one.componenti {
        componente(told, component, seen);
        for below in &component.sotto {
            componente(told, below, seen);
            if below.tipo.is_none() {
                told.0.push(Motivo::Manca("il tipo di un sottocomponente"));
            }
            // The schema has no place there for any of these.
            let time = below.riferimento_temporale.is_some() || below.descrizione_riferimento.is_some();
            let lost = time || below.data_firma.is_some() || below.rappresentazione.is_some();
            if lost || below.sha256.is_some() || !below.sotto.is_empty() {
                told.0.push(Motivo::File(format!(
                    "il sottocomponente «{}» ha dati che il servizio non prevede",
                    below.id
                )));
            }
        }
    }
}

fn componente(told: &mut Motivi, one: &Componente, seen: &mut HashSet<String>) {
    told.testo(&one.id, "l'identificativo di un componente", 254);
    // The part of the request would be taken for another.
    if crate::multipart::RISERVATI.contains(&one.id.as_str()) {
        told.0.push(Motivo::File(format!("«{}» è un nome riservato al servizio", one.id)));
    }
    told.una_volta(seen, &one.id);
    told.numero(one.ordine.into(), "l'ordine di presentazione di un componente", 99_999);
    told.forse(one.tipo.as_deref(), "il tipo di un componente", LONG);
    told.forse(one.rappresentazione.as_deref(), "il tipo di rappresentazione di un componente", LONG);
    told.forse(one.nome.as_deref(), "il nome di un componente", 254);
    told.forse(one.formato.as_deref(), "il formato di un componente", LONG);
    told.forse(one.urn.as_deref(), "l'URN di un componente", 1024);
    told.forse(one.id_versato.as_deref(), "l'identificativo versato di un componente", 254);
    told.corto(
        one.descrizione_riferimento.as_deref().unwrap_or_default(),
        "la descrizione del riferimento temporale",
        254,
    );
    dati_specifici(told, one.dati_specifici.as_ref());
    match (&one.riferimento, one.supporto) {
        (Some(key), _) => chiave(told, key),
        (None, Supporto::Riferimento) => told.0.push(Motivo::Manca("l'unità a cui un componente si riferisce")),
        (None, _) => {}
    }
}

fn dati_specifici(told: &mut Motivi, one: Option<&DatiSpecifici>) {
    let Some(one) = one else { return };
    told.testo(&one.versione, "la versione dei dati specifici", 1024);
    if !one.campi.iter().all(|(name, _)| xml_name(name)) {
        told.0.push(Motivo::XmlErrato { campo: "il nome di un dato specifico" });
    }
}

/// A name that every XML processor takes.
fn xml_name(name: &str) -> bool {
    let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    first && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

pub(crate) fn write(out: &mut Out, unit: &UnitaDocumentaria) {
    out.within("UnitaDocumentaria", &[], |out| {
        out.within("Intestazione", &[], |out| {
            out.text("Versione", &unit.versione);
            out.within("Versatore", &[], |out| {
                out.text("Ambiente", &unit.versatore.ambiente);
                out.text("Ente", &unit.versatore.ente);
                out.text("Struttura", &unit.versatore.struttura);
                out.text("UserID", &unit.versatore.user_id);
                out.maybe("Utente", unit.versatore.utente.as_deref());
            });
            write_chiave(out, "Chiave", &unit.chiave);
            out.text("TipologiaUnitaDocumentaria", &unit.tipologia);
        });
        write_configurazione(out, unit);
        write_fascicoli(out, &unit.fascicoli);
        if unit.oggetto.is_some() || unit.data.is_some() || unit.cartaceo.is_some() {
            out.within("ProfiloUnitaDocumentaria", &[], |out| {
                out.maybe("Oggetto", unit.oggetto.as_deref());
                out.maybe("Data", unit.data.map(|day| day.format("%Y-%m-%d").to_string()).as_deref());
                out.maybe("Cartaceo", unit.cartaceo.map(vero));
            });
        }
        if let Some((version, xml)) = &unit.profilo_normativo {
            out.within("ProfiloNormativo", &[("versione", version)], |out| out.raw(xml));
        }
        write_dati(out, unit.dati_specifici.as_ref());
        if !unit.collegati.is_empty() {
            out.within("DocumentiCollegati", &[], |out| {
                for one in &unit.collegati {
                    out.within("DocumentoCollegato", &[], |out| {
                        write_chiave(out, "ChiaveCollegamento", &one.chiave);
                        out.text("DescrizioneCollegamento", &one.descrizione);
                    });
                }
            });
        }
        out.text("NumeroAllegati", &unit.allegati.len().to_string());
        out.text("NumeroAnnessi", &unit.annessi.len().to_string());
        out.text("NumeroAnnotazioni", &unit.annotazioni.len().to_string());
        write_documento(out, "DocumentoPrincipale", &unit.principale);
        for (many, all, one) in [
            (&unit.allegati, "Allegati", "Allegato"),
            (&unit.annessi, "Annessi", "Annesso"),
            (&unit.annotazioni, "Annotazioni", "Annotazione"),
        ] {
            if !many.is_empty() {
                out.within(all, &[], |out| many.iter().for_each(|each| write_documento(out, one, each)));
            }
        }
    });
}

pub(crate) fn vero(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}

fn write_chiave(out: &mut Out, name: &str, one: &Chiave) {
    out.within(name, &[], |out| {
        out.text("Numero", &one.numero);
        out.text("Anno", &one.anno.to_string());
        out.text("TipoRegistro", &one.registro);
    });
}

fn write_configurazione(out: &mut Out, unit: &UnitaDocumentaria) {
    let forced = unit.forzature;
    if unit.conservazione.is_none() && unit.migrazione.is_none() && forced == Forzature::default() {
        return;
    }
    out.within("Configurazione", &[], |out| {
        out.maybe("TipoConservazione", unit.conservazione.map(|one| one.testo()));
        out.maybe("SistemaDiMigrazione", unit.migrazione.as_deref());
        for (name, value) in [
            ("ForzaAccettazione", forced.accettazione),
            ("ForzaConservazione", forced.conservazione),
            ("ForzaCollegamento", forced.collegamento),
            ("ForzaHash", forced.hash),
            ("ForzaFormatoNumero", forced.formato_numero),
            ("ForzaFormatoFile", forced.formato_file),
            ("SimulaSalvataggioDatiInDB", forced.simula),
        ] {
            out.maybe(name, value.map(vero));
        }
    });
}

fn write_fascicoli(out: &mut Out, all: &[Fascicolazione]) {
    let Some((first, others)) = all.split_first() else { return };
    out.within("ProfiloArchivistico", &[], |out| {
        out.within("FascicoloPrincipale", &[], |out| write_camicia(out, first));
        if !others.is_empty() {
            out.within("FascicoliSecondari", &[], |out| {
                for one in others {
                    out.within("FascicoloSecondario", &[], |out| write_camicia(out, one));
                }
            });
        }
    });
}

fn write_camicia(out: &mut Out, one: &Fascicolazione) {
    let voce = |out: &mut Out, name: &str, one: &VoceFascicolo| {
        out.within(name, &[], |out| {
            out.text("Identificativo", &one.identificativo);
            out.maybe("Oggetto", one.oggetto.as_deref());
        });
    };
    out.maybe("Classifica", one.classifica.as_deref());
    for (name, each) in [("Fascicolo", &one.fascicolo), ("SottoFascicolo", &one.sottofascicolo)] {
        if let Some(each) = each {
            voce(out, name, each);
        }
    }
}

fn write_dati(out: &mut Out, one: Option<&DatiSpecifici>) {
    let Some(one) = one else { return };
    out.within("DatiSpecifici", &[], |out| {
        out.text("VersioneDatiSpecifici", &one.versione);
        one.campi.iter().for_each(|(name, value)| out.text(name, value));
    });
}

fn write_documento(out: &mut Out, name: &str, one: &Documento) {
    out.within(name, &[], |out| {
        out.text("IDDocumento", &one.id);
        out.text("TipoDocumento", &one.tipo);
        if one.descrizione.is_some() || one.autore.is_some() {
            out.within("ProfiloDocumento", &[], |out| {
                out.maybe("Descrizione", one.descrizione.as_deref());
                out.maybe("Autore", one.autore.as_deref());
            });
        }
        write_dati(out, one.dati_specifici.as_ref());
        out.within("StrutturaOriginale", &[], |out| {
            out.maybe("TipoStruttura", one.struttura.as_deref());
            out.within("Componenti", &[], |out| {
                one.componenti.iter().for_each(|each| write_componente(out, "Componente", each));
            });
        });
    });
}

fn write_componente(out: &mut Out, name: &str, one: &Componente) {
    out.within(name, &[], |out| {
        out.text("ID", &one.id);
        out.text("OrdinePresentazione", &one.ordine.to_string());
        out.maybe("TipoComponente", one.tipo.as_deref());
        out.text("TipoSupportoComponente", one.supporto.testo());
        if let Some(key) = &one.riferimento {
            write_chiave(out, "Riferimento", key);
        }
        out.maybe("TipoRappresentazioneComponente", one.rappresentazione.as_deref());
        out.maybe("NomeComponente", one.nome.as_deref());
        out.maybe("FormatoFileVersato", one.formato.as_deref());
        out.maybe("HashVersato", one.sha256.map(hex::encode).as_deref());
        out.maybe("UrnVersato", one.urn.as_deref());
        out.maybe("IDComponenteVersato", one.id_versato.as_deref());
        write_dati(out, one.dati_specifici.as_ref());
        out.maybe("UtilizzoDataFirmaPerRifTemp", one.data_firma.map(vero));
        let at = one.riferimento_temporale.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        out.maybe("RiferimentoTemporale", at.as_deref());
        out.maybe("DescrizioneRiferimentoTemporale", one.descrizione_riferimento.as_deref());
        if !one.sotto.is_empty() {
            out.within("SottoComponenti", &[], |out| {
                one.sotto.iter().for_each(|each| write_componente(out, "SottoComponente", each));
            });
        }
    });
}
