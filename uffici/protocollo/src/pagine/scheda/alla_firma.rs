//! What the page of an entry says of its documents that others sign.

use authz::Who;
use documents::document;
use serde::Serialize;
use ui::{Attachment, Kind, TemplateFile};
use web::{Ctx, Error};

use super::{Nomi, documenti::icona};
use crate::{
    alla_firma::{AllaFirma, si_aspetta},
    pagine::href,
    registrazione::scheda::Scheda,
};

/// The part of the page.
pub(in crate::pagine) const NELLA_SCHEDA: TemplateFile = TemplateFile {
    name: "protocollo/scheda_alla_firma.html",
    source: include_str!("../../../templates/scheda_alla_firma.html"),
};

/// The part of the entry's page.
#[derive(Debug, Serialize)]
pub(super) struct Vista {
    messi: Vec<Messo>,
    /// The documents that this person may put up, with the page on which that is done.
    si_mettono: Vec<(String, String)>,
}

#[derive(Debug, Serialize)]
struct Messo {
    nome: String,
    stato: &'static str,
    tono: &'static str,
    /// By whom and when it was put up, and how it ended.
    frase: String,
    /// Why it was not signed: for who put it up, and their office.
    motivo: Option<String>,
    /// The request, for who put it up.
    richiesta: Option<String>,
    /// The documents that came back, the last one first.
    firmati: Vec<Attachment>,
}

impl Vista {
    pub(super) fn sample(full: bool) -> Self {
        let messo = |stato, motivo: Option<&str>| Messo {
            nome: "atto.pdf".into(),
            stato,
            tono: "info",
            frase: "Messo alla firma da Lucia Ferri il 27/11/2026.".into(),
            motivo: motivo.map(str::to_owned),
            richiesta: Some("/librofirma/1".into()),
            firmati: vec![Attachment { name: "atto-firmato.pdf".into(), href: "/a".into(), ..Attachment::default() }],
        };
        let messi = vec![messo("alla firma", None), messo("rifiutato", Some("Manca l'allegato."))];
        let si_mettono = vec![("atto.pdf".to_owned(), "/librofirma/nuova".to_owned())];
        if full { Self { messi, si_mettono } } else { Self { messi: vec![], si_mettono: vec![] } }
    }

    pub(super) fn of(ctx: &Ctx, scheda: &Scheda, names: &Nomi) -> Result<Self, Error> {
        let who = ctx.who()?;
        let cosa = format!("{}/{}", scheda.riga.anno, scheda.riga.numero);
        let base = href(scheda.riga.anno, scheda.riga.numero);
        let waits = |document: &document::Model| si_aspetta(&scheda.alla_firma, document.hash());
        let free = scheda.documenti.iter().map(|(_, document)| document);
        let free = free.filter(|document| !scheda.stato.annullata && !waits(document));
        let put = |document: &document::Model| {
            let page = porte::firma::alla_firma(who, "protocollo", &cosa, &document.id.to_string())?;
            Some((document.name.clone(), page))
        };
        Ok(Self {
            messi: scheda.alla_firma.iter().map(|one| messo(one, names, &base, who)).collect(),
            si_mettono: free.filter_map(put).collect(),
        })
    }
}

fn messo(one: &AllaFirma, names: &Nomi, base: &str, who: &Who) -> Messo {
    let day = |at: kernel::Instant| at.rome().format("%d/%m/%Y").to_string();
    let by = names.persona(one.riga.persona_id.uuid());
    let mut frase = format!("Messo alla firma da {by} il {}.", day(one.riga.at));
    let last = one.fine.last().map(|(fine, _)| fine);
    let (stato, tono) = match last.map(|fine| fine.tipo.as_str()) {
        None => ("alla firma", "info"),
        Some("rifiutato") => ("rifiutato", "danger"),
        Some("ritirato") => ("ritirato", "neutral"),
        Some(_) => ("firmato", "success"),
    };
    if let Some(fine) = last {
        let by = fine.persona_id.map(|id| format!(" da {}", names.persona(id.uuid()))).unwrap_or_default();
        let what = match fine.tipo.as_str() {
            "rifiutato" => "Rifiutato",
            "ritirato" => "Ritirato",
            "durevole" => "Firmato da tutti, con le prove per verificarne le firme negli anni: completato",
            _ => "Firmato da tutti",
        };
        frase.push_str(&format!(" {what}{by} il {}.", day(fine.at)));
    }
    Messo {
        nome: one.documento.name.clone(),
        stato,
        tono,
        frase,
        motivo: last.filter(|_| one.dice_perche(who)).and_then(|fine| fine.motivo.clone()),
        richiesta: (one.riga.persona_id == who.person).then(|| porte::firma::richiesta(one.riga.richiesta_id)),
        firmati: one.firmati().map(|document| firmato(document, base)).collect(),
    }
}

fn firmato(document: &document::Model, base: &str) -> Attachment {
    let format = document.format();
    let at = format!("{base}/documenti/{}", document.id);
    Attachment {
        name: document.name.clone(),
        href: format!("{at}/firme"),
        download_href: format!("{at}/scarica"),
        bytes: document.size.unsigned_abs(),
        format: format.label(),
        icon: icona(format.preview()).into(),
        kind: Kind::Success,
        note: Some("versione firmata".to_owned()),
        ..Attachment::default()
    }
}
