// `slo lint` as editors, code hosts and people use it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Project, SPEC } from './slo-process.ts';

const WRONG = SPEC.replace('objective', 'objectve').replace('shop', 'wrong');

function wrongProject(): Project {
  return new Project({ 'slos/shop.slo.yaml': SPEC, 'slos/wrong.slo.yaml': WRONG });
}

describe('slo lint', () => {
  it('finds nothing wrong with a sound project, in each format', () => {
    const project = new Project();
    expect(project.slo('lint')).toMatchObject({ status: 0, stdout: '' });
    expect(project.slo('lint', '--format', 'github')).toMatchObject({ status: 0, stdout: '' });
    const json = project.slo('lint', '--format', 'json');
    expect([json.status, JSON.parse(json.stdout).diagnostics]).toEqual([0, []]);
    const sarif = project.slo('lint', '--format', 'sarif');
    expect([sarif.status, JSON.parse(sarif.stdout).runs[0].results]).toEqual([0, []]);
  });

  it('shows people the line, what is wrong with it, and what was meant', () => {
    const { status, stdout } = wrongProject().slo('lint');
    expect(status).toBe(1);
    expect(stdout).toContain('slos/wrong.slo.yaml:4:5 error[unknown-field]');
    expect(stdout).toContain('did you mean "objective"?');
    expect(stdout).not.toContain('\u001b');
  });

  it('prints JSON', () => {
    const { status, stdout } = wrongProject().slo('lint', '--format', 'json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout).diagnostics).toContainEqual(
      expect.objectContaining({ code: 'unknown-field', file: 'slos/wrong.slo.yaml', line: 4, column: 5 }),
    );
  });

  it('prints SARIF', () => {
    const { status, stdout } = wrongProject().slo('lint', '--format', 'sarif');
    const log = JSON.parse(stdout);
    expect(status).toBe(1);
    expect(log.version).toBe('2.1.0');
    expect(log.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toContain('unknown-field');
  });

  it('prints commands for GitHub, one a line', () => {
    const { status, stdout } = wrongProject().slo('lint', '--format', 'github');
    expect(status).toBe(1);
    for (const line of stdout.trimEnd().split('\n')) expect(line).toMatch(/^::(error|warning) file=[^,]+,line=\d+/);
  });

  it('tells what is wrong with each file, whatever is wrong with the others', () => {
    const project = new Project({
      'slo.config.yaml': 'scrapeIntervall: 30s\ndefaults: { labels: { "a b": c } }\n',
      'slos/shop.slo.yaml': SPEC,
      'slos/names.slo.yaml': `${SPEC.replace('name: success', 'name: Success')}      \n`.replace('code=~', 'code=~~'),
      'slos/sloth.slo.yaml': 'version: prometheus/v1\nservice: shop\n',
      'slos/shop.slo-test.yaml': `scenarios:
  - name: too early
    slo: success
    group: { handler: / }
    traffic: [{ for: 1h, bad: 0% }]
    expect: [{ at: 2h, silent: all }]
  - name: of an SLO that could not be compiled
    slo: shop/Success
    traffic: [{ for: 1h, bad: 0% }]
    expect: [{ at: 30m, silent: all }]
`,
    });
    const { stdout } = project.slo('lint', '--format', 'json');
    const found: readonly { readonly file: string; readonly code: string }[] = JSON.parse(stdout).diagnostics;
    expect(found.map(({ file, code }) => `${file} ${code}`)).toEqual([
      'slo.config.yaml unknown-field',
      'slo.config.yaml invalid-name',
      'slos/names.slo.yaml invalid-name',
      'slos/names.slo.yaml promql-syntax',
      'slos/shop.slo-test.yaml scenario-time',
      'slos/sloth.slo.yaml foreign-spec',
    ]);
  });

  it('reads a spec from the standard input', () => {
    const project = new Project();
    expect(project.sloWith(SPEC, 'lint', '-')).toMatchObject({
      status: 0,
      stdout: '',
      stderr: '1 file, no problems\n',
    });
    const { status, stdout } = project.sloWith(WRONG, 'lint', '-');
    expect([status, stdout]).toEqual([1, expect.stringContaining('<stdin>:4:5 error[unknown-field]')]);
  });

  it('names paths from where the user is, and for code hosts from the root of the repository', () => {
    const project = new Project({ 'apps/shop/slo.config.yaml': '', 'apps/shop/slos/wrong.slo.yaml': WRONG });
    mkdirSync(join(project.root, '.git'));
    const from = (folder: string, format: string) => project.slo('-C', folder, 'lint', '--format', format).stdout;
    expect(from('apps/shop', 'text')).toMatch(/^slos\/wrong\.slo\.yaml:4:5/);
    expect(from('apps/shop/slos', 'text')).toMatch(/^wrong\.slo\.yaml:4:5/);
    for (const folder of ['apps/shop', 'apps/shop/slos']) {
      expect(from(folder, 'github')).toContain('file=apps/shop/slos/wrong.slo.yaml,line=4');
      const [result] = JSON.parse(from(folder, 'sarif')).runs[0].results;
      expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe('apps/shop/slos/wrong.slo.yaml');
    }
  });

  it('says so when a file or a folder is not there', () => {
    const project = new Project();
    for (const name of ['slos/shp.slo.yaml', 'drafts']) {
      const outcome = project.slo('lint', name);
      expect(outcome).toMatchObject({ status: 1, stdout: expect.stringContaining(`no file or folder "${name}"`) });
    }
  });

  it('looks only at the files and folders that it is given', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC, 'drafts/wrong.slo.yaml': WRONG });
    expect(project.slo('lint', 'slos/shop.slo.yaml').status).toBe(0);
    expect(project.slo('lint', 'drafts').stdout).toContain('drafts/wrong.slo.yaml:4:5');
  });

  it('writes nothing', () => {
    const project = wrongProject();
    const before = project.snapshot();
    project.slo('lint');
    expect(project.snapshot()).toEqual(before);
  });
});
