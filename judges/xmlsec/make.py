"""XAdES signatures made by signxml, with an authority that lives as long as this program runs: make.py OUT.

Into OUT: the certificate of the authority (radice.pem) and NAME.LEVEL.xml, by an RSA key and by one of ECDSA: files for our verifier that
we did not make.
"""

import datetime
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import SignatureMethod
from signxml.xades import XAdESSigner

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
DAY = datetime.timedelta(days=1)
DOCUMENT = b"<Determina xmlns='urn:prova'><Oggetto>Si impegna la somma di 100 euro</Oggetto></Determina>"
USAGES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
          "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")


def name(common):
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "IT"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


def issue(common, key, issuer, issuer_key, serial, *usages):
    authority = "key_cert_sign" in usages
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(common)).issuer_name(name(issuer)).public_key(key.public_key()).serial_number(serial)
        .not_valid_before(NOW - DAY).not_valid_after(NOW + 365 * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(x509.KeyUsage(**{usage: usage in usages for usage in USAGES}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    return builder.sign(issuer_key, hashes.SHA256())


def main(out):
    out.mkdir(parents=True, exist_ok=True)
    root_key = rsa.generate_private_key(65537, 3072)
    root = issue("Autorita di prova", root_key, "Autorita di prova", root_key, 1, "key_cert_sign", "crl_sign")
    (out / "radice.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    signers = {
        "rsa": (rsa.generate_private_key(65537, 3072), SignatureMethod.RSA_SHA256),
        "ecdsa": (ec.generate_private_key(ec.SECP256R1()), SignatureMethod.ECDSA_SHA256),
    }
    for serial, (kind, (key, method)) in enumerate(signers.items(), 2):
        certificate = issue("Anna Neri", key, "Autorita di prova", root_key, serial, "content_commitment")
        signed = XAdESSigner(signature_algorithm=method).sign(etree.fromstring(DOCUMENT), key=key, cert=[certificate])
        (out / f"{kind}.XAdES-BASELINE-B.xml").write_bytes(etree.tostring(signed))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
