//! The remote signature: one enters the service on its own page, then authorises all that was chosen with one code (or on that page once
//! more). Only hashes leave the house.

use std::sync::Arc;

use authz::Who;
use ente::{Ente, SigningService};
use kernel::{Instant, Random, Refusal};
use porte::sottoscrizione::Torna;
use signing::sign::csc::{Client, Remote};
use signing::sign::{Address, Asked, Authorisation, Consent, Credential, Secret, Session, Signer, Step, Visit};
use url::Url;

use super::{
    Esito, EsitoCarta, Scelte, Tenuta,
    carte::{Uffici, torna, tutte_impedite},
    insieme::Insieme,
    lotto::non_va,
    sessione::{Fase, Sessione, Visita},
};
use crate::{
    error::Error,
    permissions::FIRMA,
    richiesta::elenca::{Voce, scelte},
    rules::INSIEME_MAX,
};

/// What comes next.
#[derive(Debug)]
pub enum Prossimo {
    /// The person goes to this page of the service, or back.
    Visita(Url, Torna),
    /// The person types codes: see [`attesa`].
    Codici,
    /// It is over: how each went.
    Esiti(Vec<Esito>),
    /// It is over, of the papers of another office: how each went, and the way back there.
    Carte(Vec<EsitoCarta>, Torna),
}

/// The way back to this office.
pub const LIBRO: Torna = ("/librofirma", "Torna al libro firma");

/// What is about to be signed.
#[derive(Debug)]
pub struct Attesa {
    /// The name of the service.
    pub servizio: String,
    /// What was chosen and can be signed, the oldest first.
    pub voci: Vec<Voce>,
    /// The papers of another office, in the place of those.
    pub carte: Vec<Tenuta>,
    /// The way back.
    pub torna: Torna,
    /// By what this choice is known: to be given back with the codes.
    pub scelta: String,
    /// Whose certificate.
    pub titolare: String,
    /// The codes that are asked for.
    pub codici: Vec<Asked>,
    /// How many one authorisation signs.
    pub insieme: usize,
}

/// The installation's randomness, for the door.
struct Caso(Arc<dyn Random>);

impl Random for Caso {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}

type Porticina = Remote<Caso>;

const SCADUTA: &str =
    "La firma che avevi cominciato è scaduta: scegli di nuovo i documenti e ricomincia. Niente è stato firmato.";

const ALTRA_SCELTA: &str = "Da quando hai aperto questa pagina hai cominciato un'altra firma, con altri documenti: adesso qui sotto ci sono \
    quelli. Controllali e scrivi di nuovo il codice. Niente è stato firmato.";
const CAMBIATI: &str = "Mentre eri sulla pagina del servizio qualcosa è cambiato: per esempio un documento è stato ritirato. L'autorizzazione \
    non vale più e niente è stato firmato: torna al libro firma, scegli di nuovo i documenti e ricomincia.";

fn servizio(ente: &Ente) -> Result<&SigningService, Error> {
    let none = || {
        Refusal::because(
            "Questo ente non ha un servizio di firma remota: lo scrive nelle impostazioni chi cura il sistema.",
        )
    };
    ente.signing.service.as_ref().ok_or_else(|| none().into())
}

/// The door. `back`: our page to which the service sends the person back.
async fn apri(ente: &Ente, back: &Url) -> Result<Porticina, Error> {
    let settings = servizio(ente)?;
    let client = Client {
        id: settings.client_id.clone(),
        secret: settings.client_secret.clone().map(Secret::new),
        back: back.clone(),
    };
    Ok(Remote::open(Address::new(&settings.url)?, client, Caso(Arc::clone(ente.ledger.random()))).await?)
}

/// Whether the service of an ente answers, for whoever looks after the system: its name.
///
/// # Errors
/// Why it does not.
pub async fn risponde(settings: &SigningService, random: Arc<dyn Random>) -> Result<String, signing::sign::Error> {
    let address = Address::new(&settings.url)?;
    let back = address.url().clone();
    let secret = settings.client_secret.clone().map(Secret::new);
    let client = Client { id: settings.client_id.clone(), secret, back };
    Ok(Remote::open(address, client, Caso(random)).await?.about().name)
}

