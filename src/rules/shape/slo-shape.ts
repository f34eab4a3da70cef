// An SLO in, its shape out: what its rules are made of, apart from the names in it. SLOs of one shape have the same rules but for
// their names, because nothing behind the model looks into a name: names are copied, and compared with each other. What could be
// taken for something else is no name: a text that occurs anywhere else in the SLO, and a label value that a pattern decides.
import { memoized } from '../../memoized.ts';
import type { Slo } from '../../model/slo.ts';

/** What an SLO shares with others, and what tells it from them. */
export interface SloShape {
  /** The same for SLOs whose rules are the same but for names. */
  readonly key: string;
  /** Each name once, in the order in which they occur. */
  readonly names: readonly string[];
}

/** Letters that no syntax gives a meaning to: not in PromQL, YAML, templates or addresses. */
const NAME = /^[a-z][a-z0-9-]*$/;

/** More than SLOs have that are like others. */
const MOST_NAMES = 12;

/** Where an SLO was written, which is in no rule. */
const NOT_IN_RULES: ReadonlySet<string> = new Set(['origin', 'places']);

/** Records whose values are names: of the SLO and its service, and labels of alerts. */
const OF_NAMES: ReadonlySet<string> = new Set(['identity', 'labels']);

/** The shape of an SLO; undefined where names cannot be told from other texts. */
export const sloShapeOf = memoized((slo: Slo): SloShape | undefined => {
  const reader = new ShapeReader();
  const { description: _inNoRule, owner, ...rest } = slo;
  const key = `${reader.name(owner)} ${reader.value(rest)}`;
  const names = reader.names();
  return names && { key, names };
});

type AnyRecord = Readonly<Record<string, unknown>>;

class ShapeReader {
  readonly #places = new Map<string, number>();
  readonly #others = new Set<string>();
  /** Labels whose matchers hold a name, and those that a pattern is matched with. */
  readonly #named = new Set<unknown>();
  readonly #matched = new Set<unknown>();

  /** The names that were read; undefined where they may be more than names. */
  names(): readonly string[] | undefined {
    const names = [...this.#places.keys()];
    const isMatched = [...this.#matched].some((label) => this.#named.has(label));
    return isMatched || names.length > MOST_NAMES || names.some((name) => this.#others.has(name)) ? undefined : names;
  }

  /** Reads a value that may be a name. */
  name(value: unknown): string {
    if (typeof value !== 'string' || !NAME.test(value)) return this.value(value);
    const place = this.#places.get(value) ?? this.#places.size;
    this.#places.set(value, place);
    return `#${place}`;
  }

  /** Reads a value of the model. */
  value(value: unknown): string {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value !== 'object' || value === null) return String(value);
    if (Array.isArray(value)) return `[${value.map((item) => this.value(item)).join()}]`;
    return this.#record(value as AnyRecord, (key, field, record) => this.#field(key, field, record));
  }

  #text(text: string): string {
    this.#others.add(text);
    // With its length before it, no text can be taken for the end of another.
    return `${text.length}"${text}`;
  }

  #record(record: AnyRecord, read: (key: string, value: unknown, record: AnyRecord) => string): string {
    let text = '{';
    for (const key of Object.keys(record)) {
      if (!NOT_IN_RULES.has(key)) text += `${this.#text(key)}:${read(key, record[key], record)},`;
    }
    return `${text}}`;
  }

  #field(key: string, value: unknown, record: AnyRecord): string {
    if (key === 'value' && 'op' in record) return this.#matcherValue(record, value);
    const isOfNames = OF_NAMES.has(key) && typeof value === 'object' && !Array.isArray(value);
    return isOfNames ? this.#record(value as AnyRecord, (_key, name) => this.name(name)) : this.value(value);
  }

  #matcherValue({ op, label }: AnyRecord, value: unknown): string {
    if (op === '=') this.#named.add(label);
    if (op === '=~' || op === '!~') this.#matched.add(label);
    return op === '=' ? this.name(value) : this.value(value);
  }
}

/** The same SLO with other names, given by the ones that it has. */
export function renamed(slo: Slo, names: ReadonlyMap<string, string>): Slo {
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string') return names.get(value) ?? value;
    if (typeof value !== 'object' || value === null || value instanceof Map) return value;
    if (Array.isArray(value)) return value.map(rename);
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, rename(field)]));
  };
  return rename(slo) as Slo;
}
