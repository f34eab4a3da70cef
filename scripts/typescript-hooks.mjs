// Lets Node run TypeScript: the URL of a .ts file in, JavaScript out, translated by the compiler that the tests use. Node
// 20 cannot strip types by itself (https://nodejs.org/api/module.html#customization-hooks).
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts')) return nextLoad(url, context);
  const { code } = await transformFile(fileURLToPath(url), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  });
  return { format: 'module', source: code, shortCircuit: true };
}
