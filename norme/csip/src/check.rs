//! Which MUST rules of CSIP a METS breaks.

use bounded_xml::Element;

use crate::Error;

/// A rule that is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("regola {regola} di E-ARK CSIP: {cosa}")]
pub struct Violazione {
    /// Its number (`CSIP7`).
    pub regola: &'static str,
    /// What is wrong, in Italian.
    pub cosa: &'static str,
}

/// The MUST rules that this METS breaks, of those that can be judged from it alone and that hold of every package;
/// empty when it keeps them. Rules on a section are asked only where the section is there.
///
/// # Errors
/// [`Error::NonMets`]; XML that cannot be read.
pub fn check(bytes: &[u8]) -> Result<Vec<Violazione>, Error> {
    let document = bounded_xml::read(bytes, crate::leggi::LIMITS)?;
    let root = &document.root;
    if root.name != "mets" {
        return Err(Error::NonMets { radice: root.name.chars().take(60).collect() });
    }
    let mut told = Told(Vec::new());
    told.attribute(root, "OBJID", "CSIP1", "manca l'identificativo del pacchetto (mets/@OBJID)");
    told.attribute(root, "TYPE", "CSIP2", "manca la categoria del contenuto (mets/@TYPE)");
    told.attribute(root, "PROFILE", "CSIP6", "manca il profilo METS (mets/@PROFILE)");
    match root.child("metsHdr") {
        None => told.rule(false, "CSIP117", "manca l'intestazione del pacchetto (metsHdr)"),
        Some(header) => intestazione(&mut told, header),
    }
    for section in root.children_named("dmdSec") {
        told.attribute(section, "ID", "CSIP18", "una sezione di metadati descrittivi non ha identificativo");
        told.attribute(section, "CREATED", "CSIP19", "una sezione di metadati descrittivi non ha data");
        section.children_named("mdRef").for_each(|one| riferimento(&mut told, one, &DESCRITTIVI));
    }
    for section in root.children_named("amdSec").flat_map(|one| one.children_named("digiprovMD")) {
        told.attribute(section, "ID", "CSIP33", "una sezione di metadati di provenienza non ha identificativo");
        section.children_named("mdRef").for_each(|one| riferimento(&mut told, one, &PROVENIENZA));
    }
    if let Some(section) = root.child("fileSec") {
        told.attribute(section, "ID", "CSIP59", "la sezione dei file non ha identificativo (fileSec/@ID)");
        section.children_named("fileGrp").for_each(|group| gruppo(&mut told, group));
    }
    struttura(&mut told, root);
    Ok(told.0)
}

struct Told(Vec<Violazione>);

impl Told {
    fn rule(&mut self, good: bool, regola: &'static str, cosa: &'static str) {
        let one = Violazione { regola, cosa };
        if !good && !self.0.contains(&one) {
            self.0.push(one);
        }
    }

    fn attribute(&mut self, element: &Element, name: &str, regola: &'static str, cosa: &'static str) {
        self.rule(element.attribute(name).is_some(), regola, cosa);
    }
}

fn intestazione(told: &mut Told, header: &Element) {
    told.attribute(header, "CREATEDATE", "CSIP7", "manca la data di creazione (metsHdr/@CREATEDATE)");
    let kind = header.attribute("OAISPACKAGETYPE").unwrap_or_default();
    let known = ["SIP", "AIP", "DIP", "AIU", "AIC"].contains(&kind);
    told.rule(known, "CSIP9", "manca il tipo di pacchetto (metsHdr/@csip:OAISPACKAGETYPE)");
    let is = |one: &&Element| {
        one.attribute("ROLE") == Some("CREATOR")
            && one.attribute("TYPE") == Some("OTHER")
            && one.attribute("OTHERTYPE") == Some("SOFTWARE")
    };
    let Some(agent) = header.children_named("agent").find(is) else {
        told.rule(false, "CSIP10", "manca il programma che ha creato il pacchetto (agent CREATOR/OTHER/SOFTWARE)");
        return;
    };
    told.rule(agent.text_at(&["name"]).is_some(), "CSIP14", "manca il nome del programma (agent/name)");
    told.rule(agent.text_at(&["note"]).is_some(), "CSIP15", "manca la versione del programma (agent/note)");
    let typed = agent.children_named("note").any(|one| one.attribute("NOTETYPE") == Some("SOFTWARE VERSION"));
    told.rule(typed, "CSIP16", "la nota sul programma non è dichiarata SOFTWARE VERSION");
}

