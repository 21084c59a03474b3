//! To release a certified copy: its marks, its statement, its number and its code.

use std::time::Duration;

use authz::Who;
use documents::{
    Guard,
    compose::{self, Look, Plan},
    document,
    format::{FormatId, recognise},
    store::{Sha256Hash, Stored},
};
use ente::Ente;
use kernel::{Id, Instant, Random, Refusal};
use porte::{Originale, Originali, si_converte, si_copia};
use seal::SealId;

use crate::{
    carta::Carta,
    codice::{Codice, lettere},
    error::Error,
    firme,
    permissions::RILASCIA,
    rules::{Forma, Pagine, Scarico},
    sigilla::sigilla,
    tables::{copia, richiesta},
};

/// A person waits for it.
const GUARD: Guard = Guard { time: Duration::from_secs(40), cpu_seconds: 30, memory: 2_000_000_000, background: false };
/// The register that gives the numbers.
const REGISTRO: &str = "copie";
/// Longest texts of a request, in letters.
const LUNGO: usize = 500;
/// Largest copy that is kept, in bytes.
const GRANDE: u64 = 200_000_000;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Richiesta {
    /// The office that keeps the original.
    pub ufficio: String,
    /// Its record, as that office knows it.
    pub cosa: String,
    /// Which document of it.
    pub documento: Id<document::Entity>,
    /// Of a document that has no pages of its own: the PDF of which they are.
    pub conversione: Option<Conversione>,
    /// In what form.
    pub forma: Forma,
    /// "1-3, 5", or nothing for all of them.
    pub pagine: String,
    /// What is said of what is left out.
    pub omesso: Option<String>,
    /// For whom.
    pub richiedente: Option<String>,
    /// Why.
    pub motivo: Option<String>,
    /// What the statement says of the stamp duty.
    pub bollo: Option<String>,
    /// Whether the public page tells what the original is about.
    pub mostra_oggetto: bool,
    /// How the original may be had from it.
    pub scarico: Scarico,
}

/// A document that has no pages of its own, as a PDF that who attests has held against it.
#[derive(Clone, Debug)]
pub enum Conversione {
    /// Into which who attests converted it, by its name.
    Portata(String, Stored),
    /// That a program made of it here.
    Preparata,
}

/// What came of it. The code and the letters are told here once: they are not kept in clear.
#[derive(Clone, Debug)]
pub struct Rilasciata {
    /// Its row in the register.
    pub riga: copia::Model,
    /// Its code, in four groups.
    pub codice: String,
    /// The letters of the last page.
    pub lettere: String,
}

/// The office that keeps originals under this name.
pub(crate) fn porta(
    originali: &'static [&'static dyn Originali],
    ufficio: &str,
) -> Result<&'static dyn Originali, Error> {
    originali.iter().copied().find(|porta| porta.ufficio() == ufficio).ok_or(Error::NotFound)
}

/// The document of which a copy is asked for, and all the reasons why none can be made.
///
/// # Errors
/// Without the permission; where `who` may not see it; the reasons.
pub(crate) async fn originale(
    ente: &Ente,
    who: &Who,
    originali: &'static [&'static dyn Originali],
    (ufficio, cosa, documento): (&str, &str, Id<document::Entity>),
) -> Result<Originale, Error> {
    who.require(&RILASCIA)?;
    let found = porta(originali, ufficio)?.leggi(ente, who, cosa, documento).await?;
    let mut refusal = Refusal::default();
    if let Some(why) = &found.impedito {
        refusal.add(None, why.clone());
    }
    if ente.info.hosts.is_empty() {
        refusal.add(
            None,
            "Il programma non conosce l'indirizzo web del Comune: il contrassegno non porterebbe a nessuna pagina. Chiedi a chi lo \
             gestisce di indicarlo.",
        );
    }
    if !si_copia(&found.documento) && !si_converte(&found.documento) {
        refusal.add(
            None,
            format!(
                "«{}» non è un PDF, un'immagine JPEG o PNG, una busta firmata che li contiene, né un documento che si converte in PDF: il \
                 contrassegno si mette sulle pagine. Rilascia la copia con la tua firma autografa (art. 23, c. 1, d.lgs. 82/2005).",
                found.documento.name
            ),
        );
    }
    Ok(refusal.unless_empty(found)?)
}

