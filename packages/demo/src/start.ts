import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { startDemo } from './demo';
import { settingsFromEnvironment } from './settings';

/** `npm start`: the demo until Ctrl-C. */
async function main(): Promise<number> {
  const settings = settingsFromEnvironment();
  console.log('Starting the demo …');
  const demo = await startDemo(settings, (name, ms) =>
    console.log(`  ✓ ${name} (${(ms / 1000).toFixed(1)} s)`),
  );
  console.log(`
  Open        ${demo.backend.url}
  Break it    ${
    demo.sandbox.endpointUrl
  }/_sandbox/   (stop a function, then press "Check now" on its card)
  Code        ${demo.gitHost.url}/
  Kill it     kill -9 $(cat ${path.join(
    settings.stateDir,
    'backend.pid',
  )})   (while a template runs: the task goes on)
  Logs        ${demo.backend.logFile}
  State       ${
    settings.stateDir
  }   (kept for the next start; delete it to start over)
  Stop        Ctrl-C
`);
  if (spawnSync('mkdocs', ['--version']).error) {
    console.log(
      '  The documentation tab needs mkdocs (Debian: apt-get install mkdocs); all else works without.\n',
    );
  }
  const reason = await Promise.race([demo.ended, untilAskedToStop()]);
  if (reason) console.error(`${reason} Its log: ${demo.backend.logFile}`);
  else console.log('\nStopping …');
  await demo.stop();
  return reason ? 1 : 0;
}

/** Resolves at Ctrl-C, at SIGTERM, or when the process that started this one is gone. */
function untilAskedToStop(): Promise<undefined> {
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
