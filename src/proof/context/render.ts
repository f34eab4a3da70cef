// An alert as a person must get it, with its labels and texts.
import type { Slo } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import type { TestContext } from './context.ts';
import { labelsOfRule } from './expect.ts';
import { renderTexts } from './go-template.ts';
import type { Labels } from './label-set.ts';
import type { RenderedAlert } from './scenario.ts';
import { type Measured, sentencesOf } from './sentences.ts';

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

/** An alert of an SLO as it fires for these labels besides its own. */
export function renderedFor(rule: AlertingRule, further: Labels, atMs: number, measured: Measured = {}): RenderedAlert {
  const { alert, purpose, annotations } = rule;
  const labels = { ...further, ...labelsOfRule(rule) };
  const { summary: _summary, description: _description, ...others } = annotations;
  const links = renderTexts(others, { labels, atMs });
  if (links === undefined) throw new Error(`an annotation of ${alert} shows a value`);
  return { atMs, alert, labels, annotations: { ...sentencesOf(purpose, labels, measured), ...links } };
}
