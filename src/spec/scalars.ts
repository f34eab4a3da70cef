// The scalars of the spec language: texts that carry their unit, names, PromQL. Each is a zod string with a pattern, so
// that the JSON Schema shows it to editors, and an entry in SCALARS, so that a mismatch is reported in our own words.
import * as z from 'zod';
import { parseDuration, parseLatency } from '../promql/duration.ts';
import { type AlternativeName, SCALARS, type ScalarName } from './expectations.ts';

// To compile the schemas into functions takes longer than to read a hundred specs with them as they are.
z.config({ jitless: true });

const scalar = (name: ScalarName) => z.string({ error: name }).regex(SCALARS[name].pattern, { error: name });

/** For a union: its issue says which of these was expected. */
export const expecting = (error: AlternativeName) => ({ error });

export const percentage = () => scalar('percentage');
/** Longer ones than Prometheus can hold (292 years) are none. */
export const duration = () =>
  scalar('duration').refine((text) => parseDuration(text) !== undefined, { error: 'duration' satisfies ScalarName });
/** A duration that may be a fraction of a millisecond, as bounds of histograms are. */
export const latency = () =>
  scalar('latency').refine((text) => parseLatency(text) !== undefined, { error: 'latency' satisfies ScalarName });
export const name = () => scalar('name');
export const alertName = () => scalar('alertName');
export const labelName = () => scalar('labelName');
export const groupLabel = () => scalar('groupLabel');
export const metricName = () => scalar('metricName');
export const severity = () => scalar('severity');
export const responseCode = () => scalar('responseCode');
export const eventRate = () => scalar('eventRate');
export const url = () => scalar('url');
export const baseUrl = () => scalar('baseUrl');
/** PromQL in a user's hand; parsed in `model/`. */
export const promql = () => z.string().min(1).max(16_384);
export const text = () => z.string().max(8_192);

/** Label names to values. Values must be strings: Kubernetes refuses `severity: 1` in a PrometheusRule. */
export const labels = () => z.record(labelName(), z.string());
export const annotations = () => z.record(labelName(), z.string());
