import { rmSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { launchOptions } from './e2e-tests/chromium';

/** The configuration is read again by each worker: what the first reading chose is kept in the environment. */
const isFirstReading = !process.env.E2E_PORT;
process.env.E2E_PORT ??= String(21000 + Math.floor(Math.random() * 15000));
const port = Number(process.env.E2E_PORT);
/** Where the demo under test answers, where its sandbox and its git host do, and where its state is. */
export const baseUrl = `http://localhost:${port}`;
export const sandboxUrl = `http://127.0.0.1:${port + 1}`;
export const gitUrl = `http://127.0.0.1:${port + 4}`;
export const stateDir = path.join(__dirname, '.demo/e2e');
if (isFirstReading) rmSync(stateDir, { recursive: true, force: true });

/** Browser tests over the demo, which is started for them on ports of its own. */
export default defineConfig({
  testDir: 'e2e-tests',
  testMatch: '*.test.ts',
  outputDir: 'e2e-test-report/results',
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 1,
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
      DEMO_STATE: stateDir,
    },
  },
  use: {
    baseURL: baseUrl,
    actionTimeout: 20_000,
    viewport: { width: 1280, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions,
  },
});
