"""Tests of `dagbook.execution.log_manager`."""

import logging

from dagbook import get_dagster_logger
from dagbook.execution.log_manager import DagsterLogManager, capturing


class Ear(logging.Handler):
    def __init__(self):
        super().__init__()
        self.heard = []

    def emit(self, record):
        self.heard.append((record.levelname, record.getMessage(), record.dagster_meta))


def listening(level="INFO"):
    made = logging.Logger("ear")  # noqa: LOG001 - apart from those of other tests
    made.setLevel(level)
    ear = Ear()
    made.addHandler(ear)
    return made, ear


def test_a_message_begins_with_what_is_known_of_it():
    made, ear = listening()
    log = DagsterLogManager([made], {"job_name": "j", "run_id": "r", "step_key": "s"})
    log.info("hello %s", "you")
    ((level, text, meta),) = ear.heard
    assert (level, text) == ("INFO", "j - r - s - hello you")
    assert meta["orig_message"] == "hello you"


def test_a_record_has_every_field_also_of_what_is_not_known():
    made, ear = listening()
    log = DagsterLogManager([made], {"run_id": "r", "step_key": "outer.inner[a]"})
    log.info("hello")
    log.with_tags(resource_name="db").info("hello")
    (_, _, meta), (_, said, of_resource) = ear.heard
    assert (meta["op_name"], meta["job_name"], meta["job_tags"]) == ("inner", None, {})
    assert meta["dagster_event"] is None
    assert meta["log_message_id"] != of_resource["log_message_id"]
    assert said == "resource:db - r - outer.inner[a] - hello"


def test_each_logger_hears_from_its_level_on():
    low, low_ear = listening("DEBUG")
    high, high_ear = listening("ERROR")
    log = DagsterLogManager([low, high], {})
    log.debug("quiet")
    log.error("loud")
    assert [each[1] for each in low_ear.heard] == ["quiet", "loud"]
    assert [each[1] for each in high_ear.heard] == ["loud"]


def test_tags_are_added_to_a_copy():
    made, ear = listening()
    log = DagsterLogManager([made], {"run_id": "r"})
    log.with_tags(step_key="s").info("one")
    log.info("two")
    assert [each[1] for each in ear.heard] == ["r - s - one", "r - two"]


def test_the_loggers_of_dagster_reach_the_step_while_it_runs():
    made, ear = listening()
    with capturing(DagsterLogManager([made], {})):
        get_dagster_logger("deep").info("inside")
    get_dagster_logger("deep").info("outside")
    assert [each[1] for each in ear.heard] == ["inside"]


def test_without_loggers_messages_are_pythons(caplog):
    with caplog.at_level(logging.INFO, "dagbook"):
        DagsterLogManager([], {"run_id": "r"}).info("hello")
    assert [each.getMessage() for each in caplog.records] == ["hello"]
