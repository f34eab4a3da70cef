// Projects in a git repository, for the commands that read one.
import { spawnSync } from 'node:child_process';
import { env } from 'node:process';
import { CHANGED_SPEC, Project } from './slo-process.ts';

export const SPEC_PATH = 'slos/shop.slo.yaml';

/** Runs git in a folder, without the settings of whoever runs the tests; throws when it fails. */
export function git(folder: string, ...args: readonly string[]): string {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));
  const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@shop.example', '-c', 'init.defaultBranch=main'];
  const { status, stdout, stderr } = spawnSync('git', [...person, '-c', 'protocol.file.allow=always', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...own, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

export function commit(project: Project, message: string): string {
  git(project.root, 'add', '-A');
  git(project.root, 'commit', '-qm', message);
  return git(project.root, 'rev-parse', 'HEAD');
}

/** A repository whose branch `main` has the spec, and `branch` the changed one. */
export function repository(files?: Readonly<Record<string, string>>): Project {
  const project = new Project(files);
  git(project.root, 'init', '-q');
  commit(project, 'one');
  git(project.root, 'checkout', '-qb', 'branch');
  project.write(SPEC_PATH, CHANGED_SPEC);
  commit(project, 'two');
  return project;
}
