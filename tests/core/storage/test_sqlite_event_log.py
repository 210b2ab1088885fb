"""One state machine drives the log against plain dicts; then the claims it cannot make."""

import math
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dagbook.errors import (
    AssetNotMaterializedError,
    DagsterInvalidInvocationError,
    DagsterRunNotFoundError,
    StoreError,
)
from dagbook.model.asset_key import AssetKey
from dagbook.model.metadata import MetadataValue
from dagbook.model.records import (
    LISTED,
    NEWEST,
    OWN,
    Materialization,
    StepError,
    StepEvent,
    StepRecord,
    StoredFailure,
    StoredMaterialization,
)
from dagbook.model.runs import DagsterRun, DagsterRunStatus
from dagbook.partitions.multi_key import MultiPartitionKey
from dagbook.storage.accepted import Acceptance
from dagbook.storage.codes import StoredCode
from dagbook.storage.memory_event_log import MemoryEventLog
from dagbook.storage.sqlite_event_log import SqliteEventLog

KEYS = [AssetKey("orders"), AssetKey(["sales", "orders"]), AssetKey("sales/orders")]
PARTITIONS = [None, "", "0", "2013-01-01", "é|ü", MultiPartitionKey({"x": "é", "y": "ü"})]
HEX = "0123456789abcdef" * 2

keys = st.sampled_from(KEYS)
partitions = st.sampled_from(PARTITIONS)
texts = st.text(max_size=4)
versions = st.sampled_from([HEX, HEX[::-1], HEX.upper(), HEX[:31] + " ", "v1", ""]) | texts
times = st.floats(0, 2e9)
metadata_values = (
    texts.map(MetadataValue.text)
    | st.integers().map(MetadataValue.int)
    | st.floats(allow_nan=False).map(MetadataValue.float)
    | keys.map(MetadataValue.asset)
    | st.just(MetadataValue.null())
    | st.just(MetadataValue.json({"a": [1, None]}))
)

names = st.sampled_from(["a", "b/c"])
parents = st.lists(st.tuples(names, st.sampled_from([NEWEST, OWN, LISTED])), max_size=2).map(tuple)


@st.composite
def materializations(draw) -> Materialization:
    version, partition = draw(versions), draw(partitions)
    paths = [None, "x", f"values/a/{version}.parquet", f"values/{partition}/{version}.pkl", "\x00"]
    return Materialization(
        key=draw(keys),
        partition=partition,
        version=version,
        fingerprint=draw(st.sampled_from([None, "f1", "f2"])),
        inputs=tuple(draw(st.dictionaries(st.sampled_from(["a", "b/c"]), versions)).items()),
        data_version=draw(st.none() | texts),
        code_version=draw(st.none() | texts),
        metadata=draw(st.dictionaries(texts, metadata_values, max_size=2)),
        tags=draw(st.dictionaries(texts, texts, max_size=1)),
        description=draw(st.none() | texts),
        path=draw(st.sampled_from(paths)),
        size_bytes=draw(st.none() | st.integers(0, 2**60)),
        parents=draw(st.none() | parents),
    )


told = st.dictionaries(texts, texts | st.integers() | st.lists(texts), max_size=2)


@st.composite
def steps(draw) -> StepRecord:
    error = draw(st.none() | st.just(StepError("ValueError", "no \udc80", "Traceback")))
    listed = st.just("a...b") | st.lists(texts, max_size=2).map(tuple)
    several = tuple(draw(st.just([]) | st.lists(texts, min_size=2, max_size=3, unique=True)))
    return StepRecord(
        run_id=draw(st.sampled_from(["", "r1", "r2"])),
        step_key=draw(st.sampled_from(["orders", "sales__orders"])),
        partition=None if several else draw(partitions),
        range_keys=several,
        started_at=draw(times),
        seconds=draw(st.floats(0, 1e5)),
        planned=tuple(draw(st.lists(keys, unique=True))),
        materializations=tuple(draw(st.lists(materializations(), max_size=3))),
        events=tuple(
            draw(
                st.lists(
                    st.builds(
                        StepEvent, texts, st.none() | texts, st.none() | told, st.none() | texts
                    ),
                    max_size=3,
                )
            )
        ),
        error=error,
        canceled=error is not None and draw(st.booleans()),
        attempt=draw(st.integers(1, 3)),
        retry_in=None if error is None else draw(st.none() | st.floats(0, 1e3)),
        partitions_read=tuple(draw(st.dictionaries(names, listed, max_size=2)).items()),
    )


