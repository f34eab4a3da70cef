// `slo diff`: what changed between two states of a project, in the words of a reviewer. A state is a commit, of which nothing
// is checked out, or the files as they are.
import { emit } from '../compile.ts';
import { stringifySafely } from '../diagnostics/formats.ts';
import type { Paint } from '../diagnostics/paint.ts';
import { Report } from '../diagnostics/report.ts';
import type { Comparison } from '../diff/change.ts';
import { compare, isSame } from '../diff/compare.ts';
import { renderDiffJson } from '../diff/render-json.ts';
import { renderDiffMarkdown } from '../diff/render-markdown.ts';
import { renderDiffText, type StateNames } from '../diff/render-text.ts';
import type { State } from '../diff/subject.ts';
import { readSettings } from '../model/settings.ts';
import { compileProject } from './project/compile-project.ts';
import { GitFault, Repository, type Revision } from './project/git.ts';
import { GitFiles } from './project/git-files.ts';
import { type ProjectPlace, readGenerated } from './project/project.ts';
import { EXIT, type Exit, type Terminal, usageError } from './terminal.ts';

export interface DiffOptions {
  readonly format: 'text' | 'markdown' | 'json';
  readonly exitCode?: boolean;
}

const RENDERERS: Readonly<
  Record<DiffOptions['format'], (comparison: Comparison, names: StateNames, paint: Paint) => string>
> = {
  text: renderDiffText,
  markdown: renderDiffMarkdown,
  json: renderDiffJson,
};

/** A state of the project by its name; without a place the project is not there. */
interface Side {
  readonly name: string;
  readonly place: ProjectPlace | undefined;
  /** What stands before a path in diagnostics, as in git's own `main:slos/shop.slo.yaml`. */
  readonly prefix: string;
}

export async function diff(
  root: string,
  names: readonly string[],
  options: DiffOptions,
  terminal: Terminal,
): Promise<Exit> {
  const [first = 'HEAD', ...others] = names;
  const range = rangeOf(first);
  if (others.length > 1) return usageError('at most two states can be compared', undefined, terminal);
  if (range && others.length > 0)
    return usageError(`${JSON.stringify(first)} names both states already`, 'leave out the other', terminal);
  let sides: readonly [Side, Side];
  try {
    sides = sidesOf(root, range ?? first, others[0]);
  } catch (error) {
    if (!(error instanceof GitFault)) throw error;
    const { message, help } = error;
    terminal.report([{ code: 'unknown-revision', severity: 'error', message, ...(help !== undefined && { help }) }]);
    return EXIT.usage;
  }
  const [before, after] = [await readStates(sides[0], terminal), await readStates(sides[1], terminal)];
  if (before === 'wrong' || after === 'wrong') return EXIT.wrong;
  const targets = [...new Set([...after.keys(), ...before.keys()])];
  if (targets.length === 0) {
    const message = `there are no specs, neither in ${sides[0].name} nor in ${sides[1].name}`;
    terminal.report([{ code: 'no-specs', severity: 'error', message }]);
    return EXIT.wrong;
  }
  const comparisons = targets.map((target) => {
    const [old, fresh] = [before.get(target), after.get(target)];
    return { target, comparison: compare(old ?? emptyLike(fresh), fresh ?? emptyLike(old)) };
  });
  const states = { before: sides[0].name, after: sides[1].name };
  terminal.out(render(comparisons, states, options.format, terminal.paint), options.format);
  return options.exitCode && !comparisons.every(({ comparison }) => isSame(comparison)) ? EXIT.wrong : EXIT.fine;
}

interface TargetComparison {
  readonly target: string | undefined;
  readonly comparison: Comparison;
}

/** One after the other, each under the name of its target; JSON as a list, where there are targets. */
function render(
  all: readonly TargetComparison[],
  names: StateNames,
  format: DiffOptions['format'],
  paint: Paint,
): string {
  const texts = all.map(({ target, comparison }) => ({ target, text: RENDERERS[format](comparison, names, paint) }));
  if (texts.every(({ target }) => target === undefined)) return texts.map(({ text }) => text).join('');
  if (format === 'json') {
    return stringifySafely(
      texts.map(({ target, text }) => ({ target: target ?? null, ...(JSON.parse(text) as object) })),
    );
  }
  const mark = format === 'markdown' ? '## ' : '';
  return texts
    .map(({ target, text }) => `${mark}${target === undefined ? 'Without targets' : `Target ${target}`}\n\n${text}`)
    .join('\n');
}

/** `A..B`, or `A...B` for what B did since it left A; an end that is left out is the commit that is checked out. */
interface Range {
  readonly from: string;
  readonly to: string;
  readonly isSinceFork: boolean;
}

function rangeOf(name: string): Range | undefined {
  const [, from, dots, to] = /^(.*?)(\.{2,3})(.*)$/s.exec(name) ?? [];
  return dots === undefined ? undefined : { from: from || 'HEAD', to: to || 'HEAD', isSinceFork: dots === '...' };
}

/** As `git diff` takes them: a range, a commit and the files as they are, or two commits. */
function sidesOf(root: string, first: Range | string, second: string | undefined): [Side, Side] {
  const repository = new Repository(root);
  const commit = (revision: Revision): Side => ({
    name: revision.name,
    place: revision.folder && new GitFiles(repository, revision.folder),
    prefix: `${revision.name}:`,
  });
  if (typeof first !== 'string') {
    const [from, to] = [repository.resolve(first.from), repository.resolve(first.to)];
    return [commit(first.isSinceFork ? repository.mergeBase(from, to) : from), commit(to)];
  }
  if (second !== undefined) return [commit(repository.resolve(first)), commit(repository.resolve(second))];
  if (!repository.hasWorkTree) throw new GitFault('a bare repository has no files to compare with: name two commits');
  return [commit(repository.resolve(first)), { name: 'working tree', place: root, prefix: '' }];
}

/** Each target by its name; none for a state without specs, which may become one with specs, or have been one. */
async function readStates(
  { place, prefix }: Side,
  terminal: Terminal,
): Promise<ReadonlyMap<string | undefined, State> | 'wrong'> {
  if (place === undefined) return new Map();
  const report = new Report();
  const project = compileProject(place, {}, report);
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) {
    const states = project.targets.map(async (target) => {
      const { files, settings } = target;
      const artifacts = await emit(target, new Report());
      const committed = readGenerated(place, settings.folders.rules);
      return [settings.target, { files, settings, artifacts, committed }] as const;
    });
    return new Map(await Promise.all(states));
  }
  if (errors.every(({ code }) => code === 'no-specs')) return new Map();
  const diagnostics = errors.map((error) => ({
    ...error,
    message: error.span || prefix === '' ? error.message : `${prefix} ${error.message}`,
  }));
  // Paths in a commit are shown as git writes them; those of the working tree, as always.
  if (prefix === '') terminal.report(diagnostics);
  else terminal.report(diagnostics, (path) => `${prefix}${path}`);
  return 'wrong';
}

/** The project before its first spec, or after its last: settings without specs change nothing. */
function emptyLike(other: State | undefined): State {
  return { files: [], settings: other?.settings ?? readSettings(undefined, new Report()), artifacts: [] };
}
