// Files by mistake or by malice: what is told of a thousand problems, and of what is no spec at all. That the time does not
// grow with the square of their number is for test/cli/many-problems.spec.ts, but for the
// dumps of a cluster, which are known before anything of them is read.
import { describe, expect, it } from '@jest/globals';
import { compileTargets } from '../../../src/compile-targets.ts';
import { shownOf } from '../../../src/diagnostics/count.ts';
import { renderGithub } from '../../../src/diagnostics/formats.ts';
import { PLAIN } from '../../../src/diagnostics/paint.ts';
import { renderText } from '../../../src/diagnostics/render.ts';
import { type Diagnostic, Report, type SourceFile } from '../../../src/diagnostics/report.ts';
import { readTargets } from '../../../src/model/targets.ts';
import { madeUpCode } from '../../support/made-up-code.ts';
import { expectWithin } from '../../support/within.ts';

const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');

const SOUND = `service: shop
slos:
  - name: success
    objective: 99%
    indicator: { ratio: { total: a_total, bad: b_total } }
`;

function problemsOf(specs: readonly SourceFile[]): readonly Diagnostic[] {
  const report = new Report();
  compileTargets({ specs, scenarios: [] }, readTargets(undefined, report).targets, report);
  return report.diagnostics;
}

const spec = (text: string, path = 'slos/shop.slo.yaml'): SourceFile => ({ path, text });

describe('thousands of problems', () => {
  it('are told as the first hundred and the number of the rest', () => {
    const problems = problemsOf([spec(`service: shop\n${lines(1_000, (at) => `field${at}: 1`)}\nslos: []\n`)]);
    const text = renderText(problems, PLAIN);
    expect(text.split(/error\[/)).toHaveLength(101);
    expect(text).toContain(`${problems.length - 100} more problems; `);
    expect(renderGithub(problems).split('\n')).toHaveLength(102);
  });

  it('show errors before warnings, each kind by its place', () => {
    const problems = Array.from({ length: 300 }, (_, at): Diagnostic => {
      return { code: madeUpCode(`c${at}`), severity: at % 3 === 0 ? 'error' : 'warning', message: 'x' };
    });
    const { shown, rest } = shownOf(problems);
    expect(shown.map(({ severity }) => severity)).toEqual(Array.from({ length: 100 }, () => 'error'));
    expect(shown.slice(0, 2).map(({ code }) => code)).toEqual(['c0', 'c3']);
    expect(rest).toBe(200);
    expect(shownOf(problems.slice(0, 100))).toEqual({ shown: problems.slice(0, 100), rest: 0 });
  });
});

const POD = `apiVersion: v1
  kind: Pod
  metadata: { name: pod, labels: { app: x } }
  spec:
    containers: [{ name: c, image: "foo:1" }]`;

describe('a dump of a cluster', () => {
  const items = lines(30_000, () => `- ${POD}`);
  it.each([
    ['kubectl get -o yaml', `apiVersion: v1\nitems:\n${items}\nkind: List\nmetadata:\n  resourceVersion: ""\n`],
    ['its items alone', items],
    ['many objects', lines(30_000, () => `---\n${POD.replaceAll('\n  ', '\n')}`)],
    [
      'JSON',
      JSON.stringify({ kind: 'List', apiVersion: 'v1', items: Array(30_000).fill({ kind: 'Pod', n: 'x'.repeat(50) }) }),
    ],
  ])('is known by its outermost lines: %s', (_name, text) => {
    expect(expectWithin(10_000, () => problemsOf([spec(text)]))).toMatchObject([
      { code: 'foreign-spec', span: { start: expect.any(Number) } },
    ]);
  });

  it('is not taken for one when it is a large spec', () => {
    const large = `${SOUND}${lines(20_000, () => '# kind: List, apiVersion: v1')}\n`;
    expect(problemsOf([spec(large)])).toEqual([]);
    expect(problemsOf([spec(`# a\n---\n${large}`)])).toEqual([]);
  });
});
