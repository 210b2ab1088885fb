"""`AssetSelection`: which assets are meant, in Python; the text form is `dagbook.selection`'s.

Nothing is resolved before `resolve`; what a selection is made of is in `selection_nodes`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from dagbook.authoring import doors
from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.selection_checks import check_keys_of
from dagbook.authoring.selection_nodes import (
    Checks,
    Derived,
    Everything,
    Filtered,
    Named,
    Node,
    Operands,
    Subtracted,
    Traversed,
    keys_of,
    needs_parentheses,
    of_syntax,
    to_text,
)
from dagbook.authoring.source_asset import SourceAsset
from dagbook.errors import CheckError, DagsterError, ParameterCheckError
from dagbook.foundation.parameters import check_parameter, check_required
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey, CoercibleToAssetKeyPrefix
from dagbook.model.checks import AssetCheckKey
from dagbook.selection.parser import parse


@dataclass(frozen=True, slots=True)
class AssetSelection:
    """Which assets are meant: made by the static methods, combined by ``&``, ``|`` and ``-``.

    Args:
        node: What it is made of.

    Example:
        >>> str(AssetSelection.groups("sales").downstream(depth=1) - AssetSelection.assets("raw"))
        'group:"sales"+1 and not key:"raw"'
    """

    node: Node = field(default_factory=Everything)

    @staticmethod
    def all(include_sources: bool = False) -> "AssetSelection":
        """Return all assets that can be materialized; with *include_sources* all others too."""
        check_parameter("AssetSelection.all", "include_sources", include_sources, bool)
        return AssetSelection(Everything(include_sources))

    @staticmethod
    def assets(*assets_defs: AssetsDefinition | CoercibleToAssetKey) -> "AssetSelection":
        """Return these assets, given as definitions or keys."""
        return AssetSelection(Named(tuple(_keys_in(assets_defs))))

    @staticmethod
    def keys(*asset_keys: CoercibleToAssetKey) -> "AssetSelection":
        """Return the assets of these keys; in text, slashes part a key."""
        for each in asset_keys:
            if not isinstance(each, str):
                AssetKey.from_coercible(each)
        return AssetSelection(Named(tuple(_keys_in(asset_keys))))

    @staticmethod
    def key_prefixes(
        *key_prefixes: CoercibleToAssetKeyPrefix, include_sources: bool = False
    ) -> "AssetSelection":
        """Return the assets whose keys start with one of these prefixes."""
        for each in key_prefixes:
            if not isinstance(each, (str, Sequence)):
                raise CheckError(
                    f"AssetSelection.key_prefixes takes text or lists of text; got {each!r} of "
                    f"type {type(each).__name__}."
                )
        prefixes = tuple((each,) if isinstance(each, str) else tuple(each) for each in key_prefixes)
        return AssetSelection(Filtered("prefixes", prefixes, include_sources))

    @staticmethod
    def key_substring(key_substring: str, include_sources: bool = False) -> "AssetSelection":
        """Return the assets whose keys, as `sales/orders`, hold this text."""
        _check_text("key_substring", "key_substring", key_substring)
        return AssetSelection(Filtered("key_substring", key_substring, include_sources))

    @staticmethod
    def groups(*group_strs: str, include_sources: bool = False) -> "AssetSelection":
        """Return the assets of these groups."""
        for each in group_strs:
            if not isinstance(each, str):
                raise CheckError(
                    f"AssetSelection.groups takes names of groups; got {each!r} of type "
                    f"{type(each).__name__}."
                )
        return AssetSelection(Filtered("group", group_strs, include_sources))

    @staticmethod
    def tag(key: str, value: str, include_sources: bool = False) -> "AssetSelection":
        """Return the assets with this tag."""
        _check_text("tag", "key", key)
        _check_text("tag", "value", value)
        return AssetSelection(Filtered("tag", (key, value), include_sources))

    @staticmethod
    def tag_string(string: str, include_sources: bool = False) -> "AssetSelection":
        """Return the assets with a tag written as ``key`` or ``key=value``."""
        key, *value = string.split("=")
        if len(value) > 1:
            raise CheckError(
                f"Invalid tag selection string: {string}. Must have no more than one '='."
            )
        return AssetSelection.tag(key, value[0] if value else "", include_sources)

    @staticmethod
    def kind(kind: str | None, include_sources: bool = False) -> "AssetSelection":
        """Return the assets of this kind; of None, those without any."""
        check_parameter("AssetSelection.kind", "kind", kind, str)
        return AssetSelection(Filtered("kind", kind, include_sources))

    @staticmethod
    def owner(owner: str | None) -> "AssetSelection":
        """Return the assets of this owner."""
        check_parameter("AssetSelection.owner", "owner", owner, str)
        return AssetSelection(Filtered("owner", owner))

    @staticmethod
    def all_asset_checks() -> "AssetSelection":
        """Return all asset checks, and no asset."""
        return AssetSelection(Checks())

    @staticmethod
    def checks_for_assets(*assets_defs: AssetsDefinition | CoercibleToAssetKey) -> "AssetSelection":
        """Return the checks of these assets, and no asset."""
        return AssetSelection(Checks(tuple(_keys_in(assets_defs))))

    @staticmethod
    def checks(*assets_defs_or_check_keys: Any) -> "AssetSelection":
        """Return these checks, and no asset: keys of checks, or definitions of some.

        Raises:
            CheckError: Something else is among them.
        """
        keys: list[AssetCheckKey] = []
        for each in assets_defs_or_check_keys:
            if isinstance(each, AssetsDefinition):
                keys.extend(each.check_keys)
            elif isinstance(each, AssetCheckKey):
                keys.append(each)
            else:
                raise CheckError(
                    "AssetSelection.checks takes an AssetCheckKey or what @asset_check returns; "
                    f"got {each!r} of type {type(each).__name__}. The checks of an asset are "
                    "AssetSelection.checks_for_assets(...)."
                )
        return AssetSelection(Checks(tuple(keys)))

    def without_checks(self) -> "AssetSelection":
        """Return the same assets without their checks."""
        return self - AssetSelection.all_asset_checks()

    def downstream(self, depth: int | None = None, include_self: bool = True) -> "AssetSelection":
        """Return what reads these, *depth* levels down or all the way, and these themselves."""
        check_parameter("AssetSelection.downstream", "depth", depth, int)
        return AssetSelection(Traversed(self.node, "down", depth, include_self))

    def upstream(self, depth: int | None = None, include_self: bool = True) -> "AssetSelection":
        """Return what these read, *depth* levels up or all the way, and these themselves.

        Only assets that can be materialized; see `upstream_source_assets`.
        """
        check_parameter("AssetSelection.upstream", "depth", depth, int)
        return AssetSelection(Traversed(self.node, "up", depth, include_self))

    def upstream_source_assets(self) -> "AssetSelection":
        """Return the assets made elsewhere that these read, directly or through others."""
        return AssetSelection(Derived(self.node, "upstream_source_assets"))

    def materializable(self) -> "AssetSelection":
        """Return those of these that can be materialized."""
        return AssetSelection(Derived(self.node, "materializable"))

    def roots(self) -> "AssetSelection":
        """Return those of these that read no other of these."""
        return AssetSelection(Derived(self.node, "roots"))

    def sources(self) -> "AssetSelection":
        """Return those of these that read no other of these; Dagster's older name of `roots`."""
        return self.roots()

    def sinks(self) -> "AssetSelection":
        """Return those of these that no other of these reads."""
        return AssetSelection(Derived(self.node, "sinks"))

    def required_multi_asset_neighbors(self) -> "AssetSelection":
        """Return these and what is made together with them and cannot be made apart."""
        return AssetSelection(Derived(self.node, "neighbors"))

    def __or__(self, other: "AssetSelection") -> "AssetSelection":
        return AssetSelection(Operands("or", (*_parts(self, "or"), *_parts(other, "or"))))

    def __and__(self, other: "AssetSelection") -> "AssetSelection":
        return AssetSelection(Operands("and", (*_parts(self, "and"), *_parts(other, "and"))))

    def __sub__(self, other: "AssetSelection") -> "AssetSelection":
        return AssetSelection(Subtracted(self.node, *_parts(other)))

    def __str__(self) -> str:
        try:
            return self.to_selection_str()
        except NotImplementedError:
            return repr(self)

    def resolve(self, all_assets: Any, allow_missing: bool = False) -> set[AssetKey]:
        """Return the keys that are selected.

        Args:
            all_assets: The assets to choose from: a graph, or definitions.
            allow_missing: Whether a key that does not exist selects nothing instead of raising.

        Raises:
            UnknownAssetError: A key that does not exist is selected.
            ParameterCheckError: There are no assets to choose from.

        Example:
            >>> from dagbook.authoring.asset_decorator import asset
            >>> @asset
            ... def orders(): ...
            >>> @asset
            ... def total(orders): ...
            >>> AssetSelection.all().sinks().resolve([orders, total])
            {AssetKey(['total'])}
        """
        graph = _graph_of("resolve", "all_assets", all_assets)
        return set(keys_of(self.node, graph, allow_missing=allow_missing))

    def resolve_checks(self, asset_graph: Any, allow_missing: bool = False) -> set[Any]:
        """Return the keys of the asset checks that are selected.

        Args:
            asset_graph: The assets and checks to choose from: a graph, or definitions.
            allow_missing: Whether a key that does not exist selects nothing instead of raising.

        Raises:
            DagsterInvalidSubsetError: A check or asset that does not exist is selected.
        """
        graph = _graph_of("resolve_checks", "asset_graph", asset_graph)
        return set(check_keys_of(self.node, graph, allow_missing=allow_missing))

    def to_selection_str(self) -> str:
        """Return the selection in Dagster's text form.

        Raises:
            NotImplementedError: It has none, such as that of prefixes.
        """
        return to_text(self.node)

    def operand_to_selection_str(self) -> str:
        """Return the text form as it stands beside an operator."""
        text = self.to_selection_str()
        return f"({text})" if needs_parentheses(self.node) else text

    @classmethod
    def from_string(cls, string: str, include_sources: bool = False) -> "AssetSelection":
        """Return the selection that *string* says.

        Args:
            string: In the selection language.
            include_sources: Whether ``*`` and filters mean assets made elsewhere too.

        Raises:
            SelectionSyntaxError: It cannot be read; the place is pointed at.
            ParameterCheckError: *string* is no text.

        Example:
            >>> AssetSelection.from_string("a+") == AssetSelection.assets("a").downstream(1)
            True
        """
        check_required("AssetSelection.from_string", "string", string, str)
        return AssetSelection(of_syntax(parse(string), include_sources))

    @classmethod
    def from_coercible(cls, selection: Any) -> "AssetSelection":
        """Return *selection* as one: text, keys, definitions, or sequences of one of these.

        Raises:
            DagsterError: It is none of these.
        """
        if isinstance(selection, AssetSelection):
            return selection
        if isinstance(selection, str):
            return cls.from_string(selection)
        if isinstance(selection, Sequence) and selection:
            if all(isinstance(each, str) for each in selection):
                return reduce(lambda one, other: one | other, map(cls.from_string, selection))
            for kinds in ((AssetsDefinition, SourceAsset), AssetKey):
                if all(isinstance(each, kinds) for each in selection):
                    return cls.assets(*selection)
        raise DagsterError(
            "selection argument must be one of str, Sequence[str], Sequence[AssetKey], "
            "Sequence[AssetsDefinition], Sequence[SourceAsset], AssetSelection. Was "
            f"{selection!r} of type {type(selection).__name__}."
        )