def kinds_of(step: StepRecord) -> list[type]:
    """A key of several dimensions is equal to its text."""
    return [type(made.partition) for made in step.materializations]


@settings(max_examples=60, deadline=None)
@given(st.lists(steps(), max_size=3))
def test_any_step_comes_back(batch):
    log = SqliteEventLog(None)
    for run_id in ("r1", "r2"):
        log.start_run(DagsterRun(run_id, "job"))
    ids = log.record_steps(batch)
    assert [log.step(event_id) for event_id in ids] == batch
    assert [kinds_of(log.step(event_id)) for event_id in ids] == [kinds_of(each) for each in batch]
    assert log.steps("r1") == tuple(each for each in batch if each.run_id == "r1")
    log.close()


# The machine below is about order; what a step holds is kept small, so that steps meet.
FEW_KEYS = KEYS[1:]
FEW_PARTITIONS = [None, "0"]
ERROR = StepError("ValueError", "no")
few_keys = st.sampled_from(FEW_KEYS)
few_partitions = st.sampled_from(FEW_PARTITIONS)
few_texts = st.sampled_from(["a", "b", "é|ü"])
dynamic_names = st.sampled_from(["fruits", "Fruits"])
CODES = {
    "f1": StoredCode({"parts": 1}, ("def a(): ...", "x \x00 é")),
    "f2": StoredCode({"parts": 2}, ("x \x00 é", "def a(): ...", "x \x00 é")),
    "f3": StoredCode({"parts": 0}),
}
plain_steps = st.builds(
    StepRecord,
    run_id=st.sampled_from(["r1", "r2", ""]),
    step_key=st.just("s"),
    partition=few_partitions,
    started_at=st.integers(0, 9),
    seconds=st.just(0.5),
    planned=st.sampled_from([(), (FEW_KEYS[0],), tuple(FEW_KEYS)]),
    materializations=st.lists(
        st.builds(Materialization, few_keys, few_partitions, st.sampled_from(["v", HEX])),
        max_size=3,
    ).map(tuple),
    error=st.sampled_from([None, ERROR]),
)
range_steps = plain_steps.map(lambda step: replace(step, partition=None, range_keys=("0", "1")))
record_batches = st.lists(plain_steps | range_steps, min_size=1, max_size=2)


