// What `slo build` writes, as linters of rules by other people see it with the settings that the docs give: nothing is
// found in it, and something is found in a rule that is wrong. pint and promruval are built from Go modules by whoever has
// them ($PINT, $PROMRUVAL or the PATH); without one its tests are skipped by name.
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cwd, env } from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { programsOnPath } from '../../src/promtool/program.ts';
import { Project, SPEC } from '../cli/slo-process.ts';

interface Linter {
  readonly name: string;
  /** The variable that names the program. */
  readonly variable: 'PINT' | 'PROMRUVAL';
  /** Its arguments for files of rules in a folder. */
  readonly args: (folder: string) => readonly string[];
  /** The formats of rules that it reads. */
  readonly formats: readonly ('operator' | 'prometheus')[];
}

const rulesIn = (folder: string) => readdirSync(join(folder, 'rules')).filter((file) => file.endsWith('.rules.yaml'));

const LINTERS: readonly Linter[] = [
  {
    name: 'pint',
    variable: 'PINT',
    args: () => [
      '--no-color',
      '--offline',
      '--config',
      join(cwd(), '.pint.hcl'),
      'lint',
      '--min-severity=info',
      '--fail-on=info',
      'rules',
    ],
    formats: ['operator', 'prometheus'],
  },
  {
    name: 'promruval',
    variable: 'PROMRUVAL',
    args: (folder) => [
      'validate',
      // Side by side, its exit status is that of the file that ends last.
      '--disable-parallelization',
      '--config-file',
      join(cwd(), '.promruval.yaml'),
      ...rulesIn(folder).map((file) => join('rules', file)),
    ],
    formats: ['prometheus'],
  },
];

/** An alert that both find fault with: it has no condition, no severity and no texts. */
const WRONG_RULES = `groups:
  - name: wrong
    interval: 30s
    rules:
      - alert: Wrong
        expr: irate(http_requests_total[5m])
`;

function built(format: 'operator' | 'prometheus'): Project {
  const project = new Project({ 'slo.config.yaml': `rules:\n  format: ${format}\n`, 'slos/shop.slo.yaml': SPEC });
  for (const args of [['init', '--istio'], ['build']]) expect(project.slo(...args)).toMatchObject({ status: 0 });
  return project;
}

for (const { name, variable, args, formats } of LINTERS) {
  const program = env[variable] ?? programsOnPath(name)[0];
  const inFolder = (folder: string) => {
    const { status, stdout, stderr } = spawnSync(program ?? '', args(folder), { cwd: folder, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  };

  (program === undefined ? describe.skip : describe)(`${name}${program === undefined ? ' (not found)' : ''}`, () => {
    it.each(formats)('finds nothing in what is built as %s', (format) => {
      const { status, output } = inFolder(built(format).root);
      expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
    });

    it('finds a rule that is wrong', () => {
      const { root } = built('prometheus');
      writeFileSync(join(root, 'rules', 'wrong.rules.yaml'), WRONG_RULES);
      expect(inFolder(root).status).toBe(1);
    });
  });
}
