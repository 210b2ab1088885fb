"""The code version of an asset: the user's where there is one, else derived from the function."""

from dagbook.authoring.assets_definition import AssetOutput, AssetsDefinition
from dagbook.versions.fingerprint import fingerprint


def code_fingerprint(definition: AssetsDefinition, output: AssetOutput) -> str | None:
    """Return what the code of *output* is, as text that is equal exactly when the code is.

    Returns:
        The user's ``code_version`` after ``user:``; else the digest of the function. None when the
        code cannot be told, which counts as different from everything.
    """
    if output.spec.code_version is not None:
        return f"user:{output.spec.code_version}"
    if definition.fn is None:
        return None
    return fingerprint(definition.fn, definition.source).value
