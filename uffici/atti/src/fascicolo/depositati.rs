//! The door through which the acts that lie in a fascicolo are told to who looks into it: those alone that they may
//! see, by the one rule of the office, with their papers as they are by now. What a fascicolo lets see opens no act.

use authz::Who;
use ente::Ente;
use kernel::Uuid;
use porte::{
    albo::{Pubblica, Referta},
    fascicoli::{Carta, Depositata, Depositi},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    comunicazioni::tabelle::notifica,
    error::Error,
    materia::CODICE,
    rules::pareri::Quale,
    tables::{AttoId, allegato, firma, stato},
    visibilita::condizione,
};

/// The adopted acts, as they lie in fascicoli.
#[derive(Debug)]
pub struct Depositati {
    /// Who certifies that they were published.
    pub albo: &'static dyn Pubblica,
}

#[async_trait::async_trait]
impl Depositi for Depositati {
    fn ufficio(&self) -> &'static str {
        CODICE
    }

    async fn leggi(&self, ente: &Ente, who: &Who, cose: &[Uuid]) -> Result<Vec<Depositata>, web::Error> {
        Ok(leggi(self.albo, ente, who, cose).await?)
    }
}

/// Five queries, however many acts.
async fn leggi(albo: &dyn Pubblica, ente: &Ente, who: &Who, cose: &[Uuid]) -> Result<Vec<Depositata>, Error> {
    let read = ente.db().read().await?;
    let select = stato::Entity::find().filter(condizione(who)).filter(stato::Column::Numero.is_not_null());
    let select = select.filter(stato::Column::AttoId.is_in(cose.iter().copied()));
    let acts = select.all(&read).await?;
    let ids: Vec<AttoId> = acts.iter().map(|act| act.atto_id).collect();
    let pareri = firma::Entity::find().filter(firma::Column::AttoId.is_in(ids.iter().copied()));
    let pareri = pareri.filter(firma::Column::Esito.is_not_null()).order_by_asc(firma::Column::At).all(&read).await?;
    let proofs = notifica::Entity::find().filter(notifica::Column::AttoId.is_in(ids.iter().copied()));
    let proofs = proofs.order_by_asc(notifica::Column::Giorno).order_by_asc(notifica::Column::Id).all(&read).await?;
    let allegati = allegato::Entity::find().filter(allegato::Column::AttoId.is_in(ids));
    let allegati = allegati.filter(allegato::Column::Tolto.eq(false)).order_by_asc(allegato::Column::Posizione);
    let allegati = allegati.all(&read).await?;
    drop(read);
    let posted: Vec<Uuid> = acts.iter().filter_map(|act| act.pubblicazione_id).collect();
    let referte = albo.referte(ente, &posted).await?;
    let told = |act: &stato::Model| {
        let referta = act.pubblicazione_id.and_then(|id| referte.get(&id));
        depositata(act, &pareri, (&allegati, &proofs), referta)
    };
    Ok(acts.iter().filter_map(told).collect())
}

fn depositata(
    act: &stato::Model,
    pareri: &[firma::Model],
    (allegati, proofs): (&[allegato::Model], &[notifica::Model]),
    referta: Option<&Referta>,
) -> Option<Depositata> {
    let (nome, at) = (act.estremi()?, act.adottato_at?);
    let href = format!("/atti/{}", act.atto_id);
    let carta = |nome: &str, id: String| Carta { nome: nome.to_owned(), href: format!("{href}/documenti/{id}") };
    let mut carte: Vec<Carta> = act.documento_id.map(|id| carta("Atto firmato", id.to_string())).into_iter().collect();
    // Opinions on a version that another took the place of are no papers of what was adopted.
    let standing = pareri.iter().filter(|one| one.atto_id == act.atto_id && one.versione == act.versione);
    carte.extend(standing.map(|one| {
        let nome = Quale::from_code(&one.cosa).map_or("Parere", Quale::nome);
        carta(nome, one.documento_id.to_string())
    }));
    let beside = allegati.iter().filter(|one| one.atto_id == act.atto_id);
    carte.extend(beside.map(|one| carta(&one.titolo, one.documento_id.to_string())));
    carte.extend(referta.map(|one| Carta { nome: "Referta di pubblicazione".into(), href: one.href.clone() }));
    let proofs = proofs.iter().filter(|one| one.atto_id == act.atto_id);
    carte
        .extend(proofs.map(|one| carta(&format!("Prova della consegna a {}", one.nome), one.documento_id.to_string())));
    Some(Depositata {
        nome,
        oggetto: act.oggetto.clone(),
        at,
        href: href.clone(),
        riservata: act.riservato,
        superata: act.superato.clone(),
        carte,
    })
}
