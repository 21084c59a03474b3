//! The words of an act.

use std::collections::HashMap;

use xml_out::Mixed;

use crate::{Allegato, Atto, Blocco, Cella, Contenuto, Parte, Sezione, Tabella, Testo, meta::Uscita};

/// Gives names to what stands in an element: each has that of the element before it, and is counted by its kind.
struct Dentro {
    nome: String,
    conto: HashMap<&'static str, u32>,
}

impl Dentro {
    fn di(nome: impl Into<String>) -> Self {
        Dentro { nome: nome.into(), conto: HashMap::new() }
    }

    fn prossimo(&mut self, elemento: &'static str) -> String {
        let numero = self.conto.entry(elemento).or_default();
        *numero += 1;
        if self.nome.is_empty() {
            format!("{elemento}_{numero}")
        } else {
            format!("{}__{elemento}_{numero}", self.nome)
        }
    }
}

/// All that follows `meta`.
pub(crate) fn atto(xml: &mut Uscita, atto: &Atto) {
    prefazione(xml, atto);
    preambolo(xml, atto);
    xml.within("mainBody", &[("eId", "body")], |xml| {
        let mut dentro = Dentro::di("body");
        let mut paragrafi = Dentro::di("");
        let decide = atto.corpo.iter().position(|one| one.parte == Parte::Dispositivo);
        for (posto, sezione) in atto.corpo.iter().enumerate() {
            // The title of the first part that decides is the formula of the preamble; another one's stands here.
            if sezione.parte == Parte::Dispositivo && decide != Some(posto) {
                titolo(xml, &sezione.titolo, &mut dentro);
            }
            corpo(xml, sezione, &mut dentro, &mut paragrafi);
        }
    });
    conclusioni(xml, atto);
    if !atto.allegati.is_empty() {
        xml.within("attachments", &[], |xml| {
            for (n, allegato) in (1..).zip(&atto.allegati) {
                uno(xml, atto, allegato, &format!("att_{n}"));
            }
        });
    }
}

fn prefazione(xml: &mut Uscita, atto: &Atto) {
    xml.within("preface", &[("eId", "preface")], |xml| {
        xml.text("p", &atto.comune.denominazione);
        let data = atto.data.to_string();
        xml.mixed("p", &[], |p| {
            p.element("docType", &[], |one| one.text(&atto.genere.denominazione));
            p.text(" n. ");
            p.element("docNumber", &[], |one| one.text(&atto.numero));
            p.text(" del ");
            p.element("docDate", &[("date", &data)], |one| one.text(&atto.data.format("%d/%m/%Y").to_string()));
        });
        if let Some(organo) = &atto.organo {
            xml.text("p", organo);
        }
        xml.within("longTitle", &[("eId", "preface__longTitle")], |xml| {
            xml.mixed("p", &[], |p| p.element("docTitle", &[], |one| one.text(&atto.oggetto)));
        });
    });
}

fn preambolo(xml: &mut Uscita, atto: &Atto) {
    let piene = || atto.preambolo.iter().filter(|sezione| !sezione.blocchi.is_empty() || !sezione.titolo.is_empty());
    // The word that decides stands at the end of what comes before.
    let formula = atto.corpo.iter().find(|one| one.parte == Parte::Dispositivo).map(|one| &one.titolo);
    let formula = formula.filter(|titolo| !titolo.is_empty());
    if piene().next().is_none() && formula.is_none() {
        return;
    }
    xml.within("preamble", &[("eId", "preamble")], |xml| {
        let mut dentro = Dentro::di("preamble");
        for sezione in piene() {
            let nome = match sezione.parte {
                Parte::Preambolo => "preambolo",
                Parte::Considerato => "considerato",
                Parte::Discussione => "discussione",
                Parte::Dispositivo | Parte::Testo => "testo",
            };
            let id = dentro.prossimo("container");
            xml.within("container", &[("name", nome), ("eId", &id)], |xml| {
                let mut dentro = Dentro::di(id.as_str());
                titolo(xml, &sezione.titolo, &mut dentro);
                blocchi(xml, &sezione.blocchi, &mut dentro);
            });
        }
        if let Some(testi) = formula {
            let id = dentro.prossimo("formula");
            xml.within("formula", &[("name", "enactingFormula"), ("eId", &id)], |xml| {
                linea(xml, "p", &[], testi, &mut Dentro::di(id.as_str()));
            });
        }
    });
}