/// Begins: whoever is inside the service already goes on, others enter it first. `uffici`: those that have the papers which were chosen.
///
/// # Errors
/// Without the permission; where there is no service; what it says.
pub(crate) async fn inizia(
    ente: &Ente,
    who: &Who,
    back: &Url,
    (scelte, uffici): (Scelte, Uffici<'_>),
) -> Result<Prossimo, Error> {
    who.require(&FIRMA)?;
    servizio(ente)?;
    if scelte.len() == 0 {
        return Err(
            Refusal::because("Non hai scelto nessun documento: torna all'elenco e spunta quelli da firmare.").into()
        );
    }
    if !ente.ledger.vault().seals() {
        let told = "I segreti di questo ente non sono ancora chiusi con una chiave, e l'accesso al servizio di firma non può stare in \
                    chiaro: chi cura il sistema lanci \"municipio key seal\".";
        return Err(Refusal::because(told).into());
    }
    if scelte.len() > INSIEME_MAX {
        let told = format!("Ne hai scelti {}: se ne firmano al massimo {INSIEME_MAX} alla volta.", scelte.len());
        return Err(Refusal::because(told).into());
    }
    let home = via_di_ritorno(&scelte, uffici)?;
    if let Scelte::Carte { carte, .. } = &scelte
        && let Some(esiti) = tutte_impedite(carte)
    {
        return Ok(Prossimo::Carte(esiti, home));
    }
    let door = apri(ente, back).await?;
    if let Some(Sessione { fase: Fase::Dentro { token } | Fase::Autorizza { token, .. }, .. }) =
        Sessione::di(ente, who.person).await?
    {
        let session = Session { token: Some(Secret::new(token.clone())) };
        // Its time at the service may be over sooner than here: then one enters again.
        if door.credentials(&session).await.is_ok() {
            let kept = Sessione { fase: Fase::Dentro { token: token.clone() }, scelte };
            kept.tieni(ente, who.person).await?;
            return chiedi(ente, who, &door, (kept, uffici)).await;
        }
    }
    let visit = door.enter().await?;
    let page = visit.page.clone();
    Sessione { fase: Fase::Entra(visita(visit)), scelte }.tieni(ente, who.person).await?;
    Ok(Prossimo::Visita(page, home))
}

/// Where whoever chose these goes back to.
fn via_di_ritorno(scelte: &Scelte, uffici: Uffici<'_>) -> Result<Torna, Error> {
    match scelte {
        Scelte::Richieste(_) => Ok(LIBRO),
        Scelte::Carte { ufficio, .. } => torna(uffici, ufficio),
    }
}

/// The person is back from the service's page.
///
/// # Errors
/// A return that answers no visit of theirs; what the service says.
pub(crate) async fn ritorno(
    ente: &Ente,
    who: &Who,
    back: &Url,
    (state, code): (&str, &str),
    uffici: Uffici<'_>,
) -> Result<Prossimo, Error> {
    who.require(&FIRMA)?;
    let kept = Sessione::di(ente, who.person).await?.ok_or_else(|| Refusal::because(SCADUTA))?;
    let door = apri(ente, back).await?;
    let code = Secret::new(code);
    match kept.fase.clone() {
        Fase::Entra(made) => {
            let session = door.entered(&rifatta(made)?, state, &code).await?;
            let token = session.token.as_ref().map(|token| token.reveal().to_owned());
            let token =
                token.ok_or_else(|| Refusal::because("Il servizio di firma non ha dato l'accesso: riprova."))?;
            let kept = Sessione { fase: Fase::Dentro { token }, ..kept };
            kept.tieni(ente, who.person).await?;
            chiedi(ente, who, &door, (kept, uffici)).await
        }
        Fase::Autorizza { token, visita: made, credenziale, at, cosa } => {
            let session = Session { token: Some(Secret::new(token.clone())) };
            let credential = scelta(ente, who, &door, &session, Some(&credenziale)).await?;
            let insieme = Insieme::prepara(ente, who, (&kept.scelte, uffici), credential, at).await?;
            let Some(insieme) = insieme.autorizzato(cosa) else {
                resta_dentro(ente, who, token).await;
                return Err(Refusal::because(CAMBIATI).into());
            };
            let consent = Consent::Back { visit: rifatta(made)?, state: state.to_owned(), code };
            let done = insieme.firma(ente, who, &door, &session, &consent).await?;
            resta_dentro(ente, who, token).await;
            Ok(done)
        }
        Fase::Dentro { .. } => {
            Err(Refusal::because("Sei già tornato dal servizio di firma: vai avanti da qui.").into())
        }
    }
}

/// Asks the service for the authorisation: codes that are sent are sent now.
async fn chiedi(
    ente: &Ente,
    who: &Who,
    door: &Porticina,
    (kept, uffici): (Sessione, Uffici<'_>),
) -> Result<Prossimo, Error> {
    let Fase::Dentro { token } = &kept.fase else { return Err(Refusal::because(SCADUTA).into()) };
    let session = Session { token: Some(Secret::new(token.clone())) };
    let credential = scelta(ente, who, door, &session, None).await?;
    let (at, id) = (adesso(ente), credential.id.clone());
    let insieme = Insieme::prepara(ente, who, (&kept.scelte, uffici), credential, at).await?;
    if insieme.len() == 0 {
        return Ok(insieme.niente());
    }
    match insieme.chiedi(door, &session).await? {
        Step::Ready | Step::Codes(_) => Ok(Prossimo::Codici),
        Step::Visit(visit) => {
            let page = visit.page.clone();
            let (cosa, home) = (insieme.da_autorizzare(), via_di_ritorno(&kept.scelte, uffici)?);
            let fase = Fase::Autorizza { token: token.clone(), visita: visita(visit), credenziale: id, at, cosa };
            Sessione { fase, ..kept }.tieni(ente, who.person).await?;
            Ok(Prossimo::Visita(page, home))
        }
        Step::TakeAway => Err(Refusal::because("Con questo servizio i documenti si firmano fuori di qui.").into()),
    }
}

/// Asks once more: another code is sent.
///
/// # Errors
/// As [`inizia`].
pub(crate) async fn richiedi(ente: &Ente, who: &Who, back: &Url, uffici: Uffici<'_>) -> Result<Prossimo, Error> {
    who.require(&FIRMA)?;
    let kept = Sessione::di(ente, who.person).await?.ok_or_else(|| Refusal::because(SCADUTA))?;
    let door = apri(ente, back).await?;
    chiedi(ente, who, &door, (kept, uffici)).await
}

/// Whether papers of this office wait for this person's codes.
///
/// # Errors
/// Those of the database.
pub(crate) async fn aspettano(ente: &Ente, who: &Who, ufficio: &str) -> Result<bool, Error> {
    let kept = Sessione::di(ente, who.person).await?;
    Ok(kept.is_some_and(|kept| match (kept.fase, kept.scelte) {
        (Fase::Dentro { .. }, Scelte::Carte { ufficio: own, carte }) => {
            own == ufficio && tutte_impedite(&carte).is_none()
        }
        _ => false,
    }))
}

/// What is about to be signed, for the page that asks for the codes.
///
/// # Errors
/// Without the permission; when it is over; what the service says.
pub(crate) async fn attesa(ente: &Ente, who: &Who, back: &Url, uffici: Uffici<'_>) -> Result<Attesa, Error> {
    who.require(&FIRMA)?;
    let kept = Sessione::di(ente, who.person).await?.ok_or_else(|| Refusal::because(SCADUTA))?;
    let scelta_fatta = kept.scelta();
    let Fase::Dentro { token } = kept.fase else { return Err(Refusal::because(SCADUTA).into()) };
    let door = apri(ente, back).await?;
    let session = Session { token: Some(Secret::new(token)) };
    let credential = scelta(ente, who, &door, &session, None).await?;
    let own = signing::verify::certificate::Certificate::read(credential.certificate()?.der()).ok();
    let home = via_di_ritorno(&kept.scelte, uffici)?;
    let (voci, carte) = match kept.scelte {
        Scelte::Richieste(ids) => (scelte(ente, who, &ids).await?, Vec::new()),
        Scelte::Carte { carte, .. } => (Vec::new(), carte),
    };
    Ok(Attesa {
        servizio: door.about().name,
        voci,
        carte,
        torna: home,
        scelta: scelta_fatta,
        titolare: own.and_then(|own| own.subject().shown()).unwrap_or_default(),
        insieme: credential.at_once,
        codici: match credential.authorisation {
            Authorisation::Codes(asked) => asked,
            Authorisation::None | Authorisation::Page => Vec::new(),
        },
    })
}

/// Signs with the codes that the person typed, on the page of this choice ([`Attesa::scelta`]): how each went.
///
/// # Errors
/// When it is over; where another choice was begun meanwhile; codes that are wrong; what else the service says. Then nothing was signed.
pub(crate) async fn conferma(
    ente: &Ente,
    who: &Who,
    back: &Url,
    (scelta_fatta, codici): (&str, Vec<(String, Secret)>),
    uffici: Uffici<'_>,
) -> Result<Prossimo, Error> {
    who.require(&FIRMA)?;
    let kept = Sessione::di(ente, who.person).await?.ok_or_else(|| Refusal::because(SCADUTA))?;
    if kept.scelta() != scelta_fatta {
        return Err(Refusal::because(ALTRA_SCELTA).into());
    }
    let Fase::Dentro { token } = kept.fase else { return Err(Refusal::because(SCADUTA).into()) };
    let door = apri(ente, back).await?;
    let session = Session { token: Some(Secret::new(token.clone())) };
    let credential = scelta(ente, who, &door, &session, None).await?;
    let consent = match credential.authorisation {
        Authorisation::None => Consent::None,
        _ => Consent::Codes(codici),
    };
    let insieme = Insieme::prepara(ente, who, (&kept.scelte, uffici), credential, adesso(ente)).await?;
    let done = insieme.firma(ente, who, &door, &session, &consent).await?;
    resta_dentro(ente, who, token).await;
    Ok(done)
}

/// Still inside, for whoever signs some more: what was chosen is done. How it went is told also where this cannot be kept.
async fn resta_dentro(ente: &Ente, who: &Who, token: String) {
    let kept = Sessione { fase: Fase::Dentro { token }, scelte: Scelte::NIENTE };
    if let Err(error) = kept.tieni(ente, who.person).await {
        tracing::warn!(%error, "a session of remote signatures was not kept");
    }
}

/// Leaves the service.
///
/// # Errors
/// Those of the database.
pub async fn esci(ente: &Ente, who: &Who) -> Result<(), Error> {
    Sessione::scorda(ente, who.person).await
}

/// The credential to sign with: the one that was chosen, else the first that is this person's and good now.
async fn scelta(
    ente: &Ente,
    who: &Who,
    door: &Porticina,
    session: &Session,
    id: Option<&str>,
) -> Result<Credential, Error> {
    let mut all = door.credentials(session).await?;
    if all.is_empty() {
        return Err(Refusal::because("Al servizio di firma non hai nessun certificato che si possa usare.").into());
    }
    let (atteso, at) = (super::codice_di(ente, who).await?, adesso(ente));
    let found = match id {
        Some(id) => all.iter().position(|one| one.id == id),
        None => all.iter().position(|one| non_va(one, atteso.as_deref(), at).is_none()),
    };
    let Some(place) = found else {
        // None is theirs: told of the first, as it would be of the only one.
        let why = all.first().and_then(|one| non_va(one, atteso.as_deref(), at));
        return Err(Refusal::because(why.unwrap_or_else(|| SCADUTA.into())).into());
    };
    Ok(all.swap_remove(place))
}

/// Now, in whole seconds: signatures tell no finer time, and what is prepared twice must be the same.
fn adesso(ente: &Ente) -> Instant {
    let now = ente.ledger.now().micros();
    Instant::from_micros(now - now.rem_euclid(1_000_000))
}

fn visita(visit: Visit) -> Visita {
    Visita { page: visit.page.to_string(), state: visit.state, verifier: visit.verifier.reveal().to_owned() }
}

fn rifatta(kept: Visita) -> Result<Visit, Error> {
    let page = Url::parse(&kept.page).map_err(|_| Refusal::because(SCADUTA))?;
    Ok(Visit { page, state: kept.state, verifier: Secret::new(kept.verifier) })
}
