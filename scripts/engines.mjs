// The engines of test/engines/ beside Prometheus, built with Go from their own modules:
//   node scripts/engines.mjs [NAME...]        builds what is missing into .tools/NAME-<version>/, and says so
// It never fails: where Go cannot build one, its tests are skipped under a name that says so.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { TOOLS_DIR } from './find-promtool.mjs';
import { buildCommands } from './go-module.mjs';
import { intoTools } from './into-tools.mjs';

const BUILD_INFO = 'github.com/prometheus/common/version.Version';

/** Their labels are slices. Those of Prometheus are one text each by default, on which both crash. */
const SLICE_LABELS = ['slicelabels'];

const ENGINES = [
  {
    name: 'victoriametrics',
    version: '1.140.0',
    module: 'github.com/VictoriaMetrics/VictoriaMetrics',
    commands: ['app/victoria-metrics', 'app/vmalert', 'app/vmalert-tool'],
    stamp: 'github.com/VictoriaMetrics/VictoriaMetrics/lib/buildinfo.Version',
  },
  {
    name: 'thanos',
    version: '0.42.3',
    module: 'github.com/thanos-io/thanos',
    commands: ['cmd/thanos'],
    tags: SLICE_LABELS,
    stamp: BUILD_INFO,
  },
  {
    name: 'cortex',
    version: '1.21.1',
    module: 'github.com/cortexproject/cortex',
    commands: ['cmd/cortex'],
    tags: SLICE_LABELS,
    stamp: BUILD_INFO,
  },
];

const homeOf = ({ name, version }) => `${name}-${version}`;

/** The programs of an engine that is built: by name, the path of each. */
export function findEngine(wanted) {
  const engine = ENGINES.find(({ name }) => name === wanted);
  const home = join(TOOLS_DIR, homeOf(engine));
  if (!existsSync(home)) return undefined;
  const programs = engine.commands.map((command) => command.slice(command.lastIndexOf('/') + 1));
  return { version: engine.version, ...Object.fromEntries(programs.map((name) => [name, join(home, name)])) };
}

function bring(engine) {
  if (findEngine(engine.name) !== undefined) return;
  try {
    console.error(`engines: building ${engine.name} ${engine.version} with Go (takes minutes, once)`);
    intoTools(
      (folders) => buildCommands({ ...engine, ...folders }),
      () => homeOf(engine),
    );
  } catch (error) {
    console.error(`engines: no ${engine.name}: ${error.message}`);
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const names = argv.slice(2);
  for (const engine of ENGINES) if (names.length === 0 || names.includes(engine.name)) bring(engine);
}
