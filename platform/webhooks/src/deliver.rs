//! To tell one subscriber of one thing, again and again for about a day.

use std::{sync::Arc, time::Duration};

use authz::Who;
use ente::Ente;
use jobs::{Failure, Job, Queue};
use kernel::{Actor, Instant};
use sea_orm::EntityTrait;
use serde::Serialize;
use tokio::time::timeout;
use url::Url;
use zeroize::Zeroizing;

use crate::{
    DeliveryId, Error, Events, State, TEST,
    list::{Delivery, DeliveryState, by_id},
    send::{Outcome, post},
    sign,
    subscribe::open,
    subscription,
};

/// The job's name.
pub(crate) const KIND: &str = "webhooks.consegna";
/// Tries of one notice: with the queue's pauses (10 seconds, three times more each, up to six hours) about 21 hours.
const TRIES: u32 = 11;
/// What is told of one that could not even be prepared.
const UNPREPARED: &str = "Non è partito: per un guasto di questo programma non si è potuto preparare. Il motivo è in Comando, fra i \
     lavori in sospeso.";
/// How long one try may take, from the first look at the database to the note of what came of it; well within what the queue gives it,
/// so that the end of the last one is still written down. The call itself waits 20 seconds at most.
const ONE_TRY: Duration = Duration::from_secs(45);
/// What is told of one whose last try did not come to an end.
const UNENDED: &str = "Non si sa se è arrivato: l'ultimo tentativo non è finito in tempo, e questo programma l'ha fermato. Guarda se \
     l'altro programma l'ha avuto; se no, rimandalo.";
/// Its own places: a subscriber that is slow keeps nobody else's work waiting.
const QUEUE: Queue = Queue { name: "webhooks", at_once: 4 };

/// The job.
pub struct Deliver {
    sources: Vec<Arc<dyn Events>>,
    one_try: Duration,
}

impl Deliver {
    /// Telling what happens in these offices.
    pub const fn new(sources: Vec<Arc<dyn Events>>) -> Self {
        Self { sources, one_try: ONE_TRY }
    }

    /// The same, giving each try so long.
    #[must_use]
    pub fn within(self, one_try: Duration) -> Self {
        Self { one_try, ..self }
    }
}

/// What is told (Standard Webhooks, "thin" payload): whoever wants more reads it with their own key.
#[derive(Debug, Serialize)]
struct Notice<'a> {
    r#type: &'a str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Debug, Serialize)]
struct Data<'a> {
    /// As `webhook-id`.
    id: String,
    /// The ente, by its code in the index of public administrations.
    ente: &'a str,
    /// Where it is read; none in a trial.
    link: Option<String>,
}

/// What came of a try.
enum Done {
    /// There is nothing more to do.
    Finished,
    /// It may go better later.
    Later { why: String, wait: Option<Duration> },
}

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Deliver {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn title(&self) -> &'static str {
        "avvisare un altro programma di quello che è successo"
    }

    fn queue(&self) -> Queue {
        QUEUE
    }

    fn max_attempts(&self) -> u32 {
        TRIES
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(60)
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, attempt: u32) -> Result<(), Failure> {
        let id: DeliveryId =
            payload.parse().map_err(|_| Failure::give_up("Il lavoro non dice quale avviso mandare."))?;
        let last = attempt >= TRIES;
        // Not left to the queue, which stops a job that takes too long and asks it nothing more: the notice would wait for ever.
        let Ok(tried) = timeout(self.one_try, self.deliver(ente, id, last)).await else {
            if last {
                end(ente, id, UNENDED).await;
            }
            let told = "Un avviso per un altro programma non è partito in tempo. Si riprova da solo.";
            return Err(Failure::retry(told, format!("one try took more than {:?}", self.one_try)));
        };
        match tried {
            Ok(Done::Finished) => Ok(()),
            Ok(Done::Later { why, wait }) => {
                let failure = Failure::retry("Un altro programma non ha ricevuto un avviso. Si riprova da solo.", why);
                Err(match wait {
                    Some(wait) => failure.after(wait),
                    None => failure,
                })
            }
            Err(error) => {
                if last {
                    end(ente, id, UNPREPARED).await;
                }
                Err(Failure::retry("Non è stato possibile preparare un avviso per un altro programma.", error))
            }
        }
    }
}

