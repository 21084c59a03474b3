//! The obligations of documents (annex 5, chapters 2 and 3).

use crate::mancanza::Mancanze;
use crate::soggetto::Dove;
use crate::{
    Allegato, Classificazione, CodiceIpa, Documento, Flusso, Formazione, IdDoc, Ipa, Mancanza, Natura, Persona,
    Registrazione, Ruolo, Soggetto, TipoModifica, TipoRegistro, TipoRuolo,
};

/// `IndiceAllegati`, at most.
const MOST_ATTACHMENTS: usize = 9999;
/// `ParoleChiave`, at most.
const MOST_WORDS: usize = 5;
/// `CodiceRegistro`, at most.
const LONGEST_REGISTER: usize = 16;

pub(crate) fn documento(doc: &Documento) -> Vec<Mancanza> {
    let mut told = Mancanze::default();
    let amministrativo = doc.natura == Natura::Amministrativo;
    id_doc(&mut told, &doc.id, "del documento");
    let protocollato = doc.registrazione.tipo == TipoRegistro::Protocollo;
    let segnatura = doc.id.segnatura.as_deref().is_some_and(|text| !text.trim().is_empty());
    told.unless(!(amministrativo && protocollato) || segnatura, || {
        Mancanza::perche("la segnatura", ", che un documento protocollato deve portare (art. 55 DPR 445/2000)")
    });
    told.text(&doc.tipologia, "la tipologia documentale");
    registrazione(&mut told, &doc.registrazione, amministrativo);
    soggetti(&mut told, &doc.soggetti, doc.natura.dove());
    ruoli_dovuti(&mut told, doc);
    told.text(&doc.oggetto, "l'oggetto");
    parole(&mut told, &doc.parole_chiave);
    allegati(&mut told, &doc.allegati);
    match &doc.classificazione {
        Some(one) => classificazione(&mut told, one),
        None => told.unless(!amministrativo, || {
            Mancanza::perche(
                "la classificazione",
                ", obbligatoria per ogni documento amministrativo (art. 56 DPR 445/2000)",
            )
        }),
    }
    told.text(&doc.formato.formato, "il formato del file");
    told.unless(!doc.verifica.copia_conforme || doc.formazione == Formazione::Acquisizione, || {
        Mancanza::Incoerente(
            "l'attestazione di conformità della copia per immagine riguarda solo i documenti acquisiti (modalità di \
             formazione b): correggi la modalità di formazione o togli l'attestazione",
        )
    });
    told.unless(!amministrativo || !doc.aggregazioni.is_empty(), || {
        Mancanza::perche("il fascicolo o la serie", " a cui il documento appartiene (art. 64, comma 4, DPR 445/2000)")
    });
    for one in &doc.aggregazioni {
        told.text(&one.id, "l'identificativo del fascicolo o della serie");
    }
    if let Some(primario) = &doc.primario {
        id_doc(&mut told, primario, "del documento primario");
    }
    told.text(&doc.nome, "il nome del file");
    versione(&mut told, doc);
    conservazione(&mut told, doc, amministrativo);
    told.0
}

/// Strict reading: the table of the "documento amministrativo" marks the time of preservation as obligatory, though its
/// schema does not.
fn conservazione(told: &mut Mancanze, doc: &Documento, amministrativo: bool) {
    told.unless(!amministrativo || doc.conservazione.is_some(), || {
        Mancanza::perche("il tempo di conservazione", ": lo dà il piano di conservazione alla voce di classificazione")
    });
    durata(told, doc.conservazione);
}

pub(crate) fn durata(told: &mut Mancanze, conservazione: Option<crate::Conservazione>) {
    if let Some(crate::Conservazione::Anni(anni)) = conservazione {
        told.unless((1..9999).contains(&anni), || {
            Mancanza::non_valido(
                "il tempo di conservazione",
                &anni.to_string(),
                "un numero di anni da 1 a 9998, o permanente",
            )
        });
    }
}

