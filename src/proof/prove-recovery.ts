// Proof of when a tier ends: a pause of traffic, or a few good events, are no recovery; what once has recovered does not fire
// again when traffic pauses; and an alert that fires goes on with fewer events than it took to begin.
import { countsEvents } from '../model/slo.ts';
import { identityLabels, LABELS } from '../rules/names.ts';
import { leastSeen } from '../rules/recovery.ts';
import type { AlertingRule } from '../rules/rule.ts';
import { isTiled } from '../rules/windows.ts';
import { fires, isSilent, ownLabels } from './expect.ts';
import type { Level } from './fed.ts';
import type { Check, InputSeries, Scenario } from './scenario.ts';
import { gauge } from './series.ts';
import { COARSEST_FED_MS, stepFor } from './step.ts';
import { atSteps, fed, level, type TierPlay, wholeTiles } from './tier-play.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

export function proveRecovery(play: TierPlay): Scenario[] {
  return [...recovery(play), ...withFewer(play)];
}

/** A stretch of traffic, and what the tier must do at its end. */
interface Stretch {
  readonly level: Level;
  readonly fires: boolean;
}

/** So many more good events than are needed to say that there are no bad ones. */
const PLENTY = 20;
/** So many of them that they say nothing. */
const FEW = 0.4;

function recovery(coarse: TierPlay): Scenario[] {
  const play = fine(coarse);
  const { tier, rule, long, short, age, stepMs } = play;
  if (tier.longMs === tier.shortMs) return [];
  const pause = short + steps(play, tier.settings.keepFiringForMs) + 2;
  const good = (times: number) =>
    level(play, pause, 0, (times * leastSeen(play.stage.slo)) / (tier.shortMs / SECOND_MS));
  // Samples that are fed in more coarsely than they live are counted for as long as they live.
  const gaps = isTiled(tier.shortMs, play.stage.slo) ? 1 : Math.max(1, stepMs / COARSEST_FED_MS);
  const stretches: Stretch[] = [
    { level: level(play, short + steps(play, tier.settings.forMs) + 2, 1), fires: true },
    { level: noTraffic(play, pause), fires: true },
    { level: good(FEW), fires: true },
    { level: good(PLENTY * gaps), fires: false },
    { level: noTraffic(play, pause), fires: false },
  ];
  const length = stretches.reduce((sum, stretch) => sum + stretch.level.steps, 0);
  const burning = stretches[0]?.level.steps ?? 0;
  // The errors must be in the long window to the end, or that alone would end the alert.
  if (length - burning + 2 > long) return [];
  const before = level(play, age + 2, 0, 1);
  return [
    withOtherAlerts(
      fed(
        play,
        `${tier.tier}: errors end with all traffic: it goes on until enough good events are seen, and does not come back when traffic pauses again`,
        [before, ...stretches.map((stretch) => stretch.level)],
        checksOf(play, before.steps, stretches),
      ),
      rule,
      play,
      before.steps + length,
    ),
  ];
}

function checksOf({ rule, stage, stepMs }: TierPlay, start: number, stretches: readonly Stretch[]): Check[] {
  let end = start;
  return stretches.map((stretch) => {
    end += stretch.level.steps;
    const atMs = (end - 1) * stepMs;
    return stretch.fires ? fires(atMs, rule, [stage.subject]) : isSilent(atMs, rule);
  });
}

/** Events stand still, or where time is judged there is no data. */
function noTraffic({ stage }: TierPlay, count: number): Level {
  return { steps: count, total: countsEvents(stage.slo.indicator) ? 0 : undefined, errorRatio: 0 };
}

/** Alerts that differ from the tier's own in one label, and fire all the time: none of them keeps the tier firing. */
function withOtherAlerts(scenario: Scenario, rule: AlertingRule, { stage }: TierPlay, count: number): Scenario {
  const own = { alertname: rule.alert, alertstate: 'firing', ...ownLabels(rule), ...stage.subject };
  const telling = ['alertname', LABELS.tier, ...Object.keys(identityLabels(stage.slo.identity))];
  const others = [
    ...telling.map((label) => ({ ...own, [label]: `${own[label as keyof typeof own]}-x` })),
    { ...own, alertstate: 'pending' },
  ];
  const series = others.map((labels): InputSeries => ({ metric: 'ALERTS', labels, values: gauge([[count, 1]]) }));
  return { ...scenario, series: [...scenario.series, ...series] };
}

/** Everything fails, first often and then so rarely that it would not be enough to begin with. */
function withFewer(coarse: TierPlay): Scenario[] {
  const play = fine(coarse);
  const { tier, rule, stage, long, short, age, stepMs } = play;
  const { bad, total } = stage.slo.minimumTraffic;
  const least = Math.max(bad, total);
  // Days at so many evaluations are more than a test can afford, and what keeps a tier firing is the same for all.
  if (least === 0 || tier.longMs > DAY_MS) return [];
  const perSecond = least / (tier.longMs / SECOND_MS);
  const [many, few] = [
    short + steps(play, tier.settings.forMs) + 2,
    long + steps(play, tier.settings.keepFiringForMs) + 2,
  ];
  const start = age + 2;
  return [
    fed(
      play,
      `${tier.tier}: everything fails, and ever fewer events come: it goes on`,
      [level(play, start, 0, perSecond / 100), level(play, many, 1), level(play, few, 1, perSecond / 4)],
      [many, many + few].map((end) => fires((start + end - 1) * stepMs, rule, [stage.subject])),
    ),
  ];
}

/** Evaluations so often that each finds the alert of the one before, which lives five minutes. */
const OFTEN_MS = 4 * MINUTE_MS;

/** Steps so fine that several pauses fit into the long window. */
function fine(play: TierPlay): TierPlay {
  const { tier, stage, stepMs } = play;
  if (!isTiled(tier.longMs, stage.slo)) return atSteps(play, Math.min(stepMs, stepFor(tier.shortMs / 5, tier.longMs)));
  return { ...atSteps(play, wholeTiles(stage, tier.shortMs / 6)), evaluationMs: OFTEN_MS };
}

function steps({ stepMs }: TierPlay, ms: number): number {
  return Math.ceil(ms / stepMs);
}
