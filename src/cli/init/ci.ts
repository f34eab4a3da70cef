// The workflow that \`slo init\` writes for GitHub: what it uses is pinned, and all of it runs in a fresh clone.

/** Where workflows of GitHub lie, from the root of the repository. */
export const WORKFLOW = '.github/workflows/slo.yml';

/** The workflow for a project in this folder of the repository. */
export function workflow(folder: string): string {
  const place =
    folder === '.' ? '' : `    defaults:\n      run:\n        working-directory: ${JSON.stringify(folder)}\n`;
  return `# Checks the SLOs of this repository. Written once by \`slo init\`: change it as you like.
name: slo
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  slo:
    runs-on: ubuntu-latest
${place}    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@a0853c24544627f65ddf259abe73b1d18a591444 # v5.0.0
        with:
          node-version: 24
      - run: npm ci --no-audit --no-fund
      - run: npx --no slo lint --format github
      - run: npx --no slo build --check
      - run: npx --no slo test --fetch-promtool
      - name: Tell what changed
        if: github.event_name == 'pull_request'
        run: npx --no slo diff --format markdown -- "origin/$GITHUB_BASE_REF...HEAD" >> "$GITHUB_STEP_SUMMARY"
`;
}
