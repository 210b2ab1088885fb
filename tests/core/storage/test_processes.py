import subprocess
import sys
from dataclasses import replace

from dagbook.storage.processes import is_dead, this_process


def test_a_process_that_ended_is_dead():
    with subprocess.Popen([sys.executable, "-c", "pass"]) as ended:
        pass
    assert is_dead(replace(this_process(), pid=ended.pid, started=""))


def test_a_later_process_with_the_same_number_is_another():
    me = this_process()
    assert not is_dead(me)
    assert is_dead(replace(me, started="0"))


def test_of_another_machine_nothing_is_certain():
    assert not is_dead(replace(this_process(), host="elsewhere", started="0"))


def test_the_first_process_of_the_system_is_alive():
    assert not is_dead(replace(this_process(), pid=1, started=""))
