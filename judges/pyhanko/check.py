"""What pyHanko says of signed files: check.py ROOT FILE...; exit code 0 if every signature in every file is good.

ROOT: the certificate that is trusted. Names are NAME.LEVEL.EXTENSION; a detached signature has its content beside it
(.contenuto). Beside pyHanko's own verdict (integrity, chain, time stamps, what changed in a PDF afterwards), the level must be
there: T and above have a trusted time stamp, LT and above carry revocations that are enough by themselves, and everything is
signed in the ETSI way (signing-certificate-v2; SubFilter ETSI.CAdES.detached in a PDF).
"""

import asyncio
import datetime
import hashlib
import io
import pathlib
import sys

from asn1crypto import cms, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_detached_cms, async_validate_pdf_signature
from pyhanko.sign.validation.generic_cms import async_validate_cms_signature, collect_timing_info
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

MOMENT = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)


def context(root, **more):
    return ValidationContext(trust_roots=[root], allow_fetching=False, moment=MOMENT, **more)


def etsi(signer_info):
    """The certificate is bound by the attribute that ETSI asks for."""
    return any(attribute["type"].native == "signing_certificate_v2" for attribute in signer_info["signed_attrs"])


async def of_cms(path, root):
    data = path.read_bytes()
    if data.startswith(b"-----"):
        _, _, data = pem.unarmor(data)
    signed = cms.ContentInfo.load(data)["content"]
    content = signed["encap_content_info"]["content"].native
    beside = path.with_name(path.name + ".contenuto")
    detached = beside.exists()
    if detached != (content is None):
        raise ValueError("il contenuto dev'essere o dentro o accanto")
    content = beside.read_bytes() if detached else content
    for signer_info in signed["signer_infos"]:
        one = signed.copy()
        one["signer_infos"] = cms.SignerInfos([signer_info])
        if detached:
            yield await async_validate_detached_cms(content, one, context(root)), etsi(signer_info), False
            continue
        trust = context(root)
        times = await collect_timing_info(
            signer_info, trust, raw_digest=lambda name: hashlib.new(name, content).digest())
        status = await async_validate_cms_signature(
            one, StandardCMSSignatureStatus, validation_context=trust, status_kwargs=times,
            key_usage_settings=StandardCMSSignatureStatus.default_usage_constraints())
        yield status, etsi(signer_info), False


async def of_pdf(path, root, level):
    reader = PdfFileReader(io.BytesIO(path.read_bytes()))
    for embedded in reader.embedded_signatures:
        if embedded.sig_object["/Type"] == "/DocTimeStamp":
            continue
        carried = False
        trust = context(root)
        if level.startswith("LT"):
            # Nothing but what the file carries, and that must be enough.
            trust = DocumentSecurityStore.read_dss(reader).as_validation_context(
                {"trust_roots": [root], "allow_fetching": False, "moment": MOMENT, "revocation_mode": "require"})
            carried = True
        status = await async_validate_pdf_signature(embedded, trust)
        asked = embedded.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
        yield status, asked and etsi(embedded.signer_info), carried


async def good(path, root):
    level = path.name.rsplit(".", 2)[1].rsplit("-", 1)[1]
    found = of_pdf(path, root, level) if path.suffix.lower() == ".pdf" else of_cms(path, root)
    count = 0
    async for status, asked, carried in found:
        count += 1
        stamped = status.timestamp_validity is not None
        complaints = [
            text for text, bad in (
                (f"giudizio: {status.summary()}", not status.bottom_line),
                ("manca signing-certificate-v2 o il SubFilter di ETSI", not asked),
                ("manca la marca temporale", level != "B" and not stamped),
                ("mancano le revoche", path.suffix == ".pdf" and level.startswith("LT") and not carried),
            ) if bad
        ]
        if complaints:
            print(f"  {path.name}, firma {count}: " + "; ".join(complaints))
            return False
    if not count:
        print(f"  {path.name}: nessuna firma")
    return count > 0


async def main(root, files):
    data = pathlib.Path(root).read_bytes()
    trusted = x509.Certificate.load(pem.unarmor(data)[2] if pem.detect(data) else data)
    verdicts = []
    for file in files:
        try:
            verdicts.append(await good(pathlib.Path(file), trusted))
        except Exception as refusal:  # pylint: disable=broad-except
            print(f"  {pathlib.Path(file).name}: {type(refusal).__name__}: {refusal}")
            verdicts.append(False)
    return all(verdicts)


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(main(sys.argv[1], sys.argv[2:])) else 1)
