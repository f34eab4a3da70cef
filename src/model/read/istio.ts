// Presets for Istio: sugar, turned into the kinds that everything else knows. The reasons for each matcher stand in
// istio/requests.ts.
import { ISTIO_GROUP_LABELS, latencyMatchers, requestSelectors } from '../../istio/requests.ts';
import type { Matcher, Selector } from '../../promql/ast.ts';
import { eqv, num, selector } from '../../promql/build.ts';
import type { IndicatorSpec } from '../../spec/indicator-schema.ts';
import type { Path } from '../../spec/locate.ts';
import { checkAreFewer } from '../checks/events.ts';
import { excludeEachOther } from '../checks/matchers.ts';
import { addProblem, type Scope } from '../scope.ts';
import type { Settings } from '../settings.ts';
import type { Indicator } from '../slo.ts';
import { readLatency } from './latency.ts';
import { readMatchers } from './promql.ts';
import { readEventWindow } from './zero-tolerance.ts';

type IstioSpec = NonNullable<IndicatorSpec['istio']>;

/** What a preset stands for. */
export type Meaning =
  | { readonly kind: 'budget'; readonly indicator: Indicator; readonly by: readonly string[] }
  | { readonly kind: 'zero-tolerance'; readonly events: readonly Selector[]; readonly windowMs: number };

type Reader = (spec: IstioSpec, path: Path, scope: Scope, settings: Settings) => Meaning | undefined;

const CONVERGENCE_TIME = 'pilot_proxy_convergence_time';
const XDS_REJECTS = 'pilot_total_xds_rejects';

const READERS: Readonly<Record<keyof IstioSpec, Reader>> = {
  requests: (spec, path, scope) => {
    const preset = spec.requests ?? {};
    const { total, bad, abandoned } = requestSelectors({
      reporter: preset.reporter ?? 'source',
      grpc: preset.grpc ?? true,
      extraBadCodes: preset.badCodes ?? [],
      excludeInjectedFaults: preset.ignoreInjectedFaults ?? false,
      where: readMatchers(preset.where, 'istio_requests_total', [...path, 'where'], scope),
    });
    checkCodes(preset.badCodes, [...path, 'badCodes'], scope);
    const isPossible = ({ matchers }: Selector) => contradictionIn(matchers) === undefined;
    checkWhere(total.some(isPossible) ? bad : total, [...path, 'where'], scope);
    checkAreFewer(total, { selectors: bad, pathOf: () => [...path, 'where'] }, 'bad', scope);
    return {
      kind: 'budget',
      by: ISTIO_GROUP_LABELS,
      indicator: {
        kind: 'ratio',
        total,
        counted: 'bad',
        events: bad,
        ...(preset.hangs !== 'ignore' && { abandoned }),
      },
    };
  },
  latency: (spec, path, scope) => {
    if (!spec.latency) return undefined;
    const { reporter = 'source', where, ...rest } = spec.latency;
    const histogram = 'istio_request_duration_milliseconds';
    const more = readMatchers(where, histogram, [...path, 'where'], scope);
    const indicator = readLatency({ ...rest, histogram }, path, scope);
    if (indicator?.kind !== 'latency') return undefined;
    checkWhere([selector(indicator.histogram, latencyMatchers(reporter, more))], [...path, 'where'], scope);
    return {
      kind: 'budget',
      by: ISTIO_GROUP_LABELS,
      indicator: { ...indicator, matchers: latencyMatchers(reporter, more) },
    };
  },
  configPush: (spec, path, scope) => {
    const indicator = spec.configPush && readLatency({ ...spec.configPush, histogram: CONVERGENCE_TIME }, path, scope);
    return indicator && { kind: 'budget', by: [], indicator };
  },
  xdsRejects: (spec, path, scope, settings) => {
    const windowMs = readEventWindow(spec.xdsRejects?.window, path, scope, settings);
    if (windowMs === undefined) return undefined;
    return { kind: 'zero-tolerance', events: [selector(XDS_REJECTS, [])], windowMs };
  },
  istiodUp: (_spec, _path, _scope, { istio }) => {
    const presence = selector('up', istio.istiod);
    return {
      kind: 'budget',
      by: [],
      indicator: { kind: 'time', condition: eqv(presence, num(1)), presence, noData: 'bad' },
    };
  },
};

/** Reports matchers at `path` with which none of the preset's selectors selects anything. */
function checkWhere(selectors: readonly Selector[], path: Path, scope: Scope): void {
  const labels = selectors.map(({ matchers }) => contradictionIn(matchers));
  const [label] = labels;
  if (label === undefined || labels.includes(undefined)) return;
  addProblem(scope, {
    code: 'contradictory-matchers',
    path,
    message: `"where" and the preset leave nothing over: their matchers on "${label}" exclude each other`,
    help:
      label === 'reporter'
        ? 'the preset chooses by its field "reporter"'
        : `the preset matches "${label}" itself: remove it from "where"`,
  });
}

function contradictionIn(matchers: readonly Matcher[]): string | undefined {
  return matchers.find(({ label }) => excludeEachOther(matchers.filter((matcher) => matcher.label === label)))?.label;
}

/** Reports codes of success among those that are to be bad. */
function checkCodes(codes: readonly string[] | undefined, path: Path, scope: Scope): void {
  codes?.forEach((code, at) => {
    if (!/^[123]/.test(code)) return;
    addProblem(scope, {
      code: 'good-and-bad-swapped',
      severity: code.startsWith('2') ? 'error' : 'warning',
      path: [...path, at],
      message: `"${code}" is ${code.startsWith('2') ? 'a success' : 'no failure'}, and would count as an error`,
      help: 'list codes that are bad besides 5.., such as "429"',
    });
  });
}

/** What the preset in `spec` at `path` stands for, or undefined (with a report) when there is not exactly one. */
export function readIstio(spec: IstioSpec, path: Path, scope: Scope, settings: Settings): Meaning | undefined {
  const presets = (Object.keys(READERS) as (keyof IstioSpec)[]).filter((preset) => spec[preset] !== undefined);
  const [preset] = presets;
  if (preset === undefined || presets.length > 1) {
    addProblem(scope, {
      code: 'one-indicator',
      path,
      part: 'key',
      message:
        preset === undefined
          ? 'no Istio preset is chosen'
          : `an indicator takes one preset, not ${presets.join(' and ')}`,
      help: `choose one of ${Object.keys(READERS).join(', ')}`,
    });
    return undefined;
  }
  return READERS[preset](spec, [...path, preset], scope, settings);
}
