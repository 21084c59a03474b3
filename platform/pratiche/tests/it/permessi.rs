//! An office of permits, as small as an office with files can be.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use authz::Who;
use db::{Migration, Migrations};
use iter::{
    Condizione, Controllo, Mondo, Parametri, Parametro, Registro, TipoParametro, Uso, Valore, Vocabolario, Voce,
};
use kernel::{Instant, Refusal, Uuid};
use ledger::{RecordTable, Table, Tx};
use office::Office;
use pratiche::{Caso, Error, Intestazione, Materia, MondoDi, Vista};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

pub static OFFICES: &[&dyn Office] = &[&Permessi];
pub static PERMESSI: Permessi = Permessi;
pub const PERMESSO: &str = include_str!("permesso.toml");

#[derive(Debug)]
pub struct Permessi;

pub mod permesso {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "permessi_permesso")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub testo: String,
        pub senza_consegna: bool,
        pub firmato: bool,
        pub numero: Option<i64>,
        pub archiviato: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

const TABELLE: &str = "CREATE TABLE permessi_permesso (
    id UUID NOT NULL PRIMARY KEY,
    testo TEXT NOT NULL,
    senza_consegna BOOLEAN NOT NULL,
    firmato BOOLEAN NOT NULL,
    numero BIGINT UNIQUE,
    archiviato BOOLEAN NOT NULL
);
";

const TABELLE_DI_REGISTRO: &[&dyn RecordTable] = &[&Table::<permesso::Entity>::NEW];

impl Office for Permessi {
    fn id(&self) -> &'static str {
        "permessi"
    }

    fn migrations(&self) -> Option<Migrations> {
        Some(Migrations { owner: "permessi", steps: &[Migration { name: "0001_permessi", sql: TABELLE }] })
    }

    fn record_tables(&self) -> &'static [&'static dyn RecordTable] {
        TABELLE_DI_REGISTRO
    }
}

struct Testo;

impl Controllo<permesso::Model> for Testo {
    fn voce(&self) -> Voce {
        Voce { legge: Some("art. 3 L. 241/1990"), ..Voce::nuova("permessi.testo", "il testo c'è") }
    }
    fn verifica(&self, permesso: &permesso::Model, _: &Parametri, _: Instant, motivi: &mut Refusal) {
        if permesso.testo.is_empty() {
            motivi.add_law(Some("testo"), "Manca il testo del permesso.", "art. 3 L. 241/1990");
        }
    }
}

struct Urgente;

impl Condizione<permesso::Model> for Urgente {
    fn voce(&self) -> Voce {
        Voce::nuova("permessi.urgente", "è urgente")
    }
    fn vale(&self, permesso: &permesso::Model, _: &Parametri) -> bool {
        permesso.testo.starts_with("Urgente")
    }
}

const REGISTRO: Parametro =
    Parametro { nome: "registro", tipo: TipoParametro::Scelta(&["permessi"]), obbligatorio: true };

static VOCABOLARIO: LazyLock<Registro<permesso::Model>> = LazyLock::new(|| {
    Registro::default()
        .controllo(Testo)
        .and_then(|it| it.condizione(Urgente))
        .and_then(|it| it.effetto(Voce::nuova("permessi.firma", "firma il permesso")))
        .and_then(|it| {
            it.effetto(Voce { parametri: &[REGISTRO], ..Voce::nuova("permessi.numera", "prende il numero") })
        })
        .and_then(|it| it.effetto(Voce::nuova("permessi.consegna", "consegna il permesso")))
        .and_then(|it| it.effetto(Voce::nuova("permessi.archivia", "archivia il permesso")))
        .unwrap()
});

async fn riga(vista: &Vista<'_>, id: Uuid) -> Result<permesso::Model, Error> {
    permesso::Entity::find_by_id(id).one(vista).await?.ok_or(Error::NotFound)
}

#[async_trait::async_trait]
impl Materia for Permessi {
    fn codice(&self) -> &'static str {
        "permessi"
    }

    fn nome(&self) -> &'static str {
        "Permessi"
    }

    fn vocabolario(&self) -> &Vocabolario {
        VOCABOLARIO.vocabolario()
    }

    fn spedite(&self) -> &'static [&'static str] {
        &[PERMESSO]
    }

    async fn mondo(&self, vista: &Vista<'_>, oggetto: Uuid) -> Result<Box<dyn Mondo + Send + Sync>, Error> {
        Ok(Box::new(MondoDi::new(&VOCABOLARIO, riga(vista, oggetto).await?)))
    }

    async fn compi(&self, tx: &mut Tx, caso: &Caso<'_>, effetto: &Uso) -> Result<(), Error> {
        let before = tx.find::<permesso::Entity>(caso.oggetto).await?.ok_or(Error::NotFound)?;
        let mut after = before.clone();
        match effetto.codice.as_str() {
            "permessi.firma" => after.firmato = true,
            "permessi.numera" => {
                let Some(Valore::Testo(registro)) = effetto.parametri.get("registro") else {
                    return Err(Error::no("Manca il registro."));
                };
                let (number, _) = tx.number(registro).await?;
                after.numero = Some(number.2);
            }
            "permessi.consegna" if before.senza_consegna => {
                return Err(Error::no("Il permesso non si può consegnare: manca l'indirizzo."));
            }
            "permessi.consegna" => return Ok(()),
            "permessi.archivia" => after.archiviato = true,
            other => return Err(Error::no(format!("L'effetto «{other}» non c'è."))),
        }
        tx.update(&before, after).await?;
        Ok(())
    }

    async fn intestazioni(
        &self,
        vista: &Vista<'_>,
        who: &Who,
        oggetti: &[Uuid],
    ) -> Result<HashMap<Uuid, Intestazione>, Error> {
        // A word in a permit's text is enough, in a test, to keep it from somebody.
        let hidden = format!("non per {}", who.person);
        let select = permesso::Entity::find().filter(permesso::Column::Id.is_in(oggetti.iter().copied()));
        let rows = select.all(vista).await?.into_iter().filter(|row| !row.testo.contains(&hidden));
        let head = |row: permesso::Model| {
            let href = format!("/permessi/{}", row.id);
            (row.id.uuid(), Intestazione { testo: row.testo, href })
        };
        Ok(rows.map(head).collect())
    }

    async fn taciute(&self, vista: &Vista<'_>, who: &Who, oggetti: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
        let seen = self.intestazioni(vista, who, oggetti).await?;
        Ok(oggetti.iter().copied().filter(|id| !seen.contains_key(id)).collect())
    }
}
