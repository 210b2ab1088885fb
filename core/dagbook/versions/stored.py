"""Fingerprints as the store keeps them: each part and each source text once for all of them."""

from dagbook.foundation.serdes import from_json, to_json
from dagbook.storage.codes import StoredCode
from dagbook.versions.parts import Fingerprint, from_plain, source_texts, text_key, to_plain


def pack(fingerprint: Fingerprint) -> StoredCode:
    """Return *fingerprint* as it is stored.

    >>> unpack(pack(Fingerprint("1", "def f(): ..."))) == Fingerprint("1", "def f(): ...")
    True
    """
    plain = to_plain(fingerprint)
    parts = [to_json(part) for part in plain["parts"]]
    # A part is a text as well: assets with the same helpers have it in common.
    return StoredCode({**plain, "parts": len(parts)}, (*parts, *source_texts(fingerprint).values()))


def unpack(code: StoredCode) -> Fingerprint:
    """Return the fingerprint that `pack` was given."""
    count = code.plain["parts"]
    texts = {text_key(text): text for text in code.texts[count:]}
    parts = [from_json(text) for text in code.texts[:count]]
    return from_plain({**code.plain, "parts": parts}, texts)