def _check_text(maker: str, name: str, value: object) -> None:
    """Raise unless *value*, the parameter *name* of *maker*, is text."""
    if not isinstance(value, str):
        raise ParameterCheckError(
            f"AssetSelection.{maker}({name}=...) takes text; got {value!r} of type "
            f"{type(value).__name__}."
        )


def _graph_of(method: str, name: str, assets: Any) -> Any:
    """Return the graph of *assets*, or *assets* if it is one."""
    if hasattr(assets, "nodes"):
        return assets
    if not isinstance(assets, Iterable):
        raise ParameterCheckError(
            f"AssetSelection.{method}({name}=...) takes assets, or the graph of Definitions; got "
            f"{assets!r} of type {type(assets).__name__}."
        )
    return doors.graph_of(assets)


def _keys_in(assets: Iterable[Any]) -> Iterable[AssetKey]:
    """Yield the keys of *assets*: definitions, or what means a key; in text, slashes part a key."""
    for each in assets:
        if isinstance(each, AssetsDefinition):
            yield from each.keys_in_order
        elif isinstance(each, str):
            yield AssetKey.from_user_string(each)
        else:
            yield AssetKey.from_coercible_or_definition(each)


def _parts(other: Any, word: str | None = None) -> tuple[Node, ...]:
    """Return what *other* adds to an operation *word*: its operands, if it is that too.

    Raises:
        ParameterCheckError: It is no selection.
    """
    if not isinstance(other, AssetSelection):
        raise ParameterCheckError(
            f"An AssetSelection is combined with another; got {other!r} of type "
            f"{type(other).__name__}. Wrap it: AssetSelection.from_coercible(...)."
        )
    node = other.node
    return node.parts if isinstance(node, Operands) and node.word == word else (node,)
