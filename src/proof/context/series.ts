// Values of made-up series in promtool's notation. Counters grow by whole numbers: promtool adds up increments, and
// fractions would gather noise (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series).

/** A stretch of a series: so many samples, each so much above the one before. */
export interface Stretch {
  readonly samples: number;
  readonly increment: number;
}

/** A stretch without samples. */
export interface Gap {
  readonly gap: number;
}

/** A moment at which a counter starts anew at zero, as after a restart. */
export interface Reset {
  readonly reset: true;
}

/** A moment at which the series ends. */
export interface End {
  readonly end: true;
}

export type Part = Stretch | Gap | Reset | End;

/** The values of a counter that goes through `parts`. A stretch of n samples takes n steps. It starts at 0, or if it is born with
 *  events at the first increment. */
export function counter(parts: readonly Part[], isBornWithEvents = false): string {
  let value = 0;
  let isBorn = isBornWithEvents;
  const texts: string[] = [];
  for (const part of parts) {
    if ('gap' in part) texts.push(`_x${part.gap}`);
    else if ('end' in part) texts.push('stale');
    else if ('reset' in part) value = 0;
    else {
      if (part.samples === 0) continue;
      const first = isBorn ? value + part.increment : value;
      texts.push(run(first, part.increment, part.samples));
      value = first + part.increment * (part.samples - 1);
      isBorn = true;
    }
  }
  return texts.join(' ');
}

/** The values of a gauge: so many samples of each level; undefined is a gap. */
export function gauge(levels: readonly (readonly [samples: number, level: number | undefined])[]): string {
  return levels
    .filter(([samples]) => samples > 0)
    .map(([samples, level]) => (level === undefined ? `_x${samples}` : run(level, 0, samples)))
    .join(' ');
}

/** `a+bxn` stands for n + 1 samples. */
function run(first: number, increment: number, samples: number): string {
  return samples === 1 ? String(first) : `${first}+${increment}x${samples - 1}`;
}
