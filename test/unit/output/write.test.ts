import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isUpToDate, planWrites } from '../../../src/output/plan.ts';
import { stagingName } from '../../../src/output/staging-name.ts';
import { applyPlan } from '../../../src/output/write.ts';
import { artifactsOf, contentOf, marked, newFolder, put } from './new-folder.ts';

function planOf(root: string, files: Readonly<Record<string, string>>, folders = ['rules']) {
  return planWrites(root, artifactsOf(files), folders, () => false);
}

function allFiles(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

/** Files, folders and links. */
function everything(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
}

/** The staging folder of a process that is gone: its number is higher than Linux or macOS give. */
const LEFTOVER = stagingName(999_999_999);

const NOBODY = 65_534;

/** Runs `action` while a folder cannot be written to: not even by root, who becomes somebody else for that time. */
async function withReadOnly<T>(folder: string, action: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  chmodSync(folder, 0o555);
  const closed = isRoot ? openWay(dirname(folder)) : [];
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    return await action();
  } finally {
    if (isRoot) process.seteuid?.(0);
    for (const { path, mode } of closed) chmodSync(path, mode);
    chmodSync(folder, 0o755);
  }
}

/** Lets everybody into a folder, and into those above it (a private folder for temporary files, say); what they were. */
function openWay(folder: string): readonly { readonly path: string; readonly mode: number }[] {
  const path = resolve(folder);
  const above = path === dirname(path) ? [] : openWay(dirname(path));
  const mode = statSync(path).mode & 0o7777;
  if ((mode & 0o055) === 0o055) return above;
  chmodSync(path, mode | 0o055);
  return [...above, { path, mode }];
}

