// Proof of the alert on missing data of zero tolerance: nothing can be counted where no target answers.
import { fastIntervalMs } from '../../model/windows.ts';
import { LABELS } from '../../rules/names.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { fixedLabels } from '../context/absent-labels.ts';
import { allSilent, fires, isSilent } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import { roundUp } from '../context/multiples.ts';
import { renderedFor } from '../context/render.ts';
import type { Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import { at, type BreachTiming, evaluationBefore, scenario, targetSeries } from './timing.ts';

/** The targets of the counter vanish, and come back. `timing` is that of the alert on missing data. */
export function targetGone(alertTiming: BreachTiming): Scenario {
  const timing = unhurried(alertTiming);
  const { breach: absent, slo } = timing;
  const before = 20;
  const goneMs = at(timing, before);
  const firesMs = goneMs + absent.forMs + 2 * MINUTE_MS;
  const gone = Math.ceil((firesMs - goneMs) / slo.scrapeIntervalMs) + 1;
  const backMs = at(timing, before + gone);
  const keptMs = roundUp(backMs, timing.evaluationMs) - timing.evaluationMs + absent.keepFiringForMs;
  const clearMs = backMs + absent.keepFiringForMs + 2 * Math.max(MINUTE_MS, slo.scrapeIntervalMs);
  const after = Math.ceil(clearMs / slo.scrapeIntervalMs) - before - gone + 2;
  const labels = namedLabels(timing);
  return {
    ...scenario(
      timing,
      {
        id: { kind: 'absent' },
        title: 'the targets vanish: the absence alert fires after its hold, and clears when they are back',
      },
      [targetSeries(timing, `${gauge([[before, 1]])} stale _x${gone - 1} ${gauge([[after, 1]])}`)],
      [
        allSilent(goneMs - slo.scrapeIntervalMs, slo.identity),
        isSilent(goneMs + absent.forMs - MINUTE_MS, absent),
        fires(firesMs, absent, [labels]),
        fires(keptMs, absent, [labels]),
        isSilent(clearMs, absent),
      ],
    ),
    rendered: [renderedFor(absent, labels, evaluationBefore(timing, firesMs))],
  };
}

/** The same timing as it is scraped in the field: nothing of it hangs on the window. */
function unhurried(timing: BreachTiming): BreachTiming {
  const { scrapeIntervalMs } = timing.slo;
  return { ...timing, stepMs: scrapeIntervalMs, evaluationMs: fastIntervalMs(scrapeIntervalMs) };
}

/** The labels that the alert on missing targets has from what is missing. */
function namedLabels({ breach: absent, slo }: BreachTiming): Labels {
  const timing = { ...fixedLabels(slo.target.matchers), [LABELS.missing]: slo.target.metric ?? '' };
  // The alert's own labels overwrite them.
  return Object.fromEntries(Object.entries(timing).filter(([label]) => !Object.hasOwn(absent.labels, label)));
}
