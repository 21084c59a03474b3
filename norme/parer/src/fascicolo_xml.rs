//! A fascicolo to deposit: checked, written, read back.

use std::collections::HashSet;

use bounded_xml::{Element, Limits};
use chrono::NaiveDate;
use xml_out::Xml;

use crate::controlli::{Motivi, Motivo};
use crate::unita_leggi::{anno, giorno, need, non_valido, text, vero as is_true, versatore};
use crate::unita_scrivi::vero;
use crate::{
    ChiaveFascicolo, Contenuto, Error, ProfiloArchivistico, ProfiloGenerale, Sezione, SipFascicolo, SoggettoProduttore,
    TipoConservazioneFascicolo,
};

type Out = Xml<Vec<u8>>;

pub(crate) fn motivi(sip: &SipFascicolo) -> Vec<Motivo> {
    let mut told = Motivi::default();
    told.testo(&sip.versione, "la versione dell'indice", 100);
    told.testo(&sip.versatore.ambiente, "l'ambiente del versatore", 100);
    told.testo(&sip.versatore.ente, "l'ente versatore", 100);
    told.testo(&sip.versatore.struttura, "la struttura versante", 100);
    told.testo(&sip.versatore.user_id, "l'utente del servizio", 100);
    if let Some(one) = &sip.produttore {
        told.forse(one.ambiente.as_deref(), "l'ambiente del soggetto produttore", 100);
        told.forse(one.codice.as_deref(), "il codice del soggetto produttore", 100);
        told.forse(one.denominazione.as_deref(), "la denominazione del soggetto produttore", 254);
    }
    chiave(&mut told, &sip.chiave);
    told.testo(&sip.tipo, "il tipo di fascicolo", 4000);
    for (one, campo) in [
        (Some(&sip.archivistico), "il profilo archivistico"),
        (sip.normativo.as_ref(), "il profilo normativo"),
        (Some(&sip.generale), "il profilo generale"),
        (sip.specifico.as_ref(), "il profilo specifico"),
    ] {
        if let Some(one) = one {
            told.testo(&one.versione, "la versione di un profilo", 1024);
            told.xml(&one.xml, campo);
        }
    }
    if sip.contenuto.is_empty() {
        told.0.push(Motivo::Manca("il contenuto: un fascicolo vuoto non si versa"));
    }
    told.numero(sip.contenuto.len() as u64, "il numero di documenti e fascicoli contenuti", 9999);
    let mut seen = HashSet::new();
    for one in &sip.contenuto {
        match one {
            Contenuto::Unita { registro, anno, numero, .. } => {
                told.testo(registro, "il registro di un'unità contenuta", 100);
                told.testo(numero, "il numero di un'unità contenuta", 100);
                told.numero((*anno).into(), "l'anno di un'unità contenuta", 9999);
                told.una_volta(&mut seen, &format!("{registro} {numero}/{anno}"));
            }
            Contenuto::Fascicolo { chiave: key, .. } => {
                chiave(&mut told, key);
                told.una_volta(&mut seen, &format!("{}/{}", key.numero, key.anno));
            }
        }
    }
    told.0
}

fn chiave(told: &mut Motivi, one: &ChiaveFascicolo) {
    told.numero(one.anno.into(), "l'anno del fascicolo", 9999);
    told.testo(&one.numero, "il numero del fascicolo", 100);
}

