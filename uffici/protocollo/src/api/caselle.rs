//! The mailboxes and whose signatures are trusted, for programs: what the page does. A password goes in and never comes out.

use authz::UnitId;
use kernel::Id;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{Access, Created, Ctx, Done, Error, Json, Path, Routes, Sent};

use crate::{
    permissions::CASELLE,
    posta::{
        firma::{ancora, fiducia::regola as regola_di},
        tabelle::ancora::Entity as Ancora,
        tenute::{Tenuta, dati::Dati, elenca as elenca_atto, parola::Parola, prova::prova as prova_atto, salva},
    },
    tables::casella::Entity as Casella,
};

pub(super) fn routes() -> Routes {
    const PUO: Access = Access::With(&CASELLE);
    const ALL: &str = "/api/v1/protocollo/caselle";
    Routes::new()
        .api_get(ALL, PUO, "Elenca le caselle di posta e le autorità di cui ci si fida", elenca)
        .api_post(ALL, PUO, "Aggiunge una casella di posta", aggiungi)
        .api_post("/api/v1/protocollo/caselle/{id}", PUO, "Cambia una casella di posta", cambia)
        .api_post("/api/v1/protocollo/caselle/{id}/stato", PUO, "Spegne o riaccende una casella di posta", stato)
        .api_post("/api/v1/protocollo/caselle/{id}/prova", PUO, "Prova se una casella si legge e se può spedire", prova)
        .api_post("/api/v1/protocollo/caselle/ricevute", PUO, "Dice quando contano le ricevute della PEC", regola)
        .api_post(
            "/api/v1/protocollo/caselle/autorita",
            PUO,
            "Si fida di un'autorità per le firme dei gestori",
            autorita,
        )
        .api_post("/api/v1/protocollo/caselle/autorita/{id}/rimozione", PUO, "Non si fida più di un'autorità", togli)
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Elenco {
    caselle: Vec<CasellaDati>,
    #[schemars(description = "Quando contano le ricevute: `secondo`, `firmate` o `tutte`.")]
    ricevute: String,
    autorita: Vec<AutoritaDati>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CasellaDati {
    id: String,
    nome: String,
    indirizzo: String,
    certificata: bool,
    ufficio: Option<String>,
    #[schemars(description = "Sta nel file delle impostazioni: qui non si cambia.")]
    impostazioni: bool,
    attiva: bool,
    imap: Option<String>,
    smtp: Option<String>,
    #[schemars(description = "Perché non si riesce a leggerla.")]
    errore: Option<String>,
}

impl From<Tenuta> for CasellaDati {
    fn from(one: Tenuta) -> Self {
        Self {
            id: one.casella.id.to_string(),
            nome: one.casella.nome,
            indirizzo: one.casella.indirizzo,
            certificata: one.casella.certificata,
            ufficio: one.ufficio,
            impostazioni: one.impostazioni,
            attiva: one.impostazioni || one.accesso.as_ref().is_some_and(|row| row.attiva),
            imap: one.accesso.as_ref().map(|row| row.imap.clone()),
            smtp: one.accesso.and_then(|row| row.smtp),
            errore: one.errore,
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
struct AutoritaDati {
    id: String,
    nome: String,
    #[schemars(description = "Lo SHA-256 del certificato.")]
    impronta: String,
}

/// The mailboxes and the authorities.
async fn elenca(ctx: Ctx) -> Result<Json<Elenco>, Error> {
    let who = ctx.who()?;
    let caselle = elenca_atto(&ctx.ente, who).await?.into_iter().map(Into::into).collect();
    let autorita = ancora::elenca(&ctx.ente, who).await?;
    let autorita =
        autorita.into_iter().map(|row| AutoritaDati { id: row.id.to_string(), nome: row.nome, impronta: row.impronta });
    let ricevute = regola_di(&ctx.ente.db().read().await?).await?;
    Ok(Json(Elenco { caselle, ricevute, autorita: autorita.collect() }))
}

// A mailbox as a program writes it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CasellaNuova {
    #[serde(default)]
    #[schemars(description = "Serve solo quando si aggiunge: non si cambia più.")]
    nome: String,
    indirizzo: String,
    certificata: bool,
    #[schemars(description = "L'ufficio che riceve.", with = "String", extend("format" = "uuid"))]
    ufficio: UnitId,
    imap: String,
    #[serde(default)]
    #[schemars(description = "Senza, quella solita.", range(min = 1, max = 65535))]
    imap_porta: Option<u16>,
    #[serde(default)]
    #[schemars(description = "`tls` oppure `starttls`.")]
    imap_sicurezza: String,
    #[serde(default)]
    #[schemars(description = "Senza, è l'indirizzo.")]
    utente: String,
    #[serde(default)]
    #[schemars(description = "Senza, resta quella che c'è. Non si rilegge.", with = "String")]
    password: Parola,
    #[serde(default)]
    cartella: String,
    #[serde(default)]
    cartella_presi: String,
    #[serde(default)]
    #[schemars(description = "Senza, dalla casella non si spedisce.")]
    smtp: String,
    #[serde(default)]
    #[schemars(range(min = 1, max = 65535))]
    smtp_porta: Option<u16>,
    #[serde(default)]
    smtp_sicurezza: String,
    #[serde(default)]
    #[schemars(description = "Il messaggio più grande che spedisce, in MB.", range(min = 1, max = 200))]
    massimo_mb: Option<u8>,
    #[serde(default)]
    #[schemars(description = "Il certificato (PEM) dell'autorità di un server vostro.")]
    autorita: String,
}

impl From<CasellaNuova> for Dati {
    fn from(sent: CasellaNuova) -> Self {
        let number = |value: Option<u16>| value.map(|number| number.to_string()).unwrap_or_default();
        Self {
            nome: sent.nome,
            indirizzo: sent.indirizzo,
            certificata: sent.certificata,
            ufficio: Some(sent.ufficio),
            imap: sent.imap,
            imap_porta: number(sent.imap_porta),
            imap_sicurezza: sent.imap_sicurezza,
            utente: sent.utente,
            password: sent.password,
            cartella: sent.cartella,
            cartella_presi: sent.cartella_presi,
            smtp: sent.smtp,
            smtp_porta: number(sent.smtp_porta),
            smtp_sicurezza: sent.smtp_sicurezza,
            massimo_mb: number(sent.massimo_mb.map(u16::from)),
            autorita: sent.autorita,
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Nata {
    id: String,
}

/// Adds a mailbox.
async fn aggiungi(ctx: Ctx, Sent(sent): Sent<CasellaNuova>) -> Result<Created<Nata>, Error> {
    let id = salva::aggiungi(&ctx.ente, ctx.who()?, &sent.into()).await?;
    Ok(Created { location: None, body: Nata { id: id.to_string() } })
}

/// Changes a mailbox.
async fn cambia(ctx: Ctx, Path(id): Path<Id<Casella>>, Sent(sent): Sent<CasellaNuova>) -> Result<Done, Error> {
    salva::cambia(&ctx.ente, ctx.who()?, id, &sent.into()).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Stato {
    attiva: bool,
}

/// Switches a mailbox off, or on again.
async fn stato(ctx: Ctx, Path(id): Path<Id<Casella>>, Sent(sent): Sent<Stato>) -> Result<Done, Error> {
    salva::accendi(&ctx.ente, ctx.who()?, id, sent.attiva).await?;
    Ok(Done)
}

#[derive(Debug, Serialize, JsonSchema)]
struct EsitoProva {
    riuscita: bool,
    detto: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ProvaDati {
    lettura: EsitoProva,
    #[schemars(description = "Nulla dove dalla casella non si spedisce.")]
    spedizione: Option<EsitoProva>,
}

/// Tries a mailbox.
async fn prova(ctx: Ctx, Path(id): Path<Id<Casella>>) -> Result<Json<ProvaDati>, Error> {
    let found = prova_atto(&ctx.ente, ctx.who()?, id).await?;
    let one =
        |said: Result<String, String>| EsitoProva { riuscita: said.is_ok(), detto: said.unwrap_or_else(|why| why) };
    Ok(Json(ProvaDati { lettura: one(found.lettura), spedizione: found.spedizione.map(one) }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Regola {
    #[schemars(description = "`secondo`, `firmate` o `tutte`.")]
    ricevute: String,
}

/// Says when receipts count.
async fn regola(ctx: Ctx, Sent(sent): Sent<Regola>) -> Result<Done, Error> {
    ancora::decidi(&ctx.ente, ctx.who()?, &sent.ricevute).await?;
    Ok(Done)
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AutoritaNuova {
    #[schemars(description = "Il suo certificato, in formato PEM.")]
    pem: String,
}

/// Trusts an authority.
async fn autorita(ctx: Ctx, Sent(sent): Sent<AutoritaNuova>) -> Result<Created<Nata>, Error> {
    let id = ancora::aggiungi(&ctx.ente, ctx.who()?, &sent.pem).await?;
    Ok(Created { location: None, body: Nata { id: id.to_string() } })
}

/// Trusts an authority no longer.
async fn togli(ctx: Ctx, Path(id): Path<Id<Ancora>>) -> Result<Done, Error> {
    ancora::togli(&ctx.ente, ctx.who()?, id).await?;
    Ok(Done)
}
