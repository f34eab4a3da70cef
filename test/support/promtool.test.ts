import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { covers } from '../../scripts/tools/find-promtool.ts';
import { isSupported } from '../../src/promtool/program.ts';
import {
  checkRules,
  describeEachPromtool,
  describeWithPromtool,
  findPromtool,
  findPromtools,
  testRules,
  withTempDir,
} from './promtool.ts';

const RULES = 'groups:\n- name: g\n  rules:\n  - {record: "a:b", expr: "x * 2"}\n';
const DUPLICATE_RULES = `${RULES}  - {record: "a:b", expr: "x * 3"}\n`;

function testFile({ ruleFiles, expected }: { ruleFiles: string; expected: number }): string {
  return `rule_files: ["${ruleFiles}"]
evaluation_interval: 1m
tests:
- interval: 1m
  input_series: [{series: x, values: 1x2}]
  promql_expr_test:
  - {expr: "a:b", eval_time: 1m, exp_samples: [{labels: "a:b", value: ${expected}}]}
`;
}

async function inFolder<T>(files: Record<string, string>, fn: (path: (name: string) => string) => T): Promise<T> {
  return withTempDir(async (dir) => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
    return fn((name) => join(dir, name));
  });
}

describe('covers', () => {
  it.each([
    ['2.42.0', '2.42', true],
    ['2.53.3', '2.53', true],
    ['2.54.0', '2.53', false],
    ['2.5.0', '2.53', false],
    ['3.5.3', '3.5', true],
    ['3.16.0', '3.5', false],
    ['3.16.1', '3.16', true],
    ['3.17.0', '3.16', true],
    ['3.15.9', '3.16', false],
    ['4.16.0', '3.16', false],
  ])('takes %s for a wanted %s: %s', (version, wanted, expected) => {
    expect(covers(version, wanted)).toBe(expected);
  });
});

describe('isSupported', () => {
  it.each([
    ['2.5.0', false],
    ['2.41.9', false],
    ['2.42.0', true],
    ['2.100.0', true],
    ['3.0.0', true],
  ])('compares versions as numbers: %s is %s', (version, expected) => {
    expect(isSupported(version)).toBe(expected);
  });
});

describe('withTempDir', () => {
  it('removes the folder, also when the function throws', async () => {
    let used = '';
    const failing = withTempDir((dir) => {
      used = dir;
      expect(existsSync(dir)).toBe(true);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(existsSync(used)).toBe(false);
  });
});

describeWithPromtool('the promtool of this machine', (promtool) => {
  const { PROMTOOL: chosen } = env;

  afterEach(() => {
    if (chosen === undefined) delete env.PROMTOOL;
    else env.PROMTOOL = chosen;
  });

  it('is the one that $PROMTOOL names', () => {
    const last = findPromtools().at(-1)?.promtool ?? promtool;
    env.PROMTOOL = last;
    expect(findPromtool()).toBe(last);
  });

  it('is another one where $PROMTOOL names no promtool', () => {
    env.PROMTOOL = process.execPath;
    expect(findPromtool()).not.toBe(process.execPath);
  });

  it('appears once for each version', () => {
    const versions = findPromtools().map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)]);
    expect(versions).not.toEqual([]);
  });
});

describeEachPromtool('promtool', (promtool) => {
  it('accepts good rules', async () => {
    const result = await inFolder({ 'rules.yaml': RULES }, (path) => checkRules(promtool, [path('rules.yaml')]));
    expect(result).toEqual({ ok: true, output: expect.stringContaining('1 rules found') });
  });

  it('rejects a rule that is there twice', async () => {
    const files = { 'rules.yaml': DUPLICATE_RULES };
    const result = await inFolder(files, (path) => checkRules(promtool, [path('rules.yaml')]));
    expect(result).toEqual({ ok: false, output: expect.stringContaining('duplicate') });
  });

  it('rejects a file without rules', async () => {
    const result = await inFolder({ 'rules.yaml': '' }, (path) => checkRules(promtool, [path('rules.yaml')]));
    expect(result.ok).toBe(false);
  });

  it.each([
    { expected: 2, ok: true },
    { expected: 3, ok: false },
  ])('compares computed with expected values: $expected is $ok', async ({ expected, ok }) => {
    const files = { 'rules.yaml': RULES, 'test.yaml': testFile({ ruleFiles: 'rules.yaml', expected }) };
    const result = await inFolder(files, (path) => testRules(promtool, [path('test.yaml')]));
    expect(result.ok).toBe(ok);
  });

  it('rejects a test whose rule files do not exist', async () => {
    const text = 'rule_files: ["absent*.yaml"]\ntests: []\n';
    const result = await inFolder({ 'test.yaml': text }, (path) => testRules(promtool, [path('test.yaml')]));
    expect(result).toEqual({ ok: false, output: expect.stringContaining('absent*.yaml') });
  });

  it('is never called without files', () => {
    expect(() => checkRules(promtool, [])).toThrow('no file');
  });
});