class EventLogAgreesWithDicts(RuleBasedStateMachine):
    """The model is what the log was told, in plain lists and dicts."""

    writers = 1

    @initialize()
    def start(self):
        self.folder = TemporaryDirectory()
        self.logs = [self.connect() for _ in range(self.writers)]
        self.runs: dict[str, DagsterRun] = {}
        self.latest = defaultdict(dict)
        self.failed = defaultdict(dict)
        self.history = []
        self.steps = []
        self.dynamic = defaultdict(list)
        self.codes = set()
        self.pending = defaultdict(set)
        self.accepted = {}
        self.all_made = defaultdict(set)
        self.before = {}
        self.events = 0
        self.markers = [log.change_marker() for log in self.logs]
        self.handed_out = []
        for run_id in ("r1", "r2"):
            self.start_run(0, DagsterRun(run_id, "job", DagsterRunStatus.STARTED))

    def connect(self) -> SqliteEventLog:
        return SqliteEventLog(None, notebook="a.ipynb")

    def log(self, which: int) -> SqliteEventLog:
        return self.logs[which % len(self.logs)]

    @rule(
        which=st.integers(0, 1),
        run=st.builds(
            DagsterRun,
            run_id=st.sampled_from(["r1", "r2", "r3"]),
            job_name=texts,
            status=st.sampled_from([DagsterRunStatus.QUEUED, DagsterRunStatus.STARTED]),
            tags=st.dictionaries(texts, texts, max_size=2),
            started_at=times,
            origin=texts,
        ),
    )
    def start_run(self, which, run):
        self.log(which).start_run(run)
        self.runs[run.run_id] = run

    @rule(which=st.integers(0, 1), run_id=st.sampled_from(["r1", "r2"]), ended_at=times)
    def finish_run(self, which, run_id, ended_at):
        self.log(which).finish_run(run_id, DagsterRunStatus.SUCCESS, ended_at)
        was = self.runs[run_id]
        self.runs[run_id] = DagsterRun(
            run_id,
            was.job_name,
            DagsterRunStatus.SUCCESS,
            was.tags,
            was.started_at,
            ended_at,
            was.origin,
        )

    @rule(which=st.integers(0, 1), batch=record_batches, canceled=st.sampled_from([0, 0, 0, 1]))
    def record(self, which, batch, canceled):
        batch = [replace(each, canceled=bool(canceled and each.error)) for each in batch]
        ids = self.log(which).record_steps(batch)
        assert list(ids) == list(range(self.events + 1, self.events + 1 + len(batch)))
        self.codes |= self.pending.pop(which % len(self.logs), set())
        for event_id, step in zip(ids, batch, strict=True):
            self.apply(event_id, step)

    def made_now(self):
        return {
            key: {partition: row.event_id for partition, row in self.latest[key].items()}
            for key in FEW_KEYS
        }

    def apply(self, event_id, step):
        self.events = event_id
        self.before[event_id] = self.made_now()
        self.steps.append(step)
        at = step.started_at + step.seconds
        own = {}
        for made in step.materializations:
            stored = StoredMaterialization(
                event_id,
                step.run_id,
                at,
                step.seconds / len(step.places),
                made.version,
                made.fingerprint,
                made.inputs,
                made.path,
                made.size_bytes,
                "a.ipynb" if step.run_id else "",
            )
            self.latest[made.key][made.partition] = stored
            self.failed[made.key].pop(made.partition, None)
            own[made.key, made.partition] = (stored, made)
        self.history += own.values()
        for place in own:
            self.all_made[place].add(event_id)
        failure = StoredFailure(event_id, step.run_id, at, step.error)
        for key, partition in product(step.planned, step.places):
            if step.error is None:
                self.failed[key].pop(partition, None)
            elif not step.canceled and (key, partition) not in own:
                self.failed[key][partition] = failure

    @rule(which=st.integers(0, 1), key=few_keys, partition=few_partitions | st.just(...))
    def wipe(self, which, key, partition):
        self.log(which).wipe(key, partition)
        self.events += 1
        for values in (self.latest[key], self.failed[key]):
            if partition is ...:
                values.clear()
            else:
                values.pop(partition, None)
        self.history = [
            entry
            for entry in self.history
            if entry[1].key != key or partition not in (..., entry[1].partition)
        ]

    @rule(which=st.integers(0, 1), key=few_keys, partition=few_partitions)
    def undo(self, which, key, partition):
        before = self.latest[key].pop(partition, None)
        if before is None:
            assert self.log(which).undo(key, partition) is None
            return
        self.events += 1
        here = [e for e in self.history if e[1].key == key and e[1].partition == partition]
        self.history = [entry for entry in self.history if entry is not here[-1]]
        if here[:-1]:
            self.latest[key][partition] = here[-2][0]
        assert self.log(which).undo(key, partition) == self.latest[key].get(partition)

    @rule(which=st.integers(0, 1), name=dynamic_names, added=st.lists(few_texts, max_size=3))
    def add_dynamic_partitions(self, which, name, added):
        self.log(which).dynamic.add(name, added)
        self.dynamic[name] = list(dict.fromkeys([*self.dynamic[name], *added]))

    @rule(which=st.integers(0, 1), name=dynamic_names, key=few_texts)
    def delete_dynamic_partition(self, which, name, key):
        self.log(which).dynamic.delete(name, key)
        self.dynamic[name] = [each for each in self.dynamic[name] if each != key]

    @rule(which=st.integers(0, 1), fingerprint=st.sampled_from(sorted(CODES)))
    def put_code(self, which, fingerprint):
        self.log(which).codes.put(fingerprint, lambda: CODES[fingerprint])
        self.pending[which % len(self.logs)].add(fingerprint)

    @rule(
        which=st.integers(0, 1),
        said=st.lists(
            st.builds(
                Acceptance,
                few_keys,
                st.sampled_from([None, "0", "1"]),
                st.sampled_from(["f1", "f2"]),
                st.just("f3"),
                times,
                texts,
            ),
            max_size=2,
        ),
    )
    def accept(self, which, said):
        self.log(which).accepted.put(said)
        self.codes |= self.pending.pop(which % len(self.logs), set())
        for each in said:
            self.accepted[each.key, each.partition, each.was, each.now] = each

    @rule(which=st.integers(0, 1), key=few_keys, partition=few_partitions | st.just(...))
    def revoke(self, which, key, partition):
        gone = [each for each in self.accepted if each[0] == key and partition in (..., each[1])]
        assert self.log(which).accepted.revoke(key, partition) == len(gone)
        for each in gone:
            del self.accepted[each]

    @invariant()
    def what_is_accepted_is_seen_by_all(self):
        for log in self.logs:
            found = [each for said in log.accepted.all().values() for each in said]
            assert sorted(found, key=str) == sorted(self.accepted.values(), key=str)
            assert log.accepted.all() is log.accepted.all()

    @invariant()
    def each_materialization_has_a_number_of_its_own(self):
        for (key, partition), events in self.all_made.items():
            for at, event_id in enumerate(sorted(events), 1):
                assert self.logs[-1].ordinal_of(key, partition, event_id) == at

    @invariant()
    def what_there_was_before_an_event_is_told(self):
        log = self.logs[-1]
        for event_id, made in [*self.before.items(), (None, self.made_now())]:
            assert {key: log.made_before(key, event_id) for key in FEW_KEYS} == made

    @invariant()
    def codes_are_there_for_all_with_the_next_step(self):
        for which, log in enumerate(self.logs):
            there = self.codes | self.pending[which]
            for fingerprint, code in CODES.items():
                assert log.codes.get(fingerprint) == (code if fingerprint in there else None)

    @invariant()
    def dynamic_partitions_are_in_the_order_added(self):
        for log in self.logs:
            for name in ("fruits", "Fruits"):
                assert log.dynamic.keys(name) == self.dynamic[name]
                for key in ("a", "é|ü"):
                    assert log.dynamic.has(name, key) == (key in self.dynamic[name])

    @invariant()
    def every_connection_sees_all(self):
        latest = {key: values for key, values in self.latest.items() if values}
        failed = {key: values for key, values in self.failed.items() if values}
        for log in self.logs:
            if self.events % 2:
                # Assets that were loaded alone have to agree with those loaded with all others.
                assert log.latest(FEW_KEYS[0]) == latest.get(FEW_KEYS[0], {})
                assert log.latest_of(FEW_KEYS[1], "0") == latest.get(FEW_KEYS[1], {}).get("0")
            assert log.all_latest() == latest
            assert log.failures() == failed
            assert log.asset_keys() == tuple(sorted(latest))
            assert log.all_latest() is log.all_latest()

    @invariant()
    def history_and_runs_are_as_recorded(self):
        log = self.logs[-1]
        assert {run.run_id: run for run in log.runs()} == self.runs
        for run_id in self.runs:
            assert log.steps(run_id) == tuple(s for s in self.steps if s.run_id == run_id)
            assert all(log.step(each) == step for each, step in log.numbered_steps(run_id))
        for key in FEW_KEYS:
            expected = [entry for entry in self.history if entry[1].key == key]
            found = log.history(key)
            assert [stored.event_id for stored, _ in found] == sorted(
                (stored.event_id for stored, _ in expected), reverse=True
            )
            assert all(entry in expected for entry in found)
            assert log.history(key, "0") == tuple(e for e in found if e[1].partition == "0")
            assert log.history(key, limit=1) == found[:1]

    @invariant()
    def what_was_handed_out_stays(self):
        for snapshot, copy in self.handed_out:
            assert snapshot == copy
        snapshot = self.logs[0].all_latest()
        copy = {key: dict(values) for key, values in snapshot.items()}
        self.handed_out = [*self.handed_out[-2:], (snapshot, copy)]

    def teardown(self):
        for log in getattr(self, "logs", []):
            log.close()
        if hasattr(self, "folder"):
            self.folder.cleanup()


