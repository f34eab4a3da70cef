// `slo complete`, which the scripts of `slo completion` call: what of a project a shell may complete, one word a line. It
// tells of no mistake, since nobody asked for one in the middle of a line: what cannot be read has no words.
import { compile } from '../../compile.ts';
import { CODES } from '../../diagnostics/catalogue/catalogue.ts';
import { Report } from '../../diagnostics/report.ts';
import { ISTIO_ALERTS } from '../../istio/alerts.ts';
import { alertNameOf } from '../../rules/alert-name.ts';
import { alertsOf, type CompiledFile } from '../../rules/rule.ts';
import { printable } from '../../text/printable.ts';
import { GitFault, Repository } from '../project/git.ts';
import { readProject, readSpecs } from '../project/project.ts';
import { namesOf, slosOf } from '../project/slo-names.ts';
import { EXIT, type Exit, type Terminal } from '../terminal.ts';
import type { Question } from './question.ts';

const ANSWERS: Readonly<Record<Question, (root: string, word: string) => readonly string[]>> = Object.freeze({
  slos: sloNames,
  subjects: subjectNames,
  targets: targetNames,
  revisions: revisionNames,
});

/** `word` is what of the word has been typed. */
export function complete(root: string, question: Question, word: string, terminal: Terminal): Exit {
  const words = new Set(ANSWERS[question](root, word));
  terminal.out([...words].map((each) => `${printable(each)}\n`).join(''));
  return EXIT.fine;
}

function sloNames(root: string): string[] {
  return slosOf(soundFiles(root)).flatMap(namesOf);
}

/** Everything that `slo explain` explains. */
function subjectNames(root: string): string[] {
  const files = soundFiles(root);
  const services = files.flatMap((file) => file.services);
  const groups = services.flatMap(({ slos, alertGroups }) => [...slos.flatMap((slo) => slo.groups), ...alertGroups]);
  return [
    ...slosOf(files).flatMap(namesOf),
    ...alertsOf(groups).flatMap((rule) => [rule.alert, alertNameOf(rule)]),
    'presets',
    ...ISTIO_ALERTS.flatMap(({ id, name }) => [id, name]),
    ...CODES.map(({ code }) => code),
  ];
}

/** The specs without mistakes, as the first target has them: SLOs and alerts are called the same in all. */
function soundFiles(root: string): readonly CompiledFile[] {
  const report = new Report();
  const [settings] = readProject(root, report).targets;
  return settings ? compile({ specs: readSpecs(root, settings, report) }, settings, report).files : [];
}

function targetNames(root: string): string[] {
  return readProject(root, new Report()).targets.flatMap(({ target }) => target ?? []);
}

/** Branches and tags, also for the second end of a range. */
function revisionNames(root: string, word: string): string[] {
  const [start = ''] = /^.*\.{2,3}/.exec(word) ?? [];
  return ['HEAD', ...references(root)].map((name) => `${start}${name}`);
}

function references(root: string): string[] {
  const folders = ['refs/heads', 'refs/tags', 'refs/remotes'];
  try {
    const answer = new Repository(root).ask(['for-each-ref', '--format=%(refname:short)', ...folders]);
    return answer.toString('utf8').split('\n').filter(Boolean);
  } catch (error) {
    if (error instanceof GitFault) return [];
    throw error;
  }
}
