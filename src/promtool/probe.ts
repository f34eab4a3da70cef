// Questions about a scenario that promtool evaluates: what an expression returns at a moment. promtool prints a result only
// where it is not the expected one, so nothing is expected of a question.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Suite } from '../backends/promtool-suites.ts';
import { suiteFiles } from '../backends/promtool-test.ts';
import type { Expr } from '../promql/ast.ts';
import type { Scenario } from '../proof/context/scenario.ts';
import { type PrintedLabels, readFailures } from './output.ts';
import type { RunFiles } from './run.ts';
import { writeAll } from './temporary.ts';

export interface Question {
  readonly expr: Expr;
  /** Milliseconds from the start of the scenario. */
  readonly atMs: number;
}

/** One sample that promtool returns. A scalar has no labels. */
export interface Sample {
  readonly labels: PrintedLabels;
  readonly value: number;
}

/** Asks questions about a scenario with the rules of its suite; what each returns, in the order of the questions. */
export async function probe(
  { suite, scenario }: { readonly suite: Suite; readonly scenario: Scenario },
  questions: readonly Question[],
  { folder, run }: { readonly folder: string; readonly run: RunFiles },
): Promise<readonly (readonly Sample[])[]> {
  const checks = questions.map(({ expr, atMs }) => ({ what: '', expr, atMs, samples: [] }));
  const files = suiteFiles({ ...suite, scenarios: [{ ...scenario, checks, rendered: [] }] });
  const place = mkdtempSync(join(folder, 'probe-'));
  writeAll(place, files);
  const { stderr } = await run(
    place,
    files.flatMap(({ path }) => (path.endsWith('.test.yaml') ? [path] : [])),
  );
  const answers = questions.map((): Sample[] => []);
  for (const failure of readFailures(stderr)) {
    if (failure.kind === 'query' && failure.mark) answers[failure.mark.check - 1]?.push(...failure.got.map(sampleOf));
  }
  return answers;
}

function sampleOf({ '': value, ...labels }: PrintedLabels): Sample {
  return { labels, value: Number(value) };
}
