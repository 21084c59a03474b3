//! What has happened in Comando in the demo comune: someone away with a deputy, an office that is about to open.

use kernel::Date;
use office::Furnish;

use crate::{
    error::Error,
    incarichi::assenza,
    organigramma::apri::{Nuova, apri},
};

/// How long before now the administrator did it, in seconds.
const AGO: i64 = 1_800;

/// Fills it. The other offices have been furnished before; the clock goes forward only.
pub(crate) async fn arreda(demo: &Furnish<'_>) -> Result<(), Error> {
    let (Some(ivo), Some(paolo), Some(elena)) =
        (demo.who("ivo.tecchi"), demo.who("paolo.riva"), demo.who("elena.conti"))
    else {
        return Ok(());
    };
    (demo.set_clock)(demo.until.plus_seconds(-AGO));
    let today = demo.until.date();
    let away = assenza::Nuova {
        dal: Some(today),
        al: Some(fra(today, 9)),
        sostituto: Some(elena.person),
        ..assenza::Nuova::default()
    };
    assenza::registra(demo.ente, ivo, paolo.person, &away).await?;
    let sportello = Nuova {
        codice: "SUE".into(),
        nome: "Sportello unico dell'edilizia".into(),
        sopra: demo.unit("TEC"),
        dal: Some(fra(today, 30)),
    };
    apri(demo.ente, ivo, &sportello).await?;
    Ok(())
}

/// So many days later.
fn fra(from: Date, days: usize) -> Date {
    from.iter_days().nth(days).unwrap_or(from)
}
