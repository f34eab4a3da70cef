// The engines of test/engines/ beside Prometheus, built with Go from their own modules:
//   node scripts/engines.mjs [NAME...]        builds what is missing into .tools/NAME-<version>/, and says so
//   node scripts/engines.mjs built|missing     the names of those that are, or are not; builds none
// It never fails: where Go cannot build one, its tests are skipped under a name that says so.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../src/promtool/download.ts';
import { buildWithGo, STATED_VERSION } from '../../src/promtool/go-build.ts';
import { TOOLS_DIR } from './find-promtool.ts';
import { intoTools } from './into-tools.ts';

/** The programs of an engine that is built: by name, the path of each, and the engine's version. */
export type EnginePrograms = Readonly<Record<string, string>>;

export type EngineName = 'victoriametrics' | 'thanos' | 'cortex';

interface Engine {
  readonly name: EngineName;
  readonly version: string;
  readonly module: string;
  readonly requires: readonly string[];
  readonly tags: readonly string[];
  readonly variable: string;
}

/** Their labels are slices. Those of Prometheus are one text each by default, on which both crash. */
const SLICE_LABELS = ['slicelabels'];

const ENGINES: readonly Engine[] = [
  {
    name: 'victoriametrics',
    version: '1.140.0',
    module: 'github.com/VictoriaMetrics/VictoriaMetrics',
    requires: ['app/victoria-metrics', 'app/vmalert', 'app/vmalert-tool'],
    tags: [],
    variable: 'github.com/VictoriaMetrics/VictoriaMetrics/lib/buildinfo.Version',
  },
  {
    name: 'thanos',
    version: '0.42.3',
    module: 'github.com/thanos-io/thanos',
    requires: ['cmd/thanos'],
    tags: SLICE_LABELS,
    variable: STATED_VERSION,
  },
  {
    name: 'cortex',
    version: '1.21.1',
    module: 'github.com/cortexproject/cortex',
    requires: ['cmd/cortex'],
    tags: SLICE_LABELS,
    variable: STATED_VERSION,
  },
];

const homeOf = ({ name, version }: Engine): string => `${name}-${version}`;

/** Undefined where it is not built. */
export function findEngine(name: EngineName): EnginePrograms | undefined {
  const engine = ENGINES.find((candidate) => candidate.name === name);
  return engine === undefined ? undefined : programsOf(engine);
}

function programsOf(engine: Engine): EnginePrograms | undefined {
  const home = join(TOOLS_DIR, homeOf(engine));
  if (!existsSync(home)) return undefined;
  const programs = engine.requires.map((path) => path.slice(path.lastIndexOf('/') + 1));
  return { version: engine.version, ...Object.fromEntries(programs.map((name) => [name, join(home, name)])) };
}

async function bring(engine: Engine): Promise<void> {
  const { name, version, variable } = engine;
  if (programsOf(engine) !== undefined) return;
  try {
    console.error(`engines: building ${name} ${version} with Go (takes minutes, once)`);
    const build = { ...engine, moduleVersion: `v${version}`, stamp: { variable, version } };
    await intoTools(
      ({ workDir, outDir }) => buildWithGo(build, workDir, outDir),
      () => homeOf(engine),
    );
  } catch (error) {
    console.error(`engines: no ${name}: ${messageOf(error)}`);
  }
}

export async function main(names: readonly string[]): Promise<void> {
  const [list] = names;
  if (list === 'built' || list === 'missing') {
    const listed = ENGINES.filter((engine) => (programsOf(engine) === undefined) === (list === 'missing'));
    for (const { name } of listed) console.log(name);
    return;
  }
  for (const engine of ENGINES) if (names.length === 0 || names.includes(engine.name)) await bring(engine);
}
