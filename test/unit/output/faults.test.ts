// A file system that fails once: each of its calls in turn, with each of the reasons that a disk has. Whatever fails, the output
// is as it was or complete, the failure names a file and a reason, nothing is thrown, and the next build goes well.
import * as fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { artifactsOf, marked, newFolder } from './new-folder.ts';

/** The call that fails, counted from 0, and why. Calls are counted while it is set. */
const fault = { at: -1, code: '', calls: 0, name: '' };

function shouldFail(name: string): boolean {
  if (fault.at < 0) return false;
  const fails = fault.calls === fault.at;
  fault.calls += 1;
  if (fails) fault.name = name;
  return fails;
}

function refusal(name: string): Error {
  const syscall = name.replace(/Sync$/, '').toLowerCase();
  return Object.assign(new Error(`${fault.code}: injected, ${syscall}`), { code: fault.code, syscall });
}

type Call = ((...args: unknown[]) => unknown) & { readonly native?: Call };

/** The same function, and its form in the operating system, which may fail as that would let them. */
function faulty(name: string, call: Call): Call {
  const failing: Call = (...args) => {
    if (!shouldFail(name)) return call(...args);
    const answer = args.at(-1);
    if (typeof answer !== 'function') throw refusal(name);
    return answer(refusal(name));
  };
  return call.native === undefined ? failing : Object.assign(failing, { native: faulty(name, call.native) });
}

/** What never throws, and what does not ask the disk. */
const SOUND = ['existsSync', 'Stats', 'Dirent', 'Dir', 'promises', 'constants', 'default'];

const real = { ...fs } as unknown as Record<string, unknown>;
const faultyFs = Object.fromEntries(
  Object.entries(real).map(([name, value]) =>
    typeof value === 'function' && !SOUND.includes(name) ? [name, faulty(name, value as Call)] : [name, value],
  ),
);
// The disk is asked, and not waited for: what it does in a power cut is not what is tried here.
const fsync = faulty('fsync', (...args) => (args.at(-1) as (error: null) => void)(null));
jest.unstable_mockModule('node:fs', () => ({ ...faultyFs, fsync, default: { ...faultyFs, fsync } }));

const { planWrites } = await import('../../../src/output/plan.ts');
const { writeAlone } = await import('../../../src/output/write.ts');
const { moverHere } = await import('../../../src/output/mover.ts');

const BEFORE = {
  'rules/changed.yaml': marked('old'),
  'rules/same.yaml': marked('same'),
  'rules/deep/gone.yaml': marked('gone'),
  'rules/own.yaml': 'mine\n',
};
const PRODUCED = {
  'rules/changed.yaml': marked('new'),
  'rules/same.yaml': marked('same'),
  'rules/new.yaml': marked('new'),
  'rules/folder/new.yaml': marked('new'),
  'boards/new.json': marked('new'),
};

/** Every file below the root, those of other tools too. */
function stateOf(root: string): Record<string, string> {
  const paths = fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  const files = paths.filter((path) => fs.statSync(join(root, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, fs.readFileSync(join(root, path), 'utf8')]));
}

const write = (root: string) =>
  writeAlone(() => planWrites(root, artifactsOf(PRODUCED), ['rules', 'boards'], () => false), moverHere);

async function outcomeOf(root: string, at: number, code: string) {
  Object.assign(fault, { at, code, calls: 0, name: '' });
  try {
    return await write(root);
  } finally {
    fault.at = -1;
  }
}

const withoutHidden = (state: Record<string, string>) =>
  Object.fromEntries(Object.entries(state).filter(([path]) => !path.startsWith('.slo-')));

async function stateAfterSuccess(): Promise<Record<string, string>> {
  const root = newFolder(BEFORE);
  expect((await write(root)).failures).toEqual([]);
  return stateOf(root);
}

const CODES = ['EIO', 'ENOSPC', 'EACCES'] as const;

describe('a file system of which one call fails', () => {
  it('leaves the output as it was or complete, and the failure is told', async () => {
    const after = await stateAfterSuccess();
    let failed = 0;
    for (let at = 0; ; at++) {
      const root = newFolder(BEFORE);
      const before = stateOf(root);
      const code = CODES[at % CODES.length] ?? 'EIO';
      const { failures } = await outcomeOf(root, at, code);
      if (fault.name === '') break;
      failed += failures.length > 0 ? 1 : 0;
      const call = `call ${at}, ${fault.name}: ${code}`;
      expect([call, withoutHidden(stateOf(root))]).toEqual([call, failures.length > 0 ? before : after]);
      for (const failure of failures) {
        const told = { path: expect.stringMatching(/./), message: expect.stringContaining(code) };
        expect([call, failure]).toEqual([call, told]);
      }
      expect([call, (await write(root)).failures]).toEqual([call, []]);
      expect([call, stateOf(root)]).toEqual([call, after]);
    }
    expect(failed).toBeGreaterThan(10);
  });
});
