//! A titolario as a CSV file: `codice;titolo;descrizione`, the way in and the way out. Pure.

use super::regole::{Classe, MOST_CLASSES, guasti};
use crate::csv::{leggi as righe, linea, senza_riparo};

/// Lines that are read; a megabyte holds few more.
const MOST_LINES: usize = 100_000;
/// The heads of the file.
const HEADS: [&str; 3] = ["codice", "titolo", "descrizione"];

/// The classes of a file, or everything that is wrong in it, by line.
///
/// # Errors
/// Each fault with the line on which it stands, counted from 1.
pub fn leggi(text: &str) -> Result<Vec<Classe>, Vec<(usize, String)>> {
    let rows = righe(text, MOST_LINES).map_err(|fault| vec![fault])?;
    let Some((head, rows)) = rows.split_first() else {
        return Err(vec![(1, "il file è vuoto.".into())]);
    };
    if let Some(first) = rows.get(MOST_CLASSES) {
        return Err(vec![(first.linea, format!("le voci sono troppe: un titolario ne ha al massimo {MOST_CLASSES}."))]);
    }
    let place = |name: &str| head.celle.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
    let (Some(codice), Some(titolo)) = (place(HEADS[0]), place(HEADS[1])) else {
        return Err(vec![(head.linea, format!("la prima riga deve avere le intestazioni {}.", HEADS.join(";")))]);
    };
    let descrizione = place(HEADS[2]);
    let cell = |cells: &[String], at: usize| cells.get(at).map_or("", |cell| senza_riparo(cell)).to_owned();
    let classi: Vec<Classe> = rows
        .iter()
        .map(|row| {
            let told = descrizione.map(|at| cell(&row.celle, at)).unwrap_or_default();
            Classe::new(&cell(&row.celle, codice), &cell(&row.celle, titolo), &told)
        })
        .collect();
    if classi.is_empty() {
        return Err(vec![(head.linea, "sotto le intestazioni non c'è nessuna voce.".into())]);
    }
    let line = |place: usize| rows.get(place).map_or(head.linea, |row| row.linea);
    let wrong: Vec<(usize, String)> = guasti(&classi).into_iter().map(|(at, told)| (line(at), told)).collect();
    if wrong.is_empty() { Ok(classi) } else { Err(wrong) }
}

/// The file of a plan, as a spreadsheet opens it.
pub fn scrivi(classi: &[Classe]) -> String {
    let riga = |classe: &Classe| {
        linea([classe.codice.clone(), classe.nome.clone(), classe.descrizione.clone().unwrap_or_default()])
    };
    let heads = linea(HEADS.map(str::to_owned));
    format!("\u{feff}{heads}{}", classi.iter().map(riga).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_the_columns_may_stand_in_any_order() {
        let all = vec![
            Classe::new("VI", "Territorio", ""),
            Classe::new("VI.3", "Edilizia; \"privata\"", "=1+1"),
            Classe::new("VI.4", "＝1+1", ""),
        ];
        assert_eq!(leggi(&scrivi(&all)), Ok(all.clone()));
        assert!(!scrivi(&all).contains("\"=1") && !scrivi(&all).contains("\"＝1"), "no formula");
        let other = "Titolo,Codice\nTerritorio,vi\n";
        assert_eq!(leggi(other), Ok(vec![all[0].clone()]));
    }

    #[test]
    fn every_bad_line_is_told_at_once() {
        let text = "codice;titolo;descrizione\nVI;Territorio;\n\nVI.3;;\nVII.1;Scuole;\nVI;Ancora;\n";
        let told = leggi(text).unwrap_err();
        assert_eq!(told.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 5, 6], "{told:?}");
        for (text, line) in [("", 1), ("\n\nx;y\n1;2", 3), ("codice;titolo", 1), ("codice;titolo\n\"VI;x", 2)] {
            assert_eq!(leggi(text).unwrap_err()[0].0, line, "{text}");
        }
        let many: String = (0..=MOST_CLASSES).map(|n| format!("{n};x\n")).collect();
        assert_eq!(leggi(&format!("codice;titolo\n{many}")).unwrap_err().len(), 1, "too many");
    }
}
