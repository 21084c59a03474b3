//! The content of a list (TS 119 612, 5.3 to 5.5).

use crate::criteria::key_usage_bit;
use crate::{
    Assert, Certificate, Criteria, Criterion, Error, Kind, List, Pointer, Provider, Qualifier, Qualifiers, Service,
    State,
};
use firma_xml::Element;

/// Most pointers, providers, services of one provider, states of one service, certificates of one entry.
const POINTERS_MAX: usize = 1_000;
const PROVIDERS_MAX: usize = 5_000;
const SERVICES_MAX: usize = 5_000;
const STATES_MAX: usize = 500;
const ITEMS_MAX: usize = 500;
/// Deepest nesting of criteria.
const CRITERIA_DEPTH_MAX: usize = 8;

pub(super) fn list(root: Element<'_>, signer: Certificate) -> Result<List, Error> {
    let scheme = root.child("SchemeInformation").ok_or(Error::Missing("SchemeInformation"))?;
    let text = |name| scheme.child(name).and_then(Element::text);
    let number = |name| text(name).and_then(|text| text.parse::<u64>().ok()).ok_or(Error::Missing(name));
    let issued = scheme.child("ListIssueDateTime").and_then(Element::instant);
    let pointers = scheme.child("PointersToOtherTSL");
    let pointers: Vec<Element<'_>> =
        pointers.map(|at| at.children_named("OtherTSLPointer").collect()).unwrap_or_default();
    let providers = root.child("TrustServiceProviderList");
    let providers: Vec<Element<'_>> =
        providers.map(|at| at.children_named("TrustServiceProvider").collect()).unwrap_or_default();
    bounded(&pointers, POINTERS_MAX, "rimandi ad altre liste")?;
    bounded(&providers, PROVIDERS_MAX, "prestatori")?;
    Ok(List {
        version: u32::try_from(number("TSLVersionIdentifier")?).unwrap_or(u32::MAX),
        sequence: number("TSLSequenceNumber")?,
        kind: kind(text("TSLType").as_deref()),
        operator: name(scheme.child("SchemeOperatorName")).unwrap_or_default(),
        territory: text("SchemeTerritory").unwrap_or_default(),
        issued: issued.ok_or(Error::Missing("ListIssueDateTime"))?,
        next_update: scheme.child("NextUpdate").and_then(|at| at.child("dateTime")).and_then(Element::instant),
        scheme_uris: texts(scheme.child("SchemeInformationURI"), "URI"),
        pointers: pointers.into_iter().filter_map(pointer).collect(),
        providers: providers.into_iter().map(provider).collect::<Result<_, _>>()?,
        signer,
    })
}

fn bounded<T>(items: &[T], limit: usize, what: &'static str) -> Result<(), Error> {
    if items.len() > limit { Err(Error::TooMany { what, limit }) } else { Ok(()) }
}

fn kind(uri: Option<&str>) -> Kind {
    match uri.and_then(|uri| uri.rsplit('/').next()).unwrap_or_default() {
        "EUgeneric" => Kind::EuGeneric,
        "EUlistofthelists" => Kind::EuListOfLists,
        _ => Kind::Other,
    }
}

/// The name in Italian, else in English, else the first.
fn name(names: Option<Element<'_>>) -> Option<String> {
    let names: Vec<Element<'_>> = names?.children_named("Name").take(ITEMS_MAX).collect();
    let spoken = |language| names.iter().find(|name| name.attribute("lang") == Some(language));
    spoken("it").or_else(|| spoken("en")).or_else(|| names.first()).and_then(|name| name.text())
}

fn texts(parent: Option<Element<'_>>, name: &'static str) -> Vec<String> {
    parent.map(|at| at.children_named(name).take(ITEMS_MAX).filter_map(Element::text).collect()).unwrap_or_default()
}

fn pointer(element: Element<'_>) -> Option<Pointer> {
    let about = element.child("AdditionalInformation");
    let within = |name: &str| {
        let found = about?.children().filter_map(|at| at.child(name)).next();
        found.and_then(Element::text)
    };
    let operator = about.and_then(|at| at.children().find_map(|at| at.child("SchemeOperatorName")));
    let identities = element.child("ServiceDigitalIdentities");
    let identities = identities.into_iter().flat_map(|at| at.children_named("ServiceDigitalIdentity")).take(ITEMS_MAX);
    Some(Pointer {
        location: element.child("TSLLocation")?.text()?,
        territory: within("SchemeTerritory"),
        mime: within("MimeType"),
        kind: kind(within("TSLType").as_deref()),
        operator: name(operator),
        signers: identities.flat_map(|identity| certificates(Some(identity))).collect(),
    })
}

fn certificates(identity: Option<Element<'_>>) -> Vec<Certificate> {
    let ids = identity.into_iter().flat_map(|at| at.children_named("DigitalId")).take(ITEMS_MAX);
    ids.filter_map(|id| Certificate::from_der(&id.child("X509Certificate")?.bytes()?)).collect()
}

fn provider(element: Element<'_>) -> Result<Provider, Error> {
    let about = element.child("TSPInformation");
    let services = element.child("TSPServices");
    let services: Vec<Element<'_>> = services.map(|at| at.children_named("TSPService").collect()).unwrap_or_default();
    bounded(&services, SERVICES_MAX, "servizi di un prestatore")?;
    Ok(Provider {
        name: name(about.and_then(|at| at.child("TSPName"))).ok_or(Error::Missing("TSPName"))?,
        trade_names: texts(about.and_then(|at| at.child("TSPTradeName")), "Name"),
        services: services.into_iter().map(service).collect::<Result<_, _>>()?,
    })
}

