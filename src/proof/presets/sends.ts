// Scenarios of the preset on configuration that cannot be sent: shares of rates, from counters that may be born late.
import { rateRange } from '../../istio/alert.ts';
import { ISTIOD_PUSH_METRICS } from '../../metrics/istiod-push.ts';
import { select } from '../../metrics/metric.ts';
import type { Selector } from '../../promql/ast.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { type Labels, pick } from '../context/label-set.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { counter, type Part } from '../context/series.ts';
import { distinctTargets, istiodLabels, type PresetScenarios, type PresetTiming, SECOND_SCRAPE } from './targets.ts';
import {
  atStep,
  feed,
  firesAndClears,
  firesAt,
  incidentOf,
  labelsOf,
  scenarioOf,
  silentAt,
  similarSeries,
  texts,
  whileSeen,
} from './timing.ts';

const {
  pilot_xds_pushes: PUSHES,
  pilot_total_xds_internal_errors: INTERNAL_ERRORS,
  pilot_xds_write_timeout: WRITE_TIMEOUTS,
} = ISTIOD_PUSH_METRICS;

/** The preset at work: its window in steps, and the series it reads. */
interface Sends extends PresetTiming {
  readonly window: number;
  readonly target: Labels;
  readonly pushes: Selector;
  /** Counters of failures, each with the labels of its series and the word by which the alert tells it. */
  readonly errors: readonly { readonly from: Selector; readonly labels: Labels; readonly error: string }[];
}

export const istiodPushSendFailing: PresetScenarios = (timing) => {
  const { istiod, scrapeInterval } = timing.options;
  const pushes = select(PUSHES, {}, istiod);
  const sends: Sends = {
    ...atStep(timing, MINUTE_MS),
    window: Math.floor(rateRange(scrapeInterval) / MINUTE_MS),
    target: istiodLabels(timing),
    pushes,
    errors: [
      { from: pushes, labels: { type: 'eds_senderr' }, error: 'eds_senderr' },
      { from: select(INTERNAL_ERRORS, {}, istiod), labels: {}, error: 'internal' },
      { from: select(WRITE_TIMEOUTS, {}, istiod), labels: {}, error: 'write_timeout' },
    ],
  };
  return [...allFail(sends), ...bornLate(sends), ...nearLimit(sends), ...onLimit(sends)];
};

/** The labels of the alert for each kind of failure. */
function groupsOf({ pushes, target, errors }: Sends): Labels[] {
  return errors.map(({ error }) => ({ ...pick(labelsOf(pushes, target), ['cluster']), error }));
}

/** Pushes of two types, of which `parts` says how many a step. */
function pushSeries(
  { pushes, target }: Sends,
  total: number,
  parts: (increment: number) => readonly Part[],
): InputSeries[] {
  return [
    feed(pushes, { ...target, type: 'eds' }, counter(parts(total * 0.6))),
    feed(pushes, { ...target, type: 'cds' }, counter(parts(total * 0.4))),
  ];
}

/** A share of 1.2 %, in a mesh that was quiet before and is quiet afterwards: as long as the window holds one step of it,
 *  the share is above the limit, provided that both rates look back equally far. */
function allFail(sends: Sends): Scenario[] {
  const { target, pushes, errors, window } = sends;
  const { from, until, end } = incidentOf(sends, window);
  const middle = from + 1 + Math.floor(sends.hold / 2);
  const parts = (increment: number): Part[] => [
    { samples: from, increment: 0 },
    { samples: middle - from, increment },
    { reset: true },
    { samples: until - middle, increment },
    { samples: end - until, increment: 0 },
  ];
  const always = (increment: number) => counter([{ samples: end, increment }]);
  return scenarioOf(sends, {
    id: { kind: 'fails' },
    title: 'sends fail in each way, and istiod restarts amid of it; another cluster sends more and does not fail',
    series: [
      ...pushSeries(sends, 10_000, parts),
      ...errors.map(({ from: counted, labels }) => feed(counted, { ...target, ...labels }, counter(parts(120)))),
    ],
    beside: [
      feed(pushes, { ...target, cluster: 'west', type: 'eds' }, always(100_000)),
      ...errors.flatMap(({ from: counted, labels }) => similarSeries(counted, { ...target, ...labels }, always(120))),
    ],
    checks: firesAndClears(sends, whileSeen({ from, until, end }, window), groupsOf(sends)),
  });
}