class FileLogsAgreeWithDicts(EventLogAgreesWithDicts):
    """Two connections to one file, each written through and read; each reopened now and then."""

    writers = 2

    def connect(self) -> SqliteEventLog:
        return SqliteEventLog(Path(self.folder.name) / "events.db", notebook="a.ipynb")

    @rule(which=st.integers(0, 1))
    def reopen(self, which):
        self.logs[which].close()
        self.logs[which] = self.connect()
        self.pending[which].clear()


class MemoryLogAgreesWithDicts(EventLogAgreesWithDicts):
    """The log of an ephemeral instance, which has no database."""

    def connect(self) -> MemoryEventLog:
        return MemoryEventLog(notebook="a.ipynb")


TestWithoutDatabase = MemoryLogAgreesWithDicts.TestCase
TestWithoutDatabase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestInMemory = EventLogAgreesWithDicts.TestCase
TestInMemory.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestInFile = FileLogsAgreeWithDicts.TestCase
TestInFile.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)


ORDERS = AssetKey("orders")


def made(partition: str | None = None, version: str = HEX) -> Materialization:
    return Materialization(ORDERS, partition, version)


def step(*materializations: Materialization, run_id: str = "", **fields) -> StepRecord:
    return StepRecord(
        run_id,
        "orders",
        fields.pop("partition", None),
        1.0,
        0.5,
        (ORDERS,),
        materializations,
        **fields,
    )


