//! A plan of preservation as a CSV file, `classe;titolo;anni;nota`: the way in and the way out. Pure.

use web::{csv_line, unguarded};

use super::regole::{MOST_VOCI, Voce, anni_di};

/// The heads of the file.
const HEADS: [&str; 4] = ["classe", "titolo", "anni", "nota"];
/// Cells of a line at most: more are a wrong separator or no table at all.
const MOST_CELLS: usize = 64;

/// Where something is wrong, counted from 1, and what.
pub type Guasto = (usize, String);

/// What was read of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Letto {
    /// Its lines, each with where it begins. One whose years are wrong is there without them.
    pub voci: Vec<(usize, Voce)>,
    /// The lines whose years are wrong.
    pub guasti: Vec<Guasto>,
}

/// Reads a file.
///
/// # Errors
/// Why it is no table of a plan, and where.
pub fn leggi(text: &str) -> Result<Letto, Guasto> {
    let rows = righe(text)?;
    let Some(((at, head), rows)) = rows.split_first() else { return Err((1, "il file è vuoto.".into())) };
    let place = |name: &str| head.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
    let (Some(classe), Some(titolo), Some(anni)) = (place(HEADS[0]), place(HEADS[1]), place(HEADS[2])) else {
        return Err((*at, format!("la prima riga deve avere le intestazioni {}.", HEADS.join(";"))));
    };
    let nota = place(HEADS[3]);
    if rows.is_empty() {
        return Err((*at, "sotto le intestazioni non c'è nessuna classe.".into()));
    }
    let cell = |cells: &[String], at: usize| cells.get(at).map_or("", |cell| unguarded(cell.trim())).to_owned();
    let mut read = Letto::default();
    for (line, cells) in rows {
        let nota = nota.map(|at| cell(cells, at)).filter(|text| !text.is_empty());
        let anni = anni_di(&cell(cells, anni)).unwrap_or_else(|refusal| {
            read.guasti.push((*line, refusal.to_string()));
            None
        });
        read.voci.push((*line, Voce { classe: cell(cells, classe), titolo: cell(cells, titolo), anni, nota }));
    }
    Ok(read)
}

/// The file of a plan, as a spreadsheet opens it.
pub fn scrivi(voci: &[Voce]) -> String {
    let riga = |voce: &Voce| {
        let anni = voce.anni.map_or_else(|| "illimitato".to_owned(), |anni| anni.to_string());
        csv_line([voce.classe.clone(), voce.titolo.clone(), anni, voce.nota.clone().unwrap_or_default()])
    };
    let heads = csv_line(HEADS.map(str::to_owned));
    format!("\u{feff}{heads}{}", voci.iter().map(riga).collect::<String>())
}

/// The rows with the line on which each begins; those in which nothing is written are left out (RFC 4180, with semicolons or commas).
fn righe(text: &str) -> Result<Vec<(usize, Vec<String>)>, Guasto> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().next().unwrap_or_default();
    let separator = if head.matches(';').count() >= head.matches(',').count() { ';' } else { ',' };
    let (mut rows, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut begins, mut quoted) = (1, 1, false);
    let mut chars = text.chars().chain(['\n']).peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            // The last one is ours.
            '\n' if quoted && chars.peek().is_none() => {
                return Err((begins, "le virgolette si aprono e non si chiudono.".into()));
            }
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                let row = std::mem::take(&mut cells);
                if row.iter().any(|cell| !cell.trim().is_empty()) {
                    rows.push((begins, row));
                }
                line += 1;
                begins = line;
            }
            c if c == separator && !quoted => cells.push(std::mem::take(&mut cell)),
            c => {
                line += usize::from(c == '\n');
                cell.push(c);
            }
        }
        if cells.len() >= MOST_CELLS {
            return Err((begins, format!("ci sono più di {MOST_CELLS} colonne: non è la tabella attesa.")));
        }
        if rows.len() > MOST_VOCI + 1 {
            return Err((begins, format!("le righe sono troppe: un piano ne ha al massimo {MOST_VOCI}.")));
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voce(classe: &str, titolo: &str, anni: Option<i64>, nota: Option<&str>) -> Voce {
        Voce { classe: classe.into(), titolo: titolo.into(), anni, nota: nota.map(str::to_owned) }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let all = [
            voce("IV.10", "Economato; \"cassa\"", Some(10), Some("=1+1")),
            voce("VI.3", "  =1+1", None, Some("＝1+1")),
        ];
        let text = scrivi(&all);
        assert!(["\"=1", "\"  =1", "\"＝1"].iter().all(|formula| !text.contains(formula)), "no formula: {text}");
        let read: Vec<Voce> = leggi(&text).unwrap().voci.into_iter().map(|(_, voce)| voce).collect();
        assert_eq!(read, all);
        let other = "Anni,Titolo,Classe\n10,Economato,IV.10\n";
        assert_eq!(
            leggi(other).unwrap().voci,
            [(2, voce("IV.10", "Economato", Some(10), None))],
            "columns in any order"
        );
    }

    #[test]
    fn every_bad_line_is_told_at_once() {
        let text = "classe;titolo;anni\nIV.10;Economato;dieci\n\nVI.3;Edilizia;0\nVI.4;Altro;5\n";
        let read = leggi(text).unwrap();
        let lines: Vec<usize> = read.guasti.iter().map(|(line, _)| *line).collect();
        assert_eq!((lines, read.voci.len()), (vec![2, 4], 3), "a line with wrong years is a line still");
        for (text, line) in
            [("", 1), ("\n\nx;y\n1;2", 3), ("classe;titolo;anni", 1), ("classe;titolo;anni\n\"VI;x;1", 2)]
        {
            assert_eq!(leggi(text).unwrap_err().0, line, "{text}");
        }
        assert!(leggi(&format!("classe;titolo;anni\n{}", "x;y;1\n".repeat(MOST_VOCI + 2))).is_err(), "too many");
        assert!(leggi(&";".repeat(100)).is_err(), "too wide");
    }
}
