// Whether the rules that are loaded are the built ones, and are evaluated: in time and without errors.
import type { DiagnosticCode } from '../diagnostics/catalogue/catalogue.ts';
import { labelValue } from '../exposition/exposition.ts';
import type { LoadedGroup, LoadedRule } from '../prometheus/schemas.ts';
import type { Expr, Matcher } from '../promql/ast.ts';
import { parseExpr } from '../promql/parse/parse.ts';
import { print } from '../promql/print.ts';
import { mapSelectors } from '../promql/visit.ts';
import type { AlertingRule, CompiledFile, Rule, RuleGroup } from '../rules/rule.ts';
import { type Subject, subjectOf } from './belief.ts';
import type { Finding } from './finding.ts';
import type { ServerEvidence } from './server-evidence.ts';

interface Built {
  readonly subject: Subject;
  readonly groups: readonly RuleGroup[];
}

/** How many intervals an evaluation may be past. */
const LATE_INTERVALS = 3;

/** What is wrong with the loaded rules of each SLO: at most one thing of each kind. */
export function checkRules(files: readonly CompiledFile[], { groups: loaded, nowMs }: ServerEvidence): Finding[] {
  if (!loaded) return [];
  const named = new Map<string, LoadedGroup[]>();
  for (const group of loaded) named.set(group.name, [...(named.get(group.name) ?? []), group]);
  return files
    .flatMap(builtOf)
    .flatMap(({ subject, groups }) =>
      groups.length === 0 ? [] : checkBuilt(subject, groups, (name) => named.get(name) ?? [], nowMs),
    );
}

function builtOf({ services }: CompiledFile): Built[] {
  return services.flatMap(({ slos, alertGroups, source }) => [
    ...slos.map((compiled) => ({ subject: subjectOf(compiled), groups: compiled.groups })),
    ...alertGroups.map((group) => ({ subject: alertsSubject(group, source.alerts[0]?.origin), groups: [group] })),
  ]);
}

function alertsSubject({ name, rules }: RuleGroup, origin: Subject['origin'] | undefined): Subject {
  const alerts = rules.flatMap((rule) => (rule.kind === 'alerting' ? [rule.alert] : []));
  return { name, origin: origin ?? { source: { path: name, text: '' }, start: 0, end: 0 }, alerts };
}

function checkBuilt(
  subject: Subject,
  groups: readonly RuleGroup[],
  loadedAs: (name: string) => readonly LoadedGroup[],
  nowMs: number,
): Finding[] {
  const finding = findingsOf(subject);
  const missing = groups.filter(({ name }) => loadedAs(name).length === 0);
  if (missing.length > 0) {
    return [finding('rules-missing', 'error', missingMessage(subject, missing, groups), MISSING_HELP, 'dead')];
  }
  const pairs = groups.flatMap((built) => loadedAs(built.name).map((loaded) => ({ built, loaded })));
  const other = pairs.find(({ built, loaded }) => !isSame(built, loaded));
  const twice = groups.find(({ name }) => loadedAs(name).length > 1);
  return [
    ...(twice ? [finding('rules-loaded-twice', 'warning', twiceMessage(loadedAs(twice.name)), TWICE_HELP)] : []),
    ...(other ? [finding('rules-differ', 'warning', differMessage(other.built, other.loaded), DIFFER_HELP)] : []),
    ...failing(pairs, finding),
    ...late(pairs, nowMs, finding),
  ];
}

const MISSING_HELP =
  'load the files of `slo build`; prometheus-operator takes only objects with the labels that its ruleSelector names (rules.labels of slo.config.yaml)';
const TWICE_HELP = 'two files hold it: remove one, or its series are recorded twice';
const DIFFER_HELP = 'build and load them again, or take the specs that they were built from';

type FindingMaker = (
  code: DiagnosticCode,
  severity: Finding['severity'],
  message: string,
  help: string,
  effect?: Finding['effect'],
) => Finding;

function findingsOf(subject: Subject): FindingMaker {
  return (code, severity, message, help, effect) => ({
    code,
    severity,
    subject,
    place: subject.origin,
    message,
    help,
    ...(effect && { effect }),
  });
}

function missingMessage({ name }: Subject, missing: readonly RuleGroup[], all: readonly RuleGroup[]): string {
  if (missing.length === all.length) return `no rules of ${name} are loaded`;
  return `the group ${missing.map((group) => `"${group.name}"`).join(' and ')} is not loaded, though others of ${name} are`;
}

function twiceMessage(groups: readonly LoadedGroup[]): string {
  const files = groups.map(({ file }) => file ?? 'a file').join(' and ');
  return `the group "${groups[0]?.name ?? ''}" is loaded ${groups.length} times: from ${files}`;
}

