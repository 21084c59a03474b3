//! An index, written file after file.

use std::collections::HashSet;
use std::io::Write;

use chrono::{DateTime, FixedOffset};
use xml_out::Xml;

use crate::{
    Agente, Descrizione, Error, Esterni, File, Firmatario, Gruppo, Id, Impronta, Metadati, NAMESPACE, Nome, PIndex,
    Processo, Relazione, Tempo, Titolare, Volume, controlli,
};

/// Writes an index. The order is that of the standard: [`Writer::new`], then for each group [`Writer::group`], its
/// [`Writer::file`]s and [`Writer::end_group`], at last [`Writer::finish`].
#[derive(Debug)]
pub struct Writer<W> {
    xml: Xml<W>,
    ids: HashSet<String>,
    /// The group that is open, without files, and how many files it has.
    open: Option<(Gruppo, usize)>,
    groups: usize,
}

impl<W: Write> Writer<W> {
    /// Begins an index in Italian.
    ///
    /// # Errors
    /// What the standard refuses in these two parts.
    pub fn new(out: W, descrizione: &Descrizione, volume: &Volume) -> Result<Self, Error> {
        controlli::id(&descrizione.id)?;
        let program = &descrizione.applicazione;
        controlli::testo(&program.nome, "il nome del programma", "")?;
        controlli::testo(&program.versione, "la versione del programma", "")?;
        controlli::testo(&program.produttore, "il produttore del programma", "")?;
        for one in &descrizione.fonti {
            controlli::id(&one.id)?;
            controlli::percorso(&one.percorso, &one.id.valore)?;
        }
        controlli::metadati(descrizione.altro.as_ref())?;
        controlli::id(&volume.id)?;
        for one in &volume.fonti {
            controlli::id(&one.id)?;
            controlli::id(&one.indice)?;
        }
        if let Some(group) = &volume.gruppo {
            controlli::id(&group.id)?;
        }
        controlli::metadati(volume.altro.as_ref())?;
        let mut xml = Xml::document(out);
        let attributes = [
            ("xmlns:sincro", NAMESPACE),
            ("sincro:language", "it"),
            ("sincro:uri", "http://www.uni.com/U3011/sincro-v2/PIndex.xsd"),
            ("sincro:sincroVersion", "2.0"),
        ];
        xml.start("sincro:PIndex", &attributes);
        write_descrizione(&mut xml, descrizione);
        write_volume(&mut xml, volume);
        Ok(Writer { xml, ids: HashSet::new(), open: None, groups: 0 })
    }

    /// Opens a group. Its `file` are not written: they are given one by one.
    ///
    /// # Errors
    /// What the standard refuses in it; [`Error::Ordine`] while another is open; [`Error::Ripetuto`].
    pub fn group(&mut self, gruppo: &Gruppo) -> Result<(), Error> {
        if self.open.is_some() {
            return Err(Error::Ordine);
        }
        controlli::gruppo(gruppo)?;
        self.once(&gruppo.id)?;
        self.xml.start("sincro:FileGroup", &[]);
        write_id(&mut self.xml, "sincro:ID", &gruppo.id);
        self.xml.maybe("sincro:Label", gruppo.etichetta.as_deref());
        self.xml.maybe("sincro:Description", gruppo.descrizione.as_deref());
        self.open = Some((Gruppo { file: Vec::new(), ..gruppo.clone() }, 0));
        Ok(())
    }

    /// A file of the open group.
    ///
    /// # Errors
    /// What the standard refuses in it; [`Error::Ordine`] if no group is open; [`Error::Ripetuto`].
    pub fn file(&mut self, file: &File) -> Result<(), Error> {
        if self.open.is_none() {
            return Err(Error::Ordine);
        }
        controlli::file(file)?;
        self.once(&file.id)?;
        write_file(&mut self.xml, file);
        if let Some((_, files)) = &mut self.open {
            *files += 1;
        }
        Ok(())
    }

    /// Closes the open group.
    ///
    /// # Errors
    /// [`Error::Ordine`] if none is open; a group without files.
    pub fn end_group(&mut self) -> Result<(), Error> {
        let Some((gruppo, files)) = self.open.take() else { return Err(Error::Ordine) };
        if files == 0 {
            return Err(controlli::manca("almeno un file nel gruppo", &gruppo.id.valore));
        }
        gruppo.relazioni.iter().for_each(|one| write_relazione(&mut self.xml, one));
        write_metadati(&mut self.xml, gruppo.altro.as_ref());
        self.xml.end();
        self.groups += 1;
        Ok(())
    }