/// A copy that is ready, before it has its number.
struct Pronta {
    found: Originale,
    /// The hash of what it was converted into, where it was.
    convertita: Option<Sha256Hash>,
    look: Look,
    pagine: Pagine,
    omesso: Option<String>,
    codice: Codice,
    lettere: String,
    attestante: String,
    qualifica: String,
    at: Instant,
    bytes: Vec<u8>,
    /// The statement at its end, by itself.
    attestazione: Vec<u8>,
    sigillo: Option<SealId>,
}

/// Releases it.
///
/// # Errors
/// Without the permission; where `who` may not see the original; all the reasons why it cannot be; those of store and database.
pub async fn rilascia(
    ente: &Ente,
    who: &Who,
    originali: &'static [&'static dyn Originali],
    random: &dyn Random,
    asked: &Richiesta,
) -> Result<Rilasciata, Error> {
    let pronta = prepara(ente, who, originali, random, asked).await?;
    let stored = ente.archive.receive_own(&mut &pronta.bytes[..], GRANDE).await?;
    let mut tx = ente.ledger.begin(who.actor(), "copie.rilascia").await?;
    let conversione_id = match (&asked.conversione, &pronta.found.preparata) {
        (Some(Conversione::Portata(name, stored)), _) => Some(ente.archive.name(&mut tx, stored, name).await?.id),
        (Some(Conversione::Preparata), made) => made.as_ref().map(|made| made.documento.id),
        (None, _) => None,
    };
    let name = nome_file(&pronta.found, asked.forma.che_cosa(pronta.pagine.estratto()));
    let file = ente.archive.name(&mut tx, &stored, &name).await?;
    let id = tx.id();
    let richiesta = richiesta::Model {
        id: tx.id(),
        copia_id: id,
        lettere_impronta: pronta.codice.impronta_di(&pronta.lettere),
        richiedente: testo(asked.richiedente.as_deref()),
        motivo: testo(asked.motivo.as_deref()),
        omesso: pronta.omesso.clone(),
        bollo: testo(asked.bollo.as_deref()),
    };
    let (ledger::Numbered(_, anno, numero), at) = tx.number(REGISTRO).await?;
    if at.date() != pronta.at.date() {
        // The paper bears the day on which it was begun: the number would be of another, perhaps of another year.
        let sentence = "Mentre si preparava la copia è passata la mezzanotte: premi di nuovo Rilascia.";
        return Err(Refusal::because(sentence).into());
    }
    let row = copia::Model {
        anno: i64::from(anno),
        numero,
        rilasciata_at: at,
        conversione_id,
        ..riga(id, who, asked, &pronta, file.id)
    };
    let riga = tx.insert(row).await?;
    tx.insert(richiesta).await?;
    tx.commit().await?;
    Ok(Rilasciata { riga, codice: pronta.codice.stampato(), lettere: pronta.lettere })
}

