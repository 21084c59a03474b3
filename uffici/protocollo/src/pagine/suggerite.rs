//! Class, office and fascicolo in the form, as they were chosen for documents like the one that is being registered: marked, with the
//! documents behind them, and changed by whoever wants another.

use serde::Serialize;
use ui::TemplateFile;
use web::{Ctx, Error};

use super::{Modulo, fascicolo::href_di};
use crate::{
    apprendi::{Bersaglio, Proposta, proponi},
    bozza::Bozza,
};

pub(super) const TEMPLATE: TemplateFile =
    TemplateFile { name: "protocollo/suggerite.html", source: include_str!("../../templates/suggerite.html") };

/// The marks of the fields, and what is told beside.
#[derive(Debug, Default, Serialize)]
pub(super) struct Suggerite {
    /// The mark of the class, where it stands in the field.
    classe: Option<String>,
    /// The mark of the office, where it stands in the field.
    ufficio: Option<String>,
    righe: Vec<Riga>,
}

/// "Classe: VI.3 Edilizia privata, come [14 documenti simili]. Oppure VI.1 Urbanistica."
#[derive(Debug, Serialize)]
struct Riga {
    prima: String,
    simili: String,
    href: String,
    dopo: String,
}

impl Suggerite {
    pub(super) fn sample() -> Self {
        let riga = Riga {
            prima: "Classe: VI.3 Edilizia privata, come".into(),
            simili: documenti(14),
            href: "/x".into(),
            dopo: ".".into(),
        };
        Self { classe: Some(come(14)), ufficio: Some(come(1)), righe: vec![riga] }
    }
}

/// What is proposed for a draft; what is sure enough is put in the form, where its field is empty.
pub(super) async fn suggerisci(ctx: &Ctx, bozza: Option<&Bozza>, modulo: &mut Modulo) -> Result<Suggerite, Error> {
    let Some(bozza) = bozza else { return Ok(Suggerite::default()) };
    let found = proponi(&ctx.ente, ctx.who()?, &bozza.carta(modulo)).await?;
    let mut told = Suggerite::default();
    if modulo.classe.is_empty()
        && let Some(mark) = told.metti(bozza, Bersaglio::Classe, &found.classe, &mut modulo.classe)
    {
        modulo.proposta_classe.clone_from(&modulo.classe);
        told.classe = Some(mark);
    }
    if modulo.ufficio.is_empty()
        && let Some(mark) = told.metti(bozza, Bersaglio::Ufficio, &found.ufficio, &mut modulo.ufficio)
    {
        modulo.proposta_ufficio.clone_from(&modulo.ufficio);
        told.ufficio = Some(mark);
    }
    if modulo.fascicolo.is_empty() {
        told.righe.extend(found.fascicolo.iter().map(|dove| Riga {
            prima: format!("Fascicolo, forse: {}", dove.chiave),
            simili: dove.oggetto.clone(),
            href: href_di(&dove.chiave),
            dopo: format!(", in cui ci sono {} documenti simili.", dove.quante),
        }));
    }
    Ok(told)
}

impl Suggerite {
    /// Tells of the proposals of one thing; where the first is sure enough, puts it in the field and gives the field's mark.
    fn metti(
        &mut self,
        bozza: &Bozza,
        bersaglio: Bersaglio,
        proposte: &[Proposta],
        campo: &mut String,
    ) -> Option<String> {
        let (first, others) = proposte.split_first()?;
        let what = match bersaglio {
            Bersaglio::Classe => "Classe",
            Bersaglio::Ufficio => "Ufficio",
        };
        let maybe = if first.sicura() { "" } else { ", forse" };
        let others: Vec<&str> = others.iter().map(|other| &*other.nome).collect();
        self.righe.push(Riga {
            prima: format!("{what}{maybe}: {}, come", first.nome),
            simili: documenti(first.simili.len()),
            href: format!("/protocollo/bozze/{}/simili?per={}&valore={}", bozza.id, bersaglio.code(), first.valore),
            dopo: if others.is_empty() { ".".into() } else { format!(". Altrimenti: {}.", others.join("; ")) },
        });
        first.sicura().then(|| {
            campo.clone_from(&first.valore);
            come(first.simili.len())
        })
    }
}

fn come(quanti: usize) -> String {
    format!("come {}", documenti(quanti))
}

/// "14 documenti simili".
pub(super) fn documenti(quanti: usize) -> String {
    match quanti {
        1 => "un documento simile".into(),
        n => format!("{n} documenti simili"),
    }
}
