use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, OnceLock, RwLock},
};

use db::{Db, Migrations, PostgresNode};
use documents::{
    Archive,
    store::{EntePrefix, FolderStore, S3Store, Store},
};
use jobs::Bell;
use kernel::{Clock, Random};
use ledger::Ledger;
use tokio::sync::OnceCell;
use vault::{Key, Vault};

use crate::{Database, Ente, EnteInfo, Error, Files, MIGRATIONS, Place};

/// Every ente of this installation.
pub struct Enti {
    pub(crate) place: Place,
    pub(crate) key: OnceLock<Key>,
    node: Option<PostgresNode>,
    pub(crate) list: Db,
    pub(crate) migrations: Vec<Migrations>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    known: RwLock<HashMap<String, Arc<Slot>>>,
    lists: Arc<signing::store::Folder>,
    outside: Arc<signing::fetch::Fetcher>,
}

struct Slot {
    info: EnteInfo,
    open: OnceCell<Arc<Ente>>,
}

impl Enti {
    /// Opens the installation at `place`; `migrations` are those of every ente's database.
    ///
    /// # Errors
    /// When the folder or the database cannot be used, and when secrets were sealed here with a key that is not there.
    pub async fn open(
        place: Place,
        migrations: Vec<Migrations>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, Error> {
        make_folder(&place.folder)?;
        let (node, list) = match &place.database {
            Database::Sqlite => (None, Db::sqlite(&place.folder.join("enti.db")).await?),
            Database::Postgres { url, connections } => {
                let node = PostgresNode::connect(url, *connections).await?;
                let list = Db::postgres(&node, "municipio").await?;
                (Some(node), list)
            }
        };
        list.migrate(&[MIGRATIONS], clock.now()).await?;
        let (key, known) = (OnceLock::new(), RwLock::default());
        let lists = Arc::new(signing::store::Folder::new(place.trusted_lists()));
        let outside = Arc::new(signing::fetch::Fetcher::new(place.reach.clone()));
        let enti = Self { place, key, node, list, migrations, clock, random, known, lists, outside };
        enti.check_key().await?;
        enti.refresh().await?;
        Ok(enti)
    }

    /// Where the data lies.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The trusted lists, and who may be asked outside.
    pub fn trust(&self) -> (&Arc<signing::store::Folder>, &Arc<signing::fetch::Fetcher>) {
        (&self.lists, &self.outside)
    }

    /// The clock of this installation.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// The randomness of this installation.
    pub fn random(&self) -> &Arc<dyn Random> {
        &self.random
    }

    /// Reads the list again: another node or a command may have added one.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn refresh(&self) -> Result<(), Error> {
        let read = self.list.read().await?;
        let rows = db::rows(&read, "SELECT slug, name, hosts, ipa, demo FROM ente_ente", []).await?;
        let mut infos = Vec::new();
        for row in rows {
            let hosts: String = row.try_get("", "hosts").map_err(db::Error::from)?;
            infos.push(EnteInfo {
                slug: row.try_get("", "slug").map_err(db::Error::from)?,
                name: row.try_get("", "name").map_err(db::Error::from)?,
                hosts: hosts.lines().map(str::to_owned).collect(),
                ipa: row.try_get("", "ipa").map_err(db::Error::from)?,
                demo: row.try_get("", "demo").map_err(db::Error::from)?,
            });
        }
        let mut known = self.known.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        for info in infos {
            known.entry(info.slug.clone()).or_insert_with(|| Arc::new(Slot { info, open: OnceCell::new() }));
        }
        Ok(())
    }

