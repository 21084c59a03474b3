use kernel::Refusal;
use signing::verify::trust::Purpose;
use ui::Choice;
use validation::{NewAnchor, anchors};
use web::{Ctx, Error, Form, IntoResponse, Redirect, Response};

use super::{BASE, CRUMBS};
use crate::{
    autorita,
    pagine::modulo::{Campo, Inviato, Modulo, fresco, rifiuto},
};

/// The form.
pub(super) async fn modulo(ctx: Ctx) -> Result<Response, Error> {
    fresco(&ctx)?;
    mostra(&ctx, &Inviato::default(), Refusal::default()).await
}

async fn mostra(ctx: &Ctx, sent: &Inviato, refusal: Refusal) -> Result<Response, Error> {
    let uso = |purpose: Purpose| Choice {
        value: anchors::code(purpose).into(),
        label: anchors::purpose_words(purpose).into(),
        hint: (purpose == Purpose::Mail)
            .then(|| "Per i gestori di posta certificata si aggiunge in Caselle di posta.".into()),
    };
    Modulo::new(format!("{BASE}/nuova"), BASE, "Aggiungi")
        .avviso(
            "Quello che poggia su un'autorità aggiunta da voi non è mai qualificato: il rapporto di ogni firma lo dice, con il motivo che scrivi qui.",
        )
        .campi(vec![
            Campo::area("pem", "Il certificato dell'autorità, in formato PEM", sent)
                .lungo(20_000)
                .aiuto("Comincia con -----BEGIN CERTIFICATE-----. Controlla la sua impronta con chi lo pubblica."),
            Campo::molte(
                "usi",
                "usi".into(),
                "Per che cosa vale",
                anchors::PURPOSES.into_iter().map(uso).collect(),
                sent,
            ),
            Campo::area("motivo", "Perché l'ente se ne fida", sent).aiuto("Resta scritto, con il tuo nome."),
        ])
        .mostra(ctx, "Aggiungi un'autorità", CRUMBS, refusal)
        .await
}

/// Trusts it.
pub(super) async fn aggiungi(ctx: Ctx, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Error> {
    fresco(&ctx)?;
    let sent = Inviato(pairs);
    let new = NewAnchor {
        pem: sent.uno("pem").into(),
        reason: sent.uno("motivo").into(),
        purposes: sent.tutti("usi").iter().filter_map(|code| anchors::purpose(code)).collect(),
    };
    match autorita::aggiungi(&ctx.ente, ctx.who()?, &new).await {
        Ok(_) => Ok(Redirect::to(&format!("{BASE}?fatto=autorita")).into_response()),
        Err(error) => mostra(&ctx, &sent, rifiuto(error)?).await,
    }
}
