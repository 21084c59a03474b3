//! How one appeals: every act that concerns somebody says to whom and within which term (art. 3, c. 4, L. 241/1990).

use prose::{Content, Line, Prose};

use super::righe::{Riga, Verso};

/// Before whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ricorso {
    /// The regional court, or the Head of State.
    Generale,
    /// The regional court alone, in thirty days: public contracts (art. 120 CPA).
    Appalti,
    /// The Ministry, against signs on the road (art. 37, c. 3, CdS), beside the regional court.
    Segnaletica,
    /// The judge of sanctions.
    Sanzioni,
    /// Nothing: it concerns the offices alone.
    Nessuno,
}

impl Ricorso {
    /// The one of a kind of act by its iter; a person may choose another.
    pub fn dell_iter(iter: &str) -> Self {
        match iter {
            "determina-contrarre" => Self::Appalti,
            "ordinanza-viabilita" => Self::Segnaletica,
            "verbale-polizia" => Self::Sanzioni,
            "direttiva" | "disposizione" | "liquidazione" => Self::Nessuno,
            _ => Self::Generale,
        }
    }

    /// The one of an act by its iter and its lines: a determina that commits money under a CIG awards a contract, or is
    /// an act of the procedure that does. What is awarded without a line of spending (a concession) only a person
    /// knows.
    pub fn dell_atto(iter: &str, righe: &[Riga]) -> Self {
        let contract = |riga: &Riga| riga.verso == Verso::Impegno && !riga.cig.trim().is_empty();
        match Self::dell_iter(iter) {
            Self::Generale if iter.starts_with("determina-") && righe.iter().any(contract) => Self::Appalti,
            other => other,
        }
    }

    /// The clause, as it stands at the end of the act.
    pub const fn testo(self) -> Option<&'static str> {
        match self {
            Self::Generale => Some(
                "Contro questo atto si può ricorrere al Tribunale amministrativo regionale entro 60 giorni, o al \
                 Presidente della Repubblica \
                 entro 120 giorni. I termini decorrono dalla notifica, o dalla fine della pubblicazione per chi non \
                  deve essere avvisato di \
                 persona; dal 1° al 31 agosto sono sospesi quelli davanti al giudice.",
            ),
            Self::Appalti => Some(
                "Contro questo atto si può ricorrere soltanto al Tribunale amministrativo regionale, entro 30 \
                 giorni (art. 120 del codice del \
                 processo amministrativo).",
            ),
            Self::Segnaletica => Some(
                "Contro questo atto si può ricorrere al Tribunale amministrativo regionale entro 60 giorni; contro \
                 la segnaletica, al \
                 Ministero delle infrastrutture e dei trasporti entro 60 giorni (art. 37, c. 3, del codice della \
                  strada).",
            ),
            Self::Sanzioni => Some(
                "Contro questo verbale si può ricorrere nei modi e nei termini indicati nella notifica, al Prefetto \
                 o al Giudice di pace.",
            ),
            Self::Nessuno => None,
        }
    }
}

/// The text with the clause `after` wherever `before` stands as this program wrote it; none where nothing changes,
/// because either is no clause or because somebody has put it in other words.
pub fn cambiata(testo: &Prose, before: Ricorso, after: Ricorso) -> Option<Vec<prose::Block>> {
    let (before, after) = (before.testo().map(Line::from)?, after.testo().map(Line::from)?);
    let mut blocks = testo.blocks().to_vec();
    let mut changed = false;
    for block in &mut blocks {
        if let Content::Paragraph(paragraph) = &mut block.content
            && paragraph.text == before
            && before != after
        {
            paragraph.text = after.clone();
            changed = true;
        }
    }
    changed.then_some(blocks)
}

/// Whether a text says of the regional court that it is asked within sixty days, and not thirty.
pub fn dice_sessanta(testo: &Prose) -> bool {
    let told = |block: &prose::Block| match &block.content {
        Content::Paragraph(paragraph) => Some(paragraph.text.to_string()),
        Content::Point(point) => Some(point.text.to_string()),
        _ => None,
    };
    testo.blocks().iter().filter_map(told).any(|text| {
        let text = text.to_lowercase();
        let says = |days: &[&str]| days.iter().any(|days| text.contains(days));
        let court = says(&["tribunale amministrativo", "t.a.r."])
            || text.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "tar");
        court && says(&["60 giorni", "sessanta giorni"]) && !says(&["30 giorni", "trenta giorni"])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tipi::TIPI;

    fn con_cig() -> Riga {
        Riga { cig: "A003DEB979".into(), ..Riga::default() }
    }

    #[test]
    fn a_determina_that_commits_money_under_a_cig_has_thirty_days_and_one_that_pays_for_it_or_has_none_sixty() {
        let dell_atto = |iter, riga: Riga| Ricorso::dell_atto(iter, &[riga]);
        assert_eq!(dell_atto("determina-impegno", con_cig()), Ricorso::Appalti);
        assert_eq!(dell_atto("determina-liquidazione", con_cig()), Ricorso::Appalti);
        assert_eq!(dell_atto("determina-impegno", Riga { cig: " ".into(), ..Riga::default() }), Ricorso::Generale);
        let pays = Riga { verso: Verso::Liquidazione, ..con_cig() };
        assert_eq!(dell_atto("determina-liquidazione", pays), Ricorso::Generale);
        assert_eq!(Ricorso::dell_atto("determina-senza-spesa", &[]), Ricorso::Generale);
        assert_eq!(
            dell_atto("delibera-giunta", con_cig()),
            Ricorso::Generale,
            "it gives directions, and awards nothing"
        );
        assert_eq!(dell_atto("liquidazione", con_cig()), Ricorso::Nessuno);
    }

    #[test]
    fn contracts_have_thirty_days_and_everything_else_of_citizens_sixty() {
        assert!(Ricorso::dell_iter("determina-contrarre").testo().unwrap().contains("30 giorni"));
        for (iter, _) in TIPI.iter().flat_map(|tipo| tipo.iter) {
            let ricorso = Ricorso::dell_iter(iter);
            let told = ricorso.testo().unwrap_or_default();
            assert_eq!(told.is_empty(), ricorso == Ricorso::Nessuno, "{iter}");
        }
        assert!(Ricorso::dell_iter("delibera-giunta").testo().unwrap().contains("120 giorni"));
    }
}
