// The engines that the suite knows, Prometheus first: the others are held against its newest version.
import { CORTEX } from './cortex.ts';
import type { EngineKind } from './engine.ts';
import { prometheusKind } from './prometheus.ts';
import { THANOS } from './thanos.ts';
import { VICTORIAMETRICS } from './victoriametrics.ts';

export const KINDS: readonly EngineKind[] = [
  prometheusKind('3.'),
  prometheusKind('2.42'),
  VICTORIAMETRICS,
  THANOS,
  CORTEX,
];
