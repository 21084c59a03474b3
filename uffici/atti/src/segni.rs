//! Words of a block in a plain field, for whoever writes without JavaScript: a few marks stand for strong and
//! emphasised words, links and places. What comes out of a line and goes in again is the same line.
//!
//! `**forte**`, `__corsivo__`, `[parole](urn:nir:…)`, `[parole](https://…)`, `[parole](atto:ID)`, `{{ente.nome|nome del
//! Comune}}`, and for a datum that the program knows its name alone: `{cig}`. A mark that is meant as such has a
//! backslash before it, and so has a parenthesis within an address.

use kernel::Refusal;
use prose::{Address, Inline, Line, Place, Run, Target, Urn};

use crate::nominati::{Campo, all_inizio};

/// The line with its marks.
pub(crate) fn scrivi(line: &Line) -> String {
    line.pieces().iter().map(pezzo).collect()
}

fn pezzo(piece: &Inline) -> String {
    match piece {
        Inline::Place(place) => match Campo::del_posto(place) {
            Some(campo) => format!("{{{}}}", campo.breve),
            None => format!("{{{{{}|{}}}}}", place.key, protetto(&place.label)),
        },
        Inline::Run(run) => {
            let mut text = protetto(&run.text);
            if run.italic {
                text = format!("__{text}__");
            }
            if run.bold {
                text = format!("**{text}**");
            }
            match &run.link {
                None => text,
                Some(Target::Law(urn)) => format!("[{text}]({})", urn.as_str()),
                Some(Target::Web(address)) => {
                    let address = address.as_str().replace('\\', "\\\\").replace(')', "\\)");
                    format!("[{text}]({address})")
                }
                Some(Target::Act(id)) => format!("[{text}](atto:{id})"),
            }
        }
    }
}

const SEGNI: [char; 8] = ['\\', '*', '_', '[', ']', '{', '}', '|'];

fn protetto(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if SEGNI.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A field with marks as a line.
///
/// # Errors
/// What was opened and not closed, and links that lead nowhere.
pub(crate) fn leggi(text: &str) -> Result<Line, Refusal> {
    let text = text.replace("\r\n", "\n");
    let mut reader = Lettore { rest: text.trim_end(), pieces: Vec::new(), run: Run::default(), link: None };
    reader.tutto()?;
    Ok(Line::new(reader.pieces))
}

struct Lettore<'a> {
    rest: &'a str,
    pieces: Vec<Inline>,
    run: Run,
    /// Where the words of a link begin among the pieces.
    link: Option<usize>,
}

impl Lettore<'_> {
    fn tutto(&mut self) -> Result<(), Refusal> {
        while let Some(c) = self.rest.chars().next() {
            if self.prende("**") {
                self.chiudi();
                self.run.bold = !self.run.bold;
            } else if self.prende("__") {
                self.chiudi();
                self.run.italic = !self.run.italic;
            } else if self.prende("{{") {
                self.posto()?;
            } else if let Some((campo, long)) = all_inizio(self.rest) {
                self.chiudi();
                self.pieces.push(campo.posto());
                self.rest = self.rest.get(long..).unwrap_or_default();
            } else if c == '[' && self.link.is_none() && self.prende("[") {
                self.chiudi();
                self.link = Some(self.pieces.len());
            } else if self.link.is_some() && self.prende("](") {
                self.collega()?;
            } else {
                if c == '\\' && self.rest.chars().nth(1).is_some() {
                    self.prende("\\");
                }
                let Some(c) = self.rest.chars().next() else { break };
                self.run.text.push(c);
                self.rest = self.rest.strip_prefix(c).unwrap_or_default();
            }
        }
        self.chiudi();
        let open = [(self.run.bold, "**"), (self.run.italic, "__"), (self.link.is_some(), "[")];
        let mut no = Refusal::default();
        for (_, mark) in open.into_iter().filter(|(open, _)| *open) {
            no.add(
                Some("parole"),
                format!("«{mark}» è aperto e non è chiuso. Se volevi proprio questo segno, scrivi «\\{mark}»."),
            );
        }
        no.unless_empty(())
    }

    fn prende(&mut self, mark: &str) -> bool {
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn chiudi(&mut self) {
        if !self.run.text.is_empty() {
            let text = std::mem::take(&mut self.run.text);
            self.pieces.push(Inline::Run(Run { text, ..self.run.clone() }));
        }
    }

    fn posto(&mut self) -> Result<(), Refusal> {
        let no = || {
            Refusal::because(
                "Un dato da riempire si scrive {{chiave|che cosa ci va}}, per esempio {{ente.nome|nome del Comune}}.",
            )
        };
        let (inside, rest) = self.rest.split_once("}}").ok_or_else(no)?;
        let place = match inside.split_once('|') {
            Some((key, label)) => Inline::Place(Place { key: key.trim().to_owned(), label: nudo(label) }),
            None => Campo::di(inside.trim()).ok_or_else(no)?.posto(),
        };
        self.chiudi();
        self.pieces.push(place);
        self.rest = rest;
        Ok(())
    }

    fn collega(&mut self) -> Result<(), Refusal> {
        self.chiudi();
        let no =
            || Refusal::because("Un collegamento si scrive [parole](indirizzo): manca la parentesi che lo chiude.");
        let (address, rest) = indirizzo(self.rest).ok_or_else(no)?;
        self.rest = rest;
        let target = dove(address.trim())?;
        let from = self.link.take().unwrap_or_default();
        for piece in self.pieces.iter_mut().skip(from) {
            if let Inline::Run(run) = piece {
                run.link = Some(target.clone());
            }
        }
        Ok(())
    }
}

