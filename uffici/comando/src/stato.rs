//! The health of the system, each thing as a sentence with what to do.

use authz::Who;
use documents::store::Sha256Hash;
use ente::{Ente, Enti, Files};
use kernel::Instant;

use crate::{error::Error, permissions::SISTEMA};

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Giudizio {
    /// Well.
    Bene,
    /// It works, and someone should look.
    Attenzione,
    /// It does not work.
    Male,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Controllo {
    /// What.
    pub cosa: &'static str,
    /// How it stands.
    pub giudizio: Giudizio,
    /// In a sentence.
    pub frase: String,
    /// What to do, when something is to be done.
    pub rimedio: Option<&'static str>,
}

/// Free space under which it is an error, and under which a warning: bytes. As `municipio doctor` has it.
const TROPPO_POCO: u64 = 500 << 20;
const POCO: u64 = 5 << 30;
/// Leaves wait a second for their seal: so many seconds are too many.
const SIGILLO_IN_RITARDO: i64 = 120;
/// Due jobs that wait longer say that the node does not keep up.
const CODA_IN_RITARDO: i64 = 900;
/// A copy older than this is old: two days.
const COPIA_VECCHIA: i64 = 2 * 86_400;

/// Looks at everything.
///
/// # Errors
/// Without the permission. What does not answer is no error here: it is what the page tells.
pub async fn guarda(ente: &Ente, enti: &Enti, who: &Who) -> Result<Vec<Controllo>, Error> {
    who.require(&SISTEMA)?;
    let now = ente.ledger.now();
    let mut all = vec![
        database(ente).await,
        orologio(ente, now).await,
        documenti(ente).await,
        spazio(enti),
        sigilli(ente, now).await,
    ];
    all.extend(altri(ente, now).await);
    all.extend([lavori(ente, now).await, copia(enti.last_copy(&ente.info.slug), now), versione()]);
    all.extend(antivirus(ente).await);
    Ok(all)
}

fn ok(cosa: &'static str, frase: impl Into<String>) -> Controllo {
    Controllo { cosa, giudizio: Giudizio::Bene, frase: frase.into(), rimedio: None }
}

fn no(cosa: &'static str, giudizio: Giudizio, frase: impl Into<String>, rimedio: &'static str) -> Controllo {
    Controllo { cosa, giudizio, frase: frase.into(), rimedio: Some(rimedio) }
}

/// Whether the database writes: a transaction that is taken back.
async fn database(ente: &Ente) -> Controllo {
    const COSA: &str = "Database";
    let engine = match ente.db().engine() {
        db::Engine::Sqlite => "incorporato (SQLite)",
        db::Engine::Postgres => "PostgreSQL",
    };
    let tried = async {
        let write = ente.db().write().await?;
        db::execute(&write, "UPDATE ledger_head SET size = size WHERE id = 1", []).await?;
        Ok::<_, db::Error>(())
    };
    match tried.await {
        Ok(()) => ok(COSA, format!("Il database {engine} legge e scrive.")),
        Err(error) => no(
            COSA,
            Giudizio::Male,
            format!("Il database {engine} non scrive: {error}"),
            "Controlla che il disco non sia pieno e che il server del database sia acceso; poi lancia \"municipio doctor\".",
        ),
    }
}

async fn orologio(ente: &Ente, now: Instant) -> Controllo {
    const COSA: &str = "Orologio";
    match ente.ledger.check_clock().await {
        Ok(()) => ok(
            COSA,
            format!("Sono le {} e l'ora va d'accordo con l'ultima scrittura.", now.rome().format("%H:%M del %d/%m/%Y")),
        ),
        Err(error) => no(
            COSA,
            Giudizio::Male,
            error.to_string(),
            "Correggi l'ora della macchina (timedatectl) e accendi la sincronizzazione: fino ad allora non si può registrare.",
        ),
    }
}

/// Writes a few bytes that no document can have, and takes them away.
async fn documenti(ente: &Ente) -> Controllo {
    const COSA: &str = "Archivio dei documenti";
    let mut random = [0; 32];
    ente.ledger.random().fill(&mut random);
    let bytes = [&b"Prova di scrittura di Municipio\n"[..], &random].concat();
    let store = ente.archive.store();
    let written = store.put_stream(&mut &bytes[..], 1_000).await;
    let gone = store.delete(&Sha256Hash::of(&bytes)).await;
    match written.and(gone) {
        Ok(()) => ok(COSA, "Si può scrivere nell'archivio dei documenti."),
        Err(error) => no(
            COSA,
            Giudizio::Male,
            format!("Nell'archivio dei documenti non si scrive: {error}"),
            "Controlla lo spazio, i permessi della cartella o il servizio S3; poi lancia \"municipio doctor\".",
        ),
    }
}

/// What came in while the antivirus did not answer; nothing where no such file waits.
async fn antivirus(ente: &Ente) -> Option<Controllo> {
    const COSA: &str = "Antivirus";
    // A database that does not answer is told above.
    let read = ente.db().read().await.ok()?;
    match documents::unscanned_count(&read).await.ok()? {
        (0, 0) => ente.archive.is_guarded().then(|| ok(COSA, "Ogni file che entra passa dall'antivirus.")),
        (waiting, 0) => Some(no(
            COSA,
            Giudizio::Attenzione,
            format!("{waiting} file sono entrati mentre l'antivirus non rispondeva, e sono da controllare."),
            "Se risponde, li guarda entro un'ora. Se il numero non scende, chiedi a chi gestisce la macchina di lanciare \"municipio doctor\".",
        )),
        (waiting, found) => Some(no(
            COSA,
            Giudizio::Male,
            format!(
                "L'antivirus ha trovato qualcosa in {found} file entrati mentre non rispondeva ({waiting} da controllare ancora)."
            ),
            "Nessuno li apra: nella scheda della registrazione il documento ha il suo segno. Chiedi un file pulito a chi li ha mandati.",
        )),
    }
}

fn spazio(enti: &Enti) -> Controllo {
    const COSA: &str = "Spazio su disco";
    let rimedio = "Libera spazio o ingrandisci il disco: quando è pieno non si può più registrare.";
    let Ok(about) = rustix::fs::statvfs(&enti.place().folder) else {
        return no(
            COSA,
            Giudizio::Attenzione,
            "Non riesco a sapere quanto spazio è libero.",
            "Controllalo con il comando df.",
        );
    };
    let (free, all) = (about.f_bavail.saturating_mul(about.f_frsize), about.f_blocks.saturating_mul(about.f_frsize));
    let elsewhere = matches!(enti.place().files, Files::S3(_));
    let what = if elsewhere { "della macchina (i documenti stanno nel servizio S3)" } else { "dei dati" };
    let frase = format!("Sul disco {what} sono liberi {} su {}.", misura(free), misura(all));
    match free {
        ..TROPPO_POCO => no(COSA, Giudizio::Male, frase, rimedio),
        TROPPO_POCO..POCO => no(COSA, Giudizio::Attenzione, frase, rimedio),
        _ => ok(COSA, frase),
    }
}

/// "12,4 GB".
fn misura(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) >> 30;
    if tenths < 10 { format!("{} MB", bytes >> 20) } else { format!("{},{} GB", tenths / 10, tenths % 10) }
}

