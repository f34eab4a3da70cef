// Whether the mesh is of the version that the settings state, as istiod and the proxies tell of themselves.
import { labelValue } from '../exposition/exposition.ts';
import type { Settings } from '../model/settings.ts';
import { distinct } from '../text/lists.ts';
import type { Belief } from './belief.ts';
import type { Evidence } from './evidence.ts';
import { type Finding, findingOf } from './finding.ts';
import type { MetricQuestion } from './question.ts';

const NEVER_RARE = { earlier: [], isCounter: false, isFromLeaves: false } as const;

/** What tells the version: asked of every mesh whose metrics the SLOs read. */
const VERSION_QUESTIONS: readonly MetricQuestion[] = [
  { metric: 'istio_build', labels: ['component', 'tag'], ...NEVER_RARE },
  { metric: 'pilot_info', labels: ['version'], ...NEVER_RARE },
];

const OF_ISTIO = /^(istio_|istiod_|pilot_|citadel_|sidecar_injection_|galley_)/;

/** The questions about the version, where a belief is about a mesh. */
export function versionQuestions(beliefs: readonly Belief[]): readonly MetricQuestion[] {
  const others = VERSION_QUESTIONS.filter(({ metric }) => beliefs.every(({ selector }) => selector.metric !== metric));
  return beliefs.some(isOfIstio) ? others : [];
}

function isOfIstio({ selector }: Belief): boolean {
  return OF_ISTIO.test(selector.metric);
}

/** A version that is stated and is not the oldest one that runs. A default states nothing. */
export function checkIstio(beliefs: readonly Belief[], evidence: Evidence, { istio }: Settings): Finding[] {
  const belief = beliefs.find(isOfIstio);
  const running = runningVersions(evidence);
  const [oldest] = running;
  if (!belief || oldest === undefined || !istio.isVersionStated || oldest === istio.version) return [];
  return [
    {
      ...findingOf(belief, {
        code: 'istio-version-differs',
        severity: 'warning',
        message: `istio.version is ${istio.version}, and the mesh runs ${running.join(' and ')}`,
        help: `set istio: { version: "${oldest}" } in slo.config.yaml: it says which metrics the mesh has`,
      }),
      place: belief.subject.origin,
    },
  ];
}

/** The versions of istiod, such as `1.28`, oldest first; those of proxies where no istiod tells its own. */
function runningVersions({ metrics }: Evidence): string[] {
  const valuesOf = (metric: string, label: string, component?: string) =>
    (metrics.get(metric)?.series ?? [])
      .filter(({ labels }) => component === undefined || labelValue(labels, 'component') === component)
      .map(({ labels }) => labelValue(labels, label));
  const sources = [
    valuesOf('istio_build', 'tag', 'pilot'),
    valuesOf('pilot_info', 'version'),
    valuesOf('istio_build', 'tag', 'proxy'),
  ];
  const versions = sources.map((values) => distinct(values.flatMap(minorOf))).find((found) => found.length > 0) ?? [];
  return versions.sort((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1]));
}

/** `1.27` of `1.27.1-5f0ab1c-Clean` */
function minorOf(version: string): string[] {
  return /^1\.\d+/.exec(version) ?? [];
}
