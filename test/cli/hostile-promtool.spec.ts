// A stranger's pull request brings a program that calls itself promtool and finds everything proven. It never runs unasked.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { arch, env, platform } from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { release } from '../../src/promtool/release.ts';
import type { Project } from './slo-process.ts';
import { built } from './small-project.ts';

const PLANTED = '#!/bin/sh\ntouch "$(dirname "$0")/ran"\necho "promtool, version 99.0.0 (x)"\n';

function plant(project: Project, folder: string): void {
  project.write(`${folder}/promtool`, PLANTED);
  chmodSync(join(project.root, folder, 'promtool'), 0o755);
}

const testWith = (project: Project, path: string, ...options: readonly string[]) =>
  project.sloIn('.', ['test', ...options], {
    env: { PATH: path, PROMTOOL: '', XDG_CACHE_HOME: join(project.root, 'cache') },
  });

describe('a promtool out of the checkout', () => {
  it.each(['.tools/promtool-99.0.0', 'node_modules/.bin', 'bin'])('in %s is not run', (folder) => {
    const project = built();
    plant(project, folder);
    const outcome = testWith(project, `${join(project.root, folder)}:${join(project.root, 'none')}`);
    expect([outcome.status, existsSync(join(project.root, folder, 'ran'))]).toEqual([1, false]);
    expect(outcome.stderr).toContain('there is no promtool on the PATH outside of this repository');
  });

  it('is not run through a link, nor beside the project in its repository', () => {
    const project = built();
    plant(project, 'tools');
    mkdirSync(join(project.root, 'deploy/slos'), { recursive: true });
    mkdirSync(join(project.root, '.git'));
    symlinkSync(join(project.root, 'tools'), join(project.root, 'deploy/bin'));
    project.write('deploy/slos/shop.slo.yaml', project.read('slos/shop.slo.yaml'));
    const path = [join(project.root, 'deploy/bin'), join(project.root, 'tools')].join(':');
    const outcome = project.sloIn('deploy', ['test'], {
      env: { PATH: path, PROMTOOL: '', XDG_CACHE_HOME: join(project.root, 'cache') },
    });
    expect([outcome.status, existsSync(join(project.root, 'tools/ran'))]).toEqual([1, false]);
  });

  it('is not taken for the one in the cache of the user, wherever the cache is', () => {
    const project = built();
    const folder = `cache/slo/promtool-${release().version}-${platform}-${arch}`;
    plant(project, folder);
    const sum = createHash('sha256').update(PLANTED).digest('hex');
    project.write(`${folder}/promtool.sha256`, `${sum}\n`);
    const outcome = testWith(project, join(project.root, 'none'), '--fetch-promtool');
    expect([outcome.status, existsSync(join(project.root, folder, 'ran'))]).toEqual([1, false]);
    expect(outcome.stderr).toContain('lies in the repository');
  });

  it('runs when the user names it', () => {
    const project = built();
    plant(project, 'bin');
    project.sloIn('.', ['test', '--promtool', './bin/promtool'], { env: { PATH: env.PATH ?? '' } });
    expect(existsSync(join(project.root, 'bin/ran'))).toBe(true);
  });
});
