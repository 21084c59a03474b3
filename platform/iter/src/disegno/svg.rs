//! The drawing as SVG: no script, no style attribute (the pages forbid both), nothing told by colour alone.

use std::fmt::Write;

use super::{Casella, Disegno, Figura, Freccia, grafo::RIGA, racconta};
use crate::{Definizione, Pratica, Tipo};

/// Of the design system: the main blue, the text, the lines, the light ground.
const BLU: &str = "#0066cc";
const TESTO: &str = "#17324d";
const LINEA: &str = "#5b6f82";
const CHIARO: &str = "#ebeff3";

impl Disegno {
    /// The SVG, whole, with a title and the text alternative in it. `prefix` begins its ids: another for each drawing
    /// of a page, of letters, digits and hyphens alone (anything else is left out).
    ///
    /// Where the file is, the box is filled, has a thick border and says "qui"; steps that were taken have a tick and
    /// how often.
    pub fn svg(&self, definizione: &Definizione, pratica: Option<&Pratica>, prefix: &str) -> String {
        let prefix: String = prefix.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let mut out = String::with_capacity(16 * 1024);
        // Writing to a string cannot fail.
        let _ = self.scrivi(&mut out, definizione, pratica, &prefix);
        out
    }

    fn scrivi(
        &self,
        out: &mut String,
        definizione: &Definizione,
        pratica: Option<&Pratica>,
        prefix: &str,
    ) -> std::fmt::Result {
        let (w, h) = (self.larghezza, self.altezza);
        write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"iter-disegno\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" \
             height=\"{h}\" role=\"img\" aria-labelledby=\"{prefix}-titolo {prefix}-testo\" lang=\"it\" \
             font-family=\"'Titillium Web', sans-serif\" font-size=\"14\">"
        )?;
        write!(out, "<title id=\"{prefix}-titolo\">{}</title>", pulito(&definizione.nome))?;
        write!(out, "<desc id=\"{prefix}-testo\">{}</desc>", pulito(&racconta(definizione, pratica).join(" ")))?;
        write!(
            out,
            "<defs><marker id=\"{prefix}-punta\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" \
             markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" fill=\"{LINEA}\"/></marker></defs>"
        )?;
        for freccia in &self.frecce {
            linea(out, freccia, prefix)?;
        }
        for casella in &self.caselle {
            match casella.figura {
                Figura::Stato(n) => {
                    let Some(stato) = definizione.stati.get(n) else { continue };
                    let here = pratica.is_some_and(|pratica| pratica.presente().contains_key(&stato.codice));
                    self::stato(out, casella, &stato.nome, stato.tipo, here)?;
                }
                Figura::Passo(n) => {
                    let Some(passo) = definizione.passi.get(n) else { continue };
                    let taken = pratica.and_then(|pratica| pratica.compiuti().get(&passo.codice));
                    let times = taken.map_or(0, |taken| taken.volte);
                    self::passo(out, casella, &passo.nome, passo.scatto.is_some(), times)?;
                }
            }
        }
        out.push_str("</svg>");
        Ok(())
    }
}

/// Through its points, leaving and reaching each of them upright.
fn linea(out: &mut String, freccia: &Freccia, prefix: &str) -> std::fmt::Result {
    let dash = if freccia.ritorno { " stroke-dasharray=\"6 4\"" } else { "" };
    write!(out, "<path class=\"iter-freccia\" fill=\"none\" stroke=\"{LINEA}\" stroke-width=\"1.5\"{dash} d=\"")?;
    for (place, (x, y)) in freccia.punti.iter().enumerate() {
        match place.checked_sub(1).and_then(|before| freccia.punti.get(before)) {
            None => write!(out, "M{x} {y}")?,
            Some((from_x, from_y)) => {
                let middle = i32::midpoint(*from_y, *y);
                write!(out, "C{from_x} {middle} {x} {middle} {x} {y}")?;
            }
        }
    }
    write!(out, "\" marker-end=\"url(#{prefix}-punta)\"/>")
}

