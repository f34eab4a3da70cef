// The entry of the single executable: the command line, or the process that it starts to move files.
import process from 'node:process';
import { LOADERS } from '../../src/cli/commands.ts';
import { run } from '../../src/cli/run.ts';
import { serveMoves } from '../../src/output/mover-service.ts';
import { MOVER_PROGRAM } from './mover-program.ts';

if (process.argv[2] === MOVER_PROGRAM[0]) {
  void serveMoves();
} else {
  void run(process.argv.slice(2), () => LOADERS).then((status) => {
    process.exitCode = status;
  });
}
