"""A person reads the summary, CI reads the exit code: both must tell of every failure."""

import subprocess

import pytest


def test_a_failing_and_a_broken_stage_stop_nothing_and_are_told(tool, monkeypatch, capsys):
    check = tool("check")
    ran = []

    def fail():
        raise check.StageFailedError("wants water")

    def be_broken():
        raise KeyError("leaf")

    stages = {"fail": fail, "broken": be_broken, "last": lambda: ran.append("last")}
    monkeypatch.setattr(check, "STAGES", stages)
    assert check.main([]) == 1
    assert ran == ["last"]
    shown = capsys.readouterr().out
    assert "failed: wants water" in shown
    assert "failed: KeyError: 'leaf'" in shown
    assert check.main(["last"]) == 0


def test_a_stage_nobody_knows_is_refused_with_the_names_there_are(tool, capsys):
    assert tool("check").main(["lint", "polish"]) == 2
    shown = capsys.readouterr().out
    assert "No stage is called polish" in shown
    assert "browser" in shown


def test_where_chromium_is_missing_and_cannot_be_installed_the_command_is_told(tool, monkeypatch):
    check = tool("check")
    monkeypatch.delenv("DAGBOOK_CHROMIUM", raising=False)
    monkeypatch.setattr(check.shutil, "which", lambda _name: None)
    with pytest.raises(check.StageFailedError) as refused:
        check.need_chromium()
    assert "apt-get update && apt-get install" in str(refused.value)


def test_a_panel_that_is_not_what_its_source_builds_is_named(tool, monkeypatch, tmp_path):
    check = tool("check")
    source, committed = tmp_path / "ext" / "panel", tmp_path / "ext" / "host" / "static"
    source.mkdir(parents=True)
    committed.mkdir(parents=True)
    (committed / "panel.js").write_text("old")
    (committed / "panel.css").write_text("same")

    def build(*words, cwd, env):
        built = cwd.parent / "host" / "static"
        (built / "panel.js").write_text("new")
        (built / "panel.css").write_text("same")

    monkeypatch.setattr(check, "OUT", tmp_path / "out")
    monkeypatch.setattr(check, "PANEL_SOURCE", source)
    monkeypatch.setattr(check, "PANEL_BUILT", committed)
    monkeypatch.setattr(check, "run", build)
    with pytest.raises(check.StageFailedError) as refused:
        check.check_panel()
    assert "(panel.js differs)" in str(refused.value)
    (committed / "panel.js").write_text("new")
    check.check_panel()


def test_a_command_that_fails_fails_its_stage(tool):
    check = tool("check")
    with pytest.raises(check.StageFailedError) as refused:
        check.run("sh", "-c", "exit 3")
    assert str(refused.value) == "sh -c exit 3 ended with 3"


def test_make_names_the_python_that_is_too_old(root, tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
    old.chmod(0o755)
    (tmp_path / "pyproject.toml").touch()
    done = subprocess.run(
        ["make", "--makefile", root / "Makefile", "check", f"PYTHON={old}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert "Python 3.9.2" in done.stderr
