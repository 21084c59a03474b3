//! Who may do a thing: expressions over offices, incarichi and people.

use std::{collections::BTreeMap, fmt};

use kernel::Uuid;
use serde::{Deserialize, Serialize};

use crate::definizione::{is_true, vero};

/// In which unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dove {
    /// In the unit that proposed the file.
    Proponente,
    /// In any.
    Ovunque,
    /// In this one, by its code.
    Ufficio(String),
}

/// Who may take a step, begin a file or answer for a term.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chi {
    /// Nobody: the program, when the step says so.
    Sistema,
    /// Who began the file.
    Autore,
    /// This very person.
    Persona(Uuid),
    /// Who has any incarico in a unit.
    Ufficio(Dove),
    /// Who has an incarico, or stands in for one who has it and is away or keeps out of this file.
    Incarico {
        /// The role's name.
        ruolo: String,
        /// In which unit.
        dove: Dove,
        /// Whether the deputy may too (usual).
        #[serde(default = "vero", skip_serializing_if = "is_true")]
        vice: bool,
    },
    /// Who last took this step in this file.
    ChiHaCompiuto(String),
    /// Whom the office's own data name for this file ("il RUP"), by the code with which it registered that.
    Designato(String),
    /// Any of these.
    UnoDi(Vec<Chi>),
    /// Who is all of these at once.
    Insieme(Vec<Chi>),
    /// Who is the one and not the other: what four eyes need.
    Tranne {
        /// Who may.
        chi: Box<Chi>,
        /// Who of them may not.
        non: Box<Chi>,
    },
}

impl Chi {
    /// This one and all within it.
    pub fn parti(&self) -> Vec<&Self> {
        let mut parts = vec![self];
        match self {
            Self::UnoDi(all) | Self::Insieme(all) => parts.extend(all.iter().flat_map(Self::parti)),
            Self::Tranne { chi, non } => {
                parts.extend(chi.parti());
                parts.extend(non.parti());
            }
            _ => {}
        }
        parts
    }

    /// The steps whose takers it *needs*: not those that it only keeps out.
    pub(crate) fn attende(&self) -> Vec<&str> {
        match self {
            Self::ChiHaCompiuto(passo) => vec![passo],
            // Any alternative that needs nobody's step will do.
            Self::UnoDi(all) if all.iter().any(|one| one.attende().is_empty()) => vec![],
            Self::UnoDi(all) | Self::Insieme(all) => all.iter().flat_map(Self::attende).collect(),
            Self::Tranne { chi, .. } => chi.attende(),
            _ => vec![],
        }
    }

    /// In words that stand after "lo può fare": "chi ha l'incarico «Responsabile» nell'ufficio proponente".
    pub fn descrivi(&self, nome_passo: &dyn Fn(&str) -> String) -> String {
        let list = |all: &[Self], word: &str| {
            all.iter().map(|one| one.descrivi(nome_passo)).collect::<Vec<_>>().join(&format!(" {word} "))
        };
        match self {
            Self::Sistema => "il programma, da solo".into(),
            Self::Autore => "chi ha avviato la pratica".into(),
            Self::Persona(id) => format!("la persona indicata ({id})"),
            Self::Ufficio(dove) => format!("chi lavora {dove}"),
            Self::Incarico { ruolo, dove, vice: true } => format!("chi ha l'incarico «{ruolo}» {dove}"),
            Self::Incarico { ruolo, dove, vice: false } => format!("chi ha di persona l'incarico «{ruolo}» {dove}"),
            Self::ChiHaCompiuto(passo) => format!("chi ha compiuto «{}»", nome_passo(passo)),
            Self::Designato(codice) => format!("chi è designato nella pratica ({codice})"),
            Self::UnoDi(all) => list(all, "oppure"),
            Self::Insieme(all) => list(all, "e insieme"),
            Self::Tranne { chi, non } => {
                format!("{}, tranne {}", chi.descrivi(nome_passo), non.descrivi(nome_passo))
            }
        }
    }
}

impl fmt::Display for Dove {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proponente => f.write_str("nell'ufficio proponente"),
            Self::Ovunque => f.write_str("in qualunque ufficio"),
            Self::Ufficio(codice) => write!(f, "nell'ufficio «{codice}»"),
        }
    }
}

