"""The words of the pages, out of the catalogues: one story serves every language."""

import json
import re

from conftest import ROOT


class Words:
    """The words of one language; a page's own word stands before the common one."""

    def __init__(self, language):
        self.language = language
        catalogue = ROOT / "Sources" / "DeviceCore" / "Words" / f"{language}.json"
        self.catalogue = json.loads(catalogue.read_text(encoding="utf-8"))

    def __call__(self, key, **values):
        text = self.catalogue.get(f"page.{key}") or self.catalogue[key]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def pattern(self, key):
        """An expression that the sentence matches, whatever its values are, also where it speaks of one thing only."""
        forms = [self(key)] + [self.catalogue[one] for one in (f"{key}.one", f"page.{key}.one") if one in self.catalogue]
        return "|".join(re.sub(r"\\\{\w+\\\}", ".+", re.escape(form)) for form in forms)
