//! A PDF of an act of sixty pages with tables, through the template of the acts, archivable and tagged; beside WeasyPrint making the same
//! text in the same run. Each time another text, so that nothing of the one before can be kept.

use std::{fs, path::Path, process::Command, time::Instant};

use anyhow::{Context, ensure};
use kernel::{Clock, Id, SystemClock, Uuid};
use pdf::{About, Limits, Template};
use prose::{Block, Cell, Content, Front, Heading, Line, Mark, Paper, Paragraph, Point, Prose, Role, Section, Table};

use crate::{
    figures::{Figures, Times},
    large::{Draw, Words},
    program::processor,
};

/// Makes the same acts.
const PEER: &str = include_str!("act_pdf/peer.py");
const TEMPLATE: Template = Template::shipped("atto", prose::TEMPLATE);
const PAGES: usize = 60;
/// Texts that we make, and those of them that the peer makes, which takes longer. One more comes first and does not count.
const ACTS: u64 = 12;
const PEERS: usize = 3;
/// Parts of the first attempt at a text of so many pages.
const ATTEMPT: usize = 20;
const ROWS: usize = 14;

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let parts = parts().await?;
    let acts = (0..=ACTS).map(|n| act(n, parts)).collect::<anyhow::Result<Vec<_>>>()?;
    let (mut times, mut least, mut most, mut before) = (Vec::new(), usize::MAX, 0, processor(std::process::id()));
    for (n, act) in acts.iter().enumerate() {
        let started = Instant::now();
        let (_, pages) = make(act).await?;
        if n == 0 {
            before = processor(std::process::id());
            continue;
        }
        times.push(started.elapsed());
        (least, most) = (least.min(pages), most.max(pages));
    }
    let took = (processor(std::process::id()) - before).as_secs_f64() * 1000.0 / f64::from(u32::try_from(ACTS)?);
    let folder = tempfile::Builder::new().prefix("bench-").tempdir()?;
    let file = folder.path().join("atti.json");
    fs::write(&file, serde_json::to_vec(&acts[..=PEERS])?)?;
    let against = match peer(&file) {
        Ok((version, pages, time, processor)) => format!(
            "WeasyPrint {version}, {pages} pages: p50 {time:.0} ms, {processor:.0} ms of processor each: {:.0} times",
            processor / took
        ),
        Err(reason) => {
            println!("  NO PEER: {reason:#}. BENCH_PYTHON may name a Python that has WeasyPrint (benches/README.md).");
            "no Python with WeasyPrint: not held against anything".into()
        }
    };
    figures.note(
        &format!("PDF of an act with tables, {least} to {most} pages"),
        format!("{}, {took:.0} ms of processor each", Times::new(times).told()),
        against,
        "300 ms",
    );
    Ok(())
}

/// Makes it: the PDF and its pages.
async fn make(act: &Paper) -> anyhow::Result<(Vec<u8>, usize)> {
    let about = About {
        title: "Determinazione n. 195 del 17/03/2026".into(),
        author: "Comune di Montefiorito".into(),
        at: SystemClock.now(),
    };
    Ok(pdf::render_counted(&TEMPLATE, &about, act, Limits::default()).await?)
}

/// Of how many parts a text of sixty pages is.
async fn parts() -> anyhow::Result<usize> {
    let (_, pages) = make(&act(u64::MAX, ATTEMPT)?).await?;
    let mut parts = (ATTEMPT * PAGES).div_ceil(pages.max(1));
    while make(&act(u64::MAX, parts)?).await?.1 < PAGES {
        parts += 1;
    }
    Ok(parts)
}

