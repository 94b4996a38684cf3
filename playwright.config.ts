import { rmSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { launchOptions } from './e2e-tests/chromium';

/** Each worker reads the configuration again, so the values of the first read are stored in environment variables. */
const isFirstReading = !process.env.E2E_PORT;
process.env.E2E_PORT ??= String(21000 + Math.floor(Math.random() * 15000));
const port = Number(process.env.E2E_PORT);
/** URLs of the demo under test, its sandbox and its git host, and its state folder. */
export const baseUrl = `http://localhost:${port}`;
export const sandboxUrl = `http://127.0.0.1:${port + 1}`;
export const gitUrl = `http://127.0.0.1:${port + 4}`;
export const stateDir = path.join(__dirname, '.demo/e2e');
if (isFirstReading) rmSync(stateDir, { recursive: true, force: true });

const alone = 'killed-backend.test.ts';

/** Browser tests of the demo, which is started on its own ports. */
export default defineConfig({
  testDir: 'e2e-tests',
  testMatch: '*.test.ts',
  outputDir: 'e2e-test-report/results',
  timeout: 180_000,
  expect: { timeout: 30_000 },
  // The tests wait for deploys and probes most of the time.
  workers: 2,
  projects: [
    { name: 'together', testIgnore: alone },
    // Only after the other tests, because they use the backend that it kills.
    { name: 'alone', testMatch: alone, dependencies: ['together'] },
  ],
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  webServer: {
    command: 'node toolchain/run.mjs demo',
    url: `${baseUrl}/.backstage/health/v1/readiness`,
    timeout: 300_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    env: {
      DEMO_PORT: String(port),
      SANDBOX_PORT: String(port + 1),
      GIT_PORT: String(port + 4),
      CORPORATE_PORT: String(port + 5),
      DEMO_STATE: stateDir,
      // The pass would remove the services that a test writes, because the catalog does not have them.
      APP_CONFIG_privateApi_syncInterval: '1h',
    },
  },
  use: {
    baseURL: baseUrl,
    actionTimeout: 20_000,
    viewport: { width: 1280, height: 900 },
    // The trace has the page after each action. Recording every frame as well takes more time than the tests themselves.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions,
  },
});
