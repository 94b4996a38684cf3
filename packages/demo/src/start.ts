import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { startDemo } from './demo';
import { settingsFromEnvironment } from './settings';

/** `npm start`: runs the demo until Ctrl-C. */
async function main(): Promise<number> {
  const settings = settingsFromEnvironment();
  console.log('Starting the demo …');
  const demo = await startDemo(settings, (name, ms) =>
    console.log(`  ✓ ${name} (${(ms / 1000).toFixed(1)} s)`),
  );
  console.log(`
  Open        ${demo.backend.url}
  Sandbox     ${
    demo.sandbox.endpointUrl
  }/_sandbox/   (stop a function, then click "Check now" on its card)
  Git host    ${demo.gitHost.url}/
  Kill        kill -9 $(cat ${path.join(
    settings.stateDir,
    'backend.pid',
  )})   (while a template is running: the task resumes)
  Logs        ${demo.backend.logFile}
  State       ${
    settings.stateDir
  }   (kept for the next start. Delete it to start over)
  Stop        Ctrl-C
`);
  if (spawnSync('mkdocs', ['--version']).error) {
    console.log(
      '  mkdocs is not installed, so the documentation tab does not work. Install it (Debian: apt-get install mkdocs).\n',
    );
  }
  const reason = await Promise.race([demo.ended, untilStopRequested()]);
  if (reason) console.error(`${reason} See the log: ${demo.backend.logFile}`);
  else console.log('\nStopping …');
  await demo.stop();
  return reason ? 1 : 0;
}

/** Resolves at Ctrl-C, at SIGTERM, or when the parent process exits. */
function untilStopRequested(): Promise<undefined> {
  return new Promise(resolve => {
    const done = () => resolve(undefined);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, done);
    }
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) done();
    }, 1000).unref();
  });
}

main().then(
  code => process.exit(code),
  error => {
    console.error(`\n✕ ${error.message}\n`);
    process.exit(1);
  },
);
