use authz::{PersonId, UnitId};
use kernel::{Date, Instant, Refusal};
use schemars::JsonSchema;
use search::{Keyset, Total, Words};
use serde::{Deserialize, Serialize};
use web::{Ctx, Error, Json, Limit, Query};

use crate::{
    fascicolo::Chiave as ChiaveFascicolo,
    registrazione::{
        attese::in_ritardo_da,
        conteggio::conta,
        elenca::{Filtro, Voce, leggi_chiave},
        filtri::{Altro, Assegnazioni},
        sfoglia::{Pagina, Richiesta, sfoglia},
    },
    rules::Verso,
    termine::elenca::Scadenze,
};

// Which entries a program asks for: what the page of the list asks for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scelte {
    #[serde(default)]
    #[schemars(
        description = "Le parole da cercare; senza, l'elenco è per numero, dal più recente. L'ultima può essere l'inizio di una parola, \
            se com'è scritta non si trova niente: uno spazio in fondo, o le virgolette, dicono che è intera."
    )]
    q: String,
    verso: Option<Verso>,
    #[schemars(description = "Registrate da questo giorno.")]
    dal: Option<Date>,
    #[schemars(description = "Registrate fino a questo giorno, compreso.")]
    al: Option<Date>,
    #[schemars(description = "La voce del titolario, con quelle che contiene.")]
    classe: Option<String>,
    #[serde(default)]
    #[schemars(description = "Solo quelle senza una voce del titolario.")]
    senza_classe: bool,
    #[schemars(description = "Come sono arrivate o partite.")]
    mezzo: Option<String>,
    #[schemars(description = "Assegnate a questa unità.")]
    ufficio: Option<UnitId>,
    #[serde(default)]
    #[schemars(description = "Solo quelle da assegnare a qualcuno.")]
    da_assegnare: bool,
    #[serde(default)]
    #[schemars(description = "Solo quelle che aspettano te o i tuoi uffici.")]
    per_me: bool,
    #[serde(default)]
    #[schemars(description = "Solo quelle annullate.")]
    annullate: bool,
    #[serde(default)]
    #[schemars(description = "Solo quelle di cui qualcosa è stato corretto.")]
    corrette: bool,
    #[schemars(description = "In questo fascicolo, se lo puoi vedere.")]
    fascicolo: Option<ChiaveFascicolo>,
    #[schemars(description = "Con questo numero di protocollo del mittente, scritto per intero.")]
    protocollo_mittente: Option<String>,
    #[schemars(description = "Registrate da questa persona.")]
    registrata_da: Option<PersonId>,
    #[schemars(description = "Registrate da questa unità.")]
    dall_ufficio: Option<UnitId>,
    #[schemars(description = "Con documenti, oppure senza.")]
    documenti: Option<bool>,
    #[schemars(description = "Come stanno le assegnazioni; con `ufficio`, quelle di quell'unità.")]
    assegnazioni: Option<Assegnazioni>,
    #[schemars(description = "Assegnate da più di questi giorni; da solo, fra quelle che aspettano una risposta.")]
    oltre_giorni: Option<u16>,
    #[serde(default)]
    #[schemars(description = "Solo quelle con una spedizione non riuscita o senza notizie da troppo tempo.")]
    spedizioni_fallite: bool,
    #[serde(default)]
    #[schemars(description = "Conta anche quante sono in tutto quelle che puoi vedere, fino a diecimila.")]
    conta: bool,
    #[schemars(description = "Solo quelle con un termine aperto che scade fino a questo giorno, compreso.")]
    scadenza_al: Option<Date>,
    #[schemars(description = "Con `scadenza_al`: che scade da questo giorno.")]
    scadenza_dal: Option<Date>,
    #[schemars(description = "La `prossima` della pagina di prima, con le stesse parole e gli stessi filtri.")]
    prima: Option<String>,
    #[serde(default)]
    limite: Limit,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Elenco {
    registrazioni: Vec<VoceDati>,
    #[schemars(description = "Da dare come `prima` per la pagina che segue; nulla sull'ultima.")]
    prossima: Option<String>,
    #[schemars(description = "Quante sono in tutto, quando si è cercato con le parole, o con `conta`.")]
    totale: Option<Totale>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Totale {
    numero: u64,
    #[schemars(description = "Sono di più: oltre quel numero nessuno le ha contate.")]
    almeno: bool,
}

impl From<Total> for Totale {
    fn from(total: Total) -> Self {
        match total {
            Total::Exactly(count) => Self { numero: count as u64, almeno: false },
            Total::MoreThan(count) => Self { numero: count as u64, almeno: true },
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
struct VoceDati {
    anno: i64,
    numero: i64,
    verso: Verso,
    #[schemars(extend("format" = "date-time"))]
    registrata_at: String,
    oggetto: String,
    mezzo: String,
    parte: Option<String>,
    #[schemars(description = "Quanti sono in tutto i mittenti o i destinatari; il primo è in `parte`.")]
    parti: i64,
    classe: Option<String>,
    ufficio: Option<String>,
    annullata: bool,
    da_assegnare: bool,
    riservata: bool,
    documenti: i64,
    #[schemars(description = "Registrata in differita.")]
    differita: bool,
}

/// A page of the list, or of what the words find.
pub(super) async fn elenca(ctx: Ctx, Query(mut scelte): Query<Scelte>) -> Result<Json<Elenco>, Error> {
    let limit = usize::from(scelte.limite.rows());
    let prima = scelte.prima.take().unwrap_or_default();
    let counted = scelte.conta;
    let richiesta = richiesta(scelte, ctx.now);
    let mut elenco = pagina(&ctx, &richiesta, &prima, limit).await?;
    // Where the index has counted them nobody counts again.
    if counted && elenco.totale.is_none() {
        elenco.totale = Some(conta(&ctx.ente, ctx.who()?, &richiesta).await?.into());
    }
    Ok(Json(elenco))
}

/// A page of what is asked for.
pub(super) async fn pagina(ctx: &Ctx, richiesta: &Richiesta, prima: &str, limit: usize) -> Result<Elenco, Error> {
    // A page shows the first rows when the place is none; a program would begin again for ever.
    let place_holds = match &richiesta.parole {
        Some(_) => prima.parse::<Keyset>().is_ok(),
        None => leggi_chiave(&prima).is_some(),
    };
    if !prima.is_empty() && !place_holds {
        let sentence =
            "Il parametro \"prima\" non è un posto di questo elenco: dagli la \"prossima\" della pagina di prima.";
        return Err(Refusal::beside("prima", sentence).into());
    }
    let Pagina { voci, prossima, totale } = sfoglia(&ctx.ente, ctx.who()?, richiesta, prima, limit).await?;
    let registrazioni = voci.into_iter().map(voce).collect();
    Ok(Elenco { registrazioni, prossima, totale: totale.map(Into::into) })
}

fn richiesta(scelte: Scelte, now: Instant) -> Richiesta {
    let parole = (!scelte.q.trim().is_empty()).then(|| Words::unfinished(&scelte.q));
    let waiting = scelte.oltre_giorni.map(|_| Assegnazioni::InAttesa);
    let altro = Altro {
        fascicolo: scelte.fascicolo,
        protocollo_mittente: scelte.protocollo_mittente,
        registrata_da: scelte.registrata_da,
        dall_ufficio: scelte.dall_ufficio,
        documenti: scelte.documenti,
        assegnazioni: scelte.assegnazioni.or(waiting),
        assegnata_prima_di: scelte.oltre_giorni.map(|days| in_ritardo_da(now, days)),
        spedizioni_al: scelte.spedizioni_fallite.then_some(now),
        corrette: scelte.corrette,
        impossibile: false,
    };
    let filtro = Filtro {
        verso: scelte.verso,
        dal: scelte.dal,
        al: scelte.al,
        classe: scelte.classe,
        senza_classe: scelte.senza_classe,
        mezzo: scelte.mezzo,
        ufficio: scelte.ufficio,
        da_assegnare: scelte.da_assegnare,
        per_me: scelte.per_me,
        annullate: scelte.annullate,
        altro,
        scadenze: scelte.scadenza_al.map(|al| Scadenze { dal: scelte.scadenza_dal, al }),
        ids: None,
    };
    Richiesta { filtro, parole }
}

fn voce(voce: Voce) -> VoceDati {
    VoceDati {
        anno: voce.anno,
        numero: voce.numero,
        verso: voce.verso,
        registrata_at: voce.registrata_at.to_string(),
        oggetto: voce.oggetto,
        mezzo: voce.mezzo,
        parte: voce.parte,
        parti: voce.parti,
        classe: voce.classe,
        ufficio: voce.ufficio,
        annullata: voce.annullata,
        da_assegnare: voce.da_assegnare,
        riservata: voce.riservata,
        documenti: voce.documenti,
        differita: voce.differita,
    }
}