    /// Ends the index and gives the writer back.
    ///
    /// # Errors
    /// What the standard refuses in the process; an index without groups; [`Error::Ordine`] while a group is open;
    /// those of the writer underneath.
    pub fn finish(mut self, processo: &Processo) -> Result<W, Error> {
        if self.open.is_some() {
            return Err(Error::Ordine);
        }
        if self.groups == 0 {
            return Err(controlli::manca("almeno un gruppo di file", ""));
        }
        controlli::processo(processo)?;
        write_processo(&mut self.xml, processo);
        Ok(self.xml.finish()?)
    }

    /// Identifiers are told apart with their scheme.
    fn once(&mut self, id: &Id) -> Result<(), Error> {
        if self.ids.insert(format!("{}\u{0}{}", id.schema, id.valore)) {
            return Ok(());
        }
        Err(Error::Ripetuto { id: id.valore.chars().take(80).collect() })
    }
}

impl PIndex {
    /// The whole index as XML.
    ///
    /// # Errors
    /// What the standard refuses.
    pub fn xml(&self) -> Result<Vec<u8>, Error> {
        let mut writer = Writer::new(Vec::new(), &self.descrizione, &self.volume)?;
        for gruppo in &self.gruppi {
            writer.group(gruppo)?;
            gruppo.file.iter().try_for_each(|file| writer.file(file))?;
            writer.end_group()?;
        }
        writer.finish(&self.processo)
    }
}

fn istante(at: &DateTime<FixedOffset>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

fn vero(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}

fn write_id<W: Write>(xml: &mut Xml<W>, name: &str, id: &Id) {
    xml.text_with(name, &[("sincro:scheme", &id.schema)], &id.valore);
}

fn write_impronta<W: Write>(xml: &mut Xml<W>, name: &str, one: &Impronta, index: Option<&str>) {
    let mut attributes = Vec::new();
    if let Some(canonical) = one.canonica {
        attributes.push(("sincro:canonicalXML", vero(canonical)));
    }
    attributes.push(("sincro:hashFunction", one.funzione.as_str()));
    attributes.extend(index.map(|index| ("sincro:relatedPIndex", index)));
    xml.text_with(name, &attributes, &hex::encode(&one.valore));
}

fn write_metadati<W: Write>(xml: &mut Xml<W>, one: Option<&Metadati>) {
    match one {
        None => {}
        Some(Metadati::Interni { schema, xml: inside }) => {
            xml.within("sincro:MoreInfo", &[("sincro:xmlSchema", schema)], |xml| {
                xml.within("sincro:EmbeddedMetadata", &[], |xml| xml.raw(inside));
            });
        }
        Some(Metadati::Esterni { schema, file }) => {
            xml.within("sincro:MoreInfo", &[("sincro:xmlSchema", schema)], |xml| write_esterni(xml, file));
        }
    }
}

fn write_esterni<W: Write>(xml: &mut Xml<W>, file: &Esterni) {
    let attributes = of_file(file.codifica.testo(), file.estensione.as_deref(), &file.formato);
    xml.within("sincro:ExternalMetadata", &attributes, |xml| {
        write_id(xml, "sincro:ID", &file.id);
        xml.text("sincro:Path", &file.percorso);
        write_impronta(xml, "sincro:Hash", &file.impronta, None);
    });
}

fn of_file<'a>(encoding: &'a str, extension: Option<&'a str>, format: &'a str) -> Vec<(&'static str, &'a str)> {
    let mut attributes = vec![("sincro:encoding", encoding)];
    attributes.extend(extension.map(|extension| ("sincro:extension", extension)));
    attributes.push(("sincro:format", format));
    attributes
}

fn write_descrizione<W: Write>(xml: &mut Xml<W>, one: &Descrizione) {
    xml.within("sincro:SelfDescription", &[], |xml| {
        write_id(xml, "sincro:ID", &one.id);
        xml.within("sincro:CreatingApplication", &[], |xml| {
            xml.text("sincro:Name", &one.applicazione.nome);
            xml.text("sincro:Version", &one.applicazione.versione);
            xml.text("sincro:Producer", &one.applicazione.produttore);
        });
        for fonte in &one.fonti {
            xml.within("sincro:PIndexSource", &[("sincro:derivation", fonte.derivazione.testo())], |xml| {
                write_id(xml, "sincro:ID", &fonte.id);
                xml.text("sincro:Path", &fonte.percorso);
                write_impronta(xml, "sincro:Hash", &fonte.impronta, None);
            });
        }
        write_metadati(xml, one.altro.as_ref());
    });
}

