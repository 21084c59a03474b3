"""The peer of the bench of signatures: how many of these files pyHanko verifies in a second of one processor.

peer.py FOLDER [SECONDS]: FOLDER was written by samples.py. Each file is verified from its bytes again and again, chain and all,
with the authority trusted and no network, for SECONDS of processor time (3 without it). Writes a line for each file: name,
signatures, verifications, verifications a second of processor time; a file found not good ends the run.
"""

import asyncio
import datetime
import hashlib
import io
import pathlib
import sys
import time

from asn1crypto import cms, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.generic_cms import async_validate_cms_signature, collect_timing_info
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko_certvalidator import ValidationContext

FILES = ("atto.CAdES-BASELINE-B.p7m", "atto.CAdES-BASELINE-T.p7m", "atto.PAdES-BASELINE-B.pdf", "cinque.PAdES-BASELINE-B.pdf",
         "atto.PAdES-BASELINE-T.pdf")


def context(root):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    return ValidationContext(trust_roots=[root], allow_fetching=False, revocation_mode="soft-fail", moment=moment)


async def cms_good(data, root):
    """pyHanko's way of verifying an enveloping CMS with its time stamp, if there is one."""
    signed = cms.ContentInfo.load(data)["content"]
    content = signed["encap_content_info"]["content"].native
    trust = context(root)
    times = await collect_timing_info(
        signed["signer_infos"][0], trust, raw_digest=lambda name: hashlib.new(name, content).digest())
    return [await async_validate_cms_signature(
        signed, StandardCMSSignatureStatus, validation_context=trust, status_kwargs=times,
        key_usage_settings=StandardCMSSignatureStatus.default_usage_constraints())]


async def pdf_good(data, root):
    found = PdfFileReader(io.BytesIO(data)).embedded_signatures
    return [await async_validate_pdf_signature(each, context(root)) for each in found]


async def main(folder, seconds):
    """Measures every file that there is."""
    _, _, der = pem.unarmor((folder / "radice.pem").read_bytes())
    root = x509.Certificate.load(der)
    for file in FILES:
        data = (folder / file).read_bytes()
        verify = pdf_good if file.endswith(".pdf") else cms_good
        # Once before the clock: what is made at first use is not verification.
        count = len(await verify(data, root))
        rounds, begin = 0, time.process_time()
        while (took := time.process_time() - begin) < seconds:
            statuses = await verify(data, root)
            if len(statuses) != count or not all(status.bottom_line for status in statuses):
                sys.exit(f"{file}: pyHanko doesn't find it good")
            rounds += 1
        print(f"{file}\t{count}\t{rounds}\t{rounds / took:.1f}", flush=True)


if __name__ == "__main__":
    asyncio.run(main(pathlib.Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 3.0))
