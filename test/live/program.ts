// The built program, and a spec that it is run on: an SLO with groups beside one without.
import { PROGRAM, requireBuilt } from '../support/built-program.ts';

requireBuilt();

export const MAIN = PROGRAM;

export const SPEC = `service: shop
slos:
  - name: requests
    objective: 99%
    indicator: { by: [handler], ratio: { total: requests_total, bad: 'requests_total{code="500"}' } }
  - name: carts
    objective: 99%
    indicator: { ratio: { total: 'requests_total{handler="/cart"}', bad: 'requests_total{handler="/cart",code="500"}' } }
`;
