"""The same work by Dagster."""

import os
import warnings
from pathlib import Path
from typing import Any

import dagster

from benchmarks import sources, statuses
from benchmarks.building import built
from benchmarks.imports import importing
from benchmarks.partitions import programs as partition_programs
from benchmarks.timing import OneRound, Sample, bytes_below, timed

warnings.filterwarnings("ignore")

_IMPORTS = "from dagster import DailyPartitionsDefinition, asset"
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def _assets(module: object) -> list[dagster.AssetsDefinition]:
    return [each for each in vars(module).values() if isinstance(each, dagster.AssetsDefinition)]


def _instance(folder: Path) -> dagster.DagsterInstance:
    """Return an instance as ``DAGSTER_HOME`` gives it."""
    folder.mkdir()
    (folder / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(folder)
    return dagster.DagsterInstance.get()


def define(size: int, folder: Path) -> OneRound:
    source = sources.Source(sources.web(size), _IMPORTS, folder)

    def build() -> Any:
        defs = dagster.Definitions(assets=_assets(source.run()))
        dagster.Definitions.validate_loadable(defs)
        return defs

    return built(build)


def chain(size: int, folder: Path) -> OneRound:
    assets = _assets(sources.Source(sources.chain(size), _IMPORTS, folder).run())
    return lambda _number: timed(lambda: dagster.materialize_to_memory(assets, run_config=_QUIET))


def star(size: int, folder: Path) -> OneRound:
    assets = _assets(sources.Source(sources.star(size), _IMPORTS, folder).run())
    return lambda _number: timed(lambda: dagster.materialize_to_memory(assets, run_config=_QUIET))


def frames(size: int, folder: Path) -> OneRound:
    module = sources.Source(sources.frames(size), _IMPORTS, folder).run()
    assets = _assets(module)
    home = folder / "home"
    instance = _instance(home)

    def one_round(number: int) -> Sample:
        module.ROUND = number
        sample = timed(lambda: dagster.materialize(assets, instance=instance, run_config=_QUIET))
        # Each round overwrites the values of the one before.
        stored = bytes_below(home / "storage") / 1000 / size
        return Sample(sample.wall, sample.cpu, {"kilobytes": stored})

    return one_round


def partitions(size: int, folder: Path) -> OneRound:
    [daily] = _assets(sources.Source(sources.days(size), _IMPORTS, folder).run())
    keys = daily.partitions_def.get_partition_keys()

    def one_round(number: int) -> Sample:
        home = folder / str(number)
        with _instance(home) as instance:

            def work() -> None:
                for key in keys:
                    dagster.materialize(
                        [daily], partition_key=key, instance=instance, run_config=_QUIET
                    )

            sample = timed(work)
            size_bytes = sum(
                bytes_below(each) for each in home.iterdir() if each.is_dir()
            ) - bytes_below(home / "storage" / "daily")
        return Sample(sample.wall, sample.cpu, {"database": size_bytes / size})

    return one_round


def tiny(size: int, folder: Path) -> OneRound:
    module = sources.Source(sources.frames(size, rows=3), _IMPORTS, folder).run()
    assets = _assets(module)
    instance = _instance(folder / "home")

    def work() -> None:
        dagster.materialize(assets, instance=instance, selection=[assets[-1]], run_config=_QUIET)

    work()

    def one_round(number: int) -> Sample:
        module.ROUND = number
        return timed(work)

    return one_round


PROGRAMS = {
    "import": importing("from dagster import Definitions, asset, materialize"),
    "define": define,
    "chain": chain,
    "star": star,
    "frames": frames,
    "partitions": partitions,
    "partitions_api": partitions,
    "partitions_backfill": partitions,
    "partitions_step": partitions,
    "statuses": statuses.dagster,
    "tiny": tiny,
    "deep": chain,
    **partition_programs(dagster),
}
