//! An office with files, as small as can be: its things are nothing but their ids.

use std::collections::HashMap;
use std::sync::LazyLock;

use authz::Who;
use flussi::Flussi;
use iter::{Condizione, Mondo, Parametri, Registro, Uso, Vocabolario, Voce};
use kernel::Uuid;
use ledger::Tx;
use office::Office;
use pratiche::{Caso, Error, Intestazione, Materia, MondoDi, Vista};

pub static PERMESSI: Permessi = Permessi;
static FLUSSI: Flussi = Flussi::new(&[&PERMESSI]);
static SENZA: Flussi = Flussi::new(&[]);
pub static OFFICES: &[&dyn Office] = &[&FLUSSI];
pub static OFFICES_SENZA: &[&dyn Office] = &[&SENZA];

pub const PERMESSO: &str = r#"
codice = "permesso"
nome = "Permesso"
avvia = { incarico = { ruolo = "Ruolo di lucia", dove = "ovunque" } }

[[stato]]
codice = "bozza"
nome = "Bozza"
tipo = "inizio"

[[stato]]
codice = "alla-firma"
nome = "Alla firma"

[[stato]]
codice = "firmato"
nome = "Firmato"
tipo = "fine"

[[passo]]
codice = "proponi"
nome = "Proponi"
da = ["bozza"]
a = ["alla-firma"]
chi = "autore"

[[passo]]
codice = "firma"
nome = "Firma"
da = ["alla-firma"]
a = ["firmato"]
chi = { incarico = { ruolo = "Ruolo di marco", dove = "proponente" } }
"#;

pub struct Permessi;

struct Urgente;

impl Condizione<Uuid> for Urgente {
    fn voce(&self) -> Voce {
        Voce::nuova("permessi.urgente", "è urgente")
    }
    fn vale(&self, _: &Uuid, _: &Parametri) -> bool {
        false
    }
}

static PAROLE: LazyLock<Registro<Uuid>> = LazyLock::new(|| Registro::default().condizione(Urgente).unwrap());

#[async_trait::async_trait]
impl Materia for Permessi {
    fn codice(&self) -> &'static str {
        "permessi"
    }
    fn nome(&self) -> &'static str {
        "Permessi"
    }
    fn vocabolario(&self) -> &Vocabolario {
        PAROLE.vocabolario()
    }
    fn spedite(&self) -> &'static [&'static str] {
        &[PERMESSO]
    }
    async fn mondo(&self, _: &Vista<'_>, oggetto: Uuid) -> Result<Box<dyn Mondo + Send + Sync>, Error> {
        Ok(Box::new(MondoDi::new(&PAROLE, oggetto)))
    }
    async fn compi(&self, _: &mut Tx, _: &Caso<'_>, effetto: &Uso) -> Result<(), Error> {
        Err(Error::no(format!("L'effetto «{}» non c'è.", effetto.codice)))
    }
    async fn intestazioni(
        &self,
        _: &Vista<'_>,
        _: &Who,
        oggetti: &[Uuid],
    ) -> Result<HashMap<Uuid, Intestazione>, Error> {
        let head = |id: &Uuid| (*id, Intestazione { testo: "Tettoia".into(), href: format!("/permessi/{id}") });
        Ok(oggetti.iter().map(head).collect())
    }
}
