// One section of a runbook: a subject's promise and numbers, what to look at first, what usually causes it, how it ends.
import type { Cause, Command, Lookup } from '../istio/guide.ts';
import { findMetric } from '../metrics/catalogue.ts';
import { pretty } from '../promql/pretty.ts';
import { isSameTree, selectorsOf } from '../promql/visit.ts';
import { boardAddress, runbookSection } from '../rules/links.ts';
import { identityLabels } from '../rules/names.ts';
import type { AlertPurpose } from '../rules/rule.ts';
import { guideOf } from './guide-of.ts';
import { KINDS, type Kind, promiseOf } from './kinds.ts';
import { rawLookups } from './lookups.ts';
import { blocks, code, link, plain } from './markdown.ts';
import { type Context, type Subject, settingsOf } from './subject.ts';

/** The heading under which the page lists it; of an SLO it is also what `runbook_url` leads to. */
export function headingOf({ slo, service, rules: [{ alert }] }: Subject): string {
  return slo ? runbookSection(slo.identity) : `${alert} of ${service}`;
}

/** The kinds of the subject's alerts, each once. */
export function kindsOf({ rules }: Subject): Kind[] {
  return [...new Set(rules.map(({ purpose }) => purpose.kind))].map((kind) => KINDS[kind]);
}

/** The part of a page that is about one SLO or alert, in Markdown. */
export function section(context: Context): string {
  const { subject } = context;
  const guide = guideOf(context);
  const kinds = kindsOf(subject);
  const harm = guide?.harm ?? '';
  const [{ purpose }] = subject.rules;
  const raw = guide || !subject.slo || isOfNoGroup(purpose) ? [] : rawLookups(subject.slo);
  const known = guide?.lookups ?? raw;
  const isKnown = ({ expr }: Lookup) => known.some((lookup) => isSameTree(lookup.expr, expr));
  const lookups = [...kinds.flatMap((kind) => kind.lookups(subject)).filter((lookup) => !isKnown(lookup)), ...known];
  return blocks([
    `## ${headingOf(subject)}`,
    ...(subject.slo ? [harm, ...about(subject)] : [...about(subject), harm]),
    ...kinds.flatMap((kind) => kind.numbers(subject)),
    '### Look first',
    board(context),
    hints(subject, lookups),
    ...lookups
      .filter(({ expr }, at) => lookups.findIndex((other) => isSameTree(other.expr, expr)) === at)
      .map(lookupBlock),
    ...(guide?.commands ?? []).map(commandBlock),
    ...(guide ? ['### Usual causes', causeList(guide.causes)] : []),
    '### How it ends',
    ...kinds.map((kind) => kind.clears(subject)),
    'To silence it while you work:',
    code('sh', silence(subject)),
  ]);
}

/** What people wrote of it, and what it promises. */
function about({ slo, rules: [{ purpose }] }: Subject): string[] {
  const { summary, description } = settingsOf(purpose);
  const preset = purpose.kind === 'standalone' ? purpose.alert.preset : undefined;
  return [
    ...(slo ? [plain(slo.description)] : []),
    plain(summary ?? (preset ? `${preset.summary}.` : '')),
    plain(description ?? ''),
    ...(slo ? [promiseOf(slo)] : []),
    ...(slo?.owner === undefined ? [] : [`Owner: ${plain(slo.owner)}`]),
  ];
}

function board({ subject: { rules } }: Context): string {
  const [{ annotations, purpose }] = rules;
  const { dashboard } = settingsOf(purpose);
  const address = dashboard ?? boardAddress(settingsOf(purpose), purpose);
  if (address === undefined) return '';
  const hasTimedLink = dashboard === undefined && annotations.dashboard_url !== undefined;
  return `${link('The dashboard', address)}${hasTimedLink ? '; `dashboard_url` of the alert opens it at the time of the alert' : ''}.`;
}

function hints({ slo }: Subject, lookups: readonly Lookup[]): string {
  const read = lookups.flatMap(({ expr }) => selectorsOf(expr));
  return [
    slo && slo.by.length > 0
      ? 'The queries show the worst groups. Add the labels of the alert to a query to see only its group.'
      : '',
    read.some(({ metric = '' }) => findMetric(metric)?.metric.lazy)
      ? 'Istio creates a series with its first failure. If a query for failures returns nothing, there were none.'
      : '',
  ]
    .filter((hint) => hint !== '')
    .join(' ');
}

function lookupBlock({ ask, expr }: Lookup): string {
  return blocks([ask, code('promql', pretty(expr))]);
}

function commandBlock({ ask, command }: Command): string {
  return blocks([ask, code('sh', command)]);
}

function causeList(causes: readonly Cause[]): string {
  return causes.map(({ sign, means }) => `- **${sign}** ${means}`).join('\n');
}

/** Names and labels that the compiler lets through are safe in a shell. */
function silence({ slo, service, rules: [{ alert, purpose }] }: Subject): string {
  const labels = slo ? identityLabels(slo.identity) : { slo_service: service };
  const by = isOfNoGroup(purpose) ? [] : (slo?.by ?? []);
  const groups = by.map((label) => `${label}="…"`);
  const matchers = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  const words = [`alertname=${alert}`, ...matchers, ...groups];
  return `amtool silence add ${words.join(' ')} --duration=2h --author="$USER" --comment="…"`;
}

/** Data that is missing altogether has no group. */
function isOfNoGroup({ kind }: AlertPurpose): boolean {
  return kind === 'absent' || kind === 'leaf-missing';
}
