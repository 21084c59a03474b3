//! `METS.xml`, written file after file.

use std::io::{self, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use xml_out::Xml;

use crate::pacchetto::path;
use crate::{CSIP, METS, PROFILE, Pacchetto, Voce};

pub(crate) fn mets<W: Write>(pack: &Pacchetto, out: W) -> io::Result<W> {
    let mut xml = Xml::document(out);
    let attributes = [
        ("xmlns", METS),
        ("xmlns:csip", CSIP),
        ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
        ("OBJID", pack.id.as_str()),
        ("TYPE", "Mixed"),
        ("PROFILE", PROFILE),
        ("csip:CONTENTINFORMATIONTYPE", "MIXED"),
    ];
    xml.start("mets", &attributes);
    header(&mut xml, pack);
    metadata(&mut xml, pack);
    files(&mut xml, pack);
    structure(&mut xml, pack);
    xml.finish()
}

fn istante(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn header<W: Write>(xml: &mut Xml<W>, pack: &Pacchetto) {
    let at = istante(pack.creato);
    xml.within("metsHdr", &[("CREATEDATE", &at), ("csip:OAISPACKAGETYPE", pack.tipo.testo())], |xml| {
        let software = [("ROLE", "CREATOR"), ("TYPE", "OTHER"), ("OTHERTYPE", "SOFTWARE")];
        xml.within("agent", &software, |xml| {
            xml.text("name", &pack.software.nome);
            xml.text_with("note", &[("csip:NOTETYPE", "SOFTWARE VERSION")], &pack.software.versione);
        });
        xml.within("agent", &[("ROLE", "ARCHIVIST"), ("TYPE", "ORGANIZATION")], |xml| xml.text("name", &pack.ente));
    });
}

/// Sections of metadata: their numbers are those of [`structure`].
fn metadata<W: Write>(xml: &mut Xml<W>, pack: &Pacchetto) {
    for (n, (kind, voce)) in pack.descrittivi.iter().enumerate() {
        let (id, at) = (format!("dmd-{}", n + 1), istante(voce.creato));
        let attributes = [("ID", id.as_str()), ("CREATED", at.as_str()), ("STATUS", "CURRENT")];
        xml.within("dmdSec", &attributes, |xml| md_ref(xml, kind, "metadata/descriptive", voce));
    }
    if pack.conservazione.is_empty() {
        return;
    }
    xml.within("amdSec", &[], |xml| {
        for (n, (kind, voce)) in pack.conservazione.iter().enumerate() {
            let id = format!("digiprov-{}", n + 1);
            let attributes = [("ID", id.as_str()), ("STATUS", "CURRENT")];
            xml.within("digiprovMD", &attributes, |xml| md_ref(xml, kind, "metadata/preservation", voce));
        }
    });
}

fn md_ref<W: Write>(xml: &mut Xml<W>, kind: &str, folder: &str, voce: &Voce) {
    let (href, size) = (href(&path(folder, voce)), voce.byte.to_string());
    let (at, digest) = (istante(voce.creato), hex::encode(voce.sha256));
    let attributes = [
        ("LOCTYPE", "URL"),
        ("xlink:type", "simple"),
        ("xlink:href", href.as_str()),
        ("MDTYPE", "OTHER"),
        ("OTHERMDTYPE", kind),
        ("MIMETYPE", voce.formato.as_str()),
        ("SIZE", size.as_str()),
        ("CREATED", at.as_str()),
        ("CHECKSUM", digest.as_str()),
        ("CHECKSUMTYPE", "SHA-256"),
    ];
    xml.within("mdRef", &attributes, |_| {});
}

fn files<W: Write>(xml: &mut Xml<W>, pack: &Pacchetto) {
    let mut next = 0;
    xml.within("fileSec", &[("ID", "file-sec")], |xml| {
        group(xml, "Documentation", "grp-documentation", "documentation", &pack.documentazione, &mut next);
        group(xml, "Schemas", "grp-schemas", "schemas", &pack.schemi, &mut next);
        for (n, rep) in pack.rappresentazioni.iter().enumerate() {
            let (role, id) = (format!("Representations/{}", rep.nome), format!("grp-rep-{}", n + 1));
            group(xml, &role, &id, &format!("representations/{}/data", rep.nome), &rep.file, &mut next);
        }
    });
}

fn group<W: Write>(xml: &mut Xml<W>, role: &str, id: &str, folder: &str, all: &[Voce], next: &mut usize) {
    if all.is_empty() {
        return;
    }
    xml.within("fileGrp", &[("USE", role), ("ID", id)], |xml| {
        for voce in all {
            *next += 1;
            let (id, size) = (format!("file-{next}"), voce.byte.to_string());
            let (at, digest) = (istante(voce.creato), hex::encode(voce.sha256));
            let attributes = [
                ("ID", id.as_str()),
                ("MIMETYPE", voce.formato.as_str()),
                ("SIZE", size.as_str()),
                ("CREATED", at.as_str()),
                ("CHECKSUM", digest.as_str()),
                ("CHECKSUMTYPE", "SHA-256"),
            ];
            xml.within("file", &attributes, |xml| {
                let href = href(&path(folder, voce));
                let attributes = [("LOCTYPE", "URL"), ("xlink:type", "simple"), ("xlink:href", href.as_str())];
                xml.within("FLocat", &attributes, |_| {});
            });
        }
    });
}

fn structure<W: Write>(xml: &mut Xml<W>, pack: &Pacchetto) {
    let ids = |prefix: &str, many: usize| (1..=many).map(|n| format!("{prefix}-{n}")).collect::<Vec<_>>().join(" ");
    let (dmd, adm) = (ids("dmd", pack.descrittivi.len()), ids("digiprov", pack.conservazione.len()));
    xml.within("structMap", &[("TYPE", "PHYSICAL"), ("LABEL", "CSIP"), ("ID", "struct-map")], |xml| {
        xml.within("div", &[("ID", "div-package"), ("LABEL", &pack.id)], |xml| {
            let mut attributes = vec![("ID", "div-metadata"), ("LABEL", "Metadata")];
            attributes.extend((!dmd.is_empty()).then_some(("DMDID", dmd.as_str())));
            attributes.extend((!adm.is_empty()).then_some(("ADMID", adm.as_str())));
            xml.within("div", &attributes, |_| {});
            for (label, id, group, there) in [
                ("Documentation", "div-documentation", "grp-documentation", !pack.documentazione.is_empty()),
                ("Schemas", "div-schemas", "grp-schemas", !pack.schemi.is_empty()),
            ] {
                if there {
                    xml.within("div", &[("ID", id), ("LABEL", label)], |xml| {
                        xml.within("fptr", &[("FILEID", group)], |_| {});
                    });
                }
            }
            xml.within("div", &[("ID", "div-representations"), ("LABEL", "Representations")], |xml| {
                for (n, rep) in pack.rappresentazioni.iter().enumerate() {
                    if !rep.file.is_empty() {
                        xml.within("fptr", &[("FILEID", &format!("grp-rep-{}", n + 1))], |_| {});
                    }
                }
            });
        });
    });
}

/// A path as a relative URL: what RFC 3986 does not let stand is written `%XX`.
fn href(path: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
