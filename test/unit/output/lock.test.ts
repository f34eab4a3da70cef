// The lock of a build that was killed while another process makes its moves: it holds until that one has ended.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { alone, LOCK } from '../../../src/output/lock.ts';
import { stagingName } from '../../../src/output/staging-name.ts';
import { newFolder } from './new-folder.ts';

it('is held by every process that works under it', async () => {
  const root = newFolder();
  const mover = spawn(execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const gone = spawnSync(execPath, ['-e', '']).pid;
  mkdirSync(join(root, LOCK));
  writeFileSync(join(root, LOCK, 'owner'), [gone, mover.pid ?? 0].map(stagingName).join('\n'));
  let isDone = false;
  const next = alone(root, async (share) => {
    share(mover.pid ?? 0);
    isDone = true;
  });
  await sleep(300);
  expect(isDone).toBe(false);
  mover.kill();
  await next;
  expect([isDone, readdirSync(root)]).toEqual([true, []]);
});
