// All about the asset selected last; and, while nothing is selected, what needs attention.

import type { ComponentChildren } from "preact";
import { Checks } from "./checks";
import { Code } from "./code";
import { Forget } from "./forget";
import { ago, dateTime, duration, size, plural } from "./format";
import { History } from "./history";
import { Logs } from "./logs";
import { Markdown } from "./markdown";
import { MetadataTab } from "./metadata";
import type { Store } from "./store";
import { useNow } from "./hooks";
import { Tabs } from "./tabs";
import type { Tab } from "./tabs";
import { Button, Glyph, KEYS, Status, statusWords } from "./ui";
import type { Card, Details, StatusBadge } from "./types";
import { STATE_WORDS } from "./types";
import { Value } from "./value";

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="dgb-section">
      <h4>{title}</h4>
      {children}
    </section>
  );
}

/** Assets as links that select them. */
function Links({ store, keys }: { store: Store; keys: readonly string[] }) {
  return (
    <ul class="dgb-links">
      {keys.map((key) => {
        const known = store.cards.has(key);
        const badge = store.status(key);
        return (
          <li key={key}>
            {known ? (
              <Button
                look="quiet"
                class="dgb-link"
                aria-label={`${key}, ${statusWords(store.cards.get(key)!, badge)}`}
                onClick={() => store.select([key])}
              >
                <Glyph state={badge.state} />
                {key}
              </Button>
            ) : (
              <span class="dgb-unknown">{key}, not defined</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Words in which source stands between backticks; one that stands alone is itself. */
function Said({ text }: { text: string }) {
  const pieces = text.split("`");
  if (pieces.length % 2 === 0) return <>{text}</>;
  return <>{pieces.map((piece, i) => (i % 2 ? <code key={i}>{piece}</code> : piece))}</>;
}

/** A reason; what follows its first line is a source diff. */
function Reason({ text }: { text: string }) {
  const [first = "", ...diff] = text.split("\n");
  return (
    <li>
      <Said text={first} />
      {diff.length > 0 && (
        <pre class="dgb-diff" tabIndex={0} {...KEYS}>
          {diff.map((line, i) => (
            <span key={i} data-sign={line[0]}>
              {line || " "}
              {"\n"}
            </span>
          ))}
        </pre>
      )}
    </li>
  );
}

function Why({ badge, details }: { badge: StatusBadge; details: Details | null }) {
  const told = details && details.why.length > 0 ? details.why : badge.reasons;
  // The line of the status has said it already.
  const reasons = told.filter((reason) => reason !== badge.text);
  return reasons.length === 0 ? null : (
    <ul class="dgb-why" data-state={badge.state}>
      {reasons.map((reason) => (
        <Reason key={reason} text={reason} />
      ))}
    </ul>
  );
}

function Made({ badge }: { badge: StatusBadge }) {
  const now = useNow(badge.at === null ? 0 : 30);
  if (badge.at === null) return null;
  return (
    <dl class="dgb-made">
      <div>
        <dt>Materialized</dt>
        <dd title={dateTime(badge.at)}>{ago(badge.at, now)}</dd>
      </div>
      {badge.seconds !== null && (
        <div>
          <dt>Took</dt>
          <dd>{duration(badge.seconds)}</dd>
        </div>
      )}
      {badge.size_bytes !== null && (
        <div>
          <dt>Size</dt>
          <dd>{size(badge.size_bytes)}</dd>
        </div>
      )}
    </dl>
  );
}

const isStored = ({ at, materialized, failed }: StatusBadge): boolean =>
  at !== null || materialized.length > 0 || failed.length > 0;

function Origin({ card }: { card: Card }) {
  const where = [card.group === "default" ? "" : card.group, card.origin].filter(Boolean);
  return (
    <p class="dgb-origin">
      {where.length > 0 && <span>{where.join(" · ")}</span>}
      {card.kinds.map((kind) => (
        <span key={kind} class="dgb-chip">
          {kind}
        </span>
      ))}
    </p>
  );
}

function About({ details }: { details: Details }) {
  const tags = Object.entries(details.tags);
  if (details.owners.length === 0 && tags.length === 0) return null;
  return (
    <p class="dgb-origin">
      {details.owners.map((owner) => (
        <span key={owner} class="dgb-chip">
          {owner}
        </span>
      ))}
      {tags.map(([name, value]) => (
        <span key={name} class="dgb-chip">
          {value ? `${name}: ${value}` : name}
        </span>
      ))}
    </p>
  );
}

/** What there is to see of an asset: a tab for each kind that it has. */
function tabsOf(about: AboutProps): Tab[] {
  const { store, card, badge, details } = about;
  const tabs: (Tab | false)[] = [
    { id: "overview", label: "Overview", content: () => <Overview {...about} /> },
    isStored(badge) && {
      id: "value",
      label: "Value",
      content: () => <Value store={store} card={card} badge={badge} />,
    },
    details !== null && (details.checks?.length ?? 0) > 0 && {
      id: "checks",
      label: `Checks ${details.checks.length}`,
      content: () => <Checks checks={details.checks} />,
    },
    details !== null && details.metadata.length > 0 && {
      id: "metadata",
      label: "Metadata",
      content: () => <MetadataTab store={store} card={card} badge={badge} items={details.metadata} />,
    },
    isStored(badge) && {
      id: "history",
      label: "History",
      content: () => <History store={store} card={card} badge={badge} />,
    },
    !card.external && {
      id: "logs",
      label: "Logs",
      content: () => <Logs store={store} asset={card.key} />,
    },
  ];
  return tabs.filter((tab): tab is Tab => tab !== false);
}

export function Side({ store }: { store: Store }) {
  const card = store.cards.get(store.primary ?? "");
  if (!card) return <Needs store={store} />;
  const badge = store.status(card.key);
  const details = store.details?.key === card.key ? store.details : null;
  const others = store.selected.length - 1;
  const path = card.key.slice(0, card.key.length - card.name.length);
  const tabs = tabsOf({ store, card, badge, details });
  return (
    <aside class="dgb-side" aria-label={`Details of ${card.key}`} tabIndex={0} {...KEYS}>
      <header>
        <h3>
          {path && <span class="dgb-path">{path}</span>}
          {card.name}
        </h3>
        {others > 0 && <span class="dgb-muted">and {others} more selected</span>}
      </header>
      <Status card={card} badge={badge} />
      <Tabs label={`About ${card.key}`} tabs={tabs} shown={store.ui.tab} show={(tab) => store.look({ tab })} />
    </aside>
  );
}

interface AboutProps {
  store: Store;
  card: Card;
  badge: StatusBadge;
  details: Details | null;
}

function Overview({ store, card, badge, details }: AboutProps) {
  const description = details?.description ?? card.description;
  const downstream =
    details?.downstream ??
    store.graph.cards.filter((other) => other.deps.includes(card.key)).map((other) => other.key);
  return (
    <>
      <Why badge={badge} details={details} />
      <Origin card={card} />
      {details && <About details={details} />}
      {description && <Markdown text={description} />}
      <Made badge={badge} />
      {!card.external && isStored(badge) && <Forget store={store} asset={card.key} />}
      {card.deps.length > 0 && (
        <Section title="Depends on">
          <Links store={store} keys={card.deps} />
        </Section>
      )}
      {downstream.length > 0 && (
        <Section title="Used by">
          <Links store={store} keys={downstream} />
        </Section>
      )}
      {details?.code && (
        <details class="dgb-code" key={card.key}>
          <summary {...KEYS}>Source</summary>
          <Code source={details.code} />
        </details>
      )}
    </>
  );
}

const said = (badge: StatusBadge): string =>
  badge.reasons[0]?.split("\n")[0] || badge.text || STATE_WORDS[badge.state];

/** So many are named; the counts in the bar select the others. */
const MOST_ASKING = 60;

function Needs({ store }: { store: Store }) {
  const asking = store.asking();
  return (
    <aside class="dgb-side" aria-label="Overview" tabIndex={0} {...KEYS}>
      <h4>{asking.length > 0 ? "Needs attention" : "Everything is up to date"}</h4>
      <ul class="dgb-todo">
        {asking.slice(0, MOST_ASKING).map((card) => {
          const badge = store.status(card.key);
          return (
            <li key={card.key}>
              <Button look="quiet" class="dgb-link" onClick={() => store.select([card.key])}>
                <Glyph state={badge.state} />
                <span>
                  {card.key}
                  <small>
                    <Said text={said(badge)} />
                  </small>
                </span>
              </Button>
            </li>
          );
        })}
      </ul>
      {asking.length > MOST_ASKING && (
        <p class="dgb-muted">{`and ${plural(asking.length - MOST_ASKING, "more asset")}`}</p>
      )}
      {asking.length > 0 && <p class="dgb-muted">Select an asset to see it, or to run it.</p>}
    </aside>
  );
}
