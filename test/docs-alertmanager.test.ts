// The configuration of Alertmanager in the documents tells every group of an SLO apart.
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { compileText } from './support/compile-text.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

it('groups and inhibits by every label that an SLO of this repository groups by', () => {
  const [text = ''] = /^route:\n.*?(?=^```$)/ms.exec(read('docs/alertmanager.md')) ?? [];
  const { route, inhibit_rules } = parse(text);
  const specs = ['slos/mesh.slo.yaml', 'slos/control-plane.slo.yaml'];
  const labels = specs.flatMap((path) => compileText(read(path)).slos.flatMap(({ by }) => by));
  expect(labels.length).toBeGreaterThan(0);
  expect(route.group_by).toEqual(expect.arrayContaining(labels));
  expect(inhibit_rules[0].equal).toEqual(route.group_by.filter((label: string) => label !== 'alertname'));
});
