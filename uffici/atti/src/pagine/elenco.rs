//! The acts that one may see, the newest first.

use authz::unit;
use cig_cup::Cig;
use kernel::Cents;
use sea_orm::{EntityTrait, QueryOrder};
use search::{Total, Words};
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, Page, Pager, Tab, columns};
use web::{Ctx, Error, Query, Response};

use super::{
    campi::{dell_indirizzo, scelta},
    href,
    registri::anni,
};
use crate::{
    elenca::Filtro,
    passati::voce,
    permissions::REDIGI,
    rules::{chiavi::Ricerca, importi, tipi::TIPI},
    sfoglia::sfoglia,
    tables::stato,
};

const RIGHE: usize = 50;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Elenco {
    schede: Vec<Tab>,
    colonne: Vec<Column>,
    atti: Vec<Riga>,
    pager: Pager,
    tipi: Vec<Choice>,
    unita: Vec<Choice>,
    anni: Vec<Choice>,
    scelte: Scelte,
    filtri: usize,
    /// What was looked for, where nothing was found.
    vuoto: String,
    redige: bool,
}

/// A row of a list of acts.
#[derive(Debug, Default, Serialize)]
pub(super) struct Riga {
    pub href: String,
    pub nome: String,
    pub estremi: String,
    pub oggetto: String,
    pub quando: String,
    pub stato: String,
    pub tono: &'static str,
    pub riservato: bool,
}

impl Riga {
    pub fn di(row: &stato::Model) -> Self {
        let (stato, tono) = match (&row.superato, row.numero.is_some(), row.chiuso) {
            (Some(state), ..) => (state.clone(), "danger"),
            (None, true, _) => ("adottato".to_owned(), "success"),
            (None, false, true) => ("proposta".to_owned(), "info"),
            (None, false, false) => ("bozza".to_owned(), "neutral"),
        };
        Self {
            href: href(row.atto_id),
            nome: row.nome(),
            estremi: row.estremi().unwrap_or_default(),
            oggetto: row.oggetto.clone(),
            quando: row.adottato_at.unwrap_or(row.creato_at).date().format("%d/%m/%Y").to_string(),
            stato,
            tono,
            riservato: row.riservato,
        }
    }

    pub fn del_passato(row: &voce::Model) -> Self {
        Self {
            href: format!("/atti/passati/{}", row.passato_id),
            nome: String::new(),
            estremi: row.estremi(),
            oggetto: row.oggetto.clone(),
            quando: row.data.format("%d/%m/%Y").to_string(),
            stato: "atto passato".to_owned(),
            tono: "neutral",
            riservato: row.riservato,
        }
    }

    pub fn esempio() -> Self {
        Self {
            href: "/x".into(),
            nome: "Determina con impegno di spesa".into(),
            estremi: "Determinazione n. 195 del 17/03/2026".into(),
            oggetto: "Riparazione del tetto".into(),
            quando: "17/03/2026".into(),
            stato: "adottato".into(),
            tono: "success",
            riservato: true,
        }
    }
}

impl Page for Elenco {
    const TEMPLATE: &'static str = "atti/elenco.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            schede: schede(""),
            colonne: colonne(),
            atti: vec![Riga::esempio()],
            pager: Pager { next: Some("/x".into()), shown: 1, ..Pager::default() },
            tipi: tipi(),
            unita: vec![scelta("x", "Lavori pubblici")],
            anni: anni(2026),
            filtri: 1,
            redige: true,
            ..Self::default()
        };
        vec![full, Self { vuoto: "Nessun atto contiene «tetto».".into(), ..Self::default() }, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Atto", "Oggetto", "Data", "Stato"])
}

fn tipi() -> Vec<Choice> {
    TIPI.iter().map(|tipo| scelta(tipo.codice, tipo.nome)).collect()
}

fn schede(vista: &str) -> Vec<Tab> {
    let tab = |code: &str, label: &str| Tab {
        label: label.into(),
        href: if code.is_empty() { "/atti".into() } else { format!("/atti?vista={code}") },
        count: None,
        current: vista == code,
    };
    vec![tab("", "Tutti"), tab("lavorazione", "In lavorazione"), tab("adottati", "Adottati")]
}

/// Every unit, those that are closed too: acts of theirs stay.
async fn unita(ctx: &Ctx) -> Result<Vec<Choice>, Error> {
    let read = ctx.ente.db().read().await?;
    let all = unit::Entity::find().order_by_asc(unit::Column::Name).all(&read).await.map_err(crate::Error::from)?;
    Ok(all.into_iter().map(|unit| scelta(unit.id.to_string(), unit.name)).collect())
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Scelte {
    vista: String,
    tipo: String,
    ufficio: String,
    anno: String,
    testo: String,
    cig: String,
    cup: String,
    capitolo: String,
    creditore: String,
    firmatario: String,
    importo_da: String,
    importo_a: String,
    dopo: String,
}

/// An amount as it is written in a filter; what cannot be read is told.
fn importo(text: &str, name: &str, no: &mut Vec<String>) -> Option<Cents> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '€');
    let read = importi::leggi(text);
    if read.is_none() && !text.is_empty() {
        no.push(format!("L'importo «{name}» non si legge: scrivilo come 1.234,56."));
    }
    read
}

