// Where the rules run: in one Prometheus, or in leaves and in one place above them.
import type { Report } from '../../diagnostics/report.ts';
import type { Matcher } from '../../promql/ast.ts';
import type { ConfigSpec } from '../../spec/config-schema.ts';
import type { Located, Path } from '../../spec/locate.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { isCompilerLabel } from '../compiler-labels.ts';
import { addProblem, type Scope } from '../scope.ts';
import type { Settings } from '../settings.ts';
import type { Topology } from '../slo.ts';
import { durationToMs } from '../units.ts';

/** What remote write takes to arrive, with some to spare. */
const DEFAULT_QUERY_OFFSET = '1m';

/** Pages come later by the offset. */
const LONGEST_QUERY_OFFSET_MS = 10 * MINUTE_MS;

/** Labels that tell series of one leaf apart. */
const LABELS_OF_SERIES: readonly string[] = ['job', 'instance', 'le', 'alertname', 'severity'];

/** Undefined for a target that stands alone, and where something is wrong, which is reported. */
export function readTopology(
  { topology, targets }: ConfigSpec,
  where: readonly Matcher[],
  scope: Scope | undefined,
): Topology | undefined {
  if (!topology || !scope || targets) return undefined;
  const { part, leafLabel, leaves, queryOffset = DEFAULT_QUERY_OFFSET } = topology;
  if (part === undefined) return undefined;
  if (leafLabel === undefined || leaves === undefined) {
    const missing = leafLabel === undefined ? 'leafLabel' : 'leaves';
    return refuse(['topology'], `a ${part} part needs "${missing}"`, HELP_FOR_LEAVES, scope);
  }
  const queryOffsetMs = durationToMs(queryOffset);
  checkLeaves(leafLabel, leaves, where, scope);
  if (queryOffsetMs > LONGEST_QUERY_OFFSET_MS) {
    const help = 'what leaves record arrives within a minute or two; an alert comes later by the offset';
    refuse(['topology', 'queryOffset'], `a query offset of ${queryOffset} is longer than 10m`, help, scope);
  }
  return { part, leafLabel, leaves, queryOffsetMs };
}

const HELP_FOR_LEAVES =
  'name the external label that tells the leaves apart, and its value in each of them: { leafLabel: cluster, leaves: [eu-1, us-1] }';

function checkLeaves(leafLabel: string, leaves: readonly string[], where: readonly Matcher[], scope: Scope): void {
  const twice = leaves.find((leaf, at) => leaves.indexOf(leaf) < at);
  if (twice !== undefined) {
    refuse(['topology', 'leaves'], `the leaf "${twice}" is listed twice`, 'list each leaf once', scope);
  }
  if (isCompilerLabel(leafLabel) || leafLabel.startsWith('__') || LABELS_OF_SERIES.includes(leafLabel)) {
    const help = 'name an external label of the Prometheus servers in the leaves, such as cluster';
    refuse(
      ['topology', 'leafLabel'],
      `"${leafLabel}" cannot tell leaves apart: series of one leaf have it`,
      help,
      scope,
    );
  }
  if (where.some(({ label }) => label === leafLabel)) {
    const help = 'write where: "off"; the leaves are told apart above them';
    const message = `every selector is narrowed by "${leafLabel}", a label that no series has in a leaf`;
    refuse(
      [scope.document.value && 'where' in Object(scope.document.value) ? 'where' : 'cluster'],
      message,
      help,
      scope,
    );
  }
}

function refuse(path: Path, message: string, help: string, scope: Scope): undefined {
  addProblem(scope, { code: 'invalid-topology', path, message, help });
}

/** Rules of a leaf are read above it, and the other way round: a project has both parts, or none. */
export function checkParts(
  document: Located<ConfigSpec> | undefined,
  targets: readonly Settings[],
  report: Report,
): void {
  if (!document?.value.topology && !document?.value.targets?.some(({ topology }) => topology)) return;
  const parts = targets.flatMap(({ document: written }) => written?.value.topology?.part ?? []);
  const missing = (['leaf', 'global'] as const).find((part) => !parts.includes(part));
  if (missing === undefined) {
    checkPairs(targets, { document, report });
    return;
  }
  const path = document.value.topology ? ['topology'] : ['targets'];
  const help = `add a target for it: { name: ${missing}, topology: { part: ${missing} } }`;
  refuse(path, `no target has the ${missing} part of the rules`, help, { document, report });
}

/** What is recorded in a leaf is read above it by the label of the leaf, as often as it is recorded. */
function checkPairs(targets: readonly Settings[], scope: Scope): void {
  targets.forEach(({ topology, scrapeIntervalMs }, at) => {
    if (!topology) return;
    const others = targets.filter((other) => other.topology && other.topology.part !== topology.part);
    const ofLabel = others.filter((other) => other.topology?.leafLabel === topology.leafLabel);
    const other = topology.part === 'leaf' ? 'global' : 'leaf';
    if (others.length > 0 && ofLabel.length === 0) {
      const help = 'write "leafLabel" once, in the topology of the project';
      const message = `no target with the ${other} part tells the leaves apart by "${topology.leafLabel}"`;
      refuse(['targets', at], message, help, scope);
    } else if (ofLabel.length > 0 && ofLabel.every((leaf) => leaf.scrapeIntervalMs !== scrapeIntervalMs)) {
      const help =
        'write one scrapeInterval for both parts: rates are recorded in the leaves as often as they are read above';
      refuse(['targets', at], `no target with the ${other} part has the scrape interval of this one`, help, scope);
    }
  });
}