impl Deliver {
    async fn deliver(&self, ente: &Ente, id: DeliveryId, last: bool) -> Result<Done, Error> {
        let read = ente.db().read().await?;
        let Some(delivery) = by_id(&read, id).await?.filter(|found| found.state == DeliveryState::Waiting) else {
            return Ok(Done::Finished);
        };
        let row = subscription::Entity::find_by_id(delivery.subscription).one(&read).await?;
        let bearer = match &row {
            Some(row) => accounts::bearer_of(&read, row.token_id, ente.ledger.now()).await?,
            None => None,
        };
        drop(read);
        let Some(row) = row.filter(|row| row.standing() == State::On) else {
            let why = "Il collegamento era spento.";
            return stop(ente, &delivery, DeliveryState::Failed, why).await;
        };
        let Some(bearer) = bearer else {
            let why =
                "La chiave del programma non vale più: è scaduta, è stata revocata, o la persona non lavora più qui.";
            switch_off(ente, &row, &format!("{why} Togli il collegamento e creane un altro con una chiave nuova."))
                .await?;
            return stop(ente, &delivery, DeliveryState::Withheld, why).await;
        };
        let link = match self.link(ente, &bearer.who, &delivery).await? {
            Some(link) => Some(link),
            None if delivery.kind == TEST => None,
            None => {
                let why = "Non è partito: la chiave del programma non permette di vedere questa cosa.";
                return stop(ente, &delivery, DeliveryState::Withheld, why).await;
            }
        };
        let (outcome, at, took_ms) = call(ente, &row, &delivery, link).await?;
        conclude(ente, &row, &delivery, Try { outcome, at, took_ms, last }).await
    }

    /// Where the thing is read, by the one whose key it is.
    async fn link(&self, ente: &Ente, who: &Who, delivery: &Delivery) -> Result<Option<String>, Error> {
        for source in &self.sources {
            let Some(kind) = source.kinds().iter().find(|kind| kind.code == delivery.kind) else { continue };
            if !who.may(kind.permission) {
                return Ok(None);
            }
            let found = source.resource(ente, who, &delivery.kind, delivery.subject).await;
            let path = found.map_err(Error::Source)?;
            return Ok(path.and_then(|path| ente.address(&path)));
        }
        Ok(None)
    }
}

/// One call, with when it was made and how many milliseconds it took.
async fn call(
    ente: &Ente,
    row: &subscription::Model,
    delivery: &Delivery,
    link: Option<String>,
) -> Result<(Outcome, Instant, i64), Error> {
    let at = ente.ledger.now();
    let Ok(url) = Url::parse(&row.url) else {
        return Ok((Outcome::Silence("L'indirizzo non si legge.".into()), at, 0));
    };
    let id = delivery.id.to_string();
    let data = Data { id: id.clone(), ente: &ente.info.ipa, link };
    let notice = Notice { r#type: &delivery.kind, timestamp: delivery.happened_at.to_string(), data };
    let body = serde_json::to_string(&notice).map_err(|error| Error::Source(error.into()))?;
    let signature = sign::signatures(&secrets(ente, row, at)?, &id, at, &body);
    let headers =
        [("webhook-id", id), ("webhook-timestamp", sign::seconds(at).to_string()), ("webhook-signature", signature)];
    let outcome = post(&url, &ente.webhook_hosts, headers, body).await;
    let took_ms = (ente.ledger.now().micros() - at.micros()).max(0) / 1_000;
    Ok((outcome, at, took_ms))
}

/// The secrets that are valid, the present one first.
fn secrets(ente: &Ente, row: &subscription::Model, now: Instant) -> Result<Vec<Zeroizing<Vec<u8>>>, Error> {
    let mut all = vec![open(ente, "secret", row.id, &row.secret)?];
    if let (Some(old), Some(until)) = (&row.old_secret, row.old_until)
        && until > now
    {
        all.push(open(ente, "old_secret", row.id, old)?);
    }
    Ok(all)
}

struct Try {
    outcome: Outcome,
    at: Instant,
    took_ms: i64,
    last: bool,
}

/// Writes down what came of a try, and says what follows.
async fn conclude(ente: &Ente, row: &subscription::Model, delivery: &Delivery, tried: Try) -> Result<Done, Error> {
    let (status, wait) = match &tried.outcome {
        Outcome::Answer(status, wait) => (Some(*status), *wait),
        Outcome::Silence(_) => (None, None),
    };
    let told = in_words(&tried.outcome);
    let gone = status == Some(410);
    let state = match status {
        Some(200..=299) => DeliveryState::Delivered,
        _ if gone || tried.last => DeliveryState::Failed,
        _ => DeliveryState::Waiting,
    };
    let off = if gone {
        Some("Il programma ha risposto che non vuole più avvisi (410). Togli il collegamento, oppure riaccendilo se è un errore.".to_owned())
    } else if state == DeliveryState::Failed && !heard_since(ente, row, delivery).await? {
        Some(format!(
            "Per quasi un giorno il programma non ha ricevuto gli avvisi. L'ultima volta: {told} Quando è di nuovo pronto \
             riaccendilo, poi rimanda gli avvisi non arrivati."
        ))
    } else {
        None
    };
    // Before the notice is ended: a node that dies in between leaves a notice to whoever comes next, not a dead subscription on.
    if let Some(why) = off {
        switch_off(ente, row, &why).await?;
    }
    note(ente, delivery.id, state, status, &told, Some((tried.at, tried.took_ms))).await?;
    Ok(match state {
        DeliveryState::Waiting => Done::Later { why: told, wait },
        _ => Done::Finished,
    })
}

/// Whether any other notice was delivered after this one was asked for: then the subscriber lives, and only this one fails.
async fn heard_since(ente: &Ente, row: &subscription::Model, delivery: &Delivery) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM webhooks_delivery d, webhooks_delivery mine WHERE mine.id = $1 AND d.subscription_id = $2 \
               AND d.state = 'delivered' AND d.tried_at > mine.created_at LIMIT 1";
    let read = ente.db().read().await?;
    Ok(db::one(&read, sql, [delivery.id.into(), row.id.into()]).await?.is_some())
}