/// An incarico that somebody has today, or stands in for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Incarico {
    /// The unit's code.
    pub ufficio: String,
    /// The role's name.
    pub ruolo: String,
    /// For whom, where it is a deputy's.
    pub vice_di: Option<ViceDi>,
}

/// Whose deputy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ViceDi {
    /// Who holds the incarico.
    pub titolare: Uuid,
    /// Whether that person is away today.
    pub assente: bool,
}

/// A person with the incarichi in force on the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Persona {
    /// By the account's id.
    pub id: Uuid,
    /// Theirs, and those for which they are deputy.
    pub incarichi: Vec<Incarico>,
}

/// Who acts.
#[derive(Clone, Copy, Debug)]
pub enum Agente<'a> {
    /// The program, at a step that nobody takes.
    Sistema,
    /// A person.
    Persona(&'a Persona),
}

/// By what title somebody acted: kept for ever with the step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Titolo {
    /// By itself.
    Sistema,
    /// As who began the file.
    Autore,
    /// As the person named in the definition.
    Persona,
    /// As one of a unit.
    Ufficio {
        /// Its code.
        ufficio: String,
        /// For whom, as a deputy.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        in_vece_di: Option<Uuid>,
    },
    /// By an incarico.
    Incarico {
        /// Which.
        ruolo: String,
        /// Where.
        ufficio: String,
        /// For whom, as a deputy.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        in_vece_di: Option<Uuid>,
    },
    /// As who took that step.
    ChiHaCompiuto(String),
    /// As the one designated for the file.
    Designato(String),
    /// In the place of one who let a term pass.
    Sostituto {
        /// Which term.
        termine: String,
        /// By what title they are the substitute.
        titolo: Box<Titolo>,
    },
}

/// What a file knows that decides who may act in it.
pub(crate) struct Noto<'a> {
    /// Who began it.
    pub autore: Uuid,
    /// The unit that proposed it.
    pub ufficio: &'a str,
    /// Who last took a step.
    pub compiuti: &'a dyn Fn(&str) -> Option<Uuid>,
    /// Whom the office's data name.
    pub designati: &'a dyn Fn(&str) -> Vec<Uuid>,
    /// Who keeps out of it.
    pub astenuti: &'a BTreeMap<Uuid, String>,
}

