// Proof of the absence alert, from raw series: the input ends, or loses what the indicator needs of it.
import { expectedOf, groupLabelsInput } from '../../indicator/inputs.ts';
import type { Selector } from '../../promql/ast.ts';
import { selector } from '../../promql/build.ts';
import { LABELS } from '../../rules/names.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { fixedLabels } from '../context/absent-labels.ts';
import { ruleFor, type TestContext } from '../context/context.ts';
import { firesFor, isSilent } from '../context/expect.ts';
import { distinctBy, type Labels, type Series, seriesKey } from '../context/label-set.ts';
import { roundUp } from '../context/multiples.ts';
import { renderedAlone } from '../context/render.ts';
import type { Check, Scenario } from '../context/scenario.ts';
import { counter } from '../context/series.ts';
import { chooseLabels } from '../context/synthesize.ts';
import { type AbsenceContext, HEALTHY_MS, otherKinds, scenario } from './absence-context.ts';
import { bucketMissing } from './bucket.ts';
import type { EventSource } from './event-source.ts';

export function proveAbsence(context: TestContext, source: EventSource): Scenario[] {
  const rule = ruleFor(context, 'absent');
  const { indicator, scrapeIntervalMs } = context.slo;
  if (!rule || (indicator.kind !== 'ratio' && indicator.kind !== 'latency')) return [];
  const inputs =
    indicator.kind === 'ratio' ? indicator.total : [selector(`${indicator.histogram}_count`, indicator.matchers)];
  const absence: AbsenceContext = {
    context,
    source,
    rule,
    expected: indicator.kind === 'ratio' ? expectedOf(indicator) : inputs,
    steps: (ms) => Math.ceil(ms / scrapeIntervalMs),
    soonMs: 2 * Math.max(MINUTE_MS, scrapeIntervalMs),
    phase: { steps: Math.ceil(HEALTHY_MS / scrapeIntervalMs) + 1, total: context.eventsPerStep, bad: 0 },
  };
  return [
    seriesEnd(absence, inputs),
    ...groupsGone(absence, inputs),
    ...groupsElsewhere(absence, inputs),
    ...(indicator.kind === 'latency' ? [bucketMissing(absence, indicator)] : []),
  ];
}

/** A label that no selector mentions: the same events from another place. */
const place = (name: string): Labels => ({ place: name });

/** Every kind of series that the selectors name keeps the alert silent for longer than its hold, one after the other. Then
 *  only similar series go on, and in the end the first kind is back. */
function seriesEnd(absence: AbsenceContext, inputs: readonly Selector[]): Scenario {
  const { context, source, rule, steps, soonMs, phase } = absence;
  const stretchMs = context.slo.scrapeIntervalMs * steps(Math.max(HEALTHY_MS, rule.forMs + soonMs));
  const stretch = { ...phase, steps: steps(stretchMs) };
  const required = requiredBy(context);
  const kinds = [{}, ...otherKinds(inputs)].filter((kind) => {
    const labels: Labels = { ...context.subject, ...kind };
    return required.every((label) => labels[label] !== '') && source.traffic(labels, [stretch]).length > 0;
  });
  const goneMs = kinds.length * stretchMs;
  const firesMs = goneMs + rule.forMs;
  const backMs = context.slo.scrapeIntervalMs * steps(firesMs + soonMs);
  const lastGoneMs = roundUp(backMs + context.slo.scrapeIntervalMs, MINUTE_MS) - MINUTE_MS;
  const after = { ...phase, steps: steps(rule.keepFiringForMs + HEALTHY_MS) };
  // Alerts are looked at when they are evaluated.
  const renderedMs = Math.floor(backMs / MINUTE_MS) * MINUTE_MS;
  const instances = [...instancesOf(absence), ...groupLabelsGone(context, inputs)];
  return scenario(absence, {
    id: { kind: 'absent' },
    title:
      'all series end while look-alikes go on: the absence alert fires after its hold, names the input, and clears when they are back',
    series: [
      ...kinds.flatMap((kind, at) =>
        source.traffic({ ...context.subject, ...kind, ...(at > 0 && place(`kind-${at}`)) }, [stretch], {
          startsAfter: at * stretch.steps,
          ends: true,
        }),
      ),
      ...source.traffic({ ...context.subject, ...place('back') }, [after], { startsAfter: steps(backMs) + 1 }),
      ...source.distractors(context.subject, steps(backMs) + after.steps, context.eventsPerStep),
    ],
    checks: [
      ...kinds.slice(1).map((_, at) => isSilent((at + 1) * stretchMs, rule)),
      isSilent(firesMs - MINUTE_MS, rule),
      ...namesInputs(backMs, rule, instances),
      ...namesInputs(lastGoneMs + rule.keepFiringForMs, rule, instances),
      isSilent(backMs + rule.keepFiringForMs + 2 * soonMs, rule),
    ],
    rendered: instances.flatMap(({ input, labels }) =>
      renderedAlone(rule, { ...labels, [LABELS.missing]: input }, renderedMs),
    ),
  });
}

