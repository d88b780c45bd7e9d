"""Writes the canonical list in each format, and what an importer must find in it: `python -m foreign FOLDER`."""

import json
import pathlib
import sys

from .cases import CASES
from .entries import PASSWORD, canonical, kept



def difference(found, entry):
    """The members in which what is found differs from the canonical account."""
    return {name: value for name, value in found.items() if value != entry[name]}


folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
accounts = canonical()
regular = [kept(entry) for entry in accounts]
table = []
for case in CASES:
    (folder / case.file).write_bytes(case.write(accounts, PASSWORD if case.sealed else None))
    found = [case.kept(entry) for entry in accounts]
    row = {"file": case.file, "format": case.format, "sealed": case.sealed, "named": case.named}
    kinds = [difference(one, entry) if one else None for one, entry in zip(found, regular)]
    table.append(json.dumps(row | {"differences": kinds}, ensure_ascii=False))
document = json.dumps({"password": PASSWORD, "entries": regular}, ensure_ascii=False, indent=1)[:-2]
(folder / "cases.json").write_text(document + ',\n "cases": [\n' + ",\n".join(table) + "\n]}\n")
