"""Make http.zip of http.js, byte for byte the same each time: stored, not compressed, with a fixed date.

The entry's name has 27 characters, so that the script begins at byte 57 = 19 * 3: base64 of the archive then has the base64
of the script in it, and Terraform alone can tell whether the two belong together (tests/canaries.tftest.hcl).
"""

import pathlib
import zipfile

HERE = pathlib.Path(__file__).parent
NAME = "nodejs/node_modules/http.js"
assert (30 + len(NAME)) % 3 == 0

entry = zipfile.ZipInfo(NAME, date_time=(1980, 1, 1, 0, 0, 0))
entry.create_system = 3
entry.external_attr = 0o644 << 16
with zipfile.ZipFile(HERE / "http.zip", "w", zipfile.ZIP_STORED) as archive:
    archive.writestr(entry, (HERE / "http.js").read_bytes())
