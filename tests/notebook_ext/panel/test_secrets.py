"""The secrets of resources reach neither the page nor the saved notebook, in a real shell."""

import json

import pytest

from dagbook_jupyter.panel.controller import PanelController
from dagbook_jupyter.panel.parsing import parse
from dagbook_jupyter.panel.session_source import SessionSource

SECRET = "hunter2-s3cr3t-t0ken"
SETTING = f"""
import os
from dagbook import AssetCheckResult, ConfigurableResource, Definitions, EnvVar
from dagbook import asset, asset_check
os.environ["DB_TOKEN"] = {SECRET!r}
class Db(ConfigurableResource):
    host: str
    token: str
    password: str
    def query(self):
        return len(self.token)
db = Db(host="db.example", token=EnvVar("DB_TOKEN"), password={SECRET!r})
defs = Definitions(resources={{"db": db}})
"""
ASSETS = """
@asset
def orders(context, db: Db):
    context.log.info("using %s", db.host)
    context.add_output_metadata({"rows": db.query(), "host": db.host})
    return db.query()
@asset
def broken(db: Db, orders):
    raise ValueError(f"no answer of {db.host}")
@asset_check(asset=orders)
def positive(orders):
    return AssetCheckResult(passed=orders > 0, metadata={"n": orders})
"""
QUESTIONS = (
    {"type": "details", "key": "orders"},
    {"type": "details", "key": "broken"},
    {"type": "value", "asset": "orders", "ordinal": None},
    {"type": "logs", "asset": "orders", "run_id": "", "after": 0},
    {"type": "logs", "asset": "broken", "run_id": "", "after": 0},
    {"type": "history", "asset": "orders", "ordinal": None},
    {"type": "numbers", "asset": "orders"},
    {"type": "runs", "limit": 10},
    {"type": "timeline", "run_id": ""},
    {"type": "config_form", "keys": ["orders", "broken"]},
    {"type": "plan", "keys": None, "mode": "all", "partitions": None, "counts": {}},
    {"type": "export", "format": "html"},
    {"type": "export", "format": "dot"},
)


@pytest.fixture
def told(cells):
    """Everything that a page is told of a session with secrets, as text by question."""
    said, state = [], {}
    cells.run(SETTING)
    cells.run(ASSETS)
    cells.try_run("%materialize")
    controller = PanelController(
        SessionSource(cells.session),
        said.append,
        state.__setitem__,
        later=lambda _seconds, function: function(),
    )
    controller.start()
    found = {"state": json.dumps(state)}
    for question in QUESTIONS:
        said.clear()
        controller.on_message(question)
        found[json.dumps(question)] = json.dumps(said)
    controller.close()
    return found


def test_no_answer_to_the_page_holds_a_secret(told):
    assert "using db.example" in told[json.dumps(QUESTIONS[3])]
    assert "no answer of db.example" in told[json.dumps(QUESTIONS[4])]
    for question, answer in told.items():
        assert len(answer) > 2, question
        assert SECRET not in answer, question


def test_the_questions_are_all_that_a_page_can_read_by():
    assert all(type(parse(question)).__name__ != "BadMessage" for question in QUESTIONS)


def test_what_is_displayed_and_saved_holds_no_secret(cells):
    cells.run(SETTING)
    cells.run(ASSETS)
    printed = [
        cells.try_run(line)[0]
        for line in ("%materialize", "%lineage", "%assets", "%why orders", "%runs")
    ]
    assert all(printed)
    assert not [text for text in printed if SECRET in text]


def test_the_store_holds_no_secret(cells):
    cells.run(SETTING)
    cells.run(ASSETS)
    cells.try_run("%materialize")
    root = cells.session.root
    holding = [
        path for path in root.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()
    ]
    assert holding == []
