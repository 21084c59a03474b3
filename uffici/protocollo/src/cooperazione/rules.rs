//! What is asked of a message of another body before it is believed. Pure rules.

use directory::ipa::IpaLine;
use documents::store::Sha256Hash;
use ente::Peer;
use segnatura::{Identificatore, cooperazione::Messaggio};
use signing::verify::{
    report::{Format, Level, Mark, Report, SignatureReport, SubIndication},
    revocation::Outcome,
};

use crate::riscontro::rules::{MOTIVI, senza_zeri};

/// The body that brings this name and this secret. All are compared whole, so that the time tells nothing.
pub fn riconosci<'a>(peers: &'a [Peer], nome: &str, chiave: &str) -> Option<&'a Peer> {
    let brought = Sha256Hash::of(chiave.as_bytes()).0;
    let mut found = None;
    for peer in peers {
        let own = Sha256Hash::of(peer.key.as_bytes()).0;
        let same = own.iter().zip(&brought).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0;
        if same && peer.ipa.eq_ignore_ascii_case(nome) {
            found = Some(peer);
        }
    }
    found
}

/// Name and secret of an `Authorization: Basic` header.
pub fn credenziali(header: &str) -> Option<(String, String)> {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    let (scheme, packed) = header.split_once(' ')?;
    let bytes = BASE64_STANDARD.decode(packed.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(bytes).ok()?;
    text.split_once(':').map(|(name, secret)| (name.to_owned(), secret.to_owned()))
}

/// Of which area of a body an address is, by lines of the index: of `aoo`, or (`Err`) of another one and which; none where the index
/// does not tell, because no area has the address or because it does not know `aoo` at all.
pub fn area<'a>(lines: &'a [IpaLine], aoo: &str, address: &str) -> Option<Result<(), &'a str>> {
    let code = |line: &'a IpaLine| line.code.as_deref().unwrap_or_default();
    let own = |line: &IpaLine| line.code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(aoo.trim()));
    let at = |line: &&IpaLine| line.pec.as_deref().is_some_and(|pec| pec.eq_ignore_ascii_case(address.trim()));
    let first = lines.iter().find(at).filter(|_| lines.iter().any(own))?;
    Some(if lines.iter().filter(at).any(own) { Ok(()) } else { Err(code(first)) })
}

/// Whether a registration is of this body.
pub fn sua(id: &Identificatore, peer: &Peer) -> bool {
    let same = |told: &str, own: &str| told.trim().eq_ignore_ascii_case(own);
    same(&id.codice_amministrazione, &peer.ipa) && same(&id.codice_aoo, &peer.aoo)
}

/// Why a registration is none; none where it tells all that identifies it. `di_chi`: "del mittente", "del destinatario".
pub fn manca(id: &Identificatore, di_chi: &str) -> Option<String> {
    let digits = id.numero.trim();
    let what = if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        "il numero di registrazione, oppure ha altro che cifre"
    } else if id.data.is_none() {
        "la data di registrazione, oppure non si legge"
    } else if id.codice_registro.is_none() {
        "il codice del registro"
    } else {
        return None;
    };
    Some(format!("Nell'identificatore {di_chi} manca {what}."))
}

/// What keeps a seal from being good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rifiuto {
    /// It does not hold for this body: why, in Italian.
    NonVale(String),
    /// It may be found good another time: nobody has told in time whether its certificates were revoked.
    NonOra,
}

/// Whether the seal of a "segnatura" holds for this body. The rules want a qualified one (annex 6, 2): where the settings name the
/// certificate that the body has told us, that very one is asked for instead, and all but who vouches for it must be good.
///
/// # Errors
/// What keeps it from being good.
pub fn sigillo(report: &Report, peer: &Peer) -> Result<(), Rifiuto> {
    let bad = |why: &str| Err(Rifiuto::NonVale(why.to_owned()));
    let [one] = report.signatures.as_slice() else {
        let found = report.signatures.len();
        return bad(&format!("nella segnatura le firme sono {found}: deve essercene una, il sigillo di chi spedisce"));
    };
    if report.mark == Mark::Red {
        return bad(&report.sentence);
    }
    if one.format != Format::Xades || one.level < Level::B {
        return bad("il sigillo non è una firma XAdES almeno di livello B-B");
    }
    if !one.scope.whole {
        return bad("il sigillo non copre tutta la segnatura");
    }
    match &peer.seal {
        Some(seal) => noto(report, one, seal),
        None => qualificato(report, one, &peer.ipa),
    }
}