async fn sigilli(ente: &Ente, now: Instant) -> Controllo {
    const COSA: &str = "Giornale e sigilli";
    let rimedio =
        "Guarda il registro tecnico: se dice che il giornale è danneggiato, lancia \"municipio verify\" su una copia.";
    let sealing = match ente.ledger.sealing().await {
        Ok(sealing) => sealing,
        Err(error) => return no(COSA, Giudizio::Male, format!("Il giornale non si legge: {error}"), rimedio),
    };
    let Some(since) = sealing.waiting_since.filter(|_| sealing.leaves > sealing.sealed) else {
        let frase = match sealing.leaves {
            0 => "Il giornale è vuoto.".to_owned(),
            all => format!(
                "Tutte le {all} scritture del giornale sono sigillate, fino a quella del {}.",
                sealing.last_at.told()
            ),
        };
        return ok(COSA, frase);
    };
    let waiting = sealing.leaves - sealing.sealed;
    let frase = format!("{waiting} scritture del giornale aspettano il sigillo dal {}.", since.told());
    if now.micros() - since.micros() > SIGILLO_IN_RITARDO * 1_000_000 {
        no(COSA, Giudizio::Male, frase, rimedio)
    } else {
        ok(COSA, format!("{frase} Si sigillano ogni secondo."))
    }
}

