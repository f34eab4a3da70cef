// `slo build --metrics-file`: metrics that a textfile collector can read at any time, and promtool finds no fault with.
import { spawnSync } from 'node:child_process';
import { execPath } from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { PROGRAM } from '../support/built-program.ts';
import { describeWithPromtool } from '../support/promtool.ts';
import { CHANGED_SPEC, Project, SPEC } from './slo-process.ts';

/** The values by name and labels. */
function valuesOf(text: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

const build = (project: Project, ...args: readonly string[]) =>
  project.slo('build', '--metrics-file', 'metrics/slo.prom', ...args);

describe('slo build --metrics-file', () => {
  it('counts what was built', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC, 'metrics/README': '' });
    const { status, stderr } = build(project);
    const [, recordings = '', alerts = ''] = /(\d+) recording rules, (\d+) alerts/.exec(stderr) ?? [];
    expect(status).toBe(0);
    const values = valuesOf(project.read('metrics/slo.prom'));
    expect(values).toMatchObject({
      slo_build_success: 1,
      'slo_build_slos{target=""}': 1,
      'slo_build_rules{target="",kind="recording"}': Number(recordings),
      'slo_build_rules{target="",kind="alert"}': Number(alerts),
      'slo_build_problems{severity="error"}': 0,
    });
    expect(Math.abs((values.slo_build_timestamp_seconds ?? 0) - Date.now() / 1_000)).toBeLessThan(60);
    expect(values.slo_build_duration_seconds).toBeGreaterThan(0);
    expect(values.slo_build_duration_seconds).toBeLessThan(60);
  });

  it('tells of a build that failed, and of a check that found something', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC.replace('99.9%', '99.9'), 'metrics/README': '' });
    expect(build(project).status).toBe(1);
    expect(valuesOf(project.read('metrics/slo.prom'))).toMatchObject({
      slo_build_success: 0,
      'slo_build_problems{severity="error"}': 1,
    });
    project.write('slos/shop.slo.yaml', SPEC);
    expect(build(project).status).toBe(0);
    project.write('slos/shop.slo.yaml', CHANGED_SPEC);
    expect(build(project, '--check').status).toBe(1);
    expect(valuesOf(project.read('metrics/slo.prom'))).toMatchObject({ slo_build_success: 0 });
  });

  it('counts a file that cannot be written as an error', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC, 'metrics/README': '' });
    // No file may have more than 20 KiB: rules and metrics have less, dashboards have more.
    const limited = [
      '-c',
      'ulimit -f 20; exec "$0" "$@"',
      execPath,
      PROGRAM,
      'build',
      '--metrics-file',
      'metrics/slo.prom',
    ];
    const { status, stderr } = spawnSync('bash', limited, { cwd: project.root, encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringContaining('error[write-failed]')]);
    expect(valuesOf(project.read('metrics/slo.prom'))).toMatchObject({
      slo_build_success: 0,
      'slo_build_problems{severity="error"}': 1,
    });
  });

  it('leaves nothing beside the file, and says where it cannot be written', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC, 'metrics/README': '' });
    build(project);
    expect(Object.keys(project.snapshot()).filter((path) => path.startsWith('metrics/'))).toEqual([
      'metrics/README',
      'metrics/slo.prom',
    ]);
    const { status, stderr } = project.slo('build', '--metrics-file', 'nowhere/slo.prom');
    expect([status, stderr]).toEqual([1, expect.stringMatching(/error\[write-failed\]: nowhere\/slo\.prom/)]);
  });
});

describeWithPromtool('the metrics of a build', (promtool) => {
  it('are in order for promtool', () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC, 'metrics/README': '' });
    build(project);
    const input = project.read('metrics/slo.prom');
    const { status, stdout, stderr } = spawnSync(promtool, ['check', 'metrics'], { input, encoding: 'utf8' });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });
});
