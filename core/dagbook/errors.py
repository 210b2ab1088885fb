"""Every exception dagbook raises; classes and names are Dagster's where Dagster has them.

::

    DagsterError
    ├── DagsterInvalidDefinitionError
    │   ├── DagsterInvalidPythonicConfigDefinitionError  a type that config does not have
    │   ├── UnknownInputAssetError      an argument names an asset that nothing defines
    │   ├── CyclicAssetsError           assets that depend on themselves, as a path
    │   ├── DuplicateAssetKeyError      two definitions of one key in one `Definitions`
    │   └── DagsterInvalidAssetKey      a key Dagster refuses
    ├── DagsterInvalidSubsetError
    │   ├── UnknownAssetError           a selection or call names an asset that does not exist
    │   │   ├── UnknownSelectedAssetError   a run is asked for one; an InvalidDefinitionError too
    │   │   └── UndefinedAssetError         a value of one is asked for; a CheckError too
    │   └── SelectionSyntaxError        a selection that cannot be read, with the place; a
    │                                   DagsterInvalidAssetSelectionError too
    ├── DagsterInvariantViolationError
    │   ├── AssetNotMaterializedError   a value is asked for that was never made
    │   ├── MissingUpstreamPartitionsError  partitions are read that do not exist
    │   ├── ValueNotStorableError       a value that no format can keep
    │   ├── CheckError                  Dagster's own check of a promise failed
    │   │   └── ParameterCheckError     an argument of another type than Dagster takes
    │   └── StoreError                  the store cannot be read or written
    ├── DagsterInvalidInvocationError
    ├── DagsterInvalidPropertyError     asked of a context that does not run
    ├── DagsterInvalidConfigError
    ├── DagsterInvalidConfigDefinitionError
    ├── DagsterUnknownPartitionError
    ├── DagsterUnknownResourceError
    ├── DagsterRunNotFoundError
    ├── DagsterInvalidObservationError
    ├── DagsterStepOutputNotFoundError
    ├── DagsterTypeCheckDidNotPass
    ├── DagsterMaxRetriesExceededError
    ├── DagsterExecutionStepNotFoundError
    ├── DagsterSubprocessError
    ├── DagsterUnmetExecutorRequirementsError
    ├── DagsterAssetCheckFailedError    blocking checks failed
    └── DagsterUserCodeExecutionError
        ├── DagsterExecutionStepExecutionError
        ├── DagsterTypeCheckError
        ├── HookExecutionError          a hook raised; the run goes on
        ├── DagsterTypeLoadingError
        ├── DagsterExecutionLoadInputError
        ├── DagsterExecutionHandleOutputError
        ├── DagsterResourceFunctionError
        └── DagsterConfigMappingFunctionError
    DagsterExecutionInterruptedError (BaseException)

The constructor arguments of dagbook's own classes are the facts and ``str()`` is the sentence, so
that errors pickle and a page can read attributes.
"""

from collections.abc import Mapping, Sequence
from typing import Any


class DagsterError(Exception):
    """The base of every error of Dagster's tree."""


class DagsterInvalidDefinitionError(DagsterError):
    """A definition that cannot mean anything."""


class DagsterInvalidPythonicConfigDefinitionError(DagsterInvalidDefinitionError):
    """A field of a `Config` class of a type that config does not have."""


class DagsterInvalidSubsetError(DagsterError):
    """A selection that does not fit what is defined."""


class DagsterInvariantViolationError(DagsterError):
    """A promise between the user's code and dagbook was broken."""


class CheckError(DagsterInvariantViolationError):
    """What Dagster checks inside itself and refuses; its class is no part of Dagster's tree."""


class ParameterCheckError(CheckError):
    """An argument of another type than Dagster takes."""


class DagsterInvalidInvocationError(DagsterError):
    """A definition was called with arguments that do not fit it."""


class DagsterInvalidPropertyError(DagsterError):
    """A context was asked for what it has only while it runs."""


class DagsterInvalidConfigError(DagsterError):
    """Config that does not fit its schema."""


class DagsterInvalidConfigDefinitionError(DagsterError):
    """A config schema that says nothing; the place in it is named.

    Args:
        original_root: The whole schema.
        current_value: What is wrong in it.
        stack: Where that stands, names from the root.
        reason: Why it is wrong, in words.
    """

    def __init__(
        self,
        original_root: object,
        current_value: object,
        stack: Sequence[str],
        reason: str | None = None,
    ) -> None:
        super().__init__(original_root, current_value, tuple(stack), reason)
        self.original_root = original_root
        self.current_value = current_value
        self.stack = stack
        self.reason = reason

    def __str__(self) -> str:
        at = f" at stack path :{':'.join(self.stack)}" if self.stack else ""
        said = f" {self.reason}" if self.reason else ""
        return f"Error defining config{at}: {self.current_value!r} cannot be resolved.{said}"


