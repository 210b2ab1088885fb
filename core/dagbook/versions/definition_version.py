"""The code version of an asset: the user's where there is one, else derived from the function."""

from dagbook.authoring.assets_definition import AssetOutput, AssetsDefinition
from dagbook.versions.parts import Fingerprint

USER = "user:"
"""What the code version begins with where it is the user's."""


def code_of(definition: AssetsDefinition, output: AssetOutput) -> Fingerprint | None:
    """Return what the code of *output* is now, with all it reaches.

    Returns:
        Of an asset with a ``code_version`` that alone, after `USER`. None of what is made
        elsewhere.
    """
    if output.spec.code_version is not None:
        return Fingerprint(f"{USER}{output.spec.code_version}", None)
    if definition.fn is None:
        return None
    # Reading code is a tenth of what `from dagbook import materialize` would cost.
    from dagbook.versions.fingerprint import fingerprint  # noqa: PLC0415 - above

    return fingerprint(definition.fn, definition.source)


def code_fingerprint(definition: AssetsDefinition, output: AssetOutput) -> str | None:
    """Return what the code of *output* is, as text that is equal exactly when the code is.

    Returns:
        The user's ``code_version`` after ``user:``; else the digest of the function. None when the
        code cannot be told, which counts as different from everything.
    """
    code = code_of(definition, output)
    return None if code is None else code.value