    /// Adds an ente and makes its database, and the installation's key where there is none.
    ///
    /// # Errors
    /// When the code or a host is taken or the key cannot be written, and those of making it.
    pub async fn add(&self, info: EnteInfo) -> Result<Arc<Ente>, Error> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if info.slug.is_empty() || info.slug.len() > 35 || info.slug == "municipio" || !info.slug.chars().all(plain) {
            return Err(Error::BadSlug(info.slug));
        }
        self.refresh().await?;
        for other in self.list() {
            if let Some(host) = info.hosts.iter().find(|host| other.hosts.contains(host)) {
                return Err(Error::Taken(host.clone()));
            }
        }
        self.make_key().await?;
        let write = self.list.write().await?;
        let insert = "INSERT INTO ente_ente (slug, name, hosts, ipa, demo, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
        let values = [
            info.slug.as_str().into(),
            info.name.as_str().into(),
            info.hosts.join("\n").into(),
            info.ipa.as_str().into(),
            info.demo.into(),
            self.clock.now().into(),
        ];
        match db::execute(&write, insert, values).await {
            Err(db::Error::Conflict(_)) => return Err(Error::Taken(info.slug)),
            other => other?,
        };
        write.commit().await?;
        self.refresh().await?;
        self.by_slug(&info.slug).await?.ok_or(Error::Taken(info.slug))
    }

    /// What is known of every ente, by code.
    pub fn list(&self) -> Vec<EnteInfo> {
        let known = self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut list: Vec<EnteInfo> = known.values().map(|slot| slot.info.clone()).collect();
        list.sort_unstable_by(|a, b| a.slug.cmp(&b.slug));
        list
    }

    /// Those that are open now.
    pub fn opened(&self) -> Vec<Arc<Ente>> {
        let known = self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        known.values().filter_map(|slot| slot.open.get().cloned()).collect()
    }

    /// The ente reached at this host name (without port), opened if it is not yet.
    ///
    /// # Errors
    /// Those of opening it.
    pub async fn by_host(&self, host: &str) -> Result<Option<Arc<Ente>>, Error> {
        let found = self.slot(|info| info.hosts.iter().any(|known| known.eq_ignore_ascii_case(host)));
        self.opened_slot(found).await
    }

    /// The ente with this code, opened if it is not yet.
    ///
    /// # Errors
    /// Those of opening it.
    pub async fn by_slug(&self, slug: &str) -> Result<Option<Arc<Ente>>, Error> {
        self.opened_slot(self.slot(|info| info.slug == slug)).await
    }

    fn slot(&self, wanted: impl Fn(&EnteInfo) -> bool) -> Option<Arc<Slot>> {
        let known = self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        known.values().find(|slot| wanted(&slot.info)).cloned()
    }

    async fn opened_slot(&self, slot: Option<Arc<Slot>>) -> Result<Option<Arc<Ente>>, Error> {
        let Some(slot) = slot else { return Ok(None) };
        let ente = slot.open.get_or_try_init(|| self.open_one(&slot.info)).await?;
        Ok(Some(Arc::clone(ente)))
    }

    async fn open_one(&self, info: &EnteInfo) -> Result<Arc<Ente>, Error> {
        let db = self.database_of(&info.slug).await?;
        db.migrate(&self.migrations, self.clock.now()).await?;
        let vault = self.vault_of(&db, &info.slug).await?;
        let ledger = self.open_ledger(db, info, vault).await?;
        let archive = Archive::new(self.store_of(&info.slug).await?);
        let archive = match &self.place.antivirus {
            Some(antivirus) => archive.guarded(antivirus.clone(), ledger.db().clone(), Arc::clone(&self.clock)),
            None => archive,
        };
        tracing::info!(ente = info.slug, "ente opened");
        Ok(Arc::new(Ente {
            info: info.clone(),
            way: self.place.way,
            ledger,
            archive,
            reader: self.place.reader.clone(),
            mailboxes: self.place.mailboxes.get(&info.slug).cloned().unwrap_or_default(),
            scans: self.place.scans.get(&info.slug).cloned().unwrap_or_default(),
            aoo: self.place.aoo.get(&info.slug).cloned(),
            peers: self.place.peers.get(&info.slug).cloned().unwrap_or_default(),
            time_stamps: self.place.time_stamps.get(&info.slug).cloned(),
            witness: self.place.witnesses.get(&info.slug).cloned(),
            signing: self.place.signing.get(&info.slug).cloned().unwrap_or_default(),
            sftp: self.place.sftp.get(&info.slug).cloned(),
            webhook_hosts: self.place.webhook_hosts.clone(),
            conversion: self.place.conversion.clone(),
            lists: Arc::clone(&self.lists),
            outside: Arc::clone(&self.outside),
            bell: Bell::default(),
        }))
    }

    pub(crate) async fn database_of(&self, slug: &str) -> Result<Db, Error> {
        let folder = self.folder_of(slug);
        Ok(match &self.node {
            None => {
                make_folder(&folder)?;
                Db::sqlite(&folder.join("ente.db")).await?
            }
            Some(node) => Db::postgres(node, &format!("ente_{slug}")).await?,
        })
    }

    pub(crate) async fn open_ledger(&self, db: Db, info: &EnteInfo, vault: Vault) -> Result<Ledger, Error> {
        let host = info.hosts.first().map_or(info.slug.as_str(), String::as_str);
        let (clock, random) = (Arc::clone(&self.clock), Arc::clone(&self.random));
        Ok(Ledger::open_sealed(db, clock, random, &format!("{host}/registro"), vault).await?)
    }

    async fn store_of(&self, slug: &str) -> Result<Arc<dyn Store>, Error> {
        let prefix = EntePrefix::new(slug)?;
        let now = self.clock.now().utc();
        Ok(match &self.place.files {
            Files::Folder => {
                let root = self.place.folder.join("documenti");
                make_folder(&root)?;
                Arc::new(FolderStore::open(&root, &prefix, now).await?)
            }
            Files::S3(settings) => {
                let mut instance = [0; 8];
                self.random.fill(&mut instance);
                let instance = instance.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
                Arc::new(S3Store::open(settings, &prefix, &instance, now).await?)
            }
        })
    }

    /// The folder of an ente's own database.
    pub fn folder_of(&self, slug: &str) -> PathBuf {
        self.place.folder.join("enti").join(slug)
    }
}

/// Makes the folder and syncs the two above it: what is acknowledged inside must be found again after a power cut.
fn make_folder(path: &std::path::Path) -> Result<(), Error> {
    let make = || {
        std::fs::create_dir_all(path)?;
        let above = path.ancestors().skip(1).take(2).filter(|above| above.is_dir());
        above.map(std::fs::File::open).try_for_each(|folder| folder?.sync_all())
    };
    make().map_err(|error: std::io::Error| Error::Folder { path: path.into(), reason: error.to_string() })
}
