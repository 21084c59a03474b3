//! The benchmarks, against the built program (`MUNICIPIO_BIN`): each prints our figure beside the physical ceiling or the
//! peer that was measured in the same run. Run by `make bench`, or `make bench ONLY="registrations browse"`.
//!
//! `BENCH_ENTRIES` says how many registrations the large register has (a million without it), `BENCH_ACTS` how many acts there
//! are for lists of them (300,000); they are made once and kept in the folder `bench` of the build.

mod act_pdf;
mod acts;
mod acts_large;
mod albo_page;
mod browse;
mod clerks;
mod corpus;
mod creation;
mod disk;
mod figures;
mod fulltext;
mod journal;
mod kinds;
mod large;
mod large_envelope;
mod mail;
mod many_enti;
mod notices;
mod packages;
mod program;
mod proposals;
mod registrations;
mod search;
mod signatures;
mod startup;
mod tryton;
mod verify;

use figures::Figures;

/// A benchmark: its name and what it measures.
const ALL: [(&str, &str); 17] = [
    ("registrations", "durable registrations over HTTP, 16 clients, a PDF of 100 KB each"),
    ("creation", "records made over HTTP, ours and Tryton's, 16 clients, a PDF of 100 KB each"),
    ("browse", "first page of the list and search in a large register"),
    ("search", "search in a large register, beside PostgreSQL's own full-text search on the same words"),
    ("startup", "from the start to the first page, and memory, with a large register"),
    ("journal", "journal records rechecked a second on one core"),
    ("verify", "the whole of a large register rechecked on one core"),
    ("proposals", "class and office proposed, beside other programs' ways, on a register that is made"),
    ("mail", "certified messages taken from a large mailbox while clerks work"),
    ("signatures", "signatures verified a second of one processor, beside pyHanko"),
    ("notices", "PDFs of one page made a second of one processor, beside WeasyPrint"),
    ("packages", "a package of 10,000 files made, and read again, beside copying and reading the same bytes"),
    ("acts", "determine carried through a full iter over HTTP, beside SpiffWorkflow on the same definition"),
    ("acts_large", "lists and searches over 300,000 acts"),
    ("act_pdf", "a PDF of an act of sixty pages with tables, beside WeasyPrint"),
    ("albo_page", "what everybody reads at the albo, at 500 requests a second while clerks work"),
    ("many_enti", "memory with nothing open and with 200 enti open"),
];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if wanted == [journal::ALONE] {
        return journal::alone().await;
    }
    if let Some(unknown) = wanted.iter().find(|name| ALL.iter().all(|(known, _)| known != name)) {
        let known: Vec<&str> = ALL.iter().map(|(name, _)| *name).collect();
        anyhow::bail!("there is no benchmark \"{unknown}\": there are {}", known.join(", "));
    }
    let mut figures = Figures::default();
    for (name, what) in ALL {
        if !wanted.is_empty() && wanted.iter().all(|one| one != name) {
            continue;
        }
        println!("\n==== {name}: {what}");
        match name {
            "registrations" => registrations::run(&mut figures).await?,
            "creation" => creation::run(&mut figures).await?,
            "browse" => browse::run(&mut figures).await?,
            "search" => search::run(&mut figures).await?,
            "startup" => startup::run(&mut figures).await?,
            "journal" => journal::run(&mut figures)?,
            "verify" => verify::run(&mut figures).await?,
            "proposals" => proposals::run(&mut figures)?,
            "mail" => mail::run(&mut figures).await?,
            "signatures" => {
                signatures::run(&mut figures)?;
                large_envelope::run(&mut figures)?;
            }
            "notices" => notices::run(&mut figures).await?,
            "packages" => packages::run(&mut figures).await?,
            "acts" => acts::run(&mut figures).await?,
            "acts_large" => acts_large::run(&mut figures).await?,
            "act_pdf" => act_pdf::run(&mut figures).await?,
            "albo_page" => albo_page::run(&mut figures).await?,
            _ => many_enti::run(&mut figures).await?,
        }
    }
    figures.print();
    Ok(())
}
