//! The protocol data that a message carries: an answer, or the "segnatura" of what it sends. Pure.

use segnatura::{Notifica, Segnatura, TipoNotifica};

/// XML files of one message that are opened.
const MOST: usize = 20;
/// Bytes of a file in which the name of its root is looked for.
const HEAD: usize = 4_096;
/// Bytes of the largest signature beside a "segnatura".
const ACCANTO_MAX: usize = 16 << 20;
const ROOTS: [&[u8]; 5] = [
    b"ConfermaRicezione",
    b"AggiornamentoConferma",
    b"NotificaEccezione",
    b"AnnullamentoProtocollazione",
    b"SegnaturaInformatica",
];

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trovato {
    /// The answer.
    pub notifica: Option<Box<Notifica>>,
    /// Its bytes, until its seal is verified.
    pub risposta: Option<Carte>,
    /// Whether the message carries nothing else that might have to be registered.
    pub sola: bool,
    /// The "segnatura".
    pub segnatura: Option<Box<Segnatura>>,
    /// Its bytes, until its seal is verified.
    pub carte: Option<Carte>,
}

/// A "segnatura" or an answer as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carte {
    /// The XML, with the seal in it where there is one.
    pub xml: Vec<u8>,
    /// Its signature in a file beside it, called as it is: `segnatura.xml.p7m` or `.p7s`, `Conferma.xml.p7m`.
    pub accanto: Option<Vec<u8>>,
}

/// Looks into the files of a message. An answer is known by its content, whatever its name.
pub fn leggi(message: &pec::Message) -> Trovato {
    let mut found = Trovato { sola: true, ..Trovato::default() };
    let mut opened = 0;
    for file in message.files() {
        let name = file.name.as_deref().unwrap_or_default().to_lowercase();
        if opened < MOST && is_of_protocol(&name, &file.bytes) {
            opened += 1;
            if let Ok(read) = segnatura::read_notifica(&file.bytes) {
                if found.notifica.is_none() {
                    found.notifica = Some(Box::new(read));
                    found.risposta = Some(Carte { xml: file.bytes.to_vec(), accanto: accanto(message, &name) });
                }
                continue;
            }
            if let Ok(read) = segnatura::read(&file.bytes)
                && found.segnatura.is_none()
            {
                found.segnatura = Some(Box::new(read));
                found.carte = Some(Carte { xml: file.bytes.to_vec(), accanto: accanto(message, &name) });
            }
        }
        // The same answer with a seal around it is no other document.
        found.sola &= is_sealed_answer(&name);
    }
    // What sends documents is no answer alone, whatever else lies in it.
    found.sola &= found.notifica.is_some() && found.segnatura.is_none();
    found
}

/// The signature upon a file, beside it; of one that is too large the beginning, which cannot be read and is told so. A
/// copy, so that the message need not stay in memory.
fn accanto(message: &pec::Message, name: &str) -> Option<Vec<u8>> {
    let of_it = |other: &str| [".p7m", ".p7s"].into_iter().any(|end| other.strip_suffix(end) == Some(name));
    let found = message.files().find(|file| of_it(&file.name.as_deref().unwrap_or_default().to_lowercase()));
    found.filter(|_| !name.is_empty()).map(|file| file.bytes.get(..ACCANTO_MAX).unwrap_or(&file.bytes).to_vec())
}

fn is_of_protocol(name: &str, bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let says = |root: &[u8]| head.windows(root.len()).any(|piece| piece == root);
    name == "segnatura.xml" || is_answer(name) || ROOTS.into_iter().any(says)
}

fn is_answer(name: &str) -> bool {
    use TipoNotifica::{AggiornamentoConferma, AnnullamentoProtocollazione, ConfermaRicezione, NotificaEccezione};
    [ConfermaRicezione, AggiornamentoConferma, NotificaEccezione, AnnullamentoProtocollazione]
        .into_iter()
        .any(|tipo| name.eq_ignore_ascii_case(tipo.nome_file()))
}

fn is_sealed_answer(name: &str) -> bool {
    let bare = [".p7m", ".p7s"].into_iter().find_map(|end| name.strip_suffix(end));
    bare.is_some_and(is_answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "<ConfermaRicezione><Identificatore/><MessaggioRicevuto/></ConfermaRicezione>";
    const SEGNATURA: &str = "<Segnatura><Intestazione><Identificatore/></Intestazione></Segnatura>";

    fn message(files: &[(&str, &str)]) -> pec::Message {
        let part = |(name, text): &(&str, &str)| {
            format!("--b\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{text}\r\n")
        };
        let parts: String = files.iter().map(part).collect();
        let head = "From: a@b.it\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
        let text = "--b\r\nContent-Type: text/plain\r\n\r\nTesto\r\n";
        pec::read(format!("{head}{text}{parts}--b--\r\n").as_bytes()).unwrap()
    }

    #[test]
    fn an_answer_is_known_by_what_it_says_and_is_alone_only_where_nothing_else_came_with_it() {
        let of = |files: &[(&str, &str)]| leggi(&message(files));
        let alone = of(&[("Conferma.xml", ANSWER), ("Conferma.xml.p7m", "x")]);
        assert!(alone.notifica.is_some() && alone.sola, "{alone:?}");
        let sealed = alone.risposta.unwrap();
        assert_eq!((&sealed.xml[..], sealed.accanto.as_deref()), (ANSWER.as_bytes(), Some(&b"x"[..])));
        assert!(of(&[("altro nome.xml", ANSWER)]).sola);
        let hidden = of(&[("Conferma.xml", ANSWER), ("ricorso.pdf", "%PDF")]);
        assert!(hidden.notifica.is_some() && !hidden.sola, "a document beside it waits for a person");
        let sent = of(&[("Conferma.xml", ANSWER), ("segnatura.xml", SEGNATURA)]);
        assert!(sent.segnatura.is_some() && !sent.sola);
        let beside = of(&[("segnatura.xml.p7m", "x"), ("Segnatura.xml", SEGNATURA)]).carte.unwrap();
        assert_eq!((&beside.xml[..], beside.accanto.as_deref()), (SEGNATURA.as_bytes(), Some(&b"x"[..])));
        let other = of(&[("atto.xml.p7m", "x"), ("segnatura.xml", SEGNATURA)]).carte.unwrap();
        assert_eq!(other.accanto, None, "the signature of another file");
        let none = of(&[("Conferma.xml", "<altro/>"), ("a.xml", "<b/>")]);
        assert_eq!((none.notifica, none.sola), (None, false));
    }
}
