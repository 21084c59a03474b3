//! What people write of a mailbox, and whether it can be right. Pure.

use authz::UnitId;
use kernel::Refusal;

use super::parola::Parola;
use crate::{cooperazione, scansione};

/// The codes of the ways of encrypting, and what people read.
pub const TLS: &str = "tls";
pub const STARTTLS: &str = "starttls";
pub const SICUREZZE: [(&str, &str); 2] = [(TLS, "TLS dal primo byte"), (STARTTLS, "STARTTLS")];
/// The largest message that may be asked of a provider, MB: it is held in memory while it leaves.
const MOST_MB: i64 = 200;
/// Characters of the longest text.
const LONGEST: usize = 250;

/// What people write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dati {
    /// The word by which it is known here; it never changes.
    pub nome: String,
    pub indirizzo: String,
    pub certificata: bool,
    pub ufficio: Option<UnitId>,
    pub imap: String,
    pub imap_porta: String,
    pub imap_sicurezza: String,
    pub utente: String,
    /// Empty: the one that is known stays.
    pub password: Parola,
    pub cartella: String,
    pub cartella_presi: String,
    /// Empty: nothing leaves from it.
    pub smtp: String,
    pub smtp_porta: String,
    pub smtp_sicurezza: String,
    pub massimo_mb: String,
    /// The certificate of a private authority.
    pub autorita: String,
}

/// What was written, ready to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buoni {
    pub nome: String,
    pub indirizzo: String,
    pub certificata: bool,
    pub ufficio: UnitId,
    pub imap: String,
    pub imap_porta: i64,
    pub imap_sicurezza: String,
    pub utente: String,
    pub cartella: String,
    pub cartella_presi: String,
    pub smtp: Option<(String, i64, String, Option<i64>)>,
    pub autorita: Option<String>,
}

/// Checks what was written. `nuova`: the name is chosen now.
///
/// # Errors
/// All that is wrong.
pub fn check(dati: &Dati, nuova: bool) -> Result<Buoni, Refusal> {
    let mut refusal = Refusal::default();
    let nome = dati.nome.trim().to_lowercase();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    // A name that begins so is not of a mailbox but of a folder of scans, or of the way to another body.
    let taken = [scansione::PREFISSO, cooperazione::PREFISSO].iter().any(|prefix| nome.starts_with(prefix));
    if nuova && (nome.is_empty() || nome.len() > 40 || !nome.chars().all(plain) || taken) {
        let sentence = "Scrivi un nome breve per riconoscerla, con lettere senza accenti, cifre e trattini: per esempio pec, tributi.";
        refusal.add(Some("nome"), sentence);
    }
    let indirizzo = dati.indirizzo.trim().to_owned();
    if !mail::is_address(&indirizzo) {
        refusal.add(Some("indirizzo"), "Scrivi l'indirizzo della casella, come protocollo@pec.comune.it.");
    }
    if dati.ufficio.is_none() {
        refusal.add(Some("ufficio"), "Scegli l'ufficio che riceve la posta di questa casella.");
    }
    let imap = host(&dati.imap);
    if imap.is_none() {
        refusal
            .add(Some("imap"), "Scrivi il nome del server da cui si legge, come imaps.gestore.it: lo dice il gestore.");
    }
    let smtp = Some(dati.smtp.trim()).filter(|text| !text.is_empty());
    let smtp_host = smtp.and_then(host);
    if smtp.is_some() && smtp_host.is_none() {
        refusal.add(
            Some("smtp"),
            "Il nome del server per spedire non va bene: scrivilo come smtps.gestore.it, oppure lascia vuoto.",
        );
    }
    let imap_sicurezza = sicurezza(&dati.imap_sicurezza);
    let smtp_sicurezza = sicurezza(&dati.smtp_sicurezza);
    let imap_porta = porta(&dati.imap_porta, if imap_sicurezza == TLS { 993 } else { 143 });
    let smtp_porta = porta(&dati.smtp_porta, if smtp_sicurezza == TLS { 465 } else { 587 });
    for (field, porta) in [("imap_porta", imap_porta), ("smtp_porta", smtp_porta)] {
        if porta.is_none() {
            refusal.add(Some(field), "La porta è un numero da 1 a 65535; se la lasci vuota vale quella solita.");
        }
    }
    let massimo_mb = altro(dati, nuova, &mut refusal);
    let cartella = cartella(&dati.cartella, "INBOX", "cartella", &mut refusal);
    let cartella_presi = self::cartella(&dati.cartella_presi, "Municipio", "cartella_presi", &mut refusal);
    if cartella.eq_ignore_ascii_case(&cartella_presi) {
        let sentence = "È la cartella che si legge: i messaggi presi vanno in un'altra.";
        refusal.add(Some("cartella_presi"), sentence);
    }
    let (Some(ufficio), Some(imap), Some(imap_porta), Some(smtp_porta)) = (dati.ufficio, imap, imap_porta, smtp_porta)
    else {
        return Err(refusal);
    };
    let utente = Some(dati.utente.trim()).filter(|text| !text.is_empty()).unwrap_or(&indirizzo).to_owned();
    refusal.unless_empty(Buoni {
        nome,
        indirizzo,
        certificata: dati.certificata,
        ufficio,
        imap,
        imap_porta,
        imap_sicurezza: imap_sicurezza.into(),
        utente,
        cartella,
        cartella_presi,
        smtp: smtp_host.map(|host| (host, smtp_porta, smtp_sicurezza.into(), massimo_mb)),
        autorita: Some(dati.autorita.trim().to_owned()).filter(|text| !text.is_empty()),
    })
}

