//! Each XML that we write, of the demo's own matter: protocol data and the answers to them, packages as they are exported and as they are
//! handed over, adopted acts, contracts of past years. One is invented, the metadata of a fascicolo: the demo's wait to be packed until a
//! conservatore keeps what lies in them. `judges/schemi.tsv` says by which schema each is judged.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ::ente::Ente;
use anyhow::Context;
use atti::Filtro as FiltroAtti;
use authz::Who;
use conservazione::DatiConservatore;
use protocollo::{Filtro, ParteGiornaliero, Verso};
use segnatura::{Form, Notifica};

use super::{CLERK, HEAD, SECRETARY, who};

const MOST_SENT: u64 = 10;
const MOST_DAYS: usize = 3;
const MOST_BYTES: u64 = 50_000_000;
const MOST_ACTS: u64 = 50;
/// Where the files of an exported package lie that are XML, and what a sample of each is called.
const IN_PACKAGES: [(&str, &str); 3] = [
    ("METS.xml", "mets"),
    ("metadata/descriptive/metadati.xml", "metadati"),
    ("metadata/preservation/indice.xml", "indice"),
];

/// Writes them.
///
/// # Errors
/// A kind of which there is nothing; those of the offices and of the disk.
pub(super) async fn write(ente: &Ente, folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let out = Out { ente, folder };
    out.segnature(&who(ente, CLERK).await?).await?;
    out.days(&who(ente, HEAD).await?).await?;
    out.packages().await?;
    out.put("metadati-fascicolo", "campione", conservazione::fascicolo_campione(ente)?)?;
    out.deposits().await?;
    out.acts(&who(ente, SECRETARY).await?).await?;
    out.contracts().await
}

struct Out<'a> {
    ente: &'a Ente,
    folder: &'a Path,
}

impl Out<'_> {
    fn put(&self, what: &str, name: impl std::fmt::Display, xml: impl AsRef<[u8]>) -> std::io::Result<()> {
        fs::write(self.folder.join(format!("{what}-{name}.xml")), xml)
    }

    /// The "segnature" of the last entries that leave, sealed as they are when they are sent to another body, and the answers to the last.
    async fn segnature(&self, who: &Who) -> anyhow::Result<()> {
        let ente = self.ente;
        let opened = seal::open(ente).await?.context("l'ente non ha un sigillo")?;
        let filtro = Filtro { verso: Some(Verso::Partenza), ..Filtro::default() };
        let mut last = None;
        for voce in protocollo::elenca(ente, who, &filtro, None, MOST_SENT).await? {
            let segnatura = match protocollo::anteprima_segnatura(ente, who, voce.anno, voce.numero).await {
                // One without a class or a document has none.
                Err(protocollo::Error::Refused(_)) => continue,
                other => other?,
            };
            let id = format!("sigillo-{}-{}", voce.anno, voce.numero);
            let sealed = opened.xml(ente, segnatura.xml().as_bytes(), &id).await?;
            self.put("segnatura", format!("{}-{}", voce.numero, voce.anno), sealed.bytes)?;
            last = Some(segnatura);
        }
        let last =
            last.context("Di nessuna registrazione in partenza si scrive la segnatura: manca l'XML da giudicare.")?;
        self.answers(&segnatura::read(last.xml().as_bytes())?.identificatore)
    }

    /// What is answered to a "segnatura" in each of the three forms: confirmation, exception, annulment.
    fn answers(&self, id: &segnatura::Identificatore) -> anyhow::Result<()> {
        let reason = || "L'allegato «planimetria» non si apre.".to_owned();
        for (form, year) in [(Form::LineeGuida2021, 2021), (Form::Circolare2013, 2013), (Form::Circolare2001, 2001)] {
            let decided = "Determinazione n. 12 del 03/11/2026".to_owned();
            for (what, answer) in [
                ("conferma", Notifica::conferma(form, id.clone(), id.clone())),
                ("eccezione", Notifica::eccezione(form, id.clone(), reason())),
                ("annullamento", Notifica::annullamento(form, id.clone(), reason(), decided)),
            ] {
                let xml = segnatura::write_notifica(&answer);
                let xml = xml.map_err(|missing| anyhow::anyhow!("La notifica di {what} non si scrive: {missing:?}"))?;
                self.put(what, year, xml)?;
            }
        }
        Ok(())
    }

    /// The metadata beside the registers of the last days.
    async fn days(&self, who: &Who) -> anyhow::Result<()> {
        let ente = self.ente;
        for row in protocollo::elenca_giornalieri(ente, who, None, MOST_DAYS).await? {
            let document = protocollo::apri_giornaliero(ente, who, row.giorno, ParteGiornaliero::Metadati).await?;
            let bytes = ente.archive.bytes(&document, MOST_BYTES).await?.context("i metadati sono troppo grandi")?;
            self.put("giornaliero", row.giorno, bytes)?;
        }
        Ok(())
    }

    /// What is XML in the packages of the archive, as an export writes them.
    async fn packages(&self) -> anyhow::Result<()> {
        let exported = tempfile::tempdir()?;
        let told = conservazione::esporta(self.ente, exported.path(), |_, _| {}).await?;
        anyhow::ensure!(told.guasti == 0, "Dei pacchetti dell'archivio {} sono guasti: {:?}", told.guasti, told.quali);
        anyhow::ensure!(told.scritti > 0, "Nell'archivio non c'è nessun pacchetto: mancano gli indici da giudicare.");
        for year in folders(exported.path())? {
            for package in folders(&year)? {
                self.package(&package)?;
            }
        }
        Ok(())
    }

    fn package(&self, folder: &Path) -> std::io::Result<()> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        for (place, what) in IN_PACKAGES {
            self.put(what, &name, fs::read(folder.join(place))?)?;
        }
        Ok(())
    }

    /// What would be handed to a conservatore that has ParER's service.
    async fn deposits(&self) -> anyhow::Result<()> {
        let conservatore = DatiConservatore {
            nome: "Conservatore di prova".into(),
            indirizzo: "https://conservatore.example.it/".into(),
            ambiente: "PROVA".into(),
            ente: "MONTEFIORITO".into(),
            struttura: "COMUNE".into(),
            utente: "municipio".into(),
            ..DatiConservatore::default()
        };
        for (place, xml) in conservazione::mostra_versamenti(self.ente, &conservatore).await?.iter().enumerate() {
            self.put("versamento", place, xml)?;
        }
        Ok(())
    }

    /// The adopted acts, as Akoma Ntoso.
    async fn acts(&self, who: &Who) -> anyhow::Result<()> {
        let filtro = FiltroAtti { adottati: Some(true), ..FiltroAtti::default() };
        for stato in atti::elenca(self.ente, who, &filtro, None, MOST_ACTS).await? {
            let (_, xml) = atti::testo_akn(self.ente, who, stato.atto_id).await?;
            self.put("atto", format!("{}-{}", stato.tipo, stato.numero.unwrap_or_default()), xml)?;
        }
        Ok(())
    }

    /// The contracts of past years by L. 190/2012, and the index of each file.
    async fn contracts(&self) -> anyhow::Result<()> {
        for anno in trasparenza::anni_di_gare(self.ente).await? {
            for (what, indice) in [("gare", false), ("gare-indice", true)] {
                self.put(what, anno, trasparenza::file_di_gare(self.ente, anno, indice).await?)?;
            }
        }
        Ok(())
    }
}

/// The folders in a folder.
fn folders(of: &Path) -> std::io::Result<Vec<PathBuf>> {
    let all = fs::read_dir(of)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    Ok(all.into_iter().filter(|path| path.is_dir()).collect())
}
