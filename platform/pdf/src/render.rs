use std::{thread, time::Duration};

use chrono::{Datelike, Offset, Timelike};
use serde::Serialize;
use serde_json::json;
use tokio::sync::{Semaphore, oneshot};
use typst::{
    WorldExt,
    diag::{SourceDiagnostic, Warned},
    foundations::{Datetime, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{About, Attached, Error, Form, Template, clean, paper::Paper};

/// How much one document may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Wall-clock time until the answer. What is not ready then is given up: the thread ends by itself later.
    pub time: Duration,
    /// Most data, in bytes of JSON.
    pub data: usize,
    /// Most pages.
    pub pages: usize,
    /// Largest PDF, in bytes.
    pub bytes: usize,
}

impl Default for Limits {
    /// 20 s; 4 MB of data; 1,000 pages; 50 MB.
    fn default() -> Self {
        Self { time: Duration::from_secs(20), data: 4_000_000, pages: 1_000, bytes: 50_000_000 }
    }
}

/// Documents made at the same time. A template that never ends keeps its place until Typst stops it.
static PLACES: Semaphore = Semaphore::const_new(4);
/// Stack of the thread: Typst goes deep, and the threads of the runtime have 2 MB. Only what is used is real memory.
const STACK_BYTES: usize = 32 << 20;
/// What Typst remembers of earlier documents, so as not to do it again, is forgotten after so many others.
const REMEMBERED: usize = 2;

/// Makes a document within [`Limits::default`], away from the threads that serve requests.
///
/// # Errors
/// When the template has a mistake, or it is too large or too slow.
pub async fn render<T: Serialize + Sync>(template: &Template, about: &About, data: &T) -> Result<Vec<u8>, Error> {
    render_within(template, about, data, Limits::default()).await
}

/// [`render`] with limits of one's own.
///
/// # Errors
/// As [`render`].
pub async fn render_within<T: Serialize + Sync>(
    template: &Template,
    about: &About,
    data: &T,
    limits: Limits,
) -> Result<Vec<u8>, Error> {
    Ok(counted(template, about, data, Vec::new(), limits).await?.0)
}

/// [`render_within`], with files that the template may read besides its data: pictures.
///
/// # Errors
/// As [`render`]; a file that is no picture, or one that its kind of PDF cannot hold, is a mistake of the template's.
pub async fn render_with<T: Serialize + Sync>(
    template: &Template,
    about: &About,
    data: &T,
    files: Vec<Attached>,
    limits: Limits,
) -> Result<Vec<u8>, Error> {
    Ok(counted(template, about, data, files, limits).await?.0)
}

/// [`render_within`], with the number of pages: for one of several volumes, whose pages are counted through.
///
/// # Errors
/// As [`render`].
pub async fn render_counted<T: Serialize + Sync>(
    template: &Template,
    about: &About,
    data: &T,
    limits: Limits,
) -> Result<(Vec<u8>, usize), Error> {
    counted(template, about, data, Vec::new(), limits).await
}

async fn counted<T: Serialize + Sync>(
    template: &Template,
    about: &About,
    data: &T,
    files: Vec<Attached>,
    limits: Limits,
) -> Result<(Vec<u8>, usize), Error> {
    let data = serde_json::to_value(data)?;
    let (template, about) = (template.clone(), about.clone());
    let work = async {
        let place = PLACES.acquire().await.map_err(|_| Error::Broken)?;
        let (send, answer) = oneshot::channel();
        let run = move || {
            let made = make(&template, &about, data, files, limits);
            typst::comemo::evict(REMEMBERED);
            drop(place);
            // Nobody may be waiting any more.
            let _ = send.send(made);
        };
        let thread = thread::Builder::new().name("pdf".into()).stack_size(STACK_BYTES);
        thread.spawn(run).map_err(|_| Error::Broken)?;
        // A thread that panics drops its end.
        answer.await.map_err(|_| Error::Broken)?
    };
    tokio::time::timeout(limits.time, work).await.map_err(|_| Error::TooSlow { after: limits.time })?
}

fn make(
    template: &Template,
    about: &About,
    mut data: serde_json::Value,
    files: Vec<Attached>,
    limits: Limits,
) -> Result<(Vec<u8>, usize), Error> {
    let replaced = clean::clean(&mut data);
    let data = serde_json::to_vec(&data)?;
    if data.len() > limits.data {
        return Err(Error::TooLarge { what: "i dati" });
    }
    let (title, author) = (clean::clean_text(&about.title).0, clean::clean_text(&about.author).0);
    let told = serde_json::to_vec(&json!({"titolo": title, "autore": author, "segni_sostituiti": replaced}))?;
    let mut words = template.words.clone();
    if words.is_null() {
        words = json!({"parti": {}, "versioni": ""});
    }
    clean::clean(&mut words);
    let words = serde_json::to_vec(&words)?;
    let at = about.at.rome();
    let today = datetime(&at);
    let paper = Paper::new(&template.text, (data, told, words), files, today).ok_or(Error::Broken)?;
    let wrong = |diagnostics: &[SourceDiagnostic]| Error::Template {
        template: template.name.clone().into_owned(),
        messages: diagnostics.iter().take(5).map(|diagnostic| said(&paper, diagnostic)).collect(),
    };
    let Warned { output, .. } = typst::compile::<PagedDocument>(&paper);
    let document = output.map_err(|diagnostics| wrong(&diagnostics))?;
    let pages = document.pages().len();
    if pages > limits.pages {
        return Err(Error::TooLarge { what: "le pagine" });
    }
    let minutes = at.offset().fix().local_minus_utc() / 60;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Municipio".to_owned())),
        timestamp: today.and_then(|at| Timestamp::new_local(at, minutes)),
        standards: standards(template.form)?,
        tagged: template.form == Form::Archivable,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|diagnostics| wrong(&diagnostics))?;
    if pdf.len() > limits.bytes { Err(Error::TooLarge { what: "i byte" }) } else { Ok((pdf, pages)) }
}

fn standards(form: Form) -> Result<PdfStandards, Error> {
    let list: &[PdfStandard] = match form {
        Form::Archivable => &[PdfStandard::A_2a, PdfStandard::Ua_1],
        Form::Piece => &[PdfStandard::V_1_7],
    };
    PdfStandards::new(list).map_err(|_| Error::Broken)
}

fn datetime(at: &(impl Datelike + Timelike)) -> Option<Datetime> {
    let small = |number: u32| u8::try_from(number).ok();
    let (month, day) = (small(at.month())?, small(at.day())?);
    Datetime::from_ymd_hms(at.year(), month, day, small(at.hour())?, small(at.minute())?, small(at.second())?)
}

fn said(paper: &Paper, diagnostic: &SourceDiagnostic) -> String {
    let place = diagnostic.span.id().zip(paper.range(diagnostic.span));
    let place = place.and_then(|(id, range)| paper.place(id, range.start));
    place.map_or_else(|| diagnostic.message.to_string(), |place| format!("{} ({place})", diagnostic.message))
}
