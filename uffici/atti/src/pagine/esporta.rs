//! A register as a table for a spreadsheet. Rows leave as they are read.

use std::sync::Arc;

use authz::Who;
use ente::Ente;
use serde::Deserialize;
use web::{Ctx, Error, IntoResponse, Query, Response, csv_line};

use super::registri::quale;
use crate::{
    esporta::{ALLA_VOLTA, Numerato, esporta},
    rules::tipi::Registro,
};

/// Columns of an export.
const COLONNE: usize = 10;
const TESTA: [&str; COLONNE] =
    ["Registro", "Anno", "Numero", "Numero di settore", "Data", "Tipo", "Oggetto", "Ufficio", "Efficace dal", "Stato"];

fn celle(registro: &Registro, anno: i64, one: &Numerato) -> [String; COLONNE] {
    let day = |day: kernel::Date| day.format("%d/%m/%Y").to_string();
    let (name, number, at) = (registro.nome.to_owned(), one.numero.to_string(), day(one.at.date()));
    let none = String::new;
    let Some((row, office)) = &one.atto else {
        let told = "riservato".to_owned();
        return [name, anno.to_string(), number, none(), at, none(), told, none(), none(), none()];
    };
    [
        name,
        anno.to_string(),
        number,
        row.settore_numero.map(|number| number.to_string()).unwrap_or_default(),
        at,
        row.nome(),
        row.oggetto.clone(),
        office.clone(),
        row.efficace_dal.map(day).unwrap_or_default(),
        row.superato.clone().unwrap_or_else(|| "adottato".to_owned()),
    ]
}

/// The rest of a walk over a register.
struct Passi {
    ente: Arc<Ente>,
    who: Who,
    registro: &'static Registro,
    anno: i64,
    /// After which number the next batch begins; nothing when the walk has ended.
    dopo: Option<i64>,
}

impl Passi {
    /// The next lines; nothing after the last.
    async fn next(&mut self) -> Result<Option<String>, crate::Error> {
        let Some(dopo) = self.dopo.take() else { return Ok(None) };
        let which = (self.registro.codice, self.anno);
        let rows = esporta(&self.ente, &self.who, which, dopo, ALLA_VOLTA).await?;
        self.dopo = rows.last().filter(|_| rows.len() as u64 == ALLA_VOLTA).map(|one| one.numero);
        let lines = rows.iter().map(|one| csv_line(celle(self.registro, self.anno, one)));
        Ok((!rows.is_empty()).then(|| lines.collect()))
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    registro: String,
    anno: String,
}

/// As CSV: UTF-8 with its mark and semicolons, as Italian spreadsheets expect.
pub(super) async fn come_csv(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let (registro, anno) = quale((&scelte.registro, &scelte.anno), i64::from(ctx.now.year()))?;
    let passi = Passi { ente: Arc::clone(&ctx.ente), who: ctx.who()?.clone(), registro, anno, dopo: Some(0) };
    let head = format!("\u{feff}{}", csv_line(TESTA.map(str::to_owned)));
    let rows = futures::stream::unfold((passi, Some(head)), |(mut passi, head)| async move {
        if let Some(head) = head {
            return Some((Ok(head), (passi, None)));
        }
        match passi.next().await {
            Ok(lines) => lines.map(|lines| (Ok(lines), (passi, None))),
            // The walk has ended: what comes next is nothing.
            Err(error) => {
                tracing::error!(ente = passi.ente.info.slug, %error, "a register broke off while it was taken away");
                Some((Err(std::io::Error::other(error)), (passi, None)))
            }
        }
    });
    let name = format!("attachment; filename=\"{}-{anno}.csv\"", registro.codice);
    let headers = [("content-type", "text/csv; charset=utf-8".to_owned()), ("content-disposition", name)];
    Ok((headers, web::streamed(rows)).into_response())
}

#[cfg(test)]
mod tests {
    use kernel::Instant;

    use super::*;
    use crate::rules::tipi::GENERALE;

    #[test]
    fn of_a_confidential_act_there_is_number_and_day_alone() {
        let one = Numerato { numero: 7, at: Instant::from_micros(1_795_599_727_000_000), atto: None };
        let line = csv_line(celle(&GENERALE, 2026, &one));
        let day = one.at.date().format("%d/%m/%Y");
        let name = GENERALE.nome;
        assert_eq!(line, format!("\"{name}\";\"2026\";\"7\";\"\";\"{day}\";\"\";\"riservato\";\"\";\"\";\"\"\r\n"));
    }
}
