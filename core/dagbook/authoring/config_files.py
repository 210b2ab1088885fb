"""Run config from YAML: of files, of a package's files, of text."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from glob import glob
from importlib.resources import files
from pathlib import Path
from typing import Any

from dagbook.errors import CheckError, DagsterInvariantViolationError, ParameterCheckError
from dagbook.foundation.parameters import list_of


def config_from_files(config_files: Sequence[str] | None) -> Mapping[str, Any]:
    """Return the run config that YAML files say together; later ones win.

    Args:
        config_files: Paths, or patterns such as ``config/*.yaml``.

    Raises:
        DagsterInvariantViolationError: One names no file, or a file is no YAML.
        CheckError: A file holds something else than a dict, or there is no list of paths.
    """
    list_of(object)("config_from_files", "config_files", config_files or ())
    paths: list[str] = []
    for pattern in config_files or ():
        found = sorted(glob(pattern))  # noqa: PTH207 - patterns may be absolute
        if not found:
            raise DagsterInvariantViolationError(
                f'File or glob pattern "{pattern}" for "config_files" produced no results.'
            )
        paths.extend(found)
    texts = ((path, Path(path).read_text(encoding="utf-8")) for path in paths)
    return _merged(texts, empty={})


def config_from_yaml_strings(yaml_strings: Sequence[str]) -> Mapping[str, Any]:
    """Return the run config that YAML texts say together; later ones win.

    Raises:
        DagsterInvariantViolationError: One is no YAML.
        CheckError: One is something else than a dict.

    Example:
        >>> config_from_yaml_strings(["ops: {a: {config: 1}}", "ops: {b: {config: 2}}"])
        {'ops': {'a': {'config': 1}, 'b': {'config': 2}}}
    """
    list_of(str)("config_from_yaml_strings", "yaml_strings", yaml_strings)
    return _merged((f"text {at}", each) for at, each in enumerate(yaml_strings, 1))


def config_from_pkg_resources(pkg_resource_defs: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
    """Return the run config that YAML files of packages say together; later ones win.

    Args:
        pkg_resource_defs: Pairs of a package's name and a file's path in it.

    Raises:
        DagsterInvariantViolationError: There is no such package or file, or it is no YAML.
        CheckError: A file holds something else than a dict.
    """
    list_of(tuple)("config_from_pkg_resources", "pkg_resource_defs", pkg_resource_defs)
    texts = []
    for package, path in pkg_resource_defs:
        try:
            texts.append((f"{package}/{path}", files(package).joinpath(path).read_text("utf-8")))
        except (ModuleNotFoundError, FileNotFoundError, UnicodeDecodeError) as error:
            raise DagsterInvariantViolationError(
                f'Encountered error attempting to load the file "{path}" of the package '
                f'"{package}": {error}'
            ) from error
    return _merged(texts)


def file_relative_path(dunderfile: str, relative_path: str) -> str:
    """Return the path of a file that lies beside a source file.

    Args:
        dunderfile: ``__file__``.
        relative_path: From that file's folder.

    Raises:
        ParameterCheckError: One of them is no text.

    Example:
        >>> Path(file_relative_path("/srv/assets.py", "data/a.csv")).as_posix()
        '/srv/data/a.csv'
    """
    for name, value in (("dunderfile", dunderfile), ("relative_path", relative_path)):
        if not isinstance(value, str):
            raise ParameterCheckError(
                f"file_relative_path({name}=...) takes text; got {value!r} of type "
                f"{type(value).__name__}. Use str(path)."
            )
    return str(Path(dunderfile, "..", relative_path).resolve())


def _merged(texts: Iterable[tuple[str, str]], empty: Any = None) -> dict[str, Any]:
    """Return what the YAML *texts*, pairs of a name and the text, say together.

    A text without any content says *empty*.
    """
    # Few have config in files: they alone pay for the parser.
    import yaml  # noqa: PLC0415 - above

    class Loader(yaml.SafeLoader):
        """Reads dates as text, which config has no type for."""

        yaml_implicit_resolvers = {  # noqa: RUF012 - yaml's name
            first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    parts = []
    for name, text in texts:
        try:
            part = yaml.load(text, Loader) or empty  # noqa: S506 - a SafeLoader
        except yaml.YAMLError as error:
            raise DagsterInvariantViolationError(
                f"Encountered error attempting to parse yaml of {name}: {error}"
            ) from error
        if not isinstance(part, dict):
            raise CheckError(f"Expected YAML dictionary in {name}, instead got: {part!r}.")
        parts.append(part)
    start: dict[str, Any] = {}
    return reduce(_with, parts, start)


def _with(onto: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return *onto* with everything of *other*, dicts merged at any depth."""
    made = dict(onto)
    for name, value in other.items():
        mine = made.get(name)
        if isinstance(mine, dict) and isinstance(value, dict):
            made[name] = _with(mine, value)
        else:
            made[name] = value
    return made