/// By what title this person is one of `chi`, if they are.
pub(crate) fn titolo(chi: &Chi, who: &Persona, noto: &Noto<'_>) -> Option<Titolo> {
    let here = |dove: &Dove, ufficio: &str| match dove {
        Dove::Ovunque => true,
        Dove::Proponente => ufficio == noto.ufficio,
        Dove::Ufficio(codice) => ufficio == codice,
    };
    // A deputy acts while the holder is away, or keeps out of this very file.
    let acts = |incarico: &&Incarico| {
        incarico.vice_di.as_ref().is_none_or(|vice| vice.assente || noto.astenuti.contains_key(&vice.titolare))
    };
    let for_whom = |incarico: &Incarico| incarico.vice_di.as_ref().map(|vice| vice.titolare);
    // Who may act in their own right does so.
    let best = |fits: &dyn Fn(&Incarico) -> bool| {
        who.incarichi.iter().filter(acts).filter(|one| fits(one)).min_by_key(|one| one.vice_di.is_some())
    };
    match chi {
        Chi::Sistema => None,
        Chi::Autore => (who.id == noto.autore).then_some(Titolo::Autore),
        Chi::Persona(id) => (who.id == *id).then_some(Titolo::Persona),
        Chi::Ufficio(dove) => best(&|one| here(dove, &one.ufficio))
            .map(|one| Titolo::Ufficio { ufficio: one.ufficio.clone(), in_vece_di: for_whom(one) }),
        Chi::Incarico { ruolo, dove, vice } => {
            best(&|one| one.ruolo == *ruolo && here(dove, &one.ufficio) && (*vice || one.vice_di.is_none())).map(
                |one| Titolo::Incarico {
                    ruolo: ruolo.clone(),
                    ufficio: one.ufficio.clone(),
                    in_vece_di: for_whom(one),
                },
            )
        }
        Chi::ChiHaCompiuto(passo) => {
            ((noto.compiuti)(passo) == Some(who.id)).then(|| Titolo::ChiHaCompiuto(passo.clone()))
        }
        Chi::Designato(codice) => (noto.designati)(codice).contains(&who.id).then(|| Titolo::Designato(codice.clone())),
        Chi::UnoDi(all) => all.iter().find_map(|one| titolo(one, who, noto)),
        Chi::Insieme(all) => {
            let each: Option<Vec<Titolo>> = all.iter().map(|one| titolo(one, who, noto)).collect();
            each?.into_iter().next()
        }
        Chi::Tranne { chi, non } => {
            if titolo(non, who, noto).is_some() {
                None
            } else {
                titolo(chi, who, noto)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incarico(ufficio: &str, ruolo: &str, vice_di: Option<(u128, bool)>) -> Incarico {
        let vice_di = vice_di.map(|(id, assente)| ViceDi { titolare: Uuid::from_u128(id), assente });
        Incarico { ufficio: ufficio.into(), ruolo: ruolo.into(), vice_di }
    }

    fn ask(chi: &Chi, who: u128, incarichi: Vec<Incarico>, astenuti: &[u128]) -> Option<Titolo> {
        let astenuti = astenuti.iter().map(|id| (Uuid::from_u128(*id), "Conflitto".to_owned())).collect();
        let noto = Noto {
            autore: Uuid::from_u128(1),
            ufficio: "LLPP",
            compiuti: &|passo| (passo == "firma").then(|| Uuid::from_u128(2)),
            designati: &|_| vec![Uuid::from_u128(3)],
            astenuti: &astenuti,
        };
        titolo(chi, &Persona { id: Uuid::from_u128(who), incarichi }, &noto)
    }

    fn responsabile() -> Chi {
        Chi::Incarico { ruolo: "Responsabile".into(), dove: Dove::Proponente, vice: true }
    }

    #[test]
    fn an_incarico_counts_in_its_unit_only() {
        assert!(ask(&responsabile(), 9, vec![incarico("LLPP", "Responsabile", None)], &[]).is_some());
        assert!(ask(&responsabile(), 9, vec![incarico("ANAG", "Responsabile", None)], &[]).is_none());
        assert!(ask(&responsabile(), 9, vec![incarico("LLPP", "Istruttore", None)], &[]).is_none());
    }

    #[test]
    fn a_deputy_acts_while_the_holder_is_away_or_keeps_out_and_says_for_whom() {
        let away = ask(&responsabile(), 9, vec![incarico("LLPP", "Responsabile", Some((7, true)))], &[]);
        let in_vece_di = Some(Uuid::from_u128(7));
        assert_eq!(away, Some(Titolo::Incarico { ruolo: "Responsabile".into(), ufficio: "LLPP".into(), in_vece_di }));
        let here = vec![incarico("LLPP", "Responsabile", Some((7, false)))];
        assert!(ask(&responsabile(), 9, here.clone(), &[]).is_none());
        assert!(ask(&responsabile(), 9, here, &[7]).is_some(), "the holder declared a conflict of interest");
    }

    #[test]
    fn four_eyes_keep_out_who_did_the_other_step() {
        let other = Chi::Tranne { chi: Box::new(responsabile()), non: Box::new(Chi::ChiHaCompiuto("firma".into())) };
        let incarichi = vec![incarico("LLPP", "Responsabile", None)];
        assert!(ask(&other, 2, incarichi.clone(), &[]).is_none());
        assert!(ask(&other, 4, incarichi, &[]).is_some());
    }

    #[test]
    fn together_means_each_and_one_of_means_any() {
        let both = Chi::Insieme(vec![Chi::Autore, responsabile()]);
        assert!(ask(&both, 1, vec![], &[]).is_none());
        assert!(ask(&both, 1, vec![incarico("LLPP", "Responsabile", None)], &[]).is_some());
        let any = Chi::UnoDi(vec![Chi::Autore, Chi::Designato("rup".into())]);
        assert_eq!(ask(&any, 3, vec![], &[]), Some(Titolo::Designato("rup".into())));
        assert!(ask(&any, 5, vec![], &[]).is_none());
    }

    #[test]
    fn who_acts_in_their_own_right_is_not_told_to_be_a_deputy() {
        let incarichi = vec![incarico("LLPP", "Responsabile", Some((7, true))), incarico("LLPP", "Responsabile", None)];
        let found = ask(&responsabile(), 9, incarichi, &[]).unwrap();
        assert!(matches!(found, Titolo::Incarico { in_vece_di: None, .. }));
    }
}