function differMessage(built: RuleGroup, loaded: LoadedGroup): string {
  const at = built.rules.findIndex((rule, index) => !isSameRule(rule, loaded.rules[index]));
  const rule = built.rules[at];
  const name = rule === undefined ? '' : rule.kind === 'recording' ? rule.record : rule.alert;
  const what =
    built.rules.length !== loaded.rules.length
      ? `has ${loaded.rules.length} rules in the place of ${built.rules.length}`
      : at < 0
        ? `is evaluated every ${loaded.interval} s in the place of ${built.intervalMs / 1_000} s`
        : `has another "${name}"`;
  return `the loaded group "${built.name}" is not the built one: it ${what}`;
}

function isSame(built: RuleGroup, loaded: LoadedGroup): boolean {
  return (
    loaded.interval * 1_000 === built.intervalMs &&
    loaded.rules.length === built.rules.length &&
    built.rules.every((rule, at) => isSameRule(rule, loaded.rules[at]))
  );
}

/** Equal but for the way in which PromQL is written, and for texts. What an engine adds to the labels is no difference. */
function isSameRule(rule: Rule, loaded: LoadedRule | undefined): boolean {
  if (!loaded) return false;
  const { labels = {} } = loaded;
  return (
    loaded.name === (rule.kind === 'alerting' ? rule.alert : rule.record) &&
    normal(loaded.query) === inOrder(rule.expr) &&
    Object.entries(rule.labels).every(([label, value]) => labelValue(labels, label) === value) &&
    (rule.kind === 'recording' || isSameWait(rule, loaded))
  );
}

function isSameWait({ forMs, keepFiringForMs }: AlertingRule, { duration = 0, keepFiringFor }: LoadedRule): boolean {
  return duration * 1_000 === forMs && (keepFiringFor === undefined || keepFiringFor * 1_000 === keepFiringForMs);
}

function normal(query: string): string {
  const parsed = parseExpr(query);
  return 'expr' in parsed ? inOrder(parsed.expr) : query;
}

/** The expression with the matchers of each selector in one order: Prometheus sorts them by their labels. */
function inOrder(expr: Expr): string {
  const keyOf = ({ label, op, value }: Matcher) => JSON.stringify([label, op, value]);
  const sorted = (matchers: readonly Matcher[]) => [...matchers].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return print(mapSelectors(expr, (selector) => ({ ...selector, matchers: sorted(selector.matchers) })));
}

interface Pair {
  readonly built: RuleGroup;
  readonly loaded: LoadedGroup;
}

function failing(pairs: readonly Pair[], finding: FindingMaker): Finding[] {
  const broken = pairs.flatMap(({ loaded }) => loaded.rules.filter(({ health }) => health === 'err'));
  const [first] = broken;
  if (!first) return [];
  const others = broken.length > 1 ? ` and ${broken.length - 1} more rules` : '';
  const message = `"${first.name}"${others} cannot be evaluated: ${first.lastError ?? 'without a reason'}`;
  return [finding('rules-failing', 'error', message, 'what reads its result sees nothing, or what is old', 'dead')];
}

function late(pairs: readonly Pair[], nowMs: number, finding: FindingMaker): Finding[] {
  const slow = pairs.find(({ loaded }) => (loaded.evaluationTime ?? 0) > loaded.interval);
  if (slow) {
    const { name, evaluationTime = 0, interval } = slow.loaded;
    const message = `one evaluation of "${name}" takes ${evaluationTime.toFixed(1)} s, longer than its interval of ${interval} s`;
    return [
      finding(
        'rules-late',
        'warning',
        message,
        'evaluations are left out, so alerts come late: `slo explain` shows the cost',
      ),
    ];
  }
  const old = pairs.find(({ loaded }) => isOld(loaded, nowMs));
  if (!old) return [];
  const message = `"${old.loaded.name}" was last evaluated at ${old.loaded.lastEvaluation}, with an interval of ${old.loaded.interval} s`;
  return [
    finding(
      'rules-late',
      'warning',
      message,
      'does the server keep up? Its log and prometheus_rule_group_iterations_missed_total tell',
    ),
  ];
}

/** Before its first evaluation a group has the time zero of Go. */
function isOld({ lastEvaluation = '', interval }: LoadedGroup, nowMs: number): boolean {
  const at = Date.parse(lastEvaluation);
  if (Number.isNaN(at) || at <= 0) return false;
  return nowMs - at > Math.max(LATE_INTERVALS * interval * 1_000, 60_000);
}
