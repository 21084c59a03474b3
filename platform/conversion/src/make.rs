//! From the bytes of a document to a PDF, within bounds. What comes out is looked at before anybody believes it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use documents::document;
use documents::format::{FormatId, recognise};
use documents::store::ByteStream;
use documents::text::{Guard, extract_guarded_stream};
use futures::StreamExt;
use kernel::Instant;
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use tokio::io::AsyncWriteExt;

use crate::fence::Fence;
use crate::picture::{NoPage, dots, on_a_page};
use crate::plan::{Family, Way, is_archivable, way};
use crate::programs::Programs;
use crate::run::{Bounds, Desk, Ended, Tool};
use crate::{Error, INPUT, OUTPUT, PAGES, Unmade, office, recognise as scans};

/// Bounds of LibreOffice: 3 minutes, 4 GB.
pub const OFFICE: Bounds =
    Bounds { time: Duration::from_secs(180), cpu_seconds: 150, memory_kib: 4_000_000, file: OUTPUT };
/// Bounds of OCRmyPDF, which reads each page: 7 minutes, 4 GB; with all that stands around it a job ends within its ten.
pub const SCAN: Bounds =
    Bounds { time: Duration::from_secs(420), cpu_seconds: 400, memory_kib: 4_000_000, file: OUTPUT };
/// Bounds of a program that is asked what it is.
const ASKED: Bounds = Bounds { time: Duration::from_secs(30), cpu_seconds: 20, memory_kib: 4_000_000, file: 1 << 20 };

/// The names under which those who make PDFs are told; the last is our own writer.
const LIBREOFFICE: &str = "LibreOffice";
const OCRMYPDF: &str = "OCRmyPDF";
const OURS: &str = "Municipio";

/// Bytes of a result that the reader is given at once.
const PIECE: usize = 1 << 20;

/// What was made, or not, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The PDF.
    pub pdf: Result<Vec<u8>, Unmade>,
    /// Whether it says that it is PDF/A.
    pub archivable: bool,
    /// The program.
    pub program: &'static str,
    /// What it says of itself; empty where it says nothing.
    pub version: String,
}

/// The surroundings of a conversion.
#[derive(Clone, Debug)]
pub struct Workshop<'a> {
    /// The programs of others.
    pub programs: &'a Programs,
    /// What keeps them in.
    pub fence: Fence,
    /// This program, which reads outsiders' documents in a process of its own.
    pub reader: &'a Path,
    /// The ente, for what we write ourselves.
    pub author: &'a str,
    /// When.
    pub at: Instant,
    /// The bounds of LibreOffice, and of OCRmyPDF.
    pub bounds: (Bounds, Bounds),
}

