// Proof of which events count where neither the counter nor its target was there before: the age of the process speaks for
// them, unless it reports what others did.
import { countsOf } from '../../metrics/catalogue.ts';
import type { Selector } from '../../promql/ast.ts';
import { printDuration } from '../../promql/duration.ts';
import { selectorsOf } from '../../promql/visit.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { fires, isSilent } from '../context/expect.ts';
import type { Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import {
  ageSeries,
  ageValues,
  at,
  type BreachTiming,
  clearsBy,
  eventSeries,
  oldMs,
  onTarget,
  scenario,
  targetSeries,
} from './timing.ts';

/** How long after its start a process is scraped at the latest, and how many scrapes of a young exporter prove nothing: see
 *  promql/new-events.ts. */
const FIRST_SCRAPE_MS = 5 * MINUTE_MS;
const FIRST_SCRAPES = 2;

export function proveYoungProcess(timing: BreachTiming, event: Selector): Scenario[] {
  if (selectorsOf(timing.slo.processAge).length !== 1) return [];
  const limit = printDuration(timing.slo.windowMs + FIRST_SCRAPE_MS);
  const counts = countsOf(event.metric) ?? 'unknown';
  const atOnce = `the process of a new target is younger than ${limit} when its counter is found`;
  const later = 'the counter of a young process is born after the first scrapes of its target: an event';
  const found = (kind: string, title: string, after: number, isEvent: boolean) =>
    foundYoung(timing, event, { kind, title, after, isEvent });
  const isEvent = () => found('young-process', `${atOnce}: an event, until it is as old`, 0, true);
  if (counts === 'own-events') return isEvent();
  return [
    ...found('born-later', later, FIRST_SCRAPES + 1, true),
    ...(counts === 'unknown'
      ? [...isEvent(), ...replaced(timing, event, 0), ...replaced(timing, event, 1)]
      : [
          ...found(
            'events-of-others',
            `${atOnce}: it reports events of others, and those are old`,
            FIRST_SCRAPES,
            false,
          ),
          ...foundInPart(timing, event),
        ]),
  ];
}

interface Found {
  readonly kind: string;
  readonly title: string;
  /** How many scrapes of the target there are before the counter is born. */
  readonly after: number;
  readonly isEvent: boolean;
}

/** A target that was not there before, with a process that is young and grows older. */
function foundYoung(timing: BreachTiming, event: Selector, { kind, title, after, isEvent }: Found): Scenario[] {
  const { slo, breach, group, window } = timing;
  const first = 2;
  const left = after + Math.ceil((breach.forMs + Math.max(4 * MINUTE_MS, timing.stepMs)) / timing.stepMs);
  const bornMs = slo.windowMs + FIRST_SCRAPE_MS - at(timing, left);
  if (bornMs < 0 || left >= window) return [];
  // A window after its target came, a counter that was born later counts because the target was scraped without it. An alert
  // that still goes on then goes on for longer.
  const countsAgain = isEvent && after > 0 && clearsBy(timing, first + left) >= at(timing, first + window);
  const gone = countsAgain ? first + after + window : first + left;
  const steps = gone + 4 + Math.ceil(breach.keepFiringForMs / timing.stepMs);
  // Rules are evaluated less often than a target is scraped each ten seconds.
  const isEvaluated = [at(timing, first + left), breach.keepFiringForMs].every((ms) => ms % timing.evaluationMs === 0);
  const up = gauge([
    [first, undefined],
    [steps - first, 1],
  ]);
  // The age grows from the start of the scenario, also before the first scrape.
  const age = ageValues(timing, bornMs - at(timing, first), steps);
  return [
    scenario(
      timing,
      { id: { kind }, title },
      [
        targetSeries(timing, up),
        ...ageSeries(timing, age),
        ...eventSeries(timing, event, `_x${first + after} 1x${steps - first - after}`),
      ],
      [
        fires(at(timing, first + left - 1), breach, isEvent ? [group] : []),
        ...(isEvaluated && !countsAgain ? [isSilent(at(timing, first + left) + breach.keepFiringForMs, breach)] : []),
        isSilent(clearsBy(timing, gone), breach),
      ],
    ),
  ];
}

/** A target that was not there before shows a counter from its second scrape on; a window later it was there without it. */
function foundInPart(timing: BreachTiming, event: Selector): Scenario[] {
  const [first, steps] = [2, timing.window + 4];
  const up = gauge([
    [first, undefined],
    [steps - first, 1],
  ]);
  return [
    scenario(
      timing,
      {
        id: { kind: 'found-in-part' },
        title: 'the first scrape of a target shows a part of what it reports: no event',
      },
      [
        targetSeries(timing, up),
        ...ageSeries(timing, ageValues(timing, -at(timing, first), steps)),
        ...eventSeries(timing, event, `_x${first + 1} 5x${steps - first - 1}`),
      ],
      [isSilent(at(timing, first + timing.window), timing.breach)],
    ),
  ];
}

/** Long enough for a look at every half an hour to see it. */
const SEEN_MS = 31 * MINUTE_MS;

/** A target is replaced by one that brings the same count along, on another pod and node: at its first scrape, or so many
 *  scrapes later. Then, a window later, the target was there without it. */
function replaced(timing: BreachTiming, event: Selector, late: number): Scenario[] {
  const [tied = ''] = timing.slo.matchOn.slice(-1);
  const next = onTarget(timing, 'next');
  if (!next || tied !== 'instance') return [];
  const { breach, window } = timing;
  const steps = window + Math.ceil(SEEN_MS / timing.stepMs);
  const after = late === 0 ? Math.ceil((breach.forMs + 4 * MINUTE_MS) / timing.stepMs) : window + late + 1;
  const lasts = gauge([
    [steps, undefined],
    [after, 1],
  ]);
  return [
    scenario(
      timing,
      {
        id: { kind: late === 0 ? 'replaced' : 'replaced-late' },
        title: `a target is replaced by one that has the same count at its ${late === 0 ? 'first' : 'second'} scrape: no event`,
      },
      [
        targetSeries(timing, `1x${steps - 1} stale`),
        ...ageSeries(timing, `${ageValues(timing, oldMs(timing), steps - 1)} stale`),
        ...eventSeries(timing, event, `5x${steps - 1} stale`, { pod: 'a-0', node: 'n-0' }),
        targetSeries(next, lasts),
        ...ageSeries(next, ageValues(next, -at(timing, steps - 1), steps + after)),
        ...eventSeries(next, event, `_x${steps + late} 5x${after - late}`, { pod: 'a-1', node: 'n-1' }),
      ],
      [isSilent(at(timing, steps + after - 1 - late), breach)],
    ),
  ];
}
