//! What a service made of a certificate (TS 119 615, 4.4 to 4.6, as far as sensible).

use crate::{Qualifier, Signer, State};
use chrono::{DateTime, TimeZone, Utc};
use std::collections::HashSet;

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// Electronic signatures of natural persons.
    Signature,
    /// Electronic seals of legal persons.
    Seal,
    /// Web sites.
    Web,
}

/// Whether the key is in a qualified device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// It is: the signature can be a qualified one.
    Yes,
    /// It is not.
    No,
    /// The list contradicts itself, or hangs on a criterion that is not understood.
    Unknown,
}

/// What a service made of a certificate at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qualification {
    /// Whether the certificate is qualified; `None` if it cannot be told.
    pub qualified: Option<bool>,
    /// What it is for; `None` if it cannot be told.
    pub purpose: Option<Use>,
    /// Whether its key is in a qualified device.
    pub device: Device,
    /// Whether Reg. 910/2014 applied then (from 1 July 2016), or Directive 1999/93/EC before.
    pub under_eidas: bool,
}

/// Policies of EN 319 411-2 and TS 101 456 that say the key is in a device.
const WITH_DEVICE: [&str; 3] = ["0.4.0.1456.1.1", "0.4.0.194112.1.2", "0.4.0.194112.1.3"];
/// Policies that under the Directive said that the certificate is qualified (TS 101 456).
const QUALIFIED_BEFORE: [&str; 2] = ["0.4.0.1456.1.1", "0.4.0.1456.1.2"];

impl Qualification {
    pub(crate) fn of(signer: &Signer, state: &State, at: DateTime<Utc>) -> Qualification {
        let under_eidas = at >= Utc.with_ymd_and_hms(2016, 6, 30, 22, 0, 0).single().unwrap_or_default();
        let mut said: HashSet<Qualifier> = HashSet::new();
        let mut doubtful: HashSet<Qualifier> = HashSet::new();
        for qualifiers in &state.qualifiers {
            match qualifiers.criteria.met_by(signer) {
                Some(true) => said.extend(&qualifiers.said),
                Some(false) => {}
                None => doubtful.extend(&qualifiers.said),
            }
        }
        let facts = Facts { signer, said, doubtful, under_eidas };
        let purpose = facts.purpose();
        let qualified = facts.qualified(state).and_then(|qualified| match (qualified, purpose) {
            (true, Some(purpose)) => Some(facts.granted_for(state, purpose)),
            (true, None) => None,
            (false, _) => Some(false),
        });
        Qualification { qualified, purpose, device: facts.device(), under_eidas }
    }

    /// Whether it makes a qualified signature or seal possible: a qualified certificate for it, in a device.
    #[must_use]
    pub fn is_qualified_for(&self, purpose: Use) -> bool {
        self.qualified == Some(true) && self.purpose == Some(purpose) && self.device == Device::Yes
    }
}

struct Facts<'s> {
    signer: &'s Signer,
    said: HashSet<Qualifier>,
    doubtful: HashSet<Qualifier>,
    under_eidas: bool,
}

impl Facts<'_> {
    fn has(&self, oids: &[&str]) -> bool {
        self.signer.policies.iter().any(|policy| oids.contains(&policy.as_str()))
    }

    fn hangs_on(&self, qualifiers: &[Qualifier]) -> bool {
        qualifiers.iter().any(|qualifier| self.doubtful.contains(qualifier) && !self.said.contains(qualifier))
    }

    fn qualified(&self, state: &State) -> Option<bool> {
        if !state.is_good() {
            return Some(false);
        }
        if state.unknown_critical || self.hangs_on(&[Qualifier::Statement, Qualifier::NotQualified]) {
            return None;
        }
        match (self.said.contains(&Qualifier::Statement), self.said.contains(&Qualifier::NotQualified)) {
            (true, true) => None,
            (true, false) => Some(true),
            (false, true) => Some(false),
            (false, false) => Some(self.signer.says_qualified || (!self.under_eidas && self.has(&QUALIFIED_BEFORE))),
        }
    }

    fn purpose(&self) -> Option<Use> {
        let by_list = [
            (Qualifier::ForSignature, Use::Signature),
            (Qualifier::ForSeal, Use::Seal),
            (Qualifier::ForLegalPerson, Use::Seal),
            (Qualifier::ForWeb, Use::Web),
        ];
        if self.hangs_on(&by_list.map(|(qualifier, _)| qualifier)) {
            return None;
        }
        let mut said: Vec<Use> = Vec::new();
        for (qualifier, purpose) in by_list {
            if self.said.contains(&qualifier) && !said.contains(&purpose) {
                said.push(purpose);
            }
        }
        match (said.as_slice(), self.signer.types.as_slice()) {
            ([one], _) => Some(*one),
            ([], []) | ([], [1]) => Some(Use::Signature),
            ([], [2]) => Some(Use::Seal),
            ([], [3]) => Some(Use::Web),
            _ => None,
        }
    }

    /// Whether the service was granted for that use: what it says of its certificates binds it under the Regulation.
    fn granted_for(&self, state: &State, purpose: Use) -> bool {
        let name = match purpose {
            Use::Signature => "ForeSignatures",
            Use::Seal => "ForeSeals",
            Use::Web => "ForWebSiteAuthentication",
        };
        let known = ["ForeSignatures", "ForeSeals", "ForWebSiteAuthentication"];
        let said: Vec<_> = state.purposes.iter().filter(|purpose| known.contains(&purpose.as_str())).collect();
        !self.under_eidas || said.is_empty() || said.iter().any(|purpose| *purpose == name)
    }

    fn device(&self) -> Device {
        use Qualifier::{DeviceOnBehalf, NoDevice, WithDevice};
        if self.hangs_on(&[WithDevice, NoDevice, DeviceOnBehalf]) {
            return Device::Unknown;
        }
        let with = self.said.contains(&WithDevice) || self.said.contains(&DeviceOnBehalf);
        match (with, self.said.contains(&NoDevice)) {
            (true, true) => Device::Unknown,
            (true, false) => Device::Yes,
            (false, true) => Device::No,
            (false, false) if self.signer.says_device || self.has(&WITH_DEVICE) => Device::Yes,
            (false, false) => Device::No,
        }
    }
}
