"""Damages a signed file in one point of what is signed, so that it can still be read: guasta.py GOOD BAD.

A judge that does not refuse the result judges nothing. PDF: the version in the first line, which every signature covers. CMS:
the digest of the content among the signed attributes. XAdES: the century of the signing time.
"""

import re
import sys


def damaged(data: bytes) -> bytes:
    if data.startswith(b"%PDF-"):
        other = b"1.6" if data[5:8] != b"1.6" else b"1.7"
        return data[:5] + other + data[8:]
    if data[:1] == b"\x30":
        # messageDigest, a set with one octet string: the first octet of the digest.
        found = re.search(rb"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04\x31.\x04.", data, re.DOTALL)
        if not found:
            sys.exit("nessun messageDigest")
        return data[: found.end()] + bytes([data[found.end()] ^ 1]) + data[found.end() + 1 :]
    result, count = re.subn(rb"(<(?:\w+:)?SigningTime>)20", rb"\g<1>19", data, count=1)
    if count != 1:
        sys.exit("nessun SigningTime")
    return result


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as good, open(sys.argv[2], "wb") as bad:
        bad.write(damaged(good.read()))
