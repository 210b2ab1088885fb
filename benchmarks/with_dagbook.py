"""The same work by dagbook."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dagbook
from benchmarks import sources, statuses
from benchmarks.building import built
from benchmarks.floor import database_bytes
from benchmarks.imports import importing
from benchmarks.partitions import programs as partition_programs
from benchmarks.timing import OneRound, Sample, timed
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.session.session import Session

_IMPORTS = "from dagbook import DailyPartitionsDefinition, asset"


def _assets(module: object) -> list[dagbook.AssetsDefinition]:
    return [each for each in vars(module).values() if isinstance(each, dagbook.AssetsDefinition)]


def _session(folder: Path, assets: Sequence[dagbook.AssetsDefinition]) -> Session:
    """Return a session in which one cell has defined *assets*."""
    session = Session(folder / ".dagbook")
    session.live.put(Origin("cell", "cell 1"), Found(tuple(assets)))
    return session


def define(size: int, folder: Path) -> OneRound:
    source = sources.Source(sources.web(size), _IMPORTS, folder)

    def build() -> Any:
        defs = dagbook.Definitions(assets=_assets(source.run()))
        dagbook.Definitions.validate_loadable(defs)
        return defs

    return built(build)


def chain(size: int, folder: Path) -> OneRound:
    assets = _assets(sources.Source(sources.chain(size), _IMPORTS, folder).run())
    return lambda _number: timed(lambda: dagbook.materialize_to_memory(assets))


def star(size: int, folder: Path) -> OneRound:
    assets = _assets(sources.Source(sources.star(size), _IMPORTS, folder).run())
    return lambda _number: timed(lambda: dagbook.materialize_to_memory(assets))


def frames(size: int, folder: Path) -> OneRound:
    module = sources.Source(sources.frames(size), _IMPORTS, folder).run()
    assets = _assets(module)

    def one_round(number: int) -> Sample:
        module.ROUND = number
        own = folder / str(number)
        own.mkdir()
        session = _session(own, assets)
        steps: list[int] = []
        sample = timed(lambda: steps.append(len(session.materialize().steps)))
        assert steps == [size]
        stored = sum(each.size_bytes or 0 for each in session.statuses().values())
        session.close()
        return Sample(sample.wall, sample.cpu, {"kilobytes": stored / 1000 / size})

    return one_round


def partitions(size: int, folder: Path) -> OneRound:
    """Return the measurement of what a click on a day does, once a day."""
    [daily] = _assets(sources.Source(sources.days(size), _IMPORTS, folder).run())
    keys = daily.partitions_def.get_partition_keys()

    def one_round(number: int) -> Sample:
        own = folder / str(number)
        own.mkdir()
        session = _session(own, [daily])

        def work() -> None:
            for key in keys:
                assert session.materialize("daily", key).steps

        sample = timed(work)
        session.close()
        size_bytes = database_bytes(own / ".dagbook") / size
        return Sample(sample.wall, sample.cpu, {"database": size_bytes})

    return one_round


def _at_once(session: Session, key: str) -> None:
    assert not session.statuses()[dagbook.AssetKey(key)].materialized
    session.materialize(key, "all", yes=True)
    assert not session.statuses()[dagbook.AssetKey(key)].missing


def partitions_backfill(size: int, folder: Path, source: str | None = None) -> OneRound:
    """Return the measurement of all days in one run, a step each or as *source* says."""
    text = sources.days(size) if source is None else source
    [daily] = _assets(sources.Source(text, f"{_IMPORTS}, BackfillPolicy", folder).run())

    def one_round(number: int) -> Sample:
        own = folder / str(number)
        own.mkdir()
        session = _session(own, [daily])
        sample = timed(lambda: _at_once(session, "daily"))
        session.close()
        size_bytes = database_bytes(own / ".dagbook") / size
        return Sample(sample.wall, sample.cpu, {"database": size_bytes})

    return one_round


def partitions_step(size: int, folder: Path) -> OneRound:
    """Return the measurement of all days in one step."""
    return partitions_backfill(size, folder, sources.days_at_once(size))


def partitions_api(size: int, folder: Path) -> OneRound:
    """Return the measurement of Dagster's own call, once a day."""
    [daily] = _assets(sources.Source(sources.days(size), _IMPORTS, folder).run())
    keys = daily.partitions_def.get_partition_keys()

    def one_round(number: int) -> Sample:
        own = folder / str(number)
        with dagbook.DagsterInstance.from_store(own) as instance:

            def work() -> None:
                for key in keys:
                    dagbook.materialize([daily], partition_key=key, instance=instance)

            sample = timed(work)
        size_bytes = database_bytes(own) / size
        return Sample(sample.wall, sample.cpu, {"database": size_bytes})

    return one_round


def unchanged(size: int, folder: Path) -> OneRound:
    assets = _assets(sources.Source(sources.web(size), _IMPORTS, folder).run())
    session = _session(folder, assets)
    assert len(session.materialize(yes=True).steps) == size

    def work() -> None:
        assert not session.materialize().steps

    return lambda _number: timed(work)


def tiny(size: int, folder: Path) -> OneRound:
    module = sources.Source(sources.frames(size, rows=3), _IMPORTS, folder).run()
    assets = _assets(module)
    session = _session(folder, assets)
    session.materialize()
    name = assets[-1].key.to_user_string()

    def one_round(number: int) -> Sample:
        module.ROUND = number

        def work() -> None:
            assert session.materialize(name).run is not None

        return timed(work)

    return one_round


def deep(size: int, folder: Path) -> OneRound:
    """Return the measurement of a chain in a session, so with its status and its plan."""
    assets = _assets(sources.Source(sources.chain(size), _IMPORTS, folder).run())

    def one_round(number: int) -> Sample:
        own = folder / str(number)
        own.mkdir()
        session = _session(own, assets)

        def work() -> None:
            assert len(session.materialize(yes=True).steps) == size
            assert dagbook.materialize_to_memory(assets).success

        sample = timed(work)
        session.close()
        return sample

    return one_round


PROGRAMS = {
    "import": importing("from dagbook import Definitions, asset, materialize"),
    "define": define,
    "chain": chain,
    "star": star,
    "frames": frames,
    "partitions": partitions,
    "partitions_api": partitions_api,
    "partitions_backfill": partitions_backfill,
    "partitions_step": partitions_step,
    "statuses": statuses.dagbook,
    "unchanged": unchanged,
    "tiny": tiny,
    "deep": deep,
    **partition_programs(dagbook),
}
