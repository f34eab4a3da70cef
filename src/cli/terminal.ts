// Where output goes. Results go to stdout, everything said to a person goes to stderr, so a pipe carries results only.
import { writeSync } from 'node:fs';
import process from 'node:process';
import { renderText } from '../diagnostics/render.ts';
import type { Diagnostic } from '../diagnostics/report.ts';

/** Exit codes: all is well; the user's files are wrong or a check failed; the command was used wrongly. */
export const EXIT = { fine: 0, wrong: 1, usage: 2 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

export interface Terminal {
  /** Writes a result. */
  out(text: string): void;
  /** Says something to the person, on a line of its own. */
  note(text: string): void;
  /** Shows diagnostics to the person. */
  tell(diagnostics: readonly Diagnostic[]): void;
}

/** The process's own streams. */
export function processTerminal(): Terminal {
  return {
    out: (text) => write(1, text),
    note: (text) => write(2, `${text}\n`),
    tell: (diagnostics) => {
      if (diagnostics.length > 0) write(2, renderText(diagnostics, { color: isColorful(process.stderr) }));
    },
  };
}

/** Colour only for a terminal, and not where NO_COLOR (https://no-color.org) or TERM=dumb asks for none. */
function isColorful(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

/** Writes all of it before returning, also into a slow pipe; a reader that has gone away (`| head`) is no error. */
function write(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
    }
  }
}
