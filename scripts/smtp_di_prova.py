"""The SMTP server of the tests: aiosmtpd with TLS and passwords, on loopback. It keeps each message as a file.

Usage: smtp_di_prova.py FOLDER PORT PORT_TLS. The first port asks for STARTTLS, the second begins with TLS. It refuses
recipients that begin with "rifiuta", senders without their password, and messages over 1 MB.
"""

import asyncio
import itertools
import pathlib
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

NUMBERS = itertools.count(1)


class Keeper:
    """Writes what arrives: the envelope on the first two lines, then the message."""

    def __init__(self, outbox):
        self.outbox = outbox

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("rifiuta"):
            return "550 5.1.1 casella inesistente"
        if address.startswith("piena"):
            return "552 5.2.2 casella piena"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        place = self.outbox / f"{next(NUMBERS):06}"
        head = f"{envelope.mail_from}\n{' '.join(envelope.rcpt_tos)}\n".encode()
        place.with_suffix(".part").write_bytes(head + envelope.original_content)
        place.with_suffix(".part").rename(place.with_suffix(".eml"))
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login.startswith(b"prova") and data.password == b"una parola da provare"
    # Not handled: the server itself says what the standard wants.
    return AuthResult(success=good, handled=False)


def main():
    folder, port, port_tls = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "tls/good.pem", folder / "tls/good.key")
    keeper = Keeper(folder / "smtp")
    usual = {"authenticator": authenticate, "auth_required": True, "data_size_limit": 1_000_000, "hostname": "localhost"}

    class StartTls(Controller):
        def factory(self):
            return SMTP(self.handler, tls_context=context, require_starttls=True, **usual)

    class Tls(Controller):
        def factory(self):
            return SMTP(self.handler, auth_require_tls=False, **usual)

    StartTls(keeper, hostname="127.0.0.1", port=port).start()
    Tls(keeper, hostname="127.0.0.1", port=port_tls, ssl_context=context).start()
    (folder / "smtp/ready").touch()
    asyncio.new_event_loop().run_forever()


main()
