// Which outputs of a build git does not have yet: a commit with a new spec and without its rules looks complete.
import type { Plan } from '../../output/plan.ts';
import { Repository } from '../project/git.ts';

/** The outputs that git neither tracks nor ignores. Throws a `GitFault` where there is no repository. */
export function untrackedOutputs(root: string, { files, folders }: Plan): string[] {
  const answer = new Repository(root).ask(['ls-files', '--others', '--exclude-standard', '-z', '--', ...folders]);
  const untracked = new Set(answer.toString('utf8').split('\0'));
  return files.flatMap(({ path, kind }) => (kind !== 'orphaned' && untracked.has(path) ? [path] : []));
}
