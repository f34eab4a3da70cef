// Rule files and samples in, what Prometheus makes of them out: runs the judge, one process for one world.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Span, StoredSeries } from './simulation/scraper.ts';
import type { Labels } from './simulation/target.ts';

export interface RuleSet {
  readonly name: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

export interface JudgeQuery {
  readonly ruleSet: string;
  readonly expr: string;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** All times are seconds of the simulation. */
export interface Job {
  readonly end: number;
  /** Of groups without their own. */
  readonly evaluationInterval: number;
  readonly queryOffset?: number;
  readonly down?: readonly Span[];
  readonly missedShare?: number;
  readonly missedSpans?: readonly Span[];
  readonly seed?: number;
  readonly pending?: boolean;
  /** Whether rates know when a counter began, as with Prometheus' feature `use-start-timestamps`; from 3.12 on. */
  readonly useStartTimestamps?: boolean;
  readonly ruleSets: readonly RuleSet[];
  readonly queries: readonly JudgeQuery[];
}

export interface AlertLine {
  readonly ruleSet: string;
  readonly at: number;
  readonly state: 'pending' | 'firing' | 'resolved';
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly value: string;
}

export interface AnswerLine {
  readonly ruleSet: string;
  readonly at: number;
  /** The position of the query in the job, from 1. */
  readonly query: number;
  readonly samples: readonly { readonly labels: Labels; readonly value: number }[];
}

export interface ErrorLine {
  readonly ruleSet: string;
  readonly at: number;
  readonly rule: string;
  readonly error: string;
}

export interface JudgeResult {
  readonly alerts: readonly AlertLine[];
  readonly answers: readonly AnswerLine[];
  readonly errors: readonly ErrorLine[];
}

/** Runs a job over the series. Throws when the judge itself fails: rules that do not load, samples out of order. */
export async function runJudge(judge: string, job: Job, series: readonly StoredSeries[]): Promise<JudgeResult> {
  const child = spawn(judge, { stdio: ['pipe', 'pipe', 'pipe'] });
  const exit = once(child, 'exit');
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A judge that ends early closes its input; its exit status says why.
  child.stdin.on('error', () => undefined);
  child.stdin.end([job, ...series].map((line) => `${JSON.stringify(line)}\n`).join(''));
  const alerts: AlertLine[] = [];
  const answers: AnswerLine[] = [];
  const errors: ErrorLine[] = [];
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text);
    if (line.state !== undefined) alerts.push({ labels: {}, annotations: {}, ...line });
    else if (line.rule !== undefined) errors.push(line);
    else if (line.query !== undefined && line.error === undefined) answers.push(readAnswer(line));
  }
  const [status] = await exit;
  if (status !== 0) throw new Error(stderr || `the judge ended with ${status}`);
  return { alerts, answers, errors };
}

interface RawAnswer extends Omit<AnswerLine, 'samples'> {
  readonly samples?: readonly { readonly labels: Labels; readonly value: string }[];
}

function readAnswer({ samples = [], ...line }: RawAnswer): AnswerLine {
  return {
    ...line,
    samples: samples.map(({ labels, value }) => ({ labels, value: Number(value.replace('Inf', 'Infinity')) })),
  };
}
