// The workflow that \`slo init\` writes for GitHub: what it uses is pinned, and all of it runs in a fresh clone.

/** Where workflows of GitHub lie, from the root of the repository. */
export const WORKFLOW = '.github/workflows/slo.yml';

/** A long-term release whose promtool runs the tests. */
const PROMETHEUS = '3.5.3';

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
      - name: Download promtool
        working-directory: \${{ runner.temp }}
        env:
          NAME: prometheus-${PROMETHEUS}.linux-amd64
          RELEASE: https://github.com/prometheus/prometheus/releases/download/v${PROMETHEUS}
        run: |
          curl --fail --silent --show-error --location --remote-name "$RELEASE/$NAME.tar.gz"
          curl --fail --silent --show-error --location "$RELEASE/sha256sums.txt" | grep -F " $NAME.tar.gz" | sha256sum --check
          tar -xzf "$NAME.tar.gz" "$NAME/promtool"
          echo "$PWD/$NAME" >> "$GITHUB_PATH"
      - run: npm ci --no-audit --no-fund
      - run: npx --no slo lint --format github
      - run: npx --no slo build --check
      - run: npx --no slo test
      - name: Tell what changed
        if: github.event_name == 'pull_request'
        run: npx --no slo diff --format markdown -- "origin/$GITHUB_BASE_REF...HEAD" >> "$GITHUB_STEP_SUMMARY"
`;
}
