// `slo doctor` as it is typed: a saved scrape from a file and from standard input, its formats, its exit status; and the page
// that describes it shows what comes out.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Project } from './slo-process.ts';

const PAGE = readFileSync(new URL('../../docs/doctor.md', import.meta.url), 'utf8');
const block = (language: string) => new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(PAGE)?.[1] ?? '';
const [SPEC, SCRAPE, SHOWN] = [block('yaml'), block('text'), block('console')];
const FILES = { 'slos/shop.slo.yaml': SPEC, 'shop.prom': SCRAPE };
const RIGHT = SCRAPE.replaceAll('status=', 'code=');

describe('slo doctor', () => {
  it('says of a saved scrape what its page shows', () => {
    const { status, stdout } = new Project(FILES).sloWith(SCRAPE, 'doctor', '--metrics', '-');
    expect(status).toBe(1);
    const [, ...lines] = SHOWN.split('\n');
    expect(stdout).toBe(lines.join('\n'));
  });

  it('has nothing to say of a scrape that suits, and counts what is right', () => {
    const project = new Project({ ...FILES, 'shop.prom': RIGHT });
    const { status, stdout, stderr } = project.slo('doctor', '--metrics', 'shop.prom');
    expect([status, stdout]).toEqual([0, '']);
    expect(stderr).toContain('2 of 2 selectors find what they are for, in 2 raw series.');
  });

  it('names the codes for programs, with the same paths wherever it is started', () => {
    const project = new Project(FILES);
    const json = project.slo('doctor', '--metrics', 'shop.prom', '--format', 'json');
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      diagnostics: [{ code: 'label-missing', file: 'slos/shop.slo.yaml', line: 9 }],
      counts: { errors: 1, warnings: 0 },
      examined: 2,
      right: 1,
    });
    const github = project.sloIn('slos', ['doctor', '--metrics', '../shop.prom', '--format', 'github']);
    expect(github.stdout).toMatch(/^::error file=slos\/shop\.slo\.yaml,line=9,/);
    const sarif = project.slo('doctor', '--metrics', 'shop.prom', '--format', 'sarif');
    expect(JSON.parse(sarif.stdout).runs[0].results[0].ruleId).toBe('label-missing');
    const markdown = project.slo('doctor', '--metrics', 'shop.prom', '--format', 'markdown');
    expect(markdown.stdout).toContain('- **error** `label-missing` in `slos/shop.slo.yaml:9:14`: no series');
  });

  it('tells by its exit status, with help, what cannot be read or reached', () => {
    const project = new Project(FILES);
    expect(project.sloWith('<html>\n', 'doctor', '--metrics', '-').stdout).toContain(
      '<stdin>:1:1 error[scrape-unreadable]',
    );
    expect(project.sloWith('', 'doctor', '--metrics', '-').stdout).toContain('holds no samples');
    expect(project.slo('doctor', '--metrics', 'none.prom')).toMatchObject({ status: 1 });
    expect(project.slo('doctor', '--metrics', 'slos').stdout).toContain('slos cannot be read: it is no regular file');
    const unreachable = project.slo('doctor', '--prometheus', 'http://user:secret@127.0.0.1:1');
    expect(unreachable.status).toBe(1);
    expect(unreachable.stdout).toContain('error[prometheus-unreachable]');
    expect(unreachable.stdout + unreachable.stderr).not.toContain('secret');
    expect(project.slo('doctor', 'requets', '--metrics', 'shop.prom').stderr).toContain('did you mean "requests"');
  });

  it('is used wrongly without anybody to ask', () => {
    const project = new Project(FILES);
    for (const args of [
      [],
      ['--prometheus', 'localhost:9090'],
      ['--prometheus', 'http://127.0.0.1:1', '--timeout', 'long'],
      ['--prometheus', 'http://127.0.0.1:1', '--metrics', 'shop.prom'],
    ]) {
      const { status, stderr } = project.slo('doctor', ...args);
      expect([args, status]).toEqual([args, 2]);
      expect(stderr).toContain('error[wrong-usage]');
    }
  });

  it('keeps what it learnt in a file by which `slo lint` tells the same, and leaves files of others alone', () => {
    const project = new Project(FILES);
    const save = (file: string) => project.slo('doctor', '--metrics', 'shop.prom', '--save', file);
    expect(save('slo.metrics.yaml').stderr).toContain('slo.metrics.yaml now holds 1 metric');
    const kept = project.read('slo.metrics.yaml');
    expect(kept).toContain('http_requests_total');
    expect(save('slo.metrics.yaml').stderr).toContain('slo.metrics.yaml holds what is known of 1 metric');
    expect(project.read('slo.metrics.yaml')).toBe(kept);
    for (const command of ['lint', 'build']) {
      const { status, stdout, stderr } = project.slo(command);
      expect([command, status]).toEqual([command, 1]);
      expect(stdout + stderr).toContain('slos/shop.slo.yaml:9:14 error[label-missing]');
    }
    expect(project.slo('schema').stdout).toContain('"http_requests_total"');
    expect(save('slos/shop.slo.yaml')).toMatchObject({ status: 1, stdout: expect.stringContaining('write-failed') });
    expect(project.read('slos/shop.slo.yaml')).toBe(SPEC);
    expect(save('other.yaml').stderr).toContain('slo lint reads slo.metrics.yaml');
    project.write('slo.config.yaml', 'metrics: other.yaml\n');
    project.write('slo.metrics.yaml', kept.replaceAll('status', 'code'));
    expect(project.slo('lint').status).toBe(1);
    project.write('slo.config.yaml', 'metrics: none.yaml\n');
    expect(project.slo('lint')).toMatchObject({ status: 0, stdout: expect.stringContaining('no such file') });
  });

  it('asks the world and not the kept file, which may be old or broken', () => {
    const project = new Project({ ...FILES, 'shop.prom': RIGHT, 'slo.metrics.yaml': 'from: scrape\nmetrics: 1\n' });
    expect(project.slo('lint')).toMatchObject({ status: 1, stdout: expect.stringContaining('slo.metrics.yaml:2:10') });
    expect(project.slo('doctor', '--metrics', 'shop.prom').status).toBe(0);
    project.write(
      'slo.metrics.yaml',
      '# Generated by slo doctor\nfrom: scrape\nmetrics: [{ name: http_requests_total, labels: [] }]\n',
    );
    expect(project.slo('lint').status).toBe(1);
    expect(project.slo('doctor', '--metrics', 'shop.prom', '--save', 'slo.metrics.yaml').status).toBe(0);
    expect(project.slo('lint').status).toBe(0);
  });

  it('takes credentials from files that the project names, and says which of them is missing', () => {
    const config = 'prometheus: { url: http://127.0.0.1:1, bearerTokenFile: token }\n';
    const { status, stdout } = new Project({ ...FILES, 'slo.config.yaml': config }).slo('doctor');
    expect(status).toBe(1);
    expect(stdout).toContain('prometheus.bearerTokenFile "token" cannot be read');
  });
});
