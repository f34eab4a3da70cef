// Series that a user wrote out: held against what promtool takes, and against what the rules can see.
import type { Place } from '../model/place.ts';
import { readSeriesName } from '../model/read/promql.ts';
import type { Slo } from '../model/slo.ts';
import { durationToMs } from '../model/units.ts';
import { fastIntervalMs } from '../model/windows.ts';
import { printDuration } from '../promql/duration.ts';
import { seriesKey } from '../proof/context/label-set.ts';
import type { InputSeries } from '../proof/context/scenario.ts';
import type { ScenarioSpec } from '../spec/scenario-schema.ts';
import type { UserInput } from './user-target.ts';

type SeriesSpec = ScenarioSpec & { readonly series: NonNullable<ScenarioSpec['series']> };

const STANDALONE_STEP_MS = 60_000;

/** promtool's notation (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series). */
const NUMBER = String.raw`\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`;
const VALUES = new RegExp(
  String.raw`^\s*(?:(?:_(?:x\d+)?|stale|NaN|[-+]?Inf|[-+]?${NUMBER}(?:(?:[-+]${NUMBER})?x\d+)?)(?:\s+|$))+$`,
);

/** What is scraped, or undefined when that cannot be (which is then reported). */
export function readSeries({ step, series }: SeriesSpec, slo: Slo | undefined, place: Place): UserInput | undefined {
  const usualMs = slo?.scrapeIntervalMs ?? STANDALONE_STEP_MS;
  const stepMs = step === undefined ? usualMs : durationToMs(step);
  // Rates of an SLO are taken over four scrapes; what other alerts read, their author knows.
  if (stepMs === 0 || (slo && stepMs > usualMs)) {
    return place.at('step').report({
      code: 'scenario-time',
      message: `series are scraped every ${printDuration(usualMs)}, so a step of ${step} is too ${stepMs === 0 ? 'short' : 'long'}`,
      help: 'leave "step" out; a longer one works with "traffic"',
    });
  }
  const read = series.map((entry, at) => readOne(entry, place.at('series', at)));
  const sound = read.filter((series) => series !== undefined);
  checkDistinct(sound, place);
  if (sound.length < series.length) return undefined;
  return {
    rules: 'user',
    stepMs,
    evaluationMs: slo ? fastIntervalMs(usualMs) : stepMs,
    series: sound,
    endMs: undefined,
  };
}

function readOne({ series, values }: SeriesSpec['series'][number], place: Place): InputSeries | undefined {
  const selector = readSeriesName(series, place.at('series'));
  if (!selector) return undefined;
  if (selector.metric === undefined || selector.matchers.some(({ op }) => op !== '=')) {
    return place.at('series').report({
      code: 'scenario-input',
      message: 'a series has a name, and one value for each of its labels',
      help: 'write it as it is scraped, as in http_requests_total{code="500"}',
    });
  }
  if (!VALUES.test(values)) {
    return place.at('values').report({
      code: 'invalid-value',
      message: `"values" must be samples in promtool's notation, not ${JSON.stringify(values.slice(0, 60))}`,
      help: 'write 0+300x240 for 241 samples, each 300 above the one before; 5x10 for 11 times 5; _x3 for three gaps; stale for the end',
    });
  }
  const labels = Object.fromEntries(selector.matchers.map(({ label, value }) => [label, value]));
  return { metric: selector.metric, labels, values };
}

function checkDistinct(series: readonly InputSeries[], place: Place): void {
  const keys = series.map(seriesKey);
  for (const [at, key] of keys.entries()) {
    if (keys.indexOf(key) === at) continue;
    place.at('series', at, 'series').report({
      code: 'scenario-input',
      message: 'this series is written twice',
      help: 'write all of its samples one behind the other',
    });
  }
}
