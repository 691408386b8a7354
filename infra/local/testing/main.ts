// `npm test`: obtains the tools, builds the console, runs every suite and ends with one plain line over all of them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildConsole } from '../console-build.ts';
import { step } from '../progress.ts';
import { obtainTools } from '../tools/tool-paths.ts';

const root = join(import.meta.dirname, '../../..');
const chosen = process.argv.slice(2);

type Outcome = { readonly passed: number; readonly failed: number; readonly skipped: number };
type Suite = { readonly name: string; readonly args: readonly string[] };

// Rooms first, in parallel; then the journeys, one after another, each with the whole stack to itself.
const SUITES: readonly Suite[] =
  chosen.length > 0
    ? [{ name: 'chosen', args: chosen }]
    : [
        { name: 'rooms', args: ['--testPathIgnorePatterns', '/node_modules/', '/dist/', '/e2e/journeys/'] },
        { name: 'journeys', args: ['--runInBand', 'e2e/journeys'] },
      ];

const runSuite = ({ name, args }: Suite, tools: Readonly<Record<string, string>>, reports: string): Outcome => {
  process.stdout.write(`\n  ${name}\n`);
  const report = join(reports, `${name}.json`);
  const jest = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--no-warnings',
      join(root, 'node_modules/jest/bin/jest.js'),
      '--json',
      '--outputFile',
      report,
      '--passWithNoTests',
      ...args,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, HOUNSFIELD_TOOLS: JSON.stringify(tools) },
    },
  );
  try {
    const result = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
      numRuntimeErrorTestSuites: number;
    };
    // A suite that could not even load has no test to count: it counts as one failure.
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
      skipped: result.numPendingTests,
    };
  } catch {
    process.stdout.write(`  ${name}: jest ended with status ${jest.status} and no report\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
};

const tools = await obtainTools({ forTests: true });
await step('console', async (note) => note((await buildConsole(root)) ? 'built' : 'up to date'));
const reports = mkdtempSync(join(tmpdir(), 'hounsfield-reports-'));
const total = SUITES.map((suite) => runSuite(suite, tools, reports)).reduce((sum, each) => ({
  passed: sum.passed + each.passed,
  failed: sum.failed + each.failed,
  skipped: sum.skipped + each.skipped,
}));
rmSync(reports, { recursive: true, force: true });
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
