// In: a test file. Out: a text that another test file shares only if both are the same but for their names. It holds
// everything that promtool reads: rules, series, expectations, and the order of the values of each label, in which series
// are added up.
import { createHash } from 'node:crypto';
import type { TestFile } from '../backends/promtool-test.ts';
import { escapePattern } from '../patterns/escape.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import { print } from '../promql/print.ts';
import { mapSelectorsAndStrings } from '../promql/visit.ts';
import type { Labels } from '../proof/context/label-set.ts';
import type { ExpectedSample, RenderedAlert, Scenario } from '../proof/context/scenario.ts';
import type { Rule, RuleGroup } from '../rules/rule.ts';
import { compareText } from '../text/lists.ts';
import { type Names, namesOf } from './names.ts';
import { hasActions, replaceValues, splitTemplate } from './template-parts.ts';

/** The digest of what a test file shares with all files of its shape; undefined if it is compared with none. */
export function shapeOf(test: TestFile): string | undefined {
  const names = namesOf(test);
  if (names === undefined) return undefined;
  const renaming = new Renaming(names);
  const value = [
    test.suite.loaded.map((group) => renaming.group(group)),
    placesOfNames(test.suite.loaded),
    test.scenarios.map((scenario) => renaming.scenario(scenario)),
    renaming.orders(),
  ];
  return createHash('sha256').update(JSON.stringify(value)).digest('base64');
}

/** Groups are called by their names: for each, the first of its name. */
function placesOfNames(groups: readonly RuleGroup[]): readonly number[] {
  return groups.map(({ name }) => groups.findIndex((group) => group.name === name));
}

/** Parts of a test file with placeholders for names, as values for JSON. */
class Renaming {
  readonly #names: Names;
  readonly #inText: RegExp | undefined;

  constructor(names: Names) {
    this.#names = names;
    // The longest first: a name may begin another.
    const texts = [...names.placeholders.keys()].sort((a, b) => b.length - a.length);
    this.#inText = texts.length === 0 ? undefined : new RegExp(texts.map(escapePattern).join('|'), 'g');
  }

  group({ intervalMs, rules }: RuleGroup): unknown {
    return [intervalMs, rules.map((rule) => this.#rule(rule))];
  }

  /** What it is called is for people. */
  scenario({ stepMs, evaluationMs, series, checks, rendered }: Scenario): unknown {
    return [
      stepMs,
      evaluationMs,
      series.map(({ metric, labels, values }) => [this.#name(metric), this.#labels(labels), values]),
      checks.map(({ atMs, expr, samples }) => [atMs, this.#expr(expr), samples.map((sample) => this.#sample(sample))]),
      rendered.map((alert) => this.#rendered(alert)),
    ];
  }

  /** The values of each label in their order. */
  orders(): unknown {
    const labels = [...this.#names.valuesOf].sort(([a], [b]) => compareText(a, b));
    return labels.map(([label, values]) => [label, [...values].sort().map((value) => this.#name(value))]);
  }

  #rule(rule: Rule): unknown {
    const { kind, labels } = rule;
    const common = [kind, this.#expr(rule.expr), this.#labels(labels)];
    if (rule.kind === 'recording') return [...common, this.#name(rule.record)];
    const { alert, forMs, keepFiringForMs, annotations } = rule;
    return [...common, this.#name(alert), forMs, keepFiringForMs, this.#texts(annotations)];
  }

  #sample({ metric, labels, value }: ExpectedSample): unknown {
    return [metric === undefined ? null : this.#name(metric), this.#labels(labels), value];
  }

  #rendered({ atMs, alert, labels, annotations }: RenderedAlert): unknown {
    return [atMs, this.#name(alert), this.#labels(labels), this.#texts(annotations)];
  }

  #expr(expr: Expr): string {
    const nameOf = (text: string) => this.#name(text);
    const renamed = (selector: Selector): Selector => ({
      ...selector,
      ...(selector.metric !== undefined && { metric: nameOf(selector.metric) }),
      matchers: selector.matchers.map((matcher) => ({ ...matcher, value: nameOf(matcher.value) })),
    });
    return print(mapSelectorsAndStrings(expr, renamed, nameOf));
  }

  #labels(labels: Labels): unknown {
    return Object.entries(labels).map(([label, value]) => [
      label,
      hasActions(value) ? this.#text(value) : this.#name(value),
    ]);
  }

  #texts(texts: Labels): unknown {
    return Object.entries(texts).map(([name, text]) => [name, this.#text(text)]);
  }

  #text(text: string): string {
    const parts = splitTemplate(text).map((part) =>
      part.isAction ? replaceValues(part.text, (value) => this.#name(value)) : this.#plain(part.text),
    );
    return parts.join('');
  }

  #plain(text: string): string {
    return this.#inText === undefined
      ? text
      : text.replaceAll(this.#inText, (name) => this.#names.placeholders.get(name) ?? name);
  }

  #name(text: string): string {
    const { placeholders, texts } = this.#names;
    return placeholders.get(text) ?? (texts.has(text) ? this.#plain(text) : text);
  }
}
