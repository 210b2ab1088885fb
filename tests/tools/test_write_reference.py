"""The page of each magic is what its own help says."""

import re


def sections(page):
    """Return what stands under the heading of each magic, without white space."""
    found = re.findall(r"^### `(%+\w+)`\n+```text\n(.*?)\n```", page, re.MULTILINE | re.DOTALL)
    return {name: "".join(text.split()) for name, text in found}


def test_the_page_of_each_magic_is_its_help(tool, root, capsys):
    written = (root / "docs" / "reference.md").read_text(encoding="utf-8")
    made = sections(tool("write_reference").reference())
    capsys.readouterr()
    assert made
    for name, text in made.items():
        assert sections(written)[name] == text, "run make docs"


def test_the_settings_are_those_there_are(tool, root, capsys):
    written = (root / "docs" / "reference.md").read_text(encoding="utf-8")
    made = tool("write_reference").reference()
    capsys.readouterr()
    rows = re.findall(r"^\| `.*$", made, re.MULTILINE)
    assert rows
    assert not [row for row in rows if row not in written], "run make docs"
