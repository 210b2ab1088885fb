from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import Field as ModelField

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.config import Config
from dagbook.authoring.config_schema_types import Field
from dagbook.authoring.run_config import NO_CONFIG, ConfigOfRun
from dagbook.versions.config_version import (
    config_changes,
    config_input,
    config_version,
    config_version_now,
)


class Inner(Config):
    depth: int = 1
    token: str = "a"


class Window(Config):
    days: int = 3
    name: str = "a"
    password: str = "x"
    inner: Inner = Inner()
    made_at: list = ModelField(default_factory=list)


@dataclass(frozen=True)
class Case:
    name: str
    now: Any
    changes: list = field(default_factory=list)


CASES = (
    Case("nothing", Window()),
    Case("a secret", Window(password="y")),
    Case("a secret further in", Window(inner=Inner(token="b"))),
    Case("what is made anew", Window()),
    Case("a number", Window(days=7), ["was made with config days=3, which is 7 now"]),
    Case("a text, which is not shown", Window(name="b"), ["was made with another config name"]),
    Case(
        "a number further in",
        Window(inner=Inner(depth=2)),
        ["was made with config inner.depth=1, which is 2 now"],
    ),
    Case(
        "what a field makes, once it is said",
        Window(made_at=[1]),
        ["was made with another config made_at"],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_setting_that_differs_is_named_and_no_secret_counts(case):
    assert list(config_changes(config_version(Window()), config_version(case.now))) == case.changes


def test_no_text_is_recorded():
    assert "hunter" not in config_version({"name": "hunter2", "many": ["hunter2"]})


def test_what_is_not_a_class_or_dict_is_one_value():
    assert list(config_changes(config_version(3), config_version(4))) == [
        "was made with config value=3, which is 4 now"
    ]


def test_only_a_step_that_takes_config_has_it_as_an_input():
    @asset
    def plain():
        return 1

    @asset
    def told(config: Window):
        return config.days

    assert config_input(plain, NO_CONFIG) == ()
    config = ConfigOfRun(ops={"told": Window()})
    assert config_input(told, config) == (("config:", config_version(Window())),)
    assert config_version_now(told, "was") == config_version(Window())


def test_config_that_a_run_has_to_give_stays_as_it_was():
    class Needed(Config):
        days: int

    @asset
    def told(config: Needed):
        return config.days

    assert config_version_now(told, "was") == "was"


def test_config_of_a_schema_is_an_input_as_well():
    @asset(config_schema={"days": Field(int, default_value=3), "name": str})
    def told(context):
        return context.op_config["days"]

    @asset(config_schema={"days": Field(int, default_value=3)})
    def easy(context):
        return context.op_config["days"]

    config = ConfigOfRun(raw_ops={"told": {"days": 4, "name": "a"}, "easy": {"days": 4}})
    [(_, version)] = config_input(easy, config)
    assert list(config_changes(version, config_version_now(easy, version))) == [
        "was made with config days=4, which is 3 now"
    ]
    [(_, version)] = config_input(told, config)
    assert config_version_now(told, version) == version