pub(crate) fn write(out: &mut Out, sip: &SipFascicolo) {
    out.within("IndiceSIPFascicolo", &[], |out| {
        out.within("Parametri", &[], |out| {
            out.text("VersioneIndiceSIPFascicolo", &sip.versione);
            out.text("TipoConservazione", sip.conservazione.testo());
            for (name, value) in [
                ("ForzaClassificazione", sip.forza_classificazione),
                ("ForzaNumero", sip.forza_numero),
                ("ForzaCollegamento", sip.forza_collegamento),
                ("SimulaSalvataggioDatiInDB", sip.simula),
            ] {
                out.maybe(name, value.map(vero));
            }
        });
        out.within("Intestazione", &[], |out| {
            out.within("Versatore", &[], |out| {
                out.text("Ambiente", &sip.versatore.ambiente);
                out.text("Ente", &sip.versatore.ente);
                out.text("Struttura", &sip.versatore.struttura);
                out.text("UserID", &sip.versatore.user_id);
            });
            if let Some(one) = &sip.produttore {
                out.within("SoggettoProduttore", &[], |out| {
                    out.maybe("Ambiente", one.ambiente.as_deref());
                    out.maybe("Codice", one.codice.as_deref());
                    out.maybe("Denominazione", one.denominazione.as_deref());
                });
            }
            write_chiave(out, "Chiave", &sip.chiave);
            out.text("TipoFascicolo", &sip.tipo);
        });
        for (name, one) in [
            ("ProfiloArchivistico", Some(&sip.archivistico)),
            ("ProfiloNormativo", sip.normativo.as_ref()),
            ("ProfiloGenerale", Some(&sip.generale)),
            ("ProfiloSpecifico", sip.specifico.as_ref()),
        ] {
            if let Some(one) = one {
                out.within(name, &[("versione", &one.versione)], |out| out.raw(&one.xml));
            }
        }
        out.within("Contenuto", &[], |out| contenuto(out, &sip.contenuto));
    });
}

fn write_chiave(out: &mut Out, name: &str, one: &ChiaveFascicolo) {
    out.within(name, &[], |out| {
        out.text("Anno", &one.anno.to_string());
        out.text("Numero", &one.numero);
    });
}

fn contenuto(out: &mut Out, all: &[Contenuto]) {
    let where_and_when = |out: &mut Out, place: Option<u32>, day: Option<NaiveDate>| {
        out.maybe("Posizione", place.map(|place| place.to_string()).as_deref());
        out.maybe("DataInserimentoFascicolo", day.map(|day| day.format("%Y-%m-%d").to_string()).as_deref());
    };
    let units = all.iter().filter(|one| matches!(one, Contenuto::Unita { .. })).count();
    if units > 0 {
        out.within("UnitaDocumentarie", &[], |out| {
            out.text("NumeroUnitaDocumentarie", &units.to_string());
            out.within("DettaglioUnitaDocumentarie", &[], |out| {
                for one in all {
                    let Contenuto::Unita { registro, anno, numero, posizione, inserita } = one else { continue };
                    out.within("UnitaDocumentaria", &[], |out| {
                        out.text("Registro", registro);
                        out.text("Anno", &anno.to_string());
                        out.text("Numero", numero);
                        where_and_when(out, *posizione, *inserita);
                    });
                }
            });
        });
    }
    if units < all.len() {
        out.within("Fascicoli", &[], |out| {
            out.text("NumeroFascicoli", &(all.len() - units).to_string());
            out.within("DettaglioFascicoli", &[], |out| {
                for one in all {
                    let Contenuto::Fascicolo { chiave, posizione, inserito } = one else { continue };
                    out.within("Fascicolo", &[], |out| {
                        out.text("Anno", &chiave.anno.to_string());
                        out.text("Numero", &chiave.numero);
                        where_and_when(out, *posizione, *inserito);
                    });
                }
            });
        });
    }
}

pub(crate) fn archivistico(out: &mut Out, one: &ProfiloArchivistico) {
    out.within("ProfiloArchivisticoFascicolo", &[], |out| {
        out.within("SegnaturaArchivistica", &[], |out| {
            out.within("Classificazione", &[], |out| {
                out.text("IndiceClassificazione", &one.indice);
                if !one.voci.is_empty() {
                    out.within("DescrizioneIndiceClassificazione", &[], |out| {
                        for voce in &one.voci {
                            out.within("VoceClassificazione", &[], |out| {
                                out.text("CodiceVoce", &voce.codice);
                                out.text("DescrizioneVoce", &voce.descrizione);
                            });
                        }
                    });
                }
            });
            if let Some(key) = &one.appartenenza {
                write_chiave(out, "ChiaveFascicoloDiAppartenenza", key);
            }
        });
        if !one.collegamenti.is_empty() {
            out.within("Collegamenti", &[], |out| {
                for link in &one.collegamenti {
                    out.within("FascicoloCollegato", &[], |out| {
                        write_chiave(out, "ChiaveCollegamento", &link.chiave);
                        out.text("DescrizioneCollegamento", &link.descrizione);
                    });
                }
            });
        }
        out.within("PianoConservazione", &[], |out| {
            out.text("TempoConservazione", &one.tempo.to_string());
            out.maybe("InfoPianoConservazione", one.piano.as_deref());
        });
    });
}

