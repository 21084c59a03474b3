//! The addresses that a route has: of what is secret, each beside one of nothing, and of what one may open.

use super::mondo::{Mondo, NIENTE_ID, NIENTE_NUMERO, Segreti};

/// An address, and what stands in it in the place of parameters.
#[derive(Clone)]
pub(super) struct Indirizzo {
    pub path: String,
    pub parts: Vec<String>,
}

/// What may stand in the place of a parameter.
struct Valore {
    segreti: Vec<String>,
    aperti: Vec<String>,
    niente: String,
}

fn valore(path: &str, name: &str, di: &Segreti, mondo: &Mondo) -> Valore {
    let of = |segreti: Vec<String>, aperti: &[&String], niente: &str| Valore {
        segreti,
        aperti: aperti.iter().map(|text| (*text).clone()).collect(),
        niente: niente.into(),
    };
    let same = |text: &str| of(vec![text.into()], &[&text.to_owned()], text);
    let numbers = || di.numeri.iter().map(ToString::to_string).collect();
    match name {
        "anno" => same("2026"),
        "posto" => same("0"),
        "numero" => of(numbers(), &[&mondo.numero.to_string(), &di.risposta.to_string()], &NIENTE_NUMERO.to_string()),
        "documento" => of(vec![di.documento.clone()], &[&mondo.documento], NIENTE_ID),
        "fascicolo" => of(di.fascicoli.clone(), &[&mondo.fascicolo], "2026-VI.3-99999"),
        // Under a message that is secret any will do: none is told of.
        "riscontro" => of(vec![NIENTE_ID.into()], &[], NIENTE_ID),
        "voce" => of(di.voci.clone(), &[], NIENTE_ID),
        "bozza" => of(vec![di.bozza.clone()], &[], NIENTE_ID),
        "id" if path.contains("/protocollo/") && path.contains("/collegamenti/") => {
            of(vec![di.collegamento.clone()], &[], NIENTE_ID)
        }
        "id" if path.contains("/copie/") => of(vec![di.copia.clone()], &[], NIENTE_ID),
        "id" if path.contains("/assegnazioni/") => of(vec![di.assegnazione.clone()], &[], NIENTE_ID),
        "id" if path.contains("/spedizioni/") => of(vec![di.spedizione.clone()], &[], NIENTE_ID),
        "id" if path.contains("/posta/") => of(vec![di.messaggio.clone()], &[], NIENTE_ID),
        "id" if path.contains("/termini/") => of(vec![di.termine.clone()], &[], NIENTE_ID),
        "id" if path.contains("/bozze/") => of(vec![di.bozza.clone()], &[], NIENTE_ID),
        "id" if path.contains("/repertori/") => of(vec![], &[&mondo.repertorio], NIENTE_ID),
        "id" if path.contains("rubrica/") && !path.contains("/unioni/") => of(vec![], &[&mondo.soggetto], NIENTE_ID),
        "id" if path.contains("/emergenza/") || path.contains("/emergenze/") => {
            of(vec![], &[&mondo.emergenza], NIENTE_ID)
        }
        "id" if path.contains("/persone/") => of(vec![], &[&mondo.persona], NIENTE_ID),
        "id" if path.contains("/organigramma/") => of(vec![], &[&mondo.soc], NIENTE_ID),
        "id" if path.contains("/ruoli/") => of(vec![], &[&mondo.ruolo], NIENTE_ID),
        "id" if path.contains("/incarichi/") => of(vec![], &[&mondo.incarico], NIENTE_ID),
        _ => of(vec![], &[], NIENTE_ID),
    }
}

fn nomi(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect()
}

fn con(path: &str, parts: &[String]) -> Indirizzo {
    let mut left = parts.iter();
    let part =
        |part: &str| if part.starts_with('{') { left.next().cloned().unwrap_or_default() } else { part.to_owned() };
    Indirizzo { path: path.split('/').map(part).collect::<Vec<_>>().join("/"), parts: parts.to_vec() }
}

/// All ways to take one of each.
fn prodotto(all: &[Vec<String>]) -> Vec<Vec<String>> {
    all.iter().fold(vec![Vec::new()], |made, choices| {
        made.iter()
            .flat_map(|one| choices.iter().map(|choice| [&one[..], std::slice::from_ref(choice)].concat()))
            .collect()
    })
}

/// The addresses of secrets on a route, each beside one of the same form that leads nowhere: all secret; and what is secret under
/// an entry or a fascicolo that one sees.
pub(super) fn segreti(path: &str, di: &Segreti, mondo: &Mondo) -> Vec<(Indirizzo, Indirizzo)> {
    let values: Vec<Valore> = nomi(path).into_iter().map(|name| valore(path, name, di, mondo)).collect();
    if values.iter().any(|value| value.segreti.is_empty()) {
        return Vec::new();
    }
    let mut pairs = Vec::new();
    let nothing: Vec<String> = values.iter().map(|value| value.niente.clone()).collect();
    let all: Vec<Vec<String>> = values.iter().map(|value| value.segreti.clone()).collect();
    pairs.extend(prodotto(&all).iter().map(|parts| (con(path, parts), con(path, &nothing))));
    // The last parameter is of something secret, those before of what one sees.
    if let Some((last, first)) =
        values.split_last().filter(|(last, first)| !first.is_empty() && last.segreti != last.aperti)
    {
        let seen: Vec<Vec<String>> = first.iter().map(|value| value.aperti.clone()).collect();
        for parts in prodotto(&seen) {
            for secret in &last.segreti {
                let with = |end: &String| con(path, &[&parts[..], std::slice::from_ref(end)].concat());
                pairs.push((with(secret), with(&last.niente)));
            }
        }
    }
    pairs
}

/// The addresses on a route that one may open.
pub(super) fn aperti(path: &str, di: &Segreti, mondo: &Mondo) -> Vec<String> {
    let values: Vec<Vec<String>> = nomi(path).into_iter().map(|name| valore(path, name, di, mondo).aperti).collect();
    prodotto(&values).iter().map(|parts| con(path, parts).path).collect()
}
