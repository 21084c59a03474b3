//! An office document, through LibreOffice: a profile of its own in which no macro runs and nothing that the document points at is opened, be it
//! on the network or on this machine.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use crate::plan::Family;
use crate::run::Desk;

/// The settings of the profile. Without them LibreOffice asks for what a picture or a section of the document points at. `Link` says when what
/// a document takes from another is brought up to date: never, which is 0 for Writer and 1 for Calc.
const PROFILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop><prop oor:name="Field" oor:op="fuse"><value>false</value></prop><prop oor:name="Chart" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"#;

/// Lays the profile on the desk.
pub(crate) fn profile(desk: &Desk) -> io::Result<()> {
    let user = place(desk).join("user");
    fs::create_dir_all(&user)?;
    fs::write(user.join("registrymodifications.xcu"), PROFILE)
}

fn place(desk: &Desk) -> std::path::PathBuf {
    desk.home().join("profilo")
}

/// What every run is told: where its profile is, and that nobody sits before it.
fn usual(desk: &Desk) -> Vec<OsString> {
    let mut own = OsString::from("-env:UserInstallation=file://");
    own.push(place(desk));
    let quiet = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard", "--nologo"];
    std::iter::once(own).chain(quiet.map(OsString::from)).collect()
}

/// What is asked of it: PDF/A-2b with tags (ISO 19005-2), written into the desk's folder of results.
pub(crate) fn arguments(family: Family, document: &Path, desk: &Desk) -> Vec<OsString> {
    let exporter = match family {
        Family::Text => "writer_pdf_Export",
        Family::Sheet => "calc_pdf_Export",
        Family::Slides => "impress_pdf_Export",
    };
    let options =
        r#"{"SelectPdfVersion":{"type":"long","value":"2"},"UseTaggedPDF":{"type":"boolean","value":"true"}}"#;
    let mut all = usual(desk);
    all.extend(
        ["--convert-to".to_owned(), format!("pdf:{exporter}:{options}"), "--outdir".to_owned()].map(OsString::from),
    );
    all.extend([desk.results().into_os_string(), document.as_os_str().to_owned()]);
    all
}

/// How it is asked what it is.
pub(crate) fn version(desk: &Desk) -> Vec<OsString> {
    let mut all = usual(desk);
    all.push("--version".into());
    all
}
