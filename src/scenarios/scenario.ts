// Scenarios that users wrote, tied to the compiled rules that each of them speaks of. What cannot be tested is reported
// where it was written.
import type { Report } from '../diagnostics/report.ts';
import { Place } from '../model/place.ts';
import type { Scenario } from '../proof/context/scenario.ts';
import type { CompiledFile } from '../rules/rule.ts';
import type { Located } from '../spec/locate.ts';
import type { ScenarioFile, ScenarioSpec } from '../spec/scenario-schema.ts';
import { checkContradictions } from './contradictions.ts';
import { readExpectations, readNotifications } from './expect.ts';
import { readSeries } from './series.ts';
import { findTarget, targetsOf } from './target.ts';
import { readTraffic } from './traffic.ts';
import { checkRead } from './unread.ts';
import type { UserInput, UserTarget } from './user-target.ts';

/** The kind of all scenarios that users wrote. */
const USER = 'user';

export interface UserScenario {
  readonly target: UserTarget;
  /** Path of the file that holds it. */
  readonly source: string;
  readonly scenario: Scenario;
}

/** The scenarios of all documents; one with a mistake is left out, and the mistake reported. */
export function readUserScenarios(
  documents: readonly Located<ScenarioFile>[],
  files: readonly CompiledFile[],
  report: Report,
): UserScenario[] {
  const targets = files.flatMap(targetsOf);
  return documents.flatMap((document) =>
    document.value.scenarios.flatMap((spec, at) => {
      const place = new Place({ document, report }, ['scenarios', at]);
      const target = findTarget(spec, targets, place);
      const scenario = target && readScenario(spec, target, place);
      return target && scenario ? [{ target, source: document.source.path, scenario }] : [];
    }),
  );
}

function readScenario(spec: ScenarioSpec, target: UserTarget, place: Place): Scenario | undefined {
  const input = readInput(spec, target, place);
  if (!input) return undefined;
  checkContradictions(spec.expect, place);
  const { endMs, ...recorded } = input;
  const checks = readExpectations(spec.expect, target, { endMs, readsRecorded: recorded.rules === 'user-fed' }, place);
  const origin = place.at('name').span;
  const notifications = readNotifications(spec.expect);
  return {
    id: { kind: USER, variant: spec.name },
    title: spec.name,
    ...recorded,
    checks,
    rendered: [],
    ...(notifications.length > 0 && { notifications }),
    origin,
  };
}

function readInput(spec: ScenarioSpec, target: UserTarget, place: Place): UserInput | undefined {
  const { compiled } = target;
  const { series, traffic, group } = spec;
  const refuse = (field: string, message: string, help: string) =>
    place.at(field).report({ code: 'scenario-input', message, help });
  if (series && traffic) {
    return refuse(
      'series',
      'the scenario has both "series" and "traffic"',
      'keep one: series say what is scraped, traffic lets it be made up',
    );
  }
  if (traffic && !compiled) {
    return refuse('traffic', 'alerts that stand on their own read series, not traffic', 'write "series" in its place');
  }
  if (traffic && compiled) return readTraffic({ ...spec, traffic }, compiled, place);
  if (!series) {
    return refuse(
      'name',
      'the scenario has neither "series" nor "traffic"',
      'say what happens, as in traffic: [{ for: 1h, bad: 0% }, { for: 20m, bad: 5% }]',
    );
  }
  if (group) {
    return refuse('group', '"group" goes with "traffic", not with "series"', 'write the labels into the series');
  }
  const input = readSeries({ ...spec, series }, compiled?.slo, place);
  if (input) checkRead(input.series, target, place);
  return input;
}