pub(crate) fn generale(out: &mut Out, one: &ProfiloGenerale) {
    let day = |day: NaiveDate| day.format("%Y-%m-%d").to_string();
    out.within("ProfiloGeneraleFascicolo", &[], |out| {
        out.text("DataApertura", &day(one.apertura));
        out.maybe("DataChiusura", one.chiusura.map(day).as_deref());
        out.text("Oggetto", &one.oggetto);
        out.maybe("LivelloRiservatezza", one.riservatezza.as_deref());
        out.maybe("Note", one.note.as_deref());
    });
}

/// Reads a fascicolo as it was sent.
///
/// # Errors
/// [`Error`].
pub fn read_fascicolo(bytes: &[u8]) -> Result<SipFascicolo, Error> {
    let document = bounded_xml::read(bytes, Limits::default())?;
    let root = &document.root;
    if root.name != "IndiceSIPFascicolo" {
        let radice = root.name.chars().take(60).collect();
        return Err(Error::Altro { radice, atteso: "un «IndiceSIPFascicolo» da versare" });
    }
    let (params, head) = (need(root, "Parametri")?, need(root, "Intestazione")?);
    let word = text(params, "TipoConservazione");
    let conservazione = TipoConservazioneFascicolo::ALL.into_iter().find(|one| one.testo() == word);
    let flag = |name: &str| params.text_at(&[name]).map(is_true);
    let section = |name: &str| {
        let found = root.child(name)?;
        let xml = found.children.first().map(xml_out::copy_to_string).unwrap_or_default();
        Some(Sezione { versione: found.attribute("versione").unwrap_or_default().to_owned(), xml })
    };
    Ok(SipFascicolo {
        versione: text(params, "VersioneIndiceSIPFascicolo"),
        conservazione: conservazione.ok_or_else(|| non_valido("TipoConservazione", &word))?,
        forza_classificazione: flag("ForzaClassificazione"),
        forza_numero: flag("ForzaNumero"),
        forza_collegamento: flag("ForzaCollegamento"),
        simula: flag("SimulaSalvataggioDatiInDB"),
        versatore: versatore(need(head, "Versatore")?),
        produttore: head.child("SoggettoProduttore").map(|one| SoggettoProduttore {
            ambiente: one.string_at(&["Ambiente"]),
            codice: one.string_at(&["Codice"]),
            denominazione: one.string_at(&["Denominazione"]),
        }),
        chiave: read_chiave(need(head, "Chiave")?)?,
        tipo: text(head, "TipoFascicolo"),
        archivistico: section("ProfiloArchivistico").ok_or(Error::Manca { elemento: "ProfiloArchivistico" })?,
        normativo: section("ProfiloNormativo"),
        generale: section("ProfiloGenerale").ok_or(Error::Manca { elemento: "ProfiloGenerale" })?,
        specifico: section("ProfiloSpecifico"),
        contenuto: read_contenuto(need(root, "Contenuto")?)?,
    })
}

fn read_chiave(element: &Element) -> Result<ChiaveFascicolo, Error> {
    Ok(ChiaveFascicolo { anno: anno(element)?, numero: text(element, "Numero") })
}

fn read_contenuto(element: &Element) -> Result<Vec<Contenuto>, Error> {
    let place = |one: &Element| {
        let number = |text: &str| text.parse().map_err(|_| non_valido("Posizione", text));
        one.text_at(&["Posizione"]).map(number).transpose()
    };
    let day = |one: &Element| one.text_at(&["DataInserimentoFascicolo"]).map(giorno).transpose();
    let mut all = Vec::new();
    for one in element.at(&["UnitaDocumentarie", "DettaglioUnitaDocumentarie"]).map_or(&[][..], |list| &list.children) {
        all.push(Contenuto::Unita {
            registro: text(one, "Registro"),
            anno: anno(one)?,
            numero: text(one, "Numero"),
            posizione: place(one)?,
            inserita: day(one)?,
        });
    }
    for one in element.at(&["Fascicoli", "DettaglioFascicoli"]).map_or(&[][..], |list| &list.children) {
        all.push(Contenuto::Fascicolo { chiave: read_chiave(one)?, posizione: place(one)?, inserito: day(one)? });
    }
    Ok(all)
}
