// Proof of the absence alert where the labels that decide what is bad are gone, while the events go on.
import { countedBy, type Deciding, decidingOf } from '../../indicator/inputs.ts';
import { eq } from '../../promql/build.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { ruleFor, type TestContext } from '../context/context.ts';
import { firesFor } from '../context/expect.ts';
import { distinctBy, type Labels, seriesKey } from '../context/label-set.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { counter } from '../context/series.ts';
import { acceptsAll, chooseLabels, distractorLabels } from '../context/synthesize.ts';

export function proveDeciding(context: TestContext): Scenario[] {
  const rule = ruleFor(context, 'absent');
  const counted = countedBy(context.slo.indicator);
  if (!rule || counted === undefined) return [];
  return decidingOf(counted).flatMap((deciding) => labelsGone(context, rule, deciding));
}

/** When a series begins and how long it lasts, in steps. */
interface Span {
  readonly from: number;
  readonly steps: number;
}

/**
 * At first there are only similar series without the labels. Then each set of labels that decides is there for itself, and in the
 * end none is, while similar series carry them.
 */
function labelsGone(context: TestContext, rule: AlertingRule, deciding: Deciding): Scenario[] {
  const { slo, subject, controlGroup } = context;
  const stretch = Math.ceil((rule.forMs + 4 * MINUTE_MS) / slo.scrapeIntervalMs) + 1;
  const span = (place: number): Span => ({ from: place * stretch, steps: stretch });
  const kinds = deciding.sets.map((labels, at) => carriers(deciding, labels, subject, span(at + 1)));
  const bare = carriers(deciding, [], subject, span(kinds.length + 1));
  if ([...kinds, bare].some((series) => series.length === 0)) return [];
  const endMs = (place: number) => (place + 1) * stretch * slo.scrapeIntervalMs - 2 * MINUTE_MS;
  const whole: Span = { from: stretch, steps: (kinds.length + 1) * stretch };
  return [
    {
      id: { kind: 'deciding-labels-gone', variant: deciding.name },
      title:
        'the labels that decide what is bad are on no series: the absence alert fires and names them, and not before',
      rules: 'raw',
      about: 'absent',
      stepMs: slo.scrapeIntervalMs,
      evaluationMs: MINUTE_MS,
      series: [
        ...similarSeries(deciding, [], subject, span(0)),
        ...kinds.flat(),
        ...bare,
        ...similarSeries(deciding, deciding.sets[0] ?? [], subject, whole),
        ...(controlGroup
          ? deciding.sets.slice(0, 1).flatMap((set) => carriers(deciding, set, controlGroup, whole))
          : []),
      ],
      checks: [
        ...[...kinds.keys(), kinds.length].map((place) => firesFor(endMs(place), rule, deciding.name, [])),
        firesFor(endMs(kinds.length + 1), rule, deciding.name, [subject]),
      ],
      rendered: [],
    },
  ];
}

/** Series of the total that carry these of the deciding labels, and no others of them. */
function carriers({ total, sets }: Deciding, labels: readonly string[], group: Labels, span: Span): InputSeries[] {
  const series = total.flatMap(({ metric = '', matchers }) => {
    const chosen = chooseLabels([...matchers, ...without(sets, labels)], { ...valuesOf(labels), ...group });
    return chosen ? [{ metric, labels: chosen }] : [];
  });
  return distinctBy(series, seriesKey).map((one) => ({ ...one, values: lasting(span) }));
}

/** Series that the total does not take. */
function similarSeries({ total, sets }: Deciding, labels: readonly string[], group: Labels, span: Span): InputSeries[] {
  const alike = total.flatMap((selector) => {
    const more = { ...selector, matchers: [...selector.matchers, ...without(sets, labels)] };
    const fixed = sets.flat();
    return distractorLabels(more, { ...valuesOf(labels), ...group }, fixed).map((labelSet) => ({
      metric: selector.metric ?? '',
      labels: labelSet,
    }));
  });
  const isFree = ({ labels: labelSet }: { labels: Labels }) =>
    !total.some(({ matchers }) => acceptsAll(matchers, labelSet));
  return distinctBy(alike.filter(isFree), seriesKey).map((one) => ({ ...one, values: lasting(span) }));
}

function without(sets: readonly (readonly string[])[], labels: readonly string[]) {
  return [...new Set(sets.flat())].filter((label) => !labels.includes(label)).map((label) => eq(label, ''));
}

function valuesOf(labels: readonly string[]): Labels {
  return Object.fromEntries(labels.map((label) => [label, '200']));
}

function lasting({ from, steps }: Span): string {
  return counter([...(from === 0 ? [] : [{ gap: from }]), { samples: steps, increment: 1 }, { end: true }]);
}
