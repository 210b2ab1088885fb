"""What a user says does not matter about the code of an asset, in words. Pure."""

from collections.abc import Callable, Iterable

from dagbook.status.code_changes import PlaceOf, code_causes
from dagbook.storage.accepted import Acceptance
from dagbook.versions.parts import Fingerprint

StoredCodeOf = Callable[[str], Fingerprint | None]
"""Tells what a code version was made of, None when nothing is stored of it."""


def change_accepted(
    said: Acceptance, code: Fingerprint | None, stored: StoredCodeOf, place_of: PlaceOf
) -> str:
    """Return what lies between the two codes of *said*, in words.

    Args:
        said: What is accepted.
        code: The code of the asset now.
        stored: Tells what earlier codes were made of.
        place_of: Tells where code is.
    """
    is_now = code is not None and code.value == said.now
    new = code if is_now else stored(said.now) or Fingerprint(said.now, None)
    causes = code_causes(said.key, said.was, stored(said.was), new, place_of)
    return ", ".join(dict.fromkeys(each.reason for each in causes))


def accepted_words(
    accepted: Iterable[Acceptance],
    code: Fingerprint | None,
    stored: StoredCodeOf,
    place_of: PlaceOf,
) -> tuple[str, ...]:
    """Return what counts as accepted of an asset while its code is *code*, a sentence each."""
    now = None if code is None else code.value
    words: dict[str, list[str]] = {}
    for each in accepted:
        if now in {each.was, each.now}:
            by = f" (said in {each.origin})" if each.origin else ""
            sentence = f"{change_accepted(each, code, stored, place_of)}{by}"
            words.setdefault(sentence, []).extend([each.partition] if each.partition else [])
    return tuple(
        f"{sentence}, of {', '.join(places)}" if places else sentence
        for sentence, places in words.items()
    )
