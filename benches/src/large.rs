//! A large register: as many entries as a town of fifty thousand makes in ten years. Made once, kept with the build.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use anyhow::Context;
use authz::Who;
use ente::{Database, Ente, Place};
use kernel::{Actor, Date, FixedClock, Instant};
use protocollo::{Assegnatario, Nuova, Parte, Tipo, Verso};
use testkit::TownHall;

use crate::program::bin;

/// Entries that one commit writes while the register is made, each with its own leaf in the journal.
const AT_ONCE: u64 = 500;
/// Years over which they are spread.
const YEARS: u64 = 10;
/// The most that a document's scan can hold.
const LONGEST_SCAN: usize = 1 << 20;
/// The first of them.
const FIRST_YEAR: i32 = 2016;

/// Where benchmarks keep what they make.
pub(crate) fn folder() -> anyhow::Result<PathBuf> {
    let program = bin()?;
    let build = program.parent().and_then(Path::parent).context("the program lies in a build folder")?;
    let folder = build.join("bench");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// How many entries it has.
pub(crate) fn entries() -> u64 {
    std::env::var("BENCH_ENTRIES").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000)
}

/// Words of the attachments of one entry; none where `BENCH_TEXT_WORDS` does not say how many.
pub(crate) fn text_words() -> u64 {
    std::env::var("BENCH_TEXT_WORDS").ok().and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// The folder of the large register, made if it is not there yet.
pub(crate) async fn register() -> anyhow::Result<PathBuf> {
    let name = match text_words() {
        0 => format!("register-{}", entries()),
        many => format!("register-{}-{many}", entries()),
    };
    kept(&name, make).await
}

/// The folder of this name, made by `make` if it is not there yet.
pub(crate) async fn kept(name: &str, make: impl AsyncFnOnce(&Path) -> anyhow::Result<()>) -> anyhow::Result<PathBuf> {
    let place = folder()?.join(name);
    if place.join("ready").exists() {
        return Ok(place);
    }
    if place.exists() {
        std::fs::remove_dir_all(&place)?;
    }
    std::fs::create_dir_all(&place)?;
    make(&place).await?;
    std::fs::write(place.join("ready"), "")?;
    Ok(place)
}

async fn make(folder: &Path) -> anyhow::Result<()> {
    let begin = Instant::start_of(Date::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default());
    let clock = Arc::new(FixedClock::new(begin));
    let place = Place::in_folder(folder, Database::Sqlite, bin()?);
    let town = TownHall::open(place, municipio::OFFICES, Arc::<FixedClock>::clone(&clock)).await;
    let mut units = Vec::new();
    for n in 0..20 {
        units.push(town.unit(&format!("U{n:02}"), &format!("Ufficio {n}")).await);
    }
    let clerk = ["protocollo.registra", "protocollo.assegna", "protocollo.consulta", "protocollo.prendi"];
    let anna = town.person("anna", units[0], &clerk).await;
    town.person("luca", units[3], &["protocollo.consulta", "protocollo.prendi"]).await;
    let who = town.who(anna).await;
    let (total, started) = (entries(), std::time::Instant::now());
    let day = 86_400_000_000_i64;
    let step = i64::try_from(YEARS * 365).unwrap_or_default() * day / i64::try_from(total).unwrap_or(1);
    fill(&town.ente, &who, &units, total, |first| {
        clock.set(begin.plus_micros(step * i64::try_from(first).unwrap_or_default()));
        if first % 50_000 == 0 {
            println!("  made {first} of {total} entries in {} s", started.elapsed().as_secs());
        }
    })
    .await?;
    println!("  made {total} entries in {} s", started.elapsed().as_secs());
    town.stop().await;
    Ok(())
}

/// Registers so many entries. `before` is told the first of each batch.
pub(crate) async fn fill(
    ente: &Ente,
    who: &Who,
    units: &[authz::UnitId],
    total: u64,
    before: impl Fn(u64),
) -> anyhow::Result<()> {
    let stored = ente.archive.store().put_stream(&mut &document(0, 20_000)[..], 1 << 20).await?;
    let words = Words::new();
    for first in (0..total).step_by(usize::try_from(AT_ONCE)?) {
        before(first);
        batch(ente, who, &stored, first..total.min(first + AT_ONCE), &words, units).await?;
    }
    ente.ledger.seal().await?;
    Ok(())
}

async fn batch(
    ente: &Ente,
    who: &Who,
    stored: &documents::store::Stored,
    entries: std::ops::Range<u64>,
    words: &Words,
    units: &[authz::UnitId],
) -> anyhow::Result<()> {
    let mut tx = ente.ledger.begin(Actor::System("benches"), "protocollo.registra").await?;
    for n in entries {
        tx.action("protocollo.registra");
        let nuova = words.entry(n, units);
        let document = ente.archive.name(&mut tx, stored, "richiesta.pdf").await?;
        protocollo::scrivi_letta(&mut tx, who, &nuova, &[document], &words.text(n)).await?;
    }
    // The documents are all the same one, whatever is said of their words: reading it a million times is not what is measured.
    db::execute(&tx, "DELETE FROM jobs_job", []).await?;
    tx.commit().await?;
    Ok(())
}

/// What a scan holds: bytes that do not repeat. Made once, so that making documents costs the clients next to nothing.
fn scan(size: usize) -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    let all = BYTES.get_or_init(|| {
        let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
        let next = |_| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed.to_le_bytes()[3]
        };
        (0..LONGEST_SCAN).map(next).collect()
    });
    &all[..size.min(LONGEST_SCAN)]
}

