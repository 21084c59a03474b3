//! What a person is about to publish: the words of the form, the files that were taken in, what in them looks like personal data. Only
//! whoever began it sees it. Nothing is published before a person has decided each.

use authz::Who;
use documents::{document, store::Sha256Hash};
use ente::Ente;
use kernel::{Id, Refusal, Uuid};
use ledger::Tx;
use porte::{
    Originali,
    albo::{DaPubblicare, Domanda, Origine, Pubblicata, Tipo},
};
use privacy::{Lettura, Trovato, conta, leggi};
use sea_orm::Value;
use serde::{Deserialize, Serialize};

use crate::{
    decisioni::{decidi, durata, giorno},
    error::Error,
    permissions::PUBBLICA,
    pubblica::{AZIONE, pubblica},
    regole::{regole, termini, usuali},
    rules::{DOCUMENTI_MAX, adottato, giorni, parole},
};

/// After so long a draft is forgotten, in seconds.
const SETTIMANA: i64 = 7 * 86_400;
/// Different data of one publication that a person decides; beyond, the file needs masking anyway.
pub(crate) const TROVATI_MAX: usize = 200;

/// What a draft's id points at.
#[derive(Debug)]
pub enum BozzaRow {}

/// The id of a draft.
pub type BozzaId = Id<BozzaRow>;

/// The words of the form, as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scritto {
    /// The kind's code.
    pub tipo: String,
    /// What it is about, for everybody.
    pub oggetto: String,
    /// The act in words.
    pub origine: String,
    /// Who asks.
    pub richiedente: String,
    /// Whether an outside body asks.
    pub esterno: bool,
    /// By which entry, or number of theirs.
    pub protocollo: String,
    /// When it was adopted.
    pub adottato_il: String,
    /// Whether it was voted enforceable at once.
    pub immediata: bool,
    /// How many days; nothing for the usual ones.
    pub giorni: String,
    /// Until which day.
    pub fino_al: String,
    /// The entry of the protocollo whose documents are published: "2026/1".
    pub cosa: String,
}

/// A file of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pezzo {
    /// Its name.
    pub nome: String,
    /// SHA-256 in hexadecimal.
    pub impronta: String,
    /// Its row in the archive, where it has one already.
    pub documento: Option<Uuid>,
}

/// A document of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foglio {
    /// What everybody will read.
    pub pubblico: Pezzo,
    /// The whole, where that is a version with omissis.
    pub integrale: Option<Pezzo>,
    /// Why its words could not be read, so that a person must.
    pub illeggibile: Option<String>,
}

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bozza {
    /// The form.
    pub scritto: Scritto,
    /// The documents.
    pub fogli: Vec<Foglio>,
    /// What was found in them.
    pub trovati: Vec<Trovato>,
    /// Whether there is more than could be told: then it is to be masked, for nobody has seen all of it here.
    pub troppi: bool,
}

/// Begins one: reads the words of what is to be published, and keeps what was found.
///
/// # Errors
/// Without the permission; without files, or with more whole ones than masked; all that is wrong with the form; those of
/// store and database.
pub async fn comincia(
    ente: &Ente,
    who: &Who,
    scritto: Scritto,
    pezzi: (Vec<Pezzo>, Vec<Pezzo>),
) -> Result<BozzaId, Error> {
    who.require(&PUBBLICA)?;
    let (pubblici, interi) = pezzi;
    let mut refusal = Refusal::default();
    if pubblici.is_empty() || pubblici.len() > DOCUMENTI_MAX {
        refusal.add(Some("file"), format!("Scegli da 1 a {DOCUMENTI_MAX} documenti da pubblicare."));
    }
    if interi.len() > pubblici.len() {
        refusal.add(
            Some("integrale"),
            "Le versioni integrali sono più di quelle da pubblicare: per ognuna carica anche quella con gli omissis.",
        );
    }
    controlla_modulo(ente, &scritto, &mut refusal).await?;
    refusal.unless_empty(())?;
    let (mut fogli, mut trovati, mut troppi) = (Vec::new(), Vec::new(), false);
    // The proof of the entry shows the protocollo too.
    let scritte = [scritto.oggetto.as_str(), &scritto.origine, &scritto.richiedente, &scritto.protocollo].join("\n");
    troppi |= conta(&mut trovati, &scritte, "il modulo");
    let mut interi = interi.into_iter();
    for pubblico in pubblici {
        let Lettura { testo, illeggibile } = leggi(ente, &impronta(&pubblico)?, &pubblico.nome).await?;
        // Its name is read by everybody too.
        troppi |= conta(&mut trovati, &format!("{}\n{testo}", pubblico.nome), &pubblico.nome);
        fogli.push(Foglio { pubblico, integrale: interi.next(), illeggibile });
    }
    troppi |= trovati.len() > TROVATI_MAX;
    trovati.truncate(TROVATI_MAX);
    let bozza = Bozza { scritto, fogli, trovati, troppi };
    let now = ente.ledger.now();
    let id = BozzaId::new(now, &**ente.ledger.random());
    let dati = serde_json::to_string(&bozza).map_err(web::Error::internal)?;
    let write = ente.db().write().await?;
    let values: [Value; 4] = [id.into(), who.person.into(), now.into(), dati.into()];
    let sql = "INSERT INTO albo_bozza (id, persona_id, creata_at, dati) VALUES ($1, $2, $3, $4)";
    db::execute(&write, sql, values).await?;
    write.commit().await?;
    Ok(id)
}