impl Workshop<'_> {
    /// Makes a PDF of a document whose bytes `stream` gives. `None` where there is no way, or its program is not here.
    ///
    /// # Errors
    /// Those of the store, and that a program did not start.
    pub async fn make(&self, document: &document::Model, stream: ByteStream) -> Result<Option<Made>, Error> {
        let Some(way) = way(document).filter(|way| self.programs.lacking(*way).is_none()) else { return Ok(None) };
        if document.size.unsigned_abs() > INPUT {
            let program = match way {
                Way::Office(_) => LIBREOFFICE,
                Way::Recognise => OCRMYPDF,
                Way::Picture => OURS,
            };
            return Ok(Some(unmade(Unmade::TooLarge, program, String::new())));
        }
        let desk = Desk::new().map_err(|error| of_the_machine(&error))?;
        let input = desk.path().join(format!("documento.{}", document.format().id.extension()));
        lay(stream, &input).await?;
        Ok(Some(match way {
            Way::Office(family) => self.by_office(family, &input, &desk).await?,
            Way::Picture => self.picture(&input, &desk, &document.name).await?,
            Way::Recognise => self.by_recognition(&input, &desk, None).await?,
        }))
    }

    /// A picture: with its words where they can be recognised, otherwise as it is.
    async fn picture(&self, input: &Path, desk: &Desk, name: &str) -> Result<Made, Error> {
        let bytes = tokio::fs::read(input).await.map_err(|error| of_the_machine(&error))?;
        if self.programs.ocrmypdf.is_some()
            && let Some(dots) = dots(&bytes)
        {
            let made = self.by_recognition(input, desk, Some(dots)).await?;
            if made.pdf.is_ok() {
                return Ok(made);
            }
        }
        self.by_ourselves(bytes, name).await
    }

    async fn by_office(&self, family: Family, input: &Path, desk: &Desk) -> Result<Made, Error> {
        let Some(program) = &self.programs.libreoffice else { return Err(Error::NotStarted) };
        let search = self.programs.search();
        let tool = Tool { program, fence: &self.fence, search: &search };
        office::profile(desk).map_err(|error| of_the_machine(&error))?;
        let version = told(tool.run(&office::version(desk), desk, ASKED).await, LIBREOFFICE);
        let ended = tool.run(&office::arguments(family, input, desk), desk, self.bounds.0).await;
        let result = desk.results().join("documento.pdf");
        self.looked_at(ended, &result, LIBREOFFICE, version, self.bounds.0).await
    }

    async fn by_recognition(&self, input: &Path, desk: &Desk, dots: Option<u32>) -> Result<Made, Error> {
        let Some(program) = &self.programs.ocrmypdf else { return Err(Error::NotStarted) };
        let search = self.programs.search();
        let tool = Tool { program, fence: &self.fence, search: &search };
        let version = told(tool.run(&["--version".into()], desk, ASKED).await, OCRMYPDF);
        let result = desk.results().join("documento.pdf");
        let arguments = scans::arguments(input, &result, &self.programs.languages().await, dots);
        let ended = tool.run(&arguments, desk, self.bounds.1).await;
        self.looked_at(ended, &result, OCRMYPDF, version, self.bounds.1).await
    }

    async fn by_ourselves(&self, bytes: Vec<u8>, name: &str) -> Result<Made, Error> {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Ok(match on_a_page(bytes, name, self.author, self.at).await {
            Ok(pdf) => Made { pdf: Ok(pdf), archivable: true, program: OURS, version },
            Err(NoPage::Later) => return Err(Error::NotStarted),
            Err(NoPage::TooLarge) => unmade(Unmade::TooManyPoints, OURS, version),
            Err(NoPage::Broken) => unmade(Unmade::Unreadable { program: OURS }, OURS, version),
        })
    }

    /// What a program says that it has made, believed once it was looked at.
    async fn looked_at(
        &self,
        ended: Ended,
        result: &Path,
        program: &'static str,
        version: String,
        bounds: Bounds,
    ) -> Result<Made, Error> {
        let no = |why| Ok(unmade(why, program, version.clone()));
        match ended {
            Ended::Well(_) => {}
            Ended::Badly => return no(Unmade::Unreadable { program }),
            Ended::TooSlow => return no(Unmade::TooSlow { minutes: bounds.time.as_secs().div_ceil(60) }),
            Ended::NotStarted => return Err(Error::NotStarted),
        }
        let pdf = match read(result) {
            Ok(Some(pdf)) => Bytes::from(pdf),
            Ok(None) => return no(Unmade::TooMuch),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return no(Unmade::Unreadable { program }),
            Err(error) => return Err(of_the_machine(&error)),
        };
        let format = recognise(&pdf[..], "documento.pdf", Some(&pdf[..]));
        if format.id != FormatId::Pdf {
            return no(Unmade::Nonsense { program });
        }
        // In a process of its own, as any document from outside: what strangers' bytes made a program write is no safer than they. The very
        // bytes that are kept: what a program left behind may still change the file.
        let seen = extract_guarded_stream(self.reader, pieces(&pdf), "documento.pdf", Guard::background()).await;
        match seen.pages {
            None | Some(0) => no(Unmade::Nonsense { program }),
            Some(pages) if pages > PAGES => no(Unmade::TooManyPages),
            Some(_) => Ok(Made { pdf: Ok(pdf.into()), archivable: is_archivable(&format), program, version }),
        }
    }
}

fn unmade(why: Unmade, program: &'static str, version: String) -> Made {
    Made { pdf: Err(why), archivable: false, program, version }
}

/// The bytes of a result that is a file of its own, not a link to one of ours; `None` where there are too many.
fn read(result: &Path) -> io::Result<Option<Vec<u8>>> {
    // What is looked at is what was opened, whatever has the name by then; and nothing is waited for that is no file.
    let how = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = match rustix::fs::open(result, how, Mode::empty()) {
        Ok(file) => File::from(file),
        Err(Errno::LOOP | Errno::NXIO) => return Err(io::ErrorKind::NotFound.into()),
        Err(error) => return Err(error.into()),
    };
    if !file.metadata()?.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let mut bytes = Vec::new();
    file.take(OUTPUT + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= OUTPUT).then_some(bytes))
}

/// Bytes in memory as a document comes from the archive.
fn pieces(bytes: &Bytes) -> ByteStream {
    let mut rest = bytes.clone();
    let next = move || (!rest.is_empty()).then(|| Ok(rest.split_to(PIECE.min(rest.len()))));
    futures::stream::iter(std::iter::from_fn(next)).boxed()
}

/// Writes the document where the program will find it.
async fn lay(mut stream: ByteStream, input: &Path) -> Result<(), Error> {
    let failed = |error: io::Error| of_the_machine(&error);
    let mut file = tokio::fs::File::create(input).await.map_err(failed)?;
    while let Some(piece) = stream.next().await {
        file.write_all(&piece?).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)
}

fn of_the_machine(error: &io::Error) -> Error {
    tracing::error!(%error, "the folder of a conversion cannot be used");
    Error::NotStarted
}

/// What a program says of itself, without its own name: `LibreOffice 7.4.7.2 40(Build:2)` is version `7.4.7.2 40(Build:2)`.
fn told(ended: Ended, name: &str) -> String {
    let Ended::Well(said) = ended else { return String::new() };
    let said = said.trim();
    said.strip_prefix(name).unwrap_or(said).trim().chars().take(80).collect()
}