/// A section of the body. The points of what is decided are its paragraphs, counted through.
fn corpo(xml: &mut Uscita, sezione: &Sezione, dentro: &mut Dentro, paragrafi: &mut Dentro) {
    if sezione.parte != Parte::Dispositivo {
        if sezione.titolo.is_empty() || sezione.blocchi.is_empty() {
            titolo(xml, &sezione.titolo, dentro);
            return blocchi(xml, &sezione.blocchi, dentro);
        }
        let id = dentro.prossimo("tblock");
        return xml.within("tblock", &[("eId", &id)], |xml| {
            let mut dentro = Dentro::di(id.as_str());
            let intestazione = format!("{id}__heading");
            linea(xml, "heading", &[("eId", &intestazione)], &sezione.titolo, &mut dentro);
            blocchi(xml, &sezione.blocchi, &mut dentro);
        });
    }
    for blocco in &sezione.blocchi {
        let Blocco::Elenco(voci) = blocco else {
            blocchi(xml, std::slice::from_ref(blocco), dentro);
            continue;
        };
        for voce in voci {
            let id = paragrafi.prossimo("para");
            xml.within("paragraph", &[("eId", &id)], |xml| {
                xml.text("num", &voce.numero);
                let contenuto = format!("{id}__content");
                xml.within("content", &[("eId", &contenuto)], |xml| {
                    blocchi(xml, &voce.blocchi, &mut Dentro::di(contenuto.as_str()));
                });
            });
        }
    }
}

fn conclusioni(xml: &mut Uscita, atto: &Atto) {
    if atto.conclusioni.is_empty() && atto.firme.is_empty() {
        return;
    }
    xml.within("conclusions", &[("eId", "conclusions")], |xml| {
        let mut dentro = Dentro::di("conclusions");
        blocchi(xml, &atto.conclusioni, &mut dentro);
        for (n, firma) in (1..).zip(&atto.firme) {
            let (persona, ruolo) = (format!("#persona_{n}"), format!("#ruolo_{n}"));
            let (chi, come) = (dentro.prossimo("person"), dentro.prossimo("role"));
            xml.mixed("p", &[], |p| {
                p.element("signature", &[("refersTo", &persona)], |signature| {
                    signature
                        .element("role", &[("eId", &come), ("refersTo", &ruolo)], |one| one.text(&firma.qualifica));
                    signature.text(" ");
                    let attributi = [("eId", chi.as_str()), ("refersTo", persona.as_str()), ("as", ruolo.as_str())];
                    signature.element("person", &attributi, |one| one.text(&firma.nome));
                });
            });
        }
    });
}

fn uno(xml: &mut Uscita, atto: &Atto, allegato: &Allegato, id: &str) {
    xml.within("attachment", &[("eId", id)], |xml| {
        let intestazione = format!("{id}__heading");
        xml.text_with("heading", &[("eId", &intestazione)], &allegato.titolo);
        match &allegato.contenuto {
            Contenuto::File { href, nome } => {
                let rinvio = format!("{id}__documentRef");
                let attributi = [("eId", rinvio.as_str()), ("href", href.as_str()), ("showAs", nome.as_str())];
                xml.within("documentRef", &attributi, |_| {});
            }
            Contenuto::Testo(sezioni) => {
                xml.within("doc", &[("name", "allegato"), ("contains", "originalVersion")], |xml| {
                    xml.within("meta", &[], |xml| atto.identificazione(xml, &format!("!{id}"), &allegato.titolo));
                    let corpo_id = format!("{id}__body");
                    xml.within("mainBody", &[("eId", &corpo_id)], |xml| {
                        let (mut dentro, mut paragrafi) = (Dentro::di(corpo_id.as_str()), Dentro::di(id));
                        for sezione in sezioni {
                            if sezione.parte == Parte::Dispositivo {
                                titolo(xml, &sezione.titolo, &mut dentro);
                            }
                            corpo(xml, sezione, &mut dentro, &mut paragrafi);
                        }
                    });
                });
            }
        }
    });
}