/// What is wrong with the form: told while whoever fills it can still mend it.
async fn controlla_modulo(ente: &Ente, scritto: &Scritto, refusal: &mut Refusal) -> Result<(), Error> {
    let oggi = ente.ledger.now().date();
    let altre = [("protocollo", scritto.protocollo.as_str()), ("origine", scritto.origine.as_str())];
    parole(&scritto.oggetto, &scritto.richiedente, altre, refusal);
    adottato(giorno(&scritto.adottato_il, "adottato_il", refusal), oggi, refusal);
    let readable = refusal.reasons.len();
    let durata = durata(scritto, refusal);
    let readable = refusal.reasons.len() == readable;
    let Some(tipo) = Tipo::di(&scritto.tipo) else {
        refusal.add(Some("tipo"), "Scegli che cosa pubblichi.");
        return Ok(());
    };
    // Days that cannot be read are told so, and no more.
    if readable {
        let read = ente.db().read().await?;
        let (regole, termini) = (regole(&read).await?, termini(&read, oggi).await?);
        giorni(tipo, durata, oggi, (usuali(&termini, tipo), &regole), refusal);
    }
    Ok(())
}

fn impronta(pezzo: &Pezzo) -> Result<Sha256Hash, Error> {
    pezzo.impronta.parse().map_err(|_| Error::NotFound)
}

/// A draft of this person's.
///
/// # Errors
/// Without the permission; [`Error::NotFound`], also of one of somebody else's; those of the database.
pub async fn apri(ente: &Ente, who: &Who, id: BozzaId) -> Result<Bozza, Error> {
    who.require(&PUBBLICA)?;
    let read = ente.db().read().await?;
    let sql = "SELECT dati FROM albo_bozza WHERE id = $1 AND persona_id = $2";
    let row = db::one(&read, sql, [id.into(), who.person.into()]).await?.ok_or(Error::NotFound)?;
    let dati: String = row.try_get("", "dati")?;
    Ok(serde_json::from_str(&dati).map_err(web::Error::internal)?)
}

/// Publishes a draft: `decisioni` says for each thing that was found, in its order, why it may be read; `letti`, that what the program
/// could not read was read by the person.
///
/// # Errors
/// Without the permission; all the reasons; those of the database.
pub async fn pubblica_bozza(
    ente: &Ente,
    who: &Who,
    id: BozzaId,
    (decisioni, letti): (&[String], bool),
    originali: &'static [&'static dyn Originali],
) -> Result<Pubblicata, Error> {
    let bozza = apri(ente, who, id).await?;
    let mut refusal = Refusal::default();
    let scelte = decidi(&bozza, decisioni, &mut refusal);
    if !letti {
        refusal.add(
            Some("letti"),
            "Prima di pubblicare leggi ogni documento e spunta la casella: quello che il programma trova non è tutto.",
        );
    }
    let durata = durata(&bozza.scritto, &mut refusal);
    let adottato_il = giorno(&bozza.scritto.adottato_il, "adottato_il", &mut refusal);
    let tipo = Tipo::di(&bozza.scritto.tipo).ok_or(Error::NotFound)?;
    refusal.unless_empty(())?;
    // Who may see an entry may have changed since.
    let di_altri: Vec<Uuid> = bozza.fogli.iter().flat_map(Foglio::di_altri).collect();
    for documento in di_altri {
        dal_protocollo(ente, who, originali, &bozza.scritto.cosa, documento).await?;
    }
    let mut tx = ente.ledger.begin(who.actor(), AZIONE).await?;
    let gone = db::execute(&tx, "DELETE FROM albo_bozza WHERE id = $1", [Value::from(id)]).await?;
    if gone.rows_affected() != 1 {
        return Err(Refusal::because("Questa bozza è già stata pubblicata: la trovi nel registro.").into());
    }
    let mut documenti = Vec::new();
    for foglio in &bozza.fogli {
        let documento = nomina(ente, &mut tx, &foglio.pubblico).await?;
        let integrale = match &foglio.integrale {
            Some(pezzo) => Some(nomina(ente, &mut tx, pezzo).await?),
            None => None,
        };
        documenti.push(DaPubblicare { documento, integrale });
    }
    let scritto = bozza.scritto;
    let domanda = Domanda {
        tipo,
        oggetto: scritto.oggetto,
        origine: Origine { ufficio: "albo".into(), id: None, detta: Some(scritto.origine) },
        richiedente: scritto.richiedente,
        esterno: scritto.esterno,
        protocollo: Some(scritto.protocollo),
        adottato_il,
        immediata: scritto.immediata,
        durata,
        documenti,
        scelte,
        persona: who.person,
    };
    let made = pubblica(&mut tx, &domanda, None).await?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(made)
}

