// Where output goes. Results go to stdout, everything said to a person goes to stderr, so a pipe carries results only.
import { writeSync } from 'node:fs';
import process from 'node:process';
import { COLORED, type Paint, PLAIN } from '../diagnostics/paint.ts';
import { renameSources } from '../diagnostics/rename-sources.ts';
import { renderText } from '../diagnostics/render.ts';
import { type Diagnostic, readable } from '../diagnostics/report.ts';
import { codeOf, type FileFailure, reasonOf } from '../output/file-error.ts';
import { inert, printableText } from '../text/printable.ts';

/** Exit codes: all is well; the user's files are wrong or a check failed; the command was used wrongly. */
export const EXIT = { fine: 0, wrong: 1, usage: 2 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

const STDOUT = 1;
const STDERR = 2;

export interface Terminal {
  /** Writes a result, for people or in a format for programs. Whatever texts of users are in it, no control character but those
   *  of colours is printed, and to people nothing that the runner of a pipeline obeys. */
  out(text: string, format?: string): void;
  /** Says something to the person, on a line of its own. */
  note(text: string): void;
  /** Shows diagnostics to the person; `pathOf` gives the path to show for a path of the project. */
  report(diagnostics: readonly Diagnostic[], pathOf?: (path: string) => string): void;
  /** Colours for results, where a person reads them. */
  readonly paint: Paint;
}

/** The process's own streams. Paths in diagnostics are shown as `shown` gives them. */
export function processTerminal(shown: (path: string) => string = (path) => path): Terminal {
  return {
    out: (text, format = 'text') => {
      const shown = printableText(text, { color: isColorful(process.stdout) });
      write(STDOUT, format === 'text' ? inert(shown) : shown);
    },
    note: (text) => write(STDERR, inert(printableText(`${text}\n`, { color: false }))),
    report: (diagnostics, pathOf = shown) => {
      if (diagnostics.length === 0) return;
      write(STDERR, renderText(renameSources(diagnostics.map(readable), pathOf), paintFor(process.stderr)));
    },
    paint: paintFor(process.stdout),
  };
}

/** One mistake in how a command is used. */
export function usageError(message: string, help: string | undefined, terminal: Terminal): Exit {
  terminal.report([{ code: 'wrong-usage', severity: 'error', message, ...(help !== undefined && { help }) }]);
  return EXIT.usage;
}

/** That a file could not be written. */
export function writeFailed({ path, message }: FileFailure): Diagnostic {
  return { code: 'write-failed', severity: 'error', message: `${path}: ${message}` };
}

function paintFor(stream: NodeJS.WriteStream): Paint {
  return isColorful(stream) ? COLORED : PLAIN;
}

/**
 * Colour for a terminal, unless NO_COLOR (https://no-color.org) or TERM=dumb asks for none. FORCE_COLOR decides before all
 * of them, as in Node itself: `0` and `false` for none, anything else for colour, for the logs of a pipeline say.
 */
export function isColorful(stream: NodeJS.WriteStream): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: none, TERM: terminal } = process.env;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && !none && terminal !== 'dumb';
}

/** Writes all of it before returning, also into a slow pipe; a reader that has gone away (`| head`) is no error. What cannot
 *  be written ends the program: a result of which a half is missing is none. */
export function write(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') endUnwritten(descriptor, error);
    }
  }
}

function endUnwritten(descriptor: number, error: unknown): never {
  const message = `the standard output cannot be written: ${reasonOf(error)}`;
  if (descriptor === STDOUT) write(STDERR, renderText([{ code: 'write-failed', severity: 'error', message }], PLAIN));
  process.exit(EXIT.wrong);
}

/** One mistake that no part of the program has expected, in words: of the operating system, or of the program itself. */
export function tellUnexpected(error: unknown): Exit {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message.split('\n')[0] : String(error);
  const about = code === undefined ? `slo made a mistake (${message}); please report it` : reasonOf(error);
  const problem: Diagnostic = { code: 'unexpected-fault', severity: 'error', message: about };
  write(STDERR, renderText([problem], PLAIN));
  return EXIT.wrong;
}
