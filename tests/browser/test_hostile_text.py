"""Nothing that is shown is ever executed: every hostile string, in every place that shows text."""

import pytest
from tests.browser.hostile import HOSTILE

pytestmark = pytest.mark.browser

SETTING = """(texts) => {
    const item = (s) => [
        ...["text", "md", "url", "path", "notebook", "asset", "job", "dagster_run", "pool",
            "python_artifact", "unknown"].map((kind) => ({label: s + kind, kind, value: s})),
        {label: s + 1, kind: "json", value: {[s]: [s, {[s + "x"]: s}], list: [{[s]: s}]}},
        {label: s + 2, kind: "table", value: {more: 0, columns: [column(s)], rows: [[s]]}},
        {label: s + 3, kind: "table_schema", value: {columns: [column(s)], constraints: [s]}},
        {label: s + 4, kind: "column_lineage", value: [{column: s, deps: [{asset: s, column: s}]}]},
        {label: s + 5, kind: "code_references",
            value: [{label: s, source: s, is_file: true}, {label: s, source: s, is_file: false}]},
    ];
    const column = (s) => ({name: s, type: s, description: s, constraints: [s], tags: {[s]: s}});
    const check = (s) => ({
        name: s, state: "failed", is_stale: true, blocking: true, description: s, found: s, at: 1,
        failed_partitions: [s], more_failed: 1, metadata: item(s),
    });
    const node = (s, children) => ({name: s, text: s, kind: s, size: children.length, children});
    const previews = (s) => [
        {form: "table", kind: s, columns: [{name: s, dtype: s, nulls: 1, is_number: false}],
            more_columns: 0, index: [s], rows: [[s]], start: 0, total: 1, sort: null,
            descending: false, note: s},
        {form: "text", kind: s, text: s, is_clipped: false, size: 1},
        {form: "tree", kind: s, root: node(s, [node(s, [node(s, [])])])},
        {form: "image", kind: s, source: "data:image/png;base64,AAAA", text: s},
    ];
    const line = (s) => ({
        number: 1, at: 1, level: 40, text: s, source: "failure", step: s, run_id: s, detail: s,
    });
    const row = (s) => ({
        number: 2, restored_from: null, at: 1, partition: s, run_id: s, origin: s, notebook: s,
        seconds: 1,
        size_bytes: 1, version: s, code_changed: true, is_current: false, is_wiped: false,
        has_value: true,
    });
    let turn = 0;
    const answers = {
        details: ({key: s}) => ({type: "details", key: s, description: s, deps: [s],
            downstream: [s], metadata: item(s), checks: [check(s)], why: [s, s + "\\n+" + s],
            code: s, run: null,
            owners: [s], tags: {[s]: s}}),
        value: ({asset: s}) => ({type: "value", asset: s, ordinal: null, problem: s,
            size_bytes: null, preview: previews(s)[turn++ % 5] ?? null}),
        logs: ({asset: s, run_id}) =>
            ({type: "logs", asset: s, run_id, after: 0, lines: [line(s)]}),
        history: ({asset: s}) => ({type: "history", asset: s, ordinal: null, rows: [row(s)]}),
        numbers: ({asset: s}) => ({type: "numbers", asset: s, over: "partitions",
            lines: [{label: s, names: [s, s], at: [1, 2], values: [1, 2]}]}),
        compare: ({asset: s}) =>
            ({type: "compared", asset: s, partition: s, old: 1, new: 2, lines: [s, "+" + s]}),
        choose: ({text}) => ({type: "chosen", text, keys: null, problem: texts[0], items: texts,
            fragment: ""}),
    };
    model.onsend = (message) => {
        const said = answers[message.type]?.(message);
        if (said) setTimeout(() => model.receive(said));
    };
    const badge = (s) => ({state: "failed", text: s, reasons: [s], materialized: [], stale: [],
        failed: [], running: [], at: 1, seconds: 1, size_bytes: 1, is_rough: false,
        checks: {state: "failed", passed: 0, total: 1, is_stale: false}});
    const card = (s, i) => ({key: s, name: s, group: s, kinds: [s], description: s,
        external: i % 2 === 1, deps: [s], partitions: null, origin: s,
        problem: i % 3 === 0 ? s : null});
    const nodes = texts.map(
        (s, i) => ({key: s, x: (i % 8) * 150, y: (i >> 3) * 60, w: 130, h: 50}));
    model.set("statuses", Object.fromEntries(texts.map((s) => [s, badge(s)])));
    model.set("graph", {cards: texts.map(card), folds: [], hidden: 0, version: 2, layout: {
        width: 1200, height: 700, nodes,
        edges: [{source: texts[0], target: texts[1], path: "M0 0"}],
        groups: texts.map((s, i) => ({...nodes[i], name: s}))}});
}"""

