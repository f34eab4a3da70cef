// Proof of zero tolerance: the first event is seen although its counter is born with it, and nothing else is taken for one.
import { countsOf } from '../../metrics/catalogue.ts';
import { SERIES } from '../../model/series-names.ts';
import type { Selector } from '../../promql/ast.ts';
import { printDuration } from '../../promql/duration.ts';
import type { AlertingRule, CompiledSlo } from '../../rules/rule.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { distractors } from '../context/distractors.ts';
import { fires, isSilent } from '../context/expect.ts';
import { pick } from '../context/label-set.ts';
import { renderedFor } from '../context/render.ts';
import type { Scenario } from '../context/scenario.ts';
import { counter, gauge } from '../context/series.ts';
import { chooseLabels } from '../context/synthesize.ts';
import { proveBreachKinds } from './kinds.ts';
import { targetGone } from './target-gone.ts';
import {
  ageSeries,
  ageValues,
  at,
  type BreachTiming,
  clearsBy,
  evaluationBefore,
  eventSeries,
  firesBy,
  groupOf,
  keptMs,
  oldMs,
  onTarget,
  restartedAge,
  scenario,
  targetSeries,
  targetSince,
  timingOf,
} from './timing.ts';

export function proveBreach({ slo, groups }: CompiledSlo): Scenario[] {
  const rules = groups.flatMap((group) => group.rules).filter((rule) => rule.kind === 'alerting');
  const breach = rules.find(({ purpose }) => purpose.kind === 'breach');
  const absent = rules.find(({ purpose }) => purpose.kind === 'absent');
  if (slo.kind !== 'zero-tolerance') return [];
  const tie = Object.fromEntries(slo.matchOn.map((label) => [label, `${label}-1`]));
  // A counter and its target share what ties them together.
  const shared = slo.events.flatMap(({ matchers }) => matchers).filter(({ label }) => slo.matchOn.includes(label));
  const target = chooseLabels([...slo.target.matchers, ...shared], tie);
  const group = target && groupOf(slo, pick(target, slo.matchOn), 'a');
  const lengths = timingOf(slo);
  if (!target || !group || !lengths) return [];
  const timing = (rule: AlertingRule): BreachTiming => ({
    slo,
    breach: rule,
    target,
    tie: pick(target, slo.matchOn),
    group,
    ...lengths,
  });
  return [
    ...(breach ? slo.events.flatMap((event, at) => bornWithEvent(timing(breach), event, at)) : []),
    ...(breach ? others(timing(breach)) : []),
    ...(breach ? proveBreachKinds(timing(breach)) : []),
    ...(absent ? [targetGone(timing(absent))] : []),
  ];
}

/** Events as a number of steps: silence, one event with which the counter is born, and silence again. */
function bornWithEvent(timing: BreachTiming, event: Selector, place: number): Scenario[] {
  const { breach, slo, group, window } = timing;
  const quiet = window + 4;
  const steps = quiet + 2 * window + 8;
  // Two scrapes may be missing before a counter is taken for new. Of coarse steps the time beyond the window holds none.
  const last = quiet + window - (timing.stepMs > slo.scrapeIntervalMs ? 3 : 2);
  const ms = (count: number) => at(timing, count);
  const which = slo.events.length > 1 ? ` (selector ${place + 1})` : '';
  const firesMs = firesBy(timing, quiet);
  const first = scenario(
    timing,
    {
      id: { kind: 'first-event', variant: slo.events.length > 1 ? `selector-${place + 1}` : undefined },
      title: `the first event ever, with which its counter is born${which}: ${breach.alert} fires at once and clears ${printDuration(slo.windowMs)} later`,
    },
    [
      targetSeries(timing, gauge([[steps, 1]])),
      ...ageSeries(timing, ageValues(timing, oldMs(timing), steps)),
      ...eventSeries(timing, event, `_x${quiet} 1x${steps - quiet}`),
    ],
    [
      isSilent(ms(quiet - 1), breach),
      fires(firesMs, breach, [group]),
      fires(ms(last), breach, [group]),
      ...(keptMs(timing) > 0 ? [fires(ms(last) + keptMs(timing), breach, [group])] : []),
      isSilent(clearsBy(timing, quiet + window + 1), breach),
    ],
  );
  return [{ ...first, rendered: [renderedFor(breach, group, evaluationBefore(timing, firesMs), { count: 1 })] }];
}

/** What is no first event: each a scenario of its own. */
function others(timing: BreachTiming): Scenario[] {
  const [event] = timing.slo.events;
  return event
    ? [
        unmoved(timing, event),
        laterEvent(timing, event),
        restarted(timing, event),
        processGone(timing, event),
        prometheusAway(timing, event),
      ]
    : [];
}

function unmoved(timing: BreachTiming, event: Selector): Scenario {
  const { breach, window } = timing;
  const steps = 3 * window;
  return scenario(
    timing,
    {
      id: { kind: 'unmoved' },
      title: 'an old counter that does not move, and events of other SLOs: no event',
    },
    [
      ...targetSince(timing, steps),
      ...eventSeries(timing, event, `7x${steps}`),
      ...distractors(timing.slo.identity, [SERIES.breachEvents], timing.group, steps),
    ],
    [isSilent(at(timing, 4), breach), isSilent(at(timing, 2 * window), breach)],
  );
}

