from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.model.set_up import SetUp
from dagbook.storage.set_up_text import set_up_from_text, set_up_to_text


def test_all_that_is_known_of_a_run_comes_back_from_its_text():
    known = SetUp(
        ("db", "io_manager"),
        "it raised \u6f22",
        "orders",
        "torn",
        (("orders", AssetCheckKey(AssetKey("orders"), "few"), "mon"),),
        (("late", AssetKey(["sales", "late"]), None),),
        in_processes=True,
        skipped=((0, "a", 1.5), (2, "b", 2.25)),
    )
    assert set_up_from_text(set_up_to_text(known)) == known


def test_what_was_stored_when_less_was_known_is_read():
    assert set_up_from_text('[["io_manager"],null,"orders"]') == SetUp(
        ("io_manager",), None, "orders"
    )
