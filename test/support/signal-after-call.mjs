// Preloaded into a program: after call number SLO_CALL that changes a path which holds `.slo-`, the program gets SIGTERM, once
// everything that follows without a pause is done. Tells on standard error when that was.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const CALLS = ['mkdirSync', 'writeFileSync', 'renameSync', 'rmSync', 'cpSync', 'chmodSync'];

let calls = 0;

for (const name of CALLS) {
  const call = fs[name];
  fs[name] = (...args) => {
    const isStaging = args.slice(0, 2).some((path) => String(path).includes('.slo-'));
    const result = call(...args);
    if (isStaging && ++calls === Number(process.env.SLO_CALL)) {
      process.stderr.write(`signalled after ${name}\n`);
      queueMicrotask(() => process.kill(process.pid, 'SIGTERM'));
    }
    return result;
  };
}
syncBuiltinESMExports();
