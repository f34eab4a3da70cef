// Proof of the alerts that stand on their own: presets by the scenarios that belong to them.
import type { CompiledService } from '../rules/rule.ts';
import type { Proof } from './scenario.ts';

export function proveStandalone({ identity, source }: CompiledService): Proof {
  const name = [identity.namespace, identity.service, 'alerts'].filter((part) => part !== undefined).join('.');
  return { name, origin: source.alerts[0]?.origin, scenarios: [], gaps: [] };
}
