//! Signed documents made to do harm, by the thousand.

mod regge;

use hostile::{Dice, Watch, mutate, peak_kib, xml};
use regge::regge;
use std::time::Duration;

/// A signature of every part that is read, whose digests do not matter.
const SIGNED: &str = r##"<a xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><b Id="b">testo<!-- x --></b><ds:Signature Id="s">
<ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
<ds:Reference Id="r" URI=""><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
<ds:Transform Algorithm="http://www.w3.org/2006/12/xml-c14n11"/></ds:Transforms>
<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>
<ds:Reference URI="#xpointer(id('b'))"><ds:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"/>
<ds:DigestValue>AAAA</ds:DigestValue></ds:Reference><ds:Reference URI="#p" Type="http://uri.etsi.org/01903#SignedProperties">
<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>
</ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue><ds:Object><x:QualifyingProperties Target="#s"
xmlns:x="http://uri.etsi.org/01903/v1.3.2#"><x:SignedProperties Id="p"><x:SignedSignatureProperties>
<x:SigningTime>2026-01-01T00:00:00Z</x:SigningTime></x:SignedSignatureProperties></x:SignedProperties><x:UnsignedProperties>
<x:UnsignedSignatureProperties><x:SignatureTimeStamp><x:EncapsulatedTimeStamp>AAAA</x:EncapsulatedTimeStamp>
</x:SignatureTimeStamp><y:ArchiveTimeStamp xmlns:y="http://uri.etsi.org/01903/v1.4.1#"><x:EncapsulatedTimeStamp>AAAA
</x:EncapsulatedTimeStamp></y:ArchiveTimeStamp></x:UnsignedSignatureProperties></x:UnsignedProperties>
</x:QualifyingProperties></ds:Object></ds:Signature></a>"##;

#[test]
fn no_document_breaks_the_reader_nor_its_bounds() {
    let watch = Watch::new(Duration::from_secs(180));
    assert!(regge(SIGNED.as_bytes()), "the honest one is read");
    let mut read = 0;
    for seed in 0..6_000 {
        let dice = &mut Dice::new(seed);
        let bytes = if seed % 2 == 0 { mutate(dice, SIGNED.as_bytes()) } else { xml(dice, &[SIGNED.as_bytes()]) };
        read += usize::from(watch.one(|| format!("document of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 200, "only {read} of 6,000 can be read: that is noise, not hostility");
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 300_000, "{peak} KiB for files of at most a megabyte");
}

#[test]
fn bombs_are_told_at_once() {
    let watch = Watch::new(Duration::from_secs(180));
    let attributes: String = (0..60_000).map(|n| format!(" a{n}=''")).collect();
    let namespaces: String = (0..60_000).map(|n| format!(" xmlns:a{n}='x{n}'")).collect();
    let reference = "<Reference URI=''><DigestMethod Algorithm='http://www.w3.org/2001/04/xmlenc#sha256'/></Reference>";
    let method = "<CanonicalizationMethod Algorithm='http://www.w3.org/2001/10/xml-exc-c14n#'/>";
    let signature = |inner: &str| {
        format!(
            "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'><SignedInfo>{method}{inner}</SignedInfo></Signature>"
        )
    };
    let bombs = [
        format!("<a{attributes}/>"),
        format!("<a{namespaces}/>"),
        "<a>".repeat(200_000),
        format!("<a>{}</a>", "<b/>".repeat(300_000)),
        format!("<a>{}{}</a>", signature(&reference.repeat(400)), "testo ".repeat(300_000)),
        format!("<a>{}</a>", signature("").repeat(5_000)),
        signature(&signature("").repeat(50)),
        format!("<a xmlns:p='{}'>{}{}</a>", "x".repeat(4_000), "<p:b/>".repeat(100_000), signature(reference)),
        format!("<!DOCTYPE a [<!ENTITY b '{}'>]><a>&b;</a>", "x".repeat(1_000)),
        format!("<a>{}</a>", "<!---->".repeat(300_000)),
        format!("<a b='{}'/>", "&#65;".repeat(300_000)),
    ];
    for (number, bomb) in bombs.iter().enumerate() {
        watch.one(|| format!("bomb {number}"), || regge(bomb.as_bytes()));
    }
}
