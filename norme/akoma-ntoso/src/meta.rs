//! What is said of an act: its work, its expression, this file, what it refers to.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use xml_out::Xml;

use crate::{Atto, Blocco, Contenuto, Error, MIME, NAMESPACE, Sezione, Testo, controlli, corpo};

pub(crate) type Uscita = Xml<Vec<u8>>;

/// The address of an act of a comune, by the codes of ente and kind, to refer to it from another:
/// `/akn/it/doc/determina/c_m999/2026-03-17/195`.
#[must_use]
pub fn opera(comune: &str, genere: &str, data: NaiveDate, numero: &str) -> String {
    format!("/akn/it/doc/{genere}/{comune}/{data}/{numero}")
}

impl Atto {
    /// The act as Akoma Ntoso.
    ///
    /// # Errors
    /// What the standard refuses.
    pub fn xml(&self) -> Result<String, Error> {
        controlli::atto(self)?;
        Ok(xml_out::to_string(|xml| {
            xml.within("akomaNtoso", &[("xmlns", NAMESPACE)], |xml| {
                let doc = [("name", self.genere.codice.as_str()), ("contains", "originalVersion")];
                xml.within("doc", &doc, |xml| {
                    self.meta(xml);
                    corpo::atto(xml, self);
                });
            });
        }))
    }

    /// The address of the act, whatever its form: `/akn/it/doc/determina/c_m999/2026-03-17/195`.
    #[must_use]
    pub fn opera(&self) -> String {
        opera(&self.comune.codice, &self.genere.codice, self.data, &self.numero)
    }

    /// The address of the act in the words of this file.
    #[must_use]
    pub fn espressione(&self) -> String {
        let omissis = if self.omissis { "!omissis" } else { "" };
        format!("{}/ita@{}{omissis}", self.opera(), self.data)
    }

    fn meta(&self, xml: &mut Uscita) {
        xml.within("meta", &[], |xml| {
            self.identificazione(xml, "!main", &self.genere.denominazione);
            if let Some(albo) = &self.pubblicazione {
                let dal = albo.dal.to_string();
                let attributi = [
                    ("date", dal.as_str()),
                    ("name", "albo-pretorio"),
                    ("showAs", "Albo pretorio"),
                    ("number", albo.numero.as_str()),
                ];
                xml.within("publication", &attributi, |_| {});
            }
            self.vita(xml);
            self.riferimenti(xml);
        });
    }

    /// The three levels of FRBR, of the act or of one of its components.
    pub(crate) fn identificazione(&self, xml: &mut Uscita, componente: &str, nome: &str) {
        let (opera, espressione) = (self.opera(), self.espressione());
        let (data, generato) = (self.data.to_string(), self.generato.to_string());
        let livello = |xml: &mut Uscita, uri: &str, questo: &str, data: &str, fatto: &str| {
            xml.within("FRBRthis", &[("value", questo)], |_| {});
            xml.within("FRBRuri", &[("value", uri)], |_| {});
            if let Some(urn) = self.urn.as_deref().filter(|_| uri == opera && componente == "!main") {
                xml.within("FRBRalias", &[("value", urn), ("name", "urn:nir")], |_| {});
            }
            xml.within("FRBRdate", &[("date", data), ("name", fatto)], |_| {});
            xml.within("FRBRauthor", &[("href", "#ente")], |_| {});
        };
        let valore = |xml: &mut Uscita, elemento: &str, valore: &str| {
            xml.within(elemento, &[("value", valore)], |_| {});
        };
        xml.within("identification", &[("source", "#ente")], |xml| {
            xml.within("FRBRWork", &[], |xml| {
                livello(xml, &opera, &format!("{opera}/{componente}"), &data, "adozione");
                valore(xml, "FRBRcountry", "it");
                valore(xml, "FRBRsubtype", &self.genere.codice);
                valore(xml, "FRBRnumber", &self.numero);
                valore(xml, "FRBRname", nome);
                valore(xml, "FRBRprescriptive", "true");
                valore(xml, "FRBRauthoritative", "false");
            });
            xml.within("FRBRExpression", &[], |xml| {
                livello(xml, &espressione, &format!("{espressione}/{componente}"), &data, "adozione");
                if self.omissis {
                    valore(xml, "FRBRversionNumber", "omissis");
                }
                valore(xml, "FRBRauthoritative", "false");
                xml.within("FRBRlanguage", &[("language", "ita")], |_| {});
            });
            xml.within("FRBRManifestation", &[], |xml| {
                let uri = format!("{espressione}.akn");
                livello(xml, &uri, &format!("{espressione}/{componente}.akn"), &generato, "generazione");
                valore(xml, "FRBRformat", MIME);
            });
        });
    }