function laterEvent(timing: BreachTiming, event: Selector): Scenario {
  const { breach, group, window } = timing;
  const known = 2 * window;
  const values = counter([
    { samples: known, increment: 0 },
    { samples: 1, increment: 1 },
    { samples: window + 8, increment: 0 },
  ]);
  return scenario(
    timing,
    {
      id: { kind: 'later-event' },
      title: 'a later event of a counter that is known: it fires, for as long as the window',
    },
    [...targetSince(timing, 3 * window + 9), ...eventSeries(timing, event, values)],
    [
      isSilent(at(timing, known - 1), breach),
      fires(firesBy(timing, known), breach, [group]),
      fires(at(timing, known + window - 2), breach, [group]),
      isSilent(clearsBy(timing, known + window + 1), breach),
    ],
  );
}

/** One window after the restart the old counter is in the window no more, and the new one just begins to pass for newborn: by the
 *  age of its process, where that speaks for it. */
function restarted(timing: BreachTiming, event: Selector): Scenario {
  const { breach, group, window } = timing;
  const known = 2 * window;
  const last = known + window + (countsOf(event.metric) === 'own-events' ? 2 : -1);
  const counted = (steps: number) => at(timing, steps) >= firesBy(timing, known + 4) && steps <= last;
  const up = gauge([
    [known, 1],
    [4, undefined],
    [2 * window, 1],
  ]);
  return scenario(
    timing,
    {
      id: { kind: 'restart' },
      title: 'the process restarts and counts an event anew: it fires, for as long as the window',
    },
    [
      targetSeries(timing, up),
      ...ageSeries(
        timing,
        `${ageValues(timing, oldMs(timing), known - 1)} _x4 ${restartedAge(timing, known + 4, 2 * window)}`,
      ),
      ...eventSeries(timing, event, `3x${known - 1} stale _x3 1x${2 * window}`),
    ],
    [
      isSilent(at(timing, known - 1), breach),
      fires(firesBy(timing, known + 4), breach, [group]),
      ...[window - 1, window, window + 1, window + 2]
        .map((steps) => known + steps)
        .filter(counted)
        .map((steps) => fires(at(timing, steps), breach, [group])),
      isSilent(clearsBy(timing, known + 4 + window + 1), breach),
    ],
  );
}

/** Nothing is left of the counter when its process ends, but the event has happened. */
function processGone(timing: BreachTiming, event: Selector): Scenario {
  const { breach, group, window } = timing;
  const quiet = window + 4;
  const [dies, back] = [quiet + 2, quiet + 4];
  const after = 2 * window;
  const up = gauge([
    [dies, 1],
    [back - dies, 0],
    [after, 1],
  ]);
  return scenario(
    timing,
    {
      id: { kind: 'process-dies' },
      title:
        'the process dies after its first event, and comes back without the counter: it fires for as long as the window',
    },
    [
      targetSeries(timing, up),
      ...ageSeries(
        timing,
        `${ageValues(timing, oldMs(timing), dies - 1)} stale _ ${restartedAge(timing, back, after)}`,
      ),
      ...eventSeries(timing, event, `_x${quiet} 1 1 stale`),
    ],
    [
      isSilent(at(timing, quiet - 1), breach),
      fires(firesBy(timing, quiet), breach, [group]),
      fires(at(timing, quiet + window - 2), breach, [group]),
      isSilent(Math.max(clearsBy(timing, quiet + window + 1), at(timing, back + window)), breach),
    ],
  );
}

/** Of a second target every scrape failed meanwhile. */
function prometheusAway(timing: BreachTiming, event: Selector): Scenario {
  const { breach, window } = timing;
  // Longer than Prometheus looks back for a sample of before.
  const away = window + Math.ceil((6 * MINUTE_MS) / timing.stepMs);
  const missing = (level: number | undefined) =>
    gauge([
      [4, 1],
      [away, level],
      [window, 1],
    ]);
  const found = (timing: BreachTiming) => [
    ...ageSeries(
      timing,
      `${ageValues(timing, oldMs(timing), 3)} _x${away} ${ageValues(timing, 2 * oldMs(timing), window)}`,
    ),
    ...eventSeries(timing, event, `_x${away + 4} 5x${window}`),
  ];
  const down = onTarget(timing, 'down');
  return scenario(
    timing,
    {
      id: { kind: 'prometheus-away' },
      title:
        'Prometheus was away for longer than the window, or its scrapes failed, and it finds an old counter again: no event',
    },
    [
      targetSeries(timing, missing(undefined)),
      ...found(timing),
      ...(down ? [targetSeries(down, missing(0)), ...found(down)] : []),
    ],
    [8, 18, Math.floor(window * 0.8)].map((steps) => isSilent(at(timing, away + steps), breach)),
  );
}