@pytest.fixture
def log():
    log = SqliteEventLog(None)
    yield log
    log.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store" / "events.db"


def statements_of(log, act) -> list[str]:
    seen: list[str] = []
    connection = log._database.open()
    connection.set_trace_callback(seen.append)
    act()
    connection.set_trace_callback(None)
    return seen


def test_a_step_with_many_materializations_is_one_row_and_one_commit(log):
    many = [made(str(at)) for at in range(5)]
    seen = statements_of(log, lambda: log.record_step(step(*many)))
    assert sum(sql == "COMMIT" for sql in seen) == 1
    assert sum("INSERT INTO events" in sql for sql in seen) == 1


def test_status_of_an_unchanged_log_in_memory_runs_no_statement(log):
    log.record_step(step(made()))
    log.all_latest()
    assert statements_of(log, log.all_latest) == []


def test_status_of_an_unchanged_file_asks_only_whether_others_wrote(path):
    log = SqliteEventLog(path)
    log.record_step(step(made()))
    log.all_latest()
    assert statements_of(log, log.all_latest) == ["PRAGMA data_version"]
    assert statements_of(log, log.failures)[1:] != []
    assert statements_of(log, log.failures) == ["PRAGMA data_version"]
    log.close()


def test_own_steps_are_followed_without_reading_them_back(path):
    log = SqliteEventLog(path)
    other = SqliteEventLog(path)
    log.all_latest()
    other.record_step(step(made()))
    other.close()
    log.all_latest()
    log.record_step(step(made()))
    log.record_step(step(made()))
    assert statements_of(log, lambda: log.latest_of(ORDERS, None)) == ["PRAGMA data_version"]
    log.close()


def test_the_marker_grows_with_every_change_of_any_connection(path):
    one, other = SqliteEventLog(path), SqliteEventLog(path)
    changes = (
        lambda: one.start_run(DagsterRun("r", "job")),
        lambda: one.record_step(step(made(), run_id="r")),
        lambda: one.undo(ORDERS, None),
        lambda: one.wipe(ORDERS),
        lambda: one.finish_run("r", DagsterRunStatus.SUCCESS, 2.0),
        lambda: one.accepted.put([Acceptance(ORDERS, None, "1", "2")]),
        lambda: one.accepted.revoke(ORDERS),
        lambda: one.dynamic.add("fruits", ["apple"]),
        lambda: one.dynamic.delete("fruits", "apple"),
    )
    for change in changes:
        before = one.change_marker(), other.change_marker()
        change()
        assert one.change_marker() > before[0]
        assert other.change_marker() > before[1]
    assert other.change_marker() == other.change_marker()
    one.close()
    other.close()


