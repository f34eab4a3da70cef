// Where the output of a project goes.
import type { ConfigSpec } from '../spec/config-schema.ts';
import type { Place } from './place.ts';

/** The kinds of output, with the folder of each where the project names none; without a folder a kind is not written. */
const DEFAULT_FOLDERS = {
  rules: 'rules',
  tests: undefined,
  dashboards: 'dashboards',
  runbooks: undefined,
  alertmanager: undefined,
} as const;

type OutputKind = keyof typeof DEFAULT_FOLDERS;

const KINDS = Object.keys(DEFAULT_FOLDERS) as OutputKind[];

/** Folders by the kind of output, relative to the project; a kind without a folder is not written. */
export type Folders = { readonly rules: string } & { readonly [K in Exclude<OutputKind, 'rules'>]?: string };

/** Where output goes. */
export function readFolders({ output = {} }: ConfigSpec): Folders {
  const written = KINDS.flatMap((kind) => {
    const folder = output[kind] ?? DEFAULT_FOLDERS[kind];
    return folder === undefined || (folder === 'off' && kind !== 'rules')
      ? []
      : [[kind, normalFolder(folder)] as const];
  });
  return { rules: DEFAULT_FOLDERS.rules, ...Object.fromEntries(written) };
}

/** Where the output of the target `name` goes: below the folders of the project, and "off" for what the project does not want. */
export function foldersBelow(folders: Folders, name: string): NonNullable<ConfigSpec['output']> {
  const written = KINDS.map(
    (kind) => [kind, folders[kind] === undefined ? 'off' : `${folders[kind]}/${name}`] as const,
  );
  return Object.fromEntries(written);
}

/** All folders that are written to. */
export function outputFolders({ folders }: { readonly folders: Folders }): string[] {
  return KINDS.flatMap((kind) => folders[kind] ?? []);
}

/** `./deploy//rules/` to `deploy/rules`. */
export function normalFolder(folder: string): string {
  return folder
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** Reports folders that are outside the project: those of output and of specs are relative and do not climb. */
export function checkFolders({ specs, output = {} }: ConfigSpec, file: Place): void {
  checkFolder(specs, file.at('specs'));
  for (const kind of KINDS) checkFolder(output[kind], file.at('output', kind));
}

function checkFolder(folder: string | undefined, place: Place): void {
  if (folder === undefined) return;
  const parts = folder.split('/');
  const isInside =
    !folder.startsWith('/') &&
    !/[\\\0:]/.test(folder) &&
    !parts.includes('..') &&
    parts.some((part) => part !== '.' && part !== '');
  if (isInside) return;
  place.report({
    code: 'folder-outside-project',
    message: `the folder ${JSON.stringify(folder)} is not inside the project`,
    help: 'name a folder below the one that holds slo.config.yaml, such as deploy/rules',
  });
}