/// An address up to the parenthesis that closes it, without its backslashes, and what follows.
fn indirizzo(text: &str) -> Option<(String, &str)> {
    let mut address = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            ')' => return Some((address, chars.as_str())),
            '\\' => address.extend(chars.next()),
            c => address.push(c),
        }
    }
    None
}

/// A label without the backslashes that protect it.
fn nudo(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    out
}

fn dove(address: &str) -> Result<Target, Refusal> {
    if let Some(id) = address.strip_prefix("atto:") {
        return id
            .parse()
            .map(Target::Act)
            .map_err(|_| Refusal::because(format!("«{id}» non è l'identificativo di un atto.")));
    }
    if address.starts_with("urn:") {
        return Urn::new(address)
            .map(Target::Law)
            .map_err(|why| Refusal::because(format!("Il collegamento non va: {why}.")));
    }
    Address::new(address).map(Target::Web).map_err(|why| Refusal::because(format!("Il collegamento non va: {why}.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_back_as_it_was() {
        for text in [
            "Visto il **decreto** del Sindaco n. 20/2025;",
            "ai sensi dell'[art. 107](urn:nir:stato:decreto.legislativo:2000-08-18;267~art107) e del \
             [sito](https://example.it/a)",
            "__corsivo__ e **__forte e corsivo__**",
            "Il Sindaco {{sindaco.nome|nome del Sindaco}}",
            "il totale di {importo} e il {{atto.cig|CIG della gara}}",
            "asterischi \\*\\* e parentesi \\[così\\]",
            "secondo la [pagina](https://example.it/wiki/Legge_\\(diritto\\)?a\\\\b) e altro",
        ] {
            let line = leggi(text).unwrap();
            assert_eq!(leggi(&scrivi(&line)).unwrap(), line, "{text}");
        }
        assert_eq!(leggi("a \\** b").unwrap().to_string(), "a ** b");
        let line = leggi("la [pagina](https://example.it/Legge_(diritto\\)) letta").unwrap();
        let Inline::Run(run) = &line.pieces()[1] else { panic!("{line:?}") };
        assert!(matches!(&run.link, Some(Target::Web(to)) if to.as_str() == "https://example.it/Legge_(diritto)"));
        let line = leggi("CIG {cig} e {{CUP}}").unwrap();
        assert_eq!(scrivi(&line), "CIG {cig} e {cup}");
        assert_eq!(leggi("\\{cig\\}").unwrap().to_string(), "{cig}");
        let line = leggi("Il Sindaco {{sindaco.nome|nome del Sindaco}}").unwrap();
        assert!(matches!(&line.pieces()[1], Inline::Place(place) if place.key == "sindaco.nome"));
    }

    #[test]
    fn what_is_not_closed_or_leads_nowhere_is_told() {
        for text in ["**forte", "[parole", "[a](javascript:alert(1))", "[a](https://x", "{{chiave}}", "{{aperta"] {
            assert!(leggi(text).is_err(), "{text}");
        }
    }
}
