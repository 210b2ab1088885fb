"""What tests with real kernels share: a Jupyter home of their own and the kernel's Python."""

import gc
import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A deadline measures the machine, not the law: another process on the same processor breaks it.
settings.register_profile("dagbook", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dagbook")

ROOT = Path(__file__).resolve().parent.parent

# What a shell starts in the background ignores interrupts, and so would all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True, slots=True)
class JupyterHome:
    """Jupyter's folders of one test run, so that it meets nothing that a person has set up.

    Args:
        folder: Where they all are.
        env: The environment for servers and kernels.
        kernel_python: The Python that kernels run: `DAGBOOK_TEST_KERNEL` (`make test` names the
            one that has the built wheel), else the one that runs the tests.
    """

    folder: Path
    env: dict[str, str]
    kernel_python: str


def pytest_unconfigure():
    # At exit IPython collects garbage once for every shell that was ever made: hundreds of
    # times, a third of a second each, unless there is nothing left to look through.
    gc.freeze()


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def jupyter_home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("jupyter")
    python = os.environ.get("DAGBOOK_TEST_KERNEL") or sys.executable
    spec = folder / "path" / "kernels" / "python3"
    spec.mkdir(parents=True)
    argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"})
    )
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    # Without it Lab asks, over the notebook, whether it may fetch news.
    (settings / "notification.jupyterlab-settings").write_text(
        '{"fetchNews": "false", "checkForUpdates": false}'
    )
    own = {
        "JUPYTER_PATH": "path",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    env = {name: value for name, value in os.environ.items() if not name.startswith("DAGBOOK_")}
    paths = [entry for entry in env.pop("PYTHONPATH", "").split(os.pathsep) if entry]
    if paths and python == sys.executable:
        # Kernels start in folders of their own, where a relative path leads elsewhere.
        env["PYTHONPATH"] = os.pathsep.join(str(Path(entry).resolve()) for entry in paths)
    env |= {name: str(folder / place) for name, place in own.items()}
    return JupyterHome(folder, env, python)
