//! The definitions that `matrice.rs` does not walk by itself, each along its way from the draft to the archive: in every state each
//! who asks is answered as about the first act of the matrix in the same phase. They go on side by side, so that each list serves
//! for all of them.

use std::sync::Arc;

use atti::AttoId;
use documents::document;
use kernel::Id;
use tokio::task::JoinSet;

use crate::{
    giri::{Fatti, GIRI},
    matrice::{COLONNE, Chi, ELENCO, Giro, carta, in_elenco},
};

/// What the matrix walks by itself; the first is what the others are held against.
const GUARDATE: [&str; 4] =
    ["determina-impegno", "determina-senza-spesa", "delibera-consiglio", "ordinanza-contingibile"];
/// Page, call and list, as the matrix calls them.
const RISPOSTE: [&str; 3] = ["scheda", "api", "in elenco"];

/// How far an act has come, told by its states and its number and not by who sees it.
#[derive(Clone, Copy)]
enum Fase {
    Bozza,
    Proposta,
    Adottata,
}

impl Fase {
    /// The states of the first act of the matrix when it has come so far.
    const fn stati(self) -> &'static str {
        match self {
            Self::Bozza => "bozza",
            Self::Proposta => "alla-firma",
            Self::Adottata => "da-trasmettere+in-pubblicazione",
        }
    }
}

/// An act as it stands.
struct Cosi {
    id: AttoId,
    fase: Fase,
    carta: Option<Id<document::Entity>>,
    /// Definition and states, for whoever reads why a test fails.
    detto: String,
}

impl Giro {
    /// Acts of the other definitions go their ways, and after each step those that took one are looked at.
    pub async fn altre(&self, impegno: AttoId) -> Vec<(&'static str, AttoId)> {
        let fatti = Fatti::from([(GUARDATE[0], impegno)]);
        let mut vie = Vec::new();
        for via in GIRI.iter().filter(|via| !GUARDATE.contains(&via.iter)) {
            vie.push((via, via.scrive(&self.casa, &fatti).await));
        }
        assert_eq!(vie.len() + GUARDATE.len(), GIRI.len(), "each definition is walked");
        let tutti: Vec<(&'static str, AttoId)> = vie.iter().map(|(via, id)| (via.iter, *id)).collect();
        self.rispondono(&tutti).await;
        let most = vie.iter().map(|(via, _)| via.avanti.len()).max().unwrap_or_default();
        for n in 0..most {
            let mut mossi = Vec::new();
            for (via, id) in vie.iter().filter(|(via, _)| n < via.avanti.len()) {
                via.passa(&self.casa, *id, &via.avanti[n..=n]).await;
                mossi.push((via.iter, *id));
            }
            self.rispondono(&mossi).await;
        }
        tutti
    }

    /// Everybody asks for these acts as they stand, and is answered as about the first act of the matrix.
    pub async fn rispondono(&self, atti: &[(&'static str, AttoId)]) {
        let mut stanno = Vec::new();
        for (iter, id) in atti {
            stanno.push(self.sta(iter, *id).await);
        }
        let stanno = Arc::new(stanno);
        let mut asked = JoinSet::new();
        for chi in self.chi.iter().map(Arc::clone) {
            let attese: Vec<_> = stanno.iter().map(|one| self.attese(one.fase, chi.nome)).collect();
            let stanno = Arc::clone(&stanno);
            asked.spawn(async move { confronta(&chi, &stanno, &attese).await });
        }
        asked.join_all().await;
    }

    async fn sta(&self, iter: &str, id: AttoId) -> Cosi {
        let stati = self.casa.stati(id).await.join("+");
        let scheda = self.casa.scheda(self.casa.lucia, id).await;
        let fase = match (stati.as_str(), scheda.stato.numero) {
            (_, Some(_)) => Fase::Adottata,
            ("bozza", None) => Fase::Bozza,
            _ => Fase::Proposta,
        };
        Cosi { id, fase, carta: carta(&scheda), detto: format!("{iter}, {stati}") }
    }

    /// What was answered about the first act of the matrix when it had come so far.
    fn attese(&self, fase: Fase, nome: &str) -> [String; 3] {
        let begin = format!("{}\t{}\t{nome}\t", GUARDATE[0], fase.stati());
        let row = self.righe.iter().find(|row| row.starts_with(&begin)).unwrap_or_else(|| panic!("no row {begin:?}"));
        let cells: Vec<&str> = row.split('\t').collect();
        RISPOSTE.map(|name| cells[COLONNE.iter().position(|known| *known == name).unwrap()].to_owned())
    }
}

/// Asks for these acts and holds the answers against those of the matrix. The paper opens where the page does.
async fn confronta(chi: &Chi, stanno: &[Cosi], attese: &[[String; 3]]) {
    let elenco = chi.chiede(ELENCO).await;
    for (one, [scheda, api, elencato]) in stanno.iter().zip(attese) {
        let (id, detto) = (one.id, format!("{}: {}", chi.nome, one.detto));
        assert_eq!(&chi.chiede(&format!("/atti/{id}")).await.0, scheda, "the page of {detto}");
        assert_eq!(&chi.chiede(&format!("/api/v1/atti/{id}")).await.0, api, "the call of {detto}");
        if let Some(carta) = one.carta {
            assert_eq!(&chi.chiede(&format!("/atti/{id}/documenti/{carta}")).await.0, scheda, "the paper of {detto}");
        }
        assert_eq!(&in_elenco(&elenco, id), elencato, "the list for {detto}");
    }
}