impl Scelte {
    fn filtro(&self) -> Result<Filtro, Error> {
        Ok(Filtro {
            tipo: Some(self.tipo.clone()).filter(|tipo| !tipo.is_empty()),
            unita: dell_indirizzo(&self.ufficio, "l'ufficio")?,
            anno: dell_indirizzo(&self.anno, "l'anno")?,
            adottati: match self.vista.as_str() {
                "lavorazione" => Some(false),
                "adottati" => Some(true),
                _ => None,
            },
            testo: self.testo.clone(),
            ricerca: self.ricerca()?,
            ..Filtro::default()
        })
    }

    fn ricerca(&self) -> Result<Ricerca, Error> {
        let mut no = Vec::new();
        let ricerca = Ricerca {
            cig: self.cig.clone(),
            cup: self.cup.clone(),
            capitolo: self.capitolo.clone(),
            creditore: self.creditore.clone(),
            firmatario: self.firmatario.clone(),
            importo_da: importo(&self.importo_da, "da", &mut no),
            importo_a: importo(&self.importo_a, "fino a", &mut no),
        };
        no.extend(ricerca.al_contrario().map(str::to_owned));
        if no.is_empty() { Ok(ricerca) } else { Err(Error::BadRequest(no.join(" "))) }
    }

    /// The filters, in the order of the form, with what each says.
    fn campi(&self) -> [(&'static str, &str); 11] {
        [
            ("testo", &self.testo),
            ("tipo", &self.tipo),
            ("ufficio", &self.ufficio),
            ("anno", &self.anno),
            ("cig", &self.cig),
            ("cup", &self.cup),
            ("capitolo", &self.capitolo),
            ("creditore", &self.creditore),
            ("firmatario", &self.firmatario),
            ("importo_da", &self.importo_da),
            ("importo_a", &self.importo_a),
        ]
    }

    /// The address of the page that begins there.
    fn indirizzo(&self, dopo: &str) -> String {
        let all = [("vista", self.vista.as_str())].into_iter().chain(self.campi()).chain([("dopo", dopo)]);
        let said = all.filter(|(_, value)| !value.is_empty());
        let said: Vec<String> = said.map(|(name, value)| format!("{name}={}", web::encode(value))).collect();
        format!("/atti?{}", said.join("&"))
    }
}

/// Why nothing was found, as far as what was looked for tells.
fn niente(filtro: &Filtro) -> String {
    let cig = filtro.ricerca.cig.trim();
    match Cig::parse(cig) {
        Err(wrong) if !cig.is_empty() => format!("Controlla il CIG che cerchi: {wrong}."),
        _ if filtro.ricerca.chiede() => {
            "Nessun atto che puoi leggere risponde a tutti questi filtri. CIG, CUP, capitolo e codice fiscale si scrivono \
             interi, dei nomi parole intere: togli un filtro e riprova."
                .to_owned()
        }
        _ if filtro.ha_parole() => Words::parse(&filtro.testo).explain_empty(),
        _ => String::new(),
    }
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let filtro = scelte.filtro()?;
    let found = sfoglia(&ctx.ente, who, &filtro, &scelte.dopo, RIGHE).await?;
    let pager = Pager {
        next: found.prossima.as_deref().map(|next| scelte.indirizzo(next)),
        shown: (found.atti.len() + found.passati.len()) as u64,
        total: found.totale.and_then(Total::exactly),
        ..Pager::default()
    };
    let atti: Vec<Riga> = found.atti.iter().map(Riga::di).chain(found.passati.iter().map(Riga::del_passato)).collect();
    let nothing = atti.is_empty();
    let page = Elenco {
        schede: schede(&scelte.vista),
        colonne: colonne(),
        atti,
        pager,
        tipi: tipi(),
        unita: unita(&ctx).await?,
        anni: anni(i64::from(ctx.now.year())),
        filtri: scelte.campi().into_iter().filter(|(_, text)| !text.trim().is_empty()).count(),
        vuoto: if nothing { niente(&filtro) } else { String::new() },
        scelte,
        redige: who.may(&REDIGI),
    };
    ctx.page("Atti", &[], &page).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_of_the_amounts_cannot_be_read_is_told_all_at_once() {
        let scelte = Scelte { importo_da: "mille".into(), importo_a: "1,5".into(), ..Scelte::default() };
        let no = scelte.filtro().unwrap_err().to_string();
        assert!(no.contains("«da» non si legge") && no.contains("«fino a» non si legge"), "{no}");
        let scelte = Scelte { importo_da: "€ 200".into(), importo_a: "100,00".into(), ..Scelte::default() };
        assert!(scelte.filtro().unwrap_err().to_string().contains("scambiali"));
        let scelte = Scelte { importo_da: " ".into(), importo_a: "1.234,56 €".into(), ..Scelte::default() };
        let found = scelte.filtro().unwrap().ricerca;
        assert_eq!((found.importo_da, found.importo_a), (None, Some(Cents(123_456))));
    }

    #[test]
    fn the_next_page_asks_for_the_same() {
        let scelte = Scelte { cig: "A003DEB979".into(), creditore: "Edilnova & C".into(), ..Scelte::default() };
        let address = scelte.indirizzo("x");
        assert!(address.starts_with("/atti?cig=A003DEB979&creditore=Edilnova"), "{address}");
        assert!(address.ends_with("&dopo=x") && !address.contains("& C"), "{address}");
        let ricerca = Ricerca { cig: "A003DEB97".into(), ..Ricerca::default() };
        assert!(niente(&Filtro { ricerca, ..Filtro::default() }).contains("10 caratteri"));
    }
}
