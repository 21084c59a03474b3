use std::{io, path::PathBuf};

use tokio_rustls::rustls::{self, CertificateError};

use crate::{Server, limits::TOLD_MAX};

/// Why mail could not be read or sent: what happened, what it means, what to do, for whoever looks after the mailbox.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No such name.
    #[error(
        "Il server {host} non si trova: il nome è sbagliato, oppure la rete non risponde. Controlla come è scritto."
    )]
    NameNotFound {
        /// The name.
        host: String,
    },
    /// Nobody answers on that port.
    #[error(
        "Il server {host} rifiuta il collegamento sulla porta {port}: la porta è sbagliata, oppure il servizio è fermo."
    )]
    Refused {
        /// The name.
        host: String,
        /// The port.
        port: u16,
    },
    /// It does not answer.
    #[error(
        "Il server {host} non ha risposto per {seconds} secondi. Si riprova da soli; se continua, chiedi al gestore della posta."
    )]
    Silent {
        /// The name.
        host: String,
        /// How long was waited.
        seconds: u64,
    },
    /// It answers, but so slowly that there is no end to it.
    #[error(
        "Il server {host} è così lento che in {minutes} minuti la lettura non è finita. Si riprova da soli; se continua, chiedi al gestore della posta."
    )]
    TooSlow {
        /// The name.
        host: String,
        /// How long was waited in all.
        minutes: u64,
    },
    /// It hung up before the end.
    #[error("Il server {host} ha chiuso il collegamento a metà. Si riprova da soli; niente è andato perso.")]
    Dropped {
        /// The name.
        host: String,
        /// What the system says.
        source: io::Error,
    },
    /// The certificate's time is over, or has not come.
    #[error(
        "Il certificato del server {host} è scaduto, oppure non vale ancora. Non ci si collega: avvisa il gestore della posta. Controlla anche l'ora di questo computer."
    )]
    CertificateExpired {
        /// The name.
        host: String,
    },
    /// The certificate is another's.
    #[error(
        "Il certificato del server {host} è di un altro nome: potrebbe essere un altro server. Non ci si collega: controlla il nome scritto nelle impostazioni."
    )]
    CertificateOtherName {
        /// The name.
        host: String,
    },
    /// Nobody whom we trust signed the certificate.
    #[error(
        "Il certificato del server {host} non è firmato da un'autorità conosciuta. Se il server è vostro, indica nelle impostazioni il file della vostra autorità."
    )]
    CertificateUnknown {
        /// The name.
        host: String,
    },
    /// The encryption did not begin.
    #[error(
        "Con il server {host} non si riesce a parlare in modo cifrato: forse la porta non è quella giusta, o vuole STARTTLS invece di TLS (o il contrario)."
    )]
    Tls {
        /// The name.
        host: String,
        /// What happened.
        source: io::Error,
    },
    /// It does not offer STARTTLS.
    #[error(
        "Il server {host} non offre STARTTLS: senza, la password viaggerebbe in chiaro. Non ci si collega: prova con TLS (porta 993 o 465)."
    )]
    NoStartTls {
        /// The name.
        host: String,
    },
    /// The file of the private authority cannot be used.
    #[error("Il file dei certificati {} non si può usare: {reason}.", path.display())]
    BadAuthority {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Name or password are not accepted.
    #[error(
        "Il server {host} non accetta il nome {user} con la password scritta nelle impostazioni. Forse la password è cambiata o scaduta: aggiornala."
    )]
    WrongPassword {
        /// The server.
        host: String,
        /// The name.
        user: String,
    },
    /// No room is left.
    #[error("La casella è piena ({told}). Togli messaggi vecchi dalla casella o chiedi più spazio al gestore.")]
    Quota {
        /// The server's words.
        told: String,
    },
    /// A message longer than the caller takes.
    #[error(
        "Un messaggio di {found} byte è troppo grande: il massimo è {limit}. Resta nella casella: aprilo con la posta del gestore."
    )]
    TooBig {
        /// Its announced length.
        found: u64,
        /// The most that is taken.
        limit: u64,
    },
    /// What was given as an address is none.
    #[error("\"{address}\" non è scritto come un indirizzo di posta: controlla la chiocciola, i punti e gli spazi.")]
    NotAnAddress {
        /// What was given.
        address: String,
    },
    /// A message longer than the mailbox sends.
    #[error(
        "Il messaggio con i suoi allegati supera {} MB, il massimo che questa casella spedisce.", limit >> 20
    )]
    TooLarge {
        /// The most that it sends.
        limit: u64,
    },
    /// A recipient, or the message, is refused for good.
    #[error("Il server {host} ha respinto il messaggio: {told}.")]
    Rejected {
        /// The server.
        host: String,
        /// Its words.
        told: String,
    },
    /// It says no for now.
    #[error("Il server {host} dice che adesso non può: {told}. Si riprova da soli.")]
    Unavailable {
        /// The server.
        host: String,
        /// Its words.
        told: String,
    },
    /// It refuses a command.
    #[error("Il server {host} non ha fatto quello che gli si chiedeva ({what}): {told}.")]
    Declined {
        /// The server.
        host: String,
        /// What was asked.
        what: &'static str,
        /// Its words.
        told: String,
    },
    /// It does not speak as the standard says.
    #[error(
        "Il server {host} ha risposto in un modo che non si capisce: {what}. Forse su quella porta c'è un altro servizio."
    )]
    Unexpected {
        /// The server.
        host: String,
        /// What.
        what: String,
    },
}

impl Error {
    /// The error inside one of reading: what [`crate::Body`] hands to whoever reads it as a stream.
    pub fn inside(error: io::Error) -> Result<Self, io::Error> {
        error.downcast::<Self>()
    }

    /// A failure of the connection.
    pub(crate) fn of_io(server: &Server, source: io::Error) -> Self {
        let host = server.host.clone();
        match source.kind() {
            io::ErrorKind::TimedOut => Self::Silent { host, seconds: server.patience.as_secs() },
            io::ErrorKind::ConnectionRefused => Self::Refused { host, port: server.port },
            _ if source.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => Self::of_tls(server, source),
            _ => Self::Dropped { host, source },
        }
    }

    /// A failure of the handshake.
    pub(crate) fn of_tls(server: &Server, source: io::Error) -> Self {
        let inner = source.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match (inner, source.kind()) {
            (Some(error), _) => {
                Self::of_rustls(&server.host, error).unwrap_or_else(|| Self::Tls { host: server.host.clone(), source })
            }
            (None, io::ErrorKind::TimedOut) => Self::of_io(server, source),
            (None, _) => Self::Tls { host: server.host.clone(), source },
        }
    }

    /// What is wrong with a certificate; `None` for other failures.
    pub(crate) fn of_rustls(host: &str, error: &rustls::Error) -> Option<Self> {
        let host = host.to_owned();
        let rustls::Error::InvalidCertificate(why) = error else { return None };
        Some(match why {
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => Self::CertificateExpired { host },
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::CertificateOtherName { host }
            }
            _ => Self::CertificateUnknown { host },
        })
    }
}

/// A server's words for a person: printable, short, without the full stop at the end.
pub(crate) fn told(words: &str) -> String {
    let plain: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TOLD_MAX).collect();
    let plain = plain.trim().trim_end_matches('.').trim();
    if plain.is_empty() { "senza dire perché".into() } else { plain.into() }
}