/// A PDF of one page and about `size` bytes, different for every `n`.
pub(crate) fn document(n: u64, size: usize) -> Vec<u8> {
    let text = format!("BT /F1 12 Tf 72 720 Td (Richiesta numero {n} di occupazione di suolo pubblico) Tj ET");
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut object = |pdf: &mut Vec<u8>, bytes: &[u8]| {
        places.push(pdf.len());
        let head = format!("{} 0 obj\n", places.len());
        pdf.extend_from_slice(head.as_bytes());
        pdf.extend_from_slice(bytes);
        pdf.extend_from_slice(b"\nendobj\n");
    };
    object(&mut pdf, b"<< /Type /Catalog /Pages 2 0 R >>");
    object(&mut pdf, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    object(
        &mut pdf,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    );
    object(&mut pdf, format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()).as_bytes());
    object(&mut pdf, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    let filling = scan(size.saturating_sub(900));
    let mut stream = format!("<< /Length {} >>\nstream\n", filling.len()).into_bytes();
    stream.extend_from_slice(filling);
    stream.extend_from_slice(b"\nendstream");
    object(&mut pdf, &stream);
    let start = pdf.len();
    let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        end.push_str(&format!("{place:010} 00000 n \n"));
    }
    end.push_str(&format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1));
    pdf.extend_from_slice(end.as_bytes());
    pdf
}

/// Words that fill the subjects of a comune's mail, the most frequent first; then rarer ones that are made up.
pub(crate) struct Words(Vec<String>);

/// The frequent ones.
pub(crate) const COMMON: [&str; 40] = [
    "richiesta",
    "trasmissione",
    "certificato",
    "comunicazione",
    "residenza",
    "fattura",
    "pagamento",
    "lavori",
    "autorizzazione",
    "servizio",
    "ufficio",
    "determina",
    "contributo",
    "permesso",
    "costruire",
    "segnalazione",
    "strada",
    "acquedotto",
    "manutenzione",
    "scuola",
    "mensa",
    "tributi",
    "avviso",
    "accertamento",
    "rimborso",
    "concessione",
    "suolo",
    "occupazione",
    "verbale",
    "sanzione",
    "ricorso",
    "gara",
    "affidamento",
    "fornitura",
    "personale",
    "bilancio",
    "consiglio",
    "cimitero",
    "matrimonio",
    "rifiuti",
];

impl Words {
    pub(crate) fn new() -> Self {
        let mut words: Vec<String> = COMMON.iter().map(|word| (*word).to_owned()).collect();
        let parts =
            ["ba", "ce", "di", "fo", "gru", "la", "me", "ni", "pro", "qua", "re", "sti", "tan", "va", "ze", "spo"];
        let ends = ["zione", "mento", "ale", "ico", "are", "ato", "oso", "ello"];
        for n in 0..20_000_usize {
            let (a, b, c) = (parts[n % 16], parts[n / 16 % 16], parts[n / 256 % 16]);
            words.push(format!("{a}{b}{c}{}", ends[(n / 4096 + n) % 8]));
        }
        Self(words)
    }

    /// The word at a place drawn from `draw`, the frequent ones more often (Zipf).
    pub(crate) fn word(&self, draw: u64) -> &str {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a draw"
        )]
        let place = (self.0.len() as f64).powf((draw % (1 << 30)) as f64 / f64::from(1 << 30)) as usize;
        &self.0[place.min(self.0.len()) - 1]
    }

    /// What the attachments of an entry say: as many words as `BENCH_TEXT_WORDS`, half as many or half as many again.
    pub(crate) fn text(&self, n: u64) -> String {
        let usual = text_words();
        let mut draw = Draw(n ^ 0x7E47_0000_0000_0000);
        let many = (usual / 2 + draw.next() % usual.max(1)).min(usual * 2);
        let words: Vec<&str> = (0..many).map(|_| self.word(draw.next())).collect();
        words.join(" ")
    }

    fn entry(&self, n: u64, units: &[authz::UnitId]) -> Nuova {
        let mut draw = Draw(n);
        let oggetto: Vec<&str> = (0..6 + draw.next() % 8).map(|_| self.word(draw.next())).collect();
        let person = draw.next() % 30_000;
        let parte = Parte {
            nome: format!("{} {}", self.word(person * 7919 + 40), self.word(person * 104_729 + 77)),
            codice_fiscale: None,
            indirizzo: Some(format!("p{person}@pec.example")),
        };
        let unit = units[usize::try_from(draw.next()).unwrap_or_default() % units.len()];
        let verso =
            [Verso::Arrivo, Verso::Arrivo, Verso::Partenza, Verso::Interno][usize::try_from(n % 4).unwrap_or_default()];
        Nuova {
            parti: vec![parte],
            riservata: draw.next().is_multiple_of(20),
            assegnazioni: vec![Assegnatario { ufficio: unit, persona: None, tipo: Tipo::Competenza }],
            ..Nuova::new(verso, oggetto.join(" "), "pec")
        }
    }
}

/// Numbers that look drawn by lot and are the same every time (SplitMix64).
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}