fn in_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answer(status @ 200..=299, _) => format!("Ricevuto ({status})."),
        Outcome::Answer(status @ 300..=399, _) => {
            format!("Ha risposto {status}, cioè di andare altrove: i rinvii non si seguono, scrivi l'indirizzo giusto.")
        }
        Outcome::Answer(status, _) => format!("Ha risposto {status}."),
        Outcome::Silence(why) => why.clone(),
    }
}

/// Ends a notice that is not sent.
async fn stop(ente: &Ente, delivery: &Delivery, state: DeliveryState, why: &str) -> Result<Done, Error> {
    note(ente, delivery.id, state, None, why, None).await?;
    Ok(Done::Finished)
}

/// Ends, as far as that is possible now, a notice that nobody tries any more; what is left waiting the sweep finds.
async fn end(ente: &Ente, id: DeliveryId, told: &str) {
    if let Err(error) = note(ente, id, DeliveryState::Failed, None, told, None).await {
        tracing::error!(%id, %error, "a notice that was tried for the last time could not be ended");
    }
}

async fn note(
    ente: &Ente,
    id: DeliveryId,
    state: DeliveryState,
    status: Option<u16>,
    told: &str,
    tried: Option<(Instant, i64)>,
) -> Result<(), Error> {
    let write = ente.db().write().await?;
    let sql = "UPDATE webhooks_delivery SET state = $2, status = $3, told = $4, tried_at = COALESCE($5, tried_at), \
               took_ms = COALESCE($6, took_ms), attempts = attempts + $7 WHERE id = $1 AND state = 'waiting'";
    let values = [
        id.into(),
        state.code().into(),
        status.map(i64::from).into(),
        told.into(),
        tried.map(|(at, _)| at.micros()).into(),
        tried.map(|(_, took)| took).into(),
        i64::from(tried.is_some()).into(),
    ];
    db::execute(&write, sql, values).await?;
    write.commit().await?;
    Ok(())
}

/// Switches a subscription off, in the journal and on the desk of whoever looks after it.
async fn switch_off(ente: &Ente, row: &subscription::Model, why: &str) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(Actor::System(KIND), "webhooks.spegni_collegamento").await?;
    let Some(before) = tx.find::<subscription::Entity>(row.id.uuid()).await? else { return Ok(()) };
    if before.standing() != State::On {
        return Ok(());
    }
    let after = subscription::Model {
        state: State::Failed.code().into(),
        reason: Some(why.to_owned()),
        changed_at: tx.now(),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    tracing::warn!(target: "municipio", ente = ente.info.slug, subscription = %row.id, "a webhook was switched off");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_tried_for_most_of_a_day() {
        let job = Deliver::new(Vec::new());
        let seconds: u64 = (1..TRIES).map(|attempt| Job::<Arc<Ente>>::backoff(&job, attempt).as_secs()).sum();
        assert!((18 * 3600..24 * 3600).contains(&seconds), "{seconds}");
    }

    #[test]
    fn what_is_told_is_where_to_look_and_nothing_else() {
        let data = Data { id: "1".into(), ente: "c_m999", link: Some("https://a.it/api/v1/x".into()) };
        let at = Instant::from_micros(0).to_string();
        let text = serde_json::to_string(&Notice { r#type: "protocollo.registrata", timestamp: at, data }).unwrap();
        let expected = r#"{"type":"protocollo.registrata","timestamp":"1970-01-01T00:00:00.000000Z","data":{"id":"1","ente":"c_m999","link":"https://a.it/api/v1/x"}}"#;
        assert_eq!(text, expected);
    }

    #[test]
    fn an_answer_is_told_in_a_sentence_with_its_code() {
        assert_eq!(in_words(&Outcome::Answer(204, None)), "Ricevuto (204).");
        assert!(in_words(&Outcome::Answer(302, None)).contains("i rinvii non si seguono"));
        assert_eq!(in_words(&Outcome::Answer(500, None)), "Ha risposto 500.");
    }
}
