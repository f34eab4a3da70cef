// What a Prometheus says of itself: which rules it has loaded, how it scrapes, how long it remembers. Each part may be
// unknown: Thanos, Mimir and VictoriaMetrics leave some out.
import type { PrometheusClient } from '../prometheus/client.ts';
import type { Answer } from '../prometheus/fault.ts';
import type { LoadedGroup, ScrapeTarget } from '../prometheus/schemas.ts';

export interface ServerEvidence {
  readonly nowMs: number;
  readonly groups?: readonly LoadedGroup[];
  readonly targets?: readonly ScrapeTarget[];
  readonly flags?: Readonly<Record<string, string>>;
  /** `15d`, `15d or 10GiB`. */
  readonly retention?: string;
  readonly version?: string;
  /** YAML. */
  readonly configuration?: string;
  readonly alertmanagers?: number;
}

/** Asks a server about itself; a fault that is more than a missing part of its API is the answer. */
export async function askServer(client: PrometheusClient, nowMs: number): Promise<Answer<ServerEvidence>> {
  const [groups, targets, flags, runtime, build, configuration, alertmanagers] = await Promise.all([
    client.ruleGroups(),
    client.targets(),
    client.flags(),
    client.runtimeInfo(),
    client.buildInfo(),
    client.configuration(),
    client.alertmanagers(),
  ]);
  // VictoriaMetrics answers some of these in words of its own: what cannot be read is as good as not said.
  const grave = [groups, targets, flags, runtime, build, configuration, alertmanagers].find(
    (answer) =>
      'fault' in answer && !answer.fault.isUnsupported && answer.fault.diagnostic.code !== 'prometheus-answer',
  );
  if (grave && 'fault' in grave) return grave;
  const known = {
    groups: answered(groups),
    targets: answered(targets),
    flags: answered(flags),
    retention: answered(runtime)?.storageRetention,
    version: answered(build)?.goVersion === undefined ? undefined : answered(build)?.version,
    configuration: answered(configuration),
    alertmanagers: answered(alertmanagers),
  };
  const answers = Object.entries(known).filter(([, value]) => value !== undefined);
  return { value: { nowMs, ...Object.fromEntries(answers) } };
}

function answered<T>(answer: Answer<T>): T | undefined {
  return 'value' in answer ? answer.value : undefined;
}

/** What a server has not told, in words. */
export function unansweredOf(server: ServerEvidence): string[] {
  const parts: readonly (readonly [keyof ServerEvidence, string])[] = [
    ['groups', 'its rules'],
    ['targets', 'its targets'],
    ['flags', 'its flags'],
    ['retention', 'how long it remembers'],
    ['configuration', 'its configuration'],
    ['alertmanagers', 'its Alertmanagers'],
  ];
  return parts.flatMap(([part, words]) => (server[part] === undefined ? [words] : []));
}