/// The numbers of the rules on a reference: for descriptive metadata, and eleven further on for provenance.
struct Regole {
    loctype: &'static str,
    link: &'static str,
    href: &'static str,
    rest: [(&'static str, &'static str); 6],
}

const DESCRITTIVI: Regole = Regole {
    loctype: "CSIP22",
    link: "CSIP23",
    href: "CSIP24",
    rest: [
        ("MDTYPE", "CSIP25"),
        ("MIMETYPE", "CSIP26"),
        ("SIZE", "CSIP27"),
        ("CREATED", "CSIP28"),
        ("CHECKSUM", "CSIP29"),
        ("CHECKSUMTYPE", "CSIP30"),
    ],
};

const PROVENIENZA: Regole = Regole {
    loctype: "CSIP36",
    link: "CSIP37",
    href: "CSIP38",
    rest: [
        ("MDTYPE", "CSIP39"),
        ("MIMETYPE", "CSIP40"),
        ("SIZE", "CSIP41"),
        ("CREATED", "CSIP42"),
        ("CHECKSUM", "CSIP43"),
        ("CHECKSUMTYPE", "CSIP44"),
    ],
};

fn riferimento(told: &mut Told, one: &Element, regole: &Regole) {
    luogo(told, one, regole.loctype, regole.link, regole.href);
    for (name, rule) in regole.rest {
        told.attribute(one, name, rule, "un riferimento a metadati non ha tutti gli attributi obbligatori");
    }
}

fn luogo(told: &mut Told, one: &Element, loctype: &'static str, link: &'static str, href: &'static str) {
    told.rule(one.attribute("LOCTYPE") == Some("URL"), loctype, "un riferimento a un file non è di tipo URL");
    told.rule(one.attribute("type") == Some("simple"), link, "un riferimento a un file non è un collegamento semplice");
    told.attribute(one, "href", href, "un riferimento a un file non dice dove si trova");
}

fn gruppo(told: &mut Told, group: &Element) {
    told.attribute(group, "USE", "CSIP64", "un gruppo di file non dice a che cosa serve");
    told.attribute(group, "ID", "CSIP65", "un gruppo di file non ha identificativo");
    let files = group.child("file").is_some() || group.child("fileGrp").is_some();
    told.rule(files, "CSIP66", "un gruppo di file è vuoto");
    for file in group.children_named("file") {
        for (name, rule) in [
            ("ID", "CSIP67"),
            ("MIMETYPE", "CSIP68"),
            ("SIZE", "CSIP69"),
            ("CREATED", "CSIP70"),
            ("CHECKSUM", "CSIP71"),
            ("CHECKSUMTYPE", "CSIP72"),
        ] {
            told.attribute(file, name, rule, "un file non ha tutti gli attributi obbligatori");
        }
        let Some(place) = file.child("FLocat") else {
            told.rule(false, "CSIP76", "un file non dice dove si trova (FLocat)");
            continue;
        };
        luogo(told, place, "CSIP77", "CSIP78", "CSIP79");
    }
}

/// The published examples still carry the label of an older version of the specification: both are taken.
fn struttura(told: &mut Told, root: &Element) {
    let labels = ["CSIP", "CSIP StructMap"];
    let ours = |one: &&Element| one.attribute("LABEL").is_some_and(|label| labels.contains(&label));
    let Some(map) = root.children_named("structMap").find(ours) else {
        told.rule(false, "CSIP80", "manca la mappa strutturale CSIP (structMap)");
        return;
    };
    told.rule(map.attribute("TYPE") == Some("PHYSICAL"), "CSIP81", "la mappa strutturale non è di tipo PHYSICAL");
    told.attribute(map, "ID", "CSIP83", "la mappa strutturale non ha identificativo");
    let Some(div) = map.child("div") else {
        told.rule(false, "CSIP84", "la mappa strutturale è vuota");
        return;
    };
    told.attribute(div, "ID", "CSIP85", "la divisione principale non ha identificativo");
    let metadata = div.children_named("div").find(|one| one.attribute("LABEL") == Some("Metadata"));
    told.rule(metadata.is_some(), "CSIP88", "manca la divisione dei metadati (div Metadata)");
    for one in div.children_named("div") {
        told.attribute(one, "ID", "CSIP89", "una divisione della mappa strutturale non ha identificativo");
    }
    let declared = root.namespace.as_deref() == Some(crate::METS);
    told.rule(declared, "CSIP1", "l'elemento radice non è nello spazio dei nomi di METS");
}
