// Traffic that a user described, as series: raw ones where the indicator counts events, and otherwise, or at long steps,
// the two recorded rates.
import { lowerIndicator } from '../indicator/lower.ts';
import type { Place } from '../model/place.ts';
import { type BudgetSlo, countsEvents } from '../model/slo.ts';
import { durationToMs, percentToRatio } from '../model/units.ts';
import { fastIntervalMs } from '../model/windows.ts';
import { printDuration } from '../promql/duration.ts';
import { selectorsOf } from '../promql/visit.ts';
import { testContextOf } from '../proof/context/context.ts';
import type { Labels } from '../proof/context/label-set.ts';
import { type EventSource, eventSourceOf } from '../proof/indicators/event-source.ts';
import { type Level, recordedSeries, recordedTiles } from '../proof/windows/recorded-inputs.ts';
import type { CompiledSlo } from '../rules/rule.ts';
import type { PhaseSpec, ScenarioSpec } from '../spec/scenario-schema.ts';
import { HOUR_MS } from '../text/time.ts';
import { checkAccepted, checkGroup } from './group.ts';
import type { UserInput } from './user-target.ts';

type TrafficSpec = ScenarioSpec & { readonly traffic: readonly PhaseSpec[] };

/** Traffic without a number of its own: enough for every guard. */
const DEFAULT_RATE = '100/s';

/** promtool evaluates every rule at each step; more would take it minutes. */
const MOST_STEPS = 6_000;

/** A stretch of traffic: per second, and for whole steps. */
interface Stretch {
  readonly steps: number;
  readonly perSecond: number;
  readonly errorRatio: number;
}

/** The series of the traffic, or undefined when there cannot be any (which is then reported). */
export function readTraffic(spec: TrafficSpec, compiled: CompiledSlo, place: Place): UserInput | undefined {
  const { slo } = compiled;
  if (slo.kind !== 'budget') {
    return refuse(place.at('traffic'), 'this SLO counts single events, not a share of traffic', WRITE_SERIES);
  }
  const group = readGroup(spec, compiled, slo, place);
  const stepMs = readStep(spec, slo, place);
  const stretches = stepMs === undefined ? undefined : readStretches(spec.traffic, stepMs, slo, place);
  if (!group || stepMs === undefined || !stretches) return undefined;
  const source = stepMs > slo.scrapeIntervalMs ? undefined : eventSourceOf(slo, [group]);
  if (!source && slo.precision === 'exact') {
    return refuse(
      place.at(spec.step === undefined ? 'traffic' : 'step'),
      'with "precision: exact" the rules read raw series, which cannot be made up here',
      spec.step === undefined ? WRITE_SERIES : 'leave "step" out',
    );
  }
  return {
    rules: source ? 'user' : 'user-fed',
    stepMs,
    evaluationMs: source ? fastIntervalMs(slo.scrapeIntervalMs) : stepMs,
    series: source ? rawSeries(source, group, stretches, stepMs) : fedRates(slo, group, levels(stretches), stepMs),
    endMs: stretches.reduce((sum, { steps }) => sum + steps, 0) * stepMs,
  };
}

const WRITE_SERIES = 'write "series" in place of "traffic"';

function refuse(place: Place, message: string, help: string): undefined {
  return place.report({ code: 'scenario-input', message, help });
}

function readGroup({ group }: ScenarioSpec, compiled: CompiledSlo, slo: BudgetSlo, place: Place): Labels | undefined {
  if (!group) return testContextOf(compiled, slo).subject;
  const groupPlace = place.at('group');
  const [selector] = selectorsOf(lowerIndicator(slo).total({ ms: 60_000 }));
  const isSound =
    checkGroup(group, slo.by, 'all', groupPlace) && checkAccepted(group, selector?.matchers ?? [], groupPlace);
  return isSound ? group : undefined;
}

function readStep({ step }: ScenarioSpec, { scrapeIntervalMs }: BudgetSlo, place: Place): number | undefined {
  if (step === undefined) return scrapeIntervalMs;
  const stepMs = durationToMs(step);
  if (stepMs >= 1_000 && stepMs <= HOUR_MS) return stepMs;
  return place.at('step').report({
    code: 'scenario-time',
    message: `a step of ${step} is outside 1s to 1h`,
    help: `leave it out for ${printDuration(scrapeIntervalMs)}, or use a few minutes for traffic that lasts days`,
  });
}

function readStretches(
  phases: readonly PhaseSpec[],
  stepMs: number,
  slo: BudgetSlo,
  place: Place,
): Stretch[] | undefined {
  const read = phases.map((phase, at) => readStretch(phase, stepMs, slo, place.at('traffic', at)));
  const sound = read.filter((stretch) => stretch !== undefined);
  if (sound.length < read.length) return undefined;
  const steps = sound.reduce((sum, stretch) => sum + stretch.steps, 0);
  if (steps <= MOST_STEPS) return sound;
  return place.at('traffic').report({
    code: 'scenario-time',
    message: `the traffic has ${steps} steps of ${printDuration(stepMs)}, but at most ${MOST_STEPS} can be tested`,
    help: 'set a longer "step", such as 5m',
  });
}

function readStretch(phase: PhaseSpec, stepMs: number, { indicator }: BudgetSlo, place: Place): Stretch | undefined {
  const lengthMs = durationToMs(phase.for);
  const errorRatio = percentToRatio(phase.bad);
  if (lengthMs === 0 || lengthMs % stepMs !== 0) {
    return place.at('for').report({
      code: 'scenario-time',
      message: `${phase.for} is no whole number of steps of ${printDuration(stepMs)}`,
      help: `write a multiple of ${printDuration(stepMs)}, or set "step"`,
    });
  }
  if (errorRatio > 1) {
    return place.at('bad').report({
      code: 'invalid-value',
      message: `"bad" must be at most 100%, not ${phase.bad}`,
    });
  }
  const isTime = !countsEvents(indicator);
  if (isTime && phase.events !== undefined) {
    return refuse(place.at('events'), 'this SLO judges time, and time has no events', 'leave "events" out');
  }
  return { steps: lengthMs / stepMs, perSecond: isTime ? 1 : perSecond(phase.events ?? DEFAULT_RATE), errorRatio };
}

const SECONDS_OF: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

function perSecond(rate: string): number {
  const [events = '', unit = ''] = rate.split('/');
  return Number(events) / (SECONDS_OF[unit] ?? 1);
}

/** The first sample of a series stands at the start, before anything has happened. */
function withStart(stretches: readonly Stretch[]): Stretch[] {
  return stretches.map((stretch, at) => (at === 0 ? { ...stretch, steps: stretch.steps + 1 } : stretch));
}

function rawSeries(source: EventSource, group: Labels, stretches: readonly Stretch[], stepMs: number) {
  const phases = withStart(stretches).map((stretch) => {
    const total = exact((stretch.perSecond * stepMs) / 1_000);
    return { steps: stretch.steps, total, bad: exact(total * stretch.errorRatio) };
  });
  return source.traffic(group, phases);
}

/** Without the noise of binary fractions. */
function exact(value: number): number {
  return Number(value.toFixed(9));
}

/** The recorded rates and tiles, where raw series cannot be made up or would be too many. */
function fedRates(slo: BudgetSlo, group: Labels, levels: readonly Level[], stepMs: number) {
  return [...recordedSeries(slo, group, levels), ...recordedTiles(slo, group, levels, stepMs)];
}

function levels(stretches: readonly Stretch[]): Level[] {
  return withStart(stretches).map(({ steps, perSecond, errorRatio }) => ({ steps, total: perSecond, errorRatio }));
}
