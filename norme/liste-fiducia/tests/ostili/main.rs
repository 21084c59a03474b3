//! Lists made to do harm.

mod regge;

use hostile::{Dice, Watch, mutate, xml};
use regge::regge;
use std::time::Duration;

/// A small list, without a signature: its content is thrown at the reader of the content too.
const LIST: &str = r##"<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
<SchemeInformation><TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>1</TSLSequenceNumber>
<ListIssueDateTime>2026-01-01T00:00:00Z</ListIssueDateTime></SchemeInformation><ds:Signature><ds:SignedInfo>
<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI=""><ds:Transforms>
<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/></ds:Transforms>
<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>
</ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature></TrustServiceStatusList>"##;

#[test]
fn no_list_breaks_the_reader_and_none_is_taken_unsigned() {
    let watch = Watch::new(Duration::from_secs(180));
    for seed in 0..3_000 {
        let dice = &mut Dice::new(seed);
        let bytes = if seed % 2 == 0 { mutate(dice, LIST.as_bytes()) } else { xml(dice, &[LIST.as_bytes()]) };
        watch.one(|| format!("list of seed {seed}"), || regge(&bytes));
    }
}
