// In: a test file. Out: which of its strings are names: strings that promtool only compares with each other. To replace each
// of them by another one, everywhere and never two by the same, changes no verdict (docs/testing.md has the argument).
import type { TestFile } from '../backends/promtool-test.ts';
import type { Call, Expr, RangeVector, Selector, StringLiteral } from '../promql/ast.ts';
import { isBareMetricName } from '../promql/names.ts';
import { partsOf } from '../promql/visit.ts';
import type { Labels } from '../proof/context/label-set.ts';
import type { Scenario } from '../proof/context/scenario.ts';
import type { Rule } from '../rules/rule.ts';
import { hasActions, splitTemplate, wordsOfAction } from './template-parts.ts';

/** What the strings of a test file are. */
export interface Names {
  /** The placeholder of each name, numbered as the names are met. */
  readonly placeholders: ReadonlyMap<string, string>;
  /** Strings in which names stand like in a text: values that an expression gives to a label, such as `orders_total{code!=""}`. */
  readonly texts: ReadonlySet<string>;
  /** The strings that each label has somewhere, names or not; metrics are those of `__name__`. */
  readonly valuesOf: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What placeholders begin with, which are bare metric names. */
const PLACEHOLDER = '__slo_name_';

/** Strings that Prometheus itself writes or reads. */
const OF_PROMETHEUS: readonly string[] = ['ALERTS', 'ALERTS_FOR_STATE', 'firing', 'pending'];

/** No number that a template prints looks like this, and nothing in it is escaped in PromQL or a template. */
const NAME = /^[A-Za-z_/][\w:./-]{3,}$/;
/** Characters that a URL escapes: where texts are expected, a name that holds one may stand there in another form. */
const ESCAPED_IN_URLS = /[:/]/;

/** The names of a test file; undefined if one of its strings looks like a placeholder. */
export function namesOf({ suite, scenarios }: TestFile): Names | undefined {
  const strings = new Strings();
  for (const { rules } of suite.loaded) for (const rule of rules) readRule(rule, strings);
  for (const scenario of scenarios) readScenario(scenario, strings);
  return strings.names();
}

function readRule(rule: Rule, strings: Strings): void {
  strings.addTree(rule.expr);
  strings.addLabels(rule.labels);
  if (rule.kind === 'recording') {
    strings.addMetric(rule.record);
    return;
  }
  strings.addLabels({ alertname: rule.alert });
  for (const text of Object.values(rule.annotations)) strings.addText(text);
}

function readScenario({ series, checks, rendered }: Scenario, strings: Strings): void {
  for (const { metric, labels } of series) {
    strings.addMetric(metric);
    strings.addLabels(labels);
  }
  for (const { expr, samples } of checks) {
    strings.addTree(expr);
    for (const { metric, labels } of samples) {
      if (metric !== undefined) strings.addMetric(metric);
      strings.addLabels(labels);
    }
  }
  for (const { alert, labels, annotations } of rendered) {
    strings.expectTexts();
    strings.addLabels({ ...labels, alertname: alert });
    for (const text of Object.values(annotations)) strings.addText(text);
  }
}

/** `label_replace(of, label, text, "", "")` gives a label a value, whatever it was. */
function valueThatIsSet({ name, args }: Call): { of: Expr | RangeVector; label: string; text: string } | undefined {
  const [of, label, text, source, pattern] = args;
  const isSet = name === 'label_replace' && isText(source) && isText(pattern) && source.value + pattern.value === '';
  return isSet && of && isText(label) && isText(text) ? { of, label: label.value, text: text.value } : undefined;
}

function isText(tree: Expr | RangeVector | undefined): tree is StringLiteral {
  return tree?.kind === 'string';
}

/** The strings of a test file, by what is done with them. */
class Strings {
  readonly #valuesOf = new Map<string, Set<string>>();
  /** Strings that mean something by themselves. */
  readonly #fixed = new Set(OF_PROMETHEUS);
  /** Labels of which a pattern or a function reads the text. */
  readonly #readLabels = new Set<string>();
  /** Labels to which an expression gives a value. */
  readonly #setLabels = new Set<string>();
  #expectsTexts = false;
  #holdsPlaceholder = false;

  addMetric(metric: string): void {
    this.#addValue('__name__', metric);
    if (!isBareMetricName(metric)) this.#fixed.add(metric);
  }

  /** The labels of an alert may be templates. */
  addLabels(labels: Labels): void {
    for (const [label, value] of Object.entries(labels)) {
      this.#fixed.add(label);
      if (hasActions(value)) this.addText(value);
      else this.#addValue(label, value);
    }
  }

  /** Texts that promtool renders are compared with expected ones. */
  expectTexts(): void {
    this.#expectsTexts = true;
  }

  addText(text: string): void {
    this.#holdsPlaceholder ||= text.includes(PLACEHOLDER);
    for (const part of splitTemplate(text)) {
      if (part.isAction) for (const word of wordsOfAction(part.text)) this.#fixed.add(word);
    }
  }

  addTree(tree: Expr | RangeVector): void {
    switch (tree.kind) {
      case 'selector':
        this.#addSelector(tree);
        break;
      case 'call': {
        const value = valueThatIsSet(tree);
        if (value === undefined) break;
        this.#addLabelNames([value.label]);
        this.#setLabels.add(value.label);
        this.#addValue(value.label, value.text);
        this.addTree(value.of);
        return;
      }
      case 'string':
        // What `label_replace` and its like are told: labels, patterns, replacements.
        this.#addReadLabel(tree.value, tree.value);
        break;
      case 'aggregation':
        this.#addLabelNames(tree.grouping?.labels);
        break;
      case 'binary':
        this.#addLabelNames(tree.matching?.labels);
        this.#addLabelNames(tree.matching?.group?.include);
        break;
    }
    for (const part of partsOf(tree)) this.addTree(part);
  }

  names(): Names | undefined {
    if (this.#holdsPlaceholder) return undefined;
    const fixed = new Set([...this.#fixed, ...this.#valuesOfAll(this.#readLabels)]);
    const names = this.#valuesOfAll(this.#valuesOf.keys()).filter(
      (text) => NAME.test(text) && !fixed.has(text) && !(this.#expectsTexts && ESCAPED_IN_URLS.test(text)),
    );
    return {
      placeholders: new Map(names.map((name, at) => [name, `${PLACEHOLDER}${at}_`])),
      texts: new Set(this.#valuesOfAll(this.#setLabels).filter((text) => !fixed.has(text))),
      valuesOf: this.#valuesOf,
    };
  }

  /** The values of these labels, each once. */
  #valuesOfAll(labels: Iterable<string>): string[] {
    return [...new Set([...labels].flatMap((label) => [...(this.#valuesOf.get(label) ?? [])]))];
  }

  #addSelector({ metric, matchers }: Selector): void {
    if (metric !== undefined) this.addMetric(metric);
    for (const { label, op, value } of matchers) {
      this.#fixed.add(label);
      this.#addValue(label, value);
      if (op === '=~' || op === '!~') this.#addReadLabel(label, value);
    }
  }

  #addLabelNames(labels: readonly string[] = []): void {
    for (const label of labels) this.#fixed.add(label);
  }

  #addValue(label: string, value: string): void {
    this.#holdsPlaceholder ||= value.includes(PLACEHOLDER);
    const values = this.#valuesOf.get(label) ?? new Set();
    this.#valuesOf.set(label, values.add(value));
  }

  #addReadLabel(label: string, text: string): void {
    this.#holdsPlaceholder ||= text.includes(PLACEHOLDER);
    this.#readLabels.add(label);
    this.#fixed.add(text);
  }
}
