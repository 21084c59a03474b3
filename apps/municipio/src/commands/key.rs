use std::process::ExitCode;

use ::ente::{Ente, Enti, KeyStep};
use anyhow::Context;
use clap::{Args, Subcommand};
use kernel::Actor;
use vault::Key;
use zeroize::Zeroizing;

use super::{bar, open, the_ente};
use crate::settings::At;

/// The keys of this installation.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Crea la chiave dell'installazione, se non c'è ancora.
    Make(Make),
    /// Scrive le 24 parole che valgono quanto la chiave: da copiare su carta e chiudere in cassaforte.
    Words(Words),
    /// Rifà il file della chiave dalle 24 parole, lette da qui. Un file rovinato o sbagliato viene messo da parte.
    FromWords(FromWords),
    /// Sigilla i segreti che stanno ancora leggibili nel database. Da lanciare a servizio fermo; se si interrompe, riprende.
    Seal(Seal),
    /// Mette una chiave nuova al posto di quella che c'è. Da lanciare a servizio fermo; se si interrompe, riprende.
    Change(Change),
}

/// A new key.
#[derive(Debug, Args)]
pub(crate) struct Make {
    #[command(flatten)]
    at: At,
}

/// A key on paper.
#[derive(Debug, Args)]
pub(crate) struct Words {
    /// Le parole della chiave di questo solo ente: per chi si sposta su un'altra installazione.
    #[arg(long)]
    ente: Option<String>,
    #[command(flatten)]
    at: At,
}

/// A key from paper.
#[derive(Debug, Args)]
pub(crate) struct FromWords {
    #[command(flatten)]
    at: At,
}

/// Readable secrets, sealed.
#[derive(Debug, Args)]
pub(crate) struct Seal {
    /// Solo l'ente con questo codice.
    #[arg(long)]
    ente: Option<String>,
    #[command(flatten)]
    at: At,
}

/// Another key.
#[derive(Debug, Args)]
pub(crate) struct Change {
    #[command(flatten)]
    at: At,
}

impl KeyCommand {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Make(command) => command.run().await,
            Self::Words(command) => command.run().await,
            Self::FromWords(command) => command.run().await,
            Self::Seal(command) => command.run().await,
            Self::Change(command) => command.run().await,
        }
    }
}

impl Make {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let place = self.at.place()?;
        // Without opening the data: whoever makes the key is often root, and the data is the service's.
        if place.key.read()?.is_some() {
            println!("La chiave c'è già: {}.", place.key.place());
            return Ok(ExitCode::SUCCESS);
        }
        // A new key is of no use where secrets were sealed with one that is lost, and would hide the loss.
        let noted = ::ente::noted_key(&place).await?;
        anyhow::ensure!(noted.is_none(), vault::Error::NoKey(place.key.path()));
        place.key.write(&Key::new(&kernel::SystemRandom), &place.folder)?;
        println!("La chiave è in {}. Non entra nelle copie di sicurezza.", place.key.file.display());
        println!("Ora scrivi su carta le sue 24 parole, e chiudile in cassaforte: le dice \"municipio key words\".");
        Ok(ExitCode::SUCCESS)
    }
}

impl Words {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let enti = open(&self.at).await?;
        let key = enti.key()?.context("La chiave non c'è ancora: creala con \"municipio key make\".")?;
        let (key, whose) = match &self.ente {
            None => (key.clone(), "la chiave di tutta l'installazione".to_owned()),
            Some(slug) => {
                let ente = the_ente(&enti, Some(slug)).await?;
                let sealed = vault::sealed_key(&ente.db().read().await?).await?;
                let sealed = sealed.with_context(|| not_sealed(slug))?;
                let own =
                    vault::open_key(key, slug, &sealed).ok_or(vault::Error::WrongKey(enti.place().key.place()))?;
                (own, format!("la chiave del solo ente {slug}"))
            }
        };
        let words = key.words();
        for (n, word) in words.split(' ').enumerate() {
            println!("{:>2}. {word}", n + 1);
        }
        eprintln!(
            "\nQueste 24 parole sono {whose}: chi le ha e ha una copia apre i segreti. Copiale a mano, in ordine, e chiudile in \
             cassaforte; non fotografarle e non salvarle. Per rimettere in piedi una copia: \"municipio restore --words\"."
        );
        Ok(ExitCode::SUCCESS)
    }
}

fn not_sealed(slug: &str) -> String {
    format!(
        "L'ente {slug} non ha ancora una chiave: i suoi segreti sono leggibili. Sigillali con \"municipio key seal\"."
    )
}