fn titolo(xml: &mut Uscita, testi: &[Testo], dentro: &mut Dentro) {
    if !testi.is_empty() {
        linea(xml, "block", &[("name", "titolo")], testi, dentro);
    }
}

/// Blocks; where there is none, an empty paragraph, because the standard wants one. As deep as was checked.
fn blocchi(xml: &mut Uscita, blocchi_: &[Blocco], dentro: &mut Dentro) {
    if blocchi_.is_empty() {
        return xml.text("p", "");
    }
    for blocco in blocchi_ {
        match blocco {
            Blocco::Paragrafo(testi) => linea(xml, "p", &[], testi, dentro),
            Blocco::Titolo(testi) => linea(xml, "block", &[("name", "titolo")], testi, dentro),
            Blocco::Citazione(testi) => linea(xml, "block", &[("name", "citazione")], testi, dentro),
            Blocco::Tabella(una) => tabella(xml, una, dentro),
            Blocco::Elenco(voci) => {
                let id = dentro.prossimo("list");
                xml.within("blockList", &[("eId", &id)], |xml| {
                    let mut dentro = Dentro::di(id.as_str());
                    for voce in voci {
                        let id = dentro.prossimo("item");
                        xml.within("item", &[("eId", &id)], |xml| {
                            xml.text("num", &voce.numero);
                            blocchi(xml, &voce.blocchi, &mut Dentro::di(id.as_str()));
                        });
                    }
                });
            }
        }
    }
}

fn tabella(xml: &mut Uscita, tabella: &Tabella, dentro: &mut Dentro) {
    let id = dentro.prossimo("table");
    xml.within("table", &[("eId", &id)], |xml| {
        let mut dentro = Dentro::di(id.as_str());
        if !tabella.didascalia.is_empty() {
            linea(xml, "caption", &[], &tabella.didascalia, &mut dentro);
        }
        let mut riga = |xml: &mut Uscita, elemento: &str, celle: &[Cella]| {
            xml.within("tr", &[], |xml| {
                for cella in celle {
                    let colonne = cella.colonne.to_string();
                    let larga = [("colspan", colonne.as_str())];
                    let larga = larga.get(..usize::from(cella.colonne > 1)).unwrap_or_default();
                    xml.within(elemento, larga, |xml| {
                        linea(xml, "p", &[], &cella.testo, &mut dentro);
                    });
                }
            });
        };
        tabella.intestazione.iter().for_each(|celle| riga(xml, "th", celle));
        tabella.righe.iter().for_each(|celle| riga(xml, "td", celle));
    });
}

/// An element of words.
fn linea(xml: &mut Uscita, elemento: &str, attributi: &[(&str, &str)], testi: &[Testo], dentro: &mut Dentro) {
    xml.mixed(elemento, attributi, |p| {
        for testo in testi {
            match testo {
                Testo::Parole { testo, forte, corsivo } => parole(p, testo, *forte, *corsivo),
                Testo::ACapo => p.element("eol", &[], |_| {}),
                Testo::Rinvio { href, testo } => {
                    let id = dentro.prossimo("ref");
                    p.element("ref", &[("eId", &id), ("href", href)], |one| one.text(testo));
                }
            }
        }
    });
}

fn parole(p: &mut Mixed<'_, Vec<u8>>, testo: &str, forte: bool, corsivo: bool) {
    match (forte, corsivo) {
        (true, _) => p.element("b", &[], |b| parole(b, testo, false, corsivo)),
        (false, true) => p.element("i", &[], |i| i.text(testo)),
        (false, false) => p.text(testo),
    }
}