/// All that takes time, before anything is locked.
async fn prepara(
    ente: &Ente,
    who: &Who,
    originali: &'static [&'static dyn Originali],
    random: &dyn Random,
    asked: &Richiesta,
) -> Result<Pronta, Error> {
    let found = originale(ente, who, originali, (&asked.ufficio, &asked.cosa, asked.documento)).await?;
    let documento = &found.documento;
    let fonte = fonte(asked, &found)?;
    let convertita = asked.conversione.as_ref().map(|_| fonte.0);
    let look = guarda(ente, fonte).await?;
    let pagine = controlla(asked, &found, look.pages)?;
    let (attestante, qualifica) = attestante(who);
    let (codice, lettere, at) = (Codice::nuovo(random), lettere(random), ente.ledger.now());
    let omesso = testo(asked.omesso.as_deref()).filter(|_| pagine.estratto());
    let carta = Carta {
        originale: &found,
        convertitore: convertitore(asked, &found),
        conversione: convertita.map(|hash| hash.to_string()),
        look,
        pagine: &pagine,
        omesso: omesso.as_deref(),
        bollo: testo(asked.bollo.as_deref()),
        firme: firme::di(ente, documento.id, found.firma.as_ref().map(|firma| firma.id)).await?,
        codice: &codice,
        lettere: &lettere,
        scarico: asked.scarico,
        forma: asked.forma,
        attestante: &attestante,
        qualifica: &qualifica,
        at,
    };
    let plan = carta.piano(ente).await?;
    let bytes = componi(ente, fonte, &plan).await?;
    let (bytes, sigillo) = match asked.forma {
        Forma::Carta => (bytes, None),
        Forma::File => sigilla(ente, bytes).await,
    };
    Ok(Pronta {
        convertita,
        look,
        pagine,
        omesso,
        codice,
        lettere,
        attestante,
        qualifica,
        at,
        bytes,
        attestazione: plan.last,
        sigillo,
        found,
    })
}

/// The statement that would stand at the end of a copy, by itself: for whoever judges it. Nothing is released and nothing is written.
///
/// # Errors
/// As [`rilascia`].
pub async fn attestazione(
    ente: &Ente,
    who: &Who,
    originali: &'static [&'static dyn Originali],
    random: &dyn Random,
    asked: &Richiesta,
) -> Result<Vec<u8>, Error> {
    Ok(prepara(ente, who, originali, random, asked).await?.attestazione)
}

/// The program that made the PDF of which the pages are, where it was made here.
fn convertitore<'a>(asked: &Richiesta, found: &'a Originale) -> Option<&'a str> {
    let made = found.preparata.as_ref().filter(|_| matches!(asked.conversione, Some(Conversione::Preparata)));
    made.map(|made| made.programma.as_str())
}

/// Its row, before it has its number.
fn riga(
    id: Id<copia::Entity>,
    who: &Who,
    asked: &Richiesta,
    pronta: &Pronta,
    copia_id: Id<document::Entity>,
) -> copia::Model {
    let Pronta { found, look, pagine, convertita, .. } = pronta;
    copia::Model {
        id,
        anno: 0,
        numero: 0,
        rilasciata_at: pronta.at,
        codice_impronta: pronta.codice.impronta(),
        tipo: if pagine.estratto() { "estratto" } else { "copia" }.into(),
        forma: Some(asked.forma.code().into()),
        ufficio: asked.ufficio.clone(),
        originale_id: found.id,
        cosa: asked.cosa.clone(),
        segnatura: found.segnatura.clone(),
        originale_at: found.at,
        documento_id: found.documento.id,
        impronta: found.documento.sha256.clone(),
        copiato: Some(if convertita.is_some() { "conversione" } else { copiato(look) }.into()),
        copiato_impronta: convertita.map(|hash| hash.0).or(look.inside).map(|hash| hash.to_vec()),
        conversione_id: None,
        firma_id: found.firma.as_ref().map(|firma| firma.id),
        riservato: found.riservato,
        mostra_oggetto: asked.mostra_oggetto && !found.riservato,
        pagine: pagine.dette(),
        pagine_originale: i64::from(pagine.di),
        fogli: i64::try_from(pagine.scelte.len()).unwrap_or(i64::MAX),
        scarico: asked.scarico.code().into(),
        copia_id,
        sigillo_id: pronta.sigillo,
        persona_id: who.person,
        attestante: pronta.attestante.clone(),
        qualifica: pronta.qualifica.clone(),
    }
}

/// What pages are taken from: its name in the store, and how long it is.
type Fonte = (Sha256Hash, u64);