fn stato(out: &mut String, casella: &Casella, nome: &str, tipo: Tipo, here: bool) -> std::fmt::Result {
    let class = if here { "iter-stato iter-qui" } else { "iter-stato" };
    let (fill, ink, border) = if here { (BLU, "#ffffff", 4) } else { ("#ffffff", TESTO, 2) };
    write!(
        out,
        "<g class=\"{class}\"><title>{}{}</title>",
        pulito(nome),
        if here { " (la pratica è qui)" } else { "" }
    )?;
    rettangolo(out, casella, 4, fill, if here { TESTO } else { BLU }, border)?;
    if tipo != Tipo::Passaggio {
        // Beginning and end have a second line inside.
        let inner = Casella { larghezza: casella.larghezza - 8, altezza: casella.altezza - 8, ..casella.clone() };
        rettangolo(out, &inner, 2, "none", if here { "#ffffff" } else { BLU }, 1)?;
    }
    parole(out, casella, ink, true)?;
    if here {
        let (x, y) = (casella.x + casella.larghezza / 2 - 22, casella.y - casella.altezza / 2 - 10);
        write!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"34\" height=\"18\" rx=\"9\" fill=\"{TESTO}\"/>")?;
        let (x, y) = (x + 17, y + 13);
        write!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" font-size=\"12\" fill=\"#ffffff\">qui</text>")?;
    }
    out.push_str("</g>");
    Ok(())
}

fn passo(out: &mut String, casella: &Casella, nome: &str, automatico: bool, times: u32) -> std::fmt::Result {
    let class = if times > 0 { "iter-passo iter-compiuto" } else { "iter-passo" };
    let told = match (automatico, times) {
        (true, 0) => " (avviene da solo)".to_owned(),
        (false, 0) => String::new(),
        (true, _) => format!(" (avvenuto da solo, {})", volte(times)),
        (false, _) => format!(" (compiuto {})", volte(times)),
    };
    write!(out, "<g class=\"{class}\"><title>{}{told}</title>", pulito(nome))?;
    rettangolo(out, casella, casella.altezza / 2, CHIARO, LINEA, if times > 0 { 2 } else { 1 })?;
    parole(out, casella, TESTO, false)?;
    if times > 0 {
        let mark = if times == 1 { "✓".to_owned() } else { format!("✓ {times}") };
        let (x, y) = (casella.x + casella.larghezza / 2 + 3, casella.y + 5);
        write!(out, "<text x=\"{x}\" y=\"{y}\" font-size=\"12\" fill=\"{TESTO}\">{mark}</text>")?;
    }
    out.push_str("</g>");
    Ok(())
}

fn volte(times: u32) -> String {
    if times == 1 { "una volta".into() } else { format!("{times} volte") }
}

fn rettangolo(out: &mut String, casella: &Casella, rx: i32, fill: &str, stroke: &str, width: i32) -> std::fmt::Result {
    let (x, y) = (casella.x - casella.larghezza / 2, casella.y - casella.altezza / 2);
    let (w, h) = (casella.larghezza, casella.altezza);
    write!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{rx}\" fill=\"{fill}\" stroke=\"{stroke}\" \
         stroke-width=\"{width}\"/>"
    )
}

fn parole(out: &mut String, casella: &Casella, ink: &str, bold: bool) -> std::fmt::Result {
    let lines = i32::try_from(casella.righe.len()).unwrap_or(1);
    let weight = if bold { " font-weight=\"600\"" } else { "" };
    for (place, line) in (0i32..).zip(&casella.righe) {
        let y = casella.y + 5 + place * RIGA - (lines - 1) * RIGA / 2;
        let x = casella.x;
        write!(out, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" fill=\"{ink}\"{weight}>{}</text>", pulito(line))?;
    }
    Ok(())
}

/// A text within XML: what XML forbids is left out, what it reads as its own is written out.
fn pulito(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' && !matches!(c, '\t' | '\n' | '\r') => {}
            c => out.push(c),
        }
    }
    out
}
