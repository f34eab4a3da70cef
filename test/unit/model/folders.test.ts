import { describe, expect, it } from '@jest/globals';
import { Report } from '../../../src/diagnostics/report.ts';
import { readTargets } from '../../../src/model/targets.ts';
import { parseConfig } from '../../../src/spec/parse.ts';

function foldersOf(text: string) {
  const report = new Report();
  const { targets } = readTargets(parseConfig({ path: 'slo.config.yaml', text }, report), report);
  expect(report.diagnostics).toEqual([]);
  return targets.map(({ folders }) => folders);
}

describe('the folders of output', () => {
  it('are those of rules and dashboards unless the project says more', () => {
    expect(foldersOf('cluster: a')).toEqual([{ rules: 'rules', dashboards: 'dashboards' }]);
  });

  it('leave out what is off, for the project and for one target', () => {
    const output = 'output: { dashboards: "off", runbooks: books, alertmanager: am }';
    const targets = 'targets: [{ name: a }, { name: b, output: { runbooks: "off", alertmanager: "off" } }]';
    expect(foldersOf(`${output}\n${targets}`)).toEqual([
      { rules: 'rules/a', runbooks: 'books/a', alertmanager: 'am/a' },
      { rules: 'rules/b' },
    ]);
  });
});