/// By the trusted lists, and of this body.
fn qualificato(report: &Report, one: &SignatureReport, ipa: &str) -> Result<(), Rifiuto> {
    let own = one.signer.as_ref().and_then(|name| name.codice_ipa());
    if !own.is_some_and(|code| code.eq_ignore_ascii_case(ipa)) {
        return Err(Rifiuto::NonVale(format!("il sigillo non risulta dell'amministrazione {ipa}")));
    }
    match report.mark {
        Mark::Green => Ok(()),
        _ if manca_la_revoca(one) => Err(Rifiuto::NonOra),
        _ => Err(Rifiuto::NonVale(format!("il sigillo non risulta qualificato e valido: {}", report.sentence))),
    }
}

/// By the certificate of this digest, which the body has told us.
fn noto(report: &Report, one: &SignatureReport, seal: &str) -> Result<(), Rifiuto> {
    let bad = |why: &str| Err(Rifiuto::NonVale(why.to_owned()));
    let Some(leaf) = one.chain.first() else { return bad("il sigillo non porta il suo certificato") };
    if !Sha256Hash::of(&leaf.der).to_string().eq_ignore_ascii_case(seal) {
        return bad("il sigillo è di un altro certificato da quello che l'amministrazione ci ha comunicato");
    }
    if report.at < leaf.not_before || report.at > leaf.not_after {
        return bad("il certificato del sigillo non è in corso di validità");
    }
    // Who vouches for it, and that they say that it was not revoked, is what the agreement stands for: not what they say against it.
    if one.chain.iter().any(|certificate| matches!(certificate.revocation, Some(Outcome::Hold { .. }))) {
        return bad("il certificato del sigillo è sospeso");
    }
    match one.sub_indication {
        None | Some(SubIndication::NoCertificateChainFound) => Ok(()),
        Some(_) if manca_la_revoca(one) => Ok(()),
        Some(why) => bad(&format!("il sigillo non è valido: {}", why.words())),
    }
}

fn manca_la_revoca(one: &SignatureReport) -> bool {
    let known: Vec<Option<&Outcome>> = one.chain.iter().map(|certificate| certificate.revocation.as_ref()).collect();
    solo_la_revoca(one.sub_indication, &known)
}

/// Whether all that a verdict lacks is what somebody should have told of these certificates. Of one that is suspended it was told.
fn solo_la_revoca(why: Option<SubIndication>, known: &[Option<&Outcome>]) -> bool {
    let silent = |outcome: &Option<&Outcome>| matches!(outcome, Some(Outcome::Missing { .. } | Outcome::Stale { .. }));
    let held = |outcome: &Option<&Outcome>| matches!(outcome, Some(Outcome::Hold { .. }));
    matches!(why, Some(SubIndication::TryLater | SubIndication::CertificateChainGeneralFailure))
        && known.iter().any(silent)
        && !known.iter().any(held)
}

/// What makes two messages the same one: the registration and the documents, by the digests that the seal covers. Sealed or wrapped
/// anew they are no other message.
pub fn identita(messaggio: &Messaggio) -> String {
    let id = &messaggio.segnatura.identificatore;
    let day = id.data.map(|day| day.to_string()).unwrap_or_default();
    let mut text = [
        id.codice_amministrazione.trim().to_lowercase(),
        id.codice_aoo.trim().to_lowercase(),
        id.codice_registro.as_deref().unwrap_or_default().trim().to_lowercase(),
        senza_zeri(&id.numero).to_owned(),
        day,
    ]
    .join("\0");
    for documento in messaggio.segnatura.documento.iter().chain(&messaggio.segnatura.allegati) {
        let digest = documento.impronta.as_ref().map(|one| (one.algoritmo.as_str(), one.valore.trim()));
        let (algorithm, value) = digest.unwrap_or_default();
        text.push_str(&format!("\0{}\0{algorithm}\0{value}", documento.nome.as_deref().unwrap_or_default()));
    }
    format!("{}@{}", Sha256Hash::of(text.as_bytes()), id.codice_amministrazione.trim().to_lowercase())
}

