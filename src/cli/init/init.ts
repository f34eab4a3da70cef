// `slo init`: a project to start from, guessed from what is there. Overwrites nothing.
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Report } from '../../diagnostics/report.ts';
import { namedFault } from '../../output/locate.ts';
import { FileFault, faultOf } from '../project/files.ts';
import type { Location } from '../project/location.ts';
import { schemaText } from '../schema.ts';
import { EXIT, type Exit, type Terminal } from '../terminal.ts';
import { WORKFLOW, workflow } from './ci.ts';
import { httpScenarios, httpSpec, incident, readHttpMetric } from './http.ts';
import { CONTROL_PLANE_SPEC, MESH_SCENARIOS, MESH_SPEC } from './istio.ts';

export interface InitOptions {
  /** Start with the SLOs of an Istio mesh. */
  readonly istio?: boolean;
  /** Start with SLOs on this metric of HTTP requests. */
  readonly http?: string;
}

const CONFIG = `# yaml-language-server: $schema=./slos/slo-config.schema.json
# Settings of this project; every one has a default. \`slo schema --config\` prints all of them.
scrapeInterval: 30s
rules:
  namespace: monitoring
  labels:
    # What your Prometheus selects PrometheusRule objects by.
    release: kube-prometheus-stack
`;

const SPEC = `# yaml-language-server: $schema=./slo.schema.json
service: shop
owner: team-shop
slos:
  - name: request-success
    description: 99.9 % of the requests to the shop succeed.
    objective: 99.9%
    indicator:
      by: [handler]
      ratio:
        total: http_requests_total{job="shop"}
        bad: http_requests_total{job="shop", code=~"5.."}
`;

/** For specs that are written later and have no line that names their schema. */
const EDITOR = `{
  "yaml.schemas": {
    "./slos/slo.schema.json": "slos/**/*.slo.{yaml,yml}",
    "./slos/slo-test.schema.json": "slos/**/*.slo-test.{yaml,yml}",
    "./slos/slo-config.schema.json": "slo.config.yaml"
  }
}
`;

const IGNORED = `node_modules/
# What \`slo preview\` writes.
slo-preview.html
`;

/** Reviews fold what is generated: a changed objective is then a change of one line to read. */
const ATTRIBUTES = `rules/** linguist-generated
dashboards/** linguist-generated
slos/*.schema.json linguist-generated
`;

/** A file to start with, by its path from the project. */
interface StartingFile {
  readonly path: string;
  readonly text: string;
  /** The file of which it speaks, as it must be. */
  readonly about?: StartingFile;
}

export function init(location: Location, options: InitOptions, terminal: Terminal): Exit {
  const { root } = location;
  const report = new Report();
  const examples = examplesFor(options, serviceName(root), report);
  if (report.hasErrors) {
    terminal.report(report.diagnostics);
    return EXIT.usage;
  }
  try {
    for (const file of [...filesFor(examples), ...ciFiles(location, terminal)]) write(location, file, terminal);
  } catch (error) {
    const message = `the project cannot be written: ${faultOf(error)}`;
    terminal.report([{ code: 'write-failed', severity: 'error', message }]);
    return EXIT.wrong;
  }
  terminal.note('next: slo build, and slo test, which proves with promtool what it built');
  return EXIT.fine;
}

/** The specs that were asked for, each with its scenarios; without a wish, those of a made-up shop. */
function examplesFor({ istio = false, http }: InitOptions, service: string, report: Report): StartingFile[] {
  const metric = http === undefined ? undefined : readHttpMetric(http, report);
  const mesh = { path: 'slos/mesh.slo.yaml', text: MESH_SPEC };
  const spec = metric && { path: `slos/${service}.slo.yaml`, text: httpSpec(service, metric) };
  const scenarios = metric && httpScenarios(service, metric);
  const shop = { path: 'slos/shop.slo.yaml', text: SPEC };
  return [
    ...(istio
      ? [
          mesh,
          { path: 'slos/mesh.slo-test.yaml', text: MESH_SCENARIOS, about: mesh },
          { path: 'slos/control-plane.slo.yaml', text: CONTROL_PLANE_SPEC },
        ]
      : []),
    ...(spec ? [spec] : []),
    ...(spec && scenarios ? [{ path: `slos/${service}.slo-test.yaml`, text: scenarios, about: spec }] : []),
    ...(istio || http !== undefined
      ? []
      : [
          shop,
          {
            path: 'slos/shop.slo-test.yaml',
            text: incident('shop/request-success', '    group: { handler: /cart }\n'),
            about: shop,
          },
        ]),
  ];
}

function filesFor(examples: readonly StartingFile[]): StartingFile[] {
  return [
    { path: 'slo.config.yaml', text: CONFIG },
    ...examples,
    { path: 'slos/slo.schema.json', text: schemaText('spec') },
    { path: 'slos/slo-test.schema.json', text: schemaText('tests') },
    { path: 'slos/slo-config.schema.json', text: schemaText('config') },
    { path: '.vscode/settings.json', text: EDITOR },
    { path: '.gitignore', text: IGNORED },
    { path: '.gitattributes', text: ATTRIBUTES },
  ];
}

/** The workflow, where GitHub looks for it and its steps can run: they install what package.json names. */
function ciFiles({ root, fromRepository }: Location, terminal: Terminal): StartingFile[] {
  const folder = fromRepository('.');
  const path = `${'../'.repeat(folder === '.' ? 0 : folder.split('/').length)}${WORKFLOW}`;
  if (existsSync(join(root, path, '../../../.gitlab-ci.yml'))) return [];
  if (existsSync(join(root, 'package-lock.json'))) return [{ path, text: workflow(folder) }];
  terminal.note(`left out ${path}: it runs \`npm ci\`, and there is no package-lock.json here`);
  return [];
}

function write({ root, fromRepository }: Location, { path, text, about }: StartingFile, terminal: Terminal): void {
  const file = join(root, path);
  // A link to nothing is there, too.
  if (lstatSync(file, { throwIfNoEntry: false })) {
    terminal.note(`kept     ${path}: it is there already`);
    return;
  }
  if (about && !isWritten(join(root, about.path), about.text)) {
    terminal.note(`left out ${path}: ${about.path} is your own`);
    return;
  }
  const repository = resolve(root, relative(fromRepository('.'), '.'));
  const fault = namedFault(repository, resolve(file));
  if (fault !== undefined) throw new FileFault(`${path} ${fault}`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { flag: 'wx' });
  terminal.note(`created  ${path}`);
}

/** Whether a file holds this text; one of another size, or what is no file, is not read. */
function isWritten(file: string, text: string): boolean {
  const stats = lstatSync(file);
  return stats.isFile() && stats.size === Buffer.byteLength(text) && readFileSync(file, 'utf8') === text;
}

/** The name of the folder, as a name that a service may have. */
function serviceName(root: string): string {
  const name = basename(resolve(root))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return name.slice(0, 40).replaceAll(/^-+|-+$/g, '') || 'service';
}
