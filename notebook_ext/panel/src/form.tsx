// Fields for what a run may set, as the kernel describes them; what is untouched is not sent.

import { own } from "./own";
import { KEYS } from "./ui";
import type { FormField } from "./run_types";

/** What was filled in, as text, or of fields in fields as more of the same. */
export interface Values {
  [name: string]: string | Values;
}

const isNested = (value: string | Values | undefined): value is Values => typeof value === "object";

/** A default as it stands in its field: text without its quotes. */
export function shownDefault(field: FormField): string {
  if (!field.default || field.default === "null") return "";
  if (field.kind === "json") return field.default;
  const value = JSON.parse(field.default) as unknown;
  return typeof value === "object" ? field.default : String(value);
}

/** What text stands for; what is not understood goes as it is, and the kernel says why not. */
function valueOf(field: FormField, text: string): unknown {
  if (field.kind === "bool") return text === "true";
  if (field.kind === "integer" || field.kind === "number") {
    return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  }
  if (field.kind !== "json") return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** What differs from the defaults, as the kernel takes it. */
export function collect(fields: readonly FormField[], values: Values): Record<string, unknown> {
  const given: [string, unknown][] = [];
  for (const field of fields) {
    const value = own(values, field.name);
    if (value === undefined) continue;
    if (isNested(value)) {
      const inner = collect(field.fields, value);
      if (Object.keys(inner).length > 0) given.push([field.name, inner]);
    } else if (value !== shownDefault(field) || (field.is_required && value !== "")) {
      const isCleared = value === "" && field.kind !== "text" && field.kind !== "secret";
      if (!isCleared) given.push([field.name, valueOf(field, value)]);
    }
  }
  return Object.fromEntries(given);
}

interface Props {
  fields: readonly FormField[];
  values: Values;
  errors: Record<string, string>;
  /** Where these fields are, as `window.`; "" at the top. */
  path: string;
  /** Begins the ids of these fields: several forms, and panels, are on one page. */
  form: string;
  change: (values: Values) => void;
}

interface InputProps {
  field: FormField;
  text: string;
  id: string;
  error: string | undefined;
  change: (text: string) => void;
}

function Input({ field, text, id, error, change }: InputProps) {
  const common = {
    ...KEYS,
    id,
    "aria-invalid": error !== undefined,
    "aria-describedby": `${id}-said`,
    "aria-required": field.is_required,
    onInput: (event: Event) => change((event.currentTarget as HTMLInputElement).value),
  };
  if (field.kind === "bool" || field.kind === "choice") {
    const choices = field.kind === "bool" ? ["true", "false"] : field.choices;
    return (
      <select {...common} value={text}>
        {!choices.includes(text) && <option value={text}>{text || "choose"}</option>}
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {field.kind === "bool" ? { true: "yes", false: "no" }[choice] : choice}
          </option>
        ))}
      </select>
    );
  }
  if (field.kind === "json") return <textarea {...common} rows={2} value={text} spellcheck={false} />;
  const plain = { ...common, autocomplete: "off", spellcheck: false, value: text };
  return field.kind === "secret" ? <input {...plain} type="password" /> : <input {...plain} type="text" />;
}

export function ConfigFields({ fields, values, errors, path, form, change }: Props) {
  return (
    <div class="dgb-fields">
      {fields.map((field) => {
        const at = path + field.name;
        const value = own(values, field.name);
        if (field.kind === "fields") {
          return (
            <fieldset key={at}>
              <legend>{field.name}</legend>
              {field.description && <p class="dgb-muted">{field.description}</p>}
              <ConfigFields
                fields={field.fields}
                values={isNested(value) ? value : {}}
                errors={errors}
                path={`${at}.`}
                form={form}
                change={(inner) => change({ ...values, [field.name]: inner })}
              />
            </fieldset>
          );
        }
        const id = `${form}-${at}`;
        // An item of a list that is wrong is told at the list.
        const error = own(errors, at) ?? Object.entries(errors).find(([name]) => name.startsWith(`${at}.`))?.[1];
        return (
          <div class="dgb-field" key={at} data-wrong={error !== undefined || undefined}>
            <label for={id}>
              {field.name}
              {field.is_required && <span aria-hidden="true"> *</span>}
            </label>
            <Input
              field={field}
              id={id}
              error={error}
              text={typeof value === "string" ? value : shownDefault(field)}
              change={(text) => change({ ...values, [field.name]: text })}
            />
            <small id={`${id}-said`}>
              {error ? (
                <span class="dgb-error">{error}</span>
              ) : (
                [field.description, field.hint, field.kind === "json" ? "as JSON" : ""].filter(Boolean).join("; ")
              )}
            </small>
          </div>
        );
      })}
    </div>
  );
}
