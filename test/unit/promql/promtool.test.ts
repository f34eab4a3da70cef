// The last word on PromQL is Prometheus': what is printed is given to promtool, and what promtool refuses the parser
// has to refuse too.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseExpr } from '../../../src/promql/parse/parse.ts';
import { pretty } from '../../../src/promql/pretty.ts';
import { print } from '../../../src/promql/print.ts';
import { describeWithPromtool } from '../../support/promtool.ts';
import { anyExpr } from './expr-arbitrary.ts';

/** The expressions that promtool refuses, with what it says. */
function refusedBy(promtool: string, exprs: readonly string[]): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'promql-'));
  try {
    const file = join(folder, 'rules.json');
    const rules = exprs.map((expr, index) => ({ record: `r:${index}`, expr }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'g', rules }] }));
    const { status, stdout, stderr } = spawnSync(promtool, ['check', 'rules', '--lint=none', file], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const found = [...`${stdout}${stderr}`.matchAll(/group "g", rule (\d+), "r:\d+": (.*)/g)];
    // Each refusal has to be understood, or none would be seen.
    expect(status === 0).toBe(found.length === 0);
    return new Map(found.map(([, rule, message]) => [exprs[Number(rule) - 1] ?? '', message ?? '']));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const BAD = String.raw`
rate(x)
sum(x[5m])
sum(x
sum(x))
x{
x{a
x{a=b}
x{a="b
x{a="b" c="d"}
x{a="\c"}
x{a="\x4"}
x{a="\400"}
x{a=='b'}
x{a~"b"}
x{"a"
{}
{a=""}
{a=~".*"}
{a!="b"}
{a!~".+"}
x{__name__="y"}
x{a=~"("}
x{a=~"[z-a]"}
x{a=~"(?!b)"}
x{a=~"a**"}
x{a=~"a{1001}"}
x{a=~"\\1"}
x{a=~"\\Z"}
x{a=~"(?<=a)b"}
rate(x[0s])
rate(x[5])
rate(x[-5m])
rate(x[1.5h])
rate(x[1m1h])
rate(x[5m:0s])
rate(x[5 m])
rate(x[])
rate(x[:5m])
rate(x[5m:5m:5m])
rate((a + b)[5m])
rate(sum(x)[5m])
rate(x[5m])[1h]
rate(x[5m][5m])
rate(x[5m][5m:])
rate(x offset 5m[5m])
rate((x)[5m])
-x[5m]
+"a"
1 offset 1d
sum(x) offset 1d
(x) offset 1d
x offset 1h offset 2h
x offset 0s
x offset +5m
x offset 5
x @ Inf
x @ NaN
x @ 5m
x @ 1 @ 2
1 @ 5
x @ start
x @ begin()
1 > 2
1 and x
x or 1
x unless time()
1 and 2
a + bool b
a and bool b
a / on (x) 5
5 * ignoring (x) a
a and on (x) group_left (y) b
a / on (x) group_left (x) b
a / group_left b
a / group_left (x) b
a on (x) b
a + on b
a + on (x b
a + "b"
"a" == "b"
a[5m] + b
foo(x)
Rate(x[5m])
rate()
rate(x[5m], 1)
rate(x[5m],)
time(1)
round()
round(x, 1, 2)
label_replace(x, "a", "b")
label_join(x, "a")
histogram_quantile(x, 0.5)
clamp(x, 1)
vector(x)
scalar(1)
absent(1)
sum()
sum(x, y)
topk(x)
topk("a", x)
count_values(5, x)
sum by a (x)
sum by (a (x)
sum by (a.b) (x)
sum by ("a") (x)
sum by (nan) (x)
sum by (without) (x)
sum by (a) x
sum(x) by
sum by (a) (x) by (b)
average by (a) (x)
rate(x[5m]) by (a)
a b
a +
* a
a + * b
a = b
a =~ "b"
a && b
a || b
a ! b
a <> b
a;
a, b
()
1_000
1e
0x
5x
1h5
08h x
x > 5m
atan2
bool
on
x{a="b"}{c="d"}
sum(x){a="b"}
x.y
x-y-
"a
'a
`;

describeWithPromtool('promtool and this folder agree', (promtool) => {
  it('that what is printed is PromQL, on one line and laid out', () => {
    const trees = fc.sample(anyExpr, { seed: 20_260_821, numRuns: 1500 });
    const exprs = trees.flatMap((tree) => [print(tree), pretty(tree)]);
    expect(refusedBy(promtool, exprs)).toEqual(new Map());
  });

  it('that what promtool refuses is no PromQL', () => {
    const exprs = BAD.split('\n').filter((line) => line !== '');
    const refused = refusedBy(promtool, exprs);
    // Prometheus 3 takes a few of them; 2.42, the oldest that the rules must run on, takes none.
    expect(refused.size).toBeGreaterThan(100);
    expect(exprs.filter((expr) => parseExpr(expr).problems.length === 0)).toEqual([]);
  });
});
