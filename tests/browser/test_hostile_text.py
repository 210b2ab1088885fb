"""Nothing that is shown is ever executed: every hostile string, in every place that shows text."""

import pytest
from tests.browser.conftest import drawn
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

RUNS = """async (s) => {
    const row = (run_id) => ({run_id, state: "failed", what: [s], more: 0, partition: s, done: 1,
        failed: 1, started_at: 1, seconds: 1, origin: s, error: s});
    const bar = {start: 0, stop: 1, state: "failed", number: 1, label: s};
    const shown = {name: s, state: "failed", ready: 0, bars: [bar], seconds: 1, done: 0, failed: 1,
        total: 1, is_longest: true, retried: 1};
    const answers = {
        runs: () => ({type: "runs", rows: [row(s), row("other")],
            waiting: [{run_id: "w", what: s}], is_all: true, here: ""}),
        timeline: ({run_id}) => ({type: "timeline", asked: run_id, run_id, state: "failed",
            started_at: 1, origin: s, timeline: {rows: [shown], seconds: 1, longest_seconds: 1}}),
        logs: ({asset, run_id}) => ({type: "logs", asset, run_id, after: 0, lines: [{number: 1,
            at: 1, level: 40, text: s, source: "failure", step: s, run_id, detail: s}]}),
    };
    model.onsend = (message) => {
        const said = answers[message.type]?.(message);
        if (said) setTimeout(() => model.receive(said));
    };
    model.set("selected", []);
    model.set("ui", {mode: "list"});
    await new Promise((done) => setTimeout(done, 3));
    model.set("ui", {mode: "runs", run: s});
    for (let i = 0; i < 60 && !document.querySelector(".dgb-line[data-kind=trace]"); i += 1) {
        document.querySelector(".dgb-run-logs button[aria-expanded=false]")?.click();
        await new Promise((done) => setTimeout(done, 3));
    }
    const text = (part) => document.querySelector(part)?.textContent ?? "";
    return {list: text(".dgb-runs nav"), timeline: text(".dgb-timeline ul"),
        logs: text(".dgb-run-logs .dgb-lines")};
}"""

CONFIG = """async (s) => {
    const field = (kind, rest) => ({name: s, kind, description: s, is_required: true, default: "",
        hint: s, choices: [], fields: [], ...rest});
    const fields = [field("text"), field("choice", {name: s + "1", choices: [s]}),
        field("json", {name: s + "2", default: JSON.stringify(s)}),
        field("fields", {name: s + "3", fields: [field("text")]})];
    model.onsend = (message) => {
        if (message.type === "config_form") model.receive(
            {type: "config_form", keys: [s], steps: [{step: s, keys: [s], fields}]});
        if (message.type === "plan") model.receive({type: "planned", mode: message.mode,
            keys: message.keys, steps: 1, rows: [{name: s, steps: 1, seconds: 1, reason: s}],
            more: 0, current: 0, seconds: 1, longest_path: [s, s], longest_seconds: 1,
            problem: ""});
    };
    model.set("selected", [s]);
    const press = (name) => [...document.querySelectorAll("button")].find((each) =>
        each.textContent.startsWith(name) || each.ariaLabel === name).click();
    const drawn = () => new Promise((done) => setTimeout(done, 3));
    await drawn();
    press("More ways to materialize");
    await drawn();
    press("With config");
    await drawn();
    const form = document.querySelector(".dgb-draft");
    const [said, label] = [form.textContent, form.querySelector("label").textContent];
    form.requestSubmit();
    const wish = model.sent.at(-1);
    model.receive({type: "config_errors",
        errors: Object.fromEntries([[s, Object.fromEntries([["", s], [s, s]])]])});
    await drawn();
    const wrong = [...form.querySelectorAll(".dgb-error")].map((each) => each.textContent);
    const legends = [...form.querySelectorAll("legend")].map((each) => each.textContent);
    const config = JSON.stringify(wish.config);
    press("Not now");
    await drawn();
    return {said, label, wrong, legends, config, type: wish.type};
}"""

FOREIGN = """() => [...document.querySelectorAll(".dgb, .dgb *")].filter((each) =>
    ["script", "iframe", "object", "embed", "form", "base", "link", "meta", "style", "template",
     "video", "audio", "foreignobject", "animate", "xss"].includes(each.localName)
    || each.getAttributeNames().some((name) => name.startsWith("on"))
    || (each.localName === "a" && !/^https?:\\/\\//.test(each.getAttribute("href") ?? ""))
    || (each.localName === "img" && !each.src.startsWith("data:image/"))
).map((each) => each.outerHTML)"""

PLACES = {"list": 6, "timeline": 1, "logs": 2}
"""How often the text is seen in each part of the runs, at least."""

TABS = ("overview", "value", "checks", "metadata", "history", "logs")


def flat(text):
    return "".join(text.split())


def test_there_are_at_least_sixty_and_no_two_are_equal():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


@pytest.fixture
def calm_page(open_panel):
    """The panel with hostile assets; at the end nothing was executed, asked for or left."""
    page = open_panel()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.evaluate("window.hits = 0; window.hit = () => { window.hits += 1; }; 0")
    page.evaluate(SETTING, list(HOSTILE))
    address = page.url
    yield page
    page.mouse.move(600, 300)
    assert page.evaluate("window.hits") == 0
    assert said == []
    assert [
        url for url in asked if not url.startswith(("data:", address.split("/panel/")[0]))
    ] == []
    assert page.url == address


@pytest.mark.parametrize("tab", TABS)
def test_hostile_text_is_shown_as_it_is_and_does_nothing(calm_page, tab):
    for text in HOSTILE:
        shown = calm_page.evaluate(SHOW, [text, tab])
        assert flat(text) in flat(shown), f"{text!r} is not shown in {tab}"
        assert calm_page.evaluate(FOREIGN) == []


def test_hostile_text_in_runs_timelines_and_their_logs_does_nothing(calm_page):
    for text in HOSTILE:
        for place, shown in calm_page.evaluate(RUNS, text).items():
            assert flat(shown).count(flat(text)) >= PLACES[place], f"{text!r} in {place}"
        assert calm_page.evaluate(FOREIGN) == []


def test_hostile_text_in_forms_plans_and_what_is_wrong_with_them_does_nothing(calm_page):
    for text in HOSTILE:
        shown = calm_page.evaluate(CONFIG, text)
        assert flat(shown["said"]).count(flat(text)) >= 12, f"{text!r} in the form"
        assert flat(shown["label"]).startswith(flat(text))
        assert [flat(each) for each in shown["wrong"][:2]] == [flat(text)] * 2, text
        assert len(shown["wrong"]) == 2
        assert (shown["type"], shown["config"]) == ("materialize", "{}"), text
        assert calm_page.evaluate(FOREIGN) == []


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
    page.wait_for_function("model.sent.some((m) => m.type === 'choose')")
    drawn(page)
    assert page.evaluate(FOREIGN) == []
    assert page.evaluate("window.hits") == 0
    assert errors == []
