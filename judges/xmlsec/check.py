"""What signxml says of XAdES signatures: check.py FILE...; exit code 0 if every one is good.

Of each: the value, every reference, that SignedProperties is among what is signed and binds the certificate, and that something
else of the document is signed too. The chain is xmlsec1's to judge (see judges/xmlsec.sh).
"""

import base64
import pathlib
import sys

from cryptography import x509
from lxml import etree
from signxml.xades import XAdESSignatureConfiguration, XAdESVerifier, XAdESVerifyResult

DSIG = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"


def good(path):
    tree = etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
    signatures = [each for each in tree.iter(f"{DSIG}Signature") if not any(
        above.tag == f"{XADES}UnsignedProperties" for above in each.iterancestors())]
    if not signatures:
        raise ValueError("nessuna firma")
    for each in signatures:
        first = each.find(f"{DSIG}KeyInfo/{DSIG}X509Data/{DSIG}X509Certificate")
        if first is None:
            raise ValueError("KeyInfo non porta il certificato")
        certificate = x509.load_der_x509_certificate(base64.b64decode("".join(first.text.split())))
        path_to = "".join(f"{above.tag}/" for above in reversed(list(each.iterancestors())) if above is not tree)
        config = XAdESSignatureConfiguration(location=f"./{path_to}", expect_references=True)
        results = XAdESVerifier().verify(tree, x509_cert=certificate, expect_config=config)
        properties = [result for result in results if isinstance(result, XAdESVerifyResult)]
        if len(properties) != 1 or len(results) < 2:
            raise ValueError(f"riferimenti firmati: {len(results)}, di cui SignedProperties {len(properties)}")


if __name__ == "__main__":
    failed = False
    for name in sys.argv[1:]:
        try:
            good(pathlib.Path(name))
        except Exception as refusal:  # pylint: disable=broad-except
            print(f"  {pathlib.Path(name).name}: {type(refusal).__name__}: {refusal}")
            failed = True
    sys.exit(1 if failed or len(sys.argv) < 2 else 0)
