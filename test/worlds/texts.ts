// What an alert says at the minute at which it comes: whole sentences that name the group, and a budget that is right.
import { isStatedRight } from './budget.ts';
import type { AlertLine } from './judge.ts';
import { lateBySeconds } from './random/verdict.ts';
import { clock } from './verdict.ts';
import type { World } from './world.ts';

/** What is wrong with the texts of the alerts that fire. */
export function textFaults(lines: readonly AlertLine[], world: World): string[] {
  return lines
    .filter(({ state }) => state === 'firing')
    .flatMap((line) =>
      [
        ...sentenceFaults(line),
        ...groupFaults(line, world),
        ...windowFaults(line, world),
        ...budgetFaults(line, world),
      ].map((fault) => `${line.labels.alertname} at ${clock(line.at)}: ${fault}`),
    );
}

/** What a template that found nothing leaves behind. */
const NOTHING = /<no value>|NaN|[+-]Inf|%!/;

function sentenceFaults({ annotations: { summary = '', description = '' } }: AlertLine): string[] {
  return [summary, description].flatMap((text) => [
    ...(NOTHING.test(text) ? [`a value is missing in "${text}"`] : []),
    ...(/\.$/.test(text) ? [] : [`no full stop ends "${text}"`]),
    ...(/\. [a-z]/.test(text) ? [`a sentence begins in lower case in "${text}"`] : []),
  ]);
}

function groupFaults({ labels, annotations: { summary = '' } }: AlertLine, { subject }: World): string[] {
  const unnamed = subject.filter((label) => label !== 'slo' && labels[label] && !summary.includes(labels[label]));
  return unnamed.map((label) => `${label}=${labels[label]} is not named in "${summary}"`);
}

/** As a tier says what it has measured: `4% of the events in the last 6h (none were seen in the last 1h) were bad`. */
const MEASURED = /% of the events in the last (\w+)(?: \(none were seen in the last (\w+)\))? were/;

/** A share of events is one of a window that had some. */
function windowFaults({ at, labels, annotations: { description = '' } }: AlertLine, world: World): string[] {
  const [found, window, idle] = MEASURED.exec(description) ?? [];
  const ledger = [...(world.promise ? [world.promise] : []), ...world.budgets].find((counted) =>
    Object.entries(counted.labels ?? {}).every(([name, value]) => labels[name] === value),
  )?.ledger;
  if (found === undefined || window === undefined || ledger === undefined) return [];
  const lateBy = lateBySeconds(world.scrape.intervalSeconds);
  const isEmpty = ledger.total(at - secondsOf(window) - lateBy, at) === 0;
  const isIdle = idle === undefined || ledger.total(at - secondsOf(idle) + lateBy, at - lateBy) === 0;
  return isEmpty || !isIdle ? [`that window had ${isEmpty ? 'no event' : 'events'}: "${found}"`] : [];
}

/** As `budgetLeft` of the alerts writes it: `40.67% of the 30d budget is left; the last 5m may not be counted yet`, or `The 30d
 *  budget is overspent by 203%; …`. */
const LEFT =
  /(?:([\d.e+]+)% of the \w+ budget is left|The \w+ budget is overspent by ([\d.e+]+)%); the last (\w+) may not be counted/;

function budgetFaults({ at, labels, annotations: { description = '' } }: AlertLine, { budgets }: World): string[] {
  const [found, left, overspent, lag = ''] = LEFT.exec(description) ?? [];
  const check = budgets.find((budget) =>
    Object.entries(budget.labels ?? {}).every(([name, value]) => labels[name] === value),
  );
  if (found === undefined || check === undefined || at < check.from) return [];
  const stated = left === undefined ? -Number(overspent) / 100 : Number(left) / 100;
  const isRight = isStatedRight({ ...check, lagSeconds: secondsOf(lag) }, at, stated);
  return isRight ? [] : [`the budget is not what it says: "${found}"`];
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The seconds of `1m15s`. */
function secondsOf(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)([smhd])/g)];
  return parts.reduce((sum, [, count, unit = 's']) => sum + Number(count) * (UNIT_SECONDS[unit] ?? 0), 0);
}
