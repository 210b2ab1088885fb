"""What `DagsterInstance` answers of runs."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from dagbook.errors import DagsterRunNotFoundError
from dagbook.foundation.parameters import FLAG, TEXT, check_given, check_required, of_type
from dagbook.model.events import DagsterEventType
from dagbook.model.runs import DagsterRun
from dagbook.storage.event_log import EventLogStorage
from dagbook.storage.record_queries import run_entries
from dagbook.storage.run_stats import (
    DagsterRunStatsSnapshot,
    RunStepKeyStatsSnapshot,
    run_stats,
    step_stats,
)
from dagbook.storage.runs_filter import RunRecord, RunsFilter, matching, run_record
from dagbook.storage.views import EventLogEntry

_PAGE = 256
_QUERY = {
    "filters": of_type(RunsFilter),
    "limit": of_type(int),
    "order_by": TEXT,
    "ascending": FLAG,
    "cursor": TEXT,
}


class InstanceRuns:
    """The part of `DagsterInstance` that is about runs.

    Attributes:
        event_log: What ran.
    """

    event_log: EventLogStorage

    def get_run_by_id(self, run_id: str) -> DagsterRun | None:
        """Return one run, None when there is none."""
        check_required("get_run_by_id", "run_id", run_id, str)
        return self.event_log.run(run_id)

    def get_run_record_by_id(self, run_id: str) -> RunRecord | None:
        """Return the record of one run, None when there is none."""
        check_required("get_run_record_by_id", "run_id", run_id, str)
        return next(iter(self.get_run_records(RunsFilter([run_id]), limit=1)), None)

    def has_run(self, run_id: str) -> bool:
        """Return whether there is such a run."""
        check_required("has_run", "run_id", run_id, str)
        return self.event_log.run(run_id) is not None

    def get_run_records(
        self,
        filters: RunsFilter | None = None,
        limit: int | None = None,
        order_by: str | None = None,
        ascending: bool = False,
        cursor: str | None = None,
    ) -> Sequence[RunRecord]:
        """Return the records of runs, newest first.

        Args:
            filters: Which runs; all by default.
            limit: At most so many.
            order_by: By which field of a record; by default in the order in which they were made.
            ascending: Oldest first.
            cursor: The id of a run; only what comes after it in this order.

        Raises:
            ParameterCheckError: An argument is of another type, such as *filters* a dict.
        """
        check_given("get_run_records", _QUERY, locals())
        if cursor is None:
            after = None
        else:
            after = self._number(cursor)
            if after is None:
                return []
        if not ascending and order_by is None:
            return list(islice(matching(self._rows(after), filters), limit))
        found = list(matching(self._rows(None), filters))
        if order_by not in (None, "id"):
            found.sort(key=lambda record: getattr(record, str(order_by)), reverse=not ascending)
        elif ascending:
            found.reverse()
        if after is not None:
            found = [
                each
                for each in found
                if (each.storage_id > after if ascending else each.storage_id < after)
            ]
        return found[:limit]

    def _number(self, run_id: str) -> int | None:
        """Return the number of a run, None when there is none."""
        return next(
            (each.storage_id for each in self._rows(None) if each.dagster_run.run_id == run_id),
            None,
        )

    def _rows(self, before: int | None) -> Iterator[RunRecord]:
        """Yield the records of runs, newest first, some at a time."""
        while rows := self.event_log.run_rows(_PAGE, before):
            for number, run in rows:
                yield run_record(number, run)
            before = rows[-1][0]

    def get_runs(
        self,
        filters: RunsFilter | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        ascending: bool = False,
    ) -> Sequence[DagsterRun]:
        """Return runs, newest first.

        Args:
            filters: Which; all by default.
            cursor: The id of a run; only what comes after it in this order.
            limit: At most so many.
            ascending: Oldest first.

        Example:
            >>> from dagbook.storage.instance import DagsterInstance
            >>> with DagsterInstance.ephemeral() as instance:
            ...     instance.get_runs(RunsFilter(job_name="nightly"), limit=1)
            []
        """
        records = self.get_run_records(filters, limit, None, ascending, cursor)
        return [record.dagster_run for record in records]

    def get_run_ids(
        self,
        filters: RunsFilter | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Sequence[str]:
        """Return the ids of runs, newest first; see `get_runs`."""
        return [run.run_id for run in self.get_runs(filters, cursor, limit)]

    def get_runs_count(self, filters: RunsFilter | None = None) -> int:
        """Return how many runs there are."""
        return len(self.get_run_records(filters))

    def get_run_tags(
        self, tag_keys: Sequence[str], value_prefix: str | None = None, limit: int | None = None
    ) -> Sequence[tuple[str, set[str]]]:
        """Return which values tags of runs have.

        Args:
            tag_keys: Which tags.
            value_prefix: Only values that start so.
            limit: At most so many values.
        """
        found = sorted(
            {
                (key, run.tags[key])
                for run in self.event_log.runs()
                for key in tag_keys
                if key in run.tags and run.tags[key].startswith(value_prefix or "")
            }
        )
        values: dict[str, set[str]] = {}
        for key, value in found[:limit]:
            values.setdefault(key, set()).add(value)
        return list(values.items())

    def get_run_tag_keys(self) -> Sequence[str]:
        """Return which tags runs have, sorted."""
        return sorted({key for run in self.event_log.runs() for key in run.tags})

    def add_run_tags(self, run_id: str, new_tags: Mapping[str, str]) -> None:
        """Add tags to a run; of one name the new one holds.

        Raises:
            DagsterRunNotFoundError: There is no such run.
        """
        self.event_log.add_run_tags(run_id, new_tags)

    def delete_run(self, run_id: str) -> None:
        """Delete a run, and what it recorded of assets; stored values stay.

        Of what it made, what came before is the latest again. Nothing happens when there is no such
        run.
        """
        check_required("delete_run", "run_id", run_id, str)
        self.event_log.delete_run(run_id)

    def get_run_stats(self, run_id: str) -> DagsterRunStatsSnapshot:
        """Return counts of what happened in a run.

        Raises:
            DagsterRunNotFoundError: There is no such run.
        """
        return run_stats(self._run(run_id), self.event_log.steps(run_id))

    def get_run_step_stats(
        self, run_id: str, step_keys: Sequence[str] | None = None
    ) -> Sequence[RunStepKeyStatsSnapshot]:
        """Return how the steps of a run ended.

        Args:
            run_id: Which run.
            step_keys: Which of its steps; all by default.
        """
        found = step_stats(self.event_log.steps(run_id))
        return [each for each in found if step_keys is None or each.step_key in step_keys]

    def _run(self, run_id: str) -> DagsterRun:
        """Return one run.

        Raises:
            DagsterRunNotFoundError: There is no such run.
        """
        run = self.event_log.run(run_id)
        if run is None:
            raise DagsterRunNotFoundError(f"There is no run {run_id} in the instance.")
        return run

    def all_logs(
        self, run_id: str, of_type: DagsterEventType | set[DagsterEventType] | None = None
    ) -> Sequence[EventLogEntry]:
        """Return what happened in a run, in order.

        Args:
            run_id: Which run; of one that is not there nothing is known.
            of_type: Only events of this kind, or of these.
        """
        check_required("all_logs", "run_id", run_id, str)
        run = self.event_log.run(run_id)
        if run is None:
            return []
        kinds = {of_type} if isinstance(of_type, DagsterEventType) else of_type
        return [
            entry
            for entry in run_entries(self.event_log, run)
            if kinds is None or entry.dagster_event_type in kinds
        ]
