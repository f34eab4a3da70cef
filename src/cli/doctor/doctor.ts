// `slo doctor`: holds the specs against the metrics that really exist, and the loaded rules against the built ones.
import type { Compiled } from '../../compiled.ts';
import { Report } from '../../diagnostics/report.ts';
import { beliefsOf } from '../../doctor/belief.ts';
import { checkRules } from '../../doctor/check-rules.ts';
import { checkServer } from '../../doctor/check-server.ts';
import type { Evidence } from '../../doctor/evidence.ts';
import { type Examination, examine } from '../../doctor/examine.ts';
import { diagnosticOf } from '../../doctor/finding.ts';
import { evidenceFromScrapes } from '../../doctor/from-scrape.ts';
import { evidenceFromServer } from '../../doctor/from-server.ts';
import { needsOf } from '../../doctor/needs.ts';
import { questionsOf } from '../../doctor/question.ts';
import { askServer, notTold, type ServerEvidence } from '../../doctor/server-evidence.ts';
import { PrometheusClient } from '../../prometheus/client.ts';
import { type ConnectOptions, connectionOf } from '../connect.ts';
import { compileProject } from '../project/compile-project.ts';
import type { Location } from '../project/location.ts';
import { chooseFiles } from '../project/slo-choice.ts';
import { EXIT, type Exit, type Terminal, usageError } from '../terminal.ts';
import { type DoctorFormat, printResult } from './doctor-result.ts';
import { readScrapes } from './read-scrapes.ts';

export interface DoctorOptions extends ConnectOptions {
  /** Saved scrapes, in the place of a server; `-` is standard input. */
  readonly metrics?: readonly string[];
  readonly format: DoctorFormat;
  readonly target?: string;
}

/** What is known of the world, and what is not. */
interface World {
  readonly evidence: Evidence;
  readonly server?: ServerEvidence;
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
  const { format, target, ...asked } = options;
  const { targets } = compileProject(location.root, target === undefined ? {} : { target }, compiling);
  const chosen = targets.map((compiled) => {
    const files = compiling.hasErrors ? [] : chooseFiles(compiled.files, names, location.toProject, compiling);
    return compiled.with({ files });
  });
  if (compiling.hasErrors) {
    terminal.tell(compiling.diagnostics);
    return EXIT.wrong;
  }
  // What the specs alone tell is for `slo lint`.
  const report = new Report();
  const results: Examination[] = [];
  const unknown: string[] = [];
  for (const one of chosen) {
    const world = await look(location, one, asked, report);
    if (report.diagnostics.some(({ code }) => code === 'wrong-usage')) {
      terminal.tell(report.diagnostics);
      return EXIT.usage;
    }
    if (!world) continue;
    const { evidence, server } = world;
    results.push(examineTarget(one, evidence, server, names.length > 0, report));
    unknown.push(...(server ? notTold(server) : []));
  }
  return printResult(
    { results, notTold: [...new Set(unknown)], hasServer: !options.metrics },
    report,
    location,
    format,
    terminal,
  );
}

/** Asks the server, or reads the scrapes; reports why there is nothing to go by. */
async function look(
  location: Location,
  { files, settings }: Compiled,
  options: Omit<DoctorOptions, 'format' | 'target'>,
  report: Report,
): Promise<World | undefined> {
  const questions = questionsOf(beliefsOf(files));
  if (options.metrics) {
    const scrapes = readScrapes(options.metrics.map(location.toProject), location.root, report);
    return report.hasErrors ? undefined : { evidence: evidenceFromScrapes(scrapes, questions) };
  }
  const connection = connectionOf(location.root, settings, options, report);
  if (!connection) return undefined;
  const client = new PrometheusClient(connection);
  const nowMs = Date.now();
  const evidence = await evidenceFromServer(client, questions, nowMs);
  const server = 'fault' in evidence ? evidence : await askServer(client, nowMs);
  if ('fault' in evidence || 'fault' in server) {
    for (const answer of new Set([evidence, server])) if ('fault' in answer) report.add(answer.fault.diagnostic);
    return undefined;
  }
  return { evidence: evidence.value, server: server.value };
}

function examineTarget(
  { files, settings }: Compiled,
  evidence: Evidence,
  server: ServerEvidence | undefined,
  isStrict: boolean,
  report: Report,
): Examination {
  const beliefs = beliefsOf(files);
  const result = examine(beliefs, evidence, isStrict);
  const own = server ? [...checkRules(files, server), ...checkServer(needsOf(files, beliefs), server, evidence)] : [];
  for (const finding of [...result.findings, ...own]) {
    const diagnostic = diagnosticOf(finding);
    const of = settings.target === undefined ? '' : ` (in the target "${settings.target}")`;
    report.add({ ...diagnostic, message: `${diagnostic.message}${of}` });
  }
  return result;
}