/** So many failures a step of a hundred pushes that one step in the window is above the limit. */
const FAILURES = 50;

/** The first sample of a counter that is born late proves nothing, the second does. */
function bornLate(sends: Sends): Scenario[] {
  const { target, errors, window } = sends;
  const incident = incidentOf(sends, window);
  const born = incident.from - 1;
  const failing = incident.until - born;
  const values = `_x${born} ${FAILURES}+${FAILURES}x${failing - 1} ${FAILURES * failing}x${incident.end - incident.until}`;
  return scenarioOf(sends, {
    id: { kind: 'births' },
    title: 'counters of failures are born with the first one',
    series: [
      ...pushSeries(sends, 100, (increment) => [{ samples: incident.end, increment }]),
      ...errors.map(({ from, labels }) => feed(from, { ...target, ...labels }, values)),
    ],
    checks: firesAndClears(sends, whileSeen(incident, window), groupsOf(sends)),
  });
}

/** Pushes a step. 121 failures are above 1 % of them, and would not be if failures counted as pushes; 119 are below. */
const [SENT, ENOUGH, TOO_FEW] = [12_000, 121, 119];

/** Failures and pushes are spread over instances that differ in one label each. All are scraped twice, once
 *  with half the success. */
function nearLimit(sends: Sends): Scenario[] {
  const { target, pushes, errors, window, hold } = sends;
  const late = window + hold + 3;
  const always = (increment: number) => counter([{ samples: late + 1, increment }]);
  const group = groupsOf(sends).slice(0, 1);
  const series = distinctTargets(pushes, target).flatMap((instance, at, { length }) => {
    const share = (total: number) => Math.floor(total / length) + (at === 0 ? total % length : 0);
    return [
      { from: pushes, labels: { ...instance, type: 'eds' }, count: share(SENT) - 1_000 },
      { from: pushes, labels: { ...instance, type: 'cds' }, count: 1_000 },
      ...errors.map(({ from, labels }, which) => ({
        from,
        labels: { ...instance, ...labels },
        count: share(which === 0 ? ENOUGH : TOO_FEW),
      })),
    ];
  });
  return scenarioOf(sends, {
    id: { kind: 'one-kind-fails' },
    title: `${ENOUGH} of ${SENT} sends fail in one way, ${TOO_FEW} in each other: only the one is told`,
    series: series.map(({ from, labels, count }) => feed(from, labels, always(count))),
    beside: [
      ...series.map(({ from, labels, count }) =>
        feed(from, { ...labels, ...SECOND_SCRAPE }, always(Math.floor(count / 2))),
      ),
      ...similarSeries(pushes, { ...target, type: 'eds' }, always(SENT)),
    ],
    checks: [...(hold > 0 ? [silentAt(sends, hold - 1)] : []), firesAt(sends, late, group)],
    rendered: texts(
      sends,
      late,
      group.map((labels) => ({ labels, value: ENOUGH / SENT })),
    ),
  });
}

/** One failure a second and a hundred pushes: rates without a remainder, in every version of Prometheus. */
function onLimit(sends: Sends): Scenario[] {
  const { target, errors, window, hold } = sends;
  const late = window + hold + 3;
  const always = (increment: number) => counter([{ samples: late + 1, increment }]);
  return scenarioOf(sends, {
    id: { kind: 'on-limit' },
    title: 'just one in a hundred sends fails in each way: silent',
    series: [
      ...pushSeries(sends, 100 * SECONDS_A_STEP, (increment) => [{ samples: late + 1, increment }]),
      ...errors.map(({ from, labels }) => feed(from, { ...target, ...labels }, always(SECONDS_A_STEP))),
    ],
    checks: [silentAt(sends, late)],
  });
}

const SECONDS_A_STEP = MINUTE_MS / 1_000;
