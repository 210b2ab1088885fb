// What can be run: the button, its menu, and a plan to look at and fill in before it starts.

import { useId, useState } from "preact/hooks";
import { duration, number, plural } from "./format";
import { ConfigFields, collect } from "./form";
import type { Values } from "./form";
import { Menu } from "./menu";
import type { Item } from "./menu";
import { own } from "./own";
import type { Store } from "./store";
import { Button, Glyph } from "./ui";
import type { Config, Mode, Planned } from "./run_types";

/** What a plan comes to, in few words. */
export function planWords(plan: Planned | undefined): string {
  if (!plan) return "…";
  if (plan.problem) return plan.problem;
  if (plan.steps === 0) return "nothing to do";
  const about = plan.seconds === null ? "" : `, about ${duration(plan.seconds)}`;
  return plural(plan.steps, "step") + about;
}

export function Actions({ store }: { store: Store }) {
  const words = store.wishes.selectionWords();
  const keys = store.wishes.selectedKeys();
  const failed = store.graph.cards.some((card) => store.status(card.key).state === "failed");
  const modes: Mode[] = [...(words ? (["selected", "upstream", "downstream"] as const) : []), "stale", "all"];
  const hint = (mode: Mode): string => planWords(store.runs.plans.get(mode));
  const item = (label: string, mode: Mode): Item => ({
    label,
    hint: hint(mode),
    act: () => store.wishes.runAs(mode),
  });
  const items: Item[] = [
    ...(words
      ? [
          item(words, "selected"),
          item(`${words} and all upstream`, "upstream"),
          item(`${words} and all downstream`, "downstream"),
        ]
      : []),
    item("Stale and missing", "stale"),
    item("Everything", "all"),
    ...(failed ? [{ label: "What failed", act: () => store.wishes.runAs("failed") }] : []),
    { label: "Show the plan", hint: "before it starts", act: () => store.wishes.prepare(words ? "selected" : "stale") },
    ...(words ? [{ label: "With config", hint: "for this run alone", act: () => store.wishes.prepare("selected", true) }] : []),
  ];
  return (
    <div class="dgb-actions dgb-launch">
      {words ? (
        <Button look="primary" title={keys.join("\n")} onClick={() => store.wishes.runAs("selected")}>
          <span class="dgb-current">Materialize {words}</span>
        </Button>
      ) : (
        <Button
          look={store.asking().length === 0 ? "plain" : "primary"}
          title="Materialize every stale and every missing asset and partition"
          onClick={() => store.wishes.bringUpToDate()}
        >
          Materialize stale and missing
        </Button>
      )}
      <Menu
        label="More ways to materialize"
        look={words || store.asking().length > 0 ? "primary" : "plain"}
        align="right"
        items={items}
        onOpen={() => store.runs.plan(modes.map((mode) => store.wishes.wishOf(mode)))}
      >
        <svg viewBox="0 0 10 6" width="10" height="6" aria-hidden="true">
          <path d="M1 1l4 4 4-4" fill="none" stroke="currentColor" stroke-width="1.6" />
        </svg>
      </Menu>
    </div>
  );
}

function Plan({ plan }: { plan: Planned }) {
  if (plan.problem) return <p class="dgb-error">{plan.problem}</p>;
  return (
    <>
      {plan.rows.length > 0 && (
        <table class="dgb-plan">
          <thead>
            <tr>
              <th>asset</th>
              <th>steps</th>
              <th>about</th>
              <th>why</th>
            </tr>
          </thead>
          <tbody>
            {plan.rows.map((row) => (
              <tr key={row.name}>
                <td>{row.name}</td>
                <td>{number(row.steps)}</td>
                <td>{row.seconds === null ? "" : duration(row.seconds)}</td>
                <td>{row.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {plan.more > 0 && <p class="dgb-muted">{`and ${plural(plan.more, "more asset")}`}</p>}
      {plan.current > 0 && (
        <p class="dgb-muted">{`${plural(plan.current, "asset")} already up to date`}</p>
      )}
      {plan.longest_seconds !== null && plan.longest_path.length > 1 && (
        <p class="dgb-muted">
          {`Longest path, ${duration(plan.longest_seconds)}: ${plan.longest_path.join(" → ")}`}
        </p>
      )}
    </>
  );
}

/** A wish before it is sent: its plan, and its config where that is to be filled in. */
export function DraftView({ store }: { store: Store }) {
  const { draft, form, plans, errors } = store.runs;
  const [values, setValues] = useState<Record<string, Values>>({});
  const id = useId();
  if (!draft) return null;
  const plan = plans.get(draft.wish.mode);
  const start = (): void => {
    const steps = form?.steps ?? [];
    const given = steps.map((step) => [step.step, collect(step.fields, own(values, step.step) ?? {})] as const);
    const config: Config = Object.fromEntries(given.filter(([, set]) => Object.keys(set).length > 0));
    store.runs.start(config);
  };
  return (
    <form
      class="dgb-question dgb-draft"
      aria-label={draft.title}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") store.runs.leaveDraft();
        event.stopPropagation();
      }}
    >
      <header>
        <strong>{draft.title}</strong>
        <span class="dgb-muted" role="status">
          {planWords(plan)}
        </span>
      </header>
      {form?.steps.map((step, i) => (
        <fieldset key={step.step}>
          <legend>{step.keys.join(", ")}</legend>
          {own(errors, step.step)?.[""] && <p class="dgb-error">{own(errors, step.step)![""]}</p>}
          <ConfigFields
            fields={step.fields}
            values={own(values, step.step) ?? {}}
            errors={own(errors, step.step) ?? {}}
            path=""
            form={`dgb-${id}-${i}`}
            change={(changed) => setValues({ ...values, [step.step]: changed })}
          />
        </fieldset>
      ))}
      {form && form.steps.length === 0 && (
        <p class="dgb-muted">Nothing selected takes config: no parameter is called config.</p>
      )}
      {plan && <Plan plan={plan} />}
      <div class="dgb-actions">
        <Button look="primary" type="submit" disabled={draft.isSent || plan?.steps === 0}>
          {draft.isSent && <Glyph state="queued" />}
          Materialize
        </Button>
        <Button onClick={() => store.runs.leaveDraft()}>Not now</Button>
      </div>
    </form>
  );
}