def test_membership_in_unchanged_dynamic_partitions_reads_no_table(log):
    log.dynamic.add("fruits", ["apple", "fig"])
    assert log.dynamic.has("fruits", "fig")
    assert statements_of(log, lambda: log.dynamic.has("fruits", "pear")) == []


def test_a_step_of_an_unknown_run_is_refused_and_nothing_of_its_batch_is_kept(log):
    with pytest.raises(DagsterRunNotFoundError, match="r9"):
        log.record_steps([step(made()), step(made("b"), run_id="r9")])
    assert not log.all_latest()
    assert log.history(ORDERS) == ()
    log.record_step(step(made("c")))
    assert set(log.latest(ORDERS)) == {"c"}
    assert [entry.partition for _, entry in log.history(ORDERS)] == ["c"]


def test_a_run_that_cannot_be_stored_leaves_nothing_that_a_later_one_refers_to(log):
    with pytest.raises(UnicodeEncodeError):
        log.start_run(DagsterRun("r", "\udc80"))
    log.start_run(DagsterRun("r", "job"))
    log.record_step(step(made(), run_id="r"))
    assert log.latest_of(ORDERS, None).run_id == "r"


@pytest.mark.parametrize("write", ["record_step", "wipe"])
def test_what_another_wrote_just_before_is_not_passed_over(path, write):
    one, other = SqliteEventLog(path), SqliteEventLog(path)
    one.record_step(step(made("a")))
    assert set(one.latest(ORDERS)) == {"a"}
    other.record_step(step(made("b")))
    if write == "wipe":
        one.wipe(ORDERS, "a")
        assert set(one.latest(ORDERS)) == {"b"}
    else:
        one.record_step(step(made("c")))
        assert set(one.latest(ORDERS)) == {"a", "b", "c"}
    one.close()
    other.close()


def test_threads_share_one_log(path):
    with closing(SqliteEventLog(path)) as log, ThreadPoolExecutor(4) as pool:
        names = [str(at) for at in range(200)]
        ids = pool.map(lambda name: (log.record_step(step(made(name))), log.all_latest())[0], names)
        assert sorted(ids) == list(range(1, 201))
        assert set(log.latest(ORDERS)) == set(names)


def test_a_wiped_failure_is_gone_for_who_comes_later(path):
    with closing(SqliteEventLog(path)) as log:
        log.record_step(step(partition="a", error=StepError("ValueError", "no")))
        log.record_step(step(partition="b", error=StepError("ValueError", "no")))
        log.wipe(ORDERS, "a")
    with closing(SqliteEventLog(path)) as log:
        assert {key: set(values) for key, values in log.failures().items()} == {ORDERS: {"b"}}


def test_a_run_of_a_living_process_is_not_abandoned(log):
    log.start_run(DagsterRun("r", "job"))
    assert log.mark_abandoned() == ()
    assert log.run("r").status is DagsterRunStatus.STARTED


def test_the_end_of_an_unknown_run_is_refused(log):
    with pytest.raises(DagsterRunNotFoundError, match="r9"):
        log.finish_run("r9", DagsterRunStatus.SUCCESS, 1.0)


def test_an_interrupt_after_the_commit_hides_nothing(log, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(log._state), "put_step", interrupted)
        with pytest.raises(KeyboardInterrupt):
            log.record_step(step(made("a")))
    assert set(log.latest(ORDERS)) == {"a"}


def test_the_record_of_one_partition_of_a_step_is_found(log):
    event = log.record_step(step(made("a", "va"), made("b", "vb")))
    assert log.materialization(event, ORDERS).version == "vb"
    assert log.materialization(event, ORDERS, "a").version == "va"
    with pytest.raises(AssetNotMaterializedError, match=r"orders\[c\].*event 1 did not make it"):
        log.materialization(event, ORDERS, "c")


def test_an_unknown_event_is_named(log):
    log.wipe(ORDERS)
    for event in (1, 7):
        with pytest.raises(DagsterInvalidInvocationError, match=f"event id {event}"):
            log.step(event)


