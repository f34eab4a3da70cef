// The git repository that a project lies in, asked through git's plumbing: nothing is checked out, no hook or filter runs,
// and no shell sees a name. What git refuses is thrown as a `GitFault`, in words for the user.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { codeOf } from '../../output/file-error.ts';

/** Why git could not answer. */
export class GitFault extends Error {
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.help = help;
  }
}

/** A commit or tree that a name stands for. */
export interface Revision {
  /** As the user named it. */
  readonly name: string;
  /** The object that it stands for: of a commit, or of a tree (`main:deploy`). */
  readonly id: string;
  /** The project's folder in it; undefined if the project is not there. */
  readonly folder: RevisionFolder | undefined;
}

/** A folder of a commit, or one that was named itself. */
export interface RevisionFolder {
  readonly tree: string;
  /** With a path after it, what git calls a file of the folder; links in it may lead to all of the commit. */
  readonly start: string;
}

const LARGEST_ANSWER_BYTES = 1024 * 1024 * 1024;

/** What a hook of git sets for its own repository, which need not be that of the project. */
const OF_THE_HOOK = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_PREFIX', 'GIT_INDEX_FILE'];

/** A repository that lies in a checkout as ordinary files may name programs, too. */
const NOTHING_RUNS = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];

export class Repository {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.ask(['rev-parse', '--git-dir']);
  }

  /** What git prints; throws when it fails. */
  ask(args: readonly string[], input = ''): Buffer {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_THE_HOOK.includes(name)));
    const { status, stdout, stderr, error } = spawnSync('git', [...NOTHING_RUNS, '--literal-pathspecs', ...args], {
      cwd: this.#folder,
      input,
      env: { ...env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
      maxBuffer: LARGEST_ANSWER_BYTES,
    });
    if (error) throw this.#notStarted(error);
    if (status === 0) return stdout;
    const complaint = stderr.toString('utf8').trim().split('\n')[0] ?? '';
    throw new GitFault(complaint.replace(/^(fatal|error): /, '') || `git ${args[0]} ended with ${status}`);
  }

  get hasWorkTree(): boolean {
    return this.#line(['rev-parse', '--is-inside-work-tree']) === 'true';
  }

  /** What `name` stands for: a branch, a tag, a commit, or anything else that git resolves. */
  resolve(name: string): Revision {
    // No ref begins with a hyphen, but an option does.
    const id = name.startsWith('-') || name === '' ? undefined : this.#object(name);
    if (id === undefined) throw new GitFault(`git knows no ${JSON.stringify(name)}`, this.#shallowHelp());
    return { name, id, folder: this.#projectFolder(id, name) };
  }

  /** The newest commit that both histories have. */
  mergeBase(revision: Revision, otherRevision: Revision): Revision {
    const base = this.#try(['merge-base', revision.id, otherRevision.id]);
    if (base === undefined) {
      const names = `${JSON.stringify(revision.name)} and ${JSON.stringify(otherRevision.name)}`;
      throw new GitFault(`${names} have no commit in common`, this.#shallowHelp());
    }
    return { ...this.resolve(base), name: base.slice(0, SHORT_ID) };
  }

  /** The project's own folder in a commit; a tree that was named is that folder. */
  #projectFolder(id: string, name: string): RevisionFolder | undefined {
    const commit = this.#object(`${id}^{commit}`);
    if (commit === undefined) {
      const tree = this.#object(`${id}^{tree}`);
      if (tree === undefined) throw new GitFault(`${JSON.stringify(name)} is no commit or folder`);
      return { tree, start: `${tree}:` };
    }
    const prefix = this.#line(['rev-parse', '--show-prefix']);
    const tree = this.#object(`${commit}:${prefix.replace(/\/$/, '')}`);
    const isFolder = tree !== undefined && this.#line(['cat-file', '-t', tree]) === 'tree';
    return isFolder ? { tree, start: `${commit}:${prefix}` } : undefined;
  }

  #object(name: string): string | undefined {
    return this.#try(['rev-parse', '--verify', '--quiet', name]);
  }

  #shallowHelp(): string | undefined {
    if (this.#line(['rev-parse', '--is-shallow-repository']) !== 'true') return undefined;
    return 'this clone is shallow: fetch the history that is missing (`git fetch --unshallow`, or fetch-depth: 0 in actions/checkout)';
  }

  #line(args: readonly string[]): string {
    return this.ask(args).toString('utf8').replace(/\n$/, '');
  }

  #try(args: readonly string[]): string | undefined {
    try {
      return this.#line(args) || undefined;
    } catch (error) {
      if (error instanceof GitFault) return undefined;
      throw error;
    }
  }

  #notStarted(error: Error): GitFault {
    if (codeOf(error) !== 'ENOENT') return new GitFault(`git cannot be run: ${error.message}`);
    return new GitFault('git cannot be run', `is it installed, and is there a folder ${JSON.stringify(this.#folder)}?`);
  }
}

/** As many characters of a commit's id as people write. */
const SHORT_ID = 12;
