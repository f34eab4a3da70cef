// The files of a project as a commit has them. Whole folders are asked for at once: a process for each file would take
// seconds where there are hundreds.
import { FileFault, MOST_BYTES, type ProjectFiles } from './files.ts';
import type { Repository, RevisionFolder } from './git.ts';

/** One line of `git ls-tree`. */
interface TreeEntry {
  readonly mode: string;
  readonly type: string;
  readonly id: string;
  readonly bytes: number;
}

const LINK_MODE = '120000';

/** The files below a folder of a commit. */
export class GitFiles implements ProjectFiles {
  readonly #repository: Repository;
  readonly #folder: RevisionFolder;
  readonly #entries = new Map<string, TreeEntry>();
  readonly #blobs = new Map<string, Buffer>();

  constructor(repository: Repository, folder: RevisionFolder) {
    this.#repository = repository;
    this.#folder = folder;
  }

  has(path: string): boolean {
    return this.#entry(path) !== undefined;
  }

  entries(folder: string) {
    if (!this.#entries.has(`${folder}/`)) this.#load(folder);
    const found = this.#entries.get(`${folder}/`);
    if (!found) return undefined;
    const start = `${folder}/`;
    return [...this.#entries].flatMap(([path, { type, mode }]) => {
      const name = path.slice(start.length);
      const entry = { name, isFolder: type === 'tree', isLink: mode === LINK_MODE };
      return path.startsWith(start) && name !== '' && !name.includes('/') ? [entry] : [];
    });
  }

  kindOf(path: string) {
    const { type, bytes } = this.#followed(path);
    return { kind: type === 'blob' ? 'file' : type === 'tree' ? 'folder' : 'other', bytes } as const;
  }

  read(path: string): Uint8Array {
    const { id } = this.#followed(path);
    return this.#blobs.get(id) ?? this.#repository.ask(['cat-file', 'blob', id]);
  }

  #entry(path: string): TreeEntry | undefined {
    const known = this.#entries.get(path);
    if (known) return known;
    return this.#list(['--full-tree', this.#folder.tree, '--', path]).get(path);
  }

  /** All that is below a folder, and the contents of what is small enough to be a spec. */
  #load(folder: string): void {
    if (this.#entry(folder)?.type === 'commit') {
      throw new FileFault('it is a submodule, whose files are in a repository of its own');
    }
    if (this.#entry(folder) === undefined) return;
    const { id, type } = this.#followed(folder);
    if (type !== 'tree') throw new FileFault('it is a file, not a folder');
    this.#entries.set(`${folder}/`, { mode: '040000', type: 'tree', id, bytes: 0 });
    const below = this.#list(['-r', '-t', '--full-tree', id]);
    for (const [path, entry] of below) {
      this.#entries.set(`${folder}/${path}`, entry);
      if (entry.type === 'tree') this.#entries.set(`${folder}/${path}/`, entry);
    }
    this.#readAll([...below].flatMap(([path, entry]) => (/\.ya?ml$/.test(path) && isSmall(entry) ? [entry.id] : [])));
  }

  #list(args: readonly string[]): Map<string, TreeEntry> {
    const lines = this.#repository
      .ask(['ls-tree', '-z', '-l', ...args])
      .toString('utf8')
      .split('\0');
    return new Map(
      lines.flatMap((line) => {
        const [, mode = '', type = '', id = '', bytes = '', path = ''] = LINE.exec(line) ?? [];
        return path === '' ? [] : [[path, { mode, type, id, bytes: Number(bytes) || 0 }] as const];
      }),
    );
  }

  #readAll(ids: readonly string[]): void {
    const distinctIds = [...new Set(ids)];
    const answer =
      distinctIds.length === 0
        ? Buffer.alloc(0)
        : this.#repository.ask(['cat-file', '--batch'], distinctIds.join('\n'));
    let at = 0;
    for (const id of distinctIds) {
      const end = answer.indexOf(0x0a, at);
      const bytes = Number(answer.subarray(at, end).toString('utf8').split(' ')[2]);
      this.#blobs.set(id, answer.subarray(end + 1, end + 1 + bytes));
      at = end + 1 + bytes + 1;
    }
  }

  /** What a path stands for, links followed as far as they stay in the repository. */
  #followed(path: string): TreeEntry {
    const entry = this.#entry(path);
    if (!entry) throw new FileFault('it is not in that commit');
    if (entry.mode !== LINK_MODE) return entry;
    if (path.includes('\n')) throw new FileFault('it is a link whose name has a line break');
    const request = ['cat-file', '--batch-check', '--follow-symlinks'];
    const answer = this.#repository.ask(request, `${this.#folder.start}${path}\n`).toString('utf8').trim();
    const [, id = '', type = '', bytes = ''] = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(answer) ?? [];
    if (id === '') throw new FileFault('it is a link to nothing in that commit');
    return { mode: '', type, id, bytes: Number(bytes) };
  }
}

const LINE = /^(\d+) (\w+) ([0-9a-f]+) +(\S+)\t(.*)$/s;

function isSmall({ type, mode, bytes }: TreeEntry): boolean {
  return type === 'blob' && mode !== LINK_MODE && bytes <= MOST_BYTES;
}
