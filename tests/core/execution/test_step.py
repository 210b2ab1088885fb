from dagbook.authoring.asset_decorator import asset
from dagbook.versions.definition_version import code_of
from dagbook.versions.stored import unpack

STATE = {"limit": 1}


@asset
def reads_state():
    return STATE["limit"]


@asset
def edits_state():
    STATE["limit"] += 1
    return STATE["limit"]


def test_what_made_a_value_is_stored_with_it(run):
    log = run(reads_state).instance.event_log
    made = log.latest_of(reads_state.key, None)
    stored = unpack(log.codes.get(made.fingerprint))
    assert stored == code_of(reads_state, reads_state.outputs[0])
    assert [part.name for part in stored.parts][1:] == ["STATE"]


def test_code_that_changed_while_it_ran_is_not_known(run):
    log = run(edits_state).instance.event_log
    assert log.latest_of(edits_state.key, None).fingerprint is None


def test_the_users_code_version_is_all_there_is(run):
    @asset(code_version="7")
    def versioned():
        return 1

    log = run(versioned).instance.event_log
    made = log.latest_of(versioned.key, None)
    assert made.fingerprint == "user:7"
    assert log.codes.get("user:7") is None
