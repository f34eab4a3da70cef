// Presets for Istio: sugar, turned into the kinds that everything else knows. The reasons for each matcher stand in
// istio/requests.ts.
import { ISTIO_GROUP_LABELS, latencyMatchers, requestSelectors } from '../../istio/requests.ts';
import type { Matcher, Selector } from '../../promql/ast.ts';
import { eqv, num, selector } from '../../promql/build.ts';
import type { IndicatorSpec } from '../../spec/indicator-schema.ts';
import { checkAreFewer } from '../checks/events.ts';
import { excludeEachOther } from '../checks/matchers.ts';
import type { Place } from '../place.ts';
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

type Reader = (spec: IstioSpec, place: Place, settings: Settings) => Meaning | undefined;

const CONVERGENCE_TIME = 'pilot_proxy_convergence_time';
const XDS_REJECTS = 'pilot_total_xds_rejects';

const READERS: Readonly<Record<keyof IstioSpec, Reader>> = {
  requests: (spec, place) => {
    const preset = spec.requests ?? {};
    const { total, bad, abandoned } = requestSelectors({
      reporter: preset.reporter ?? 'source',
      grpc: preset.grpc ?? true,
      extraBadCodes: preset.badCodes ?? [],
      excludeInjectedFaults: preset.ignoreInjectedFaults ?? false,
      where: readMatchers(preset.where, 'istio_requests_total', place.at('where')),
    });
    checkCodes(preset.badCodes, place.at('badCodes'));
    const isPossible = ({ matchers }: Selector) => contradictionIn(matchers) === undefined;
    checkWhere(total.some(isPossible) ? bad : total, place.at('where'));
    checkAreFewer(total, { selectors: bad, placeOf: () => place.at('where') }, 'bad');
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
  latency: (spec, place) => {
    if (!spec.latency) return undefined;
    const { reporter = 'source', where, ...rest } = spec.latency;
    const histogram = 'istio_request_duration_milliseconds';
    const more = readMatchers(where, histogram, place.at('where'));
    const indicator = readLatency({ ...rest, histogram }, place);
    if (indicator?.kind !== 'latency') return undefined;
    checkWhere([selector(indicator.histogram, latencyMatchers(reporter, more))], place.at('where'));
    return {
      kind: 'budget',
      by: ISTIO_GROUP_LABELS,
      indicator: { ...indicator, matchers: latencyMatchers(reporter, more) },
    };
  },
  configPush: (spec, place) => {
    const indicator = spec.configPush && readLatency({ ...spec.configPush, histogram: CONVERGENCE_TIME }, place);
    return indicator && { kind: 'budget', by: [], indicator };
  },
  xdsRejects: (spec, place, settings) => {
    const windowMs = readEventWindow(spec.xdsRejects?.window, place, settings);
    if (windowMs === undefined) return undefined;
    return { kind: 'zero-tolerance', events: [selector(XDS_REJECTS, [])], windowMs };
  },
  istiodUp: (_spec, _place, { istio }) => {
    const presence = selector('up', istio.istiod);
    return {
      kind: 'budget',
      by: [],
      indicator: { kind: 'time', condition: eqv(presence, num(1)), presence, noData: 'bad' },
    };
  },
};

/** Reports matchers with which none of the preset's selectors selects anything. */
function checkWhere(selectors: readonly Selector[], place: Place): void {
  const labels = selectors.map(({ matchers }) => contradictionIn(matchers));
  const [label] = labels;
  if (label === undefined || labels.includes(undefined)) return;
  place.report({
    code: 'contradictory-matchers',
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
function checkCodes(codes: readonly string[] | undefined, place: Place): void {
  codes?.forEach((code, at) => {
    if (!/^[123]/.test(code)) return;
    place.at(at).report({
      code: 'good-and-bad-swapped',
      severity: code.startsWith('2') ? 'error' : 'warning',
      message: `"${code}" is ${code.startsWith('2') ? 'a success' : 'no failure'}, and would count as an error`,
      help: 'list codes that are bad besides 5.., such as "429"',
    });
  });
}

/** What the preset in `spec` stands for, or undefined (with a report) when there is not exactly one. */
export function readIstio(spec: IstioSpec, place: Place, settings: Settings): Meaning | undefined {
  const presets = (Object.keys(READERS) as (keyof IstioSpec)[]).filter((preset) => spec[preset] !== undefined);
  const [preset] = presets;
  if (preset === undefined || presets.length > 1) {
    place.report({
      code: 'one-indicator',
      part: 'key',
      message:
        preset === undefined
          ? 'no Istio preset is chosen'
          : `an indicator takes one preset, not ${presets.join(' and ')}`,
      help: `choose one of ${Object.keys(READERS).join(', ')}`,
    });
    return undefined;
  }
  return READERS[preset](spec, place.at(preset), settings);
}
