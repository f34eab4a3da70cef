// Two states of a project in, everything that differs between them out. Complete on three levels, each told by itself: what
// was changed in the specs, which rules differ (named with what they follow from, or as unexplained), which files differ.
import type { Settings } from '../model/settings.ts';
import { originOf } from '../output/artifact.ts';
import type { Change, Comparison, FileChange, SubjectChange } from './change.ts';
import { compareSubject } from './compare-subject.ts';
import { driftBetween } from './drift.ts';
import { isRecord, leavesOf } from './leaves.ts';
import { pairUp } from './pair-up.ts';
import { isOfRules, LIKENESSES, type State, type Subject, subjectsOf } from './subject.ts';
import { valueWords } from './value-words.ts';

/** What differs between two states of a project: SLOs, alerts, settings and files. */
export function compare(before: State, after: State): Comparison {
  const [old, now] = [subjectsOf(before), subjectsOf(after)];
  const subjects = pairUp(old, now, LIKENESSES).flatMap((pair) => compareSubject(pair) ?? []);
  return {
    subjects,
    settings: compareSettings(before.settings, after.settings),
    files: compareFiles(before, after, specsOf(subjects)),
    drift: driftBetween(before, after),
    rulesBefore: countRules(old),
    rulesAfter: countRules(now),
  };
}

/** Whether nothing differs that somebody would see: a rule, a setting, a file. */
export function isSame({ subjects, settings, files, drift }: Comparison): boolean {
  return subjects.length === 0 && settings.length === 0 && files.length === 0 && drift.length === 0;
}

function countRules(subjects: readonly Subject[]): number {
  return subjects.reduce((count, { rules }) => count + rules.length, 0);
}

/** Specs whose rules are other ones, or stand elsewhere. */
function specsOf(subjects: readonly SubjectChange[]): ReadonlySet<string | undefined> {
  return new Set(
    subjects.flatMap(({ rules, fileBefore, fileAfter }) =>
      rules.length > 0 || fileBefore !== fileAfter ? [fileBefore, fileAfter] : [],
    ),
  );
}

/** Settings of the project that are no SLO's: where output goes and what is around the rules. The others show in the SLOs. */
function compareSettings(before: Settings, after: Settings): Change[] {
  const outer = ({ document: _document, defaults: _defaults, istio: _istio, ...rest }: Settings) => rest;
  return leavesOf(outer(before), outer(after))
    .filter(({ path: [first = ''] }) => first !== 'scrapeIntervalMs' && first !== 'cluster')
    .map((leaf) => ({
      topic: leaf.path.join('.'),
      what: ['setting ', { quoted: leaf.path.join('.') }],
      before: settingWords(leaf.before),
      after: settingWords(leaf.after),
      on: [],
      notes: [],
      rules: [],
    }));
}

function settingWords(value: unknown): string {
  return isRecord(value) && Object.keys(value).length === 0 ? 'none' : valueWords('', value);
}

function compareFiles(before: State, after: State, changedSpecs: ReadonlySet<string | undefined>): FileChange[] {
  const [old, now] = [before, after].map(
    ({ artifacts }) => new Map(artifacts.map(({ path, content }) => [path, content])),
  );
  if (!old || !now) return [];
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
  return paths.flatMap((path): FileChange[] => {
    const [was, is] = [old.get(path), now.get(path)];
    if (was === is) return [];
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    return [{ path, change, holds: holdsOf(path, [before, after], changedSpecs) }];
  });
}

/** A file of rules says from which spec it was made, in whatever format it is. */
function holdsOf(
  path: string,
  states: readonly State[],
  changedSpecs: ReadonlySet<string | undefined>,
): FileChange['holds'] {
  const specs = states.flatMap((state) => {
    if (!isOfRules(path, state) || !/\.ya?ml$/.test(path)) return [];
    const { files, artifacts } = state;
    const content = artifacts.find((artifact) => artifact.path === path)?.content ?? '';
    const sources = originOf(path, content)?.sources ?? [];
    return files.map((file) => file.path).filter((spec) => sources.includes(spec));
  });
  if (specs.length === 0) return 'other';
  return specs.some((spec) => changedSpecs.has(spec)) ? 'rules' : 'same rules';
}
