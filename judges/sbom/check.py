"""Ends well when the file is CycloneDX 1.6 by the official schema (strictly: no field that the schema does not know)."""

import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

with open(sys.argv[1], encoding="utf-8") as file:
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(file.read())
if wrong is not None:
    sys.exit(str(wrong)[:2000])