/// An exception of a receiver in words (annex 6, 3.1.1).
pub fn eccezione(codice: &str, info: Option<&str>) -> String {
    let words = match codice.get(..3).unwrap_or(codice) {
        "000" => "Il messaggio è irricevibile.",
        "001" => "Il sigillo della segnatura non è stato verificato.",
        "002" => "Un'impronta della segnatura non corrisponde al suo documento.",
        "003" => "Un documento non si può leggere.",
        "004" => "La firma di un documento non è valida.",
        "005" => "La marca temporale di un documento non è valida.",
        "006" => "Il sigillo di un documento non è valido.",
        "007" => "La registrazione non è stata trovata.",
        _ => "L'altra amministrazione segnala un'anomalia.",
    };
    let told = info.map(str::trim).filter(|info| !info.is_empty()).map(|info| format!(" {info}"));
    format!("{words}{} ({codice})", told.unwrap_or_default())
}

/// The code and the words under which a reason of ours is told: what a clerk chose is at the beginning of it. The official schema of a
/// confirmation (`AnomalieConfermaEnum`) has no `001` and no `002`: those are told at once by whoever takes nothing. A seal or a digest
/// that is found wanting later leaves as `000`, with the reason in words that name no other code.
pub fn eccezione_nostra(motivo: &str) -> (&'static str, String) {
    let chosen = MOTIVI.iter().find(|(_, words)| motivo.starts_with(words)).map(|(code, _)| *code);
    let code = match chosen {
        Some("illeggibile") => "003_DocumentoAllegatiNonLeggibili",
        Some("firma") => "004_DocumentoAllegatiErroreValidazioneFirma",
        // So the official schema writes it.
        Some("marca") => "005_DocumentoAllegatiErroreVaidazioneMarcaTemporale",
        Some("sigillo") => "006_DocumentoAllegatiErroreValidazioneSigillo",
        _ => "000_Irricevibile",
    };
    (code, motivo.replacen(" (001_ValidazioneFirma)", "", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer() -> Peer {
        Peer {
            name: "provincia".into(),
            ipa: "p_xx".into(),
            aoo: "AOOPXX".into(),
            unit: "PRO".into(),
            key: "k".repeat(32),
            their_key: None,
            receiver: None,
            sender: None,
            seal: None,
        }
    }

    #[test]
    fn a_body_is_known_by_its_own_secret_and_by_no_other() {
        let other = Peer { ipa: "p_yy".into(), key: "y".repeat(32), ..peer() };
        let all = [peer(), other];
        let found = |name: &str, key: &str| riconosci(&all, name, key).map(|peer| peer.ipa.clone());
        assert_eq!(found("P_XX", &"k".repeat(32)).as_deref(), Some("p_xx"));
        assert_eq!(found("p_xx", &"y".repeat(32)), None, "another's");
        assert_eq!(found("p_xx", ""), None);
        assert_eq!(found("p_zz", &"k".repeat(32)), None);
    }

    #[test]
    fn an_address_is_of_the_area_that_the_index_names_and_of_none_where_it_does_not_tell() {
        let line = |code: &str, pec: Option<&str>| IpaLine {
            ipa: "p_xx".into(),
            code: Some(code.into()),
            aoo: true,
            name: "Provincia".into(),
            part: None,
            tax_code: None,
            pec: pec.map(str::to_owned),
            place: None,
        };
        let lines = [line("AOOPXX", Some("a@pec.example.it")), line("AOOPYY", Some("b@pec.example.it"))];
        assert_eq!(area(&lines, "aoopxx", "A@pec.example.it"), Some(Ok(())));
        assert_eq!(area(&lines, "AOOPXX", "b@pec.example.it"), Some(Err("AOOPYY")));
        assert_eq!(area(&lines, "AOOPXX", "c@pec.example.it"), None, "nobody's address");
        assert_eq!(area(&lines[1..], "AOOPXX", "b@pec.example.it"), None, "the index does not know the agreed code");
        let shared = [line("AOOPYY", Some("a@pec.example.it")), line("AOOPXX", Some("a@pec.example.it"))];
        assert_eq!(area(&shared, "AOOPXX", "a@pec.example.it"), Some(Ok(())), "two areas share it");
    }

    #[test]
    fn a_header_gives_name_and_secret_or_nothing() {
        assert_eq!(credenziali("Basic cF94eDpzZWc6cmV0YQ=="), Some(("p_xx".into(), "seg:reta".into())));
        for bad in ["", "Basic", "Basic %%%", "Bearer cF94eDpzZWdyZXRh", "Basic cF94eA=="] {
            assert_eq!(credenziali(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_registration_without_number_day_or_register_is_none() {
        let whole = Identificatore {
            codice_registro: Some("PG".into()),
            numero: "0000012".into(),
            data: chrono::NaiveDate::from_ymd_opt(2026, 11, 3),
            ..Identificatore::default()
        };
        assert_eq!(manca(&whole, "del destinatario"), None);
        let lacks = [
            Identificatore { numero: " ".into(), ..whole.clone() },
            Identificatore { numero: "12/A".into(), ..whole.clone() },
            Identificatore { data: None, ..whole.clone() },
            Identificatore { codice_registro: None, ..whole },
        ];
        for id in lacks {
            let why = manca(&id, "del destinatario").expect("something lacks");
            assert!(why.starts_with("Nell'identificatore del destinatario manca "), "{why}");
        }
    }

    #[test]
    fn an_unsealed_segnatura_does_not_hold_for_anybody() {
        let report = Report::of(chrono::DateTime::UNIX_EPOCH, Vec::new(), Vec::new(), Vec::new());
        let why = sigillo(&report, &peer()).unwrap_err();
        assert!(matches!(&why, Rifiuto::NonVale(why) if why.contains("le firme sono 0")), "{why:?}");
    }

    #[test]
    fn what_nobody_told_may_come_another_time_and_what_was_told_is_heeded() {
        use chrono::DateTime;
        use signing::verify::revocation::Told;
        let told: Told = serde_json::from_value(serde_json::json!({
            "kind": "Crl", "origin": "Given", "by": "CA", "this_update": "2026-11-03T10:00:00Z", "next_update": null, "sha256": ""
        }))
        .unwrap();
        let missing = Outcome::Missing { why: Vec::new() };
        let hold = Outcome::Hold { since: DateTime::UNIX_EPOCH, told };
        let later = |why, known: &[Option<&Outcome>]| solo_la_revoca(Some(why), known);
        assert!(later(SubIndication::CertificateChainGeneralFailure, &[Some(&missing), None]));
        assert!(later(SubIndication::TryLater, &[Some(&Outcome::NotNeeded), Some(&missing)]));
        assert!(!later(SubIndication::TryLater, &[Some(&hold)]), "suspended: as if it were not sealed");
        assert!(!later(SubIndication::TryLater, &[Some(&hold), Some(&missing)]));
        assert!(!later(SubIndication::Revoked, &[Some(&missing)]));
        assert!(!solo_la_revoca(None, &[Some(&missing)]), "nothing lacks");
    }

    #[test]
    fn an_exception_is_told_in_words_and_ours_by_the_code_of_its_reason() {
        assert_eq!(
            eccezione("003_Documento", Some(" vuoto ")),
            "Un documento non si può leggere. vuoto (003_Documento)"
        );
        assert!(eccezione("è", None).starts_with("L'altra amministrazione"));
        let (code, words) = eccezione_nostra("La firma di un documento non è valida. Scaduta.");
        assert_eq!(code, "004_DocumentoAllegatiErroreValidazioneFirma");
        assert_eq!(words, "La firma di un documento non è valida. Scaduta.");
        assert_eq!(eccezione_nostra("Altro"), ("000_Irricevibile", "Altro".into()));
    }

    #[test]
    fn every_reason_of_ours_has_a_code_of_the_official_schema_and_its_words_name_no_other() {
        // AnomalieConfermaEnum of protocollo-mittente.wsdl.
        let official = [
            "000_Irricevibile",
            "003_DocumentoAllegatiNonLeggibili",
            "004_DocumentoAllegatiErroreValidazioneFirma",
            "005_DocumentoAllegatiErroreVaidazioneMarcaTemporale",
            "006_DocumentoAllegatiErroreValidazioneSigillo",
        ];
        for (scelto, _) in MOTIVI {
            let whole = crate::riscontro::rules::motivo(scelto, "Mandatelo di nuovo.").unwrap();
            let (code, words) = eccezione_nostra(&whole);
            assert!(official.contains(&code), "{scelto}: {code}");
            assert!(!words.contains("00") && words.ends_with(". Mandatelo di nuovo."), "{scelto}: {words}");
            let bare = matches!(scelto, "segnatura" | "impronta" | "irricevibile");
            assert_eq!(code == "000_Irricevibile", bare, "{scelto}");
        }
    }
}