impl FromWords {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let place = self.at.place()?;
        anyhow::ensure!(
            !place.key.is_overruled(),
            "La chiave che vale qui è {}: viene prima del file {}, che rifatto non servirebbe a niente. Niente è stato toccato. \
             Prima toglila (se è una credenziale di systemd, dalle impostazioni del servizio), poi rilancia.",
            place.key.place(),
            place.key.file.display()
        );
        let noted = ::ente::noted_key(&place).await?;
        let key = ask_words()?;
        anyhow::ensure!(
            noted.as_ref().is_none_or(|noted| *noted == key.fingerprint()),
            "Queste parole sono di un'altra chiave: con lei i segreti di questa installazione non si aprono. Niente è stato toccato."
        );
        // Where these are certainly the right words, a file that holds something else is only in the way.
        if noted.is_some() {
            if place.key.read().is_ok_and(|there| there.is_some_and(|there| there.fingerprint() == key.fingerprint())) {
                println!("La chiave giusta c'è già: {}.", place.key.file.display());
                return Ok(ExitCode::SUCCESS);
            }
            if let Some(aside) = place.key.set_aside()? {
                println!("Il file che c'era non è la chiave giusta, e l'ho messo da parte: {}.", aside.display());
            }
        }
        place.key.write(&key, &place.folder)?;
        println!("La chiave è di nuovo in {}.", place.key.file.display());
        Ok(ExitCode::SUCCESS)
    }
}

/// Reads 24 words from whoever types them, or from a file handed over.
pub(super) fn ask_words() -> anyhow::Result<Key> {
    eprintln!("Scrivi le 24 parole nell'ordine, anche su più righe; per finire, una riga vuota.");
    let mut text = Zeroizing::new(String::new());
    for line in std::io::stdin().lines() {
        let line = Zeroizing::new(line.context("Le parole non si leggono")?);
        let ended = line.trim().is_empty() && !text.trim().is_empty();
        text.push_str(&line);
        text.push('\n');
        if ended || text.len() > 4_000 {
            break;
        }
    }
    Ok(Key::from_words(&text)?)
}

impl Seal {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let enti = open(&self.at).await?;
        enti.make_key().await?;
        let slugs = match &self.ente {
            Some(slug) => vec![slug.clone()],
            None => enti.list().into_iter().map(|info| info.slug).collect(),
        };
        anyhow::ensure!(!slugs.is_empty(), "Non c'è ancora nessun ente: il primo nascerà già con i segreti sigillati.");
        let progress = bar("Sigillo i segreti", slugs.len() as u64);
        for slug in slugs {
            let told = seal(&enti, &*the_ente(&enti, Some(&slug)).await?).await?;
            progress.suspend(|| println!("{told}"));
            progress.inc(1);
        }
        progress.finish_and_clear();
        println!(
            "Riavvia il servizio. La chiave è {}: le sue 24 parole le scrive \"municipio key words\".",
            enti.place().key.place()
        );
        println!(
            "Le copie fatte prima hanno ancora i segreti leggibili: quando ne hai una nuova, distruggile o tienile cifrate."
        );
        Ok(ExitCode::SUCCESS)
    }
}

/// Seals what is readable in an ente; what was done, in a line.
async fn seal(enti: &Enti, ente: &Ente) -> anyhow::Result<String> {
    let ledger = enti.with_a_key(ente).await?;
    let signing_key = ledger.seal_signing_key().await?;
    let apps = accounts::seal_secrets(&ledger, &Actor::System("console")).await?;
    // With nothing left to seal too: whoever interrupted it before left readable pages behind.
    let tables = [&[ledger::SECRET_TABLE][..], &accounts::SECRET_TABLES].concat();
    ledger.db().scrub(&tables).await?;
    let slug = &ente.info.slug;
    let key = if signing_key { "sigillata la chiave dei sigilli" } else { "la chiave dei sigilli era già sigillata" };
    Ok(format!("{slug}: {key}; sigillati {apps} segreti dei codici dal telefono."))
}

impl Change {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let enti = open(&self.at).await?;
        let (file, progress) = (enti.place().key.file.clone(), bar("Cambio la chiave", enti.list().len() as u64));
        let mut begun = false;
        let step = |step: KeyStep<'_>| {
            begun = true;
            if matches!(step, KeyStep::Resealed(_)) {
                progress.inc(1);
            }
            Ok(())
        };
        let changed = enti.change_key(step).await;
        progress.finish_and_clear();
        if changed.is_err() && begun {
            eprintln!(
                "Il cambio della chiave è cominciato e non è finito. Niente è perso e tutto si apre: rilancia lo stesso comando, che \
                 riprende da dove era."
            );
        }
        let aside = changed?;
        println!("La chiave è nuova, ed è in {}.", file.display());
        println!("Scrivi subito su carta le sue 24 parole, con \"municipio key words\", e riavvia il servizio.");
        if let Some(aside) = aside {
            println!(
                "La chiave di prima è in {}: con lei e con le sue parole si aprono le copie fatte finora. Fai una copia nuova; quando le \
                 vecchie non ti servono più, distruggi quelle, il file e le parole.",
                aside.display()
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}
