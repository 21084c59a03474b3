use super::*;

#[test]
fn only_what_is_false_or_not_known_waits_for_a_person() {
    for esito in Esito::ALL {
        assert_eq!(Esito::da(esito.codice()), esito);
        let waits = matches!(esito, Esito::Altrui | Esito::Rotto | Esito::Ignoto);
        assert_eq!(esito.basta(), !waits, "{esito:?}");
        let of = Sigillo { esito, firmatario: None, frase: String::new() };
        assert_eq!(of.ferma().is_some(), waits, "what is not confirmed by itself is not believed either: {esito:?}");
    }
    assert_eq!(Esito::da("domani"), Esito::Ignoto, "a word of a later release is not good");
}

#[test]
fn what_was_good_when_it_came_stays_so_and_the_rest_may_be_found_otherwise() {
    let of = |esito| Sigillo { esito, firmatario: None, frase: String::new() };
    for (before, after) in Esito::ALL.into_iter().flat_map(|one| Esito::ALL.map(|other| (one, other))) {
        let moves = before != after && before != Esito::Valido;
        assert_eq!(of(before).cede_a(&of(after)), moves, "{before:?} {after:?}");
    }
}

#[test]
fn it_is_told_with_who_sealed_it_and_an_exception_has_the_code_of_the_guidelines() {
    let of = |esito| Sigillo { esito, firmatario: Some("Provincia".into()), frase: "Perché.".into() };
    let of_segnatura = |esito| of(esito).in_parole(Su::Segnatura);
    assert_eq!(of_segnatura(Esito::Valido), "Sigillo della segnatura: valido, di Provincia. Perché.");
    assert_eq!(of_segnatura(Esito::Rotto), "Sigillo della segnatura: NON valido. Perché.");
    assert_eq!(of(Esito::Rotto).in_parole(Su::Risposta), "Sigillo della risposta: NON valido. Perché.");
    let (causa, parole) = crate::riscontro::rules::MOTIVI[0];
    assert!(causa == CAUSA && parole.contains("(001_ValidazioneFirma)"), "annex 6, 3.1.1: {parole}");
    assert_eq!(of(Esito::Integro).eccezione(), None);
    for esito in Esito::ALL {
        assert_eq!(of(esito).eccezione().is_some(), matches!(esito, Esito::Altrui | Esito::Rotto));
    }
}

#[test]
fn it_is_judged_for_the_instant_that_a_provider_certifies_and_for_no_instant_that_anybody_wrote() {
    let (came, now) = (Instant::from_micros(1_000_000), Instant::from_micros(2_000_000));
    let firma = |esito| Some(firma::Firma { esito, firmatario: None, autorita: None, motivo: None });
    let good = || Busta {
        tipo: crate::riscontro::PEC.into(),
        certificato_at: Some(came),
        gestore: Some("Gestore".into()),
        firma: firma(firma::Esito::Valida),
        ..Busta::default()
    };
    let found = esistenza(&good(), now);
    assert_eq!(found, [Existence { at: came.utc(), origin: ExistenceOrigin::CertifiedMail("di Gestore".into()) }]);
    assert!(esistenza(&good(), Instant::from_micros(0)).is_empty(), "it cannot have come after now");
    for esito in firma::Esito::ALL.into_iter().filter(|esito| *esito != firma::Esito::Valida) {
        assert!(esistenza(&Busta { firma: firma(esito), ..good() }, now).is_empty(), "{esito:?}");
    }
    for other in [
        Busta { firma: None, ..good() },
        Busta { certificato_at: None, ..good() },
        Busta { tipo: "ordinaria".into(), ..good() },
    ] {
        assert!(esistenza(&other, now).is_empty(), "{other:?}");
    }
}

#[test]
fn an_envelope_around_another_segnatura_proves_nothing_of_this_one() {
    let carte = |accanto: Option<&[u8]>| Carte { xml: b"<a/>".to_vec(), accanto: accanto.map(<[u8]>::to_vec) };
    assert_eq!(da_giudicare(&carte(None), false), Ok(None));
    assert_eq!(da_giudicare(&carte(None), true), Ok(Some((b"<a/>".to_vec(), None))));
    // What encloses nothing is judged with the segnatura beside it.
    assert_eq!(da_giudicare(&carte(Some(b"x")), false), Ok(Some((b"x".to_vec(), Some(b"<a/>".to_vec())))));
}
