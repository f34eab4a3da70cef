// How far a long run is: one line that is redrawn on a terminal, a line every few seconds in CI, nothing anywhere else.
import process from 'node:process';

export interface Progress {
  /** So many more of them are done; one, if nothing is said. */
  step(count?: number): void;
  /** Clears the line, if there is one. */
  end(): void;
}

const CI_EVERY_MS = 3_000;

/** Progress of `total` pieces, called `what`, on standard error. */
export function showProgress(total: number, what: string): Progress {
  const { stderr } = process;
  const isTerminal = stderr.isTTY === true && process.env.TERM !== 'dumb';
  const isCi = Boolean(process.env.CI);
  let done = 0;
  let shownMs = Date.now();
  const text = () => `${done} of ${total} ${what}`;
  const draw = (): void => {
    if (isTerminal) stderr.write(`\r\x1b[K${text()}`);
    else if (isCi && Date.now() - shownMs >= CI_EVERY_MS) {
      stderr.write(`${text()}\n`);
      shownMs = Date.now();
    }
  };
  draw();
  return {
    step: (count = 1) => {
      done += count;
      draw();
    },
    end: () => {
      if (isTerminal) stderr.write('\r\x1b[K');
    },
  };
}
