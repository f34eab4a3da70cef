#!/usr/bin/env node
// The executable: runs the command line and sets the exit status.
import process from 'node:process';
import { loadKept } from './cli/kept-code.ts';
import { run } from './cli/run.ts';

/** The name of the file of all commands, which the bundler knows: it holds a digest of what is in the file. */
declare const COMMANDS_FILE: string;

void run(process.argv.slice(2), (root, command) =>
  loadKept(new URL(COMMANDS_FILE, import.meta.url), root, command),
).then((status) => {
  process.exitCode = status;
});