impl Foglio {
    /// The documents of it that another office keeps.
    fn di_altri(&self) -> Vec<Uuid> {
        let both = [Some(&self.pubblico), self.integrale.as_ref()];
        both.into_iter().flatten().filter_map(|pezzo| pezzo.documento).collect()
    }
}

/// A document of an entry that may be published: whoever asks sees it, and it is not confidential.
///
/// # Errors
/// Where `who` may not see it, or it may not be published; those of the database.
pub(crate) async fn dal_protocollo(
    ente: &Ente,
    who: &Who,
    originali: &'static [&'static dyn Originali],
    cosa: &str,
    documento: Uuid,
) -> Result<(document::Model, String, String), Error> {
    let porta = originali.iter().find(|porta| porta.ufficio() == "protocollo").ok_or(Error::NotFound)?;
    let found = porta.leggi(ente, who, cosa, documento.into()).await?;
    let mut refusal = Refusal::default();
    if found.riservato {
        refusal.add(
            Some("cosa"),
            "La registrazione è riservata: i suoi documenti non si pubblicano. Carica tu la versione con gli omissis.",
        );
    }
    if found.impedito.is_some() {
        refusal.add(Some("cosa"), "La registrazione di protocollo è annullata: non si pubblica niente di suo.");
    }
    refusal.unless_empty(())?;
    Ok((found.documento, found.segnatura, found.oggetto))
}

/// The files of a form and the documents that were chosen of an entry, by their ids, in pairs: with masked versions the
/// documents are the whole ones, in the same order; else they are published as they are.
///
/// # Errors
/// More documents than one publication has; those of [`dal_protocollo`].
pub(crate) async fn appaia(
    ente: &Ente,
    who: &Who,
    originali: &'static [&'static dyn Originali],
    (cosa, scelti): (&str, &[Uuid]),
    (mut pubblici, mut interi): (Vec<Pezzo>, Vec<Pezzo>),
) -> Result<(Vec<Pezzo>, Vec<Pezzo>), Error> {
    // Each is read, and its signatures are checked.
    if scelti.len() > DOCUMENTI_MAX {
        let told = format!("Scegli al massimo {DOCUMENTI_MAX} documenti della registrazione.");
        return Err(Refusal::beside("file", told).into());
    }
    let mut presi = Vec::new();
    for documento in scelti {
        let (found, ..) = dal_protocollo(ente, who, originali, cosa, *documento).await?;
        let impronta = found.hash().to_string();
        presi.push(Pezzo { nome: found.name, impronta, documento: Some(found.id.uuid()) });
    }
    if pubblici.is_empty() {
        pubblici = presi;
    } else {
        interi.extend(presi);
    }
    Ok((pubblici, interi))
}

/// The row of a file of a draft.
async fn nomina(ente: &Ente, tx: &mut Tx, pezzo: &Pezzo) -> Result<document::Model, Error> {
    match pezzo.documento {
        Some(id) => ente.archive.find(&*tx, &[id]).await?.pop().ok_or(Error::NotFound),
        None => {
            let stored = ente.archive.stored(impronta(pezzo)?).await?;
            Ok(ente.archive.name(tx, &stored, &pezzo.nome).await?)
        }
    }
}

/// Forgets drafts of more than a week.
pub(crate) async fn dimentica(ente: &Ente) -> Result<(), Error> {
    let before = ente.ledger.now().plus_seconds(-SETTIMANA);
    let write = ente.db().write().await?;
    db::execute(&write, "DELETE FROM albo_bozza WHERE creata_at < $1", [before.into()]).await?;
    write.commit().await?;
    Ok(())
}
