//! A PDF of each template in `modelli/`, made as a clerk of the demo would make it. A file's name begins with its template's, and a point.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use ::ente::Ente;
use albo::Filtro as FiltroAlbo;
use anyhow::Context;
use atti::Filtro as FiltroAtti;
use authz::Who;
use conversion::{Fence, OFFICE, Programs, SCAN, Workshop};
use copie::{Forma, Scarico};
use documents::{
    document,
    format::{FormatId, recognise},
    stamp::Unstamped,
};
use kernel::{Id, Uuid};
use municipio::OFFICES;
use protocollo::{Filtro, Periodo, Verso, Voce};

use super::{ADMINISTRATOR, CLERK, HEAD, SECRETARY, who};

/// The templates of whole documents.
const TEMPLATES: [&str; 13] = [
    "albo-referta",
    "atto",
    "copia-attestazione",
    "distinta-raccomandate",
    "elenco-scarto",
    "foglio-separatore",
    "foglio-timbro",
    "immagine",
    "indice-fascicolo",
    "registro-giornaliero",
    "registro-periodo",
    "registro-periodo-indice",
    "ricevuta-protocollo",
];
/// The PDF that is signed too.
const SHEET: &str = "foglio-separatore.pdf";
const MOST_DAYS: usize = 3;
const MOST_BYTES: u64 = 50_000_000;
const MOST_RECEIPTS: u64 = 10;
const MOST_INDICES: u64 = 3;
const MOST_LEFT: u64 = 200;
const MOST_ACTS: u64 = 20;
const MOST_POSTED: u64 = 100;
/// Entries of the register of a period, and of one of its volumes.
const MOST_ENTRIES: i64 = 40;
/// Tries at a print, which the running comune may be making too.
const TRIES: usize = 100;
/// A picture: 60 by 40 dots.
const PICTURE: &[u8] = include_bytes!("immagine.png");
/// The office that keeps originals, of which copies are made.
const COPIE: copie::Copie = copie::Copie { originali: &[&protocollo::Originali] };

/// Writes them; gives the one that is signed too.
///
/// # Errors
/// A template of which there is no document; those of the offices and of the disk.
pub(super) async fn write(ente: &Ente, folder: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::create_dir_all(folder)?;
    let out = Out { ente, folder };
    let (clerk, head) = (who(ente, CLERK).await?, who(ente, HEAD).await?);
    let sheet = protocollo::foglio_separatore_pdf(ente, &clerk).await?;
    std::fs::write(folder.join(SHEET), &sheet)?;
    out.entries(&clerk).await?;
    out.folders(&clerk).await?;
    out.letters(&clerk).await?;
    out.days(&head).await?;
    out.period(&head).await?;
    out.certificates(&head).await?;
    out.acts(&who(ente, SECRETARY).await?).await?;
    out.put("elenco-scarto", 1, &conservazione::elenco_di_scarto_campione(ente).await?)?;
    out.picture().await?;
    out.worded(&who(ente, ADMINISTRATOR).await?).await?;
    for template in TEMPLATES {
        anyhow::ensure!(out.has(template)?, "Del modello {template} non c'è nessun documento da giudicare.");
    }
    Ok(sheet)
}

struct Out<'a> {
    ente: &'a Ente,
    folder: &'a Path,
}

