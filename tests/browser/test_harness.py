"""The harness itself, on a widget that has nothing to do with dagbook."""

import nbformat
import pytest

pytestmark = pytest.mark.browser

WIDGET = """
import anywidget, traitlets

class Counter(anywidget.AnyWidget):
    _esm = '''
    export default { render({ model, el }) {
        const button = document.createElement("button");
        button.className = "probe";
        const show = () => { button.textContent = `count ${model.get("count")}`; };
        button.onclick = () => {
            model.set("count", model.get("count") + 1);
            model.save_changes();
        };
        model.on("change:count", show);
        show();
        el.append(button);
    } };
    '''
    count = traitlets.Int(0).tag(sync=True)

counter = Counter()
counter
"""


@pytest.fixture
def probe(lab):
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(WIDGET, id="widget"),
            nbformat.v4.new_code_cell("print(counter.count)", id="count"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, lab.folder / "probe.ipynb")
    return "probe.ipynb"


def test_a_click_in_the_page_reaches_the_kernel_without_any_network(probe, open_in_lab):
    notebook = open_in_lab(probe)
    asked = []
    notebook.page.on("request", lambda request: asked.append(request.url))
    notebook.run(0)
    button = notebook.page.locator("button.probe")
    button.click()
    button.get_by_text("count 1").wait_for()
    (output,) = notebook.run(notebook.index_of("count"))
    assert output["text"] == "1\n"
    assert all(url.split(":")[0] in {"data", "blob"} or "127.0.0.1" in url for url in asked)
    notebook.screenshot("harness")
