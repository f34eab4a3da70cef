// What `slo test` tells: failures by scenario with the place in the spec, what was skipped and why, and the verdict.
import type { TestFile } from '../../backends/promtool-test.ts';
import type { Format } from '../../diagnostics/paint.ts';
import { linePrefix } from '../../diagnostics/position.ts';
import type { NotificationOutcome } from '../../notifications/prove.ts';
import type { NoPromtool } from '../../promtool/find.ts';
import type { FileOutcome } from '../../promtool/outcome.ts';
import type { Reasons } from '../../promtool/why.ts';
import type { Proof } from '../../proof/context/scenario.ts';
import { counted } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import { EXIT, type Exit, type Terminal } from '../terminal.ts';
import type { StaleFile } from './stale.ts';

/** How many scenarios passed, failed (with stale files), could not be run, and need not be. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What an earlier commit had, too, and was not asked for. */
  readonly unchanged?: number;
}

/** More lines of one scenario say nothing new. */
const MOST_LINES = 4;

const INDENT = ' '.repeat(8);

export function reportGap({ name, gaps }: Proof, terminal: Terminal): void {
  for (const gap of gaps) writeLine(terminal, 'note', `${titleOf(name)}: ${gap}`);
}

/** A changed compiler changes every file, so what differs is shown of the first few only. */
const MOST_DETAILED = 3;

export function reportStale(files: readonly StaleFile[], isVerbose: boolean, terminal: Terminal): void {
  for (const [at, { message, details }] of files.entries()) {
    writeLine(terminal, 'FAILED', message, isVerbose || at < MOST_DETAILED ? details : []);
  }
}

export function reportSkipped(files: readonly TestFile[], reason: string, terminal: Terminal): void {
  writeLine(terminal, 'SKIPPED', `${counted(countScenarios(files), 'scenario')}: ${reason}`);
}

/** Scenarios whose alerts went through no Alertmanager. */
export function reportUnheard(scenarios: number, terminal: Terminal): void {
  const where = 'there is no alertmanager on the PATH outside of this repository';
  writeLine(terminal, 'SKIPPED', `who is notified in ${counted(scenarios, 'scenario')}: ${where}`, [
    'install one (Debian: apt install prometheus-alertmanager), or name one with $ALERTMANAGER',
  ]);
}

/** Who was notified, or not, against what a scenario expects. */
export function reportNotifications(
  { part: { proof }, scenario, failures }: NotificationOutcome,
  terminal: Terminal,
): void {
  if (failures.length === 0) return;
  writeLine(terminal, 'FAILED', `${linePrefix(scenario.origin)}${titleOf(proof.name)}: ${scenario.title}`, failures);
}

/** How much was run, where that is not everything. */
export function reportShared(run: readonly TestFile[], files: readonly TestFile[], terminal: Terminal): void {
  const [ran, all] = [countScenarios(run), countScenarios(files)];
  if (ran === all) return;
  const verb = all - ran === 1 ? 'is' : 'are';
  writeLine(
    terminal,
    'note',
    `${all - ran} of ${all} scenarios ${verb} proven by others that differ in names alone; --all runs each`,
  );
}

export function countScenarios(files: readonly TestFile[]): number {
  return files.reduce((sum, { scenarios }) => sum + scenarios.length, 0);
}

export function reportOutcome(
  { file, failures, broken, text }: FileOutcome,
  reasons: Reasons,
  isVerbose: boolean,
  terminal: Terminal,
): void {
  const { proof, scenarios } = file;
  const title = titleOf(proof.name);
  for (const [at, scenario] of scenarios.entries()) {
    const words = failures[at] ?? [];
    if (words.length === 0) continue;
    const more = words.length - MOST_LINES;
    const shown = isVerbose || more <= 0 ? words : [...words.slice(0, MOST_LINES), `… ${more} more (--verbose)`];
    writeLine(terminal, 'FAILED', `${linePrefix(scenario.origin ?? proof.origin)}${title}: ${scenario.title}`, [
      ...shown,
      ...(reasons.get(scenario) ?? []),
    ]);
  }
  const others = failures.filter((words) => words.length === 0).length;
  if (broken.length > 0) {
    const which = others === scenarios.length ? 'its scenarios' : `its ${others} other scenarios`;
    writeLine(terminal, 'FAILED', `${linePrefix(proof.origin)}${title}: ${which} prove nothing`, broken);
  }
  const hasFailed = broken.length > 0 || others < scenarios.length;
  if (isVerbose && hasFailed) terminal.out(textOf(['promtool says:', ...indented(text.split('\n'))]));
}

export function tellNoPromtool({ reason, help }: NoPromtool, terminal: Terminal): void {
  terminal.report([{ code: 'no-promtool', severity: 'error', message: reason, help }]);
}

/** The last line, and the exit status that it amounts to. */
export function verdict({ passed, failed, skipped, unchanged = 0 }: Tally, terminal: Terminal): Exit {
  if (passed + failed + skipped + unchanged === 0) {
    const message = 'no scenario was run, so nothing is proven';
    terminal.report([{ code: 'nothing-proven', severity: 'error', message }]);
  }
  const isFine = passed + unchanged > 0 && failed === 0 && skipped === 0;
  const more = { skipped, unchanged };
  const text = Object.entries(more).flatMap(([word, number]) => (number > 0 ? [`, ${number} ${word}`] : []));
  terminal.out(
    `${terminal.paint(['bold', isFine ? 'green' : 'red'], `${passed} passed, ${failed} failed${text.join('')}`)}\n`,
  );
  return isFine ? EXIT.fine : EXIT.wrong;
}

/** How a line begins, as wide as the lines below it are indented. */
const FORMAT_OF_MARK: Readonly<Record<'note' | 'FAILED' | 'SKIPPED', Format>> = {
  note: 'blue',
  FAILED: ['bold', 'red'],
  SKIPPED: 'yellow',
};

function writeLine(
  terminal: Terminal,
  mark: keyof typeof FORMAT_OF_MARK,
  headline: string,
  lines: readonly string[] = [],
) {
  const margin = ' '.repeat(INDENT.length - mark.length);
  const painted = terminal.paint(FORMAT_OF_MARK[mark], mark);
  terminal.out(`${painted}${margin}${textOf([headline, ...indented(lines)])}`);
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => INDENT + line);
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** `istio-mesh/request-success`; no part of a name holds a dot. */
function titleOf(proofName: string): string {
  return proofName.replaceAll('.', '/');
}
