// What stands in for an indicator, or for a part of one, that cannot be read: nothing is wrong with it, so that the rest can be read.
export type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value is a mapping of YAML. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields that an indicator needs, by its kind. */
const ANY_PARTS: Readonly<Record<string, Mapping>> = {
  ratio: { total: 'any_total' },
  latency: { histogram: 'any_seconds', below: '1s' },
  uptime: { up: 'any_up == 1' },
  threshold: { value: 'any_value' },
  zeroTolerance: { events: 'any_losses_total' },
};

/** The same of presets of Istio. */
const ANY_PARTS_OF_PRESETS: Readonly<Record<string, Mapping>> = {
  latency: { below: '100ms' },
  configPush: { below: '1s' },
};

const ANY_RATIO = { ratio: { ...ANY_PARTS.ratio, bad: 'any_failures_total' } };
const ANY_UPTIME = { uptime: ANY_PARTS.uptime };
const ANY_ZERO_TOLERANCE = { zeroTolerance: ANY_PARTS.zeroTolerance };

/** An indicator with all fields that its kind needs. */
export function withAnyParts(indicator: unknown): unknown {
  if (!isMapping(indicator)) return indicator;
  const { istio, ...kinds } = indicator;
  return {
    ...completed(kinds, ANY_PARTS),
    ...(istio !== undefined && { istio: isMapping(istio) ? completed(istio, ANY_PARTS_OF_PRESETS) : istio }),
  };
}

function completed(written: Mapping, parts: Readonly<Record<string, Mapping>>): Mapping {
  const entries = Object.entries(written).map(([kind, fields]) =>
    isMapping(fields) ? [kind, { ...parts[kind], ...fields }] : [kind, fields],
  );
  return Object.fromEntries(entries);
}

/** An indicator of the same kind and with the same group labels, or without a kind where none can be seen. */
export function anyIndicator(written: unknown, rest: unknown): Mapping {
  const by = isMapping(rest) && Array.isArray(rest.by) ? { by: rest.by } : {};
  if (!isMapping(written)) return by;
  const { istio, uptime, threshold, ratio, latency } = written;
  if (isZeroTolerance(written)) return { ...by, ...ANY_ZERO_TOLERANCE };
  const isTime = (uptime ?? threshold) !== undefined || (isMapping(istio) && istio.istiodUp !== undefined);
  if (isTime) return { ...by, ...ANY_UPTIME };
  return (istio ?? ratio ?? latency) === undefined ? by : { ...by, ...ANY_RATIO };
}

export function isZeroTolerance(indicator: unknown): boolean {
  if (!isMapping(indicator)) return false;
  const { zeroTolerance, istio } = indicator;
  return zeroTolerance !== undefined || (isMapping(istio) && istio.xdsRejects !== undefined);
}
