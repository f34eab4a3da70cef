// The texts of an alert as Prometheus renders them, for the few templates that rules/template.ts writes.
import type { Slo } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { renderLiteral } from '../../rules/template.ts';
import type { TestContext } from './context.ts';
import { ownLabels } from './expect.ts';
import type { Labels } from './label-set.ts';
import { renderLink } from './render-link.ts';
import type { RenderedAlert } from './scenario.ts';

/** What an alert has measured: ratios, where nothing is recorded of the budget it is undefined, or a whole number. */
export interface Measured {
  readonly ratio?: number;
  readonly remaining?: number | undefined;
  readonly count?: number;
  /** Leaves that do not report. */
  readonly missing?: readonly string[];
}

/** The alert of a burn rate or a threshold as it fires in the subject's group. */
export function rendered(
  rule: AlertingRule,
  { subject }: TestContext,
  atMs: number,
  measured: Measured,
): RenderedAlert {
  return renderedFor(rule, subject, atMs, measured);
}

/** The alert as `renderedFor` has it, where no other can have its name: promtool compares all firing alerts of a name at once. */
export function renderedAlone(rule: AlertingRule, further: Labels, atMs: number): RenderedAlert[] {
  return rule.apart.length > 0 ? [] : [renderedFor(rule, further, atMs)];
}

/** The last evaluation of the fast group up to a moment, in milliseconds: texts are rendered then. */
export function evaluationAt(atMs: number, { scrapeIntervalMs }: Pick<Slo, 'scrapeIntervalMs'>): number {
  const intervalMs = fastIntervalMs(scrapeIntervalMs);
  return Math.floor(atMs / intervalMs) * intervalMs;
}

/** Any alert as it fires for these labels besides its own. */
export function renderedFor(rule: AlertingRule, further: Labels, atMs: number, measured?: Measured): RenderedAlert {
  const labels = { ...further, ...ownLabels(rule) };
  return {
    atMs,
    alert: rule.alert,
    labels,
    annotations: Object.fromEntries(
      Object.entries(rule.annotations).map(([name, text]) => [
        name,
        renderText(renderLink(text, labels, atMs), labels, measured),
      ]),
    ),
  };
}

/** What is left of the budget: an answer for each case, in the order overspent, left, not known. */
const BUDGET =
  /\{\{ with .*?\{\{ if lt \$left 0\.0 \}\}(.*?)\{\{ else \}\}(.*?)\{\{ end \}\}\{\{ else \}\}(.*?)\{\{ end \}\}/g;

/** One sentence for each leaf that does not report. */
const LEAVES = /\{\{ range query .*? \}\}(.*?)\{\{ \.Labels\.\w+ \}\}(.*?)\{\{ end \}\}/g;

function renderText(text: string, labels: Labels, measured: Measured | undefined): string {
  const { ratio, remaining, count, missing = [] } = measured ?? {};
  const filled = text
    .replaceAll(BUDGET, (_, overspent: string, left: string, unknown: string) => {
      if (remaining === undefined) return unknown;
      return (remaining < 0 ? overspent : left).replace(/\{\{ \$left .*?\}\}/, percentage(Math.abs(remaining)));
    })
    .replaceAll(LEAVES, (_, before: string, after: string) => missing.map((leaf) => before + leaf + after).join(''))
    .replaceAll('{{ $value | humanizePercentage }}', percentage(ratio ?? 0))
    .replaceAll('{{ printf "%.0f" $value }}', String(count ?? 0))
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? '');
  return renderLiteral(filled);
}

/** Prometheus' humanizePercentage, which formats with `%.4g%%`. */
function percentage(ratio: number): string {
  const value = Number((ratio * 100).toPrecision(4));
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 4) return `${value}%`;
  const [mantissa = '', power = ''] = value.toExponential().split('e');
  return `${mantissa}e${power.startsWith('-') ? '-' : '+'}${power.replace(/^[+-]/, '').padStart(2, '0')}%`;
}
