// The alerts that stand on their own, beside any SLO: presets of the Istio catalogue and expressions of users.
import { DEFAULT_ALERT_OPTIONS } from '../../istio/alert.ts';
import { findPreset, PRESET_IDS } from '../../istio/alerts.ts';
import type { Expr } from '../../promql/ast.ts';
import type { StandaloneAlertSpec } from '../../spec/alert-schema.ts';
import type { Spec } from '../../spec/schema.ts';
import { quoted } from '../../spec/wording.ts';
import { didYouMean } from '../../text/suggest.ts';
import { checkCanBeSilent, checkCanHold } from '../checks/conditions.ts';
import { checkReadsNoCounter, type WrittenExpression } from '../checks/functions.ts';
import { checkLabels } from '../checks/labels.ts';
import { checkSeriesLabels } from '../checks/series-labels.ts';
import { checkStandaloneSplit } from '../checks/topology.ts';
import type { Place } from '../place.ts';
import { placesOf } from '../promql-places.ts';
import type { Settings } from '../settings.ts';
import type { StandaloneAlert } from '../slo.ts';
import { mergeAlert } from './alert-settings.ts';
import type { AlertContext } from './alerts.ts';
import { readExpression } from './promql.ts';

/** The alerts of a document. */
export function readStandalones(
  { alerts = [], labels, slos = [] }: Spec,
  file: Place,
  settings: Settings,
  around: AlertContext,
): StandaloneAlert[] {
  const outer = [
    { labels: settings.defaults.labels, place: file.inProject(settings).at('defaults', 'labels') },
    { labels, place: file.at('labels') },
  ];
  return alerts.flatMap((spec, at) => {
    const place = file.at('alerts', at);
    checkLabels(spec, { by: [], leafLabel: settings.topology?.leafLabel }, place);
    const alert = readStandalone(spec, place, settings, around);
    if (!alert) return [];
    if (settings.topology) checkStandaloneSplit(alert, settings.topology, place);
    checkSeriesLabels(alert, [...outer, { labels: spec.labels, place: place.at('labels') }]);
    return [slos.length > 0 ? alert : withoutOverview(alert)];
  });
}

/** Alerts about traffic link to the board that shows all SLOs, which may not be there without any. */
function withoutOverview(alert: StandaloneAlert): StandaloneAlert {
  if (alert.preset?.about !== 'traffic') return alert;
  const { grafana: _overview, ...bases } = alert.settings.bases;
  return { ...alert, settings: { ...alert.settings, bases } };
}

/** A preset of the Istio catalogue, or the user's own expression. */
function readStandalone(
  spec: StandaloneAlertSpec,
  place: Place,
  settings: Settings,
  around: AlertContext,
): StandaloneAlert | undefined {
  const origin = place.span;
  if (spec.istio !== undefined) return readPreset(spec, spec.istio, place, settings, around);
  const expr = spec.expr === undefined ? undefined : readOwnExpression(spec.expr, place.at('expr'));
  if (spec.name === undefined || spec.expr === undefined || spec.severity === undefined) {
    tellIncomplete(spec, place);
    return undefined;
  }
  const defaults = { name: spec.name, severity: spec.severity, forMs: 0, keepFiringForMs: 0 };
  return expr && { expr, origin, settings: mergeAlert(defaults, [...around.layers, spec], around.bases) };
}

function tellIncomplete(spec: StandaloneAlertSpec, place: Place): void {
  const missing = (['name', 'expr', 'severity'] as const).filter((field) => spec[field] === undefined);
  // A name that cannot be read is not the one that was written.
  const isNamed = spec.name !== undefined && place.at('name').isWhole;
  place.at('istio').report({
    code: 'alert-incomplete',
    message: `the alert${isNamed ? ` "${spec.name}"` : ''} has no ${missing.map((field) => `"${field}"`).join(' and no ')}`,
    help: `an alert of its own needs a name, an expr and a severity; a preset needs nothing else, as in istio: ${PRESET_IDS[0]}`,
  });
}

function readOwnExpression(text: string, place: Place): Expr | undefined {
  const expr = readExpression(text, place, { window: false, by: [] });
  if (expr) checkOwnAlert({ places: placesOf(text), place }, expr);
  return expr;
}

/** Reports an alert that can never fire, or never be silent. */
function checkOwnAlert(written: WrittenExpression, expr: Expr): void {
  const { place } = written;
  checkReadsNoCounter(expr, written);
  checkCanHold(expr, place);
  checkCanBeSilent(expr, place);
}

function readPreset(
  spec: StandaloneAlertSpec,
  id: string,
  place: Place,
  settings: Settings,
  around: AlertContext,
): StandaloneAlert | undefined {
  const preset = findPreset(id);
  if (!preset) {
    const guess = didYouMean(id, PRESET_IDS);
    place.at('istio').report({
      code: 'unknown-preset',
      message: `there is no preset ${quoted(id)}`,
      help: guess ? `did you mean "${guess}"?` : '`slo explain presets` lists them all',
    });
    return undefined;
  }
  if (spec.expr !== undefined) {
    place.at('expr').report({
      code: 'preset-with-expr',
      part: 'key',
      message: `the preset "${id}" brings its own expression`,
      help: 'remove "expr", or write an alert of your own with a name',
    });
    return undefined;
  }
  const { istiod, namespace, reporters } = settings.istio;
  const defaults = {
    name: preset.name,
    severity: preset.severity,
    forMs: preset.for,
    keepFiringForMs: preset.keepFiringFor ?? 0,
  };
  const options = {
    ...DEFAULT_ALERT_OPTIONS,
    istiod,
    namespace,
    reporters,
    scrapeInterval: settings.scrapeIntervalMs,
  };
  return {
    expr: preset.expr(options),
    settings: mergeAlert(defaults, [...around.layers, spec], around.bases),
    preset: { ...preset, options },
    origin: place.span,
  };
}
