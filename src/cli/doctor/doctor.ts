// `slo doctor`: holds the specs against the metrics that really exist, and the loaded rules against the built ones.
import type { Compiled } from '../../compiled.ts';
import { Report } from '../../diagnostics/report.ts';
import { beliefsOf } from '../../doctor/belief.ts';
import { checkIstio, versionQuestions } from '../../doctor/check-istio.ts';
import { checkRules } from '../../doctor/check-rules.ts';
import { checkServer } from '../../doctor/check-server.ts';
import type { Evidence } from '../../doctor/evidence.ts';
import { examine } from '../../doctor/examine.ts';
import { diagnosticOf } from '../../doctor/finding.ts';
import { evidenceFromScrapes } from '../../doctor/from-scrape.ts';
import { evidenceFromServer } from '../../doctor/from-server.ts';
import { type Learnt, mergeLearnt } from '../../doctor/learn.ts';
import { learnFromScrapes, learnFromServer } from '../../doctor/learn-from.ts';
import { needsOf } from '../../doctor/needs.ts';
import { type MetricQuestion, questionsOf } from '../../doctor/question.ts';
import { realSamplesPerSecond } from '../../doctor/real-cost.ts';
import { askServer, type ServerEvidence, unansweredOf } from '../../doctor/server-evidence.ts';
import { PrometheusClient } from '../../prometheus/client.ts';
import { type ConnectOptions, connectionOf } from '../connect.ts';
import { compileProject } from '../project/compile-project.ts';
import type { Location } from '../project/location.ts';
import { chooseFiles } from '../project/slo-choice.ts';
import { EXIT, type Exit, type Terminal, usageError } from '../terminal.ts';
import { type DoctorFormat, type ExaminedTarget, printResult } from './doctor-result.ts';
import { readScrapes } from './read-scrapes.ts';
import { save } from './save.ts';

export interface DoctorOptions extends ConnectOptions {
  /** Saved scrapes, in the place of a server; `-` is standard input. */
  readonly metrics?: readonly string[];
  /** The file in which to keep what is learnt of metrics. */
  readonly save?: string;
  readonly format: DoctorFormat;
  readonly target?: string;
}

/** What is known of the world, and what is not. */
interface World {
  readonly compiled: Compiled;
  readonly evidence: Evidence;
  readonly server?: ServerEvidence;
  readonly learnt?: Learnt;
}

export async function doctor(
  location: Location,
  names: readonly string[],
  options: DoctorOptions,
  terminal: Terminal,
): Promise<Exit> {
  if (options.metrics && options.prometheus !== undefined) {
    return usageError('--metrics is in the place of a Prometheus', 'leave out --prometheus', terminal);
  }
  const compiling = new Report();
  const compileOptions = { ignoresLearnt: true, ...(options.target !== undefined && { target: options.target }) };
  const { targets } = compileProject(location.root, compileOptions, compiling);
  const chosen = targets.map((compiled) => {
    const files = compiling.hasErrors ? [] : chooseFiles(compiled.files, names, location.toProject, compiling);
    return compiled.with({ files });
  });
  if (compiling.hasErrors) {
    terminal.report(compiling.diagnostics);
    return EXIT.wrong;
  }
  // What the specs alone tell is for `slo lint`.
  const report = new Report();
  const worlds = await lookAt(location, chosen, options, report);
  if (report.diagnostics.some(({ code }) => code === 'wrong-usage')) {
    terminal.report(report.diagnostics);
    return EXIT.usage;
  }
  const results = worlds.map(({ compiled, evidence, server }) =>
    examineTarget(compiled, evidence, server, names.length > 0, report),
  );
  const learnt = worlds.flatMap((world) => world.learnt ?? []);
  if (options.save !== undefined && learnt.length === chosen.length) {
    const place = { root: location.root, path: location.toProject(options.save), settings: chosen[0]?.settings };
    await save(place, options.metrics ? 'scrape' : 'prometheus', mergeLearnt(learnt), report, terminal);
  }
  const unknown = worlds.flatMap(({ server }) => (server ? unansweredOf(server) : []));
  const result = { results, unanswered: [...new Set(unknown)], hasServer: !options.metrics };
  return printResult(result, report, location, options.format, terminal);
}

/** The world of each target, as far as it can be seen; reports why there is nothing to go by. */
async function lookAt(
  location: Location,
  chosen: readonly Compiled[],
  { metrics, save: place, ...connect }: DoctorOptions,
  report: Report,
): Promise<World[]> {
  const scrapes = metrics && readScrapes(metrics.map(location.toProject), location.root, report);
  if (report.hasErrors) return [];
  const worlds: World[] = [];
  for (const compiled of chosen) {
    const beliefs = beliefsOf(compiled.files);
    const questions = [...questionsOf(beliefs), ...versionQuestions(beliefs)];
    const isLearning = place !== undefined;
    const world = scrapes
      ? {
          compiled,
          evidence: evidenceFromScrapes(scrapes, questions),
          ...(isLearning && { learnt: learnFromScrapes(scrapes) }),
        }
      : await askTarget(location, compiled, questions, { ...connect, isLearning }, report);
    if (world) worlds.push(world);
    else if (report.diagnostics.some(({ code }) => code === 'wrong-usage')) break;
  }
  return worlds;
}

async function askTarget(
  location: Location,
  compiled: Compiled,
  questions: readonly MetricQuestion[],
  { isLearning, ...options }: ConnectOptions & { readonly isLearning: boolean },
  report: Report,
): Promise<World | undefined> {
  const connection = connectionOf(location.root, compiled.settings, options, report);
  if (!connection) return undefined;
  const client = new PrometheusClient(connection);
  const nowMs = Date.now();
  const evidence = await evidenceFromServer(client, questions, nowMs);
  const server = 'fault' in evidence ? evidence : await askServer(client, nowMs);
  if ('fault' in evidence || 'fault' in server) {
    for (const answer of new Set([evidence, server])) if ('fault' in answer) report.add(answer.fault.diagnostic);
    return undefined;
  }
  const known = { compiled, evidence: evidence.value, server: server.value };
  if (!isLearning) return known;
  const learnt = await learnFromServer(client, evidence.value, compiled.settings.where, nowMs);
  if ('value' in learnt) return { ...known, learnt: learnt.value };
  report.add(learnt.fault.diagnostic);
  return known;
}

function examineTarget(
  { files, settings }: Compiled,
  evidence: Evidence,
  server: ServerEvidence | undefined,
  isStrict: boolean,
  report: Report,
): ExaminedTarget {
  const beliefs = beliefsOf(files);
  const result = examine(beliefs, evidence, isStrict);
  const ofServer = server
    ? [...checkRules(files, server), ...checkServer(needsOf(files, beliefs), server, evidence)]
    : [];
  for (const finding of [...result.findings, ...checkIstio(beliefs, evidence, settings), ...ofServer]) {
    const diagnostic = diagnosticOf(finding);
    const of = settings.target === undefined ? '' : ` (in the target "${settings.target}")`;
    report.add({ ...diagnostic, message: `${diagnostic.message}${of}` });
  }
  const samplesPerSecond = server && realSamplesPerSecond(files, beliefs, evidence);
  return { ...result, ...(samplesPerSecond !== undefined && { samplesPerSecond }) };
}
