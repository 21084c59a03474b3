//! What the standard refuses, told before it is written.

use crate::{Allegato, Atto, BLOCCHI, BYTE, Blocco, Cella, Contenuto, Error, PROFONDITA, Sezione, Tabella, Testo};

pub(crate) fn atto(atto: &Atto) -> Result<(), Error> {
    let segno = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let minuscolo = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    codice("il codice dell'ente", &atto.comune.codice, segno, "quello dell'indice delle amministrazioni (c_m999)")?;
    codice("il codice del tipo di atto", &atto.genere.codice, minuscolo, "lettere minuscole, cifre e trattini")?;
    codice("il numero dell'atto", &atto.numero, segno, "lettere, cifre, punti e trattini, senza spazi né barre")?;
    pieno(&atto.comune.denominazione, "il nome dell'ente")?;
    pieno(&atto.genere.denominazione, "il tipo di atto")?;
    pieno(&atto.oggetto, "l'oggetto")?;
    if let Some(urn) = &atto.urn {
        indirizzo(urn)?;
    }
    let mut conto = Conto::default();
    for testo in [&atto.comune.denominazione, &atto.genere.denominazione, &atto.oggetto].into_iter().chain(&atto.organo)
    {
        conto.parole(testo)?;
    }
    for sezione in atto.preambolo.iter().chain(&atto.corpo) {
        conto.sezione(sezione)?;
    }
    if !atto.corpo.iter().any(|sezione| !sezione.blocchi.is_empty()) {
        return Err(Error::Manca("il testo: ciò che si decide, o il corpo"));
    }
    conto.blocchi(&atto.conclusioni, 0)?;
    for firma in &atto.firme {
        conto.uno()?;
        pieno(&firma.nome, "il nome di chi firma")?;
        conto.parole(&firma.nome)?;
        conto.parole(&firma.qualifica)?;
    }
    atto.allegati.iter().try_for_each(|allegato| conto.allegato(allegato))
}

fn pieno(testo: &str, cosa: &'static str) -> Result<(), Error> {
    if testo.trim().is_empty() { Err(Error::Manca(cosa)) } else { Ok(()) }
}

fn codice(campo: &'static str, testo: &str, segno: impl Fn(char) -> bool, atteso: &'static str) -> Result<(), Error> {
    // A part of an address that is only points would lead elsewhere.
    let segni = testo.chars().all(segno) && testo.chars().any(|c| c.is_ascii_alphanumeric());
    if segni && testo.len() <= 60 {
        return Ok(());
    }
    Err(Error::NonValido { campo, trovato: corto(testo), atteso })
}

/// `xs:anyURI` in the narrow form that all validators take, and only what leads to a document.
fn indirizzo(href: &str) -> Result<(), Error> {
    let segni = href.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"{}[]|\\^`".contains(&byte));
    let percento = href.split('%').skip(1).all(|dopo| {
        let cifre = dopo.as_bytes().get(..2);
        cifre.is_some_and(|cifre| cifre.iter().all(u8::is_ascii_hexdigit))
    });
    let schema = href.split_once(':').map(|(schema, _)| schema);
    let noto = match schema {
        Some("http" | "https" | "urn") => true,
        // A path, beside this file or from its root.
        _ => !href.split('/').next().unwrap_or_default().contains(':') && !href.is_empty() && !href.starts_with("//"),
    };
    if segni && percento && noto && href.len() <= 2_000 && href.matches('#').count() <= 1 {
        return Ok(());
    }
    let atteso = "un indirizzo http, https, urn o un percorso, senza spazi né accenti";
    Err(Error::NonValido { campo: "un rinvio", trovato: corto(href), atteso })
}

fn corto(testo: &str) -> String {
    testo.chars().take(80).collect()
}

#[derive(Default)]
struct Conto {
    blocchi: usize,
    byte: usize,
}

impl Conto {
    fn uno(&mut self) -> Result<(), Error> {
        self.blocchi += 1;
        if self.blocchi > BLOCCHI {
            return Err(Error::Troppo { cosa: "troppi paragrafi, punti e celle", massimo: BLOCCHI });
        }
        Ok(())
    }

    fn parole(&mut self, testo: &str) -> Result<(), Error> {
        self.byte = self.byte.saturating_add(testo.len());
        if self.byte > BYTE {
            return Err(Error::Troppo { cosa: "troppi byte di testo", massimo: BYTE });
        }
        Ok(())
    }

    fn testi(&mut self, testi: &[Testo]) -> Result<(), Error> {
        for testo in testi {
            match testo {
                Testo::Parole { testo, .. } => self.parole(testo)?,
                Testo::Rinvio { href, testo } => {
                    self.uno()?;
                    indirizzo(href)?;
                    self.parole(testo)?;
                }
                Testo::ACapo => self.parole("\n")?,
            }
        }
        Ok(())
    }

    fn sezione(&mut self, sezione: &Sezione) -> Result<(), Error> {
        self.uno()?;
        self.testi(&sezione.titolo)?;
        self.blocchi(&sezione.blocchi, 0)
    }

    fn blocchi(&mut self, blocchi: &[Blocco], profondita: usize) -> Result<(), Error> {
        if profondita > PROFONDITA {
            return Err(Error::Troppo { cosa: "elenchi dentro elenchi", massimo: PROFONDITA });
        }
        for blocco in blocchi {
            self.uno()?;
            match blocco {
                Blocco::Paragrafo(testi) | Blocco::Titolo(testi) | Blocco::Citazione(testi) => self.testi(testi)?,
                Blocco::Elenco(voci) => {
                    if voci.is_empty() {
                        return Err(Error::Manca("almeno un punto in un elenco"));
                    }
                    for voce in voci {
                        self.uno()?;
                        self.parole(&voce.numero)?;
                        self.blocchi(&voce.blocchi, profondita + 1)?;
                    }
                }
                Blocco::Tabella(tabella) => self.tabella(tabella)?,
            }
        }
        Ok(())
    }

    fn tabella(&mut self, tabella: &Tabella) -> Result<(), Error> {
        self.testi(&tabella.didascalia)?;
        let colonne = |riga: &Vec<Cella>| riga.iter().map(|cella| usize::from(cella.colonne)).sum::<usize>();
        let mut attese = None;
        for riga in tabella.intestazione.iter().chain(&tabella.righe) {
            let trovate = colonne(riga);
            if *attese.get_or_insert(trovate) != trovate || riga.iter().any(|cella| cella.colonne == 0) || trovate == 0
            {
                let trovato = format!("{trovate} colonne");
                return Err(Error::NonValido { campo: "una tabella", trovato, atteso: "righe con le stesse colonne" });
            }
            for cella in riga {
                self.uno()?;
                self.testi(&cella.testo)?;
            }
        }
        if attese.is_none() { Err(Error::Manca("almeno una riga in una tabella")) } else { Ok(()) }
    }

    fn allegato(&mut self, allegato: &Allegato) -> Result<(), Error> {
        self.uno()?;
        pieno(&allegato.titolo, "il titolo di un allegato")?;
        self.parole(&allegato.titolo)?;
        match &allegato.contenuto {
            Contenuto::File { href, nome } => {
                pieno(nome, "il nome del file di un allegato")?;
                self.parole(nome)?;
                indirizzo(href)
            }
            Contenuto::Testo(sezioni) => {
                if !sezioni.iter().any(|sezione| !sezione.blocchi.is_empty()) {
                    return Err(Error::Manca("il testo di un allegato"));
                }
                sezioni.iter().try_for_each(|sezione| self.sezione(sezione))
            }
        }
    }
}
