// `slo completion`: a script that makes a shell complete commands, options and their values.
import type { Command } from 'commander';
import { EXIT, type Exit, type Terminal } from '../terminal.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { type ProgramWords, wordsOf } from './words.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS: Readonly<Record<string, (words: ProgramWords) => string>> = Object.freeze({
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
});

/** `shell` is one that the command line has let through. */
export function completion(shell: string, program: Command, terminal: Terminal): Exit {
  terminal.out(SCRIPTS[shell]?.(wordsOf(program)) ?? '', shell);
  return EXIT.fine;
}
