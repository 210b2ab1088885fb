"""Which class of context a function may ask for by annotation; as in Dagster asked as it runs."""

from typing import Any

from dagbook.authoring.signature import Signature
from dagbook.errors import DagsterInvalidDefinitionError

_ALLOWED = {
    "asset": "AssetExecutionContext, OpExecutionContext, or left blank",
    "asset_check": "AssetCheckExecutionContext, OpExecutionContext, or left blank",
    "op": "OpExecutionContext, AssetExecutionContext (if part of a graph-backed asset), or left "
    "blank",
}
_REFUSED = {
    "asset": ("AssetCheckExecutionContext",),
    "asset_check": ("AssetExecutionContext",),
    "op": ("AssetExecutionContext", "AssetCheckExecutionContext"),
    "op of assets": ("AssetCheckExecutionContext",),
}


def check_annotation(definition: Any, annotated: str) -> None:
    """Raise if the context of *definition* is annotated with a class that it is never given.

    Args:
        definition: What is run.
        annotated: The name of the class.

    Raises:
        DagsterInvalidDefinitionError: An asset's says that it is a check's, or the like.
    """
    is_op = hasattr(definition, "mapping_key")
    if is_op:
        kind = "op" if definition.assets_def is None else "op of assets"
    else:
        kind = "asset" if definition.outputs else "asset_check"
    if annotated in _REFUSED[kind]:
        decorator = "op" if is_op else kind
        raise DagsterInvalidDefinitionError(
            f"Cannot annotate @{decorator} `context` parameter with type {annotated} in "
            f"{definition.op_name}. `context` must be annotated with {_ALLOWED[decorator]}."
        )


def as_annotated(context: Any, signature: Signature) -> Any:
    """Return *context* as an object of the class that the function's annotation names."""
    if signature.context_class == "OpExecutionContext":
        return context.op_execution_context
    if signature.context_class == "AssetExecutionContext":
        return context.asset_execution_context
    return context
