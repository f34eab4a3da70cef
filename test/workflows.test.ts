// Actions that workflows use, ours, those in the docs and those that `slo init` writes: pinned to commits, each to the same.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { workflow } from '../src/cli/init/ci.ts';

const FOLDER = '.github/workflows/';
const own = readdirSync(FOLDER).map((name) => readFileSync(FOLDER + name, 'utf8'));
const texts = [...own, readFileSync('docs/ci.md', 'utf8'), workflow('.')];
const uses = texts.flatMap((text) => [...text.matchAll(/\buses: (\S+?)@(\S+)(?: # (\S+))?$/gm)]);

it('pins each action to a commit, and names its version', () => {
  const loose = uses.filter(([, name = '', commit = '', version]) => {
    const isOurs = name === 'your-org/slo';
    return !/^[0-9a-f]{40}$/.test(commit) || !(isOurs || /^v\d+\.\d+\.\d+$/.test(version ?? ''));
  });
  expect(loose.map(([text]) => text)).toEqual([]);
  expect(uses.length).toBeGreaterThan(8);
});

it('uses one version of each action', () => {
  const versions = new Map(uses.map(([, name, commit, version]) => [name, `${commit} ${version}`]));
  const others = uses.filter(([, name, commit, version]) => versions.get(name) !== `${commit} ${version}`);
  expect(others.map(([text]) => text)).toEqual([]);
});

it('gives a job no more rights than it names, and no text of others to a script', () => {
  for (const text of own) {
    const { permissions, jobs } = parse(text) as {
      permissions: object;
      jobs: Record<string, { permissions?: object; steps: readonly { run?: string }[] }>;
    };
    expect(permissions).toEqual({});
    for (const { permissions: rights, steps } of Object.values(jobs)) {
      expect(rights).toBeDefined();
      expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
    }
  }
});
