import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.session.session import Session
from dagbook.versions import check


@pytest.fixture
def session(tmp_path):
    session = Session(tmp_path)
    yield session
    session.close()


def test_statuses_look_at_a_value_once_however_many_assets_read_it(session, monkeypatch):
    rates = [1, 2, 3]

    @asset
    def first():
        return rates

    @asset
    def second():
        return rates

    session.live.put(Origin("1", "cell 1"), Found((first, second)))
    session.materialize()
    looked_at = []
    read = check.content_of
    monkeypatch.setattr(
        check, "content_of", lambda value: (looked_at.append(value), read(value))[1]
    )
    assert len(session.statuses()) == 2
    assert len([each for each in looked_at if each is rates]) == 1
