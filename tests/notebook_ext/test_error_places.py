"""What is wrong with an asset is told with the cell that defines it."""

import pytest

from dagbook.errors import UnknownInputAssetError
from dagbook_jupyter.error_places import places_of

DEFINED = """
class Database(ConfigurableResource):
    url: str

class Days(Config):
    count: int

@asset
def orders(database: Database): ...

@asset
def recent(config: Days) -> int:
    return "three"

@asset(io_manager_key="warehouse")
def d(): ...

def config_of(count):
    return {"ops": {"recent": {"config": {"count": count}}}}
"""


@pytest.fixture
def defined(cells):
    cells.run(DEFINED)
    return cells


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("materialize([orders])", "orders"),
        ("materialize([recent])", "recent"),
        ("materialize([recent], run_config=config_of('x'))", "recent"),
        ("materialize([recent], run_config=config_of(1))", "recent"),
        ("materialize([d])", "d"),
    ],
)
def test_an_error_in_python_names_the_cell_of_its_asset(defined, statement, name):
    assert defined.fail(statement).endswith(f"{name} is defined in cell 3.")


def test_a_mistake_of_a_magic_names_it_too(defined):
    defined.run("@asset\ndef weekly(ordres): ...")
    said = defined.fail("%materialize weekly")
    assert said.splitlines()[-1] == (
        "UsageError: weekly takes ordres, which nothing defines. Did you mean orders? "
        "orders is defined in cell 3. weekly is defined in cell 4."
    )


def test_errors_of_the_users_own_are_left_alone(defined):
    assert "is defined in" not in defined.fail("raise ValueError('orders')")
    assert "is defined in" not in defined.fail("%materialize ordres")


def test_a_short_name_is_not_taken_for_a_word(defined):
    defined.run("@asset\ndef a(): ...")
    live = defined.session.live.snapshot()
    error = UnknownInputAssetError("x", "weekly", ())
    error.sentence = lambda: "weekly takes a long time"
    assert places_of(error, live) == ""
    error.sentence = lambda: "asset a takes a long time"
    assert places_of(error, live) == "a is defined in cell 4."
    error.sentence = lambda: "required by op 'a' and by orders"
    assert places_of(error, live) == "orders is defined in cell 3. a is defined in cell 4."
