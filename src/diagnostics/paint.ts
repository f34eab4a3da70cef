// Colours of a terminal, or none. Who prints knows whether a person reads it.
import { styleText } from 'node:util';

export type Format = Parameters<typeof styleText>[0];

/** Text in a format in, text for the output out. */
export type Paint = (format: Format, text: string) => string;

/** For pipes and files. */
export const PLAIN: Paint = (_, text) => text;

/** For terminals; the stream is not asked again. */
export const COLORED: Paint = (format, text) => styleText(format, text, { validateStream: false });