class DagsterUnknownPartitionError(DagsterError):
    """A partition key that the partitions definition does not have."""


class DagsterUnknownResourceError(DagsterError, AttributeError):
    """A resource that is needed and not provided."""


class DagsterRunNotFoundError(DagsterError):
    """A run that the instance does not know."""


class DagsterInvalidObservationError(DagsterError):
    """A function that looks at an asset returned what says nothing of its version."""


class DagsterStepOutputNotFoundError(DagsterError):
    """A step that succeeded without yielding a required output."""


class DagsterTypeCheckDidNotPass(DagsterError):  # noqa: N818 - Dagster's name
    """A value that is not of its annotated type.

    Args:
        description: Which value, and why it is not.
        metadata: What the check told.
        dagster_type: The type.
    """

    def __init__(
        self,
        description: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        dagster_type: Any = None,
    ) -> None:
        super().__init__(description)
        self.description = description
        self.metadata = dict(metadata or {})
        self.dagster_type = dagster_type


class DagsterMaxRetriesExceededError(DagsterError):
    """A step was tried again as often as it may be, and failed."""


class DagsterExecutionStepNotFoundError(DagsterError):
    """A run is asked for a step that it does not have.

    Args:
        message: What is wrong, in one sentence.
        step_keys: The steps that are not there.
    """

    def __init__(self, message: str, step_keys: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.step_keys = list(step_keys)


class DagsterSubprocessError(DagsterError):
    """A process that ran steps for a run failed.

    Args:
        message: What is wrong, in one sentence.
        subprocess_error_infos: What each of the processes told.
    """

    def __init__(self, message: str, subprocess_error_infos: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.subprocess_error_infos = list(subprocess_error_infos)


class DagsterUnmetExecutorRequirementsError(DagsterError):
    """An executor cannot run this job as it stands."""


class DagsterInvalidAssetKey(DagsterInvalidDefinitionError):  # noqa: N818 - Dagster's name
    """A key that Dagster refuses."""


class DagsterUserCodeExecutionError(DagsterError):
    """User code raised; the user's exception is `user_exception` and the cause.

    Args:
        message: What dagbook was doing, in one sentence.
        user_exception: What the user's code raised.
    """

    def __init__(self, message: str, user_exception: BaseException | None = None) -> None:
        super().__init__(message)
        self.user_exception = user_exception


class DagsterTypeCheckError(DagsterUserCodeExecutionError):
    """A type's check raised."""


class HookExecutionError(DagsterUserCodeExecutionError):
    """A hook raised; the run goes on."""


class DagsterExecutionStepExecutionError(DagsterUserCodeExecutionError):
    """The function of a step raised."""


class DagsterTypeLoadingError(DagsterUserCodeExecutionError):
    """What makes a value of a type of the run's config raised."""


class DagsterExecutionLoadInputError(DagsterUserCodeExecutionError):
    """An IO manager raised while loading an input."""


class DagsterExecutionHandleOutputError(DagsterUserCodeExecutionError):
    """An IO manager raised while storing an output."""


class DagsterConfigMappingFunctionError(DagsterUserCodeExecutionError):
    """A function that makes config of config raised."""


class DagsterResourceFunctionError(DagsterUserCodeExecutionError):
    """A resource raised while it was set up."""


class DagsterExecutionInterruptedError(BaseException):
    """The run was interrupted; not an `Exception`, so that user code does not swallow it."""


class _Sentence:
    """Mixin: ``args`` are the facts, ``str()`` the sentence made of them by `sentence`."""

    args: tuple[object, ...]

    def sentence(self) -> str:
        """Return the message; subclasses say it."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.sentence()


def did_you_mean(suggestions: Sequence[str]) -> str:
    """Return `` Did you mean a or b?`` with a leading space, or nothing.

    >>> did_you_mean(["raw_orders"])
    ' Did you mean raw_orders?'
    >>> did_you_mean([])
    ''
    """
    return f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""


class DagsterAssetCheckFailedError(_Sentence, DagsterError):
    """Blocking checks failed with severity ERROR.

    Args:
        failed: Of each asset, as `sales/orders`, the names of its checks that failed.

    >>> print(DagsterAssetCheckFailedError((("orders", ("no_nulls",)),)))
    1 blocking asset check failed with ERROR severity:
    orders: no_nulls
    """

    def __init__(self, failed: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        super().__init__(failed)
        self.failed = failed

    def sentence(self) -> str:
        """Name the checks by asset."""
        count = sum(len(names) for _, names in self.failed)
        lines = [f"{asset}: {','.join(names)}" for asset, names in self.failed]
        checks = "check" if count == 1 else "checks"
        return "\n".join([f"{count} blocking asset {checks} failed with ERROR severity:", *lines])


class UnknownInputAssetError(_Sentence, DagsterInvalidDefinitionError):
    """An asset's argument or dependency names an asset that nothing defines.

    Args:
        input_key: The key that was asked for, as `sales/orders`.
        asset_key: The asset that asks.
        suggestions: Keys that look alike, best first.

    >>> print(UnknownInputAssetError("rwa_orders", "orders", ("raw_orders",)))
    orders takes rwa_orders, which nothing defines. Did you mean raw_orders?
    """

    def __init__(self, input_key: str, asset_key: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(input_key, asset_key, suggestions)
        self.input_key = input_key
        self.asset_key = asset_key
        self.suggestions = suggestions

    def sentence(self) -> str:
        """Say who asks for what."""
        return (
            f"{self.asset_key} takes {self.input_key}, which nothing defines."
            f"{did_you_mean(self.suggestions)}"
        )


class CyclicAssetsError(_Sentence, DagsterInvalidDefinitionError):
    """Assets that depend on themselves.

    Args:
        path: Keys from an asset back to itself, each one reading the next.

    >>> print(CyclicAssetsError(("a", "b", "a")))
    These assets depend on themselves: a -> b -> a. Remove one of these dependencies.
    """

    def __init__(self, path: tuple[str, ...]) -> None:
        super().__init__(path)
        self.path = path

    def sentence(self) -> str:
        """Show the cycle as a path."""
        return (
            f"These assets depend on themselves: {' -> '.join(self.path)}. "
            "Remove one of these dependencies."
        )


class DuplicateAssetKeyError(_Sentence, DagsterInvalidDefinitionError):
    """Two definitions of one key in one `Definitions`.

    >>> print(DuplicateAssetKeyError("orders"))
    Duplicate asset key: orders is defined twice. Each key can have one definition; rename one.
    """

    def __init__(self, asset_key: str) -> None:
        super().__init__(asset_key)
        self.asset_key = asset_key

    def sentence(self) -> str:
        """Name the key."""
        return (
            f"Duplicate asset key: {self.asset_key} is defined twice. "
            "Each key can have one definition; rename one."
        )


class UnknownAssetError(_Sentence, DagsterInvalidSubsetError):
    """A selection or a call names an asset that does not exist.

    >>> print(UnknownAssetError("ordres", ("orders",)))
    There is no asset ordres. Did you mean orders?
    """

    def __init__(self, asset_key: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(asset_key, suggestions)
        self.asset_key = asset_key
        self.suggestions = suggestions

    def sentence(self) -> str:
        """Name the key and those that look alike."""
        return f"There is no asset {self.asset_key}.{did_you_mean(self.suggestions)}"


class UndefinedAssetError(UnknownAssetError, CheckError):
    """A stored value is asked for of an asset that the definitions do not have."""


class UnknownSelectedAssetError(UnknownAssetError, DagsterInvalidDefinitionError):
    """What a run is asked to make is no asset of it; to Dagster its job cannot be defined."""


class DagsterInvalidAssetSelectionError(DagsterError):
    """Text that is no selection."""


class SelectionSyntaxError(_Sentence, DagsterInvalidSubsetError, DagsterInvalidAssetSelectionError):
    """A selection that cannot be read; the message points at the place.

    Args:
        selection: The whole text.
        position: Offset of the first character that does not fit, from 0.
        problem: What is wrong there, without a full stop.

    >>> print(SelectionSyntaxError("a and", 5, "a selection is expected after 'and'"))
    Selection cannot be read: a selection is expected after 'and'.
      a and
           ^
    """

    def __init__(self, selection: str, position: int, problem: str) -> None:
        super().__init__(selection, position, problem)
        self.selection = selection
        self.position = position
        self.problem = problem

    def sentence(self) -> str:
        """Show the selection with a caret under the place."""
        caret = " " * self.position + "^"
        return f"Selection cannot be read: {self.problem}.\n  {self.selection}\n  {caret}"


class AssetNotMaterializedError(_Sentence, DagsterInvariantViolationError):
    """A value is asked for that was never made, or is lost.

    Args:
        asset_key: Whose value, as `sales/orders`.
        partition_key: Which partition, or None.
        detail: Why there is none, when more is known than that it was never made.

    >>> print(AssetNotMaterializedError("orders", "2013-01-01"))
    orders[2013-01-01] has no stored value: it was never materialized. Materialize it first.
    """

    def __init__(
        self,
        asset_key: str,
        partition_key: str | None = None,
        detail: str = "it was never materialized",
    ) -> None:
        super().__init__(asset_key, partition_key, detail)
        self.asset_key = asset_key
        self.partition_key = partition_key
        self.detail = detail

    def sentence(self) -> str:
        """Name asset and partition, and say what to do."""
        part = f"[{self.partition_key}]" if self.partition_key is not None else ""
        return f"{self.asset_key}{part} has no stored value: {self.detail}. Materialize it first."


class MissingUpstreamPartitionsError(_Sentence, DagsterInvariantViolationError):
    """Partitions that are asked for read upstream partitions that do not exist.

    Args:
        asset_key: The asset that reads.
        upstream_key: What it reads.
        missing: The keys that do not exist, in order.
        known: The upstream's keys in words.

    >>> print(MissingUpstreamPartitionsError("report", "orders", ("c",), "there are a and b"))
    report reads partitions of orders that do not exist: c (there are a and b). Ask for other
    partitions, or let a TimeWindowPartitionMapping allow it with
    allow_nonexistent_upstream_partitions=True.
    """

    def __init__(
        self, asset_key: str, upstream_key: str, missing: tuple[str, ...], known: str
    ) -> None:
        super().__init__(asset_key, upstream_key, missing, known)
        self.asset_key = asset_key
        self.upstream_key = upstream_key
        self.missing = missing
        self.known = known

    def sentence(self) -> str:
        """Name both assets and the first of what is missing."""
        shown = ", ".join(self.missing[:5])
        more = f" and {len(self.missing) - 5} more" if len(self.missing) > 5 else ""  # noqa: PLR2004 - as many as are shown
        return (
            f"{self.asset_key} reads partitions of {self.upstream_key} that do not exist: "
            f"{shown}{more} ({self.known}). Ask for other partitions, or let a "
            "TimeWindowPartitionMapping allow it with "
            "allow_nonexistent_upstream_partitions=True."
        )


class ValueNotStorableError(_Sentence, DagsterInvariantViolationError):
    """A value that no format can keep.

    >>> print(ValueNotStorableError("lock", "_thread.lock", "cannot pickle '_thread.lock' object"))
    lock returned a _thread.lock, which cannot be stored: cannot pickle '_thread.lock' object.
    Return a value that pickles, or give the asset an IO manager that can keep this one.
    """

    def __init__(self, asset_key: str, type_name: str, reason: str) -> None:
        super().__init__(asset_key, type_name, reason)
        self.asset_key = asset_key
        self.type_name = type_name
        self.reason = reason

    def sentence(self) -> str:
        """Name asset, type and reason."""
        return (
            f"{self.asset_key} returned a {self.type_name}, which cannot be stored: "
            f"{self.reason}.\n"
            "Return a value that pickles, or give the asset an IO manager that can keep this one."
        )


class StoreError(_Sentence, DagsterInvariantViolationError):
    """The store cannot be read or written.

    >>> print(StoreError("/data/.dagbook", "Permission denied"))
    The store /data/.dagbook cannot be used: Permission denied. Set DAGBOOK_HOME to a folder that
    can be written, then load the extension again.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def sentence(self) -> str:
        """Name the folder and the way out."""
        return (
            f"The store {self.path} cannot be used: {self.reason}. Set DAGBOOK_HOME to a folder "
            "that can be written, then load the extension again."
        )


class BetaWarning(Warning):
    """Of Dagster's, for programs that filter it: what it is about may change."""


class PreviewWarning(Warning):
    """Of Dagster's, for programs that filter it: what it is about is not for production."""


class SupersessionWarning(FutureWarning):
    """Of Dagster's, for programs that filter it: there is something newer."""


class ConfigArgumentWarning(SyntaxWarning):
    """Of Dagster's, for programs that filter it: an argument is taken for config."""
