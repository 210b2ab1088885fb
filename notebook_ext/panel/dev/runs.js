// What a kernel would answer about plans, config and runs.

const now = () => Date.now() / 1000;

const row = (run_id, state, what, ago, seconds, origin, rest = {}) => ({
  run_id, state, what, more: 0, partition: "", done: what.length, failed: 0,
  started_at: now() - ago, seconds, origin, error: "", ...rest,
});

const bar = (start, stop, state = "success", number = 1) => ({ start, stop, state, number, label: "" });

/** A run of eight assets; the days of two of them take turns. */
const days = (first) =>
  Array.from({ length: 30 }, (_, i) => bar(8 + i * 1.1 + first, 8.5 + i * 1.1 + first, i === 17 && first ? "failed" : "success"));

const line = (name, state, ready, bars, rest = {}) => ({
  name, state, ready, bars, seconds: bars.reduce((sum, one) => sum + one.stop - one.start, 0),
  done: bars.filter((one) => one.state === "success").length, failed: bars.filter((one) => one.state === "failed").length,
  retried: bars.filter((one) => one.state === "retried").length,
  total: Math.max(1, bars.length), is_longest: false, ...rest,
});

const timeline = (running) => ({
  seconds: running ? 46 : 52,
  longest_seconds: 41.2,
  rows: [
    line("raw/flights", "success", 0, [bar(0, 6.4)], { is_longest: true }),
    line("raw/weather", "success", 0, [bar(6.4, 7.1, "retried"), bar(7.3, 8)], { total: 1 }),
    line("weather", "success", 8, [bar(41, 42.2)]),
    line("flights", "success", 6.4, days(0), { total: 30, is_longest: true }),
    line("flights_with_weather", "failed", 8.5, days(0.55), { total: 30, is_longest: true }),
    line("carrier_delays", running ? "running" : "success", 41, [bar(42.2, running ? 46 : 50, running ? "running" : "success")], { is_longest: true }),
    line("delay_model", running ? "waiting" : "blocked", running ? null : null, []),
    line("daily_report", running ? "waiting" : "blocked", null, []),
  ],
});

const field = (name, kind, rest = {}) => ({
  name, kind, description: "", is_required: false, default: "", hint: "", choices: [], fields: [], ...rest,
});

export const answers = {
  runs: () => ({
    type: "runs", is_all: false, here: "r1", waiting: [{ run_id: "r2", what: "route_map" }],
    rows: [
      row("r1", "running", ["raw/flights", "raw/weather", "weather"], 46, 46, "panel", { more: 5, done: 62, failed: 1 }),
      row("r0", "failed", ["flights"], 840, 92, "cell 7", { partition: "31 partitions", failed: 2, error: "KeyError: 'tailnum'" }),
      row("q9", "success", ["planes", "carrier_delays"], 3600, 2.3, "cell 12"),
      row("q8", "canceled", ["delay_model"], 7300, 31, "panel"),
      row("q7", "success", ["flights"], 90_000, 0.21, "schedule nightly", { partition: "2013-03-01" }),
    ],
  }),
  timeline: ({ run_id }) => ({
    type: "timeline", asked: run_id, run_id: run_id || "r1", state: run_id && run_id !== "r1" ? "failed" : "running",
    started_at: now() - 46, origin: "panel", timeline: timeline(!run_id || run_id === "r1"),
  }),
  plan: ({ mode, keys }) => ({
    type: "planned", mode, keys, problem: "", more: 0, current: 2,
    ...{
      selected: { steps: 150, seconds: 31.5 },
      upstream: { steps: 515, seconds: 128 },
      downstream: { steps: 302, seconds: 96 },
      stale: { steps: 214, seconds: 64 },
      all: { steps: 1483, seconds: 402 },
    }[mode],
    rows: [
      { name: "raw/flights", steps: 1, seconds: 6.4, reason: "never materialized" },
      { name: "flights", steps: 150, seconds: 31.5, reason: "150 missing" },
    ],
    longest_path: ["raw/flights", "flights"], longest_seconds: 37.9,
  }),
  config_form: ({ keys }) => ({
    type: "config_form", keys,
    steps: [{
      step: "flights", keys: ["flights"],
      fields: [
        field("airport", "choice", { default: '"EWR"', choices: ["EWR", "JFK", "LGA"], description: "Where from" }),
        field("days", "integer", { default: "7", hint: "at least 1, at most 31", description: "How many days back" }),
        field("threshold", "number", { is_required: true, description: "Delays below are dropped, in minutes" }),
        field("cancelled", "bool", { default: "false", description: "Keep cancelled flights" }),
        field("columns", "json", { default: '["dep_delay"]', description: "What is kept" }),
        field("window", "fields", {
          description: "Which hours of the day count",
          fields: [field("first", "integer", { default: "0" }), field("last", "integer", { default: "23", hint: "at most 23" })],
        }),
      ],
    }],
  }),
};