def test_wiped_history_is_there_for_who_asks(log):
    log.record_step(step(made(version="old")))
    log.wipe(ORDERS)
    log.record_step(step(made(version="new")))
    assert [entry.version for _, entry in log.history(ORDERS)] == ["new"]
    assert [entry.version for _, entry in log.history(ORDERS, wiped=True)] == ["new", "old"]


def test_an_undo_goes_back_one_at_a_time_and_keeps_what_failed(log):
    log.record_step(step(made(version="old")))
    log.record_step(step(made(version="new")))
    log.record_step(step(error=StepError("ValueError", "no")))
    assert log.undo(ORDERS, None).version == "old"
    assert log.undo(ORDERS, None) is None
    assert log.undo(ORDERS, None) is None
    assert log.failures()[ORDERS]
    assert [entry.version for _, entry in log.history(ORDERS, wiped=True)] == ["new", "old"]


def test_an_undo_of_one_thing_leaves_the_others_of_its_step(log):
    log.record_step(step(made("a", "a1"), made("b", "b1")))
    log.record_step(step(made("a", "a2"), made("b", "b2")))
    log.undo(ORDERS, "a")
    assert {key: row.version for key, row in log.latest(ORDERS).items()} == {"a": "a1", "b": "b2"}


def test_runs_come_newest_first(log):
    for run_id in ("a", "b", "c"):
        log.start_run(DagsterRun(run_id, "job"))
    assert [run.run_id for run in log.runs(limit=2)] == ["c", "b"]
    assert log.run("a").status is DagsterRunStatus.STARTED
    assert log.run("z") is None


def test_a_closed_log_says_so(log, path):
    closed = SqliteEventLog(path)
    closed.close()
    log.close()
    for each in (closed, log):
        with pytest.raises(StoreError, match="it was closed"):
            each.runs()


def test_a_partition_costs_a_small_part_of_a_kilobyte(path):
    log = SqliteEventLog(path)
    log.start_run(DagsterRun("r", "job"))
    log._database.open().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    empty = path.stat().st_size
    kilo = [f"{at:032x}" for at in range(1000)]
    log.record_steps(
        StepRecord(
            "r",
            "orders",
            f"2013-{at}",
            1e9,
            0.1,
            (ORDERS,),
            (
                Materialization(
                    ORDERS,
                    f"2013-{at}",
                    version,
                    HEX,
                    (("raw", version),),
                    path=f"values/orders/2013-{at}/{version}.parquet",
                    size_bytes=1000,
                ),
            ),
        )
        for at, version in enumerate(kilo)
    )
    log.close()
    assert (path.stat().st_size - empty) / len(kilo) < 110


def test_nan_and_infinity_in_metadata_survive(log):
    one = Materialization(ORDERS, None, "v", metadata={"n": MetadataValue.float(math.inf)})
    event = log.record_step(step(one))
    assert log.materialization(event, ORDERS) == one


def test_a_code_is_asked_for_once_and_texts_are_stored_once(tmp_path):
    asked = []

    def read(name):
        asked.append(name)
        return CODES[name]

    for _ in range(2):
        with closing(SqliteEventLog(tmp_path / "events.db")) as log:
            for _ in range(2):
                for name in CODES:
                    log.codes.put(name, lambda name=name: read(name))
                log.record_step(step())
            [(texts,)] = log._database.rows("SELECT count(*) FROM texts")
            assert texts == 2
    assert asked == list(CODES)


def test_a_code_that_came_with_a_failed_transaction_comes_with_the_next(tmp_path):
    log = SqliteEventLog(tmp_path / "events.db")
    log.codes.put("f1", lambda: CODES["f1"])
    with pytest.raises(DagsterRunNotFoundError):
        log.record_step(step(run_id="nowhere"))
    log.record_step(step())
    log.close()
    assert SqliteEventLog(tmp_path / "events.db").codes.get("f1") == CODES["f1"]


def test_a_text_with_half_a_character_is_stored_in_words(tmp_path):
    log = SqliteEventLog(tmp_path / "events.db")
    log.codes.put("f", lambda: StoredCode({"where": "\udc80"}, ("\udc80",)))
    log.record_step(step())
    assert log.codes.get("f") == StoredCode({"where": "\udc80"}, ("\\udc80",))
    log.close()
