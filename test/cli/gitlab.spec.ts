// The job for GitLab in docs/ci.md, run line by line in a repository whose last commit changes an objective.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { env } from 'node:process';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { PROGRAM } from '../support/built-program.ts';
import { describeWithPromtool } from '../support/promtool.ts';
import './slo-process.ts';
import { built, SMALL, SPEC_PATH } from './small-project.ts';

const PAGE = readFileSync(new URL('../../docs/ci.md', import.meta.url), 'utf8');

describeWithPromtool('the job for GitLab', (promtool) => {
  it('runs as it is written, and leaves what the change means', () => {
    const [, text = ''] = /^```yaml\n(# \.gitlab-ci\.yml\n.*?)^```$/ms.exec(PAGE) ?? [];
    const { slo: job } = parse(text) as { slo: { script: string[]; artifacts: { paths: string[] } } };
    const project = built();
    mkdirSync(join(project.root, 'node_modules/.bin'), { recursive: true });
    symlinkSync(PROGRAM, join(project.root, 'node_modules/.bin/slo'));
    const person = { NAME: 'Ada', EMAIL: 'ada@shop.example' };
    const surroundings = {
      ...env,
      PATH: `${dirname(promtool)}${delimiter}${env.PATH}`,
      GIT_CONFIG_GLOBAL: '/dev/null',
      ...Object.fromEntries(
        Object.entries(person).flatMap(([key, value]) => [
          [`GIT_AUTHOR_${key}`, value],
          [`GIT_COMMITTER_${key}`, value],
        ]),
      ),
    };
    const run = (command: string) =>
      spawnSync('bash', ['-c', command], { cwd: project.root, encoding: 'utf8', env: surroundings });
    run('git init -q && echo node_modules > .gitignore && git add -A && git commit -qm one');
    const base = run('git rev-parse HEAD').stdout.trim();
    project.write(SPEC_PATH, SMALL.replace('99%', '98%'));
    expect(project.slo('build').status).toBe(0);
    run('git commit -qam two');
    for (const line of job.script) {
      const { status, stdout, stderr } = run(`CI_MERGE_REQUEST_DIFF_BASE_SHA=${base}; ${line}`);
      expect({ line, status, output: status === 0 ? '' : stdout + stderr }).toEqual({ line, status: 0, output: '' });
    }
    expect(project.read(job.artifacts.paths[0] ?? '')).toMatch(/objective.*98%/);
  });
});
