// A user's PromQL in, where it names a metric or matches a label out: the tree that the parser made of it has no places.
import { scan, type Token } from '../promql/parse/scan.ts';

/** Offsets into the text, `to` exclusive. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** Where the text names `metric` outside of braces. */
export function metricPlaces(text: string, metric: string): Place[] {
  return scan(text, true).tokens.flatMap((token) =>
    token.kind === 'word' && !token.inBraces && token.text === metric ? [placeOfToken(token)] : [],
  );
}

/** Where the text matches `label`: of selectors of `metric`, or of bare matchers without braces if that is undefined;
 *  of selectors without a name if it is empty. */
export function matcherPlaces(
  text: string,
  metric: string | undefined,
  label: string,
): { label: Place; value: Place }[] {
  const { tokens } = scan(metric === undefined ? `${FRAME}${text}\n}` : text, true);
  const shift = metric === undefined ? -FRAME.length : 0;
  let brace = -1;
  return tokens.flatMap((token, at) => {
    if (token.text === '{') brace = at;
    if (token.kind !== 'word' || !token.inBraces || token.text !== label) return [];
    const before = tokens[brace - 1];
    const name = before?.kind === 'word' && !before.inBraces ? before.text : '';
    if (metric !== undefined && name !== metric) return [];
    return [{ label: placeOfToken(token, shift), value: placeOfToken(tokens[at + 2] ?? token, shift) }];
  });
}

const FRAME = 'x{';

function placeOfToken({ from, text }: Token, shift = 0): Place {
  return { from: from + shift, to: from + text.length + shift };
}
