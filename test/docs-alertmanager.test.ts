// The configuration of Alertmanager in the documents is the one that is generated for this repository.
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

it('shows the generated file', () => {
  const generated = read('alertmanager/slo.yaml').replace(/^#.*\n/gm, '');
  expect(read('docs/alertmanager.md')).toContain(`\`\`\`yaml\n${generated}\`\`\`\n`);
});