impl Out<'_> {
    fn put(&self, template: &str, what: impl std::fmt::Display, bytes: &[u8]) -> std::io::Result<()> {
        std::fs::write(self.folder.join(format!("{template}.{what}.pdf")), bytes)
    }

    fn has(&self, template: &str) -> anyhow::Result<bool> {
        let names: Vec<PathBuf> =
            std::fs::read_dir(self.folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
        let of = |path: &PathBuf| path.file_name().is_some_and(|name| is_of(&name.to_string_lossy(), template));
        Ok(names.iter().any(of))
    }

    /// The bytes of a document of the archive.
    async fn bytes(&self, document: &document::Model) -> anyhow::Result<Vec<u8>> {
        let bytes = self.ente.archive.bytes(document, MOST_BYTES).await?;
        bytes.with_context(|| format!("«{}» è troppo grande.", document.name))
    }

    /// The receipts of the last entries, the sheet in place of a stamp, and what a certified copy would say at its end.
    async fn entries(&self, who: &Who) -> anyhow::Result<()> {
        let ente = self.ente;
        for voce in self.listed(who, Verso::Arrivo, MOST_RECEIPTS).await? {
            let scheda = protocollo::leggi(ente, who, voce.anno, voce.numero).await?;
            let name = format!("{}-{}", voce.numero, voce.anno);
            let mine = scheda.documenti.iter().map(|(_, document)| document);
            for document in mine.filter(|document| document.format().id == FormatId::Pdf) {
                let place = (voce.anno, voce.numero, document.id);
                let sheet = protocollo::foglio_timbro_pdf(ente, who, place, Unstamped::Encrypted).await?;
                self.put("foglio-timbro", &name, &sheet)?;
                if self.has("copia-attestazione")? {
                    continue;
                }
                for forma in [Forma::Carta, Forma::File] {
                    self.statement(who, &voce, document.id, forma).await?;
                }
            }
            let pdf = protocollo::ricevuta_pdf(ente, who, voce.anno, voce.numero).await?;
            self.put("ricevuta-protocollo", name, &pdf)?;
        }
        Ok(())
    }

    async fn listed(&self, who: &Who, verso: Verso, most: u64) -> anyhow::Result<Vec<Voce>> {
        let filtro = Filtro { verso: Some(verso), ..Filtro::default() };
        let found = protocollo::elenca(self.ente, who, &filtro, None, most).await?;
        anyhow::ensure!(!found.is_empty(), "Nel protocollo di prova non c'è niente: mancano le carte da giudicare.");
        Ok(found)
    }

    async fn statement(
        &self,
        who: &Who,
        voce: &Voce,
        documento: Id<document::Entity>,
        forma: Forma,
    ) -> anyhow::Result<()> {
        let asked = copie::Richiesta {
            ufficio: "protocollo".into(),
            cosa: format!("{}/{}", voce.anno, voce.numero),
            documento,
            conversione: None,
            forma,
            pagine: String::new(),
            omesso: None,
            richiedente: None,
            motivo: None,
            bollo: None,
            mostra_oggetto: false,
            scarico: Scarico::Mai,
        };
        let random = self.ente.ledger.random();
        match copie::attestazione(self.ente, who, COPIE.originali, &**random, &asked).await {
            // One that cannot be copied has no statement.
            Err(copie::Error::Refused(_)) => Ok(()),
            made => {
                let what = if forma == Forma::File { "file" } else { "carta" };
                Ok(self.put("copia-attestazione", format!("{}-{}-{what}", voce.numero, voce.anno), &made?)?)
            }
        }
    }

    /// The indices of the last fascicoli.
    async fn folders(&self, who: &Who) -> anyhow::Result<()> {
        let all = protocollo::FiltroFascicoli::default();
        for voce in protocollo::elenca_fascicoli(self.ente, who, &all, None, MOST_INDICES).await? {
            let pdf = protocollo::indice_pdf(self.ente, who, &voce.chiave, self.ente.ledger.now(), &[]).await?;
            self.put("indice-fascicolo", voce.chiave.in_address(), &pdf)?;
        }
        Ok(())
    }

    /// The registered letters of the last day that has any.
    async fn letters(&self, who: &Who) -> anyhow::Result<()> {
        let left = self.listed(who, Verso::Partenza, MOST_LEFT).await?;
        let day = left.iter().find(|voce| voce.mezzo == "raccomandata").map(|voce| voce.registrata_at.date());
        let day = day.context("Nel protocollo di prova non è partita nessuna raccomandata.")?;
        let pdf = protocollo::distinta_pdf(self.ente, who, day, self.ente.ledger.now()).await?;
        Ok(self.put("distinta-raccomandate", day, &pdf)?)
    }

    /// The registers of the last days that have ended.
    async fn days(&self, who: &Who) -> anyhow::Result<()> {
        for row in protocollo::elenca_giornalieri(self.ente, who, None, MOST_DAYS).await? {
            let parte = protocollo::ParteGiornaliero::Registro;
            let document = protocollo::apri_giornaliero(self.ente, who, row.giorno, parte).await?;
            self.put("registro-giornaliero", row.giorno, &self.bytes(&document).await?)?;
        }
        Ok(())
    }

    /// The register of a period, and the index of its volumes.
    async fn period(&self, who: &Who) -> anyhow::Result<()> {
        let ente = self.ente;
        let last = self.listed(who, Verso::Arrivo, 1).await?;
        let anno = last.first().map(|voce| voce.anno).context("Nel protocollo di prova non c'è niente in arrivo.")?;
        let id = protocollo::chiedi_stampa(ente, who, Periodo::Numeri { anno, da: 1, a: MOST_ENTRIES }).await?;
        for _ in 0..TRIES {
            protocollo::fai_stampa(ente, id, MOST_ENTRIES.unsigned_abs()).await?;
            // The index is made last.
            if protocollo::leggi_stampa(ente, who, id).await?.file.iter().any(|file| file.numero == 0) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        for (template, volume) in [("registro-periodo", 1), ("registro-periodo-indice", 0)] {
            let document = protocollo::volume_stampa(ente, who, id, volume).await?;
            self.put(template, anno, &self.bytes(&document).await?)?;
        }
        Ok(())
    }

    /// The certificates of what is posted at the albo, sealed as they are. Those that the night would make are made now.
    async fn certificates(&self, who: &Who) -> anyhow::Result<()> {
        let ente = self.ente;
        albo::chiudi(ente).await?;
        for voce in albo::elenca(ente, who, &FiltroAlbo::default(), None, MOST_POSTED).await? {
            for referta in albo::una(ente, who, voce.riga.id).await?.referte {
                let found = ente.archive.find(&ente.db().read().await?, &[referta.documento_id.uuid()]).await?;
                let document = found.first().context("Una referta non è nell'archivio.")?;
                let name = format!("{}-{}-{}", voce.riga.numero, voce.riga.anno, referta.tipo);
                self.put("albo-referta", name, &self.bytes(document).await?)?;
            }
        }
        Ok(())
    }

    /// The adopted acts: the copy with the number, the act and its opinions as they were signed, where that is a PDF.
    async fn acts(&self, who: &Who) -> anyhow::Result<()> {
        let ente = self.ente;
        let filtro = FiltroAtti { adottati: Some(true), ..FiltroAtti::default() };
        for stato in atti::elenca(ente, who, &filtro, None, MOST_ACTS).await? {
            let name = format!("{}-{}", stato.tipo, stato.numero.unwrap_or_default());
            let copia = atti::copia(ente, who, stato.atto_id, false).await?;
            self.put("atto", format!("{name}-copia"), &copia.byte)?;
            let scheda = atti::leggi(ente, who, stato.atto_id).await?;
            for (place, firma) in scheda.firme.iter().enumerate() {
                let document = scheda.documento(firma.documento_id)?;
                if document.format().id == FormatId::Pdf {
                    self.put("atto", format!("{name}-firma-{place}"), &self.bytes(document).await?)?;
                }
            }
        }
        Ok(())
    }

    /// Each paper that an ente may word, with words of its own.
    async fn worded(&self, who: &Who) -> anyhow::Result<()> {
        for paper in office::papers(OFFICES) {
            let own = |part: &wording::Part| format!("{}\n\nRiga dell'ente, in *grassetto*.", part.shipped);
            let texts = paper.parts.iter().map(|part| (part.code.to_owned(), own(part))).collect();
            let made = wording::check(self.ente, who, paper, &texts).await?;
            self.put("base", paper.name(), &made.pdf)?;
        }
        Ok(())
    }

    /// A picture on a page, as where no other program is there.
    async fn picture(&self) -> anyhow::Result<()> {
        let (ente, name) = (self.ente, "piantina.png");
        let stored = ente.archive.receive_own(&mut &PICTURE[..], MOST_BYTES).await?;
        let format = recognise(PICTURE, name, Some(PICTURE));
        let document = document::Model {
            id: Uuid::nil().into(),
            sha256: stored.sha256.0.to_vec(),
            size: i64::try_from(stored.size)?,
            name: name.into(),
            format: format.id.code(),
            detail: format.detail,
            mismatch: format.mismatch,
            created_at: ente.ledger.now(),
        };
        let programs = Programs::default();
        let workshop = Workshop {
            programs: &programs,
            fence: Fence::Absent,
            reader: &ente.reader,
            author: &ente.info.name,
            at: ente.ledger.now(),
            bounds: (OFFICE, SCAN),
        };
        let made = workshop.make(&document, ente.archive.store().open(&stored.sha256).await?).await?;
        let made = made.context("Un'immagine non si mette su una pagina.")?;
        let pdf = made.pdf.map_err(|why| anyhow::anyhow!("Un'immagine non si mette su una pagina: {why:?}"))?;
        Ok(self.put("immagine", 1, &pdf)?)
    }
}

/// Whether a file of this name shows a document of this template.
fn is_of(name: &str, template: &str) -> bool {
    name.strip_prefix(template).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The look that all share, and what stands on a page of somebody else's: no documents by themselves.
    const PIECES: [&str; 4] = ["base", "copia-contrassegno", "etichetta-protocollo", "timbro-protocollo"];

    #[test]
    fn every_template_has_a_document_that_is_judged() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../modelli");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let typst = files.filter(|path| path.extension().is_some_and(|end| end == "typ"));
        let there: BTreeSet<String> =
            typst.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
        let known: BTreeSet<String> = TEMPLATES.iter().chain(&PIECES).map(ToString::to_string).collect();
        assert_eq!(there, known, "a template of modelli/ without a sample is judged by nobody");
    }

    #[test]
    fn a_name_tells_its_template() {
        assert!(is_of("registro-periodo.2026.pdf", "registro-periodo") && is_of(SHEET, "foglio-separatore"));
        assert!(!is_of("registro-periodo-indice.2026.pdf", "registro-periodo"));
    }
}