/// What others say of the journal, where the settings ask them.
async fn altri(ente: &Ente, now: Instant) -> Vec<Controllo> {
    const COSA: &str = "Marche e testimone del giornale";
    let told = async {
        let read = ente.db().read().await?;
        seal::attested(&read, seal::asked(ente), now).await
    };
    match told.await {
        Ok(all) => {
            let one = |one: seal::Told| match one.late {
                true => no(COSA, Giudizio::Attenzione, one.sentence, seal::REMEDY),
                false => ok(COSA, one.sentence),
            };
            all.into_iter().map(one).collect()
        }
        Err(error) => {
            let frase = format!("Che cosa altri dicono del giornale non si legge: {error}");
            vec![no(COSA, Giudizio::Male, frase, "Controlla il database con \"municipio doctor\".")]
        }
    }
}

async fn lavori(ente: &Ente, now: Instant) -> Controllo {
    const COSA: &str = "Lavori in sospeso";
    let stats = async { Ok::<_, Error>(jobs::stats(&ente.db().read().await?, now).await?) };
    let stats = match stats.await {
        Ok(stats) => stats,
        Err(error) => {
            let frase = format!("La coda dei lavori non si legge: {error}");
            return no(COSA, Giudizio::Male, frase, "Controlla il database con \"municipio doctor\".");
        }
    };
    let late = stats.oldest_due_micros / 60_000_000;
    let frase = format!("{} in attesa, {} in corso, {} falliti.", stats.waiting, stats.running, stats.failed);
    if stats.failed > 0 {
        no(
            COSA,
            Giudizio::Attenzione,
            frase,
            "Apri i lavori in sospeso: di ciascuno c'è il motivo e che cosa si può fare.",
        )
    } else if stats.oldest_due_micros > CODA_IN_RITARDO * 1_000_000 {
        let frase = format!("{frase} Il più vecchio aspetta da {late} minuti.");
        no(
            COSA,
            Giudizio::Attenzione,
            frase,
            "Se il ritardo cresce, la macchina è troppo carica o il programma va riavviato.",
        )
    } else {
        ok(COSA, frase)
    }
}

fn copia(last: Option<Instant>, now: Instant) -> Controllo {
    const COSA: &str = "Copia di sicurezza";
    let rimedio = "Lancia \"municipio backup\" ogni notte e porta la copia su un'altra macchina; ogni tanto prova a rimetterla in piedi con \"municipio restore\".";
    match last {
        None => no(
            COSA,
            Giudizio::Attenzione,
            "Su questa macchina non risulta nessuna copia fatta con \"municipio backup\".",
            rimedio,
        ),
        Some(at) => {
            let frase = format!("L'ultima copia è del {}.", at.told());
            let old = now.micros() - at.micros() > COPIA_VECCHIA * 1_000_000;
            if old { no(COSA, Giudizio::Attenzione, frase, rimedio) } else { ok(COSA, frase) }
        }
    }
}

fn versione() -> Controllo {
    ok("Versione", format!("Il programma è Municipio {}.", env!("CARGO_PKG_VERSION")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_or_old_copy_is_told_with_what_to_do() {
        let now = Instant::from_micros(1_795_611_900_000_000);
        assert_eq!(copia(None, now).giudizio, Giudizio::Attenzione);
        assert_eq!(copia(Some(now.plus_seconds(-3 * 86_400)), now).giudizio, Giudizio::Attenzione);
        let fresh = copia(Some(now.plus_seconds(-3_600)), now);
        assert_eq!((fresh.giudizio, fresh.rimedio), (Giudizio::Bene, None));
    }

    #[test]
    fn sizes_read_as_one_says_them() {
        assert_eq!(misura(900 << 20), "900 MB");
        assert_eq!(misura((12 << 30) + (1 << 29)), "12,5 GB");
    }
}