fn service(element: Element<'_>) -> Result<Service, Error> {
    let present = element.child("ServiceInformation").ok_or(Error::Missing("ServiceInformation"))?;
    let history = element.child("ServiceHistory");
    let history: Vec<Element<'_>> =
        history.map(|at| at.children_named("ServiceHistoryInstance").collect()).unwrap_or_default();
    bounded(&history, STATES_MAX, "stati di un servizio")?;
    let identity = present.child("ServiceDigitalIdentity");
    let mut states = vec![state(present)?];
    for instance in history {
        states.push(state(instance)?);
    }
    states.sort_by_key(|state| std::cmp::Reverse(state.since));
    Ok(Service { certificates: certificates(identity), states })
}

fn state(element: Element<'_>) -> Result<State, Error> {
    let text = |name| element.child(name).and_then(Element::text).ok_or(Error::Missing(name));
    let since = element.child("StatusStartingTime").and_then(Element::instant);
    let mut state = State {
        kind: text("ServiceTypeIdentifier")?,
        name: name(element.child("ServiceName")).unwrap_or_default(),
        status: text("ServiceStatus")?,
        since: since.ok_or(Error::Missing("StatusStartingTime"))?,
        qualifiers: Vec::new(),
        purposes: Vec::new(),
        unknown_critical: false,
    };
    let extensions = element.child("ServiceInformationExtensions");
    for extension in extensions.into_iter().flat_map(|at| at.children_named("Extension")).take(ITEMS_MAX) {
        let critical = matches!(extension.attribute("Critical"), Some("true" | "1"));
        self::extension(extension, critical, &mut state);
    }
    Ok(state)
}

fn extension(extension: Element<'_>, critical: bool, state: &mut State) {
    for content in extension.children() {
        match content.name() {
            "AdditionalServiceInformation" => {
                let uri = content.child("URI").and_then(Element::text).unwrap_or_default();
                state.purposes.extend(uri.rsplit('/').next().map(str::to_owned));
            }
            "Qualifications" => {
                let elements = content.children_named("QualificationElement").take(ITEMS_MAX);
                state.qualifiers.extend(elements.map(qualifiers));
            }
            "ExpiredCertsRevocationInfo" | "TakenOverBy" => {}
            _ => state.unknown_critical |= critical,
        }
    }
}

fn qualifiers(element: Element<'_>) -> Qualifiers {
    let list = element.child("Qualifiers");
    let said = list.into_iter().flat_map(|at| at.children_named("Qualifier")).take(ITEMS_MAX).map(|qualifier| {
        let uri = qualifier.attribute("uri").unwrap_or_default();
        Qualifier::from_name(uri.trim().rsplit('/').next().unwrap_or_default())
    });
    let criteria = element.child("CriteriaList").map(|at| criteria(at, 0));
    let nothing = Criteria { assert: Assert::All, items: vec![Criterion::Unknown] };
    Qualifiers { said: said.collect(), criteria: criteria.unwrap_or(nothing) }
}

fn criteria(element: Element<'_>, depth: usize) -> Criteria {
    let assert = match element.attribute("assert") {
        Some("all") => Assert::All,
        Some("atLeastOne") => Assert::AtLeastOne,
        Some("none") => Assert::None,
        _ => return Criteria { assert: Assert::All, items: vec![Criterion::Unknown] },
    };
    let items = element.children().filter(|at| at.name() != "Description").take(ITEMS_MAX);
    let items = items.flat_map(|at| if at.name() == "otherCriteriaList" { at.children().collect() } else { vec![at] });
    Criteria { assert, items: items.map(|at| criterion(at, depth)).collect() }
}

fn criterion(element: Element<'_>, depth: usize) -> Criterion {
    match element.name() {
        "CriteriaList" if depth < CRITERIA_DEPTH_MAX => Criterion::Inner(criteria(element, depth + 1)),
        "KeyUsage" => {
            let bits = element.children_named("KeyUsageBit").take(ITEMS_MAX).map(|bit| {
                let value = matches!(bit.text().as_deref(), Some("true" | "1"));
                key_usage_bit(bit.attribute("name")?).map(|bit| (bit, value))
            });
            bits.collect::<Option<_>>().map_or(Criterion::Unknown, Criterion::KeyUsage)
        }
        "PolicySet" => oids(element, "PolicyIdentifier").map_or(Criterion::Unknown, Criterion::Policies),
        "ExtendedKeyUsage" => oids(element, "KeyPurposeId").map_or(Criterion::Unknown, Criterion::ExtendedKeyUsage),
        "CertSubjectDNAttribute" => {
            oids(element, "AttributeOID").map_or(Criterion::Unknown, Criterion::SubjectAttributes)
        }
        _ => Criterion::Unknown,
    }
}

/// The object identifiers in a criterion, dotted; `None` if one of them is something else.
fn oids(element: Element<'_>, name: &'static str) -> Option<Vec<String>> {
    let found = element.children_named(name).take(ITEMS_MAX).map(|at| {
        let text = at.child("Identifier")?.text()?;
        let oid = text.strip_prefix("urn:oid:").unwrap_or(&text);
        oid.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.').then(|| oid.to_owned())
    });
    found.collect()
}
