// `slo init`: a project to start from. Overwrites nothing.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { reasonOf } from '../output/file-error.ts';
import { schemaText } from './schema.ts';
import { EXIT, type Exit, type Terminal } from './terminal.ts';

const CONFIG = `# Settings of this project; every one has a default. \`slo schema --config\` prints all of them.
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

const SCENARIOS = `# yaml-language-server: $schema=./slo-test.schema.json
scenarios:
  - name: a deploy breaks every tenth request, and is rolled back after twenty minutes
    slo: shop/request-success
    traffic:
      - { for: 1h, events: 100/s, bad: 0% }
      - { for: 20m, events: 100/s, bad: 10% }
      - { for: 20m, events: 100/s, bad: 0% }
    expect:
      - { at: 1h, silent: all }
      - { at: 1h15m, fires: [ErrorBudgetBurn/page-fast] }
      - { at: 1h35m, silent: [ErrorBudgetBurn/page-fast] }
`;

interface StartingFile {
  readonly path: string;
  readonly text: () => string;
  /** The file of which it speaks, as it must be. */
  readonly about?: { readonly path: string; readonly text: string };
}

const EXAMPLE = { path: 'slos/shop.slo.yaml', text: SPEC };

const FILES: readonly StartingFile[] = [
  { path: 'slo.config.yaml', text: () => CONFIG },
  { path: EXAMPLE.path, text: () => EXAMPLE.text },
  { path: 'slos/slo.schema.json', text: () => schemaText('spec') },
  { path: 'slos/shop.slo-test.yaml', text: () => SCENARIOS, about: EXAMPLE },
  { path: 'slos/slo-test.schema.json', text: () => schemaText('tests') },
];

export function init(root: string, terminal: Terminal): Exit {
  try {
    for (const { path, text, about } of FILES) {
      const file = join(root, path);
      if (existsSync(file)) {
        terminal.note(`kept     ${path}: it is there already`);
        continue;
      }
      if (about && readFileSync(join(root, about.path), 'utf8') !== about.text) {
        terminal.note(`left out ${path}: ${about.path} is your own`);
        continue;
      }
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text(), { flag: 'wx' });
      terminal.note(`created  ${path}`);
    }
  } catch (error) {
    terminal.note(`error: the project cannot be written: ${reasonOf(error)}`);
    return EXIT.wrong;
  }
  terminal.note('next: slo build, and slo test, which proves with promtool what it built');
  return EXIT.fine;
}
