"""Signed files of a town hall that does not exist, made by pyHanko with an authority that lives as long as this program runs.

samples.py OUT [PDF]: writes into OUT the certificate of the authority (radice.pem), its list of revoked certificates (radice.crl)
and signed files whose names tell their level, NAME.LEVEL.EXTENSION; a detached signature has its content beside it (.contenuto).
PDF: what is signed; a page of our own without it.
"""

import asyncio
import datetime
import io
import pathlib
import sys

from asn1crypto import crl as asn1_crl
from asn1crypto import keys, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers, timestamps
from pyhanko.sign.ades.api import CAdESSignedAttrSpec
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def name(common):
    return made.Name([
        made.NameAttribute(NameOID.COUNTRY_NAME, "IT"),
        made.NameAttribute(NameOID.ORGANIZATION_NAME, "Comune di Prova"),
        made.NameAttribute(NameOID.COMMON_NAME, common),
    ])


def usage(**wanted):
    every = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return made.KeyUsage(**{each: wanted.get(each, False) for each in every})


class Authority:
    """A root that issues certificates and says that none of them is revoked."""

    def __init__(self):
        self.key = rsa.generate_private_key(65537, 3072)
        self.serial = 1
        self.certificate = self.issue("Autorita di prova", self.key, usage(key_cert_sign=True, crl_sign=True), root=True)

    def issue(self, common, key, key_usage, root=False, stamps=False):
        issuer = name(common) if root else self.certificate.subject
        builder = (
            made.CertificateBuilder()
            .subject_name(name(common)).issuer_name(issuer).public_key(key.public_key()).serial_number(self.serial)
            .not_valid_before(NOW - DAY).not_valid_after(NOW + 365 * DAY)
            .add_extension(made.BasicConstraints(ca=root, path_length=0 if root else None), critical=True)
            .add_extension(key_usage, critical=True)
            .add_extension(made.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(made.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        if stamps:
            builder = builder.add_extension(made.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        self.serial += 1
        return builder.sign(self.key, hashes.SHA256())

    def crl(self):
        # After the signatures: a list from before them says nothing of them.
        return (
            made.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject).last_update(NOW + HOUR / 2).next_update(NOW + 30 * DAY)
            .add_extension(made.CRLNumber(1), critical=False)
            .add_extension(made.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
        )


def asn1(certificate):
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def asn1_key(key):
    return keys.PrivateKeyInfo.load(key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


def page():
    """One page with a line of text."""
    pdf = writer.PdfFileWriter()
    font = generic.DictionaryObject({generic.pdf_name("/Type"): generic.pdf_name("/Font"),
                                     generic.pdf_name("/Subtype"): generic.pdf_name("/Type1"),
                                     generic.pdf_name("/BaseFont"): generic.pdf_name("/Helvetica")})
    fonts = generic.DictionaryObject({generic.pdf_name("/F1"): pdf.add_object(font)})
    resources = generic.DictionaryObject({generic.pdf_name("/Font"): fonts})
    text = generic.StreamObject(stream_data=b"BT /F1 18 Tf 72 760 Td (Determinazione di prova) Tj ET")
    pdf.insert_page(writer.PageObject(contents=pdf.add_object(text), media_box=(0, 0, 595, 842), resources=resources))
    out = io.BytesIO()
    pdf.write(out)
    return out.getvalue()


async def signed_pdf(pdf, signer, times, stamper=None, context=None):
    """As many signatures one after the other, PAdES-BASELINE-B, T with a stamper, LT with a context that holds the list too."""
    for number in range(1, times + 1):
        metadata = signers.PdfSignatureMetadata(
            field_name=f"Firma{number}", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256",
            embed_validation_info=context is not None, validation_context=context)
        out = await signers.PdfSigner(metadata, signer, timestamper=stamper).async_sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)))
        pdf = out.getvalue()
    return pdf


async def signed_cms(content, signer, detached=False, stamper=None):
    settings = PdfCMSSignedAttributes(signing_time=NOW, cades_signed_attrs=CAdESSignedAttrSpec())
    made_cms = await signer.async_sign_general_data(
        content, "sha256", detached=detached, use_cades=True, timestamper=stamper, signed_attr_settings=settings)
    return made_cms.dump()


async def main(out, pdf):
    out.mkdir(parents=True, exist_ok=True)
    authority = Authority()
    key, stamp_key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root = asn1(authority.certificate)
    certificate = asn1(authority.issue("Anna Neri", key, usage(content_commitment=True)))
    stamp = asn1(authority.issue("Marche di prova", stamp_key, usage(digital_signature=True), stamps=True))
    store = SimpleCertificateStore()
    store.register_multiple([root, stamp])
    signer = signers.SimpleSigner(signing_cert=certificate, signing_key=asn1_key(key), cert_registry=store)
    stamper = timestamps.DummyTimeStamper(stamp, asn1_key(stamp_key), certs_to_embed=store, fixed_dt=NOW)
    crl = authority.crl()
    context = ValidationContext(trust_roots=[root], crls=[asn1_crl.CertificateList.load(crl)], moment=NOW + HOUR,
                                revocation_mode="require", allow_fetching=False)

    files = {
        "radice.pem": authority.certificate.public_bytes(serialization.Encoding.PEM),
        "radice.crl": crl,
        "chiave.pem": key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        "firmatario.pem": made.load_der_x509_certificate(certificate.dump()).public_bytes(serialization.Encoding.PEM),
        "atto.CAdES-BASELINE-B.p7m": await signed_cms(pdf, signer),
        "atto.CAdES-BASELINE-T.p7m": await signed_cms(pdf, signer, stamper=stamper),
        "atto.CAdES-BASELINE-B.p7s": await signed_cms(pdf, signer, detached=True),
        "atto.CAdES-BASELINE-B.p7s.contenuto": pdf,
        "atto.PAdES-BASELINE-B.pdf": await signed_pdf(pdf, signer, 1),
        "cinque.PAdES-BASELINE-B.pdf": await signed_pdf(pdf, signer, 5),
        "atto.PAdES-BASELINE-T.pdf": await signed_pdf(pdf, signer, 1, stamper),
        "atto.PAdES-BASELINE-LT.pdf": await signed_pdf(pdf, signer, 1, stamper, context),
    }
    for file, data in files.items():
        (out / file).write_bytes(data)
    assert len(PdfFileReader(io.BytesIO(files["cinque.PAdES-BASELINE-B.pdf"])).embedded_signatures) == 5


if __name__ == "__main__":
    given = pathlib.Path(sys.argv[2]).read_bytes() if len(sys.argv) > 2 else page()
    asyncio.run(main(pathlib.Path(sys.argv[1]), given))
