// Proof of the absence alert where the labels that decide what is bad are gone, while the events go on.
import { countedBy, type Deciding, decidingOf } from '../../indicator/inputs.ts';
import { branches, samplesOf } from '../../patterns/samples.ts';
import { eq } from '../../promql/build.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { controlGroups, ruleFor, type TestContext } from '../context/context.ts';
import { firesFor } from '../context/expect.ts';
import { distinctBy, type Labels, type Series, seriesKey } from '../context/label-set.ts';
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
 * At first there are only similar series without the labels. Then each set of labels that decides is there for itself, on series of
 * each kind that the total takes, and in the end none is, while similar series carry them, and so do groups that differ from the
 * subject in one label.
 */
function labelsGone(context: TestContext, rule: AlertingRule, deciding: Deciding): Scenario[] {
  const { slo, subject } = context;
  const stretch = Math.ceil((rule.forMs + 4 * MINUTE_MS) / slo.scrapeIntervalMs) + 1;
  const span = (place: number): Span => ({ from: place * stretch, steps: stretch });
  const kinds = deciding.sets.map((labels) => carriers(deciding, labels, subject));
  const bare = carriers(deciding, [], subject).reverse();
  if ([...kinds, bare].some((alternatives) => alternatives.length === 0)) return [];
  const carried = kinds.flat();
  const stretches = [...carried, ...bare];
  const endMs = (place: number) => (place + 1) * stretch * slo.scrapeIntervalMs - 2 * MINUTE_MS;
  const whole: Span = { from: stretch, steps: stretches.length * stretch };
  const beside = controlGroups(context).flatMap((group) => carriers(deciding, deciding.sets[0] ?? [], group)[0] ?? []);
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
        ...stretches.flatMap((series, at) => lasting(series, span(at + 1))),
        ...similarSeries(deciding, deciding.sets[0] ?? [], subject, whole),
        ...lasting(beside, whole),
      ],
      checks: Array.from({ length: stretches.length + 1 }, (_, place) =>
        firesFor(endMs(place), rule, deciding.name, place > carried.length ? [subject] : []),
      ),
      rendered: [],
    },
  ];
}

/** Series of the total that carry these of the deciding labels, and no others of them: of each value that the total narrows a
 *  label to those which it alone takes. */
function carriers(deciding: Deciding, labels: readonly string[], group: Labels): Series[][] {
  const { total, sets } = deciding;
  const seen = new Set<string>();
  return alternativesOf(deciding, group)
    .map((values) =>
      total.flatMap(({ metric = '', matchers }): Series[] => {
        const chosen = chooseLabels([...matchers, ...without(sets, labels)], {
          ...values,
          ...valuesOf(labels),
          ...group,
        });
        const key = chosen && seriesKey({ metric, labels: chosen });
        if (!key || seen.has(key)) return [];
        seen.add(key);
        return [{ metric, labels: chosen }];
      }),
    )
    .filter((series) => series.length > 0);
}

/** Each alternative of a pattern takes a stretch of the scenario, so of a long list the first ones have to do. */
const MOST_ALTERNATIVES = 4;

/** The values of labels that are narrowed to several: the first of each, then the second, and so on. */
function alternativesOf({ total, sets }: Deciding, group: Labels): Labels[] {
  const patterns = total
    .flatMap(({ matchers }) => matchers)
    .filter(({ label, op }) => op === '=~' && !(label in group) && !sets.flat().includes(label));
  const most = Math.max(1, ...patterns.map(({ value }) => branches(value).length));
  return Array.from({ length: Math.min(most, MOST_ALTERNATIVES) }, (_, at) =>
    Object.fromEntries(
      patterns.flatMap(({ label, value }) =>
        samplesOf(branches(value)[at] ?? '')
          .slice(0, 1)
          .map((text) => [label, text]),
      ),
    ),
  );
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
  return lasting(distinctBy(alike.filter(isFree), seriesKey), span);
}

function without(sets: readonly (readonly string[])[], labels: readonly string[]) {
  return [...new Set(sets.flat())].filter((label) => !labels.includes(label)).map((label) => eq(label, ''));
}

function valuesOf(labels: readonly string[]): Labels {
  return Object.fromEntries(labels.map((label) => [label, '200']));
}

function lasting(series: readonly Series[], { from, steps }: Span): InputSeries[] {
  const values = counter([...(from === 0 ? [] : [{ gap: from }]), { samples: steps, increment: 1 }, { end: true }]);
  return series.map((input) => ({ ...input, values }));
}
