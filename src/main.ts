#!/usr/bin/env node
// The executable: runs the command line and sets the exit status.
import process from 'node:process';
import { run } from './cli/program.ts';

process.exitCode = await run(process.argv.slice(2));