/// The largest message; and what is wrong with it, with the name, the password and the authority is added.
fn altro(dati: &Dati, nuova: bool, refusal: &mut Refusal) -> Option<i64> {
    let massimo = dati.massimo_mb.trim();
    let massimo_mb = massimo.parse::<i64>().ok().filter(|mb| (1..=MOST_MB).contains(mb));
    if !massimo.is_empty() && massimo_mb.is_none() {
        refusal.add(Some("massimo_mb"), format!("Scrivi quanti MB al massimo spedisce la casella, da 1 a {MOST_MB}."));
    }
    if dati.utente.trim().chars().count() > LONGEST || dati.password.rivela().chars().count() > LONGEST {
        refusal.add(Some("utente"), format!("Il nome e la password hanno al massimo {LONGEST} caratteri."));
    }
    if nuova && dati.password.manca() {
        refusal.add(Some("password"), "Scrivi la password della casella: resta chiusa a chiave e non si rilegge.");
    }
    let autorita = dati.autorita.trim();
    if !autorita.is_empty() && (autorita.len() > 100_000 || !autorita.contains("-----BEGIN CERTIFICATE-----")) {
        let sentence =
            "Incolla il certificato dell'autorità in formato PEM, oppure lascia vuoto: serve solo per server vostri.";
        refusal.add(Some("autorita"), sentence);
    }
    massimo_mb
}

/// The name of a server, if it can be one.
fn host(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.' || c == ':';
    (!text.is_empty() && text.len() <= 253 && text.chars().all(plain)).then_some(text)
}

fn sicurezza(code: &str) -> &'static str {
    if code == STARTTLS { STARTTLS } else { TLS }
}

/// A port; the usual one where none is written.
fn porta(text: &str, usual: i64) -> Option<i64> {
    match text.trim() {
        "" => Some(usual),
        text => text.parse::<u16>().ok().filter(|port| *port > 0).map(i64::from),
    }
}

fn cartella(text: &str, usual: &str, field: &'static str, refusal: &mut Refusal) -> String {
    let folder = Some(text.trim()).filter(|text| !text.is_empty()).unwrap_or(usual);
    // Other letters have a writing of their own in IMAP (RFC 9051, appendix A).
    if folder.len() > LONGEST || !folder.chars().all(|c| c.is_ascii_graphic() || c == ' ') || folder.contains('&') {
        refusal.add(Some(field), "Il nome della cartella ha solo lettere senza accenti, cifre e spazi.");
    }
    folder.to_owned()
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant, SeededRandom};

    use super::*;

    fn good() -> Dati {
        Dati {
            nome: "Pec".into(),
            indirizzo: "comune@pec.example.it".into(),
            ufficio: Some(Id::new(Instant::from_micros(0), &SeededRandom::new(1))),
            imap: "IMAPS.gestore.example".into(),
            password: "segreta".into(),
            ..Dati::default()
        }
    }

    #[test]
    fn what_is_left_empty_takes_the_usual_value() {
        let read = check(&good(), true).unwrap();
        assert_eq!((read.nome.as_str(), read.imap.as_str(), read.imap_porta), ("pec", "imaps.gestore.example", 993));
        assert_eq!((read.utente.as_str(), read.cartella.as_str(), read.smtp), ("comune@pec.example.it", "INBOX", None));
        let sends = Dati { smtp: "smtps.gestore.example".into(), smtp_sicurezza: STARTTLS.into(), ..good() };
        assert_eq!(check(&sends, true).unwrap().smtp.unwrap().1, 587);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let fields = |dati: &Dati, nuova| -> Vec<&'static str> {
            check(dati, nuova).unwrap_err().reasons.iter().filter_map(|reason| reason.field).collect()
        };
        assert_eq!(fields(&Dati::default(), true), ["nome", "indirizzo", "ufficio", "imap", "password"]);
        assert_eq!(
            fields(&Dati { password: Parola::default(), imap_porta: "0".into(), ..good() }, false),
            ["imap_porta"]
        );
        for nome in ["cooperazione-provincia", "Cooperazione-x"] {
            assert_eq!(fields(&Dati { nome: nome.into(), ..good() }, true), ["nome"], "the way to another body");
        }
        let bad = Dati {
            imap: "a b".into(),
            smtp: "x/y".into(),
            massimo_mb: "900".into(),
            cartella_presi: "inbox".into(),
            ..good()
        };
        assert_eq!(fields(&bad, true), ["imap", "smtp", "massimo_mb", "cartella_presi"]);
        assert_eq!(
            fields(&Dati { cartella: "Città".into(), autorita: "x".into(), ..good() }, true),
            ["autorita", "cartella"]
        );
    }
}