/** Each series lacks one of the group labels. Of several counters one that has them all is enough. */
function groupsGone(absence: AbsenceContext, inputs: readonly Selector[]): Scenario[] {
  const { context, source, rule, steps, phase } = absence;
  const required = requiredBy(context);
  const longer = { ...phase, steps: steps(rule.forMs + 2 * HEALTHY_MS) };
  const series = required.flatMap((label) => source.traffic({ ...context.subject, [label]: '' }, [longer]));
  if (series.length === 0) return [];
  const atMs = HEALTHY_MS + rule.forMs;
  const ofSeveral = groupLabelsGone(context, inputs);
  const checks = namesInputs(atMs, rule, ofSeveral.length > 0 ? ofSeveral : instancesOf(absence));
  const title = 'a group label is gone from the series: the absence alert fires';
  return [scenario(absence, { id: { kind: 'group-label-gone' }, title, series, checks, rendered: [] })];
}

/** The group labels that each series must have, one of several counters at the least. */
function requiredBy({ slo: { by, optionalBy } }: TestContext): string[] {
  return by.filter((label) => !optionalBy.includes(label));
}

/** What fires besides where several counters lack the group labels. */
function groupLabelsGone(context: TestContext, inputs: readonly Selector[]): Instance[] {
  const required = requiredBy(context);
  return inputs.length > 1 && required.length > 0 ? [{ input: groupLabelsInput(required), labels: {} }] : [];
}

/** Of several counters each in its turn is the only one whose series have the group labels. */
function groupsElsewhere(absence: AbsenceContext, inputs: readonly Selector[]): Scenario[] {
  const { context, rule, steps } = absence;
  const required = requiredBy(context);
  if (groupLabelsGone(context, inputs).length === 0) return [];
  const turn = steps(rule.forMs + HEALTHY_MS);
  const withLabels = ofEachAlone(inputs, context.subject);
  const bare = ofEachAlone(inputs, Object.fromEntries(required.map((label) => [label, ''])));
  const whole = counter([{ samples: withLabels.length * turn, increment: 1 }]);
  const series = [
    ...bare.map((input) => ({ ...input, values: whole })),
    ...withLabels.map((input, at) => ({
      ...input,
      values: `_x${at * turn} ${counter([{ samples: turn, increment: 1 }])} stale`,
    })),
  ];
  const checks = withLabels.map((_, at) =>
    firesFor((at + 1) * turn * context.slo.scrapeIntervalMs - absence.soonMs, rule, groupLabelsInput(required), []),
  );
  const title = 'one of several counters has the group labels and the others lack them: no alert';
  return [scenario(absence, { id: { kind: 'group-labels-elsewhere' }, title, series, checks, rendered: [] })];
}

/** For each counter a series that none of those before it takes; none for a selector of a part of what they take. */
function ofEachAlone(inputs: readonly Selector[], preferred: Labels): Series[] {
  return inputs.flatMap(({ metric = '', matchers }, at) => {
    const before = inputs.slice(0, at).filter((input) => input.metric === metric);
    const labels = chooseLabels(
      matchers,
      preferred,
      before.map((input) => input.matchers),
    );
    return labels ? [{ metric, labels }] : [];
  });
}

/** One firing alert: the input that it names, and its further labels. */
interface Instance {
  readonly input: string;
  readonly labels: Labels;
}

function instancesOf({ expected, rule }: AbsenceContext): Instance[] {
  const all = expected.map(({ metric = '', matchers }) => {
    // The alert's own labels overwrite those of the input.
    const further = Object.entries(fixedLabels(matchers)).filter(([label]) => !Object.hasOwn(rule.labels, label));
    return { input: metric, labels: Object.fromEntries(further) };
  });
  return distinctBy(all, ({ input, labels }) => seriesKey({ metric: input, labels }));
}

/** The alert fires for each of the inputs. */
function namesInputs(atMs: number, rule: AlertingRule, instances: readonly Instance[]): Check[] {
  const metrics = [...new Set(instances.map(({ input }) => input))];
  return metrics.map((metric) => {
    const labelSets = instances.filter(({ input }) => input === metric).map(({ labels }) => labels);
    return firesFor(atMs, rule, metric, labelSets);
  });
}
