// `slo init`: a project to start from. Overwrites nothing.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
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

const FILES: readonly (readonly [path: string, text: () => string])[] = [
  ['slo.config.yaml', () => CONFIG],
  ['slos/shop.slo.yaml', () => SPEC],
  ['slos/slo.schema.json', () => schemaText('spec')],
];

export function init(root: string, terminal: Terminal): Exit {
  try {
    for (const [path, text] of FILES) {
      const file = join(root, path);
      if (existsSync(file)) {
        terminal.note(`kept     ${path}: it is there already`);
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
  terminal.note('next: slo build');
  return EXIT.fine;
}
