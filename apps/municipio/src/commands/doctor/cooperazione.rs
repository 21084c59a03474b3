//! The bodies with which documents are exchanged without mail: that a unit receives what they send, that our own codes are told, and
//! that nothing of it travels in clear. Nobody is called: an agreement says when.

use db::Db;
use ente::Peer;

use super::{Finding, data};
use crate::settings::Settings;

const WHAT: &str = "cooperazione";

/// Bodies of an ente that is not here.
pub(super) async fn strangers(settings: &Settings) -> Vec<Finding> {
    data::strangers(settings, WHAT, "cooperazione", settings.peers.keys()).await
}

/// The bodies of one ente.
pub(super) async fn ente(settings: &Settings, database: &Db, slug: &str) -> anyhow::Result<Vec<Finding>> {
    let peers = settings.peers.get(slug).map_or(&[][..], Vec::as_slice);
    if peers.is_empty() {
        return Ok(Vec::new());
    }
    let mut findings = Vec::new();
    if !settings.aoo.contains_key(slug) {
        let sentence = format!(
            "L'ente {slug} scambia documenti senza PEC, ma mancano i codici della sua AOO: niente parte e niente si conferma."
        );
        findings.push(Finding::error(WHAT, sentence, format!("Scrivi la sezione [aoo.{slug}].")));
    }
    let units = authz::all_units(&database.read().await?).await?;
    let known = |code: &str| units.iter().any(|unit| unit.code == code);
    findings.extend(peers.iter().map(|peer| una(slug, peer, known(&peer.unit))));
    Ok(findings)
}

fn una(slug: &str, peer: &Peer, unit: bool) -> Finding {
    let section = format!("[cooperazione.{slug}.{}]", peer.name);
    if !unit {
        let sentence = format!("L'amministrazione {} non può scriverci: l'ufficio {} non c'è.", peer.ipa, peer.unit);
        let remedy = format!("Scrivi in unit, sotto {section}, il codice che mostra Comando in Organigramma.");
        return Finding::error(WHAT, sentence, remedy);
    }
    let clear = [&peer.receiver, &peer.sender].into_iter().flatten().find(|address| address.starts_with("http:"));
    if let Some(address) = clear {
        let sentence = format!("L'indirizzo {address} dell'amministrazione {} non è in https.", peer.ipa);
        let remedy =
            format!("Scrivi quello in https sotto {section}: con l'altro viaggiano in chiaro la chiave e i documenti.");
        return Finding::warning(WHAT, sentence, remedy);
    }
    if peer.sender.is_none() {
        let sentence =
            format!("L'amministrazione {} può scriverci, ma non sappiamo dove mandarle le conferme.", peer.ipa);
        return Finding::warning(WHAT, sentence, format!("Scrivi sender sotto {section}."));
    }
    Finding::ok(WHAT, format!("Con l'amministrazione {} si scambiano documenti senza PEC.", peer.ipa))
}
