//! The files, element after element in the order of the schemas.

use std::io::Write;

use xml_out::{Xml, to_string};

use crate::{Dataset, Error, Indice, Lotto, Metadati, NAMESPACE, Offerente, Ruolo, Soggetto, controlli};

impl Dataset {
    /// The file.
    ///
    /// # Errors
    /// What the schema would refuse.
    pub fn xml(&self) -> Result<String, Error> {
        controlli::dataset(self)?;
        Ok(to_string(|xml| {
            xml.within("legge190:pubblicazione", &[("xmlns:legge190", NAMESPACE)], |xml| {
                metadati(xml, &self.metadati, ["dataPubblicazioneDataset", "dataUltimoAggiornamentoDataset"]);
                xml.within("data", &[], |xml| self.lotti.iter().for_each(|one| lotto(xml, one)));
            });
        }))
    }
}

impl Indice {
    /// The file.
    ///
    /// # Errors
    /// What the schema would refuse.
    pub fn xml(&self) -> Result<String, Error> {
        controlli::indice(self)?;
        Ok(to_string(|xml| {
            xml.within("indici", &[], |xml| {
                metadati(xml, &self.metadati, ["dataPubblicazioneIndice", "dataUltimoAggiornamentoIndice"]);
                xml.within("indice", &[], |xml| {
                    for (place, one) in (1..).zip(&self.dataset) {
                        let id: String = format!("ID_{place}");
                        xml.within("dataset", &[("id", id.as_str())], |xml| {
                            xml.text("linkDataset", &one.link);
                            xml.text("dataUltimoAggiornamento", &one.aggiornato.to_string());
                        });
                    }
                });
            });
        }))
    }
}

fn metadati<W: Write>(xml: &mut Xml<W>, meta: &Metadati, [pubblicato, aggiornato]: [&str; 2]) {
    xml.within("metadata", &[], |xml| {
        xml.text("titolo", &meta.titolo);
        xml.text("abstract", &meta.sommario);
        xml.text(pubblicato, &meta.pubblicato.to_string());
        xml.text("entePubblicatore", &meta.ente);
        xml.text(aggiornato, &meta.aggiornato.to_string());
        xml.text("annoRiferimento", &meta.anno.to_string());
        xml.text("urlFile", &meta.url);
        xml.text("licenza", &meta.licenza);
    });
}

fn lotto<W: Write>(xml: &mut Xml<W>, lotto: &Lotto) {
    xml.within("lotto", &[], |xml| {
        xml.text("cig", &lotto.cig);
        xml.within("strutturaProponente", &[], |xml| {
            xml.text("codiceFiscaleProp", &lotto.struttura.codice_fiscale);
            xml.text("denominazione", &lotto.struttura.denominazione);
        });
        xml.text("oggetto", &lotto.oggetto);
        xml.text("sceltaContraente", lotto.scelta.valore);
        xml.within("partecipanti", &[], |xml| {
            offerenti(xml, &lotto.partecipanti, ["raggruppamento", "partecipante"]);
        });
        xml.within("aggiudicatari", &[], |xml| {
            offerenti(xml, &lotto.aggiudicatari, ["aggiudicatarioRaggruppamento", "aggiudicatario"]);
        });
        xml.text("importoAggiudicazione", &euro(lotto.aggiudicato));
        xml.within("tempiCompletamento", &[], |xml| {
            xml.maybe("dataInizio", lotto.inizio.map(|day| day.to_string()).as_deref());
            xml.maybe("dataUltimazione", lotto.ultimazione.map(|day| day.to_string()).as_deref());
        });
        xml.text("importoSommeLiquidate", &euro(lotto.liquidato));
    });
}

/// The groups first, as the schema wants them.
fn offerenti<W: Write>(xml: &mut Xml<W>, all: &[Offerente], [gruppo, singolo]: [&str; 2]) {
    for one in all {
        if let Offerente::Raggruppamento(members) = one {
            xml.within(gruppo, &[], |xml| {
                for (member, ruolo) in members {
                    xml.within("membro", &[], |xml| soggetto(xml, member, Some(*ruolo)));
                }
            });
        }
    }
    for one in all {
        if let Offerente::Singolo(one) = one {
            xml.within(singolo, &[], |xml| soggetto(xml, one, None));
        }
    }
}

fn soggetto<W: Write>(xml: &mut Xml<W>, soggetto: &Soggetto, ruolo: Option<Ruolo>) {
    match &soggetto.codice {
        Ok(italiano) => xml.text("codiceFiscale", italiano),
        Err(estero) => xml.text("identificativoFiscaleEstero", estero),
    }
    xml.text("ragioneSociale", &soggetto.ragione_sociale);
    xml.maybe("ruolo", ruolo.map(Ruolo::valore));
}

/// Euro with a point and two digits.
fn euro(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