SHOW = """async ([s, tab]) => {
    model.set("ui", {tab});
    model.set("selected", [s]);
    model.set("run", {run_id: s, state: "failed", done: 0, total: 1, current: s, message: s,
        started_at: 1, eta_seconds: null, resume: s, left: 1, failed: [s], failures: 1});
    model.receive({type: "notice", level: "info", text: s});
    await new Promise((done) => setTimeout(done, 12));
    for (const each of document.querySelectorAll(".dgb-side button[aria-expanded=false]")) {
        each.click();
    }
    if (tab === "history") model.receive({type: "compared", asset: s, partition: s, old: 1,
        new: 2, lines: [s, "+" + s]});
    for (const each of document.querySelectorAll(".dgb-side details")) each.open = true;
    await new Promise((done) => requestAnimationFrame(done));
    return document.querySelector(".dgb-side")?.textContent ?? "";
}"""

FOREIGN = """() => [...document.querySelectorAll(".dgb, .dgb *")].filter((each) =>
    ["script", "iframe", "object", "embed", "form", "base", "link", "meta", "style", "template",
     "video", "audio", "foreignobject", "animate", "xss"].includes(each.localName)
    || each.getAttributeNames().some((name) => name.startsWith("on"))
    || (each.localName === "a" && !/^https?:\\/\\//.test(each.getAttribute("href") ?? ""))
    || (each.localName === "img" && !each.src.startsWith("data:image/"))
).map((each) => each.outerHTML)"""

TABS = ("overview", "value", "checks", "metadata", "history", "logs")


def flat(text):
    return "".join(text.split())


def test_there_are_at_least_sixty_and_no_two_are_equal():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


@pytest.mark.parametrize("tab", TABS)
def test_hostile_text_is_shown_as_it_is_and_does_nothing(open_panel, tab):
    page = open_panel()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.evaluate("window.hits = 0; window.hit = () => { window.hits += 1; }; 0")
    page.evaluate(SETTING, list(HOSTILE))
    address = page.url
    for text in HOSTILE:
        shown = page.evaluate(SHOW, [text, tab])
        assert flat(text) in flat(shown), f"{text!r} is not shown in {tab}"
        assert page.evaluate(FOREIGN) == []
    page.mouse.move(600, 300)
    assert page.evaluate("window.hits") == 0
    assert said == []
    assert [
        url for url in asked if not url.startswith(("data:", address.split("/panel/")[0]))
    ] == []
    assert page.url == address


def test_hostile_text_does_nothing_in_questions_filter_runs_and_the_list(open_panel):
    page = open_panel()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.evaluate("window.hits = 0; window.hit = () => { window.hits += 1; }; 0")
    page.evaluate(SETTING, list(HOSTILE))
    for text in HOSTILE:
        page.evaluate(
            """async (s) => {
                model.set("ui", {mode: "list", query: ""});
                const wish = {type: "forget", asset: s, how: "wipe", ranges: [], counts: {}};
                model.receive({type: "ask", title: s, lines: [s], yes: s, wish});
                model.receive({type: "notice", level: "error", text: s});
                await new Promise((done) => setTimeout(done, 5));
            }""",
            text,
        )
        assert page.evaluate(FOREIGN) == []
    assert page.locator(".dgb-list").count() == 1
    page.locator(".dgb-filter").first.fill("x", force=True)
    page.wait_for_timeout(300)
    assert page.evaluate(FOREIGN) == []
    assert page.evaluate("window.hits") == 0
    assert errors == []