pub(crate) fn id_doc(told: &mut Mancanze, id: &IdDoc, di: &str) {
    let owner = || format!("identità {di}");
    if id.identificativo.trim().is_empty() {
        told.0.push(Mancanza::MancaDi { di: owner(), cosa: "l'identificativo" });
    }
    match id.impronta.attesi() {
        None => told.0.push(Mancanza::non_valido(
            "l'algoritmo dell'impronta",
            &id.impronta.algoritmo,
            "SHA-256, SHA-384 o SHA-512 (allegato 6, tabella 1)",
        )),
        Some(len) => told.unless(id.impronta.valore.len() == len, || {
            Mancanza::non_valido(
                "la lunghezza dell'impronta",
                &format!("{} byte", id.impronta.valore.len()),
                "quella dell'algoritmo dichiarato",
            )
        }),
    }
}

fn registrazione(told: &mut Mancanze, reg: &Registrazione, amministrativo: bool) {
    told.text(&reg.numero, "il numero di registrazione, o del documento se non è registrato");
    match reg.tipo {
        TipoRegistro::Nessuno => {
            told.unless(!amministrativo, || {
                Mancanza::perche("il registro", ": un documento amministrativo è protocollato o sta in un repertorio")
            });
            return;
        }
        TipoRegistro::Protocollo => {
            let digits = reg.numero.bytes().all(|byte| byte.is_ascii_digit());
            told.unless(reg.numero.is_empty() || digits, || {
                Mancanza::non_valido("il numero di protocollo", &reg.numero, "solo cifre (art. 57 DPR 445/2000)")
            });
        }
        TipoRegistro::Repertorio => {}
    }
    match reg.codice.as_deref() {
        None | Some("") => told.0.push(Mancanza::manca("il codice del registro")),
        Some(code) => told.unless(codice_registro(code), || {
            Mancanza::non_valido(
                "il codice del registro",
                code,
                "al massimo 16 tra lettere senza accento, cifre, «_», «.» e «-»",
            )
        }),
    }
}