    /// What happened to the act.
    fn vita(&self, xml: &mut Uscita) {
        let fatti = [
            (Some(self.data), "generation", "adozione"),
            (self.pubblicazione.as_ref().map(|albo| albo.dal), "generation", "pubblicazione"),
            (self.esecutiva, "generation", "esecutivita"),
        ];
        xml.within("lifecycle", &[("source", "#ente")], |xml| {
            for (data, tipo, fatto) in fatti {
                let Some(data) = data.map(|data| data.to_string()) else { continue };
                let (id, rinvio) = (format!("evento_{fatto}"), format!("#{fatto}"));
                let attributi = [
                    ("eId", id.as_str()),
                    ("date", data.as_str()),
                    ("source", "#originale"),
                    ("type", tipo),
                    ("refersTo", rinvio.as_str()),
                ];
                xml.within("eventRef", &attributi, |_| {});
            }
        });
    }

    fn riferimenti(&self, xml: &mut Uscita) {
        let riferimento = |xml: &mut Uscita, elemento: &str, id: &str, href: &str, nome: &str| {
            xml.within(elemento, &[("eId", id), ("href", href), ("showAs", nome)], |_| {});
        };
        xml.within("references", &[("source", "#ente")], |xml| {
            riferimento(xml, "original", "originale", &self.espressione(), &self.genere.denominazione);
            for (n, (href, testo)) in self.rinvii().into_iter().enumerate() {
                riferimento(xml, "activeRef", &format!("rinvio_{}", n + 1), href, testo);
            }
            let codice = &self.comune.codice;
            let ente = format!("/akn/ontology/organization/it/{codice}");
            riferimento(xml, "TLCOrganization", "ente", &ente, &self.comune.denominazione);
            for (n, firma) in (1..).zip(&self.firme) {
                let persona = format!("/akn/ontology/person/it/{codice}/{n}");
                riferimento(xml, "TLCPerson", &format!("persona_{n}"), &persona, &firma.nome);
                let ruolo = format!("/akn/ontology/role/it/{codice}/{n}");
                riferimento(xml, "TLCRole", &format!("ruolo_{n}"), &ruolo, &firma.qualifica);
            }
            let fatti = [
                ("adozione", "Adozione", true),
                ("pubblicazione", "Pubblicazione all'albo pretorio", self.pubblicazione.is_some()),
                ("esecutivita", "Esecutività", self.esecutiva.is_some()),
            ];
            for (fatto, nome, _) in fatti.into_iter().filter(|(_, _, detto)| *detto) {
                riferimento(xml, "TLCEvent", fatto, &format!("/akn/ontology/event/it/{fatto}"), nome);
            }
        });
    }

    /// To what the act refers, each once, with the words that first refer to it.
    fn rinvii(&self) -> BTreeMap<&str, &str> {
        let mut trovati = BTreeMap::new();
        let allegati = self.allegati.iter().filter_map(|allegato| match &allegato.contenuto {
            Contenuto::Testo(sezioni) => Some(sezioni),
            Contenuto::File { .. } => None,
        });
        for sezione in self.preambolo.iter().chain(&self.corpo).chain(allegati.flatten()) {
            della_sezione(sezione, &mut trovati);
        }
        dei_blocchi(&self.conclusioni, &mut trovati);
        trovati
    }
}

fn della_sezione<'a>(sezione: &'a Sezione, trovati: &mut BTreeMap<&'a str, &'a str>) {
    dei_testi(&sezione.titolo, trovati);
    dei_blocchi(&sezione.blocchi, trovati);
}

/// As deep as was checked.
fn dei_blocchi<'a>(blocchi: &'a [Blocco], trovati: &mut BTreeMap<&'a str, &'a str>) {
    for blocco in blocchi {
        match blocco {
            Blocco::Paragrafo(testi) | Blocco::Titolo(testi) | Blocco::Citazione(testi) => dei_testi(testi, trovati),
            Blocco::Elenco(voci) => voci.iter().for_each(|voce| dei_blocchi(&voce.blocchi, trovati)),
            Blocco::Tabella(tabella) => {
                dei_testi(&tabella.didascalia, trovati);
                let celle = tabella.intestazione.iter().chain(&tabella.righe).flatten();
                celle.for_each(|cella| dei_testi(&cella.testo, trovati));
            }
        }
    }
}

fn dei_testi<'a>(testi: &'a [Testo], trovati: &mut BTreeMap<&'a str, &'a str>) {
    for testo in testi {
        if let Testo::Rinvio { href, testo } = testo {
            trovati.entry(href.as_str()).or_insert(testo.as_str());
        }
    }
}