fn write_volume<W: Write>(xml: &mut Xml<W>, one: &Volume) {
    xml.within("sincro:PVolume", &[], |xml| {
        write_id(xml, "sincro:ID", &one.id);
        xml.maybe("sincro:Label", one.etichetta.as_deref());
        xml.maybe("sincro:Description", one.descrizione.as_deref());
        for fonte in &one.fonti {
            xml.within("sincro:PVolumeSource", &[], |xml| {
                write_id(xml, "sincro:ID", &fonte.id);
                write_id(xml, "sincro:PIndexID", &fonte.indice);
            });
        }
        if let Some(group) = &one.gruppo {
            xml.within("sincro:PVolumeGroup", &[], |xml| {
                write_id(xml, "sincro:ID", &group.id);
                xml.maybe("sincro:Label", group.etichetta.as_deref());
                xml.maybe("sincro:Description", group.descrizione.as_deref());
            });
        }
        write_metadati(xml, one.altro.as_ref());
    });
}

fn write_relazione<W: Write>(xml: &mut Xml<W>, one: &Relazione) {
    xml.within("sincro:Relation", &[], |xml| {
        xml.text("sincro:Type", &one.tipo);
        one.valori.iter().for_each(|value| xml.text("sincro:Value", value));
    });
}

fn write_file<W: Write>(xml: &mut Xml<W>, file: &File) {
    let attributes = of_file(file.codifica.testo(), file.estensione.as_deref(), &file.formato);
    xml.within("sincro:File", &attributes, |xml| {
        write_id(xml, "sincro:ID", &file.id);
        xml.text("sincro:Path", &file.percorso);
        write_impronta(xml, "sincro:Hash", &file.impronta, None);
        if let Some(before) = &file.precedente {
            write_impronta(xml, "sincro:PreviousHash", &before.impronta, Some(&before.indice));
        }
        file.relazioni.iter().for_each(|one| write_relazione(xml, one));
        write_metadati(xml, file.altro.as_ref());
    });
}

fn write_processo<W: Write>(xml: &mut Xml<W>, one: &Processo) {
    xml.within("sincro:Process", &[], |xml| {
        write_agente(xml, "sincro:Submitter", &one.versante, None);
        for Titolare { agente, ruolo } in &one.titolari {
            write_agente(xml, "sincro:Holder", agente, Some(("sincro:holderRole", ruolo.testo())));
        }
        for Firmatario { agente, ruolo } in &one.firmatari {
            let role = ruolo.as_deref().map(|ruolo| ("sincro:signerRole", ruolo));
            write_agente(xml, "sincro:AuthorizedSigner", agente, role);
        }
        xml.within("sincro:TimeReference", &[], |xml| write_tempo(xml, &one.tempo));
        xml.maybe("sincro:LawsAndRegulations", one.norme.as_deref());
        write_metadati(xml, one.altro.as_ref());
    });
}

fn write_tempo<W: Write>(xml: &mut Xml<W>, tempo: &Tempo) {
    match tempo {
        Tempo::Info { istante: at, marca_allegata } => {
            let attributes = [("sincro:attachedTimeStamp", vero(*marca_allegata))];
            xml.text_with("sincro:TimeInfo", &attributes, &istante(at));
        }
        Tempo::Marca { percorso, istante: at, codifica, formato } => {
            let at = istante(at);
            let attributes = [
                ("sincro:encoding", codifica.testo()),
                ("sincro:format", formato.as_str()),
                ("sincro:normal", at.as_str()),
            ];
            xml.text_with("sincro:TimeStamp", &attributes, percorso);
        }
    }
}

fn write_agente<W: Write>(xml: &mut Xml<W>, name: &str, one: &Agente, role: Option<(&str, &str)>) {
    let kind = match one.nome {
        Nome::Persona { .. } => "natural person",
        Nome::Denominazione(_) => "legal person",
    };
    let mut attributes = vec![("sincro:agentType", kind)];
    attributes.extend(role);
    xml.within(name, &attributes, |xml| {
        for id in &one.id {
            let mut attributes = Vec::new();
            attributes.extend(id.espansione.as_deref().map(|text| ("sincro:expan", text)));
            attributes.extend(id.autorita.as_deref().map(|text| ("sincro:nameRegistrationAuthority", text)));
            xml.text_with("sincro:AgentID", &attributes, &id.valore);
        }
        xml.within("sincro:AgentName", &[], |xml| match &one.nome {
            Nome::Persona { nome, cognome } => xml.within("sincro:NameAndSurname", &[], |xml| {
                xml.text("sincro:FirstName", nome);
                xml.text("sincro:LastName", cognome);
            }),
            Nome::Denominazione(name) => xml.text("sincro:FormalName", name),
        });
        for document in &one.documenti {
            let mut attributes = Vec::new();
            if let Some((digest, function)) = &document.impronta {
                attributes.push(("sincro:docHash", digest.as_str()));
                attributes.push(("sincro:hashFunction", function.as_str()));
            }
            attributes.extend(document.uri.as_deref().map(|uri| ("sincro:uriDoc", uri)));
            xml.text_with("sincro:RelevantDocument", &attributes, &document.testo);
        }
        write_metadati(xml, one.altro.as_ref());
    });
}
