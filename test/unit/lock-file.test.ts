// What npm installs for the development of slo: each package is the very one that was locked.
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

interface Locked {
  readonly integrity?: string;
  readonly link?: boolean;
}

it.each(['package-lock.json', 'test/grafana/package-lock.json'])('%s has the checksum of every package', (path) => {
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const { packages } = JSON.parse(text) as { readonly packages: Readonly<Record<string, Locked>> };
  const installed = Object.entries(packages).filter(([name, { link }]) => name !== '' && link !== true);
  expect(installed.length).toBeGreaterThan(50);
  expect(installed.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? '')).map(([name]) => name)).toEqual([]);
});