describe('applyPlan', () => {
  it('creates, changes and deletes, and is up to date afterwards', async () => {
    const root = newFolder({
      'rules/b.yaml': marked('old'),
      'rules/gone.yaml': marked('x'),
      'rules/own.yaml': 'mine\n',
    });
    const files = { 'rules/b.yaml': marked('Größe 😀'), 'rules/deep/er/a.yaml': marked('a') };
    expect(await applyPlan(planOf(root, files))).toEqual({
      written: ['rules/b.yaml', 'rules/deep/er/a.yaml'],
      deleted: ['rules/gone.yaml'],
      failures: [],
    });
    expect(allFiles(root)).toEqual(['rules/b.yaml', 'rules/deep/er/a.yaml', 'rules/own.yaml']);
    expect(contentOf(root, 'rules/b.yaml')).toBe(marked('Größe 😀'));
    expect(contentOf(root, 'rules/own.yaml')).toBe('mine\n');
    expect(isUpToDate(planOf(root, files))).toBe(true);
  });

  it('removes the folders that it has emptied, but no others', async () => {
    const root = newFolder({
      'rules/a/deep/gone.yaml': marked('x'),
      'rules/b/gone.yaml': marked('x'),
      'rules/b/own.yaml': 'mine\n',
      'tests/gone.yaml': marked('x'),
    });
    mkdirSync(join(root, 'rules/empty'));
    await applyPlan(planOf(root, {}, ['rules', 'tests']));
    expect(everything(root)).toEqual(['rules', 'rules/b', 'rules/b/own.yaml', 'rules/empty', 'tests']);
  });

  it('does nothing the second time', async () => {
    const root = newFolder();
    const files = { 'rules/a.yaml': marked('a') };
    await applyPlan(planOf(root, files));
    expect(await applyPlan(planOf(root, files))).toEqual({ written: [], deleted: [], failures: [] });
  });

  it('does not touch unchanged files', async () => {
    const root = newFolder({ 'rules/a.yaml': marked('a') });
    utimesSync(join(root, 'rules/a.yaml'), 1000, 1000);
    const { ino } = statSync(join(root, 'rules/a.yaml'));
    await applyPlan(planOf(root, { 'rules/a.yaml': marked('a'), 'rules/b.yaml': marked('b') }));
    expect(statSync(join(root, 'rules/a.yaml'))).toMatchObject({ mtimeMs: 1_000_000, ino });
  });

  it('gives new files the mode 0644, also if the umask forbids it, and leaves replaced ones theirs', async () => {
    const root = newFolder({ 'rules/a.yaml': marked('old') });
    chmodSync(join(root, 'rules/a.yaml'), 0o600);
    const umask = process.umask(0o077);
    try {
      await applyPlan(planOf(root, { 'rules/a.yaml': marked('a'), 'rules/b.yaml': marked('b') }));
    } finally {
      process.umask(umask);
    }
    const modes = ['a', 'b'].map((name) => statSync(join(root, `rules/${name}.yaml`)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o644]);
  });

  it('replaces a file instead of writing into it, so that nobody reads a half of it', async () => {
    const root = newFolder({ 'rules/a.yaml': marked('old') });
    const { ino } = statSync(join(root, 'rules/a.yaml'));
    await applyPlan(planOf(root, { 'rules/a.yaml': marked('new') }));
    expect(statSync(join(root, 'rules/a.yaml')).ino).not.toBe(ino);
  });

  it('writes nothing at all if anything was refused', async () => {
    const outside = newFolder();
    const root = newFolder({ 'rules/own.yaml': 'mine\n', 'rules/gone.yaml': marked('x') });
    symlinkSync(outside, join(root, 'rules/out'));
    const files = { 'rules/a.yaml': 'a', 'rules/own.yaml': 'b', 'rules/out/c.yaml': 'c', '../d.yaml': 'd' };
    expect(await applyPlan(planOf(root, files))).toEqual({
      written: [],
      deleted: [],
      failures: [
        { path: '../d.yaml', message: 'the path holds ".."' },
        { path: 'rules/out/c.yaml', message: 'leads through a symbolic link to outside of rules' },
        { path: 'rules/own.yaml', message: 'a file that was not generated by this tool is in the way' },
      ],
    });
    expect(allFiles(root)).toEqual(['rules/gone.yaml', 'rules/own.yaml']);
    expect(contentOf(root, 'rules/own.yaml')).toBe('mine\n');
    expect(readdirSync(outside)).toEqual([]);
  });

  it('writes and deletes nothing if one file cannot be written, and says which and why', async () => {
    const root = newFolder({ 'rules/a.yaml': marked('old'), 'rules/gone.yaml': marked('x') });
    const plan = planOf(root, { 'rules/a.yaml': marked('new'), 'rules/sub/b.yaml': marked('b'), 'rules/z.yaml': 'z' });
    put(root, 'rules/sub', 'a file where a folder must be');
    expect(await applyPlan(plan)).toEqual({
      written: [],
      deleted: [],
      failures: [
        {
          path: 'rules/sub/b.yaml',
          message: 'cannot be written: a part of its path is a file, not a folder (ENOTDIR)',
        },
      ],
    });
    expect(allFiles(root)).toEqual(['rules/a.yaml', 'rules/gone.yaml', 'rules/sub']);
    expect(contentOf(root, 'rules/a.yaml')).toBe(marked('old'));
  });

  it('takes everything back when the last file cannot be put in its place', async () => {
    const root = newFolder({ 'rules/a.yaml': marked('old'), 'rules/b.yaml': marked('x') });
    const plan = planOf(root, {
      'rules/a.yaml': marked('a'),
      'rules/new.yaml': marked('new'),
      'rules/new/folder/n.yaml': marked('n'),
      'rules/z.yaml': marked('z'),
    });
    mkdirSync(join(root, 'rules/z.yaml'));
    const { ino } = statSync(join(root, 'rules/a.yaml'));
    expect(await applyPlan(plan)).toEqual({
      written: [],
      deleted: [],
      failures: [{ path: 'rules/z.yaml', message: 'cannot be written: a folder is in the way (EISDIR)' }],
    });
    expect(everything(root)).toEqual(['rules', 'rules/a.yaml', 'rules/b.yaml', 'rules/z.yaml']);
    expect(contentOf(root, 'rules/a.yaml')).toBe(marked('old'));
    expect(statSync(join(root, 'rules/a.yaml')).ino).toBe(ino);
  });

  it('says so when a folder is read-only, and leaves all as it was, in other folders too', async () => {
    const root = newFolder({
      'a/a.yaml': marked('old'),
      'rules/a.yaml': marked('old'),
      'rules/gone.yaml': marked('x'),
    });
    chmodSync(join(root, 'a'), 0o777);
    const plan = planOf(root, { 'a/a.yaml': marked('new'), 'rules/a.yaml': marked('new') }, ['a', 'rules']);
    expect(await withReadOnly(join(root, 'rules'), () => applyPlan(plan))).toEqual({
      written: [],
      deleted: [],
      failures: [{ path: 'rules/a.yaml', message: 'cannot be written: permission denied (EACCES)' }],
    });
    expect(contentOf(root, 'a/a.yaml')).toBe(marked('old'));
    expect(contentOf(root, 'rules/a.yaml')).toBe(marked('old'));
    expect(everything(root)).toEqual(['a', 'a/a.yaml', 'rules', 'rules/a.yaml', 'rules/gone.yaml']);
  });

  it('writes where only the output folder can be written to', async () => {
    const root = newFolder({ 'rules/a.yaml': marked('old'), 'rules/gone.yaml': marked('x') });
    chmodSync(join(root, 'rules'), 0o777);
    const plan = planOf(root, { 'rules/a.yaml': marked('new'), 'rules/deep/b.yaml': marked('b') });
    expect(await withReadOnly(root, () => applyPlan(plan))).toEqual({
      written: ['rules/a.yaml', 'rules/deep/b.yaml'],
      deleted: ['rules/gone.yaml'],
      failures: [],
    });
    expect(everything(root)).toEqual(['rules', 'rules/a.yaml', 'rules/deep', 'rules/deep/b.yaml']);
  });

  it('says which orphan or leftover cannot be deleted', async () => {
    const leftover = `new/${LEFTOVER}`;
    const root = newFolder({ 'rules/gone.yaml': marked('x'), [`${leftover}/new/a.yaml`]: '' });
    const orphaned = planOf(root, {});
    expect((await withReadOnly(join(root, 'rules'), () => applyPlan(orphaned))).failures).toEqual([
      { path: 'rules/gone.yaml', message: 'cannot be deleted: permission denied (EACCES)' },
    ]);
    const leftOver = planOf(root, { 'new/a.yaml': marked('a') }, ['new']);
    expect((await withReadOnly(join(root, 'new'), () => applyPlan(leftOver))).failures).toEqual([
      { path: leftover, message: 'cannot be deleted: permission denied (EACCES)' },
    ]);
  });

  it('says so when a name is too long for the disk', async () => {
    const root = newFolder();
    const path = `rules/${'x'.repeat(300)}.yaml`;
    const { failures } = await applyPlan(planOf(root, { [path]: marked('x') }));
    expect(failures).toEqual([{ path, message: expect.stringContaining('the name is too long (ENAMETOOLONG)') }]);
    expect(everything(root)).toEqual([]);
  });

  it('clears away what a killed run left, even if nothing else is to do', async () => {
    const root = newFolder({ 'rules/a.yaml': marked('a'), [`${LEFTOVER}/new/rules/a.yaml`]: marked('half') });
    put(root, 'rules/.slo-notes.txt', 'mine\n');
    expect((await applyPlan(planOf(root, { 'rules/a.yaml': marked('a') }))).failures).toEqual([]);
    expect(everything(root)).toEqual(['rules', 'rules/.slo-notes.txt', 'rules/a.yaml']);
  });

  it('leaves what belongs to a run that is still going on', async () => {
    const running = stagingName(process.ppid);
    const root = newFolder({ 'rules/a.yaml': marked('old'), [`${running}/new/rules/a.yaml`]: marked('other') });
    expect((await applyPlan(planOf(root, { 'rules/a.yaml': marked('a') }))).failures).toEqual([]);
    expect(allFiles(root)).toEqual([`${running}/new/rules/a.yaml`, 'rules/a.yaml']);
  });
});