/// The act of this number: reasons, and an annex of so many parts, each with a heading, paragraphs and a table.
fn act(n: u64, parts: usize) -> anyhow::Result<Paper> {
    let mut text = Text { words: Words::new(), draw: Draw(n), blocks: Vec::new() };
    text.section(Role::Preambolo, "");
    text.paragraph(20);
    text.section(Role::Considerato, "Premesso che");
    (0..4).for_each(|_| text.paragraph(80));
    text.section(Role::Dispositivo, "DETERMINA");
    (0..4).for_each(|_| text.point());
    text.section(Role::Allegato, "Relazione ed elenco delle spese");
    for _ in 0..parts {
        text.part();
    }
    let prose = Prose::new(text.blocks).map_err(|faults| anyhow::anyhow!("the text: {faults:?}"))?;
    let front = Front {
        ente: "Comune di Montefiorito".into(),
        titolo: "Determinazione n. 195 del 17/03/2026".into(),
        oggetto: format!("Manutenzione degli edifici comunali: affidamento e impegno di spesa n. {n}"),
        bozza: false,
        voci: vec![
            ("Ufficio proponente".into(), "Lavori pubblici".into()),
            ("Proposta".into(), format!("n. {n}/2026")),
        ],
    };
    Ok(prose::paper(&prose, front, &|_| None))
}

/// Writes a text.
struct Text {
    words: Words,
    draw: Draw,
    blocks: Vec<Block>,
}

impl Text {
    fn put(&mut self, content: Content) {
        let id = Id::from(Uuid::from_u128(self.blocks.len() as u128 + 1));
        self.blocks.push(Block { id, content });
    }

    fn line(&mut self, words: usize) -> Line {
        let words: Vec<&str> = (0..words).map(|_| self.words.word(self.draw.next())).collect();
        Line::plain(&words.join(" "))
    }

    fn section(&mut self, role: Role, title: &str) {
        self.put(Content::Section(Section { role, title: title.into() }));
    }

    fn paragraph(&mut self, words: usize) {
        let text = self.line(words);
        self.put(Content::Paragraph(Paragraph { inside: 0, text }));
    }

    fn point(&mut self) {
        let text = self.line(30);
        self.put(Content::Point(Point { level: 1, mark: Mark::Number, start: None, text }));
    }

    fn part(&mut self) {
        let text = self.line(5);
        self.put(Content::Heading(Heading { level: 1, text }));
        self.paragraph(90);
        self.paragraph(70);
        let caption = self.line(4);
        let head = ["Anno", "Capitolo", "Creditore e motivo", "CIG", "Importo"];
        let head = vec![head.iter().map(|text| cell((*text).into())).collect()];
        let body = (0..ROWS).map(|_| self.row()).collect();
        self.put(Content::Table(Table { inside: 0, caption, head, body }));
        self.paragraph(60);
    }

    fn row(&mut self) -> Vec<Cell> {
        let (n, reason) = (self.draw.next(), self.line(6));
        let told = [
            (2016 + n % 10).to_string(),
            (1_000 + n % 3_000).to_string(),
            reason.to_string(),
            format!("A{:09X}", n % (1 << 36)),
            format!("{}.{:03},{:02} €", 1 + n % 90, n % 1_000, n % 100),
        ];
        told.iter().map(|text| cell(Line::plain(text))).collect()
    }
}

fn cell(text: Line) -> Cell {
    Cell { text, across: 1 }
}

/// The peer's version, the pages of the last, the middle time and the processor's, in milliseconds.
fn peer(file: &Path) -> anyhow::Result<(String, String, f64, f64)> {
    let python = std::env::var("BENCH_PYTHON").unwrap_or_else(|_| "python3".into());
    let done = Command::new(python).args(["-c", PEER]).arg(file).output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr).lines().last().unwrap_or_default());
    let told = String::from_utf8(done.stdout)?;
    let columns: Vec<&str> = told.trim().split('\t').collect();
    let [version, pages, time, processor] = columns[..] else { anyhow::bail!("the peer said: {told}") };
    let (time, processor) =
        (time.parse::<f64>().context("the peer's time")?, processor.parse::<f64>().context("the peer's processor")?);
    Ok((version.into(), pages.into(), time, processor))
}