fn codice_registro(code: &str) -> bool {
    code.len() <= LONGEST_REGISTER && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

/// Which roles must be there. Strict reading: a body that registers says so; who writes or sends is always named, and
/// where a program made the document, the program; what comes in has a sender, what goes out an addressee.
fn ruoli_dovuti(told: &mut Mancanze, doc: &Documento) {
    let has = |tipo: TipoRuolo| doc.soggetti.iter().any(|one| one.tipo == tipo);
    match doc.natura {
        Natura::Amministrativo => told.unless(has(TipoRuolo::AmministrazioneCheRegistra), || {
            Mancanza::manca("l'amministrazione che effettua la registrazione")
        }),
        Natura::Informatico => {
            let registered = doc.registrazione.tipo != TipoRegistro::Nessuno;
            told.unless(!registered || has(TipoRuolo::SoggettoCheRegistra), || {
                Mancanza::manca("il soggetto che effettua la registrazione")
            });
        }
    }
    let automatic = matches!(doc.formazione, Formazione::Memorizzazione | Formazione::Generazione);
    let by_program = automatic && has(TipoRuolo::Produttore);
    told.unless(has(TipoRuolo::Autore) || has(TipoRuolo::Mittente) || by_program, || {
        Mancanza::perche(
            "l'autore o il mittente",
            " (o il sistema produttore, se il documento è generato in automatico)",
        )
    });
    match doc.registrazione.flusso {
        Flusso::Entrata => told.unless(has(TipoRuolo::Mittente), || {
            Mancanza::perche("il mittente", ", che un documento in entrata deve avere")
        }),
        Flusso::Uscita => told.unless(has(TipoRuolo::Destinatario), || {
            Mancanza::perche("il destinatario", ", che un documento in uscita deve avere")
        }),
        Flusso::Interno => {}
    }
}

pub(crate) fn soggetti(told: &mut Mancanze, roles: &[Ruolo], dove: Dove) {
    let place = match dove {
        Dove::Informatico => "il documento informatico",
        Dove::Amministrativo => "il documento amministrativo informatico",
        Dove::Aggregazione => "il fascicolo o la serie",
    };
    for role in roles {
        let ruolo = role.tipo.testo();
        told.unless(role.tipo.previsto(dove), || Mancanza::RuoloEstraneo { ruolo, dove: place });
        told.unless(role.tipo.ammette(&role.soggetto), || Mancanza::RuoloNonAmmesso {
            ruolo,
            chi: role.soggetto.chi(),
        });
        soggetto(told, &role.soggetto, dove);
    }
}

fn soggetto(told: &mut Mancanze, who: &Soggetto, dove: Dove) {
    let name = who.detto();
    let informatico = dove == Dove::Informatico;
    match who {
        Soggetto::Persona(one) => {
            told.text_of(&one.cognome, &name, "il cognome");
            told.text_of(&one.nome, &name, "il nome");
            codice_fiscale(told, one);
            parziale(told, &one.ipa, &name);
        }
        Soggetto::Organizzazione(one) => {
            told.text_of(&one.denominazione, &name, "la denominazione");
            if let Some(code) = &one.codice_fiscale {
                let good = code.len() == 11 && code.bytes().all(|byte| byte.is_ascii_digit());
                told.unless(good, || {
                    Mancanza::non_valido(
                        "il codice fiscale o la partita IVA di una persona giuridica",
                        code,
                        "undici cifre (di una ditta individuale indica il titolare come persona fisica)",
                    )
                });
            }
        }
        Soggetto::Amministrazione { ipa, indirizzi } => {
            codice(told, ipa.amministrazione.as_ref(), &name, "il codice IPA dell'amministrazione");
            if !informatico {
                codice(told, ipa.aoo.as_ref(), &name, "il codice IPA dell'AOO");
                told.unless(!indirizzi.is_empty(), || senza_indirizzo(&name));
            }
            parziale(told, ipa, &name);
        }
        Soggetto::Estera(one) => {
            told.text_of(&one.denominazione, &name, "la denominazione");
            told.unless(informatico || !one.indirizzi.is_empty(), || senza_indirizzo(&name));
        }
        Soggetto::Assegnatario(one) => incaricato(told, one, &name, informatico),
        Soggetto::Rup(one) => {
            told.text_of(&one.cognome, &name, "il cognome");
            told.text_of(&one.nome, &name, "il nome");
            incaricato(told, one, &name, informatico);
        }
        Soggetto::Sistema { denominazione } => told.text_of(denominazione, &name, "il nome del sistema"),
    }
}

fn senza_indirizzo(name: &str) -> Mancanza {
    Mancanza::MancaDi { di: name.to_owned(), cosa: "l'indirizzo digitale di riferimento" }
}

/// A person to whom a document was given, or the unit alone: body, AOO, unit and address are always told.
pub(crate) fn incaricato(told: &mut Mancanze, one: &Persona, name: &str, informatico: bool) {
    codice_fiscale(told, one);
    if informatico {
        // The "documento informatico" wants organisation and unit in words.
        let words = |code: &Option<CodiceIpa>| code.as_ref().map(|one| one.denominazione.clone()).unwrap_or_default();
        told.text_of(&words(&one.ipa.amministrazione), name, "la denominazione dell'organizzazione");
        told.text_of(&words(&one.ipa.uor), name, "la denominazione dell'ufficio");
        return;
    }
    codice(told, one.ipa.amministrazione.as_ref(), name, "il codice IPA dell'amministrazione");
    codice(told, one.ipa.aoo.as_ref(), name, "il codice IPA dell'AOO");
    codice(told, one.ipa.uor.as_ref(), name, "l'unità organizzativa di riferimento (UOR)");
    told.unless(!one.indirizzi.is_empty(), || senza_indirizzo(name));
}

fn codice(told: &mut Mancanze, code: Option<&CodiceIpa>, name: &str, cosa: &'static str) {
    let good = code.is_some_and(|one| !one.codice.trim().is_empty() && !one.denominazione.trim().is_empty());
    told.unless(good, || Mancanza::MancaDi { di: name.to_owned(), cosa });
}

/// What is told of the Indice PA is told whole.
fn parziale(told: &mut Mancanze, ipa: &Ipa, name: &str) {
    for one in [&ipa.amministrazione, &ipa.aoo, &ipa.uor].into_iter().flatten() {
        let whole = one.codice.trim().is_empty() == one.denominazione.trim().is_empty();
        told.unless(whole, || Mancanza::MancaDi {
            di: name.to_owned(),
            cosa: "il codice IPA o il nome che gli corrisponde",
        });
    }
}

/// The pattern of the schema (`CFType`).
fn codice_fiscale(told: &mut Mancanze, one: &Persona) {
    let Some(code) = &one.codice_fiscale else { return };
    let digit = |byte: u8| byte.is_ascii_digit() || b"LMNPQRSTUV".contains(&byte);
    let fits = |(place, byte): (usize, u8)| match place {
        6 | 7 | 9 | 10 | 12..=14 => digit(byte),
        8 => b"ABCDEHLMPRST".contains(&byte),
        _ => byte.is_ascii_uppercase(),
    };
    told.unless(code.len() == 16 && code.bytes().enumerate().all(fits), || {
        Mancanza::non_valido("il codice fiscale di una persona", code, "sedici lettere maiuscole e cifre")
    });
}

pub(crate) fn parole(told: &mut Mancanze, words: &[String]) {
    told.unless(words.len() <= MOST_WORDS, || {
        Mancanza::non_valido("il numero di parole chiave", &words.len().to_string(), "al massimo cinque")
    });
}

fn allegati(told: &mut Mancanze, files: &[Allegato]) {
    told.unless(files.len() <= MOST_ATTACHMENTS, || {
        Mancanza::non_valido("il numero di allegati", &files.len().to_string(), "al massimo 9999")
    });
    for (place, file) in files.iter().enumerate() {
        id_doc(told, &file.id, &format!("dell'allegato {}", place + 1));
        told.text_of(&file.descrizione, &format!("allegato {}", place + 1), "la descrizione");
    }
}

pub(crate) fn classificazione(told: &mut Mancanze, one: &Classificazione) {
    told.text(&one.indice, "l'indice di classificazione");
    told.text(&one.descrizione, "la descrizione della voce di classificazione");
}

fn versione(told: &mut Mancanze, doc: &Documento) {
    let number: Option<u32> = doc.versione.parse().ok().filter(|number| *number > 0);
    told.unless(number.is_some(), || {
        Mancanza::non_valido("la versione del documento", &doc.versione, "un numero da 1 in su")
    });
    match &doc.modifica {
        None => told.unless(number.is_none_or(|number| number == 1), || {
            Mancanza::perche("la traccia della modifica", ", obbligatoria dalla versione 2 in poi")
        }),
        Some(change) => {
            told.text(&change.autore.cognome, "il cognome di chi ha modificato il documento");
            told.text(&change.autore.nome, "il nome di chi ha modificato il documento");
            codice_fiscale(told, &change.autore);
            id_doc(told, &change.precedente, "della versione precedente");
            // An annulment or an annotation leaves the bytes alone; a correction makes another version.
            let leaves = matches!(change.tipo, TipoModifica::Annullamento | TipoModifica::Annotazione);
            told.unless(leaves || number.is_none_or(|number| number > 1), || {
                Mancanza::Incoerente(
                    "una rettifica o un'integrazione fa una nuova versione: la versione non può essere 1",
                )
            });
        }
    }
}
