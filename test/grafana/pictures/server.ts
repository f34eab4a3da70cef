// A Prometheus that holds what the rules of this project record of the history of the mesh, and one that holds nothing.
import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findTools } from '../../../scripts/tools/find-promtool.ts';
import { findJudges } from '../../../scripts/tools/judge.ts';
import { parseExpr } from '../../../src/promql/parse/parse.ts';
import { selectorsOf } from '../../../src/promql/visit.ts';
import { compiledRules, ruleFiles } from '../../e2e/project.ts';
import { type BoardJson, filledIn, queriesOf } from '../../support/boards.ts';
import { type Labels, type Prometheus, startPrometheus } from '../../support/prometheus.ts';
import { newFolder } from '../../support/server.ts';
import { type AnswerLine, runJudge } from '../../worlds/judge.ts';
import { EPOCH, MOMENTS, meshHistory } from './history.ts';

const STEP_SECONDS = 60;
const SCRAPE_MS = 60_000;

const tool = findTools().find(({ version, prometheus }) => version.startsWith('3.') && prometheus !== undefined);
const judge = findJudges().find(({ version }) => version.startsWith('3.'));

/** Whether there is all that it takes. */
export const canServe = tool !== undefined && judge !== undefined;

export function startEmpty(): Promise<Prometheus> {
  return startPrometheus({ binary: tool?.prometheus ?? '', scrapeIntervalMs: SCRAPE_MS, targets: [] });
}

/** Starts the one with the history of what the boards read. */
export async function startWithHistory(boards: Iterable<BoardJson>): Promise<Prometheus> {
  const rules = Object.entries(ruleFiles(compiledRules())).map(([name, text]) => ({ name, text }));
  const metrics = [...metricsOf(boards)];
  const asked = { ruleSet: 'slo', from: STEP_SECONDS, to: MOMENTS.incident, step: STEP_SECONDS };
  const { answers, errors } = await runJudge(
    judge?.path ?? '',
    {
      end: MOMENTS.incident,
      evaluationInterval: 30,
      ruleSets: [{ name: 'slo', files: rules }],
      queries: metrics.map((expr) => ({ ...asked, expr })),
    },
    await meshHistory(),
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors[0]));
  const folder = await newFolder('pictures');
  try {
    const [text, blocks] = [join(folder, 'history.txt'), join(folder, 'blocks')];
    await writeFile(text, openMetrics(metrics, answers));
    execFileSync(tool?.promtool ?? '', ['tsdb', 'create-blocks-from', 'openmetrics', text, blocks]);
    return await startPrometheus({ binary: tool?.prometheus ?? '', scrapeIntervalMs: SCRAPE_MS, targets: [], blocks });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function metricsOf(boards: Iterable<BoardJson>): Set<string> {
  const names = [...boards].flatMap((board) =>
    queriesOf(board).flatMap(({ target }) => {
      const parsed = parseExpr(filledIn(target.expr, board, {}));
      return 'expr' in parsed ? selectorsOf(parsed.expr).map(({ metric }) => metric ?? '') : [];
    }),
  );
  return new Set(['slo:info', 'up', ...names.filter((name) => name !== '')]);
}

/** The answers to the question for each metric, in its order. */
function openMetrics(metrics: readonly string[], answers: readonly AnswerLine[]): string {
  const families = metrics.map((name, place) => {
    const own = answers.filter(({ query }) => query === place + 1);
    const lines = own.flatMap(({ at, samples }) =>
      samples.map(({ labels, value }) => `${name}{${printed(labels)}} ${value} ${EPOCH + at}`),
    );
    return [`# TYPE ${name} unknown`, ...lines].join('\n');
  });
  return `${families.join('\n')}\n# EOF\n`;
}

function printed(labels: Labels): string {
  return Object.entries(labels)
    .filter(([label]) => label !== '__name__')
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(',');
}
