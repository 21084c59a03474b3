//! The chapters of Montefiorito for two years, and what some acts have asked of them. All of it is invented.

use std::io::Cursor;

use authz::Who;
use chrono::Datelike;
use kernel::{Cents, Date};
use office::Furnish;
use porte::ragioneria::{Atto, Creditore, Genere, Liquidazione, Movimento, Riga, Svincolo};

use crate::{
    error::Error,
    importa::{Bilancio, importa},
    libro::{gara::gara, liquida::liquida, scrivi::scrivi, svincola::svincola},
    rules::Tipo,
    varia::{Nuova, Parte, varia},
};

/// Columns and rows; each amount is that of the first year.
const CAPITOLI: &str = include_str!("demo.csv");

/// What an act asks: chapter, plan of accounts, cents, for what, to whom, CIG, month in which it is due.
type Voce = (&'static str, &'static str, i64, &'static str, &'static str, Option<&'static str>, u32);

const IMPEGNI: [(&str, &[Voce]); 6] = [
    (
        "Determinazione n. 212 dell'ufficio tecnico",
        &[
            (
                "2613.1",
                "U.2.02.01.09.003",
                366_000,
                "Indagini sui solai della scuola Mazzini",
                "Geotest S.r.l.",
                Some("A003DEB979"),
                12,
            ),
            (
                "2613.1",
                "U.2.02.01.09.003",
                732_000,
                "Progetto esecutivo della scuola Mazzini",
                "Studio Lanzi",
                Some("A003DEB979"),
                12,
            ),
        ],
    ),
    (
        "Determinazione n. 214 dell'ufficio tecnico",
        &[(
            "1720",
            "U.1.03.02.09.008",
            1_850_000,
            "Sgombero della neve, stagione invernale",
            "Edilnova S.r.l.",
            Some("990660443D"),
            12,
        )],
    ),
    (
        "Determinazione n. 87 della segreteria",
        &[(
            "300",
            "U.1.03.01.02.001",
            124_050,
            "Carta e cancelleria",
            "Cartoleria del Corso S.n.c.",
            Some("Z3A3BFC097"),
            12,
        )],
    ),
    (
        "Determinazione n. 61 dei servizi sociali",
        &[(
            "1910",
            "U.1.04.02.02.999",
            960_000,
            "Contributi per gli affitti, secondo elenco",
            "Famiglie dell'elenco allegato",
            None,
            12,
        )],
    ),
    (
        "Determinazione n. 33 della polizia locale",
        &[("810", "U.1.03.01.02.004", 418_000, "Divise estive degli agenti", "Tessuti Bandini S.p.A.", None, 12)],
    ),
    (
        "Determinazione n. 219 dell'ufficio tecnico",
        &[(
            "1640",
            "U.1.03.02.05.004",
            2_275_500,
            "Energia elettrica della pubblica illuminazione",
            "Luce Valserena S.p.A.",
            None,
            12,
        )],
    ),
];

/// Fills it, where the head of accounting works there.
pub(crate) async fn arreda(demo: &Furnish<'_>) -> Result<(), Error> {
    let Some(paolo) = demo.who("paolo.riva") else { return Ok(()) };
    let today = demo.ente.ledger.now().date();
    let anno = i64::from(today.year());
    // The first of the two amounts of each row is this year's, the second next year's.
    for (year, approva) in [(anno, true), (anno + 1, false)] {
        let text = capitoli(approva);
        let stored = demo.ente.archive.receive(&mut Cursor::new(text.into_bytes()), 1 << 20).await?;
        let atto_il = Date::from_ymd_opt(today.year() - 1, 12, 22);
        let atto = format!("Delibera di Consiglio n. 58 del 22/12/{}", anno - 1);
        let bilancio = Bilancio { anno: year, atto, atto_il, approva };
        importa(demo.ente, paolo, &bilancio, (&format!("capitoli-{year}.csv"), &stored)).await?;
    }
    let mut made = Vec::new();
    for (nome, voci) in IMPEGNI {
        let righe: Vec<Riga> = voci.iter().map(|voce| riga(today, voce)).collect();
        made.push(impegna(demo, paolo, nome, &righe).await?);
    }
    gare(demo, paolo, today).await?;
    if let Some(carta) = made.get(2).and_then(|lines| lines.first()) {
        paga(demo, paolo, carta).await?;
    }
    sposta(demo, paolo, anno, today).await
}

/// The file of one year.
fn capitoli(primo: bool) -> String {
    let mut text = String::new();
    for line in CAPITOLI.lines() {
        let mut cells: Vec<&str> = line.split(';').collect();
        // Amounts are the last two: one of them stays.
        let gone = cells.len().saturating_sub(if primo { 1 } else { 2 });
        cells.remove(gone.min(cells.len().saturating_sub(1)));
        text.push_str(&cells.join(";").replace("stanziamento_dopo", "stanziamento"));
        text.push('\n');
    }
    text
}

fn riga(today: Date, (capitolo, piano, cents, per, a, cig, mese): &Voce) -> Riga {
    let mut codes = CAPITOLI.lines().map(|line| line.split(';').collect::<Vec<_>>());
    let codes = codes.find(|cells| cells.first() == Some(capitolo)).unwrap_or_default();
    let cell = |place: usize| codes.get(place).copied().unwrap_or_default().to_owned();
    Riga {
        anno: i64::from(today.year()),
        capitolo: (*capitolo).into(),
        missione: cell(2),
        programma: cell(3),
        piano: (*piano).into(),
        importo: Cents(*cents),
        descrizione: (*per).into(),
        creditore: Some(Creditore { nome: (*a).into(), ..Creditore::default() }),
        cig: cig.map(str::to_owned),
        scadenza: Date::from_ymd_opt(today.year(), *mese, 20),
        ..Riga::default()
    }
}

fn atto(demo: &Furnish<'_>, tx: &ledger::Tx, nome: &str) -> Atto {
    let day = demo.ente.ledger.now().date().format("%d/%m/%Y");
    let nome = format!("{nome} del {day}");
    Atto { ufficio: "contabilita".into(), id: tx.id::<Atto>().uuid(), nome, riservato: false }
}

async fn impegna(demo: &Furnish<'_>, who: &Who, nome: &str, righe: &[Riga]) -> Result<Vec<Movimento>, Error> {
    let mut tx = demo.ente.ledger.begin(who.actor(), "contabilita.impegna").await?;
    let atto = atto(demo, &tx, nome);
    let made = scrivi(&mut tx, who, Genere::Impegno, &atto, (righe, None)).await?;
    tx.commit().await?;
    Ok(made)
}

/// Two tenders on their way: of one the rest was given back.
async fn gare(demo: &Furnish<'_>, who: &Who, today: Date) -> Result<(), Error> {
    let booking = |voce: &Voce| Riga { creditore: None, cig: None, scadenza: None, ..riga(today, voce) };
    let asfalti = ("2710", "U.2.02.01.09.012", 8_400_000, "Asfaltatura di via dei Mulini e via Roma", "", None, 12);
    let mensa = ("1210", "U.1.03.02.15.006", 5_100_000, "Gara per la mensa scolastica", "", None, 12);
    let mut tx = demo.ente.ledger.begin(who.actor(), "contabilita.prenota").await?;
    let atto = atto(demo, &tx, "Determinazione a contrarre n. 225 dell'ufficio tecnico");
    let righe = [booking(&asfalti), booking(&mensa)];
    let made = scrivi(&mut tx, who, Genere::Prenotazione, &atto, (righe.as_slice(), None)).await?;
    if let [asfalti, mensa] = made.as_slice() {
        gara(&mut tx, who, asfalti.id, today).await?;
        let motivo = "Il capitolato costa meno di quanto si pensava".into();
        let back = Svincolo { movimento: mensa.id, importo: Some(Cents(600_000)), motivo };
        svincola(&mut tx, who, &[back]).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn paga(demo: &Furnish<'_>, who: &Who, carta: &Movimento) -> Result<(), Error> {
    let mut tx = demo.ente.ledger.begin(who.actor(), "contabilita.liquida").await?;
    let atto = atto(demo, &tx, "Atto di liquidazione n. 140 della segreteria");
    let one = Liquidazione { impegno: carta.id, importo: Cents(82_700), documento: "Fattura 311".into() };
    liquida(&mut tx, who, &atto, &[one]).await?;
    tx.commit().await?;
    Ok(())
}

/// The reserve helps the roads.
async fn sposta(demo: &Furnish<'_>, who: &Who, anno: i64, today: Date) -> Result<(), Error> {
    let parte = |codice: &str, cents: i64| {
        let codice = codice.parse().ok()?;
        Some(Parte { codice, importo: Cents(cents), fpv: Cents(0) })
    };
    let nuova = Nuova {
        anno,
        tipo: Some(Tipo::Riserva),
        atto: format!("Delibera di Giunta n. 101 del {}", today.format("%d/%m/%Y")),
        atto_il: Some(today),
        motivo: "Buche dopo il maltempo di via Garibaldi".into(),
        copertura: None,
        eccezione: false,
        righe: [parte("2000", -1_500_000), parte("1710", 1_500_000)].into_iter().flatten().collect(),
    };
    varia(demo.ente, who, &nuova).await?;
    Ok(())
}