/// The document itself, or what it was converted into.
fn fonte(asked: &Richiesta, original: &Originale) -> Result<Fonte, Error> {
    let documento = &original.documento;
    let why = match (&asked.conversione, si_copia(documento)) {
        (None, true) => return Ok((documento.hash(), documento.size.unsigned_abs())),
        (Some(_), true) => "Questo documento si copia com'è: togli la conversione.".to_owned(),
        (None, false) => format!("«{}» non è un PDF: carica la sua conversione in PDF/A.", documento.name),
        (Some(Conversione::Preparata), false) => match &original.preparata {
            Some(made) => return Ok((made.documento.hash(), made.documento.size.unsigned_abs())),
            None => {
                "Di questo documento il programma non ha preparato una versione PDF: carica la sua conversione.".into()
            }
        },
        (Some(Conversione::Portata(name, stored)), false)
            if recognise(&stored.head, name, None).id == FormatId::Pdf =>
        {
            return Ok((stored.sha256, stored.size));
        }
        (Some(Conversione::Portata(name, _)), false) => {
            format!("«{name}» non è un PDF: carica la conversione in PDF/A.")
        }
    };
    Err(Refusal::beside("file", why).into())
}

/// What the original is, as far as its pages are concerned.
async fn guarda(ente: &Ente, (hash, size): Fonte) -> Result<Look, Error> {
    Ok(compose::look(&ente.reader, ente.archive.store().open(&hash).await?, size, GUARD).await?)
}

/// The code of what the pages are of.
fn copiato(look: &Look) -> &'static str {
    match (look.picture, look.inside) {
        (true, _) => "immagine",
        (false, Some(_)) => "contenuto",
        (false, None) => "file",
    }
}

/// The file that is printed.
async fn componi(ente: &Ente, (hash, size): Fonte, plan: &Plan) -> Result<Vec<u8>, Error> {
    Ok(compose::compose(&ente.reader, ente.archive.store().open(&hash).await?, size, plan, GUARD).await?)
}

/// All that is wrong with a request, together.
fn controlla(asked: &Richiesta, found: &Originale, count: u32) -> Result<Pagine, Error> {
    let mut refusal = Refusal::default();
    let pagine = match Pagine::leggi(&asked.pagine, count) {
        Ok(pagine) => Some(pagine),
        Err(why) => {
            refusal.reasons.extend(why.reasons);
            None
        }
    };
    if found.riservato && asked.mostra_oggetto {
        refusal.add(Some("oggetto"), "L'originale è riservato: la pagina pubblica non può dire di che cosa tratta.");
    }
    if found.riservato && asked.scarico != Scarico::Mai {
        refusal.add(Some("scarico"), "L'originale è riservato: dalla pagina pubblica non si può scaricare.");
    }
    // What was left out would be one click away.
    if pagine.as_ref().is_some_and(Pagine::estratto) && asked.scarico != Scarico::Mai {
        refusal.add(Some("scarico"), "Di un estratto l'originale intero non si può scaricare: scegli «Nessuno».");
    }
    for (field, text) in [
        ("omesso", &asked.omesso),
        ("richiedente", &asked.richiedente),
        ("motivo", &asked.motivo),
        ("bollo", &asked.bollo),
    ] {
        if text.as_ref().is_some_and(|text| text.chars().count() > LUNGO) {
            refusal.add(Some(field), format!("Scrivi al massimo {LUNGO} caratteri."));
        }
    }
    match pagine {
        Some(pagine) => Ok(refusal.unless_empty(pagine)?),
        None => Err(refusal.into()),
    }
}

fn testo(text: Option<&str>) -> Option<String> {
    text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
}

/// Name of who attests, and as what today: the first incarico that lets them.
fn attestante(who: &Who) -> (String, String) {
    let grant = who.grants.iter().find(|grant| grant.permissions.contains(RILASCIA.code));
    let qualifica = grant.map_or_else(String::new, |grant| format!("{}, {}", grant.role, grant.unit_name));
    (who.name.clone(), qualifica)
}

fn nome_file(found: &Originale, che_cosa: &str) -> String {
    let name = &found.documento.name;
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let stem: String = stem.chars().take(120).collect();
    format!("{stem} ({}).pdf", che_cosa.to_lowercase())
}
