// Where the rules run: in one Prometheus, or in leaves and in one place above them.
import type { Report } from '../../diagnostics/report.ts';
import type { Matcher } from '../../promql/ast.ts';
import type { ConfigSpec } from '../../spec/config-schema.ts';
import type { Located } from '../../spec/locate.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { isCompilerLabel } from '../compiler-labels.ts';
import { Place } from '../place.ts';
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
  file: Place | undefined,
): Topology | undefined {
  if (!topology || !file || targets) return undefined;
  const { part, leafLabel, leaves, queryOffset = DEFAULT_QUERY_OFFSET } = topology;
  if (part === undefined) return undefined;
  if (leafLabel === undefined || leaves === undefined) {
    const missing = leafLabel === undefined ? 'leafLabel' : 'leaves';
    return refuse(file.at('topology'), `a ${part} part needs "${missing}"`, HELP_FOR_LEAVES);
  }
  const queryOffsetMs = durationToMs(queryOffset);
  checkLeaves(leafLabel, leaves, where, file);
  if (queryOffsetMs > LONGEST_QUERY_OFFSET_MS) {
    const help = 'what leaves record arrives within a minute or two; an alert comes later by the offset';
    refuse(file.at('topology', 'queryOffset'), `a query offset of ${queryOffset} is longer than 10m`, help);
  }
  return { part, leafLabel, leaves, queryOffsetMs };
}

const HELP_FOR_LEAVES =
  'name the external label that tells the leaves apart, and its value in each of them: { leafLabel: cluster, leaves: [eu-1, us-1] }';

function checkLeaves(leafLabel: string, leaves: readonly string[], where: readonly Matcher[], file: Place): void {
  const twice = leaves.find((leaf, at) => leaves.indexOf(leaf) < at);
  if (twice !== undefined) {
    refuse(file.at('topology', 'leaves'), `the leaf "${twice}" is listed twice`, 'list each leaf once');
  }
  if (isCompilerLabel(leafLabel) || leafLabel.startsWith('__') || LABELS_OF_SERIES.includes(leafLabel)) {
    const help = 'name an external label of the Prometheus servers in the leaves, such as cluster';
    refuse(
      file.at('topology', 'leafLabel'),
      `"${leafLabel}" cannot tell leaves apart: series of one leaf have it`,
      help,
    );
  }
  if (where.some(({ label }) => label === leafLabel)) {
    const help = 'write where: "off"; the leaves are told apart above them';
    const message = `every selector is narrowed by "${leafLabel}", a label that no series has in a leaf`;
    refuse(file.at('where' in Object(file.reading.document.value) ? 'where' : 'cluster'), message, help);
  }
}

function refuse(place: Place, message: string, help: string): undefined {
  place.report({ code: 'invalid-topology', message, help });
}

/** Rules of a leaf are read above it, and the other way round: a project has both parts, or none. */
export function checkParts(
  document: Located<ConfigSpec> | undefined,
  targets: readonly Settings[],
  report: Report,
): void {
  if (!document?.value.topology && !document?.value.targets?.some(({ topology }) => topology)) return;
  const file = new Place({ document, report });
  const parts = targets.flatMap(({ document: written }) => written?.value.topology?.part ?? []);
  const missing = (['leaf', 'global'] as const).find((part) => !parts.includes(part));
  if (missing === undefined) {
    checkPairs(targets, file);
    return;
  }
  const help = `add a target for it: { name: ${missing}, topology: { part: ${missing} } }`;
  refuse(
    file.at(document.value.topology ? 'topology' : 'targets'),
    `no target has the ${missing} part of the rules`,
    help,
  );
}

/** What is recorded in a leaf is read above it by the label of the leaf, as often as it is recorded. */
function checkPairs(targets: readonly Settings[], file: Place): void {
  targets.forEach(({ topology, scrapeIntervalMs }, at) => {
    if (!topology) return;
    const others = targets.filter((other) => other.topology && other.topology.part !== topology.part);
    const ofLabel = others.filter((other) => other.topology?.leafLabel === topology.leafLabel);
    const other = topology.part === 'leaf' ? 'global' : 'leaf';
    if (others.length > 0 && ofLabel.length === 0) {
      const help = 'write "leafLabel" once, in the topology of the project';
      const message = `no target with the ${other} part tells the leaves apart by "${topology.leafLabel}"`;
      refuse(file.at('targets', at), message, help);
    } else if (ofLabel.length > 0 && ofLabel.every((leaf) => leaf.scrapeIntervalMs !== scrapeIntervalMs)) {
      const help =
        'write one scrapeInterval for both parts: rates are recorded in the leaves as often as they are read above';
      refuse(file.at('targets', at), `no target with the ${other} part has the scrape interval of this one`, help);
    }
  });
}
